import { Graph, layout } from '@dagrejs/dagre';
import { wrapped, type Size } from './wrap.ts';

export interface LayoutInput {
  ids: readonly string[];
  card: Size;
  edges: readonly { from: string; to: string }[];
  /** Where it is to be drawn. */
  room: Size;
}

/** `gutter`: where edges from rows above come in, for all rows but the first of a drawing that was broken into rows. */
export type Positions = Record<string, { x: number; y: number; gutter?: number }>;

/** Left to right along the data's flow; upper left corners. */
export function layOut({ ids, card, edges, room }: LayoutInput): Positions {
  const { width, height } = card;
  const graph = new Graph();
  // The default ranker takes ten times as long on wide graphs.
  graph.setGraph({ rankdir: 'LR', ranker: 'tight-tree', nodesep: 26, ranksep: 92, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) graph.setNode(id, { width, height });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const positions = Object.fromEntries(
    ids.map((id) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return [id, { x: x - width / 2, y: y - height / 2 }];
    }),
  );
  return wrapped(positions, card, room);
}
