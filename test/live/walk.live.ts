import { expect, test } from '@jest/globals';
import { createConfig } from '../../src/config/config.ts';
import { serveOptions } from '../support/gateway.ts';
import { questions, type Wandb } from './questions.ts';

const { LIVE_ROOT: root, WANDB_API_KEY: key, WANDB_BASE_URL: baseUrl } = process.env;
const whenLive = root && key ? test : test.skip;

if (!root || !key) {
  process.stdout.write(
    'Live suite skipped: set WANDB_API_KEY and LIVE_ROOT=entity/project/collection:vN to run it.\n',
  );
}

/** Asks W&B itself, past the gateway: what its public sources leave open. Bodies are looked at, never printed. */
function openWandb(): Wandb {
  const config = createConfig(serveOptions({ ...(baseUrl && { wandbBaseUrl: baseUrl }) }), {
    WANDB_API_KEY: key,
  });
  return async (query, variables = {}) => {
    const response = await fetch(`${config.wandbBaseUrl}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: config.shared?.credential.authorizationHeader() ?? '',
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json().catch(() => ({}))) as {
      data?: Record<string, unknown>;
      errors?: unknown[];
    };
    return { status: response.status, data: body.data ?? null, errors: body.errors?.length ?? 0 };
  };
}

whenLive.each(questions)(
  '$question',
  async ({ question, look }) => {
    const finding = await look(openWandb(), root ?? '');
    process.stdout.write(`${question}\n  ${finding}\n`);
    expect(finding).toEqual(expect.any(String));
  },
  120_000,
);
