import { useGraphiQL } from '@graphiql/react';
import { useMemo } from 'react';
import dagre from '@dagrejs/dagre';
import { graphFromAnswer, type AnswerGraph } from './answer-graph.ts';

const mostDrawn = 200;
const card = { width: 180, height: 40 };

/** What the active tab's answer tells of lineage, drawn. */
export function LineagePanel() {
  const query = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.query ?? '');
  const response = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response ?? '');
  const graph = useMemo(() => graphOf(query, response), [query, response]);
  const root = graph?.nodes.find(({ path }) => path !== null)?.path;
  return (
    <section aria-label="Lineage">
      <div className="graphiql-doc-explorer-title">Lineage</div>
      <Drawing graph={graph} />
      {root && <a href={`/explore?root=${encodeURIComponent(root)}`}>Open in explorer</a>}
    </section>
  );
}

function Drawing({ graph }: { graph: AnswerGraph | null }) {
  if (!graph) return <p>Run a query: the lineage in its answer is drawn here.</p>;
  if (graph.nodes.length === 0) return <p>This answer holds no artifacts or runs.</p>;
  if (graph.nodes.length > mostDrawn) {
    return <p>{graph.nodes.length} nodes are too many to draw here. The explorer folds look-alikes.</p>;
  }
  const { nodes, edges, width, height } = layOut(graph);
  return (
    <svg
      role="img"
      aria-label={`${String(nodes.length)} nodes`}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      width={width}
      height={height}
    >
      {edges.map(({ key, points }) => (
        <polyline key={key} points={points} fill="none" stroke="currentColor" opacity={0.5} />
      ))}
      {nodes.map(({ id, kind, label, x, y }) => (
        <g key={id} transform={`translate(${String(x - card.width / 2)} ${String(y - card.height / 2)})`}>
          <title>{label}</title>
          <rect {...card} rx={kind === 'run' ? card.height / 2 : 4} fill="none" stroke="currentColor" />
          <text x={card.width / 2} y={25} textAnchor="middle" fontSize={13} fill="currentColor">
            {label.length > 22 ? `${label.slice(0, 21)}…` : label}
          </text>
        </g>
      ))}
    </svg>
  );
}

function graphOf(query: string, response: string): AnswerGraph | null {
  if (response === '') return null;
  try {
    const answer: unknown = JSON.parse(response);
    const data = typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : null;
    return graphFromAnswer(query, data);
  } catch {
    // The query was edited since, and is no query as it stands.
    return null;
  }
}

function layOut({ nodes, edges }: AnswerGraph) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', ranker: 'tight-tree', nodesep: 16, ranksep: 50, marginx: 8, marginy: 8 });
  for (const { id } of nodes) graph.setNode(id, { ...card });
  for (const { from, to, kind } of edges) graph.setEdge(from, to, {}, kind);
  dagre.layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    nodes: nodes.map((node) => {
      const { x, y } = graph.node(node.id) as { x: number; y: number };
      return { ...node, x, y };
    }),
    edges: edges.map(({ from, to, kind }) => ({
      key: `${from} ${to} ${kind}`,
      points: (graph.edge(from, to, kind) as { points: { x: number; y: number }[] }).points
        .map(({ x, y }) => `${String(x)},${String(y)}`)
        .join(' '),
    })),
    width: size.width ?? 0,
    height: size.height ?? 0,
  };
}
