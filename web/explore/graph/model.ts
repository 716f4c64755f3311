/** A run, an artifact version, or what W&B does not show, as a card needs it. */
export interface GraphNode {
  id: string;
  kind: 'run' | 'artifact' | 'hidden';
  label: string;
  /** `entity/project/...`; null where it is hidden. */
  path: string | null;
  url: string | null;
  /** An artifact's type or a run's job type. */
  type: string | null;
  /** The artifact's collection, without its version. */
  name: string | null;
  /** W&B's own word for a run, ours for an artifact. */
  state: string | null;
  sweep: string | null;
  createdAt: string | null;
  aliases: readonly string[];
  /** Why it is hidden. */
  reason: string | null;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** `VIA`: the way leads through nodes that a filter left out. */
  kind: 'USED' | 'LOGGED' | 'VIA';
  usedAs: readonly string[];
}

export interface Gap {
  at: string;
  reason: string;
  /** Null: unknown. */
  omitted: number | null;
}

/** Where data comes from, or where it goes. */
export type Side = 'up' | 'down';

/** All that has been loaded; what is shown of it is decided elsewhere. */
export interface LoadedGraph {
  nodes: ReadonlyMap<string, GraphNode>;
  up: ReadonlyMap<string, ReadonlySet<string>>;
  down: ReadonlyMap<string, ReadonlySet<string>>;
  edges: ReadonlyMap<string, GraphEdge>;
  gaps: readonly Gap[];
}

export const emptyGraph: LoadedGraph = {
  nodes: new Map(),
  up: new Map(),
  down: new Map(),
  edges: new Map(),
  gaps: [],
};

export function neighbours(graph: LoadedGraph, id: string, side: Side): ReadonlySet<string> {
  return graph[side].get(id) ?? none;
}

const none: ReadonlySet<string> = new Set();

/** The graph with another answer's nodes and edges; neither argument is changed. */
export function mergeGraph(
  graph: LoadedGraph,
  nodes: Iterable<GraphNode>,
  edges: Iterable<GraphEdge>,
  gaps: readonly Gap[],
): LoadedGraph {
  const merged = new Map(graph.nodes);
  for (const node of nodes) merged.set(node.id, node);
  const up = new Map(graph.up);
  const down = new Map(graph.down);
  const all = new Map(graph.edges);
  const own = new Set<Set<string>>();
  const add = (sides: Map<string, ReadonlySet<string>>, id: string, neighbour: string): void => {
    const found = sides.get(id);
    if (found?.has(neighbour)) return;
    // Copied once a merge, not once an edge: a hub has thousands.
    const set =
      found !== undefined && own.has(found as Set<string>) ? (found as Set<string>) : new Set(found);
    own.add(set);
    set.add(neighbour);
    sides.set(id, set);
  };
  for (const edge of edges) {
    if (!merged.has(edge.from) || !merged.has(edge.to)) continue;
    all.set(edgeKey(edge), edge);
    add(down, edge.from, edge.to);
    add(up, edge.to, edge.from);
  }
  return { nodes: merged, up, down, edges: all, gaps: mergeGaps(graph.gaps, gaps) };
}

export function edgeKey({ from, to }: { from: string; to: string }): string {
  return `${from}>${to}`;
}

function mergeGaps(known: readonly Gap[], more: readonly Gap[]): Gap[] {
  const all = new Map<string, Gap>();
  for (const gap of [...known, ...more]) all.set(`${gap.at} ${gap.reason}`, gap);
  return [...all.values()];
}

const collator = new Intl.Collator('en', { numeric: true });

/** As people order names: `dashboard 9` before `dashboard 10`. */
export function byLabel(one: GraphNode, other: GraphNode): number {
  return collator.compare(one.label, other.label);
}

/** `entity/project` of a node; null where it is hidden. */
export function projectOf(node: GraphNode): string | null {
  return node.path?.split('/').slice(0, 2).join('/') ?? null;
}

const failures = new Set(['failed', 'crashed', 'killed', 'preempted']);
const gone = new Set(['DELETED', 'PENDING_DELETION', 'GARBAGE_COLLECTED']);

export type Standing = 'fine' | 'failed' | 'running' | 'deleted' | 'hidden';

/** What a card shows of a node's state by shape and word, beside its colour. */
export function standingOf(node: GraphNode): Standing {
  if (node.kind === 'hidden') return 'hidden';
  if (node.state === null) return 'fine';
  if (failures.has(node.state)) return 'failed';
  if (node.state === 'running' || node.state === 'pending' || node.state === 'PENDING') return 'running';
  return gone.has(node.state) ? 'deleted' : 'fine';
}
