import type { ExportGraph, ExportNode } from './model.ts';
import { yieldToEventLoop } from '../wandb/yield.ts';
import type { LineageEdge, Truncation, TruncationReason } from '../lineage/graph.ts';

/** A graph as the exports need it: who is next to whom, and in words what is missing. Made once an export. */
export interface ExportIndex {
  graph: ExportGraph;
  byId: ReadonlyMap<string, ExportNode>;
  /** `n0`, `n1`...: ids that mean nothing in any of the formats. In the order of `nodes`. */
  keyOf: ReadonlyMap<string, string>;
  /** Edges whose ends are both among the nodes. The others lead to another page. */
  edges: readonly LineageEdge[];
  edgesElsewhere: number;
  /** By node; a node without any is not in the map. */
  edgesInto: ReadonlyMap<string, readonly LineageEdge[]>;
  edgesOutOf: ReadonlyMap<string, readonly LineageEdge[]>;
  truncationsAt: ReadonlyMap<string, readonly Truncation[]>;
  /** Why the graph is not whole, one reason a line; empty when it is. */
  incompleteBecause: readonly string[];
  roots: ReadonlySet<string>;
  /** Runs, and hidden nodes that are runs by their edges: data is used, a run logs. */
  runs: ReadonlySet<ExportNode>;
  /** All other nodes. */
  data: readonly ExportNode[];
}

function grouped<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

const reasonWords: Record<TruncationReason, string> = {
  MAX_DEPTH: 'depth limit',
  MAX_NODES: 'node limit',
  FANOUT: 'fan-out limit',
  DEADLINE: 'deadline',
  WANDB_ERROR: 'W&B failed',
  CHANGED: 'changed meanwhile',
  HIDDEN: 'not visible',
  PRODUCER_UNKNOWN: 'producer unknown',
  FILTERED: 'filtered out',
};

/** "12 omitted (fan-out limit)"; one of unknown size is "more omitted (…)", never 0. */
export function truncationWords(truncation: Truncation): string {
  const amount = truncation.omitted === null ? 'more omitted' : `${truncation.omitted} omitted`;
  return `${amount} (${reasonWords[truncation.reason]})`;
}

function reasonsFor(
  complete: boolean,
  cuts: ReadonlyMap<TruncationReason, Truncation[]>,
  elsewhere: number,
): string[] {
  const lines = [...cuts].map(([reason, group]) => {
    const known = group.reduce((sum, truncation) => sum + (truncation.omitted ?? 0), 0);
    const unknown = group.some((truncation) => truncation.omitted === null);
    const amount = unknown
      ? known > 0
        ? `at least ${known} omitted`
        : 'unknown number omitted'
      : `${known} omitted`;
    const places = group.length === 1 ? '1 place' : `${group.length} places`;
    return `${reasonWords[reason]}: ${amount}, at ${places}`;
  });
  if (elsewhere > 0) lines.push(`edges to nodes that are not in this export: ${elsewhere}`);
  if (lines.length === 0 && !complete) lines.push('the rest stands on other pages');
  return lines;
}

export async function exportIndexFromGraph(graph: ExportGraph): Promise<ExportIndex> {
  const { complete, truncations } = graph.completeness;
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const keyOf = new Map(Array.from(byId.keys(), (id, index) => [id, `n${index}`]));
  const edges = graph.edges.filter((edge) => byId.has(edge.from) && byId.has(edge.to));
  const edgesElsewhere = graph.edges.length - edges.length;
  await yieldToEventLoop();
  const cuts = grouped(truncations, (truncation) => truncation.reason);
  const edgesInto = grouped(edges, (edge) => edge.to);
  await yieldToEventLoop();
  const edgesOutOf = grouped(edges, (edge) => edge.from);
  const isRun = ({ kind, id }: ExportNode): boolean => {
    if (kind !== 'HIDDEN') return kind === 'RUN';
    const [out, into] = [edgesOutOf.get(id)?.[0], edgesInto.get(id)?.[0]];
    return out ? out.kind === 'LOGGED' : into?.kind === 'USED';
  };
  const runs = new Set([...byId.values()].filter(isRun));
  return {
    graph,
    byId,
    keyOf,
    edges,
    edgesElsewhere,
    edgesInto,
    edgesOutOf,
    truncationsAt: grouped(truncations, (truncation) => truncation.at),
    incompleteBecause: reasonsFor(complete, cuts, edgesElsewhere),
    roots: new Set(graph.roots),
    runs,
    data: [...byId.values()].filter((node) => !runs.has(node)),
  };
}

/** What the walk left out at this node, in words. */
export function truncationsOf(index: ExportIndex, { id }: ExportNode): string[] {
  return (index.truncationsAt.get(id) ?? []).map(truncationWords);
}

/** "12 omitted (fan-out limit) at <id>" */
export function truncationSentence(truncation: Truncation): string {
  return `${truncationWords(truncation)} at ${truncation.at}`;
}

/** By the node at the other end, the edges to it: a node may be used under several names. */
export function edgesByEnd(
  edges: readonly LineageEdge[] | undefined,
  end: 'from' | 'to',
): Map<string, LineageEdge[]> {
  return grouped(edges ?? [], (edge) => edge[end]);
}

/** Formats know no null: a value that is not known is left out. */
export function withoutNulls<T>(values: Record<string, T | null>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== null),
  );
}

/** Names that an edge carries, "train, validation"; empty where there are none. */
export function usedAsText(edge: LineageEdge): string {
  return (edge.usedAs ?? []).join(', ');
}
