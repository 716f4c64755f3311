import { print, type FieldNode, type GraphQLResolveInfo } from 'graphql';
import { WandbError } from '../wandb/errors.ts';
import type { FilledPage, KnownEdge, Listing, PageKey } from '../wandb/paging.ts';
import { shouldYield, yieldToEventLoop, type MaybePromise } from '../wandb/yield.ts';
import { badUserInput } from './errors.ts';
import { selects } from './selection.ts';

/** How long a page is where the client does not say. */
export const defaultPage = 50;
const largestPage = 1_000;

interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** Checks `first` and `after` as a client gave them, and reads W&B's cursor out of ours. */
function pageFrom(args: PageArguments, of: string, info: GraphQLResolveInfo): PageKey {
  const first = args.first ?? defaultPage;
  if (first < 1 || first > largestPage)
    throw badUserInput('first', first, `a whole number from 1 to 1,000 (${defaultPage} when left out)`);
  const after = args.after ?? '';
  if (after === '') return { first, after: null };
  const prefix = cursorPrefixOf(of, info);
  if (after.startsWith(prefix)) return { first, after: after.slice(prefix.length) };
  throw badUserInput(
    'after',
    after,
    `a cursor of this list, ${listNameOf(info)} of the same object, such as its endCursor`,
  );
}

/** Begins the cursors of one list of one object: W&B answers the cursor of another list with an empty page. */
function cursorPrefixOf(of: string, info: GraphQLResolveInfo): string {
  // FNV-1a: finds mistakes, and protects nothing.
  let hash = 0x811c9dc5;
  for (const letter of `${listNameOf(info)} ${of}`)
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return `${(hash >>> 0).toString(36)}:`;
}

function listNameOf({ parentType, fieldName }: GraphQLResolveInfo): string {
  return `${parentType.name}.${fieldName}`;
}

/** For a field that is never null: where W&B failed to give what is read, the fallback, and an error beside it. */
export function readOr<T>(fallback: T, read: () => T, report: Report, info: GraphQLResolveInfo): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WandbError)) throw error;
    report(error, pathOf(info));
    return fallback;
  }
}

export interface Edge<TNode> {
  cursor: string;
  /** An error is thrown in the node's place when the client asks for it. */
  node: TNode | Error;
  usedAs: string[] | Error;
  /** null in other lists than those of a collection's versions. */
  listing: Listing | null;
}

export interface Connection<TNode> {
  edges: Edge<TNode>[];
  nodes: TNode[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  totalCount: number | Error;
  hiddenCount: number;
}

/** Tells the client of a failure that has no null of its own to stand beside. */
export type Report = (error: Error, path: readonly (string | number)[]) => void;

/** A page as it was loaded for one place of the query; the connection too, where nothing is to be reported beside it. */
interface LoadedPage<TNode> {
  page: FilledPage<KnownEdge<TNode>>;
  connection: Connection<TNode> | null;
}

/** Stands for a page that is not looked up, because the answer is too large for it already. */
const nothing = {
  totalCount: 0,
  edges: [],
  hasNextPage: true,
  endCursor: null,
  failure: null,
} satisfies FilledPage<never>;

/** How large the answer may still become. */
export interface AnswerBudget {
  /** Nothing more is to be looked up for it. */
  readonly isExceeded: () => boolean;
  /** Counts items of a list in the answer, of the field as the client wrote it; false, or an error, where they are too many. */
  readonly take: (fieldNodes: readonly FieldNode[], items: number) => boolean;
}

/** What a field needs to answer with a page. */
export interface PageContext {
  report: Report;
  memoizedFields: MemoizedFields;
  answerBudget: AnswerBudget;
}

/** The page that a field of the object of this name leads to. Null where W&B shows no such list, or the answer is too large for it. */
export function connectionOf<TNode>(
  of: string,
  args: PageArguments,
  { memoizedFields, report, answerBudget }: PageContext,
  info: GraphQLResolveInfo,
  load: (page: PageKey) => MaybePromise<FilledPage<KnownEdge<TNode>> | null>,
): MaybePromise<Connection<TNode> | null> {
  const wanted = pageFrom(args, of, info);
  const connect = (page: FilledPage<KnownEdge<TNode>>) =>
    connectionFrom(page, wanted.after, cursorPrefixOf(of, info), info, report);
  const loaded = memoizedFields.load(info, of, () =>
    mapMaybePromise(
      answerBudget.isExceeded() ? nothing : load(wanted),
      (page): LoadedPage<TNode> | null => page && { page, connection: isWhole(page) ? connect(page) : null },
    ),
  );
  return mapMaybePromise(loaded, (found): Connection<TNode> | null => {
    if (!found || !answerBudget.take(info.fieldNodes, found.page.edges.length)) return null;
    return found.connection ?? connect(found.page);
  });
}

function isWhole<TNode>({ failure, edges }: FilledPage<KnownEdge<TNode>>): boolean {
  return (
    failure === null &&
    edges.every((edge) => !(edge instanceof WandbError) && !(edge.node instanceof WandbError))
  );
}

/**
 * Turns a page into what GraphQL clients expect. An edge whose node failed keeps its place with the error; `nodes` leaves
 * it out and reports it, so that one failure never blanks a list and is never passed over.
 */
function connectionFrom<TNode>(
  page: FilledPage<KnownEdge<TNode>>,
  after: string | null,
  cursorPrefix: string,
  info: GraphQLResolveInfo,
  report: Report,
): Connection<TNode> {
  const path = pathOf(info);
  if (page.failure) report(page.failure, path);
  const edges: Edge<TNode>[] = [];
  const nodes: TNode[] = [];
  let hiddenCount = 0;
  let startCursor: string | null = null;
  for (const edge of page.edges) {
    if (edge instanceof WandbError) {
      report(edge, path);
      continue;
    }
    const cursor = cursorPrefix + edge.cursor;
    startCursor ??= cursor;
    if (edge.node === null) {
      hiddenCount += 1;
      continue;
    }
    const { node, usedAs = [], listing = null } = edge;
    edges.push({ cursor, node, usedAs, listing });
    if (!(edge.node instanceof WandbError)) nodes.push(edge.node);
    else if (selects(info, 'nodes')) report(edge.node, [...path, 'nodes']);
  }
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== null,
      startCursor,
      endCursor: page.endCursor === null ? null : cursorPrefix + page.endCursor,
    },
    totalCount: page.totalCount,
    hiddenCount,
  };
}

