import { pino } from 'pino';
import { createConfig, type Config, type Environment } from '../config.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { startServer, type GatewayServer } from '../server/server.ts';
import { startLocalWandb, targetFrom } from './local-wandb.ts';

/** Runs the service until a signal ends it. Rejects with ConfigError or the system's error where it cannot start. */
export async function serve(
  options: Parameters<typeof createConfig>[0],
  environment: Environment,
  version: string,
): Promise<void> {
  const config = createConfig(options, environment);
  // The banner has stdout to itself.
  const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const local = await startLocalWandb(config);
  const target = targetFrom(config, local);
  let server: GatewayServer;
  try {
    server = await startServer(config, target, version, logger);
  } catch (error) {
    await local?.close();
    throw error;
  }
  let closing = false;
  const close = (signal: string): void => {
    if (closing) return;
    closing = true;
    logger.debug({ signal }, 'closing');
    void server
      .close()
      .then(() => local?.close())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', close).on('SIGTERM', close);
  process.stdout.write(await banner(config, server, local));
}

async function banner(config: Config, server: GatewayServer, local: Emulator | null): Promise<string> {
  const { url } = server;
  const { viewer, problem } = await server.readiness();
  const who = {
    demo: `demo data in this process, as ${viewer ?? 'nobody'}. Set WANDB_API_KEY or run "wandb login" to see your own.`,
    snapshot: `what ${config.snapshot ?? ''} holds, in this process; nothing is asked of W&B itself`,
    sharedKey: `${config.wandbBaseUrl}, as ${viewer ?? 'nobody'} (key from ${config.shared?.source ?? ''})`,
    passthrough: `${config.wandbBaseUrl}, as each caller`,
  }[config.mode];
  const auth = {
    demo: 'open: everybody reads the demo data',
    snapshot: 'open: everybody reads the snapshot',
    sharedKey: 'shared key; a caller\'s own "Authorization: Bearer <W&B API key>" wins',
    passthrough:
      'callers send "Authorization: Bearer <W&B API key>"; without one W&B shows public projects at most',
  }[config.mode];
  const query = local ? queryFor(local.roots) : '{ viewer { name username } }';
  const header = config.mode === 'passthrough' ? ' -H "authorization: Bearer $WANDB_API_KEY"' : '';
  return `wandb-lineage-gateway is up

  GraphQL    ${url}/graphql
  Schema     ${url}/schema.graphql   (federated: ${url}/subgraph.graphql)
  Health     ${url}/health/live   ${url}/health/ready
  W&B        ${who}${problem === null ? '' : `\n  Problem    ${problem}`}
  Callers    ${auth}
  Limits     ${config.wandbBatchSize} keys in a W&B request, ${config.wandbConcurrency} requests side by side, ${config.wandbTimeoutMs / 1_000} s for an answer

Try:
  curl -s ${url}/graphql -H 'content-type: application/json'${header} -d '{"query":"${query}"}'

`;
}

/** What the last line of the banner tries: a snapshot around a run may hold no artifact. */
function queryFor({ model, run }: Emulator['roots']): string {
  // A GraphQL string in a JSON string in a shell word.
  const within = (path: string): string =>
    JSON.stringify(JSON.stringify(path)).slice(1, -1).replaceAll("'", `'\\''`);
  return model === ''
    ? `{ run(path: ${within(run)}) { path usedArtifacts { nodes { path } } } }`
    : `{ artifact(path: ${within(model)}) { path loggedBy { path usedArtifacts { nodes { path } } } } }`;
}
