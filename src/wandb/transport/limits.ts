import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  type IBackoff,
} from 'cockatiel';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { BreakerState } from './observer.ts';
import { isWorthRetrying } from './retry.ts';
import { longestTimerMs, sleep } from './sleep.ts';

/** A number of slots that tasks share, first come, first served. */
export interface Slots {
  /**
   * Runs the task once a slot is free. null: no slot was free until `untilMs` (on the clock of `Date.now`), and the task was
   * not run. Rejects with the signal's reason where it is aborted before the task began.
   */
  run<T>(wait: SlotWait, task: () => Promise<T>): Promise<T | null>;
}

export interface SlotWait {
  signal: AbortSignal;
  untilMs: number;
}

export function createSlots(size: number): Slots {
  const limit = pLimit(size);
  return {
    run<T>({ signal, untilMs }: SlotWait, task: () => Promise<T>): Promise<T | null> {
      return new Promise<T | null>((resolve, reject) => {
        let isWaiting = true;
        const stopWaiting = (): void => {
          isWaiting = false;
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
        };
        const onAbort = (): void => {
          stopWaiting();
          reject(signal.reason as Error);
        };
        const onTimeout = (): void => {
          stopWaiting();
          resolve(null);
        };
        const timer = setTimeout(onTimeout, Math.min(Math.max(0, untilMs - Date.now()), longestTimerMs));
        if (signal.aborted) {
          onAbort();
          return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        // p-limit cannot drop a task that waits: it passes through without being run.
        void limit(async () => {
          if (!isWaiting) return;
          stopWaiting();
          await task().then(resolve, reject);
        });
      });
    },
  };
}

/** What W&B's headers say of the time to come; what cannot be read is null. */
export interface RateLimitFacts {
  /** `Retry-After`, which comes as seconds or as a date. */
  retryAfterSeconds: number | null;
  /** How much is left of the budget; W&B scales it to 0 to 1,000. */
  remaining: number | null;
  /** When the budget is whole again. */
  resetSeconds: number | null;
}

export function rateLimitFrom(headers: Pick<Headers, 'get'>, nowMs = Date.now()): RateLimitFacts {
  return {
    retryAfterSeconds: retryAfter(headers, nowMs),
    remaining: count(headers, 'ratelimit-remaining'),
    resetSeconds: count(headers, 'ratelimit-reset'),
  };
}

/** How long W&B wants no further request of this key; null where it wants no pause. W&B sends its budget with good answers too. */
export function pauseSeconds(status: number | null, facts: RateLimitFacts): number | null {
  const { retryAfterSeconds, remaining, resetSeconds } = facts;
  if (status === 429) return retryAfterSeconds ?? resetSeconds;
  if (remaining === 0 && resetSeconds !== null) return Math.max(resetSeconds, retryAfterSeconds ?? 0);
  return retryAfterSeconds !== null && isWorthRetrying(status) ? retryAfterSeconds : null;
}

function retryAfter(headers: Pick<Headers, 'get'>, nowMs: number): number | null {
  const seconds = count(headers, 'retry-after');
  if (seconds !== null) return seconds;
  const text = headers.get('retry-after');
  // Numbers and most words with one are dates to JavaScript: "-5" and "1, 2" are of the year 2001.
  const date = text !== null && /\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, (date - nowMs) / 1_000);
}

