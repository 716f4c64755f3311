import type { VisitedNode } from './walk-book.ts';
import { comparePositions, type Position, type PagePosition } from './position.ts';

/** Which part of a walk one answer gives: at most `maxNodes` shown nodes after a position. */
export interface WalkPage {
  readonly nodes: readonly VisitedNode[];
  /** There are shown nodes behind its end. */
  readonly more: boolean;
  /** Offers a depth's nodes in their order. */
  take(found: readonly VisitedNode[]): void;
  /** A page before this one has the node. */
  isGivenNode(node: VisitedNode): boolean;
  /** A page before this one tells what was learned by expanding at this place. */
  isGivenExpansion(place: Position): boolean;
  /** Behind the end of this page: it belongs to the next one, if there is one. */
  isLate(place: Position): boolean;
  has(node: VisitedNode): boolean;
  /** Where the next page goes on when all up to the end of this one was expanded. */
  end(): Position;
  isFull(): boolean;
}

export function createWalkPage(maxNodes: number, after: PagePosition | null): WalkPage {
  const nodes: VisitedNode[] = [];
  let ranks = 0;
  let lastRank = -1;
  let more = false;
  let end: Position | null = null;
  const isGivenNode = (place: Position) => after !== null && comparePositions(place, after.nodes) <= 0;
  return {
    nodes,
    get more() {
      return more;
    },
    take(found) {
      for (const node of found) {
        if (!node.shown) continue;
        node.rank = ranks++;
        if (isGivenNode(node)) continue;
        if (end) {
          more = true;
          return;
        }
        nodes.push(node);
        lastRank = node.rank;
        if (nodes.length >= maxNodes) end = { depth: node.depth, key: node.key };
      }
    },
    isGivenNode,
    isGivenExpansion: (place) => after !== null && comparePositions(place, after.expansions) <= 0,
    isLate: (place) => end !== null && comparePositions(place, end) > 0,
    // An edge's end is of this page or of one before it; behind the end of the page no node has a rank that counts.
    has: (node) => node.rank >= 0 && (!more || node.rank <= lastRank),
    end: () => end ?? { depth: Number.MAX_SAFE_INTEGER, key: null },
    isFull: () => end !== null,
  };
}
