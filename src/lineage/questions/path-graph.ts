import type { LineageEdge, WalkDirection } from '../graph.ts';
import { isKnown, type Neighbour, type GraphNode } from '../source.ts';
import { mergedUsedAs } from '../walk-book.ts';

/** A node that a path search knows, with the edges that it has seen at it. */
export interface PathNode {
  readonly ref: GraphNode;
  readonly index: number;
  /** By the other end's id, in no order. */
  readonly downstream: Map<string, { node: PathNode; edge: LineageEdge }>;
  readonly upstream: Map<string, PathNode>;
}

/** What both sides of a path search have found so far. Hidden nodes are not in it: no path can be told through them. */
export interface PathGraph {
  readonly size: number;
  node(ref: GraphNode): PathNode;
  /** Adds the edge to a neighbour met while `at` was expanded. */
  add(at: GraphNode, direction: WalkDirection, neighbour: Neighbour): void;
}

export function createPathGraph(): PathGraph {
  const nodes = new Map<string, PathNode>();
  const node = (ref: GraphNode): PathNode => {
    let known = nodes.get(ref.id);
    if (!known) {
      known = { ref, index: nodes.size, downstream: new Map(), upstream: new Map() };
      nodes.set(ref.id, known);
    }
    return known;
  };
  return {
    get size() {
      return nodes.size;
    },
    node,
    add(at, direction, neighbour) {
      if (!isKnown(neighbour.node)) return;
      const [here, other] = [node(at), node(neighbour.node)];
      const [from, to] = direction === 'UPSTREAM' ? [other, here] : [here, other];
      const known = from.downstream.get(to.ref.id)?.edge;
      const edge: LineageEdge = {
        from: from.ref.id,
        to: to.ref.id,
        kind: from.ref.kind === 'ARTIFACT' ? 'USED' : 'LOGGED',
        usedAs: mergedUsedAs(known?.usedAs ?? null, neighbour.usedAs),
      };
      from.downstream.set(to.ref.id, { node: to, edge });
      to.upstream.set(from.ref.id, from);
    },
  };
}
