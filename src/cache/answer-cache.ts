import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { WandbError } from '../wandb/errors.ts';
import { covers, needsFrom, noNeeds, type Needs } from '../wandb/needs.ts';
import { lifetimeOf, type Lifetimes } from './lifetime.ts';
import type { SharedStore } from './shared-store.ts';

export interface CacheRules extends Lifetimes {
  readonly maxBytes: number;
}

/** What one caller may see of the answers that W&B gave before: only those that were given to the same key. */
export interface CallerCache {
  /**
   * Fetches what other replicas keep of these questions, for `read` and `has` to find; gives null where there is nothing to
   * wait for. Itself null where nothing is shared, or wanted.
   */
  readonly recall: ((questions: readonly Question[]) => Promise<void> | null) | null;
  /** A copy of an answer that covers the needs; undefined where none is kept. */
  read(key: string, needs: Needs): unknown;
  has(key: string, needs: Needs): boolean;
  /** Keeps an answer that holds no error. */
  keep(operation: string, key: string, needs: Needs, data: unknown): void;
  /**
   * Asks, or waits for the same question of another request and takes a copy of its answer. Where that request failed or
   * went away, `ask` is called after all: nobody depends on another's fate.
   */
  once<T>(key: string, signal: AbortSignal, flight: Flight<T>): Promise<T>;
  /** Something in this request's answer may not be given again. */
  spoil(): void;
  /** A copy of the whole answer to an operation; undefined where none is kept. */
  readWhole(key: string): Promise<unknown>;
  /**
   * A copy of the answer that the same operation of another request gets, where that one has only begun; undefined where
   * there is none, or its answer is not for others.
   */
  followWhole(key: string, signal: AbortSignal): Promise<unknown>;
  /** Lets the same operation of later requests wait for this one, until it lands. */
  leadWhole(key: string): Lead;
  /**
   * Keeps the whole answer of this request as long as all that it was made of: not at all where it was spoiled, where
   * nothing of W&B is in it, or where it is so large that its hops are better kept alone.
   */
  keepWhole(key: string, data: unknown): void;
}

export interface Question {
  key: string;
  needs: Needs;
}

export interface Flight<T> {
  ask: () => Promise<T>;
  /** Whether the answer is good for others too. */
  isShareable: () => boolean;
  onShared: () => void;
}

/** A question that others may wait for. `land` has to be called, with null where the answer is not for others. */
export interface Lead {
  readonly isFollowed: boolean;
  land(text: string | null): void;
}

export interface AnswerCache {
  /** `fresh`: what is kept is not read, only renewed. */
  forCaller(fingerprint: string | null, fresh: boolean): CallerCache;
}

type SharedTexts = DataLoader<string, string | null>;

interface Variant {
  needs: Needs;
  json: string;
  untilMs: number;
}

interface Pending {
  followers: number;
  begunAtMs: number;
  /** The answer as text, or null where others have to ask themselves. */
  text: Promise<string | null>;
}

/** Questions about one object with other fields stand side by side; the oldest makes room. */
const maxVariants = 6;
/** An operation that began longer ago is not waited for: what it read may be older than the one who asks now. */
const joinableMs = 1_000;
/** Whole answers made of more text are not kept: to write them anew would stop the process. */
const longestWhole = 1_000_000;

