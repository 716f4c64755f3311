import { createServer } from 'node:net';
import { probeRedis } from '../cache/redis-connection.ts';
import { createConfig, type Config } from '../config/config.ts';
import { ConfigError, type GivenSettings } from '../config/read-settings.ts';
import type { RedisAddress } from '../config/redis-address.ts';
import { didYouMean } from '../graphql/graphql-client.ts';
import { createEngine } from '../server/engine.ts';
import { createReadiness } from '../server/http/health.ts';
import { probeTokenKeys } from '../server/http/jwt.ts';
import { createInProcessClient } from '../server/in-process-client.ts';
import { probeWandb } from '../wandb/transport/probe.ts';
import type { CommandContext } from './command-options.ts';
import { startLocalWandb, targetFrom } from './snapshots/local-wandb.ts';

/** State, subject and text of one line. `note`: not wrong, but perhaps not intended. */
type Finding = readonly ['ok' | 'note' | 'bad', string, string];

const toleratedClockMs = 60_000;
const probeTimeoutMs = 10_000;

/** Checks everything that the service needs, prints a line for each check, and sets exit code 1 if something is wrong. */
export async function doctor(
  path: string | null,
  options: GivenSettings,
  context: CommandContext,
): Promise<void> {
  const labels = { ok: 'ok  ', note: 'note', bad: 'BAD ' };
  for await (const [state, subject, words] of findingsOf(path, options, context)) {
    process.stdout.write(`${labels[state]}  ${subject.padEnd(12)} ${words}\n`);
    if (state === 'bad') process.exitCode = 1;
  }
}

async function* findingsOf(
  path: string | null,
  options: GivenSettings,
  { environment, version }: CommandContext,
): AsyncGenerator<Finding> {
  const { node } = process.versions;
  const isSupported = Number.parseInt(node, 10) >= 20;
  yield isSupported ? ['ok', 'Node', node] : ['bad', 'Node', `${node}; the gateway needs 20 or later`];
  let config: Config;
  try {
    config = createConfig(options, environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.message.split('\n')) yield ['bad', 'Settings', problem.trim()];
    return;
  }
  yield ['ok', 'Settings', `valid; callers: ${callersOf(config)}`];
  yield keyFinding(config);
  yield await portFinding(config);
  yield* await dependencyFindings(config);
  const local = await startLocalWandb(config);
  const target = targetFrom(config, local);
  const engine = createEngine(config, target, version);
  try {
    const probe = await probeWandb(target.baseUrl, probeTimeoutMs);
    const where = local ? 'the emulator in this process' : target.baseUrl;
    if (probe.problem !== null) {
      yield ['bad', 'Address', `W&B at ${where}: ${probe.problem}`];
      return;
    }
    yield ['ok', 'Address', `${where} responded in ${probe.durationMs} ms`];
    yield clockFinding(probe.clockAheadMs);
    const { ready, viewer, problem } = await createReadiness((signal, timeoutMs) =>
      engine.openClient(target.sharedCredential, signal, timeoutMs),
    )();
    if (!ready) {
      yield ['bad', 'Permissions', problem ?? 'W&B did not respond.'];
      return;
    }
    yield viewer === null
      ? ['note', 'Permissions', 'the gateway has no key: W&B checks the key of each caller']
      : ['ok', 'Permissions', `the key belongs to ${viewer}, and the gateway sees what ${viewer} sees`];
    if (path === null) return;
    const signal = AbortSignal.timeout(probeTimeoutMs * 2);
    const context = engine.openContext('doctor', target.sharedCredential, signal);
    const client = createInProcessClient(engine, context, () => undefined);
    const { ids, errors, suggestions } = await client.findRoots('<path>', [path]);
    const [failure] = errors;
    if (failure) yield ['bad', 'Visibility', failure.message];
    else if (ids[0]) yield ['ok', 'Visibility', `W&B shows ${path}`];
    else
      yield [
        'bad',
        'Visibility',
        `W&B does not show ${path}: it does not exist, was deleted, or is not visible to this key.${didYouMean(suggestions[0])}`,
      ];
  } finally {
    await engine.close();
    await local?.close();
  }
}

function callersOf({ callers, mode }: Config): string {
  const ways = [...(callers.tokens ? ['GATEWAY_TOKENS'] : []), ...(callers.jwt ? ['GATEWAY_JWKS_URL'] : [])];
  if (ways.length > 0) return `checked by ${ways.join(' and ')}`;
  return mode === 'passthrough' ? 'send their own W&B keys' : 'not checked';
}

function keyFinding({ mode, shared }: Config): Finding {
  if (shared) return ['ok', 'Key', `from ${shared.source}, ends in ${shared.credential.toString()}`];
  if (mode === 'snapshot') return ['ok', 'Key', 'none needed for a snapshot'];
  const words =
    mode === 'demo'
      ? 'none found in WANDB_API_KEY or netrc, so demo data are served'
      : 'the gateway has none: every caller sends one';
  return ['note', 'Key', words];
}

function clockFinding(aheadMs: number | null): Finding {
  if (aheadMs === null) return ['note', 'Clock', 'W&B sends no date to compare with'];
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  if (Math.abs(aheadMs) <= toleratedClockMs)
    return ['ok', 'Clock', `within ${Math.max(1, seconds)} s of W&B's`];
  const difference = `${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} W&B's`;
  const words = `${difference}: tokens and certificates will be rejected; synchronize it with NTP`;
  return ['bad', 'Clock', words];
}

const portProblems: Record<string, string> = {
  EADDRINUSE: 'is in use by another program (perhaps a running gateway); choose another with --port',
  EACCES: 'needs more rights than this user has; choose a port above 1023 with --port',
};

function portFinding({ host, port }: Config): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      const why = portProblems[code] ?? 'cannot be used: this machine has no such address';
      resolve(['bad', 'Port', `${port} on ${host} ${why}`]);
    });
    server.listen(port, host, () => {
      const words = port === 0 ? 'picked at start' : `${port} on ${host} is free`;
      server.close(() => resolve(['ok', 'Port', words]));
    });
  });
}

/** What the gateway depends on beside W&B: the key set of callers' tokens, and Redis, if the settings name them. */
export async function dependencyFindings({ callers, redis }: Config): Promise<Finding[]> {
  return Promise.all([
    ...(callers.jwt ? [tokenKeysFinding(callers.jwt.jwksUrl)] : []),
    ...(redis ? [redisFinding(redis)] : []),
  ]);
}

async function tokenKeysFinding(jwksUrl: URL): Promise<Finding> {
  const found = await probeTokenKeys(jwksUrl);
  const where = `${jwksUrl.origin}${jwksUrl.pathname}`;
  const subject = 'Token keys';
  if (found.usable === null) {
    const words = `${where} ${found.problem}: callers with a token would get 503; check GATEWAY_JWKS_URL`;
    return ['bad', subject, words];
  }
  if (found.usable > 0)
    return [
      'ok',
      subject,
      `${where} has ${found.usable === 1 ? 'one key' : `${found.usable} keys`} for callers' tokens`,
    ];
  const words = `${where} holds no key that could check a signature: every token would get 401; check what the issuer publishes there`;
  return ['bad', subject, words];
}

async function redisFinding(redis: RedisAddress): Promise<Finding> {
  const found = await probeRedis(redis.urls());
  const where = redis.toString();
  if ('durationMs' in found)
    return ['ok', 'Redis', `${where} stored a value and returned it in ${found.durationMs} ms`];
  const words = `${where}: ${found.problem}; replicas would not share a cache; check REDIS_URL`;
  return ['bad', 'Redis', words];
}
