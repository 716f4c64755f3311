import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createConfig } from '../../src/config/config.ts';
import { startServer } from '../../src/server/app.ts';
import { serveOptions } from '../support/gateway.ts';

const { LIVE_ROOT: root, WANDB_API_KEY: key, WANDB_BASE_URL: baseUrl } = process.env;
const whenLive = root && key ? test : test.skip;

whenLive(
  'the gateway walks up and down from LIVE_ROOT',
  async () => {
    const options = serveOptions({ wandbHttpTimeout: '30', ...(baseUrl && { wandbBaseUrl: baseUrl }) });
    const config = createConfig(options, { WANDB_API_KEY: key });
    const target = { baseUrl: config.wandbBaseUrl, sharedCredential: config.shared?.credential ?? null };
    const server = await startServer(config, target, 'live', pino({ level: 'silent' }));
    try {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query: `query ($path: String!) { viewer { username } artifact(path: $path) { path state
          loggedBy { path usedArtifacts { totalCount hiddenCount nodes { path loggedBy { path } } } }
          usedBy { totalCount hiddenCount nodes { path loggedArtifacts { totalCount nodes { path } } } } } }`,
          variables: { path: root },
        }),
      });
      const answer = (await response.json()) as {
        data: { artifact: unknown };
        errors?: unknown;
        extensions: unknown;
      };
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      expect(answer.errors).toBeUndefined();
      expect(answer.data.artifact).not.toBeNull();
    } finally {
      await server.close();
    }
  },
  120_000,
);
