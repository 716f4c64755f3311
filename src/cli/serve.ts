import { pino } from 'pino';
import { createConfig, type Config, type Environment } from '../config.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { startServer, type GatewayServer, type WandbTarget } from '../server/server.ts';
import { Credential } from '../wandb/credential.ts';

/** The emulator of the demo, in this process; null where the gateway speaks to a W&B of its own. */
async function startDemo(config: Config): Promise<Emulator | null> {
  if (config.mode !== 'demo') return null;
  const { startEmulator } = await import('../emulator/emulator.ts');
  return startEmulator({ world: 'demo' });
}

/** Runs the service until a signal ends it. Rejects with ConfigError or the system's error where it cannot start. */
export async function serve(
  options: Parameters<typeof createConfig>[0],
  environment: Environment,
  version: string,
): Promise<void> {
  const config = createConfig(options, environment);
  // The banner has stdout to itself.
  const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const demo = await startDemo(config);
  const target: WandbTarget = demo
    ? { baseUrl: demo.url, sharedCredential: new Credential(demo.keys[0]?.key ?? '') }
    : { baseUrl: config.wandbBaseUrl, sharedCredential: config.shared?.credential ?? null };
  let server: GatewayServer;
  try {
    server = await startServer(config, target, version, logger);
  } catch (error) {
    await demo?.close();
    throw error;
  }
  let closing = false;
  const close = (signal: string): void => {
    if (closing) return;
    closing = true;
    logger.debug({ signal }, 'closing');
    void server
      .close()
      .then(() => demo?.close())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', close).on('SIGTERM', close);
  process.stdout.write(await banner(config, server, demo));
}

async function banner(config: Config, server: GatewayServer, demo: Emulator | null): Promise<string> {
  const { url } = server;
  const { viewer, problem } = await server.readiness();
  const who = {
    demo: `demo data in this process, as ${viewer ?? 'nobody'}. Set WANDB_API_KEY or run "wandb login" to see your own.`,
    sharedKey: `${config.wandbBaseUrl}, as ${viewer ?? 'nobody'} (key from ${config.shared?.source ?? ''})`,
    passthrough: `${config.wandbBaseUrl}, as each caller`,
  }[config.mode];
  const auth = {
    demo: 'open: everybody reads the demo data',
    sharedKey: 'shared key; a caller\'s own "Authorization: Bearer <W&B API key>" wins',
    passthrough:
      'callers send "Authorization: Bearer <W&B API key>"; without one W&B shows public projects at most',
  }[config.mode];
  const query = demo
    ? `{ artifact(path: \\"${demo.roots.model}\\") { path loggedBy { path usedArtifacts { nodes { path } } } } }`
    : '{ viewer { name username } }';
  const header = config.mode === 'passthrough' ? ' -H "authorization: Bearer $WANDB_API_KEY"' : '';
  return `wandb-lineage-gateway is up

  GraphQL    ${url}/graphql
  Schema     ${url}/schema.graphql   (federated: ${url}/subgraph.graphql)
  Health     ${url}/health/live   ${url}/health/ready
  W&B        ${who}${problem === null ? '' : `\n  Problem    ${problem}`}
  Callers    ${auth}
  Limits     ${config.wandbBatchSize} keys in a W&B request, ${config.wandbConcurrency} requests side by side for a query, ${config.wandbTimeoutMs / 1_000} s for an answer

Try:
  curl -s ${url}/graphql -H 'content-type: application/json'${header} -d '{"query":"${query}"}'

`;
}
