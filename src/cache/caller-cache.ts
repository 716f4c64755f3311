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
  /** One request's view: what was given to the same key. */
  forCaller(fingerprint: string | null, signal: AbortSignal, use?: CacheUse): CallerCache;
}

export interface CacheUse {
  /** Nothing is read, only renewed. */
  isFresh?: boolean;
  /** Nothing is written. */
  isReadOnly?: boolean;
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
  rules: CacheRules,
  shared: SharedStore | null = null,
  now: () => number = Date.now,
): AnswerCache {
  const store = new Store(rules, shared, now);
  return {
    forCaller: (fingerprint, signal, use = {}) =>
      new CallerCache(store, `${fingerprint ?? ''} `, signal, use),
  };
}

/** What all callers share: nobody reads another one's entries, since a caller's fingerprint begins each key. */
class Store {
  readonly rules: CacheRules;
  readonly now: () => number;
  readonly #shared: SharedStore | null;
  readonly #entries: LRUCache<string, Entry>;
  readonly #flights = new Map<string, { settled: Promise<unknown>; startedAtMs: number }>();

  constructor(rules: CacheRules, shared: SharedStore | null, now: () => number) {
    this.rules = rules;
    this.now = now;
    this.#shared = shared;
    this.#entries = new LRUCache({
      maxSize: rules.maxBytes,
      sizeCalculation: ({ length }, key) => bytesPerCharacter * length + 2 * key.length + 100,
    });
  }

  find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.untilMs > this.now() ? entry : undefined;
  }

  /** Gives what is kept. The data are written as text once, for their length and for other replicas. */
  set(key: string, data: CachedData, untilMs: number): Entry {
    const text = JSON.stringify(data);
    const entry = { data, length: text.length, untilMs };
    this.#entries.set(key, entry);
    this.#shared?.set(
      key,
      `{"data":${text},"length":${text.length},"untilMs":${untilMs}}`,
      untilMs - this.now(),
    );
    return entry;
  }

  /** Takes over what other replicas have; null where nothing is shared. */
  recall(keys: readonly string[]): Promise<void> | null {
    const shared = this.#shared;
    return shared && this.#recallFrom(shared, keys);
  }

  async #recallFrom(shared: SharedStore, keys: readonly string[]): Promise<void> {
    const texts = await shared.getMany(keys);
    for (const [index, key] of keys.entries()) {
      const entry = entryFromText(texts[index] ?? null);
      if (entry && entry.untilMs > this.now() && !this.find(key)) this.#entries.set(key, entry);
    }
  }

  /** What is being asked for at this moment, unless it was begun too long ago to be joined. */
  flight(key: string, maxAgeMs = Infinity): Promise<unknown> | undefined {
    const flight = this.#flights.get(key);
    return flight && this.now() - flight.startedAtMs <= maxAgeMs ? flight.settled : undefined;
  }

  startFlight(key: string, settled: Promise<unknown>): void {
    const flight = { settled, startedAtMs: this.now() };
    this.#flights.set(key, flight);
    const end = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    settled.then(end, end);
  }
}

/** One request's view of the cache. Values are shared by all requests of a caller: nobody changes them. */
export class CallerCache {
  readonly #store: Store;
  readonly #owner: string;
  readonly #signal: AbortSignal;
  readonly #isFresh: boolean;
  readonly #isReadOnly: boolean;
  readonly #recalled = new Set<string>();
  #aborted: Promise<never> | null = null;
  /** Of all that the request was given: until when it holds, and how much it is. */
  #untilMs = Infinity;
  #length = 0;

  constructor(
    store: Store,
    owner: string,
    signal: AbortSignal,
    { isFresh = false, isReadOnly = false }: CacheUse,
  ) {
    this.#store = store;
    this.#owner = owner;
    this.#signal = signal;
    this.#isFresh = isFresh;
    this.#isReadOnly = isReadOnly;
  }

  /** undefined where this process has nothing. */
  get(key: string): CachedData | undefined {
    const entry = this.#isFresh ? undefined : this.#store.find(this.#owner + key);
    if (!entry) return undefined;
    this.#note(entry);
    return entry.data;
  }

  /** Fetches what other replicas have, for `get` to find; null where there is nothing to wait for. */
  recall(keys: readonly string[]): Promise<void> | null {
    if (this.#isFresh) return null;
    const unknown = keys
      .map((key) => this.#owner + key)
      .filter((key) => !this.#recalled.has(key) && !this.#store.find(key));
    for (const key of unknown) this.#recalled.add(key);
    return unknown.length === 0 ? null : this.#store.recall(unknown);
  }

  set(key: string, data: CachedData): void {
    if (this.#isReadOnly) return;
    const { lifetimeMs, missingMs } = this.#store.rules;
    const lifetime = holdsError(data) ? 0 : isMissing(data) ? missingMs : lifetimeMs;
    if (lifetime === 0) {
      this.spoil();
      return;
    }
    this.#note(this.#store.set(this.#owner + key, data, this.#store.now() + lifetime));
  }

  /** Something in this request's answer must not be given again, so that the whole answer is not cached. */
  spoil(): void {
    this.#untilMs = 0;
  }

  /**
   * Calls `ask`, or waits while another request of the same caller does and takes what that one cached. Where it failed or
   * went away, `ask` is called after all.
   */
  async singleFlight(key: string, ask: () => Promise<CachedData>, onShared: () => void): Promise<CachedData> {
    const flight = this.#isFresh ? undefined : this.#store.flight(this.#owner + key);
    if (!flight) {
      const asking = ask();
      this.#store.startFlight(this.#owner + key, asking);
      return asking;
    }
    await this.#orAborted(flight);
    const found = this.get(key);
    if (!found) return ask();
    onShared();
    return found;
  }

  /** The whole answer to an operation, also of one that has just begun; undefined where none is cached. */
  async getResponse(key: string): Promise<CachedData | undefined> {
    const name = responseKey(key);
    await this.recall([name]);
    const cached = this.get(name);
    if (cached || this.#isFresh) return cached;
    const flight = this.#store.flight(this.#owner + name, joinableMs);
    if (!flight) return undefined;
    await this.#orAborted(flight);
    return this.get(name);
  }

  /**
   * Caches the answer as long as all that it was made of: not at all where it was spoiled, where nothing of W&B is in it, or
   * where it is so large that its parts are better cached alone.
   */
  setResponse(key: string, data: CachedData): void {
    const untilMs = this.#untilMs;
    if (untilMs <= this.#store.now() || untilMs === Infinity || this.#length > maxResponseLength) return;
    this.#store.set(this.#owner + responseKey(key), data, untilMs);
  }

  /** Lets equal operations of later requests wait for this one. The function that it gives has to be called in the end. */
  startResponse(key: string): () => void {
    let end = (): void => undefined;
    this.#store.startFlight(this.#owner + responseKey(key), new Promise<void>((resolve) => (end = resolve)));
    return end;
  }

  #note({ untilMs, length }: Entry): void {
    this.#untilMs = Math.min(this.#untilMs, untilMs);
    this.#length += length;
  }

  async #orAborted(settled: Promise<unknown>): Promise<void> {
    this.#signal.throwIfAborted();
    // One listener for all that the request waits for.
    this.#aborted ??= new Promise<never>((_, reject) => {
      this.#signal.addEventListener('abort', () => reject(this.#signal.reason as Error), { once: true });
    });
    this.#aborted.catch(() => undefined);
    await Promise.race([settled.catch(() => undefined), this.#aborted]);
  }
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

/** An entry that another replica stored; null if the text is not a valid entry. */
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
