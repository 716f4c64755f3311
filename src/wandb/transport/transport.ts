import type { Credential } from '../credential.ts';
import { WandbError } from '../errors.ts';
import type { MergedRequest } from '../merge.ts';
import { createBreaker, type BreakerOptions, type Health } from './limits.ts';
import type { RequestOutcome, WandbObserver } from './observer.ts';
import { createPoster, type Attempt, type Poster } from './post.ts';
import { createRateLimitGate, type RateLimitGate } from './limits.ts';
import { rateLimited, unavailable, type Outcome } from './response.ts';
import { backoffMs, type RetryPolicy } from './retry.ts';
import { sleep } from './sleep.ts';
import { createSlots } from './limits.ts';

/** A W&B server, shared by all callers: its address, the connections to it and how it fares, nothing of any caller's. */
export interface WandbTransport {
  /** Without a trailing slash and without `/graphql`. */
  baseUrl: string;
  /** Sends until there is an answer, or no use or no time in sending again. Rejects only where the signal is aborted. */
  send(request: MergedRequest, call: WandbCall): Promise<Outcome>;
  close(): Promise<void>;
}

/** On whose behalf W&B is asked, and how much is to be done for it. */
export interface WandbCall {
  credential: Credential | null;
  signal: AbortSignal;
  /** When nobody may wait for W&B to recover any more, on the clock of `Date.now`. */
  deadlineAtMs: number;
  /** When W&B's answers are of no use any more. */
  overAtMs: number;
  /**
   * `whole`: as many tries as the policy allows. A `piece` of a request that failed so often is sent once, since splitting
   * is a retry of its own, and a `lastPiece`, which cannot be split further, twice.
   */
  effort: 'whole' | 'piece' | 'lastPiece';
  itemCount: number;
  /** Nothing as large was answered so far: where W&B refuses it with 429, less is tried instead of the same again. */
  isProbe?: boolean;
  /** Called before each HTTP request: counts it, or gives the error that keeps it from being sent. */
  admit: () => WandbError | null;
}

export interface WandbTransportOptions {
  baseUrl: string;
  userAgent: string;
  /** For one HTTP request. */
  timeoutMs: number;
  /** HTTP requests side by side, of all callers together. */
  concurrency: number;
  retry: RetryPolicy;
  /** When W&B counts as down, and for how long it is left alone then. */
  breaker?: Omit<BreakerOptions, 'onState'>;
  observers?: readonly WandbObserver[];
}

/** A plain answer of W&B's may take so long, however little time is left. */
const shortestAttemptMs = 1_000;

/** More than a few queries that W&B cannot answer on a quiet gateway, retries and pieces not counted. */
const defaultBreaker = { failuresInARow: 10, openMs: 1_000, longestOpenMs: 30_000 };

/** What a request came to in the end. */
interface Sent {
  outcome: Outcome;
  health: Health;
}

export function createWandbTransport(options: WandbTransportOptions): WandbTransport {
  const { baseUrl, timeoutMs, retry } = options;
  const observer = observerOf(options.observers ?? []);
  const { host } = new URL(baseUrl);
  const poster = createPoster(baseUrl, options.userAgent, timeoutMs);
  const post = createObservedPost(poster, timeoutMs, observer);
  const slots = createSlots(options.concurrency);
  const gate = createRateLimitGate();
  const breaker = createBreaker({
    ...(options.breaker ?? defaultBreaker),
    onState: (state) => observer.onBreaker(state),
  });

  /** One HTTP request, once it has a slot; an error where it was not sent, null where its key was told to wait meanwhile. */
  async function attemptOnce(
    request: MergedRequest,
    call: WandbCall,
    attempt: number,
  ): Promise<Attempt | WandbError | null> {
    const queuedAtMs = performance.now();
    const done = await slots.run({ signal: call.signal, untilMs: call.overAtMs }, async () => {
      observer.onWait({ reason: 'slot', waitedMs: performance.now() - queuedAtMs });
      if (gate.isClosed(callerOf(call))) return 'held' as const;
      if (Date.now() >= call.overAtMs) return outOfTime(host);
      const refused = call.admit();
      if (refused) return refused;
      const answer = await post(request, call, attempt);
      // Before the slot is free: whoever waits for it may have the same key.
      noteRateLimit(answer, callerOf(call), gate, observer);
      return answer;
    });
    return done === 'held' ? null : (done ?? outOfTime(host));
  }

  async function sendWithRetries(request: MergedRequest, call: WandbCall): Promise<Sent> {
    const caller = callerOf(call);
    // The request that probes a W&B which was down must not hold others back for long.
    const maxRetries = breaker.isOpen ? 0 : retry.maxRetries;
    let last = null as Sent | null;
    const giveUp = (error: WandbError): Sent => last ?? { outcome: refusedBy(error), health: 'unknown' };
    for (let attempt = 1; ;) {
      const passed = await gate.pass(caller, call.deadlineAtMs, call.signal);
      if ('tooLongSeconds' in passed) return giveUp(rateLimited(host, passed.tooLongSeconds));
      if (passed.waitedMs > 0) observer.onWait({ reason: 'rateLimit', waitedMs: passed.waitedMs });
      if (last && breaker.isOpen) return last;
      const tried = await attemptOnce(request, call, attempt);
      if (tried === null) continue;
      if (tried instanceof WandbError) return giveUp(tried);
      const { outcome, health } = tried;
      // A part that came with a failure is worth more than the next failure.
      const best = last?.outcome.kind === 'answered' && outcome.kind === 'refused' ? last.outcome : outcome;
      last = { outcome: best, health };
      if (
        attempt > retriesFor(tried, call, maxRetries) ||
        !(await backOff(attempt, tried, call, retry, observer))
      )
        return last;
      attempt += 1;
    }
  }

  return {
    baseUrl,
    async send(request, call) {
      const isPiece = call.effort !== 'whole';
      if (isPiece && breaker.isOpen) return refusedBy(leftAlone(host, breaker.retryAfterSeconds));
      const sent = await breaker.run(async () => {
        const done = await sendWithRetries(request, call);
        // Pieces follow a whole that failed: were they counted as well, one wide query would look like an outage.
        return isPiece && done.health === 'down' ? { ...done, health: 'unknown' as const } : done;
      });
      return sent?.outcome ?? refusedBy(leftAlone(host, breaker.retryAfterSeconds));
    },
    close: () => poster.close(),
  };
}

