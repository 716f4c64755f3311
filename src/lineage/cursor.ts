import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalFilter } from './filter.ts';
import type { VisitedNode, WalkPart, WalkRequest } from './walk.ts';
import { shouldYield, yieldToEventLoop } from '../wandb/yield.ts';

/** A cursor that this walk cannot go on from; the message says why in words that a client may see. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}

/**
 * A place in the order of a walk: nodes of one depth are ordered by their keys. `key` null is the end of that
 * depth, after all keys.
 */
export interface Position {
  depth: number;
  key: string | null;
}

/**
 * How far the pages given so far go: all nodes up to `nodes`, and what was learned by expanding the nodes up to
 * `expansions`. The two differ only where a deadline cut a page between finding nodes and expanding them.
 */
export interface PagePosition {
  nodes: Position;
  expansions: Position;
  /** Something was already missing on one of those pages. */
  cut: boolean;
  /** Of the graph up to `nodes`; null: a failure hid some of it. */
  digest: string | null;
}

/** After everything of this depth. */
export function endOfDepth(depth: number): Position {
  return { depth, key: null };
}

export function comparePositions(a: Position, b: Position): number {
  if (a.depth !== b.depth) return a.depth - b.depth;
  if (a.key === b.key) return 0;
  if (a.key === null) return 1;
  if (b.key === null) return -1;
  return a.key < b.key ? -1 : 1;
}

/**
 * Of the shown nodes up to a position, and of the edges between them that come from nodes nearer than it: every walk that comes to
 * this position has expanded these, so that equal digests are equal graphs.
 */
export async function digestUpTo(end: Position, parts: readonly WalkPart[]): Promise<string> {
  const hash = createHash('sha256');
  const ranks = new Map<VisitedNode, number>();
  let edges = 0;
  for (const { nodes, expansions, depth } of parts) {
    for (const { visited } of nodes) {
      if (!visited.isShown || comparePositions(visited, end) > 0) continue;
      if (shouldYield()) await yieldToEventLoop();
      ranks.set(visited, ranks.size);
      hash.update(`${visited.depth} ${visited.key}\n`);
    }
    for (const { node, direction, neighbours } of depth < end.depth ? expansions : []) {
      if (shouldYield()) await yieldToEventLoop();
      const rank = ranks.get(node);
      for (const other of neighbours.keys()) {
        const ends = direction === 'UPSTREAM' ? [ranks.get(other), rank] : [rank, ranks.get(other)];
        edges = (edges + edgeHash(ends)) | 0;
      }
    }
  }
  return hash.update(String(edges)).digest('base64url').slice(0, 22);
}

/** Added up, since neighbours come in any order. 0 where one end is not among the nodes. */
function edgeHash([from, to]: readonly (number | undefined)[]): number {
  if (from === undefined || to === undefined) return 0;
  const mixed = Math.imul(from + 1, 0x9e3779b1) ^ Math.imul(to + 1, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
}

const version = 'lg3';
const maxCursorLength = 4_000;

/** What a cursor is bound to: all that decides which graph is walked. `maxNodes` is not among it: pages may differ in size. */
export function bindingFrom({ roots, direction, maxDepth, maxFanout, filter, stopAt }: WalkRequest): string {
  const ids = roots.map(({ id }) => id);
  const request = [
    ids,
    direction,
    maxDepth,
    maxFanout ?? null,
    canonicalFilter(filter),
    canonicalFilter(stopAt),
  ];
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 22);
}

export function cursorFromPosition(
  position: PagePosition,
  binding: string,
  key: string | Uint8Array,
): string {
  const payload = Buffer.from(JSON.stringify([binding, position])).toString('base64url');
  return `${version}.${payload}.${signature(payload, key)}`;
}

export function positionFromCursor(cursor: string, binding: string, key: string | Uint8Array): PagePosition {
  const [prefix, payload = '', mac = '', ...rest] = cursor.length <= maxCursorLength ? cursor.split('.') : [];
  if (rest.length > 0 || payload === '' || mac === '')
    throw new CursorError('This is not a cursor of a lineage graph.');
  if (prefix !== version)
    throw new CursorError('This cursor was made by another version of the gateway: start again.');
  // Compared as text, since base64url has several spellings of one value, and a changed cursor must never pass.
  const [given, wanted] = [Buffer.from(mac), Buffer.from(signature(payload, key))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new CursorError('This cursor was changed, or another caller got it.');
  // Its form needs no check: what has our signature, we wrote.
  const text = Buffer.from(payload, 'base64url').toString();
  const [bound, position] = JSON.parse(text) as [string, PagePosition];
  if (bound !== binding)
    throw new CursorError('This cursor belongs to other arguments: only maxNodes may differ between pages.');
  return position;
}

function signature(payload: string, key: string | Uint8Array): string {
  return createHmac('sha256', key).update(`lineage-cursor:${version}:${payload}`).digest('base64url');
}
