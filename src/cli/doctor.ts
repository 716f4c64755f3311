import { createServer } from 'node:net';
import { probeRedis } from '../cache/redis-connection.ts';
import { createConfig, type Config } from '../config/config.ts';
import { ConfigError, type GivenSettings } from '../config/read-settings.ts';
import type { RedisAddress } from '../config/redis-address.ts';
import { createEngine } from '../server/engine.ts';
import { createReadiness } from '../server/http/health.ts';
import { probeTokenKeys } from '../server/http/jwt.ts';
import { createInProcessClient } from '../server/in-process-client.ts';
import { probeWandb } from '../wandb/probe.ts';
import type { CommandContext } from './command-options.ts';
import { startLocalWandb, targetFrom } from './local-wandb.ts';

interface Finding {
  /** `note`: not wrong, but perhaps not intended. */
  state: 'ok' | 'note' | 'bad';
  subject: string;
  words: string;
}

const toleratedClockMs = 60_000;
const patienceMs = 10_000;

/** Checks everything that the service needs, prints a line for each check, and sets exit code 1 if something is wrong. */
export async function doctor(
  path: string | null,
  options: GivenSettings,
  context: CommandContext,
): Promise<void> {
  const findings = await examine(path, options, context);
  const labels = { ok: 'ok  ', note: 'note', bad: 'BAD ' };
  for (const { state, subject, words } of findings)
    process.stdout.write(`${labels[state]}  ${subject.padEnd(12)} ${words}\n`);
  if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
}

async function examine(
  path: string | null,
  options: GivenSettings,
  { environment, version }: CommandContext,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const note = (state: Finding['state'], subject: string, words: string): void =>
    void findings.push({ state, subject, words });
  const [major = 0] = process.versions.node.split('.').map(Number);
  note(
    major >= 20 ? 'ok' : 'bad',
    'Node',
    `${process.versions.node}${major >= 20 ? '' : '; the gateway needs 20 or later'}`,
  );
  let config: Config;
  try {
    config = createConfig(options, environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.message.split('\n')) note('bad', 'Settings', problem.trim());
    return findings;
  }
  note('ok', 'Settings', `valid; callers: ${callersOf(config)}`);
  note(...keyFinding(config));
  note(...(await portFinding(config)));
  findings.push(...(await dependencyFindings(config)));
  const local = await startLocalWandb(config);
  const target = targetFrom(config, local);
  const engine = createEngine(config, target, version);
  try {
    const probe = await probeWandb(target.baseUrl, patienceMs);
    const where = local ? 'the emulator in this process' : target.baseUrl;
    if (probe.problem !== null) {
      note('bad', 'Address', `W&B at ${where}: ${probe.problem}`);
      return findings;
    }
    note('ok', 'Address', `${where} responded in ${probe.durationMs} ms`);
    note(...clockFinding(probe.clockAheadMs));
    const { ready, viewer, problem } = await createReadiness((signal, timeoutMs) =>
      engine.openSession(target.sharedCredential, signal, timeoutMs),
    )();
    if (!ready) note('bad', 'Permissions', problem ?? 'W&B did not respond.');
    else if (viewer === null)
      note('note', 'Permissions', 'the gateway has no key: W&B checks the key of each caller');
    else note('ok', 'Permissions', `the key belongs to ${viewer}, and the gateway sees what ${viewer} sees`);
    if (ready && path !== null) {
      const context = engine.openContext(
        'doctor',
        target.sharedCredential,
        AbortSignal.timeout(patienceMs * 2),
      );
      const client = createInProcessClient(engine, context, () => undefined);
      const { ids, errors } = await client.findRoots('<path>', [path]);
      const [failure] = errors;
      if (failure) note('bad', 'Sight', failure.message);
      else if (ids[0]) note('ok', 'Sight', `W&B shows ${path}`);
      else
        note(
          'bad',
          'Sight',
          `W&B does not show ${path}: it does not exist, was deleted, or is not visible to this key`,
        );
    }
  } finally {
    await engine.close();
    await local?.close();
  }
  return findings;
}

