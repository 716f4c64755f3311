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
import type { UnknownFieldError } from '../errors.ts';
import type { LackingFields } from '../split.ts';
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

/** What a W&B may limit in one request. */
const dimensions = ['hops', 'aliases', 'first', 'bytes'] as const;
export type Dimension = (typeof dimensions)[number];

/** Edges of lineage below each other, operations in the document, the longest page, and bytes of the body. */
export type RequestSize = Readonly<Record<Dimension, number>>;

const least: RequestSize = { hops: 1, aliases: 1, first: 1, bytes: 1 };
/** Hardly any W&B refuses so little: it is the last to be suspected. */
const modest: RequestSize = { hops: 1, aliases: 10, first: 20, bytes: 4_000 };
/** A refusal may have had a passing reason, and a server may be changed: everything is tried again then. */
const limitMs = 5 * 60_000;
const provenMs = 60 * 60_000;
/** One caller's slow request does not hold up the others. */
const longestProbeWaitMs = 1_000;

/** What was refused last, and what was lessened so far. */
interface Trial {
  refused: RequestSize;
  lessened: Dimension;
  most: Partial<Record<Dimension, number>>;
  untilMs: number;
}

/**
 * What one W&B takes in one request. All callers share what its refusals taught; nothing of theirs is in it. A refused
 * request is sent again with less of one thing at a time. What was lessened last before W&B answered is the culprit, and keeps
 * its limit; the others are asked for in full again.
 */
export class HostProfile {
  readonly #maxHops: number;
  readonly #now: () => number;
  /** The most of each that was answered. */
  #proven: Record<Dimension, number> = { ...least };
  #provenUntilMs: number;
  readonly #limits = new Map<Dimension, { most: number; untilMs: number }>();
  #trial: Trial | null = null;
  #probe: Promise<unknown> | null = null;
  #lacking: LackingFields = new Map();
  #lackingUntilMs = 0;

  constructor(maxHops: number, now: () => number = Date.now) {
    this.#maxHops = maxHops;
    this.#now = now;
    this.#provenUntilMs = now() + provenMs;
  }

  /** The most that is asked for at once. */
  most(dimension: Dimension): number {
    const { most = Infinity, untilMs = 0 } = this.#limits.get(dimension) ?? {};
    const trial = this.#activeTrial();
    return Math.min(
      dimension === 'hops' ? this.#maxHops : Infinity,
      untilMs > this.#now() ? most : Infinity,
      // While one thing is lessened, the others must not grow.
      trial
        ? (trial.most[dimension] ?? Math.max(trial.refused[dimension], this.#proven[dimension]))
        : Infinity,
    );
  }

  /** What W&B gave up on for any reason is asked for by halves for a while. */
  limit(dimension: Dimension, most: number): void {
    this.#limits.set(dimension, { most: Math.max(1, Math.floor(most)), untilMs: this.#now() + limitMs });
  }

  /** Whether requests as large were answered, so that a refusal has another reason than their size. */
  isProven(size: RequestSize): boolean {
    const also = this.#activeTrial() ? least : modest;
    // Hardly any two bodies are of the same length.
    const rounded = { ...size, bytes: size.bytes / 1.25 };
    return !dimensions.some((each) => this.#isBeyond(rounded, each, each === 'bytes' ? modest : also));
  }

  /** Waits for the first request of such a size, so that a refusal costs one request and not one for each that is due. */
  waitForProbe(signal: AbortSignal): Promise<void> | null {
    const probe = this.#probe;
    return (
      probe &&
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, longestProbeWaitMs);
        signal.addEventListener('abort', done, { once: true });
        probe.then(done, done);
      })
    );
  }

  /** Sends a request whose size is not proven. */
  async probe<T>(send: () => Promise<T>): Promise<T> {
    const probe = send();
    this.#probe = probe;
    try {
      return await probe;
    } finally {
      if (this.#probe === probe) this.#probe = null;
    }
  }

  noteAnswer(size: RequestSize): void {
    if (this.#provenUntilMs <= this.#now()) {
      this.#proven = { ...least };
      this.#provenUntilMs = this.#now() + provenMs;
    }
    for (const each of dimensions) this.#proven[each] = Math.max(this.#proven[each], size[each]);
    const trial = this.#activeTrial();
    if (!trial) return;
    const { lessened, most, refused } = trial;
    const others = dimensions.filter((each) => each !== lessened && each !== 'bytes');
    if (others.some((each) => this.#isBeyond(refused, each))) return;
    if (this.#isBeyond(refused, lessened)) this.limit(lessened, most[lessened] ?? this.#proven[lessened]);
    this.#trial = null;
  }

  /**
   * W&B refused a request, maybe for its size. Whether to try with less, of which only one of `reducible` comes into question.
   * `cause` is what W&B itself named.
   */
  noteRefusal(size: RequestSize, reducible: readonly Dimension[], cause: Dimension | null): boolean {
    const excess = (each: Dimension): number => {
      if (each === cause) return Infinity;
      return each === 'bytes' ? 0 : size[each] / Math.max(this.#proven[each], modest[each]);
    };
    const [lessened] = reducible
      .filter((each) => this.#isBeyond(size, each, each === 'bytes' ? modest : least))
      .sort((a, b) => excess(b) - excess(a));
    if (lessened === undefined) {
      this.#trial = null;
      return false;
    }
    const divisor = this.#isBeyond(size, lessened, modest) ? 2 : 4;
    const less = Math.max(this.#proven[lessened], Math.floor(size[lessened] / divisor));
    this.#trial = {
      refused: size,
      lessened,
      most: { ...this.#activeTrial()?.most, [lessened]: less },
      untilMs: this.#now() + limitMs,
    };
    return true;
  }

  /** Fields that are left out, since this W&B does not have them. */
  get lacking(): LackingFields {
    if (this.#lacking.size > 0 && this.#lackingUntilMs <= this.#now()) this.#lacking = new Map();
    return this.#lacking;
  }

  noteUnknownFields(errors: readonly UnknownFieldError[]): void {
    const news = errors.filter(({ field }) => !this.#lacking.has(field));
    if (news.length === 0) return;
    if (this.#lacking.size === 0) this.#lackingUntilMs = this.#now() + provenMs;
    this.#lacking = new Map([...this.#lacking, ...news.map((error) => [error.field, error] as const)]);
  }

  #activeTrial(): Trial | null {
    if (this.#trial && this.#trial.untilMs <= this.#now()) this.#trial = null;
    return this.#trial;
  }

  #isBeyond(size: RequestSize, dimension: Dimension, also = least): boolean {
    return size[dimension] > Math.max(this.#proven[dimension], also[dimension]);
  }
}
