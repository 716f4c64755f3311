import { createHash } from 'node:crypto';

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

/** Roots stand in the order in which they were given. */
export function rootKey(index: number): string {
  return String(index).padStart(6, '0');
}

const maxKeyBytes = 512;

/** What nodes of one depth are ordered by: the id, or for one too long for a cursor its beginning and its hash. */
export function keyFromId(id: string): string {
  // Six bytes is the most that JSON makes of one UTF-16 unit.
  if (id.length * 6 + 2 <= maxKeyBytes || Buffer.byteLength(JSON.stringify(id)) <= maxKeyBytes) return id;
  return `${id.slice(0, 64)}~${createHash('sha256').update(id, 'utf16le').digest('hex')}`;
}
