import { Graph, layout } from '@dagrejs/dagre';

export interface LayoutInput {
  cards: readonly { id: string; width: number; height: number }[];
  edges: readonly { from: string; to: string }[];
}

export type Positions = Record<string, { x: number; y: number }>;

/** Left to right along the data's flow; upper left corners. */
export function layOut({ cards, edges }: LayoutInput): Positions {
  const graph = new Graph();
  // The default ranker takes ten times as long on wide graphs.
  graph.setGraph({ rankdir: 'LR', ranker: 'tight-tree', nodesep: 26, ranksep: 92, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of cards) graph.setNode(id, { width, height });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  return Object.fromEntries(
    cards.map(({ id, width, height }) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return [id, { x: x - width / 2, y: y - height / 2 }];
    }),
  );
}