function callersOf({ callers, mode }: Config): string {
  const ways = [...(callers.tokens ? ['GATEWAY_TOKENS'] : []), ...(callers.jwt ? ['GATEWAY_JWKS_URL'] : [])];
  if (ways.length > 0) return `checked by ${ways.join(' and ')}`;
  return mode === 'passthrough' ? 'send their own W&B keys' : 'not checked';
}

function keyFinding({ mode, shared }: Config): [Finding['state'], string, string] {
  if (shared) return ['ok', 'Key', `from ${shared.source}, ends in ${shared.credential.toString()}`];
  switch (mode) {
    case 'demo':
      return ['note', 'Key', 'none found in WANDB_API_KEY or netrc, so demo data are served'];
    case 'snapshot':
      return ['ok', 'Key', 'none needed for a snapshot'];
    default:
      return ['note', 'Key', 'the gateway has none: every caller sends one'];
  }
}

function clockFinding(aheadMs: number | null): [Finding['state'], string, string] {
  if (aheadMs === null) return ['note', 'Clock', 'W&B sends no date to compare with'];
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  if (Math.abs(aheadMs) <= toleratedClockMs)
    return ['ok', 'Clock', `within ${Math.max(1, seconds)} s of W&B's`];
  const way = aheadMs > 0 ? 'behind' : 'ahead of';
  return [
    'bad',
    'Clock',
    `${seconds} s ${way} W&B's: tokens and certificates will be rejected; synchronize it with NTP`,
  ];
}

function portFinding({ host, port }: Config): Promise<[Finding['state'], string, string]> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      const why =
        code === 'EADDRINUSE'
          ? 'is in use by another program (perhaps a running gateway); choose another with --port'
          : code === 'EACCES'
            ? 'needs more rights than this user has; choose a port above 1023 with --port'
            : 'cannot be used: this machine has no such address';
      resolve(['bad', 'Port', `${port} on ${host} ${why}`]);
    });
    server.listen(port, host, () => {
      server.close(() =>
        resolve(['ok', 'Port', port === 0 ? 'picked at start' : `${port} on ${host} is free`]),
      );
    });
  });
}

/** What the gateway depends on beside W&B: the key set of callers' tokens, and Redis, if the settings name them. */
export async function dependencyFindings({ callers, redis }: Config): Promise<Finding[]> {
  const findings: Promise<Finding>[] = [];
  if (callers.jwt) findings.push(tokenKeysFinding(callers.jwt.jwksUrl));
  if (redis) findings.push(redisFinding(redis));
  return Promise.all(findings);
}

async function tokenKeysFinding(jwksUrl: URL): Promise<Finding> {
  const subject = 'Token keys';
  const found = await probeTokenKeys(jwksUrl);
  const where = `${jwksUrl.origin}${jwksUrl.pathname}`;
  if (found.usable === 0) {
    const words = `${where} holds no key that could check a signature: every token would get 401; check what the issuer publishes there`;
    return { state: 'bad', subject, words };
  }
  if (found.usable !== null) {
    const keys = found.usable === 1 ? 'one key that signs' : `${found.usable} keys that sign`;
    return { state: 'ok', subject, words: `${where} has ${keys} callers' tokens` };
  }
  const words = `${where} ${found.problem}: callers with a token would get 503; check GATEWAY_JWKS_URL`;
  return { state: 'bad', subject, words };
}

async function redisFinding(redis: RedisAddress): Promise<Finding> {
  const subject = 'Redis';
  const found = await probeRedis(redis.urls());
  const where = redis.toString();
  if ('durationMs' in found)
    return {
      state: 'ok',
      subject,
      words: `${where} stored a value and returned it in ${found.durationMs} ms`,
    };
  const words = `${where}: ${found.problem}; replicas would not share a cache; check REDIS_URL`;
  return { state: 'bad', subject, words };
}
