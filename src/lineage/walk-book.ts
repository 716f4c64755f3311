import type { EdgeKind, WalkDirection } from './graph.ts';
import type { GraphNode } from './source.ts';
import type { Predicate } from './filter.ts';
import { keyFromId } from './position.ts';

/** A node as a walk keeps it. */
export interface VisitedNode {
  readonly ref: GraphNode;
  readonly index: number;
  /** Orders the nodes of one depth. */
  readonly key: string;
  /** The shortest distance from a root. */
  readonly depth: number;
  /** false: the filter hides it, and the walk goes on through it. */
  readonly shown: boolean;
  readonly stops: boolean;
  /** The shown node through which one that the filter hides was first met; null for shown nodes. */
  readonly via: VisitedNode | null;
  /** Bits of the directions in which it was met. */
  reached: number;
  /** Its place in the order of all shown nodes; -1 until it is known. */
  rank: number;
  /** Expanded at its own depth, as far as that went. */
  expansion: { failed: boolean; hidden: number | null } | null;
  /** The number of the expansion that last met it. */
  metBy: number;
  hasUpstream: boolean;
  hasDownstream: boolean;
  /** Kept only of nodes that the filter hides: roots and leaves are told through them. */
  ways: { upstream: VisitedNode[]; downstream: VisitedNode[] } | null;
}

export interface VisitedEdge {
  from: VisitedNode;
  to: VisitedNode;
  kind: EdgeKind;
  usedAs: readonly string[] | null;
  /** A page before this one has it. */
  given: boolean;
  /** Learned behind the end of this page. */
  late: boolean;
  /** Where it stands among the edges. */
  order: number;
}

/** Every node and edge that a walk meets, once. */
export interface VisitedGraph {
  readonly hiding: readonly VisitedNode[];
  root(ref: GraphNode, key: string): VisitedNode;
  /** The node for a node met while `parent` was expanded; a new one is a hop further away than `depth`. */
  visit(ref: GraphNode, parent: VisitedNode, depth: number): VisitedNode;
  /** Notes an edge met while `expanded` was expanded in `direction`; null: a given edge that cannot be met again. */
  connect(meeting: Meeting): VisitedEdge | null;
  edges(): Iterable<VisitedEdge>;
}

interface Meeting {
  expanded: VisitedNode;
  other: VisitedNode;
  direction: WalkDirection;
  usedAs: readonly string[] | null;
  given: boolean;
  late: boolean;
}

/** Doubles hold two indexes of up to 2^26 in one exact number, ordered by the first: half the memory of keys that are strings. */
export function pairKey(first: number, second: number): number {
  return first * 2 ** 26 + second;
}

/** What an edge is that leads from or to a node of this kind when it is expanded in this direction. */
export function edgeKind(expanded: GraphNode['kind'], direction: WalkDirection): EdgeKind {
  return (expanded === 'ARTIFACT') === (direction === 'DOWNSTREAM') ? 'USED' : 'LOGGED';
}

/** `twoWays`: walked in both directions, so that an edge can be met from both of its ends. */
export function createVisitedGraph(shows: Predicate, stops: Predicate, twoWays: boolean): VisitedGraph {
  const nodes = new Map<string, VisitedNode>();
  const edges = new Map<number, VisitedEdge>();
  const hiding: VisitedNode[] = [];
  const add = (ref: GraphNode, key: string, depth: number, parent: VisitedNode | null): VisitedNode => {
    const node = visitedNodeFrom(ref, key, nodes.size, depth, parent, shows, stops);
    nodes.set(ref.id, node);
    if (!node.shown) hiding.push(node);
    return node;
  };
  return {
    hiding,
    root: (ref, key) => nodes.get(ref.id) ?? add(ref, key, 0, null),
    visit: (ref, parent, depth) => nodes.get(ref.id) ?? add(ref, keyFromId(ref.id), depth + 1, parent),
    connect({ expanded, other, direction, usedAs, given, late }) {
      const [from, to] = direction === 'UPSTREAM' ? [other, expanded] : [expanded, other];
      link(from, to);
      if ((given && !twoWays) || !from.shown || !to.shown) return null;
      const kind = edgeKind(expanded.ref.kind, direction);
      const key = pairKey(from.index, to.index);
      const known = edges.get(key);
      if (!known) {
        const edge = { from, to, kind, usedAs, given, late, order: 0 } satisfies VisitedEdge;
        edges.set(key, edge);
        return edge;
      }
      known.usedAs = mergedUsedAs(known.usedAs, usedAs);
      known.given ||= given;
      known.late &&= late;
      return known;
    },
    edges: () => edges.values(),
  };
}

function visitedNodeFrom(
  ref: GraphNode,
  key: string,
  index: number,
  depth: number,
  parent: VisitedNode | null,
  shows: Predicate,
  stops: Predicate,
): VisitedNode {
  const shown = parent === null || shows(ref);
  return {
    ref,
    index,
    key,
    depth,
    shown,
    stops: parent !== null && stops(ref),
    via: shown ? null : (parent.via ?? parent),
    reached: 0,
    rank: -1,
    expansion: null,
    metBy: -1,
    hasUpstream: false,
    hasDownstream: false,
    ways: shown ? null : { upstream: [], downstream: [] },
  };
}

function link(from: VisitedNode, to: VisitedNode): void {
  if (from.shown) to.hasUpstream = true;
  else from.ways?.downstream.push(to);
  if (to.shown) from.hasDownstream = true;
  else to.ways?.upstream.push(from);
}

/** Names in the order in which they were met, each once; null only where neither side tells. */
export function mergedUsedAs(
  a: readonly string[] | null,
  b: readonly string[] | null,
): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  return b.every((name) => a.includes(name)) ? a : [...new Set([...a, ...b])];
}
