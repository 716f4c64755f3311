import { setImmediate } from 'node:timers/promises';
import DataLoader from 'dataloader';
import type { DocumentNode } from 'graphql';
import type { WandbClient } from './client.ts';
import { orThrow, WandbError, type Answered } from './errors.ts';
import { operationName, type BatchItem, type WandbDocument } from './merge.ts';
import { missing, type ItemData } from './split.ts';
import type { MaybePromise } from './yield.ts';

/** Brief: what a walk needs of a node. Full: all its scalars. */
export type Variant = 'brief' | 'full';

/** No operation may bring more objects than this, whatever the graph: W&B would be at it for too long. */
export const maxNodesPerRequest = 7_000;
/** Lists of W&B's are asked for in pages of this length at most. */
export const maxPageSize = 1_000;
/** How many requests in a row may fail while a batch is bisected, before W&B counts as down: no 2 x 50 requests into an outage. */
const maxFailuresInARow = 31;
/** One culprit in the largest batch is found before that; with more, W&B rather than an item is to blame. */
const maxFailuresToRetry = 9;

/** How a loader asks W&B for one key. */
export interface LoaderOptions<TKey, TData, TVariables extends Record<string, unknown>, TValue> {
  /** Two of them where keys say in `variant` how much they want of an object. */
  document:
    | WandbDocument<TData, TVariables>
    | {
        brief: WandbDocument<TData, TVariables>;
        full: WandbDocument<NoInfer<TData>, NoInfer<TVariables>>;
      };
  variables: (key: TKey) => TVariables;
  /** What the key stands for in W&B's answer. Throws the WandbError that stands in the way. */
  value: (data: Exclude<Answered<TData>, WandbError>, key: TKey) => TValue;
}

/** A DataLoader that tells at once what is known. */
export interface Loader<TKey, TValue> {
  load(key: TKey): Promise<TValue>;
  /** As `load`, but without a promise where nothing has to be waited for. */
  get(key: TKey): MaybePromise<TValue>;
}

/** A loader as it is declared: nothing is created before it is used. */
export function defineLoader<TKey, TData, TVariables extends Record<string, unknown>, TValue>(
  options: LoaderOptions<TKey, TData, TVariables, TValue>,
): LoaderOptions<TKey, TData, TVariables, TValue> {
  if ('brief' in options.document) fullDocuments.set(options.document.brief, options.document.full);
  return options;
}

/** By the brief document. */
const fullDocuments = new WeakMap<DocumentNode, DocumentNode>();

/** The DataLoaders of loaders that are declared. */
export type LoadersOf<TDefinitions> = {
  readonly [Name in keyof TDefinitions]: TDefinitions[Name] extends LoaderOptions<
    infer TKey,
    infer _TData,
    infer _TVariables,
    infer TValue
  >
    ? Loader<TKey, TValue>
    : never;
};

/** The one place where requests to W&B are batched. */
export interface Batch {
  /** What all loaders are asked for in one tick is sent in one W&B request. Each is created when it is used first. */
  createLoaders: <TDefinitions extends object>(definitions: TDefinitions) => LoadersOf<TDefinitions>;
  operations: Operations;
}

/** An item, with its variables as text but for the length of a page: a list is read on from wherever a page ends. */
interface PlacedItem extends BatchItem {
  place: string;
}

/** The operations of one request, each asked for once. */
export interface Operations {
  /** Puts in an answer that came with another one, for loaders to find. */
  prime(document: BatchItem['document'], variables: BatchItem['variables'], data: ItemData): void;
  /** What has been answered, or is cached in this process, in full or as asked for; undefined where it has to be asked for. */
  peek(document: BatchItem['document'], variables: BatchItem['variables']): ItemData | undefined;
  /** As `peek`, for an answer that is wanted. */
  get(item: PlacedItem): ItemData | undefined;
  /** Fetches what other replicas have cached, for `peek` to find. */
  recall(items: readonly Pick<BatchItem, 'document' | 'variables'>[]): Promise<void> | null;
  /** Equal items are asked for once; of pages that begin at one place, the longest. What is asked for in full is not asked for in brief. */
  loadMany(items: readonly PlacedItem[]): Promise<Promise<ItemData>[]>;
}

export function createBatch(client: WandbClient): Batch {
  const operations = createOperations(client);
  return {
    operations,
    createLoaders<TDefinitions extends object>(definitions: TDefinitions) {
      const created = new Map<string, unknown>();
      const loaders = {};
      for (const [name, options] of Object.entries(definitions) as [string, AnyLoaderOptions][])
        Object.defineProperty(loaders, name, {
          get() {
            const loader = created.get(name) ?? createLoader(options, operations, client.noteCacheHit);
            created.set(name, loader);
            return loader;
          },
        });
      return loaders as LoadersOf<TDefinitions>;
    },
  };
}

