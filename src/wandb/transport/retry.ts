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
  return isWorthRetrying(status) ? retryAfterSeconds : null;
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