/** Tells all of them. */
function observerOf(observers: readonly WandbObserver[]): Required<WandbObserver> {
  return {
    onRequest: (event) => observers.forEach((each) => each.onRequest?.(event)),
    onWait: (event) => observers.forEach((each) => each.onWait?.(event)),
    onRateLimit: (event) => observers.forEach((each) => each.onRateLimit?.(event)),
    onBreaker: (state) => observers.forEach((each) => each.onBreaker?.(state)),
  };
}

function createObservedPost(poster: Poster, timeoutMs: number, observer: Required<WandbObserver>) {
  return async (request: MergedRequest, call: WandbCall, attempt: number): Promise<Attempt> => {
    const startedMs = performance.now();
    const leftMs = Math.max(1, call.overAtMs - Date.now());
    // Where one object never comes, what is asked for has to be split several times before that object stands alone.
    const quarterMs = Math.max((call.deadlineAtMs - Date.now()) / 4, shortestAttemptMs);
    const isLate = leftMs < Math.min(timeoutMs, quarterMs);
    let done: Attempt | null = null;
    try {
      done = await poster.post(request, call.credential, {
        signal: call.signal,
        timeoutMs: Math.round(Math.min(leftMs, timeoutMs, quarterMs)),
        timeoutHint: isLate
          ? 'The time for this query is over. Ask for less at once, or raise REQUEST_DEADLINE_MS.'
          : `Ask for less at once, or raise ${quarterMs < timeoutMs ? 'REQUEST_DEADLINE_MS' : 'WANDB_HTTP_TIMEOUT'}.`,
      });
      // A caller in a hurry says nothing about W&B.
      return isLate && done.status === null ? { ...done, health: 'unknown' } : done;
    } finally {
      observer.onRequest({
        operationName: request.operationName,
        batchSize: call.itemCount,
        attempt,
        outcome: done ? outcomeName(done.outcome) : 'CANCELLED',
        status: done?.status ?? null,
        durationMs: performance.now() - startedMs,
      });
    }
  };
}

/** Waits before the next try; false where the caller has no time for that. Where W&B named the time, the gate waits. */
async function backOff(
  attempt: number,
  { pauseSeconds }: Attempt,
  call: WandbCall,
  retry: RetryPolicy,
  observer: Required<WandbObserver>,
): Promise<boolean> {
  if (pauseSeconds !== null && pauseSeconds > 0) return true;
  const waitMs = backoffMs(attempt, retry);
  if (Date.now() + waitMs > call.deadlineAtMs) return false;
  await sleep(waitMs, call.signal);
  observer.onWait({ reason: 'backoff', waitedMs: waitMs });
  return true;
}

function noteRateLimit(
  { limit, pauseSeconds }: Attempt,
  caller: string,
  gate: RateLimitGate,
  observer: Required<WandbObserver>,
): void {
  const { remaining, resetSeconds } = limit;
  if (remaining !== null)
    observer.onRateLimit({ caller: caller === '' ? null : caller, remaining, resetSeconds });
  if (pauseSeconds !== null) gate.close(caller, pauseSeconds);
}

function retriesFor(
  { isRetryable, status, outcome }: Attempt,
  { itemCount, effort, isProbe = false }: WandbCall,
  maxRetries: number,
): number {
  if (!isRetryable) return 0;
  // The key is what is limited, whatever the request.
  if (status === 429) return isProbe ? 0 : maxRetries;
  if (effort !== 'whole') return effort === 'lastPiece' ? Math.min(1, maxRetries) : 0;
  // W&B was given its time: less at once helps, the same again does not.
  const isTooSlow = outcome.kind === 'refused' && outcome.error.code === 'WANDB_TIMEOUT';
  return isTooSlow && itemCount > 1 ? 0 : maxRetries;
}

function callerOf({ credential }: WandbCall): string {
  return credential?.fingerprint ?? '';
}

function refusedBy(error: WandbError): Outcome {
  return { kind: 'refused', error, splittable: false };
}

function outcomeName(outcome: Outcome): RequestOutcome {
  if (outcome.kind === 'refused') return outcome.error.code;
  return outcome.errors.length > 0 ? 'partial' : 'answered';
}

function leftAlone(host: string, retryAfterSeconds: number): WandbError {
  const { message } = unavailable(
    host,
    'has failed many times in a row, so that the gateway pauses its requests',
  );
  return new WandbError('WANDB_UNAVAILABLE', message, { retryAfterSeconds });
}

function outOfTime(host: string): WandbError {
  const message = `The time for this query was over before W&B at ${host} could be asked for this part. Ask for less at once, or raise REQUEST_DEADLINE_MS.`;
  return new WandbError('WANDB_TIMEOUT', message);
}
