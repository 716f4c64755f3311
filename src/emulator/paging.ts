import { GraphQLError } from 'graphql';

export interface PageArguments {
  first?: number | null;
  after?: string | null;
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

const prefix = 'cursor:';
const cursorAt = (index: number): string => Buffer.from(`${prefix}${index}`).toString('base64');

/** One Relay page. Like W&B's, it is cut at the cap without a word, and a text that is no cursor is refused. */
export function pageOf<TItem, TNode>(
  items: readonly TItem[],
  { first, after }: PageArguments,
  cap: number,
  nodeOf: (item: TItem) => TNode,
): Page<TNode> {
  let start = 0;
  if (after !== null && after !== undefined && after !== '') {
    const text = Buffer.from(after, 'base64').toString('utf8');
    const index = text.startsWith(prefix) ? Number(text.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(index)) throw new GraphQLError('invalid cursor');
    start = index + 1;
  }
  if (first !== null && first !== undefined && first < 0)
    throw new GraphQLError('first must not be negative');
  const end = Math.min(start + Math.min(first ?? cap, cap), items.length);
  const edges = items
    .slice(start, end)
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
