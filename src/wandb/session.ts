import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { CallerCache } from '../cache/answer-cache.ts';
import { errorTreeFrom, isAstray, lost, readAnswer, unanswered } from './answer.ts';
import { unauthenticated } from './outcome.ts';
import type { Credential } from './credential.ts';
import { RequestBudgetError, WandbError, type Answered } from './errors.ts';
import { mergeWork, type Work } from './merge.ts';
import { hopKey, type AnyDocument } from './fused-operation.ts';
import { covers, noNeeds, type Needs } from './needs.ts';
import { ViewerDocument } from './operations.generated.ts';
import { operationName, prepareOperation, type WandbDocument } from './operation.ts';
import type { WandbCall, WandbHost } from './transport.ts';

/** One caller's W&B for the length of one request. */
export interface WandbSession {
  /**
   * Asks W&B. What is asked in one tick travels in one HTTP request, up to the batch size. Rejects with a WandbError where
   * nothing came; where only a part is missing, errors stand in its place.
   */
  request<TData, TVariables extends Record<string, unknown>>(
    document: WandbDocument<TData, TVariables>,
    variables: TVariables,
    needs?: Needs,
  ): Promise<Exclude<Answered<TData>, WandbError>>;
  /** Keeps an answer to one hop that came with another: a request for the same, of no more needs, is answered from it. */
  prime(document: AnyDocument, variables: Record<string, unknown>, needs: Needs, data: unknown): void;
  /**
   * Fetches what replicas were answered to these hops, for `isPrimed` to know of it; gives null where there is nothing to wait
   * for. Itself null where no replica shares anything.
   */
  readonly recall:
    | ((
        document: AnyDocument,
        variables: readonly Record<string, unknown>[],
        needs: Needs,
      ) => Promise<void> | null)
    | null;
  /** Whether a request for one hop has been, or would be, answered without asking. */
  isPrimed(document: AnyDocument, variables: Record<string, unknown>, needs: Needs): boolean;
  /**
   * Asks what later requests may want. Nothing is tried again or split, and what failed is null: those requests then ask
   * for themselves. `refusal` is why a whole batch failed.
   */
  prefetch(
    work: readonly Work[],
  ): Promise<{ answers: (Record<string, unknown> | null)[]; refusal: WandbError | null }>;
  /** Throws where W&B showed that it does not know the caller's key: what looked like "not found" was no answer. */
  assertCredentialAccepted(): void;
  readonly credential: Credential | null;
  /** What earlier requests of the same caller were given; null: each request asks for itself. */
  readonly cache: CallerCache | null;
  /** Loaders tell it when they answer from what this request knows already. */
  noteCacheHit: () => void;
  readonly cacheHits: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** How many HTTP requests went to W&B so far, those that were sent again counted each. */
  readonly requestCount: number;
  /** When walks are cut and W&B is no longer waited for, on the clock of `Date.now`. */
  readonly deadlineAtMs: number;
}

export interface SessionOptions {
  host: WandbHost;
  credential: Credential | null;
  batchSize: number;
  concurrency: number;
  signal: AbortSignal;
  deadlineAtMs: number;
  /** The most HTTP requests to W&B. */
  maxRequests: number;
  /** Fingerprints that W&B has accepted lately, shared by all sessions of a host. */
  acceptedCredentials: LRUCache<string, true>;
  cache: CallerCache | null;
}

/** W&B may answer a bad key with 200 and `viewer: null`, so the first request with a key asks who it is, in the same trip. */
export function createAcceptedCredentials(): LRUCache<string, true> {
  return new LRUCache({ max: 10_000, ttl: 10 * 60_000 });
}

/** What a walk has found when the deadline strikes may want its fields: W&B answers are of use for a little longer. */
const graceMs = 5_000;

/** How many requests in a row may fail while batches are being split, before W&B counts as down: no 2 x 50 requests into an outage. */
const maxFailuresInARow = 31;
/** One culprit in the largest batch is found before that; with more, W&B rather than a key is to blame. */
const mostFailuresToRetry = 9;

type Result = Record<string, unknown> | WandbError;

