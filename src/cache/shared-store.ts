import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  handleAll,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
} from 'cockatiel';
import DataLoader from 'dataloader';
import { Cluster, Redis } from 'ioredis';

/** A memory that replicas have in common. It is never waited for long, and never fails: without it answers take longer. */
export interface SharedStore {
  /** null where nothing is kept, or the store is slow or gone. What is asked in one tick travels together. */
  get(key: string): Promise<string | null>;
  set(key: string, text: string, lifetimeMs: number): void;
  close(): void;
}

/** What metrics and logs hear of it. */
export interface SharedStoreObserver {
  onLookups: (outcome: 'hit' | 'miss' | 'failed', count: number) => void;
  /** `reason` holds no address and no password. */
  onAway: (isAway: boolean, reason: string) => void;
}

/** A whole round trip takes a millisecond or less: what takes longer is overloaded or gone. */
const patienceMs = 250;
const failuresInARow = 3;
const awayMs = 2_000;
const probeMs = 3_000;
/** Neither Redis nor the network gains from larger values. */
const longestText = 2_000_000;

interface Write {
  key: string;
  text: string;
  lifetimeMs: number;
}

/**
 * Redis or Valkey; several addresses are the nodes of a cluster. Keys are hashes that begin with the namespace's, so that
 * who reads Redis' key list learns nothing.
 */
export function createRedisStore(
  urls: readonly string[],
  namespace: string,
  observer: SharedStoreObserver | null = null,
): SharedStore {
  const client = connect(urls);
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: new ConstantBackoff(awayMs),
    breaker: new ConsecutiveBreaker(failuresInARow),
  });
  const patience = timeout(patienceMs, TimeoutStrategy.Aggressive);
  let lastFailure = 'no connection';
  const noteFailure = (error: unknown): void => {
    lastFailure = reasonOf(error) ?? lastFailure;
  };
  // Whoever asks hears of it as well, through the breaker; without a listener the process would end.
  client.on('error', noteFailure);
  let isAway = false;
  breaker.onStateChange((state) => {
    if (state === CircuitState.HalfOpen || (state === CircuitState.Open) === isAway) return;
    isAway = state === CircuitState.Open;
    observer?.onAway(isAway, lastFailure);
  });
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await breaker.execute(async () => {
        try {
          return await patience.execute(work);
        } catch (error) {
          noteFailure(error);
          throw error;
        }
      });
    } catch {
      return null;
    }
  };

  const reads = new DataLoader<string, string | null>(
    async (keys) => {
      const texts = await attempt(() => Promise.all(keys.map((key) => client.get(key))));
      const found = texts?.filter((text) => text !== null).length ?? 0;
      if (texts === null) observer?.onLookups('failed', keys.length);
      else {
        observer?.onLookups('hit', found);
        observer?.onLookups('miss', keys.length - found);
      }
      return texts ?? keys.map(() => null);
    },
    { cache: false, maxBatchSize: 1_000 },
  );
  const writes = new DataLoader<Write, null>(
    async (all) => {
      await attempt(() =>
        Promise.all(all.map(({ key, text, lifetimeMs }) => client.set(key, text, 'PX', lifetimeMs))),
      );
      return all.map(() => null);
    },
    { cache: false, maxBatchSize: 1_000 },
  );
  const hashed = (key: string): string =>
    `lineage:${createHash('sha256').update(`${namespace} ${key}`).digest('base64url')}`;

  return {
    get: (key) => reads.load(hashed(key)),
    set(key, text, lifetimeMs) {
      if (text.length > longestText || lifetimeMs < 1) return;
      void writes.load({ key: hashed(key), text, lifetimeMs: Math.ceil(lifetimeMs) });
    },
    close: () => client.disconnect(),
  };
}

export type RedisFinding = { durationMs: number } | { problem: string };

/** Writes one value and reads it back: how long that took, or why it failed, in words that hold no address and no password. */
export async function probeRedis(urls: readonly string[]): Promise<RedisFinding> {
  const client = connect(urls);
  const key = `lineage:probe:${randomUUID()}`;
  try {
    await once(client, 'ready', { signal: AbortSignal.timeout(probeMs) });
    client.on('error', () => undefined);
    const startedMs = performance.now();
    await client.set(key, key, 'PX', probeMs);
    const isSame = (await client.get(key)) === key;
    if (!isSame) return { problem: 'does not give back what was written' };
    return { durationMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    client.on('error', () => undefined);
    return { problem: reasonOf(error) ?? 'no connection' };
  } finally {
    client.disconnect();
  }
}

function connect(urls: readonly string[]): Redis | Cluster {
  const [first = ''] = urls;
  const retry = (times: number): number => Math.min(100 * 2 ** times, awayMs);
  const common = {
    enableAutoPipelining: true,
    // Nobody waits for a Redis that is not there: a command fails at once while there is no connection.
    enableOfflineQueue: false,
  };
  const ofNode = {
    commandTimeout: patienceMs,
    connectTimeout: 2_000,
    // The end of the process waits so long for a connection that is none.
    disconnectTimeout: 100,
  };
  if (urls.length === 1)
    return new Redis(first, { ...common, ...ofNode, maxRetriesPerRequest: 0, retryStrategy: retry });
  const { username, password, protocol } = new URL(first);
  return new Cluster([...urls], {
    ...common,
    clusterRetryStrategy: retry,
    redisOptions: {
      ...ofNode,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  });
}

/** Why Redis failed, in words that hold no address and no password; null where the error does not tell. */
function reasonOf(error: unknown): string | null {
  if (error instanceof TaskCancelledError) return `no answer in ${patienceMs} ms`;
  if (!(error instanceof Error)) return null;
  if (error.name === 'AbortError') return `no connection in ${probeMs / 1_000} s`;
  if (error.message.startsWith('Unknown RESP type')) return 'what answers is not Redis';
  // What Redis itself says begins with its code: NOAUTH, WRONGPASS, CLUSTERDOWN.
  if (error.name === 'ReplyError') return /^[A-Z]+/.exec(error.message)?.[0] ?? 'ReplyError';
  const { code } = error as NodeJS.ErrnoException;
  // Before its answer was read, if it gave one.
  if (code === 'EPIPE' || code === 'ECONNRESET')
    return `it hung up (${code}): it was stopped, or is not Redis`;
  return typeof code === 'string' ? code : null;
}
