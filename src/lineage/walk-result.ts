import type { LineageEdge, Truncation } from './graph.ts';
import type { GraphNode } from './source.ts';
import type { PagePosition } from './position.ts';

export interface LineageHit {
  node: GraphNode;
  /** The distance from the nearest root, along whatever the filter hides. */
  depth: number;
  /** Whether all its neighbours were asked for, and told, in the direction (BOTH: each direction) that came to it first. */
  expanded: boolean;
  /** Its neighbours that the graph does not name: hidden by W&B, by the filter or beyond `maxFanout`. null: not known. */
  hiddenNeighbours: number | null;
}

export interface WalkFailure {
  at: string;
  error: Error;
}

export interface Walk {
  /** By depth, then id; the roots first, as given. */
  hits: LineageHit[];
  /**
   * Those whose later end is on this page, in the order of the nodes; both ends are shown nodes of this page or an earlier
   * one. `usedAs` is what the walk was told by the end of this page. With several roots and BOTH an edge between nodes of
   * earlier pages may come later, when the other direction meets it.
   */
  edges: LineageEdge[];
  /** Nodes of this page with nothing shown upstream of them, directly or through filtered nodes, as far as this page walked. */
  roots: GraphNode[];
  leaves: GraphNode[];
  truncations: Truncation[];
  /**
   * Nothing is missing from what was asked for, on this page, on those before it and behind it. FILTERED alone leaves it
   * true: the filter, default or given, is a part of the question; every other reason makes it false.
   */
  complete: boolean;
  errors: WalkFailure[];
  /** null: nothing is left, or the deadline struck before anything new was found. */
  end: PagePosition | null;
}