export function pathOf(info: GraphQLResolveInfo): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: typeof info.path | undefined = info.path; at; at = at.prev) path.unshift(at.key);
  return path;
}

/**
 * Remembers what fields of objects gave. Where paths rejoin, a nested query asks for the same field of the same object again
 * and again, and with it for all that is below: what is known is given without a promise, since promises are most of what a
 * large answer costs.
 */
export interface MemoizedFields {
  /**
   * What `load` gives; it is called once for each object and each selection of the query. A text stands for an object that
   * W&B gives anew each time.
   */
  load<T>(info: GraphQLResolveInfo, of: object | string, load: () => MaybePromise<T>): MaybePromise<T>;
  /** How often something was loaded. */
  readonly loads: number;
}

/** An answer of so few fields is made in one go. */
const loadsAtOnce = 64;

interface Memoized {
  value: unknown;
}

/** `onHit` is called whenever nothing was loaded. After an abort whoever waits for its turn is told the signal's reason. */
export function createMemoizedFields(signal: AbortSignal, onHit: () => void): MemoizedFields {
  // GraphQL.js hands all objects at one place of the query the same array of field nodes; aliases that select the same share
  // what is known.
  const byPlace = new Map<readonly FieldNode[], Map<object | string, Memoized>>();
  const bySelection = new Map<string, Map<object | string, Memoized>>();
  let loads = 0;

  function memoizedAt(info: GraphQLResolveInfo): Map<object | string, Memoized> {
    let memoized = byPlace.get(info.fieldNodes);
    if (!memoized) {
      const selection = selectionOf(info);
      memoized = bySelection.get(selection) ?? new Map<object | string, Memoized>();
      bySelection.set(selection, memoized);
      byPlace.set(info.fieldNodes, memoized);
    }
    return memoized;
  }

  return {
    get loads() {
      return loads;
    },
    load<T>(info: GraphQLResolveInfo, of: object | string, load: () => MaybePromise<T>): MaybePromise<T> {
      const memoized = memoizedAt(info);
      let entry = memoized.get(of) as { value: MaybePromise<T> } | undefined;
      const isHit = entry !== undefined;
      if (entry) {
        onHit();
      } else {
        loads += 1;
        const made = { value: load() };
        memoized.set(of, (entry = made));
        if (made.value instanceof Promise)
          made.value.then(
            (value) => (made.value = value),
            // Whoever waits for it is told, and whoever comes later as well.
            () => undefined,
          );
      }
      const known = entry;
      const mayTakeLong = isHit || loads > loadsAtOnce;
      if (known.value instanceof Promise || !mayTakeLong || !shouldYield()) return known.value;
      return yieldToEventLoop().then(() => {
        signal.throwIfAborted();
        return known.value;
      });
    },
  };
}

/** Applies `map` to a value, or to what a promise gives, without a promise where there is none. */
export function mapMaybePromise<T, TResult>(
  value: MaybePromise<T>,
  map: (value: T) => TResult,
): TResult | Promise<Awaited<TResult>> {
  return value instanceof Promise ? (value.then(map) as Promise<Awaited<TResult>>) : map(value);
}

/** The field with its arguments and all that is selected below, whatever its alias: in one operation, equal texts ask the same. */
function selectionOf({ parentType, fieldNodes }: GraphQLResolveInfo): string {
  const texts = fieldNodes.map(({ alias: _, directives: _all, ...field }) => print({ ...field }));
  return `${parentType.name} ${texts.join(' ')}`;
}
