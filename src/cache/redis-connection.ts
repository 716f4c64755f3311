import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import KeyvRedis, { type RedisClusterType } from '@keyv/redis';
import { TaskCancelledError, timeout, TimeoutStrategy } from 'cockatiel';

/** A round trip takes about a millisecond. A Redis that takes this long is overloaded or gone. */
const roundTripTimeoutMs = 250;
const probeTimeoutMs = 3_000;

export const roundTripTimeout = timeout(roundTripTimeoutMs, TimeoutStrategy.Aggressive);

export interface RedisConnection {
  readonly redis: KeyvRedis<string>;
  /** Settles when connecting has succeeded or failed. */
  readonly ready: Promise<unknown>;
  /** True from the start until connecting fails or a connection is lost. Lost connections are not opened again. */
  readonly isOpen: () => boolean;
  readonly close: () => void;
}

/** Connects in the background; commands fail at once while there is no connection. Several addresses are the nodes of one cluster. */
export function connectToRedis(urls: readonly string[], onError: (error: unknown) => void): RedisConnection {
  const closing = new AbortController();
  const { signal } = closing;
  // A cluster has a socket for each node.
  setMaxListeners(0, signal);
  const socket = { signal, reconnectStrategy: false } as const;
  const [url = ''] = urls;
  const { username, password, protocol } = new URL(url);
  const redis = new KeyvRedis<string>(
    urls.length === 1
      ? { url, socket: { ...socket }, disableOfflineQueue: true }
      : {
          rootNodes: urls.map((each) => ({ url: each })),
          defaults: {
            ...(username && { username: decodeURIComponent(username) }),
            ...(password && { password: decodeURIComponent(password) }),
            socket: protocol === 'rediss:' ? { ...socket, tls: true } : socket,
            disableOfflineQueue: true,
          },
        },
    { throwOnErrors: true },
  );
  redis.on('error', (error) => {
    if (!signal.aborted) onError(error);
  });
  const { client } = redis;
  return {
    redis,
    ready: redis.getClient().catch(() => undefined),
    isOpen() {
      const nodes = redis.isCluster() ? (client as RedisClusterType).masters : [];
      return client.isOpen && nodes.every((node) => node.client?.isOpen !== false);
    },
    close() {
      redis.disconnect(true).catch(() => undefined);
      // `disconnect` forgets sockets that are still connecting.
      closing.abort();
    },
  };
}

/** Looks keys up in one round trip to each node. */
export function lookUp(redis: KeyvRedis<string>, keys: string[]): Promise<(string | undefined)[]> {
  // In a cluster, `getMany` does not follow slots that moved to another node. `get` does, and shares round trips as well.
  return redis.isCluster() ? Promise.all(keys.map((key) => redis.get(key))) : redis.getMany(keys);
}

export type RedisFinding = { durationMs: number } | { problem: string };

/** Writes one value and reads it back. `problem` holds no address and no password. */
export async function probeRedis(urls: readonly string[]): Promise<RedisFinding> {
  const errors: unknown[] = [];
  const { redis, ready, close } = connectToRedis(urls, (error) => errors.push(error));
  const key = `lineage:probe:${randomUUID()}`;
  try {
    await timeout(probeTimeoutMs, TimeoutStrategy.Aggressive)
      .execute(() => ready)
      .catch(() => undefined);
    const startedMs = performance.now();
    await roundTripTimeout.execute(() => redis.set(key, key, probeTimeoutMs));
    const [text] = await roundTripTimeout.execute(() => lookUp(redis, [key]));
    if (text !== key) return { problem: 'does not give back what was written' };
    return { durationMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    const reasons = [...errors, error].map(failureReason);
    return { problem: reasons.find((reason) => reason !== null) ?? 'no connection' };
  } finally {
    close();
  }
}

/** Why Redis failed, without address and password; null where the error does not say. */
export function failureReason(error: unknown): string | null {
  if (error instanceof TaskCancelledError) return `no answer in ${roundTripTimeoutMs} ms`;
  if (!(error instanceof Error)) return null;
  if (error.message.startsWith('Unknown RESP type')) return 'what answers is not Redis';
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE' || code === 'ECONNRESET')
    return `it hung up (${code}): it was stopped, or is not Redis`;
  // Errors that Redis reports begin with a code: NOAUTH, WRONGPASS, CLUSTERDOWN.
  return code ?? /^[A-Z]{2,}\b/.exec(error.message)?.[0] ?? null;
}
