import { RefusedArgument } from '../faults/refused.ts';

export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

export interface Page<TNode> {
  totalCount: number;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  edges: { cursor: string; node: TNode }[];
}

/** What W&B sends at most of a list that is asked for without `first`. */
const unaskedLength = 500;

const cursorAt = (index: number): string => Buffer.from(`cursor:${index}`).toString('base64');

function indexOf(cursor: string): number {
  const index = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (index === undefined) throw new RefusedArgument('invalid cursor');
  return Number(index);
}

function lengthOf(name: 'first' | 'last', given: number | null | undefined): number {
  if (given !== null && given !== undefined && given < 0)
    throw new RefusedArgument(`${name} must not be negative`);
  return given ?? unaskedLength;
}

/** One Relay page. Like W&B's, it is cut at the cap without a word, and a text that is no cursor is refused. */
export function pageOf<TItem, TNode>(
  items: readonly TItem[],
  { first, after, last, before }: PageArguments,
  cap: number,
  nodeOf: (item: TItem) => TNode,
): Page<TNode> {
  // The SDK sends an empty cursor for "from the beginning".
  let start = after ? indexOf(after) + 1 : 0;
  let end = before ? Math.min(indexOf(before), items.length) : items.length;
  const [firstLength, lastLength] = [lengthOf('first', first), lengthOf('last', last)];
  const fromTheEnd = typeof last === 'number' && typeof first !== 'number';
  if (fromTheEnd) start = Math.max(start, end - Math.min(lastLength, cap));
  else end = Math.min(end, start + Math.min(firstLength, cap));
  const edges = items
    .slice(start, Math.max(start, end))
    .map((item, i) => ({ cursor: cursorAt(start + i), node: nodeOf(item) }));
  return {
    totalCount: items.length,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    edges,
  };
}
