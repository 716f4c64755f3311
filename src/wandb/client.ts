import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { CallerCache } from '../cache/caller-cache.ts';
import type { Credential } from './credential.ts';
import { RequestBudgetError, WandbError } from './errors.ts';
import type { Dimension, HostProfile, RequestSize } from './transport/limits.ts';
import { mergeItems, type BatchItem, type MergedRequest } from './merge.ts';
import { ViewerDocument } from './operations.generated.ts';
import { hasUnattributedError, missing, splitResponse, withoutFields, type ItemData } from './split.ts';
import { unauthenticated, type Outcome, type Refused } from './transport/response.ts';
import type { WandbCall, WandbTransport } from './transport/transport.ts';

/** What one merged request brought: for each item its data, or why the whole request brought nothing. */
export type Executed =
  | { kind: 'answered'; results: (ItemData | WandbError | typeof missing)[] }
  | { kind: 'refused'; error: WandbError; splittable: boolean }
  /** W&B does not take so much at once: so many items and hops in one request are to be tried. */
  | { kind: 'tooLarge'; items: number; hops: number };

/** One caller's W&B for the length of one request. */
export interface WandbClient {
  /** Sends the items in one HTTP request. Rejects only where the signal is aborted. */
  execute(items: readonly BatchItem[], effort: WandbCall['effort']): Promise<Executed>;
  /** Throws where W&B does not know the caller's key: what looked like "not found" was no answer then. */
  assertCredentialAccepted(): void;
  /** Whether W&B has accepted the caller's key, so that its answers may be given to later requests of the same caller. */
  isCredentialAccepted(): boolean;
  readonly credential: Credential | null;
  /** What earlier requests of the same caller were given; null: nothing is cached. */
  readonly cache: CallerCache | null;
  /** What W&B takes in one request. */
  readonly profile: HostProfile;
  /** At most so many items in one HTTP request. */
  batchSize(): number;
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
  profile: HostProfile;
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
  const { transport, profile, credential, acceptedCredentials, deadlineAtMs, cache, batchSize } = options;
  const { host } = new URL(transport.baseUrl);
  const signal = withReason(options.signal);
  const overAtMs = deadlineAtMs + Math.min(graceMs, Math.max(0, deadlineAtMs - Date.now()) / 4);
  // Of one query, so that a walk of many requests leaves the transport's slots to others.
  const limit = pLimit(options.concurrency);
  const requests = createRequestBudget(options.maxRequests);
  let cacheHits = 0;
  const check = createKeyCheck(credential, acceptedCredentials, host);

  const batchSizeNow = (): number =>
    Math.max(1, Math.min(batchSize, profile.most('aliases') - (check.isDue ? 1 : 0)));

  return {
    async execute(items, effort) {
      const hops = Math.max(...items.map((item) => item.hops ?? 1));
      for (let mayWait = true; ;) {
        const checks = check.isDue;
        const { lacking } = profile;
        const all = checks ? [...items, viewerItem] : items;
        const request = mergeItems(all.map((item) => adapted(item, profile)));
        const size = sizeOf(request, all.length, hops);
        const isProbe = !profile.isProven(size);
        const smaller = smallerThan(size, items.length, batchSizeNow(), profile);
        if (smaller) return smaller;
        const waiting = isProbe && mayWait ? profile.waitForProbe(signal) : null;
        if (waiting) {
          mayWait = false;
          await waiting;
          continue;
        }
        check.isDue = false;
        const send = (): Promise<Outcome> =>
          limit(() => {
            signal.throwIfAborted();
            const { admit } = requests;
            const call = { credential, signal, deadlineAtMs, overAtMs, itemCount: items.length, admit };
            return transport.send(request, { ...call, effort, isProbe });
          });
        const outcome = await (isProbe ? profile.probe(send) : send());
        if (outcome.kind === 'refused') {
          check.isDue ||= checks;
          profile.noteUnknownFields(outcome.unknownFields ?? []);
          const hasLearned = profile.lacking !== lacking || isLessTried(outcome, size, items.length, profile);
          if (hasLearned) continue;
          return outcome;
        }
        profile.noteAnswer(size);
        const { data, errors, refusal } = outcome;
        if (hasUnattributedError(errors, all)) return { kind: 'refused', error: refusal, splittable: true };
        const results = splitResponse(all, data, errors, refusal, lacking);
        if (checks) check.note(results.pop());
        return { kind: 'answered', results };
      }
    },
    assertCredentialAccepted() {
      if (check.rejection) throw check.rejection;
    },
    isCredentialAccepted: check.isAccepted,
    credential,
    cache,
    profile,
    batchSize: batchSizeNow,
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
      return requests.count;
    },
  };
}

