import { createHash } from 'node:crypto';
import type KeyvRedis from '@keyv/redis';
import { circuitBreaker, ConsecutiveBreaker, handleAll, wrap } from 'cockatiel';
import { connectToRedis, failureReason, lookUp, roundTripTimeout } from './redis-connection.ts';

/** A cache that all replicas share. It never fails and never takes long: without it, W&B is asked more often. */
export interface SharedStore {
  /** Looks the keys up in one round trip: null for each that is not there, or where the store is slow or gone. */
  getMany(keys: readonly string[]): Promise<(string | null)[]>;
  /** Does not wait for the write, and does not report its failure. */
  set(key: string, text: string, lifetimeMs: number): void;
  close(): void;
}

/** Receives what metrics and logs report. */
export interface SharedStoreObserver {
  onLookups: (outcome: 'hit' | 'miss' | 'failed', count: number) => void;
  /** `reason` holds no address and no password. */
  onAway: (isAway: boolean, reason: string) => void;
}

const maxConsecutiveFailures = 3;
const skipMs = 2_000;
const maxTextLength = 2_000_000;

interface Write {
  readonly key: string;
  readonly text: string;
  readonly lifetimeMs: number;
}

/** Stores values in Redis or Valkey. Keys are hashes with the namespace in them, so that Redis' key list reveals nothing. */
export function createRedisStore(
  urls: readonly string[],
  namespace: string,
  observer: SharedStoreObserver | null = null,
): SharedStore {
  const { attempt, close } = createGuardedRedis(urls, observer?.onAway ?? (() => undefined));
  const hashed = (key: string): string =>
    `lineage:${createHash('sha256').update(`${namespace} ${key}`).digest('base64url')}`;
  let pendingWrites: Write[] = [];
  // The writes of one tick are one attempt, so that one slow round trip is one failure.
  const sendWrites = (): void => {
    const writes = pendingWrites;
    pendingWrites = [];
    void attempt((redis) =>
      Promise.all(writes.map(({ key, text, lifetimeMs }) => redis.set(key, text, lifetimeMs))),
    );
  };

  return {
    async getMany(keys) {
      if (keys.length === 0) return [];
      const texts = await attempt((redis) => lookUp(redis, keys.map(hashed)));
      if (texts === null) {
        observer?.onLookups('failed', keys.length);
        return keys.map(() => null);
      }
      const hits = texts.filter((text) => text !== undefined).length;
      observer?.onLookups('hit', hits);
      observer?.onLookups('miss', keys.length - hits);
      return texts.map((text) => text ?? null);
    },
    set(key, text, lifetimeMs) {
      if (text.length > maxTextLength || lifetimeMs < 1) return;
      if (pendingWrites.length === 0) setImmediate(sendWrites);
      pendingWrites.push({ key: hashed(key), text, lifetimeMs: Math.ceil(lifetimeMs) });
    },
    close,
  };
}

interface GuardedRedis {
  /** null where Redis failed, took too long, or is skipped. */
  readonly attempt: <T>(work: (redis: KeyvRedis<string>) => Promise<T>) => Promise<T | null>;
  readonly close: () => void;
}

/** Redis behind a timeout and a circuit breaker. */
function createGuardedRedis(urls: readonly string[], onAway: SharedStoreObserver['onAway']): GuardedRedis {
  let lastFailure = 'no connection';
  const noteFailure = (error: unknown): void => {
    lastFailure = failureReason(error) ?? lastFailure;
  };
  let connection = connectToRedis(urls, noteFailure);
  let { ready } = connection;
  const reconnect = (): void => {
    connection.close();
    connection = connectToRedis(urls, noteFailure);
  };
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: skipMs,
    breaker: new ConsecutiveBreaker(maxConsecutiveFailures),
  });
  const policy = wrap(breaker, roundTripTimeout);
  let isAway = false;
  breaker.onBreak((cause) => {
    if ('isolated' in cause) return;
    if ('error' in cause) noteFailure(cause.error);
    // The client would keep a connection that hangs, and would not look for the new master of a cluster's lost node.
    reconnect();
    if (!isAway) onAway(true, lastFailure);
    isAway = true;
  });
  breaker.onReset(() => {
    isAway = false;
    onAway(false, lastFailure);
  });
  return {
    attempt: (work) =>
      policy
        .execute(async () => {
          // Redis closes idle connections: open a new one and wait for it, but never after a break.
          if (!connection.isOpen()) {
            reconnect();
            ({ ready } = connection);
          }
          await ready;
          return work(connection.redis);
        })
        .catch(() => null),
    close() {
      breaker.isolate();
      connection.close();
    },
  };
}