export function createWandbSession(options: SessionOptions): WandbSession {
  const { host, credential, batchSize, concurrency, acceptedCredentials, deadlineAtMs, cache } = options;
  const signal = withReason(options.signal);
  const query = {};
  const overAtMs = deadlineAtMs + Math.min(graceMs, Math.max(0, deadlineAtMs - Date.now()) / 4);
  const limit = pLimit(concurrency);
  let merging = Promise.resolve();
  let requestCount = 0;
  let cacheHits = 0;
  let rejected: WandbError | null = null;
  let failuresInARow = 0;
  let checkDue = credential !== null && !acceptedCredentials.has(credential.fingerprint);

  async function send(work: readonly Work[], effort: WandbCall['effort']): Promise<Outcomes> {
    const check = checkDue && credential ? credential : null;
    checkDue = false;
    const all = check
      ? [...work, { operation: prepareOperation(ViewerDocument, noNeeds), variables: {} }]
      : work;
    const { merged, outcome } = await limit(async () => {
      // Merging fifty keys takes milliseconds: twenty batches of one level give way to each other.
      const turn = merging;
      merging = turn.then(() => setImmediate());
      await turn;
      signal.throwIfAborted();
      const request = mergeWork(all);
      const outcome = await host.send(request, {
        credential,
        signal,
        query,
        deadlineAtMs,
        overAtMs,
        effort,
        batchSize: work.length,
        admit: () =>
          requestCount < options.maxRequests ? null : new RequestBudgetError(options.maxRequests),
        onSent: () => {
          requestCount += 1;
        },
      });
      return { merged: request, outcome };
    });
    if (outcome.kind === 'refused') {
      checkDue ||= check !== null;
      return outcome;
    }
    const errors = errorTreeFrom(outcome.errors);
    if (isAstray(errors, all, merged.aliases))
      return { kind: 'refused', error: outcome.refused, splittable: true };
    const results = all.map(({ operation }, index) =>
      readAnswer(operation, merged.aliases[index] ?? new Map(), outcome.data, errors, outcome.refused),
    );
    if (check) {
      const viewer = results.pop();
      if (typeof viewer === 'object' && !(viewer instanceof WandbError) && viewer['viewer'] === null) {
        rejected = unauthenticated(new URL(host.baseUrl).host, check);
      } else if (typeof viewer === 'object' && !(viewer instanceof WandbError)) {
        acceptedCredentials.set(check.fingerprint, true);
      }
    }
    return { kind: 'answered', results };
  }

  /** Sends work, and splits what was refused as a whole until the culprit stands alone. */
  async function settle(work: readonly Work[], isPiece = false): Promise<Result[]> {
    const isLastPiece = isPiece && work.length === 1 && failuresInARow <= mostFailuresToRetry;
    const outcome = await send(work, isLastPiece ? 'lastPiece' : isPiece ? 'piece' : 'whole');
    if (outcome.kind === 'answered') {
      failuresInARow = 0;
      // Together, since none of them failed: what did is not among them any more.
      const again = work.filter((_, index) => outcome.results[index] === lost);
      const found = again.length > 0 && again.length < work.length ? settle(again, true) : null;
      return Promise.all(
        outcome.results.map(async (result, index): Promise<Result> => {
          if (result === lost) return (await found)?.[again.indexOf(work[index] as Work)] ?? silence(host);
          if (result !== unanswered) return result;
          const piece = work[index];
          if (!piece || work.length === 1) return silence(host);
          return (await settle([piece], true))[0] ?? silence(host);
        }),
      );
    }
    failuresInARow += 1;
    const { error, splittable } = outcome;
    if (!splittable || work.length === 1 || failuresInARow > maxFailuresInARow) return work.map(() => error);
    const middle = Math.ceil(work.length / 2);
    const halves = await Promise.all([settle(work.slice(0, middle), true), settle(work.slice(middle), true)]);
    return halves.flat();
  }

  const loader = new DataLoader<Work, Record<string, unknown>>((work) => settle(work), {
    cache: false,
    maxBatchSize: batchSize,
    batchScheduleFn: afterPromiseJobs,
  });

  /** Answers that came before anybody asked, and the needs that they cover. */
  const primed = new Map<string, { needs: Needs; data: unknown; isTaken: boolean }>();
  const takePrimed = (document: AnyDocument, variables: Record<string, unknown>, needs: Needs): unknown => {
    if (primed.size === 0) return undefined;
    const key = hopKey(document, variables);
    const known = primed.get(key);
    if (!known || known.isTaken || !covers(known.needs, needs)) return undefined;
    // Whoever asked remembers it: kept here as well, a wide answer would be held twice.
    const { data } = known;
    primed.set(key, { needs: known.needs, data: undefined, isTaken: true });
    return data;
  };

  const prefetcher = new DataLoader<Work, Ahead>(
    async (work) => {
      const outcome = await send(work, 'piece');
      if (outcome.kind === 'refused') return work.map(() => ({ answer: null, refusal: outcome.error }));
      return outcome.results.map((result) => ({
        answer: typeof result === 'symbol' || result instanceof WandbError ? null : result,
        refusal: null,
      }));
    },
    { cache: false, maxBatchSize: batchSize, batchScheduleFn: afterPromiseJobs },
  );

  /** With a key that W&B has not taken yet, "not found" may mean that it does not know the key. */
  const isShareable = (): boolean =>
    rejected === null && (credential === null || acceptedCredentials.has(credential.fingerprint));
  const noteCacheHit = (): void => {
    cacheHits += 1;
  };

  /** A refusal goes to nobody else: it may be this request's budget or deadline. */
  function askAhead(piece: Work): Promise<Ahead> {
    if (!cache) return prefetcher.load(piece);
    const { operation, variables } = piece;
    const key = `ahead ${operation.name} ${operation.needsKey} ${JSON.stringify(variables)}`;
    const load = (): Promise<Ahead> => prefetcher.load(piece);
    return cache.once(key, signal, { ask: load, isShareable, onShared: noteCacheHit });
  }

  /** What other requests of the same caller got, or get at this moment, is not asked again. */
  async function ask(
    document: AnyDocument,
    variables: Record<string, unknown>,
    needs: Needs,
  ): Promise<unknown> {
    const operation = prepareOperation(document, needs);
    if (!cache) return loader.load({ operation, variables });
    signal.throwIfAborted();
    const key = hopKey(document, variables);
    const recalled = cache.recall?.([{ key, needs }]);
    if (recalled) await recalled;
    const kept = cache.read(key, needs);
    if (kept !== undefined) {
      noteCacheHit();
      return kept;
    }
    const askAndKeep = async (): Promise<Record<string, unknown>> => {
      const data = await loader.load({ operation, variables }).catch((error: unknown) => {
        cache.spoil();
        throw error;
      });
      if (isShareable()) cache.keep(operation.name, key, needs, data);
      else cache.spoil();
      return data;
    };
    const flight = `${operation.name} ${needs.key} ${JSON.stringify(variables)}`;
    return cache.once(flight, signal, { ask: askAndKeep, isShareable, onShared: noteCacheHit });
  }

  const recallKept = cache?.recall ?? null;
  const recall: WandbSession['recall'] =
    recallKept &&
    ((document, variables, needs) =>
      recallKept(variables.map((each) => ({ key: hopKey(document, each), needs }))));

  return {
    prime(document, variables, needs, data) {
      const key = hopKey(document, variables);
      const known = primed.get(key);
      if (!known || !covers(known.needs, needs)) primed.set(key, { needs, data, isTaken: false });
      if (isShareable()) cache?.keep(operationName(document), key, needs, data);
      else cache?.spoil();
    },
    recall,
    isPrimed(document, variables, needs) {
      if (primed.size === 0 && !cache) return false;
      const key = hopKey(document, variables);
      const known = primed.get(key);
      return (known !== undefined && covers(known.needs, needs)) || cache?.has(key, needs) === true;
    },
    async prefetch(work) {
      const results = await Promise.all(work.map(askAhead));
      return {
        answers: results.map(({ answer }) => answer),
        refusal: results.find(({ refusal }) => refusal !== null)?.refusal ?? null,
      };
    },
    async request<TData, TVariables extends Record<string, unknown>>(
      document: WandbDocument<TData, TVariables>,
      variables: TVariables,
      needs: Needs = noNeeds,
    ) {
      const data = takePrimed(document, variables, needs) ?? (await ask(document, variables, needs));
      return data as Exclude<Answered<TData>, WandbError>;
    },
    assertCredentialAccepted() {
      if (rejected) throw rejected;
    },
    credential,
    cache,
    signal,
    deadlineAtMs,
    noteCacheHit,
    get cacheHits() {
      return cacheHits;
    },
    get requestCount() {
      return requestCount;
    },
  };
}