/** Counts HTTP requests, and admits no more than so many. */
function createRequestBudget(most: number) {
  const budget = {
    count: 0,
    admit: (): WandbError | null => {
      if (budget.count >= most) return new RequestBudgetError(most);
      budget.count += 1;
      return null;
    },
  };
  return budget;
}

/** Whether W&B knows the caller's key, which the first request with it asks. */
function createKeyCheck(
  credential: Credential | null,
  accepted: WandbClientOptions['acceptedCredentials'],
  host: string,
) {
  const check = {
    isDue: credential !== null && !accepted.has(credential.fingerprint),
    rejection: null as WandbError | null,
    note(viewer: ItemData | WandbError | typeof missing | undefined): void {
      if (!credential || typeof viewer !== 'object' || viewer instanceof WandbError) return;
      if (viewer['viewer'] === null) check.rejection = unauthenticated(host, credential);
      else if (!(viewer['viewer'] instanceof WandbError)) accepted.set(credential.fingerprint, true);
    },
    isAccepted: () => !check.rejection && (credential === null || accepted.has(credential.fingerprint)),
  };
  return check;
}

/** How much less is to be asked for; null where it may be sent. */
function smallerThan(
  size: RequestSize,
  items: number,
  batchSize: number,
  profile: HostProfile,
): Executed | null {
  const isTooLong = size.bytes > profile.most('bytes');
  const hops = Math.min(size.hops, profile.most('hops'));
  if (items === 1) {
    const fewer = isTooLong ? Math.min(hops, Math.max(1, Math.floor(size.hops / 2))) : hops;
    return fewer < size.hops ? { kind: 'tooLarge', items, hops: fewer } : null;
  }
  const fewer = isTooLong ? Math.ceil(items / 2) : Math.min(items, batchSize);
  return fewer < items || hops < size.hops ? { kind: 'tooLarge', items: fewer, hops } : null;
}

/** The item with pages that W&B takes, and without the fields that it lacks. */
function adapted(item: BatchItem, profile: HostProfile): BatchItem {
  const most = profile.most('first');
  const document = withoutFields(item.document, profile.lacking);
  const tooLong = Object.entries(item.variables).filter(
    ([name, value]) => isPageSize(name) && Number(value) > most,
  );
  if (document === item.document && tooLong.length === 0) return item;
  const shorter = Object.fromEntries(tooLong.map(([name]) => [name, most]));
  return { ...item, document, variables: { ...item.variables, ...shorter } };
}

function isPageSize(variable: string): boolean {
  return /(?:^|_)(?:first|size\d+)$/.test(variable);
}

function sizeOf(
  { query, operationName, variables }: MergedRequest,
  aliases: number,
  hops: number,
): RequestSize {
  let first = 1;
  let bytes = query.length + operationName.length;
  for (const [name, value] of Object.entries(variables)) {
    if (isPageSize(name)) first = Math.max(first, Number(value));
    bytes += name.length + String(value).length + (typeof value === 'string' ? 6 : 4);
  }
  return { hops, aliases, first, bytes };
}

/** Whether W&B refused the request for what it is, neither for the key nor in an outage, and less is to be tried. */
function isLessTried(
  { status, error, splittable }: Refused,
  size: RequestSize,
  items: number,
  profile: HostProfile,
): boolean {
  if (status !== 429 && !(splittable && error.code === 'WANDB_ERROR')) return false;
  const reducible: Dimension[] = ['first'];
  if (size.hops > 1) reducible.push('hops');
  if (items > 1) reducible.push('aliases');
  if (size.hops > 1 || items > 1) reducible.push('bytes');
  return profile.noteRefusal(size, reducible, status === 413 ? 'bytes' : null);
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
