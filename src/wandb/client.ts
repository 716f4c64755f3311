import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { CallerCache } from '../cache/caller-cache.ts';
import type { Credential } from './credential.ts';
import { RequestBudgetError, WandbError } from './errors.ts';
import { mergeItems, type BatchItem } from './merge.ts';
import { ViewerDocument } from './operations.generated.ts';
import { hasUnattributedError, missing, splitResponse, type ItemData } from './split.ts';
import { unauthenticated } from './transport/response.ts';
import type { WandbCall, WandbTransport } from './transport/transport.ts';

/** What one merged request brought: for each item its data, or why the whole request brought nothing. */
export type Executed =
  | { kind: 'answered'; results: (ItemData | WandbError | typeof missing)[] }
  | { kind: 'refused'; error: WandbError; splittable: boolean };

/** One caller's W&B for the length of one request. */
export interface WandbClient {
  /** Sends the items in one HTTP request. Rejects only where the signal is aborted. */
  execute(items: readonly BatchItem[], effort: WandbCall['effort']): Promise<Executed>;
  /** Throws where W&B does not know the caller's key: what looked like "not found" was no answer then. */
  assertCredentialAccepted(): void;
  /** Whether W&B has accepted the caller's key, so that its answers may be given to later requests of the same caller. */
  readonly isCredentialAccepted: boolean;
  readonly credential: Credential | null;
  /** What earlier requests of the same caller were given; null: nothing is cached. */
  readonly cache: CallerCache | null;
  /** At most so many items in one HTTP request. */
  readonly batchSize: number;
  /** `host[:port]` of W&B, for messages. */
  readonly host: string;
  noteCacheHit: () => void;
  readonly cacheHits: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** How many HTTP requests went to W&B so far, retries counted. */
  readonly requestCount: number;
  /** When walks are cut and W&B is no longer waited for, on the clock of `Date.now`. */
  readonly deadlineAtMs: number;
}

export interface WandbClientOptions {
  transport: WandbTransport;
  credential: Credential | null;
  batchSize: number;
  concurrency: number;
  signal: AbortSignal;
  deadlineAtMs: number;
  /** The most HTTP requests to W&B. */
  maxRequests: number;
  /** Fingerprints of keys that W&B has accepted lately, shared by all clients of a transport. */
  acceptedCredentials: LRUCache<string, true>;
  cache: CallerCache | null;
}

export function createAcceptedCredentials(): LRUCache<string, true> {
  return new LRUCache({ max: 10_000, ttl: 10 * 60_000 });
}

/** What a walk has found when the deadline strikes may want its fields: W&B's answers are of use for a little longer. */
const graceMs = 5_000;

/** W&B may answer a bad key with 200 and `viewer: null`, so the first request with a key asks who it is as well. */
const viewerItem: BatchItem = { document: ViewerDocument, variables: {}, maxNodes: 1 };

export function createWandbClient(options: WandbClientOptions): WandbClient {
  const { transport, credential, acceptedCredentials, deadlineAtMs, cache, batchSize } = options;
  const { host } = new URL(transport.baseUrl);
  const signal = withReason(options.signal);
  const overAtMs = deadlineAtMs + Math.min(graceMs, Math.max(0, deadlineAtMs - Date.now()) / 4);
  // Of one query, so that a walk of many requests leaves the transport's slots to others.
  const limit = pLimit(options.concurrency);
  let requestCount = 0;
  let cacheHits = 0;
  let rejection: WandbError | null = null;
  let isCheckDue = credential !== null && !acceptedCredentials.has(credential.fingerprint);

  const admit = (): WandbError | null => {
    if (requestCount >= options.maxRequests) return new RequestBudgetError(options.maxRequests);
    requestCount += 1;
    return null;
  };

  function noteViewer(viewer: ItemData | WandbError | typeof missing | undefined): void {
    if (!credential || typeof viewer !== 'object' || viewer instanceof WandbError) return;
    if (viewer['viewer'] === null) rejection = unauthenticated(host, credential);
    else if (!(viewer['viewer'] instanceof WandbError)) acceptedCredentials.set(credential.fingerprint, true);
  }

  return {
    async execute(items, effort) {
      const checks = isCheckDue;
      isCheckDue = false;
      const all = checks ? [...items, viewerItem] : items;
      const outcome = await limit(() => {
        signal.throwIfAborted();
        return transport.send(mergeItems(all), {
          credential,
          signal,
          deadlineAtMs,
          overAtMs,
          effort,
          itemCount: items.length,
          admit,
        });
      });
      if (outcome.kind === 'refused') {
        isCheckDue ||= checks;
        return outcome;
      }
      const { data, errors, refusal } = outcome;
      if (hasUnattributedError(errors, all)) return { kind: 'refused', error: refusal, splittable: true };
      const results = splitResponse(all, data, errors, refusal);
      if (checks) noteViewer(results.pop());
      return { kind: 'answered', results };
    },
    assertCredentialAccepted() {
      if (rejection) throw rejection;
    },
    get isCredentialAccepted() {
      if (rejection) return false;
      return credential === null || acceptedCredentials.has(credential.fingerprint);
    },
    credential,
    cache,
    batchSize,
    host,
    signal,
    deadlineAtMs,
    noteCacheHit() {
      cacheHits += 1;
    },
    get cacheHits() {
      return cacheHits;
    },
    get requestCount() {
      return requestCount;
    },
  };
}

/** The same signal with a reason that clients and logs know: that a caller disconnects is expected. */
function withReason(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  // Every walk and every W&B request listens to it: that is no leak.
  setMaxListeners(0, controller.signal);
  const onAbort = (): void => {
    const reason: unknown = signal.reason;
    const isKnown = reason instanceof Error && 'extensions' in reason;
    const message = 'The query was cancelled before W&B had answered. Send it again.';
    controller.abort(isKnown ? reason : new WandbError('WANDB_UNAVAILABLE', message));
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return controller.signal;
}
