import type { WandbErrorCode } from '../errors.ts';

export type BreakerState = 'closed' | 'halfOpen' | 'open';

/** How one HTTP request to W&B ended. `partial`: data came, and errors beside it. `CANCELLED`: nobody waited any more. */
export type RequestOutcome = 'answered' | 'partial' | 'CANCELLED' | WandbErrorCode;

/** One HTTP request to W&B, retries counted each for itself. Holds no key, no value of a caller's and no text of W&B's. */
export interface WandbRequestEvent {
  /** The names of all operations in it, each once: few in number, and ours. */
  operationName: string;
  /** Pieces of work in it. */
  batchSize: number;
  /** 1 for the first try. */
  attempt: number;
  outcome: RequestOutcome;
  /** null where no answer came. */
  status: number | null;
  durationMs: number;
}

export interface WandbWaitEvent {
  /** `backoff`: after a failure; `rateLimit`: W&B told this key to wait; `slot`: others were before it. */
  reason: 'backoff' | 'rateLimit' | 'slot';
  waitedMs: number;
}

export interface WandbRateLimitEvent {
  /** Tells callers apart and no more: a hash of the key; null without a key. */
  caller: string | null;
  /** W&B scales it to 0 to 1,000. */
  remaining: number;
  resetSeconds: number | null;
}

/** What metrics and logs listen to. Called synchronously in the middle of the work: quick, and never throwing. */
export interface WandbObserver {
  onRequest?(event: WandbRequestEvent): void;
  onWait?(event: WandbWaitEvent): void;
  onRateLimit?(event: WandbRateLimitEvent): void;
  onBreaker?(state: BreakerState): void;
}
