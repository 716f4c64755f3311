import { createWire, type Attempt } from './attempt.ts';
import { createBreaker, type BreakerOptions, type Health } from './breaker.ts';
import type { Credential } from './credential.ts';
import { WandbError } from './errors.ts';
import { createFairSlots } from './fair-slots.ts';
import type { MergedRequest } from './merge.ts';
import type { RequestOutcome, WandbObserver } from './observer.ts';
import { rateLimited, unavailable, type Outcome } from './outcome.ts';
import { createRateLimitGate } from './rate-limit-gate.ts';
import { backoffMs, type RetryPolicy } from './retry-timing.ts';
import { sleep } from './sleep.ts';

/** A W&B server, shared by all callers: its address, the connections to it and how it fares, nothing of anybody's. */
export interface WandbHost {
  /** Without a trailing slash and without `/graphql`. */
  baseUrl: string;
  /** Asks until there is an answer, or no use or no time in asking again. Rejects only where the signal is aborted. */
  send(request: MergedRequest, call: WandbCall): Promise<Outcome>;
  close(): Promise<void>;
}

/** On whose behalf W&B is asked, and how much is to be done for it. */
export interface WandbCall {
  credential: Credential | null;
  signal: AbortSignal;
  /** Queries take turns; all requests of one name the same object. */
  query: object;
  /** When nobody may wait for W&B to recover any more, on the clock of `Date.now`. */
  deadlineAtMs: number;
  /** When W&B's answers are of no use any more. */
  overAtMs: number;
  /**
   * `whole`: as often as the policy allows. A piece of a request that failed so often is sent once, since the splitting is a
   * retry of its own, and a `lastPiece`, which cannot be split further, once more.
   */
  effort: 'whole' | 'piece' | 'lastPiece';
  /** Pieces of the caller's work in the request. */
  batchSize: number;
  /** Asked before each HTTP request; an error keeps it from being sent. */
  admit: () => WandbError | null;
  /** Told of each HTTP request that is sent. */
  onSent: () => void;
}

export interface WandbHostOptions {
  baseUrl: string;
  userAgent: string;
  /** For one HTTP request. */
  timeoutMs: number;
  /** HTTP requests side by side, of all callers together. */
  concurrency: number;
  retry: RetryPolicy;
  /** When W&B counts as down, and for how long it is left alone then. */
  breaker?: Omit<BreakerOptions, 'onState'>;
  observer?: WandbObserver;
}

/** More than a few queries that W&B cannot answer on a quiet gateway, retries and pieces not counted. */
const defaultBreaker = { failuresInARow: 10, openMs: 1_000, longestOpenMs: 30_000 };

/** What a request came to in the end. */
interface Sent {
  outcome: Outcome;
  health: Health;
}

