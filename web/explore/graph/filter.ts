import {
  edgeKey,
  mergeGraph,
  emptyGraph,
  type GraphEdge,
  type GraphNode,
  type LoadedGraph,
} from './model.ts';

export interface NodeFilter {
  /** The artifact types to show. Empty for all. */
  types: readonly string[];
  /** The job types to show. Empty for all. */
  jobTypes: readonly string[];
}

export interface Filtered {
  /** The remaining graph, with edges of kind `VIA` in place of paths through hidden nodes. */
  graph: LoadedGraph;
  nodes: ReadonlySet<string>;
  omitted: number;
  /** How many nodes stay visible despite the filter, because too many paths meet in them. */
  joints: number;
}

/** A node in which more paths meet stays visible: hiding a node with 1,000 inputs and 1,000 outputs would draw a million lines. */
const mostWays = 64;

/** The visible nodes that match the filter, connected as before. Nodes in `kept` always match. */
export function filterVisible(
  graph: LoadedGraph,
  visible: ReadonlySet<string>,
  filter: NodeFilter,
  kept: ReadonlySet<string>,
): Filtered {
  if (filter.types.length + filter.jobTypes.length === 0)
    return { graph, nodes: visible, omitted: 0, joints: 0 };
  const up = new Map<string, Set<string>>();
  const down = new Map<string, Set<string>>();
  for (const id of visible) {
    up.set(id, new Set());
    down.set(id, new Set());
  }
  for (const { from, to } of graph.edges.values()) {
    if (!visible.has(from) || !visible.has(to)) continue;
    down.get(from)?.add(to);
    up.get(to)?.add(from);
  }

  const nodes = new Set(visible);
  let joints = 0;
  for (const id of visible) {
    const node = graph.nodes.get(id);
    if (node === undefined || kept.has(id) || passes(node, filter)) continue;
    const [before, after] = [up.get(id) ?? new Set<string>(), down.get(id) ?? new Set<string>()];
    if (before.size > 1 && after.size > 1 && before.size * after.size > mostWays) {
      joints += 1;
      continue;
    }
    nodes.delete(id);
    for (const from of before) {
      down.get(from)?.delete(id);
      for (const to of after) if (to !== from) down.get(from)?.add(to);
    }
    for (const to of after) {
      up.get(to)?.delete(id);
      for (const from of before) if (to !== from) up.get(to)?.add(from);
    }
  }

  const edges = [...nodes].flatMap((from) =>
    [...(down.get(from) ?? [])].map(
      (to): GraphEdge => graph.edges.get(edgeKey({ from, to })) ?? { from, to, kind: 'VIA', usedAs: [] },
    ),
  );
  const left = [...nodes].flatMap((id) => graph.nodes.get(id) ?? []);
  return {
    graph: { ...mergeGraph(emptyGraph, left, edges, []), gaps: graph.gaps },
    nodes,
    omitted: visible.size - nodes.size,
    joints,
  };
}

function passes({ kind, type }: GraphNode, { types, jobTypes }: NodeFilter): boolean {
  if (kind === 'hidden') return true;
  const wanted = kind === 'run' ? jobTypes : types;
  return wanted.length === 0 || (type !== null && wanted.includes(type));
}