type AnyLoaderOptions = LoaderOptions<unknown, unknown, Record<string, unknown>, unknown>;

function createOperations(client: WandbClient): Operations {
  const { cache, noteCacheHit } = client;
  const known = new Map<string, ItemData>();
  const sender = createSender(client);

  const remember = (key: string, data: ItemData): void => {
    known.set(key, data);
    if (client.isCredentialAccepted()) cache?.set(key, data);
    else cache?.spoil();
  };

  const find = (key: string): ItemData | undefined => known.get(key) ?? cache?.get(key);

  /** Under which the answer may be found: what is known in full answers a brief request as well. */
  const keysOf = (document: DocumentNode, place: string): string[] =>
    [document, fullDocuments.get(document)].flatMap((each) => (each ? keyAt(each, place) : []));

  function findAt(document: DocumentNode, place: string): ItemData | undefined {
    const found = find(keyAt(document, place));
    const full = found ? undefined : fullDocuments.get(document);
    return full ? find(keyAt(full, place)) : found;
  }

  async function loadItem(item: PlacedItem, key: string): Promise<ItemData> {
    const found = findAt(item.document, item.place);
    if (found) {
      if (!known.has(key)) noteCacheHit();
      return found;
    }
    const ask = async (): Promise<ItemData> => {
      const data = await sender.load(item);
      remember(key, data);
      return data;
    };
    if (!cache) return ask();
    try {
      return await cache.singleFlight(key, ask, noteCacheHit);
    } catch (error) {
      cache.spoil();
      // The cache waits under the caller's own signal, whose reason nobody knows.
      client.signal.throwIfAborted();
      throw error;
    }
  }

  return {
    prime(document, variables, data) {
      const key = keyAt(document, placeText(variables));
      if (!known.has(key)) remember(key, data);
    },
    peek: (document, variables) => findAt(document, placeText(variables)),
    recall: (items) =>
      cache?.recall(items.flatMap((item) => keysOf(item.document, placeText(item.variables)))) ?? null,
    get({ document, place }) {
      const found = findAt(document, place);
      if (found && !known.has(keyAt(document, place))) noteCacheHit();
      return found;
    },
    async loadMany(items) {
      const asked = new Set(items.map(({ document, place }) => keyAt(document, place)));
      const keys = items.map(({ document, place }) => {
        const full = fullDocuments.get(document);
        const inFull = full && keyAt(full, place);
        return inFull !== undefined && asked.has(inFull) ? inFull : keyAt(document, place);
      });
      await cache?.recall(items.flatMap(({ document, place }) => keysOf(document, place)));
      const longest = new Map<string, PlacedItem>();
      for (const [index, item] of items.entries()) {
        const key = keys[index] as string;
        if (item.maxNodes > (longest.get(key)?.maxNodes ?? 0)) longest.set(key, item);
      }
      const loading = new Map([...longest].map(([key, item]) => [key, loadItem(item, key)]));
      return keys.map((key) => loading.get(key) as Promise<ItemData>);
    },
  };
}

function createLoader<TKey, TData, TVariables extends Record<string, unknown>, TValue>(
  { document, variables, value }: LoaderOptions<TKey, TData, TVariables, TValue>,
  operations: Operations,
  onHit: () => void,
): Loader<TKey, TValue> {
  interface Request extends PlacedItem {
    key: TKey;
  }
  const requestOf = (key: TKey): Request => {
    const own = variables(key);
    const operation = 'brief' in document ? document[isFullKey(key) ? 'full' : 'brief'] : document;
    return { key, document: operation, variables: own, maxNodes: pageSizeIn(own), place: placeText(own) };
  };
  const loader = new DataLoader<Request, TValue, string>(
    async (requests) => {
      const results = await operations.loadMany(requests);
      const values = results.map((result, index) =>
        result.then((data) => value(data as never, (requests[index] as Request).key)),
      );
      return asBatchResult(values);
    },
    {
      cacheKeyFn: (request) => `${keyAt(request.document, request.place)} ${request.maxNodes}`,
      cacheMap: new CountingMap(onHit),
    },
  );
  return {
    load: (key) => loader.load(requestOf(key)),
    get(key) {
      const request = requestOf(key);
      const found = operations.get(request);
      return found ? value(found as never, key) : loader.load(request);
    },
  };
}

/** Under which an answer is found again. */
function keyAt(document: DocumentNode, place: string): string {
  return operationName(document) + place;
}

/** The variables as text. Each value says how long it is, so that no two places have the same text. */
function placeText(variables: BatchItem['variables']): string {
  let text = '';
  for (const name in variables) {
    if (name === 'first') continue;
    const value = variables[name];
    text += typeof value === 'string' ? ` ${value.length}:${value}` : ` ${JSON.stringify(value)}`;
  }
  return text;
}