export function createWandbHost(options: WandbHostOptions): WandbHost {
  const { baseUrl, timeoutMs, retry, observer = {} } = options;
  const host = new URL(baseUrl).host;
  const wire = createWire(baseUrl, options.userAgent, timeoutMs);
  const slots = createFairSlots(options.concurrency);
  const gate = createRateLimitGate();
  const breaker = createBreaker({
    ...(options.breaker ?? defaultBreaker),
    onState: (state) => observer.onBreaker?.(state),
  });

  /** One HTTP request, once it has a slot; an error where it was not sent, null where its key was told to wait meanwhile. */
  async function attemptOnce(
    request: MergedRequest,
    call: WandbCall,
    attempt: number,
  ): Promise<Attempt | WandbError | null> {
    const queuedAtMs = performance.now();
    const turn = { owner: call.query, signal: call.signal, untilMs: call.overAtMs };
    const tried = await slots.run(turn, async () => {
      observer.onWait?.({ reason: 'slot', waitedMs: performance.now() - queuedAtMs });
      if (gate.isClosed(callerOf(call))) return 'held';
      if (Date.now() >= call.overAtMs) return outOfTime(host);
      const refused = call.admit();
      if (refused) return refused;
      call.onSent();
      const done = await observed(request, call, attempt);
      // Before the slot is free: whoever waits for it may have the same key.
      heed(done, callerOf(call));
      return done;
    });
    return tried === 'held' ? null : (tried ?? outOfTime(host));
  }

  async function observed(
    request: MergedRequest,
    { credential, signal, overAtMs, batchSize }: WandbCall,
    attempt: number,
  ): Promise<Attempt> {
    const startedMs = performance.now();
    const leftMs = Math.max(1, overAtMs - Date.now());
    let done: Attempt | null = null;
    try {
      const isLate = leftMs < timeoutMs;
      done = await wire.attempt(request, credential, {
        signal,
        timeoutMs: isLate ? leftMs : timeoutMs,
        timeoutHint: isLate
          ? 'The time for this query is over. Ask for less at once, or raise REQUEST_DEADLINE_MS.'
          : 'Ask for less at once, or raise WANDB_HTTP_TIMEOUT.',
      });
      // A caller in a hurry says nothing about W&B.
      return isLate && done.status === null ? { ...done, health: 'unknown' } : done;
    } finally {
      observer.onRequest?.({
        operationName: request.operationName,
        batchSize,
        attempt,
        outcome: done ? wordFor(done.outcome) : 'CANCELLED',
        status: done?.status ?? null,
        durationMs: performance.now() - startedMs,
      });
    }
  }

  /** Notes what W&B said about this key's further requests. */
  function heed({ limit, pauseSeconds }: Attempt, caller: string): void {
    const { remaining, resetSeconds } = limit;
    if (remaining !== null)
      observer.onRateLimit?.({ caller: caller === '' ? null : caller, remaining, resetSeconds });
    if (pauseSeconds !== null) gate.close(caller, pauseSeconds);
  }

  /** Waits before the next try, and says whether the caller has the time for that. Where W&B named the time, the gate waits. */
  async function pause(attempt: number, { pauseSeconds }: Attempt, call: WandbCall): Promise<boolean> {
    if (pauseSeconds !== null && pauseSeconds > 0) return true;
    const waitMs = backoffMs(attempt, retry);
    if (Date.now() + waitMs > call.deadlineAtMs) return false;
    await sleep(waitMs, call.signal);
    observer.onWait?.({ reason: 'backoff', waitedMs: waitMs });
    return true;
  }

  async function sendPatiently(request: MergedRequest, call: WandbCall): Promise<Sent> {
    const caller = callerOf(call);
    // The one that tries a W&B which was down is in nobody's way for long.
    const maxRetries = breaker.isOpen ? 0 : retry.maxRetries;
    let last = null as Sent | null;
    const inVain = (error: WandbError): Sent => last ?? { outcome: refusal(error), health: 'unknown' };
    for (let attempt = 1; ;) {
      const passed = await gate.pass(caller, call.deadlineAtMs, call.signal);
      if ('tooLongSeconds' in passed) return inVain(rateLimited(host, passed.tooLongSeconds));
      if (passed.waitedMs > 0) observer.onWait?.({ reason: 'rateLimit', waitedMs: passed.waitedMs });
      if (last && breaker.isOpen) return last;
      const tried = await attemptOnce(request, call, attempt);
      if (tried === null) continue;
      if (tried instanceof WandbError) return inVain(tried);
      const { outcome, health } = tried;
      // A part that came with a failure is worth more than the next failure.
      const best = last?.outcome.kind === 'answered' && outcome.kind === 'refused' ? last.outcome : outcome;
      last = { outcome: best, health };
      const retries = retriesFor(tried, call, maxRetries);
      if (attempt > retries || !(await pause(attempt, tried, call))) return last;
      attempt += 1;
    }
  }

  async function send(request: MergedRequest, call: WandbCall): Promise<Outcome> {
    const sent =
      call.effort === 'whole'
        ? await breaker.run(() => sendPatiently(request, call))
        : await sendPiece(request, call);
    return sent?.outcome ?? refusal(leftAlone(host, breaker.retryAfterSeconds));
  }

  /** Pieces follow a whole that failed: were they counted as well, one wide query would stand for an outage. */
  async function sendPiece(request: MergedRequest, call: WandbCall): Promise<Sent | null> {
    if (breaker.isOpen) return null;
    return breaker.run(async () => {
      const sent = await sendPatiently(request, call);
      return sent.health === 'down' ? { ...sent, health: 'unknown' } : sent;
    });
  }

  return { baseUrl, send, close: () => wire.close() };
}

function retriesFor(
  { isRetryable, status, outcome }: Attempt,
  { batchSize, effort }: WandbCall,
  maxRetries: number,
): number {
  if (!isRetryable) return 0;
  // The key is what is limited, whatever the request.
  if (status === 429) return maxRetries;
  if (effort !== 'whole') return effort === 'lastPiece' ? Math.min(1, maxRetries) : 0;
  // W&B was given its time: less at once helps, the same again does not.
  const isTooSlow = outcome.kind === 'refused' && outcome.error.code === 'WANDB_TIMEOUT';
  return isTooSlow && batchSize > 1 ? 0 : maxRetries;
}

function callerOf({ credential }: WandbCall): string {
  return credential?.fingerprint ?? '';
}

function refusal(error: WandbError): Outcome {
  return { kind: 'refused', error, splittable: false };
}

function wordFor(outcome: Outcome): RequestOutcome {
  if (outcome.kind === 'refused') return outcome.error.code;
  return outcome.errors.length > 0 ? 'partial' : 'answered';
}

function leftAlone(host: string, retryAfterSeconds: number): WandbError {
  const { message } = unavailable(host, 'has failed many times in a row and is left alone for a moment');
  return new WandbError('WANDB_UNAVAILABLE', message, { retryAfterSeconds });
}

function outOfTime(host: string): WandbError {
  const message = `The time for this query was over before W&B at ${host} could be asked for this part. Ask for less at once, or raise REQUEST_DEADLINE_MS.`;
  return new WandbError('WANDB_TIMEOUT', message);
}
