import { Kind, parse, type VariableDefinitionNode } from 'graphql';
import { pino, type Logger } from 'pino';
import { areCallersChecked, createConfig, type Config } from '../config/config.ts';
import type { Environment } from '../config/read-settings.ts';
import type { TrustedDocuments } from '../config/trusted-documents.ts';
import type { Emulator } from '../emulator/emulator.ts';
import type { WandbTarget } from '../server/engine.ts';
import { createApp, startServer, type GatewayServer } from '../server/app.ts';
import { safeError } from '../telemetry/safe-error.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { CommandContext, ServeOptions } from './command-options.ts';
import { dependencyFindings } from './doctor.ts';
import { startLocalWandb, targetFrom, type LocalWandb } from './snapshots/local-wandb.ts';

/** Runs the service until a signal stops it. @throws ConfigError, or the system's error if it cannot start */
export async function serve(
  { check: checkOnly, ...options }: ServeOptions,
  { environment, version }: CommandContext,
): Promise<void> {
  const config = createConfig(options, environment);
  // The banner has stdout to itself.
  const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  exitOnUncaughtError(logger);
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

/** Checks settings and connections without listening: a gateway may be running on the port. Returns the number of problems. */
async function check(config: Config, target: WandbTarget, version: string, logger: Logger): Promise<number> {
  const gateway = await createApp(config, target, version, logger);
  const [{ viewer, problem }, findings] = await Promise.all([
    gateway.readiness(),
    dependencyFindings(config),
  ]);
  await gateway.close();
  const problems = [
    ...(problem === null ? [] : [problem]),
    ...findings.filter(([state]) => state === 'bad').map(([, subject, words]) => `${subject}: ${words}`),
  ];
  const isLocal = config.mode === 'demo' || config.mode === 'snapshot';
  const source = isLocal ? 'The data in this process can be read' : `W&B at ${config.wandbBaseUrl} responds`;
  const lines =
    problems.length > 0
      ? problems.map((words) => `Problem: ${words}`)
      : [`The settings are valid. ${source}${viewer === null ? '' : `, as ${viewer}`}.`];
  process.stdout.write(`${lines.join('\n')}\n`);
  return problems.length;
}

/** After an uncaught error the state of the process is unknown: it logs the error and exits, to be restarted by its supervisor. */
function exitOnUncaughtError(logger: Logger): void {
  const fatal = (error: unknown): never => {
    logger.fatal({ error: safeError(error) }, 'exiting after an unexpected error');
    process.exit(1);
  };
  process.on('uncaughtException', fatal).on('unhandledRejection', fatal);
}

/** Null, without loading OpenTelemetry, unless one of its variables names a collector. */
async function tracingFrom(environment: Environment, version: string): Promise<Tracing | null> {
  const endpoint =
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? '';
  if (endpoint === '' || environment['OTEL_SDK_DISABLED'] === 'true') return null;
  const { startTracing } = await import('../telemetry/tracing.ts');
  return startTracing(version, environment['OTEL_SERVICE_NAME'] !== undefined);
}

async function banner(config: Config, server: GatewayServer, local: LocalWandb | null): Promise<string> {
  const { url } = server;
  const { viewer, problem } = await server.readiness();
  const source = {
    demo: `demo data in this process, as ${viewer ?? 'nobody'}. Set WANDB_API_KEY or run "wandb login" to see your own data.`,
    snapshot: `${config.snapshot ?? ''}, served from this process; W&B is not asked\n  Snapshot   ${snapshotText(local?.record)}`,
    sharedKey: `${config.wandbBaseUrl}, as ${viewer ?? 'nobody'} (key from ${config.shared?.source ?? ''})`,
    passthrough: `${config.wandbBaseUrl}, with the key of each caller`,
  }[config.mode];
  const isChecked = areCallersChecked(config.callers);
  const unchecked = {
    demo: 'not checked: anyone can read the demo data',
    snapshot: 'not checked: anyone can read the snapshot',
    sharedKey:
      'not checked; a key sent as "Authorization: Bearer <W&B API key>" is used instead of the shared one',
    passthrough: 'send "Authorization: Bearer <W&B API key>"; without it, W&B shows public projects at most',
  }[config.mode];
  const callers = isChecked
    ? 'send "Authorization: Bearer <gateway token>", and their W&B key, if any, as "X-WandB-Api-Key"'
    : unchecked;
  const body = config.trustedDocuments
    ? trustedExample(config.trustedDocuments, local?.roots.model ?? '')
    : { query: local ? queryFor(local.roots) : '{ viewer { name username } }' };
  const wandbHeader = isChecked ? 'x-wandb-api-key: $WANDB_API_KEY' : 'authorization: Bearer $WANDB_API_KEY';
  const header =
    (isChecked ? ' -H "authorization: Bearer $GATEWAY_TOKEN"' : '') +
    (config.mode === 'passthrough' ? ` -H "${wandbHeader}"` : '');
  return `wandb-lineage-gateway is up

  GraphQL    ${url}/graphql
${config.graphiql ? `  Pages      ${url}/   ${url}/explore   ${url}/graphiql\n` : ''}${config.introspection ? `  Schema     ${url}/schema.graphql   (federated: ${url}/subgraph.graphql)\n` : ''}  Health     ${url}/health/live   ${url}/health/ready   ${url}/metrics
  W&B        ${source}${problem === null ? '' : `\n  Problem    ${problem}`}
  Callers    ${callers}
  Limits     ${config.wandbBatchSize} keys in a W&B request, ${config.wandbConcurrency} concurrent W&B requests, timeout ${config.wandbTimeoutMs / 1_000} s

Try:
  curl -s ${url}/graphql -H 'content-type: application/json'${header} -d '${JSON.stringify(body).replaceAll("'", `'\\''`)}'

`;
}

/** What is known of a snapshot's completeness. */
function snapshotText(record: LocalWandb['record'] = null): string {
  if (record === null) return 'does not say whether it is complete: an earlier version took it';
  const taken = `of ${record.root}, taken ${record.takenAt}`;
  const missing = record.missing.map((line) => `\n             ${line}`).join('');
  return `${taken}; ${record.complete ? 'complete' : 'INCOMPLETE'}${missing}`;
}

/** The query in the banner. A snapshot around a run may hold no artifact. */
function queryFor({ model, run }: Emulator['roots']): string {
  return model === ''
    ? `{ run(path: ${JSON.stringify(run)}) { path usedArtifacts { nodes { path } } } }`
    : `{ artifact(path: ${JSON.stringify(model)}) { path loggedBy { path usedArtifacts { nodes { path } } } } }`;
}

/** The same where only trusted documents are answered: the one that needs the fewest variables, with a path for those that are texts. */
function trustedExample(documents: TrustedDocuments, path: string) {
  const examples = Array.from(documents.byGivenId, ([documentId, text]) => {
    const required = variablesOf(text).filter(
      ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue,
    );
    const values = required.map(({ variable }): [string, string] => [variable.name.value, path]);
    return { documentId, variables: Object.fromEntries(values) };
  });
  const needs = ({ variables }: { variables: object }): number => Object.keys(variables).length;
  return examples.reduce((least, each) => (needs(each) < needs(least) ? each : least));
}

/** Of a text that is no GraphQL, none: whoever asks for it is told. */
function variablesOf(text: string): readonly VariableDefinitionNode[] {
  try {
    const operation = parse(text).definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    return operation?.variableDefinitions ?? [];
  } catch {
    return [];
  }
}
