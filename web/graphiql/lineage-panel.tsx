import { useGraphiQL } from '@graphiql/react';
import { useMemo } from 'react';
import { schemaPrefix } from '../explore/prefix.ts';
import { graphFromAnswer, type AnswerGraph, type DrawnNode } from './answer-graph.ts';
import { askedFor } from './fetcher.ts';
import { card, layOut } from './layout.ts';

const mostDrawn = 200;
/** The smallest readable scale. */
const smallest = 0.78;

/** Draws the lineage in the active tab's response. */
export function LineagePanel() {
  const response = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response ?? '');
  const isFetching = useGraphiQL((state) => state.isFetching);
  const graph = useMemo(() => {
    const asked = askedFor(response);
    return asked && graphFromAnswer(asked, schemaPrefix);
  }, [response]);
  return (
    <section aria-label="Lineage" className="panel" tabIndex={0}>
      <h2 className="graphiql-doc-explorer-title">Lineage</h2>
      {graph ? (
        <Summary graph={graph} />
      ) : (
        <p role="status">{isFetching ? 'Running…' : 'Run a query to see the lineage in its response.'}</p>
      )}
    </section>
  );
}

function Summary({ graph }: { graph: AnswerGraph }) {
  const { nodes, edges, missing } = graph;
  const root = nodes.find(({ path }) => path !== null)?.path;
  return (
    <>
      <p role="status">
        {nodes.length === 0 ? 'The response contains no artifacts or runs.' : counts(graph)}
      </p>
      {missing.length > 0 && (
        <ul className="panel-note">
          {missing.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {nodes.length > mostDrawn && (
        <p>
          Only the first {mostDrawn} nodes and the edges between them are drawn. The explorer groups similar
          nodes.
        </p>
      )}
      {root ? (
        <a className="graphiql-button" href={`explore?${new URLSearchParams({ root }).toString()}`}>
          Open in explorer
        </a>
      ) : (
        nodes.length > 0 && (
          <p>
            Select <code>path</code> to open the node in the explorer.
          </p>
        )
      )}
      {nodes.length > 0 && <Picture graph={{ ...firstOf(nodes, edges), missing }} />}
    </>
  );
}

function counts({ nodes, edges }: AnswerGraph): string {
  const of = (wanted: DrawnNode['kind']): number => nodes.filter(({ kind }) => kind === wanted).length;
  const amounts = [
    amount(of('artifact'), 'artifact version'),
    amount(of('run'), 'run'),
    of('hidden') > 0 ? `${String(of('hidden'))} hidden` : '',
    amount(edges.length, 'edge') || 'no edges',
  ];
  return `${amounts.filter((each) => each !== '').join(', ')}.`;
}

function amount(count: number, name: string): string {
  return count === 0 ? '' : `${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`;
}

function firstOf(nodes: AnswerGraph['nodes'], edges: AnswerGraph['edges']) {
  if (nodes.length <= mostDrawn) return { nodes, edges };
  const drawn = nodes.slice(0, mostDrawn);
  const ids = new Set(drawn.map(({ id }) => id));
  return { nodes: drawn, edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

function Picture({ graph }: { graph: AnswerGraph }) {
  const { nodes, edges, width, height } = useMemo(() => layOut(graph), [graph]);
  return (
    <>
      <svg
        className="lineage"
        role="img"
        aria-label={nodes.map(({ label, trouble }) => (trouble ? `${label} (${trouble})` : label)).join(', ')}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        width={width}
        style={{ minWidth: width * smallest }}
      >
        <defs>
          <marker
            id="flow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        {edges.map(({ key, points }) => (
          <polyline key={key} points={points} markerEnd="url(#flow)" />
        ))}
        {nodes.map((node) => (
          <Card key={node.id} {...node} />
        ))}
      </svg>
      <p className="legend">
        Blue and rounded: artifact versions. Green and square: runs. Dashed: hidden. Data flows downwards.
      </p>
    </>
  );
}

function Card({ kind, label, trouble, x, y }: DrawnNode & { x: number; y: number }) {
  const middle = card.width / 2;
  return (
    <g
      className={`${kind} ${trouble ? 'trouble' : ''}`}
      transform={`translate(${String(x - middle)} ${String(y - card.height / 2)})`}
    >
      <title>{label}</title>
      <rect {...card} rx={kind === 'artifact' ? card.height / 2 : 5} />
      <text x={middle} y={trouble ? 19 : 27} textAnchor="middle">
        {label.length > 21 ? `${label.slice(0, 9)}…${label.slice(-11)}` : label}
      </text>
      {trouble && (
        <text x={middle} y={35} textAnchor="middle" className="state">
          {trouble}
        </text>
      )}
    </g>
  );
}
