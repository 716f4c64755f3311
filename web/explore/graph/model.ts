/** A run, an artifact version or a hidden node, with the fields that a card needs. */
export interface GraphNode {
  id: string;
  kind: 'run' | 'artifact' | 'hidden';
  label: string;
  /** `entity/project/...`. Null if hidden. */
  path: string | null;
  url: string | null;
  /** An artifact's type or a run's job type. */
  type: string | null;
  /** The artifact's collection, without its version. */
  name: string | null;
  /** W&B's state of a run, or the schema's state of an artifact. */
  state: string | null;
  sweep: string | null;
  createdAt: string | null;
  /** The name of the user who started a run. */
  user: string | null;
  /** When W&B will delete a version, or has deleted it. */
  expiresAt: string | null;
  aliases: readonly string[];
  /** Why it is hidden. */
  reason: string | null;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** `VIA`: the path passes through nodes that the filter hides. */
  kind: 'USED' | 'LOGGED' | 'VIA';
  usedAs: readonly string[];
}

export interface Gap {
  at: string;
  reason: string;
  /** Null: unknown. */
  omitted: number | null;
}

/** Upstream or downstream. */
export type Side = 'up' | 'down';

/** Everything that has been loaded, whether or not it is visible. */
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

/** Returns the graph with the nodes and edges of another response. The arguments are not changed. */
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
    // Copied once per merge, not once per edge: a hub has thousands.
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

/** Natural order: `dashboard 9` before `dashboard 10`. */
export function byLabel(one: GraphNode, other: GraphNode): number {
  return collator.compare(one.label, other.label);
}

/** The `entity/project` of a node. Null if hidden. */
export function projectOf(node: GraphNode): string | null {
  return node.path?.split('/').slice(0, 2).join('/') ?? null;
}

const failures = new Set(['failed', 'crashed', 'killed', 'preempted']);
const gone = new Set(['DELETED', 'PENDING_DELETION', 'GARBAGE_COLLECTED']);

export type Standing = 'fine' | 'failed' | 'running' | 'deleted' | 'hidden';

/** The state of a node that a card shows by shape and word, in addition to colour. */
export function standingOf(node: GraphNode): Standing {
  if (node.kind === 'hidden') return 'hidden';
  if (node.state === null) return 'fine';
  if (failures.has(node.state)) return 'failed';
  if (node.state === 'running' || node.state === 'pending' || node.state === 'PENDING') return 'running';
  return gone.has(node.state) ? 'deleted' : 'fine';
}

export interface Badge {
  text: string;
  kind: 'production' | 'bad' | 'warn' | 'only-base' | 'only-head';
}

/** What a reader of the graph must not overlook at a node. `staleness` is that of versions that were checked. */
export function badgesOf(
  node: GraphNode,
  gaps: readonly Gap[],
  staleness: string | undefined,
  now: number,
): Badge[] {
  const isCut = (reason: string): boolean => gaps.some((gap) => gap.at === node.id && gap.reason === reason);
  const isExpired = node.expiresAt !== null && Date.parse(node.expiresAt) < now;
  return [
    ...node.aliases.filter(isProduction).map((text): Badge => ({ text, kind: 'production' })),
    ...(isExpired ? [{ text: 'expired', kind: 'bad' } as const] : []),
    ...(staleness === 'STALE' ? [{ text: 'out of date', kind: 'warn' } as const] : []),
    ...(isCut('WANDB_ERROR') ? [{ text: 'not loaded', kind: 'bad' } as const] : []),
    ...(isCut('PRODUCER_UNKNOWN') ? [{ text: 'producer unknown', kind: 'warn' } as const] : []),
  ];
}

export function isProduction(alias: string): boolean {
  return /^(?:prod|production|champion|live)$/i.test(alias);
}
