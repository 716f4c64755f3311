/** How often and how long to wait before W&B is asked again. */
export interface RetryPolicy {
  /** How often a request is sent again at most. */
  maxRetries: number;
  /** The span of the first wait; each later one is twice as long. */
  minWaitMs: number;
  maxWaitMs: number;
}

/** 0 x Infinity is no number. */
const mostDoublings = 30;
const neverAgain = new Set([501]);
const again = new Set([408, 425, 429]);

/** Whether W&B may answer the same request otherwise a little later. Where no answer came (null), it may. */
export function isWorthRetrying(status: number | null): boolean {
  if (status === null) return true;
  return again.has(status) || (status >= 500 && !neverAgain.has(status));
}

/**
 * How long to wait after the try with this number (from 1): anything up to a span that doubles, so that callers who failed
 * together do not come back together. `random` gives a number from 0 up to 1.
 */
export function backoffMs(
  attempt: number,
  { minWaitMs, maxWaitMs }: RetryPolicy,
  random: () => number = Math.random,
): number {
  return random() * Math.min(maxWaitMs, minWaitMs * 2 ** Math.min(attempt - 1, mostDoublings));
}
