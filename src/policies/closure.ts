import type { LineageEdge, Truncation, TruncationReason, WalkDirection } from '../lineage/graph.ts';
import type { LineageHit, WalkResult } from '../lineage/page.ts';
import { adjacencyFromEdges, type AdjacencyIndex } from '../lineage/questions/adjacency.ts';
import { isKnown, type GraphNode, type KnownKind } from '../lineage/source.ts';

/** One walk from all subjects of a check, in one direction. */
export interface WalkedGraph {
  direction: WalkDirection;
  hits: ReadonlyMap<string, LineageHit>;
  edges: readonly LineageEdge[];
  index: AdjacencyIndex;
  truncationsAt: ReadonlyMap<string, readonly Truncation[]>;
  /** These concern no single node: any closure may miss something. */
  everywhere: readonly Truncation[];
}

export interface ClosureNode {
  id: string;
  node: GraphNode;
  /** Of a hidden node: what its neighbour says, since every hop changes the kind. */
  kind: KnownKind;
  /** The shortest known distance from the subject. */
  depth: number;
  /** No shorter way can exist, not even through what the walk did not see. */
  leastDepth: number;
}

/** A place where something may be missing. */
export interface Gap {
  id: string;
  reason: TruncationReason;
}

/** What one walk found of one subject. */
export interface Closure {
  direction: WalkDirection;
  /** Nearest first, beginning with the subject. */
  nodes: readonly ClosureNode[];
  byId: ReadonlyMap<string, ClosureNode>;
  graph: WalkedGraph;
  /** The shortest path between the subject and a node, in the direction of data flow. */
  pathOf(id: string): readonly string[];
  /** Everything that may hide a node nearer than or at `maxDepth`. */
  gaps(maxDepth: number): readonly Gap[];
}

const everywhereReasons = new Set<string>(['MAX_NODES', 'CHANGED']);

export function walkedGraphFrom(
  { hits, edges, truncations, complete }: Pick<WalkResult, 'hits' | 'edges' | 'truncations' | 'complete'>,
  direction: WalkDirection,
): WalkedGraph {
  const byId = new Map(hits.map((hit) => [hit.node.id, hit]));
  const truncationsAt = new Map<string, Truncation[]>();
  const everywhere: Truncation[] = [];
  for (const truncation of truncations) {
    const { at, reason } = truncation;
    // What a filter leaves out was not asked for.
    if (reason === 'FILTERED') continue;
    if (everywhereReasons.has(reason) || !byId.has(at)) everywhere.push(truncation);
    else truncationsAt.set(at, [...(truncationsAt.get(at) ?? []), truncation]);
  }
  const first = hits[0]?.node.id ?? '';
  if (!complete && truncationsAt.size === 0 && everywhere.length === 0)
    everywhere.push({ at: first, reason: 'WANDB_ERROR', omitted: null });
  return { direction, hits: byId, edges, index: adjacencyFromEdges(edges), truncationsAt, everywhere };
}

export function closureOf(graph: WalkedGraph, subject: string): Closure {
  const { direction, hits, index } = graph;
  const isUpstream = direction === 'UPSTREAM';
  const next = isUpstream ? index.upstreamOf : index.downstreamOf;
  const byId = new Map<string, ClosureNode>();
  const nearer = new Map<string, string>();
  const nodes: ClosureNode[] = [];
  const reach = (id: string, from: ClosureNode | null): void => {
    const node = hits.get(id)?.node;
    if (!node || byId.has(id)) return;
    const opposite = from?.kind === 'RUN' ? 'ARTIFACT' : 'RUN';
    const depth = from ? from.depth + 1 : 0;
    const kind = isKnown(node) ? node.kind : opposite;
    const reached: ClosureNode = { id, node, kind, depth, leastDepth: depth };
    byId.set(id, reached);
    nodes.push(reached);
    if (from) nearer.set(id, from.id);
  };
  reach(subject, null);
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at] as ClosureNode;
    for (const id of next(node.id)) reach(id, node);
  }
  const gapsOf = (node: ClosureNode): Gap[] => gapsAt(graph, node, nearer.get(node.id) ?? '');
  const nearestGap = graph.everywhere.length > 0 ? nodes[0] : nodes.find((node) => gapsOf(node).length > 0);
  if (nearestGap) for (const node of nodes) node.leastDepth = Math.min(node.depth, nearestGap.depth + 1);
  return {
    direction,
    nodes,
    byId,
    graph,
    pathOf(id) {
      const path: string[] = [];
      for (let at: string | undefined = byId.has(id) ? id : undefined; at !== undefined; at = nearer.get(at))
        path.push(at);
      return isUpstream ? path : path.reverse();
    },
    gaps(maxDepth) {
      const gaps: Gap[] = graph.everywhere.map(({ reason }) => ({ id: subject, reason }));
      for (const node of nodes) if (node.depth < maxDepth) gaps.push(...gapsOf(node));
      return gaps;
    },
  };
}

function gapsAt(
  { direction, hits, index, truncationsAt }: WalkedGraph,
  { id, node }: ClosureNode,
  nearer: string,
): Gap[] {
  const noted = (at: string): readonly Truncation[] => truncationsAt.get(at) ?? [];
  if (!isKnown(node)) {
    const reason = node.kind === 'FAILED' ? 'WANDB_ERROR' : 'HIDDEN';
    return noted(nearer).some((truncation) => truncation.reason === reason) ? [] : [{ id, reason }];
  }
  if (noted(id).length > 0) return noted(id).map(({ reason }) => ({ id, reason }));
  if (hits.get(id)?.expanded !== true) return [{ id, reason: 'MAX_DEPTH' }];
  const needsProducer = direction === 'UPSTREAM' && node.kind === 'ARTIFACT';
  return needsProducer && index.upstreamOf(id).length === 0 ? [{ id, reason: 'PRODUCER_UNKNOWN' }] : [];
}