/** W&B's own client reads these as floats from 0, and ignores anything else. */
function count(headers: Pick<Headers, 'get'>, name: string): number | null {
  const text = headers.get(name);
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

/** Holds back every request of a key that W&B told to wait, whichever query it belongs to. */
export interface RateLimitGate {
  /** W&B wants nothing of this key for so long. */
  close(caller: string, seconds: number): void;
  isClosed(caller: string): boolean;
  /**
   * Waits until the key may ask again. Gives back the milliseconds that it waited, or the seconds still to wait where those
   * end behind the deadline: then at once. Rejects where the signal is aborted.
   */
  pass(
    caller: string,
    deadlineAtMs: number,
    signal: AbortSignal,
  ): Promise<{ waitedMs: number } | { tooLongSeconds: number }>;
}

/** A header may say a year by mistake: after so long the key is tried again, whatever it said. */
export const longestClosedMs = 5 * 60_000;

export function createRateLimitGate(random: () => number = Math.random): RateLimitGate {
  const closedUntilMs = new LRUCache<string, number>({ max: 10_000 });
  return {
    close(caller, seconds) {
      const until = Date.now() + Math.min(seconds * 1_000, longestClosedMs);
      closedUntilMs.set(caller, Math.max(until, closedUntilMs.get(caller) ?? 0));
    },
    isClosed: (caller) => (closedUntilMs.get(caller) ?? 0) > Date.now(),
    async pass(caller, deadlineAtMs, signal) {
      const startedMs = Date.now();
      for (;;) {
        const nowMs = Date.now();
        const until = closedUntilMs.get(caller) ?? 0;
        const leftMs = until - nowMs;
        if (leftMs <= 0) return { waitedMs: nowMs - startedMs };
        if (until > deadlineAtMs) return { tooLongSeconds: Math.ceil(leftMs / 1_000) };
        // Those who wait together must not come back together, or the limit strikes them all again.
        await sleep(leftMs + random() * Math.min(1_000, leftMs / 4), signal);
      }
    },
  };
}

/** What one request tells of W&B as a whole; `unknown`: nothing, it was not sent, or its caller did not wait long enough. */
export type Health = 'up' | 'down' | 'unknown';

/** Keeps a W&B that is down from being asked by everybody again and again. */
export interface Breaker {
  /** null: W&B is down and was not asked. */
  run<T extends { health: Health }>(send: () => Promise<T>): Promise<T | null>;
  /** Whether W&B counts as down: nobody asks, or one request tries. */
  readonly isOpen: boolean;
  /** How long until the next request is let through; 0: at once. */
  readonly retryAfterSeconds: number;
}

export interface BreakerOptions {
  /** So many failures in a row, of all callers together, without one answer between them. */
  failuresInARow: number;
  /** How long nobody asks; then one request tries, and each time it fails the next wait is twice as long. */
  openMs: number;
  longestOpenMs: number;
  onState?: ((state: BreakerState) => void) | undefined;
}

const stateNames: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'halfOpen',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** Thrown through the policy, which counts neither for nor against W&B what it does not know. */
class Unknown extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('nothing is known');
    this.result = result;
  }
}

export function createBreaker({ failuresInARow, openMs, longestOpenMs, onState }: BreakerOptions): Breaker {
  let opensAgainAtMs = 0;
  const waitOf = (duration: number): IBackoff<unknown> => {
    opensAgainAtMs = Date.now() + duration;
    return { duration, next: () => waitOf(Math.min(2 * duration, longestOpenMs)) };
  };
  const circuit = circuitBreaker(
    handleWhenResult((result) => (result as { health: Health }).health === 'down'),
    { halfOpenAfter: { next: () => waitOf(openMs) }, breaker: new ConsecutiveBreaker(failuresInARow) },
  );
  circuit.onStateChange((state) => onState?.(stateNames[state]));
  return {
    async run<T extends { health: Health }>(send: () => Promise<T>) {
      // The policy would have others wait for the one that tries, deaf to their own signals and deadlines.
      if (circuit.state === CircuitState.HalfOpen) return null;
      try {
        return await circuit.execute(async () => {
          const result = await send();
          if (result.health === 'unknown') throw new Unknown(result);
          return result;
        });
      } catch (error) {
        if (error instanceof Unknown) return error.result as T;
        if (error instanceof BrokenCircuitError) return null;
        throw error;
      }
    },
    get isOpen() {
      return circuit.state !== CircuitState.Closed;
    },
    get retryAfterSeconds() {
      if (circuit.state === CircuitState.Closed) return 0;
      return Math.max(1, Math.ceil((opensAgainAtMs - Date.now()) / 1_000));
    },
  };
}
