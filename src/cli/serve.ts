import { pino, type Logger } from 'pino';
import { areCallersChecked, createConfig, type Config } from '../config/config.ts';
import type { Environment } from '../config/read-settings.ts';
import type { Emulator } from '../emulator/emulator.ts';
import type { WandbTarget } from '../server/engine.ts';
import { createApp, startServer, type GatewayServer } from '../server/app.ts';
import { safeError } from '../telemetry/safe-error.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { CommandContext, ServeOptions } from './command-options.ts';
import { neighbourFindings } from './doctor.ts';
import { startLocalWandb, targetFrom } from './local-wandb.ts';

/** Runs the service until a signal ends it. Rejects with ConfigError or the system's error where it cannot start. */
export async function serve(
  { check: checkOnly, ...options }: ServeOptions,
  { environment, version }: CommandContext,
): Promise<void> {
  const config = createConfig(options, environment);
  // The banner has stdout to itself.
  const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  endOnUnexpected(logger);
  const tracing = await tracingFrom(environment, version);
  const local = await startLocalWandb(config);
  const target = targetFrom(config, local);
  const release = async (): Promise<void> => {
    await tracing?.stop().catch(() => undefined);
    await local?.close();
  };
  if (checkOnly) {
    const problems = await check(config, target, version, logger).finally(release);
    process.exit(problems === 0 ? 0 : 1);
  }
  let server: GatewayServer;
  try {
    server = await startServer(config, target, version, logger, tracing);
  } catch (error) {
    await release();
    throw error;
  }
  let closing = false;
  const close = (signal: string): void => {
    if (closing) return;
    closing = true;
    logger.debug({ signal }, 'closing');
    void server
      .close(500)
      .then(release)
      .then(() => process.exit(0));
  };
  process.on('SIGINT', close).on('SIGTERM', close);
  process.stdout.write(await banner(config, server, local));
}

/** Says what is wrong with settings and connections, without an address: a gateway may be running on it. How many problems. */
async function check(config: Config, target: WandbTarget, version: string, logger: Logger): Promise<number> {
  const gateway = await createApp(config, target, version, logger);
  const [{ viewer, problem }, neighbours] = await Promise.all([
    gateway.readiness(),
    neighbourFindings(config),
  ]);
  await gateway.close();
  const problems = [
    ...(problem === null ? [] : [problem]),
    ...neighbours.filter(({ state }) => state === 'bad').map(({ subject, words }) => `${subject}: ${words}`),
  ];
  for (const words of problems) process.stdout.write(`Problem: ${words}\n`);
  if (problems.length === 0) process.stdout.write(allIsWell(config, viewer));
  return problems.length;
}

function allIsWell({ mode, wandbBaseUrl }: Config, viewer: string | null): string {
  const where =
    mode === 'demo' || mode === 'snapshot'
      ? 'The data in this process answer'
      : `W&B at ${wandbBaseUrl} answers`;
  return `The settings are right. ${where}${viewer === null ? '' : `, as ${viewer}`}.\n`;
}

/** After an error that nobody caught nothing is certain: the reason is logged, and whoever started us starts us anew. */
function endOnUnexpected(logger: Logger): void {
  const fatal = (error: unknown): never => {
    logger.fatal({ error: safeError(error) }, 'ending after an unexpected error');
    process.exit(1);
  };
  process.on('uncaughtException', fatal).on('unhandledRejection', fatal);
}

/** Null, and nothing of it loaded, unless a variable of OpenTelemetry's names a collector. */
async function tracingFrom(environment: Environment, version: string): Promise<Tracing | null> {
  const isWanted =
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? '';
  if (isWanted === '' || environment['OTEL_SDK_DISABLED'] === 'true') return null;
  const { startTracing } = await import('../telemetry/tracing.ts');
  return startTracing(version, environment['OTEL_SERVICE_NAME'] !== undefined);
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
  const isChecked = areCallersChecked(config.callers);
  const unchecked = {
    demo: 'open: everybody reads the demo data',
    snapshot: 'open: everybody reads the snapshot',
    sharedKey: 'shared key; a caller\'s own "Authorization: Bearer <W&B API key>" wins',
    passthrough:
      'callers send "Authorization: Bearer <W&B API key>"; without one W&B shows public projects at most',
  }[config.mode];
  const auth = isChecked
    ? 'checked: "Authorization: Bearer <gateway token>"; a W&B key of their own goes into "X-WandB-Api-Key"'
    : unchecked;
  const query = local ? queryFor(local.roots) : '{ viewer { name username } }';
  const wandbHeader = isChecked ? 'x-wandb-api-key: $WANDB_API_KEY' : 'authorization: Bearer $WANDB_API_KEY';
  const header =
    (isChecked ? ' -H "authorization: Bearer $GATEWAY_TOKEN"' : '') +
    (config.mode === 'passthrough' ? ` -H "${wandbHeader}"` : '');
  return `wandb-lineage-gateway is up

  GraphQL    ${url}/graphql
${config.graphiql ? `  Pages      ${url}/   ${url}/explore   ${url}/graphiql\n` : ''}  Schema     ${url}/schema.graphql   (federated: ${url}/subgraph.graphql)
  Health     ${url}/health/live   ${url}/health/ready   ${url}/metrics
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