/** Answers of one W&B as text: every reader gets objects of its own, and the size in memory is known. */
export function createAnswerCache(
  rules: CacheRules,
  shared: SharedStore | null = null,
  now: () => number = Date.now,
): AnswerCache {
  const kept = new LRUCache<string, readonly Variant[]>({
    maxSize: rules.maxBytes,
    sizeCalculation: (variants, key) =>
      variants.reduce(
        (sum, { json, needs }) => sum + 2 * (json.length + needs.key.length) + 100,
        2 * key.length,
      ),
  });
  const flights = new Map<string, Pending>();
  const sharedTexts =
    shared &&
    new DataLoader<string, string | null>((keys) => shared.getMany(keys), {
      cache: false,
      maxBatchSize: 1_000,
    });

  const find = (key: string, needs: Needs): Variant | undefined => {
    const nowMs = now();
    return kept.get(key)?.find((variant) => variant.untilMs > nowMs && covers(variant.needs, needs));
  };

  /** Puts a variant before those that it makes needless. */
  const put = (key: string, variant: Variant): readonly Variant[] => {
    const nowMs = now();
    const others = (kept.get(key) ?? []).filter(
      (other) => other.untilMs > nowMs && !covers(variant.needs, other.needs),
    );
    const variants = [variant, ...others].slice(0, maxVariants);
    kept.set(key, variants);
    return variants;
  };

  return {
    forCaller(fingerprint, fresh) {
      const owner = `${fingerprint ?? ''} `;
      const look = (key: string, needs: Needs): Variant | undefined =>
        fresh ? undefined : find(owner + key, needs);
      // Of all that the request was given.
      let untilMs = Infinity;
      let length = 0;
      const spoil = (): void => {
        untilMs = 0;
      };
      const use = (variant: Variant): unknown => {
        untilMs = Math.min(untilMs, variant.untilMs);
        length += variant.json.length;
        return JSON.parse(variant.json);
      };
      const keep = (key: string, variant: Variant): void => {
        untilMs = Math.min(untilMs, variant.untilMs);
        length += variant.json.length;
        const variants = put(owner + key, variant);
        const lastMs = Math.max(...variants.map((each) => each.untilMs));
        shared?.set(owner + key, textFrom(variants), lastMs - now());
      };
      /** What was fetched, or is being fetched, for this request. */
      const recalled = new Map<string, Promise<void> | null>();
      const fetch = async (texts: SharedTexts, key: string): Promise<void> => {
        const text = await texts.load(owner + key);
        const nowMs = now();
        for (const variant of text === null ? [] : variantsFrom(text))
          if (variant.untilMs > nowMs && !find(owner + key, variant.needs)) put(owner + key, variant);
        recalled.set(key, null);
      };
      const recallFrom = (texts: SharedTexts, questions: readonly Question[]): Promise<void> | null => {
        const pending: Promise<void>[] = [];
        for (const { key, needs } of questions) {
          if (look(key, needs)) continue;
          let fetching = recalled.get(key);
          if (fetching === undefined) recalled.set(key, (fetching = fetch(texts, key)));
          if (fetching) pending.push(fetching);
        }
        return pending.length === 0 ? null : Promise.all(pending).then(() => undefined);
      };
      const lead = (key: string): Lead => {
        let settle: (text: string | null) => void = () => undefined;
        const text = new Promise<string | null>((resolve) => (settle = resolve));
        const pending: Pending = { followers: 0, begunAtMs: now(), text };
        flights.set(owner + key, pending);
        return {
          get isFollowed() {
            return pending.followers > 0;
          },
          land(landed) {
            if (flights.get(owner + key) === pending) flights.delete(owner + key);
            settle(landed);
          },
        };
      };
      const follow = async (pending: Pending, signal: AbortSignal): Promise<string | null> => {
        pending.followers += 1;
        const text = await orAborted(pending.text, signal);
        // How long it may be kept is known to the request that asked.
        if (text !== null) spoil();
        return text;
      };
      const recall =
        sharedTexts && !fresh ? (questions: readonly Question[]) => recallFrom(sharedTexts, questions) : null;
      return {
        spoil,
        recall,
        read(key, needs) {
          const found = look(key, needs);
          return found && use(found);
        },
        has: (key, needs) => look(key, needs) !== undefined,
        keep(operation, key, needs, data) {
          const lifetimeMs = holdsError(data) ? 0 : lifetimeOf(operation, needs, data, rules);
          if (lifetimeMs === 0) spoil();
          else keep(key, { needs, json: JSON.stringify(data), untilMs: now() + lifetimeMs });
        },
        async readWhole(key) {
          const question = { key: wholeKey(key), needs: noNeeds };
          await recall?.([question]);
          const found = look(question.key, noNeeds);
          return found && use(found);
        },
        keepWhole(key, data) {
          if (untilMs <= now() || untilMs === Infinity || length > longestWhole) return;
          keep(wholeKey(key), { needs: noNeeds, json: JSON.stringify(data), untilMs });
        },
        leadWhole: (key) => lead(wholeKey(key)),
        async followWhole(key, signal) {
          const known = fresh ? undefined : flights.get(owner + wholeKey(key));
          if (!known || now() - known.begunAtMs > joinableMs) return undefined;
          const text = await follow(known, signal);
          return text === null ? undefined : (JSON.parse(text) as unknown);
        },
        async once(key, signal, flight) {
          const known = fresh ? undefined : flights.get(owner + key);
          if (known) {
            const text = await follow(known, signal);
            if (text === null) return flight.ask();
            flight.onShared();
            return JSON.parse(text) as Awaited<ReturnType<typeof flight.ask>>;
          }
          const leading = lead(key);
          try {
            const data = await flight.ask();
            // As text before anybody goes on with the objects, and changes them.
            if (leading.isFollowed && flight.isShareable() && !holdsError(data))
              leading.land(JSON.stringify(data));
            return data;
          } finally {
            leading.land(null);
          }
        },
      };
    },
  };
}

/** Whole answers stand among the hops. */
function wholeKey(key: string): string {
  return `whole ${key}`;
}

const storedVariants = z.array(
  z.object({ fields: z.array(z.string()), json: z.string(), untilMs: z.number() }),
);

function textFrom(variants: readonly Variant[]): string {
  return JSON.stringify(
    variants.map(({ needs, json, untilMs }) => ({ fields: [...needs.fields], json, untilMs })),
  );
}

/** What another replica kept; nothing where the text is none of ours. */
function variantsFrom(text: string): Variant[] {
  try {
    return storedVariants.parse(JSON.parse(text)).map(({ fields, json, untilMs }) => {
      JSON.parse(json);
      return { needs: needsFrom(fields), json, untilMs };
    });
  } catch {
    return [];
  }
}

function holdsError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof WandbError || Object.values(value).some(holdsError);
}

/** Those who wait, by their request: to each a listener of its own, thousands would search through each other's. */
const waiting = new WeakMap<AbortSignal, Set<(reason: Error) => void>>();

function waitingFor(signal: AbortSignal): Set<(reason: Error) => void> {
  const known = waiting.get(signal);
  if (known) return known;
  const rejects = new Set<(reason: Error) => void>();
  waiting.set(signal, rejects);
  signal.addEventListener('abort', () => {
    for (const reject of rejects) reject(signal.reason as Error);
  });
  return rejects;
}

/** What was waited for, which never fails; rejects with the signal's reason where that strikes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const rejects = waitingFor(signal);
  return new Promise<T>((resolve, reject) => {
    rejects.add(reject);
    void promise.then((value) => {
      rejects.delete(reject);
      resolve(value);
    });
  });
}
