import dagre from '@dagrejs/dagre';
import type { AnswerGraph, DrawnNode } from './answer-graph.ts';

export const card = { width: 164, height: 44 };
const margin = 8;
const gap = 16;

export interface Drawing {
  nodes: (DrawnNode & { x: number; y: number })[];
  edges: { key: string; points: string }[];
  width: number;
  height: number;
}

/** Lays nodes out from top to bottom in the direction of data flow. Nodes without edges follow below, two in a row. */
export function layOut({ nodes, edges }: AnswerGraph): Drawing {
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'TB',
    ranker: 'tight-tree',
    nodesep: gap,
    ranksep: 40,
    marginx: margin,
    marginy: margin,
  });
  for (const { id } of nodes) if (ends.has(id)) graph.setNode(id, { ...card });
  for (const { from, to, kind } of edges) graph.setEdge(from, to, {}, kind);
  dagre.layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  const below = ends.size === 0 ? margin : (size.height ?? 0) + gap;
  const alone = nodes.filter(({ id }) => !ends.has(id)).map(({ id }) => id);
  const rows = Math.ceil(alone.length / 2);
  const places = new Map(
    alone.map((id, index) => [
      id,
      {
        x: margin + card.width / 2 + (index % 2) * (card.width + gap),
        y: below + card.height / 2 + Math.floor(index / 2) * (card.height + gap),
      },
    ]),
  );
  const columns = Math.min(alone.length, 2);
  return {
    nodes: nodes.map((node) => {
      const { x, y } = places.get(node.id) ?? (graph.node(node.id) as { x: number; y: number });
      return { ...node, x, y };
    }),
    edges: edges.map(({ from, to, kind }) => ({
      key: `${from} ${to} ${kind}`,
      points: (graph.edge(from, to, kind) as { points: { x: number; y: number }[] }).points
        .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
        .join(' '),
    })),
    width: Math.max(ends.size === 0 ? 0 : (size.width ?? 0), 2 * margin + columns * (card.width + gap) - gap),
    height: rows === 0 ? (size.height ?? 0) : below + rows * (card.height + gap) - gap + margin,
  };
}
