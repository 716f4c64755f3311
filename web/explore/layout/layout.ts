import { Graph, layout } from '@dagrejs/dagre';
import { wrapped, type Size } from './wrap.ts';

export interface LayoutInput {
  ids: readonly string[];
  card: Size;
  edges: readonly { from: string; to: string }[];
  /** The position in the drawing. */
  room: Size;
}

/** `gutter` is where edges from rows above enter, for all rows but the first. */
export type Positions = Record<string, { x: number; y: number; gutter?: number }>;

/** The upper left corners of the cards, laid out from left to right in the direction of data flow. */
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
