import { maxPageSize } from './batch.ts';
import { contractViolation, UnknownFieldError, WandbError, type Answered } from './errors.ts';
import type { MaybePromise } from './yield.ts';

/** One page as W&B sends it. */
export interface WandbConnection<TEdge> {
  /** Not asked for where only some of W&B's servers count. */
  totalCount?: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: readonly TEdge[];
}

/** Which page of a list is wanted; a list is read on from wherever a page ends, however long that was. */
export interface PageKey {
  first: number;
  after: string | null;
}

/** A page as long as it was asked for, joined from as many of W&B's as that takes. */
export interface FilledPage<TEdge> {
  /** 0 where W&B was not asked for it; an error where W&B does not tell, and the list has more pages. */
  totalCount: number | WandbError;
  /** In W&B's order; an edge that W&B failed to give is an error in its place. */
  edges: readonly (TEdge | WandbError)[];
  hasNextPage: boolean;
  /** Where to go on; null on an empty page. */
  endCursor: string | null;
  /** Why the page is shorter than it should be; null where it is whole. */
  failure: WandbError | null;
}

type AnsweredConnection<TEdge> = Answered<WandbConnection<TEdge>>;

/**
 * Follows W&B's cursors until `first` edges are there or none are left, since W&B caps its pages without a word. A failure
 * after the first page keeps what was found. Null where W&B shows no such object. `maxFirstPage` is W&B's first page: most lists
 * are short, and many of them share one request. Pages that are known come without a promise, and so does what they fill.
 */
export function fillPage<TEdge extends { cursor: string }>(
  { first, after }: PageKey,
  where: string,
  fetchPage: (first: number, after: string | null) => MaybePromise<AnsweredConnection<TEdge> | null>,
  maxFirstPage = maxPageSize,
): MaybePromise<FilledPage<TEdge> | null> {
  const edges: (TEdge | WandbError)[] = [];
  const seen = new Set<string | null>([after]);
  let totalCount: number | WandbError = 0;
  let cursor = after;

  const fetchNext = () => {
    const longest = edges.length === 0 ? maxFirstPage : maxPageSize;
    return fetchPage(Math.min(first - edges.length, longest), cursor);
  };
  const cutBy = (failure: WandbError): FilledPage<TEdge> => {
    if (edges.length === 0) throw failure;
    return { totalCount, edges, hasNextPage: true, endCursor: cursor, failure };
  };
  /** Adds a page; undefined where the next one is wanted. */
  const add = (page: AnsweredConnection<TEdge> | null): FilledPage<TEdge> | null | undefined => {
    if (page === null) return null;
    if (page instanceof WandbError) return cutBy(page);
    const { pageInfo, edges: given } = page;
    totalCount = laterCount(totalCount, page.totalCount);
    if (given instanceof WandbError) return cutBy(given);
    if (pageInfo instanceof WandbError) return cutBy(pageInfo);
    const taken = (given as readonly (TEdge | WandbError)[]).slice(0, first - edges.length);
    edges.push(...taken);
    const last = taken.at(-1);
    const lastCursor = last === undefined || last instanceof WandbError ? null : last.cursor;
    const cut = taken.length < given.length;
    // An empty endCursor beside hasNextPage was seen at W&B; the last edge's own cursor serves as well.
    const endCursor = pageInfo.endCursor instanceof WandbError ? null : pageInfo.endCursor;
    const next = (cut ? null : endCursor) || lastCursor;
    const more = cut || pageInfo.hasNextPage;
    if (!more && after === null && totalCount instanceof WandbError) totalCount = edges.length;
    if (!more || edges.length >= first)
      return { totalCount, edges, hasNextPage: more, endCursor: next ?? cursor, failure: null };
    if (next === null || seen.has(next)) {
      const failure = contractViolation(where, 'a next page without a way to it');
      return { totalCount, edges, hasNextPage: true, endCursor: cursor, failure };
    }
    seen.add(next);
    cursor = next;
    return undefined;
  };
  const addFrom = async (
    pending: Promise<AnsweredConnection<TEdge> | null>,
  ): Promise<FilledPage<TEdge> | null> => {
    const page = await pending.catch((error: unknown) => {
      if (error instanceof WandbError) return error;
      throw error;
    });
    const filled = add(page);
    return filled === undefined ? addKnown() : filled;
  };
  const addKnown = (): MaybePromise<FilledPage<TEdge> | null> => {
    for (;;) {
      const page = fetchNext();
      if (page instanceof Promise) return addFrom(page);
      const filled = add(page);
      if (filled !== undefined) return filled;
    }
  };
  return addKnown();
}

/** The list may grow while it is read. */
function laterCount(before: number | WandbError, counted: unknown = 0): number | WandbError {
  if (counted instanceof WandbError || before instanceof WandbError)
    return before instanceof WandbError ? before : (counted as WandbError);
  return Math.max(before, counted as number);
}

/** An edge whose node is known: `null` is one that W&B counts but does not show. */
export interface KnownEdge<TNode> {
  cursor: string;
  node: TNode | WandbError | null;
  /** An error where W&B does not record it. */
  usedAs?: string[] | UnknownFieldError;
  listing?: Listing;
}

/** What a version is called in the collection whose versions are listed. */
export interface Listing {
  /** The collection's id. */
  collection: string;
  version: string | null;
}

interface WandbEdge<TNode> {
  cursor: string;
  node: TNode;
  usedAs?: Answered<string[]>;
  listing?: Listing;
}

/** A page with what stands for each node of W&B's. */
export function mapNodes<TNode, TKnown>(
  page: FilledPage<WandbEdge<TNode>>,
  knownFrom: (node: TNode) => TKnown | WandbError | null,
): FilledPage<KnownEdge<TKnown>> {
  return {
    ...page,
    edges: page.edges.map((edge) => {
      if (edge instanceof WandbError) return edge;
      const { cursor, node, usedAs, listing } = edge;
      return {
        cursor,
        node: isFailed(usedAs) ? usedAs : knownFrom(node),
        ...(usedAs !== undefined && !isFailed(usedAs) && { usedAs }),
        ...(listing && { listing }),
      };
    }),
  };
}

function isFailed(value: unknown): value is WandbError {
  return value instanceof WandbError && !(value instanceof UnknownFieldError);
}
