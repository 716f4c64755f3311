import type { ExportIndex } from '../index.ts';

/** By node, how many edges the longest way to it has; nodes on a cycle get what is known before the cycle. */
function levels(index: ExportIndex): Map<string, number> {
  const level = new Map<string, number>();
  const waiting = new Map<string, number>();
  for (const id of index.byId.keys()) waiting.set(id, index.edgesInto.get(id)?.length ?? 0);
  const ready = [...index.byId.keys()].filter((id) => waiting.get(id) === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const next = (level.get(id) ?? 0) + 1;
    for (const { to } of index.edgesOutOf.get(id) ?? []) {
      level.set(to, Math.max(level.get(to) ?? 0, next));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return level;
}

/**
 * How many levels all edges together cross: what a layered layout really costs, as Graphviz puts a point on each edge
 * at each level. A node that nothing leads to is drawn right before the first that uses it.
 */
export function levelsCrossed(index: ExportIndex): number {
  const level = levels(index);
  const levelOf = (id: string): number => level.get(id) ?? 0;
  let crossed = 0;
  for (const [id, edges] of index.edgesOutOf) {
    const targets = edges.map((edge) => levelOf(edge.to));
    const from = index.edgesInto.has(id)
      ? levelOf(id)
      : targets.reduce((a, b) => Math.min(a, b), Infinity) - 1;
    for (const target of targets) crossed += Math.max(1, Math.abs(target - from));
  }
  return crossed;
}

export interface LayoutHints {
  /** Graph attributes that bound Graphviz's search for the prettiest placement; empty: it may take its time. */
  attributes: string;
  /** `label` makes room for an edge's name, `xlabel` puts it beside the edge afterwards. */
  edgeName: 'label' | 'xlabel';
}

/**
 * What keeps the layout within a second or two. Measured: 1,500 nodes with named edges 4.1 s without and 1.2 s with
 * bounds; a chain of 200 nodes whose first feeds half of the others over 40 s, 0.7 s; one of 100 nodes whose first
 * five do 8.7 s with curves, 1.4 s with straight lines.
 */
export function layoutHints(index: ExportIndex): LayoutHints {
  const bounded = 'nslimit=1, nslimit1=1';
  if (index.byId.size > 1_500) return { attributes: bounded, edgeName: 'xlabel' };
  const crossed = levelsCrossed(index);
  if (crossed > 5_000) return { attributes: `${bounded}, splines=line`, edgeName: 'xlabel' };
  if (crossed > 1_000 || index.byId.size > 300) return { attributes: bounded, edgeName: 'xlabel' };
  return { attributes: '', edgeName: 'label' };
}