function isFullKey(key: unknown): boolean {
  return typeof key === 'object' && key !== null && (key as { variant?: Variant }).variant === 'full';
}

/** `nestedFirst`: how long the list below each item is at most. */
function pageSizeIn({ first, nestedFirst }: Readonly<Record<string, unknown>>): number {
  const items = typeof first === 'number' ? first : 1;
  return typeof nestedFirst === 'number' ? items * (2 + nestedFirst) : items;
}

/** A DataLoader that packs what it is asked for in one tick into as few W&B requests as the bounds allow. */
function createSender(client: WandbClient): DataLoader<BatchItem, ItemData> {
  let failuresInARow = 0;

  /**
   * Sends items, and bisects what was refused as a whole until the culprit stands alone. No piece waits for another: W&B may
   * never answer for the culprit.
   */
  async function sendWithBisection(
    items: readonly BatchItem[],
    isPiece = false,
  ): Promise<MaybePromise<ItemData | WandbError>[]> {
    const sendPiece = (piece: readonly BatchItem[]) => {
      const sent = sendWithBisection(piece, true);
      return piece.map(async (_, index) => (await sent)[index] ?? unanswered(client.host));
    };
    const isLastPiece = isPiece && items.length === 1 && failuresInARow <= maxFailuresToRetry;
    const executed = await client.execute(items, isLastPiece ? 'lastPiece' : isPiece ? 'piece' : 'whole');
    if (executed.kind === 'answered') {
      failuresInARow = 0;
      return executed.results.map((result, index) => {
        if (result !== missing) return result;
        const [again] = items.length > 1 ? sendPiece(items.slice(index, index + 1)) : [];
        return again ?? unanswered(client.host);
      });
    }
    if (executed.kind === 'tooLarge') {
      const smaller = packItems(items, executed.items);
      return (await Promise.all(smaller.map((each) => sendWithBisection(each, isPiece)))).flat();
    }
    failuresInARow += 1;
    const { error, splittable } = executed;
    if (!splittable || items.length === 1 || failuresInARow > maxFailuresInARow)
      return items.map(() => error);
    const middle = Math.ceil(items.length / 2);
    const results = [...sendPiece(items.slice(0, middle)), ...sendPiece(items.slice(middle))];
    // Whoever waits for them is told where the query was cancelled.
    void Promise.allSettled(results).then((settled) => {
      const isWhole = settled.every(
        (each) => each.status === 'fulfilled' && !(each.value instanceof WandbError),
      );
      // Nothing in it was to blame but its size.
      if (middle < client.batchSize() && isWhole) client.profile.limit('aliases', middle);
    });
    return results;
  }

  return new DataLoader<BatchItem, ItemData>(
    async (items) => {
      const requests = packItems(items, client.batchSize());
      const results = await Promise.all(
        requests.map((packed) =>
          sendWithBisection(packed).catch((reason: unknown) => packed.map(() => errorFrom(reason))),
        ),
      );
      return asBatchResult(
        results.flat().map((each) => (each instanceof Promise ? each.then(orThrow) : each)),
      );
    },
    // By then, whatever the resolvers of one level want is known.
    { cache: false, batchScheduleFn: (dispatch) => void setImmediate().then(dispatch) },
  );
}

/** Divides items into requests, in their order: at most `batchSize` items and `maxNodesPerRequest` objects each. */
export function packItems<T extends Pick<BatchItem, 'maxNodes'>>(
  items: readonly T[],
  batchSize: number,
): T[][] {
  const requests: T[][] = [];
  let nodes = Infinity;
  for (const item of items) {
    const last = requests.at(-1);
    if (last && last.length < batchSize && nodes + item.maxNodes <= maxNodesPerRequest) {
      last.push(item);
      nodes += item.maxNodes;
    } else {
      requests.push([item]);
      nodes = item.maxNodes;
    }
  }
  return requests;
}

/** A DataLoader resolves each key with what stands in its place, a promise as well: what is late keeps nobody else waiting. */
function asBatchResult<T>(values: readonly MaybePromise<T | Error>[]): (T | Error)[] {
  return values as (T | Error)[];
}

function errorFrom(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function unanswered(host: string): WandbError {
  return new WandbError('WANDB_CONTRACT_VIOLATION', `W&B at ${host} left out a part of its answer.`);
}

/** DataLoader's cache, which counts what it saves. */
class CountingMap<TValue> extends Map<string, TValue> {
  readonly #onHit: () => void;

  constructor(onHit: () => void) {
    super();
    this.#onHit = onHit;
  }

  override get(key: string): TValue | undefined {
    const value = super.get(key);
    if (value !== undefined) this.#onHit();
    return value;
  }
}