/** Whatever the resolvers of one level want is known by then. */
function afterPromiseJobs(dispatch: () => void): void {
  void setImmediate().then(dispatch);
}

/** What was asked before anybody wanted it: null where it failed, with why its whole batch did. */
interface Ahead {
  answer: Record<string, unknown> | null;
  refusal: WandbError | null;
}

type Outcomes =
  | { kind: 'answered'; results: (Result | typeof unanswered | typeof lost)[] }
  | { kind: 'refused'; error: WandbError; splittable: boolean };

/** The same signal with a reason that clients and logs know: that a caller went away is nothing unexpected. */
function withReason(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  // Every walk and every W&B request listens to it: that is no leak.
  setMaxListeners(0, controller.signal);
  const onAbort = (): void => {
    const message = 'The query was cancelled before W&B had answered. Ask again.';
    const reason: unknown = signal.reason;
    const isKnown = reason instanceof Error && 'extensions' in reason;
    controller.abort(isKnown ? reason : new WandbError('WANDB_UNAVAILABLE', message));
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return controller.signal;
}

function silence(host: WandbHost): WandbError {
  return new WandbError(
    'WANDB_CONTRACT_VIOLATION',
    `W&B at ${new URL(host.baseUrl).host} answered without a word on a part of the request.`,
  );
}
