import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { SharedStore } from './shared-store.ts';

export interface CacheRules {
  readonly maxBytes: number;
  /** How long an answer of W&B's may be given again. */
  readonly lifetimeMs: number;
  /** The same for what W&B does not show: it may appear any moment. */
  readonly missingMs: number;
}

/** Answers of one W&B, in this process and, where there is a shared store, in those of other replicas. */
export interface AnswerCache {
  /** One request's view: what was given to the same key. `isFresh`: nothing is read, only renewed. */
  forCaller(fingerprint: string | null, signal: AbortSignal, isFresh: boolean): CallerCache;
}

/** Values are shared by all requests of a caller: nobody changes them. */
export interface CallerCache {
  /** undefined where this process has nothing. */
  get(key: string): CachedData | undefined;
  /** Fetches what other replicas have, for `get` to find; null where there is nothing to wait for. */
  recall(keys: readonly string[]): Promise<void> | null;
  set(key: string, data: CachedData): void;
  /** Something in this request's answer must not be given again, so that the whole answer is not cached. */
  spoil(): void;
  /**
   * Calls `ask`, or waits while another request of the same caller does and takes what that one cached. Where it failed or
   * went away, `ask` is called after all.
   */
  singleFlight(key: string, ask: () => Promise<CachedData>, onShared: () => void): Promise<CachedData>;
  /** The whole answer to an operation; undefined where none is cached. */
  getResponse(key: string): Promise<CachedData | undefined>;
  /**
   * Caches the answer as long as all that it was made of: not at all where it was spoiled, where nothing of W&B is in it, or
   * where it is so large that its parts are better cached alone.
   */
  setResponse(key: string, data: CachedData): void;
  /** Lets equal operations of later requests wait for this one. The function that it gives has to be called in the end. */
  startResponse(key: string): () => void;
}

export type CachedData = Record<string, unknown>;

interface Entry {
  data: CachedData;
  /** The length of the data as JSON. */
  length: number;
  untilMs: number;
}

/** An operation that began longer ago is not waited for: what it read may be older than the request that would wait. */
const joinableMs = 1_000;
/** Whole answers made of more text than this are not cached: writing them out would block the process. */
const maxResponseLength = 1_000_000;
/** Measured: so many bytes of memory hold what one character of JSON says. */
const bytesPerCharacter = 4;

export function createAnswerCache(
  { maxBytes, lifetimeMs, missingMs }: CacheRules,
  shared: SharedStore | null = null,
  now: () => number = Date.now,
): AnswerCache {
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: ({ length }, key) => bytesPerCharacter * length + 2 * key.length + 100,
  });
  const flights = new Map<string, { settled: Promise<unknown>; startedAtMs: number }>();

  const find = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    return entry && entry.untilMs > now() ? entry : undefined;
  };

  const startFlight = (key: string, settled: Promise<unknown>): void => {
    const flight = { settled, startedAtMs: now() };
    flights.set(key, flight);
    const end = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    settled.then(end, end);
  };

  const recallInto = async (store: SharedStore, keys: readonly string[]): Promise<void> => {
    const texts = await store.getMany(keys);
    for (const [index, key] of keys.entries()) {
      const entry = entryFromText(texts[index] ?? null);
      if (entry && entry.untilMs > now() && !find(key)) entries.set(key, entry);
    }
  };

  return {
    forCaller(fingerprint, signal, isFresh) {
      const owner = `${fingerprint ?? ''} `;
      const recalled = new Set<string>();
      // Of all that the request was given.
      let untilMs = Infinity;
      let length = 0;
      const use = (entry: Entry): CachedData => {
        untilMs = Math.min(untilMs, entry.untilMs);
        length += entry.length;
        return entry.data;
      };
      const store = (key: string, entry: Entry): void => {
        entries.set(key, entry);
        shared?.set(key, JSON.stringify(entry), entry.untilMs - now());
      };
      const recall = (keys: readonly string[]): Promise<void> | null => {
        if (!shared || isFresh) return null;
        const unknown = keys.map((key) => owner + key).filter((key) => !recalled.has(key) && !find(key));
        for (const key of unknown) recalled.add(key);
        return unknown.length === 0 ? null : recallInto(shared, unknown);
      };
      let aborted: Promise<never> | null = null;
      const orAborted = async (settled: Promise<unknown>): Promise<void> => {
        signal.throwIfAborted();
        // One listener for all that the request waits for.
        aborted ??= new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        });
        aborted.catch(() => undefined);
        await Promise.race([settled.catch(() => undefined), aborted]);
      };
      const get = (key: string): CachedData | undefined => {
        const entry = isFresh ? undefined : find(owner + key);
        return entry && use(entry);
      };
      return {
        get,
        recall,
        set(key, data) {
          if (holdsError(data)) {
            untilMs = 0;
            return;
          }
          const lifetime = isMissing(data) ? missingMs : lifetimeMs;
          if (lifetime === 0) untilMs = 0;
          const entry = { data, length: JSON.stringify(data).length, untilMs: now() + lifetime };
          use(entry);
          store(owner + key, entry);
        },
        spoil() {
          untilMs = 0;
        },
        async singleFlight(key, ask, onShared) {
          const flight = isFresh ? undefined : flights.get(owner + key);
          if (flight) {
            await orAborted(flight.settled);
            const found = get(key);
            if (!found) return ask();
            onShared();
            return found;
          }
          const asking = ask();
          startFlight(owner + key, asking);
          return asking;
        },
        async getResponse(key) {
          const name = responseKey(key);
          await recall([name]);
          const cached = get(name);
          if (cached) return cached;
          const flight = isFresh ? undefined : flights.get(owner + name);
          if (!flight || now() - flight.startedAtMs > joinableMs) return undefined;
          await orAborted(flight.settled);
          return get(name);
        },
        setResponse(key, data) {
          if (untilMs <= now() || untilMs === Infinity || length > maxResponseLength) return;
          store(owner + responseKey(key), { data, length: JSON.stringify(data).length, untilMs });
        },
        startResponse(key) {
          let end = (): void => undefined;
          startFlight(owner + responseKey(key), new Promise<void>((resolve) => (end = resolve)));
          return end;
        },
      };
    },
  };
}

/** Whole answers stand among the answers to single operations. */
function responseKey(key: string): string {
  return `response ${key}`;
}

const storedEntry = z.object({
  data: z.record(z.string(), z.unknown()),
  length: z.number(),
  untilMs: z.number(),
});

/** What another replica cached; null where the text is none of ours. */
function entryFromText(text: string | null): Entry | null {
  if (text === null) return null;
  try {
    return storedEntry.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function holdsError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Error || Object.values(value).some(holdsError);
}

/** Whether W&B shows nothing at the operation's root, or of the one object that the operation goes through. */
function isMissing(data: CachedData): boolean {
  return Object.values(data).some((value) => {
    if (value === null) return true;
    if (typeof value !== 'object' || Array.isArray(value)) return false;
    const { run, artifactCollectionMembership, artifactCollection, artifact, createdBy } =
      value as CachedData;
    return [run, artifactCollectionMembership, artifactCollection, artifact, createdBy].includes(null);
  });
}
