import type { Totals } from '../graph/answers.ts';
import { neighbours, type GraphNode, type LoadedGraph, type Side } from '../graph/model.ts';
import { handleKey, type Visible } from '../graph/visible.ts';

/** What the handle on one side of a card does. Null if there is no handle. */
export type HandleState = { does: 'open'; count: number } | { does: 'close' } | null;

export function handleState(
  graph: LoadedGraph,
  visible: Visible,
  totals: ReadonlyMap<string, Totals>,
  side: Side,
  node: GraphNode,
): HandleState {
  const loaded = neighbours(graph, node.id, side);
  let shown = 0;
  for (const id of loaded) if (visible.nodes.has(id)) shown += 1;
  if (visible.through.has(handleKey(side, node.id))) return shown > 0 ? { does: 'close' } : null;
  const rest = Math.max(totals.get(node.id)?.[side] ?? 0, loaded.size) - shown;
  return rest > 0 ? { does: 'open', count: rest } : null;
}
