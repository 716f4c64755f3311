import type { LineageEdge } from '../graph.ts';

export type AdjacencyIndex = ReturnType<typeof adjacencyFromEdges>;

/** The edges of a graph from both ends, by id; neighbours in the order of the edges. */
export function adjacencyFromEdges(edges: readonly LineageEdge[]) {
  const upstream = new Map<string, string[]>();
  const downstream = new Map<string, string[]>();
  for (const { from, to } of edges) {
    push(upstream, to, from);
    push(downstream, from, to);
  }
  return {
    upstreamOf: (id: string): readonly string[] => upstream.get(id) ?? [],
    downstreamOf: (id: string): readonly string[] => downstream.get(id) ?? [],
  };
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/**
 * Everything that can be reached from the seeds, breadth first, with the id from which each was first reached; the seeds
 * only where a way leads back to them. `goesOn` false keeps a node and goes no further.
 */
export function reachableFrom(
  seeds: Iterable<string>,
  next: (id: string) => readonly string[],
  goesOn: (id: string) => boolean = () => true,
): Map<string, string> {
  const reached = new Map<string, string>();
  const queue = [...seeds];
  for (let index = 0; index < queue.length; index += 1) {
    const at = queue[index] as string;
    for (const id of next(at)) {
      if (reached.has(id)) continue;
      reached.set(id, at);
      if (goesOn(id)) queue.push(id);
    }
  }
  return reached;
}
