import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { matches } from '../graph/find.ts';
import {
  byLabel,
  neighbours,
  projectOf,
  type GraphNode,
  type LoadedGraph,
  type Side,
} from '../graph/model.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { counted } from './words.ts';

interface TableViewProps {
  graph: LoadedGraph;
  visible: ReadonlySet<string>;
  find: string;
  selected: readonly string[];
  rootId: string;
  /** Called when the rows of a root are rendered. */
  onShown: () => void;
  onSelect: (id: string, also?: boolean) => void;
  openRoot: (path: string) => void;
}

export function TableView(props: TableViewProps) {
  const { graph, visible, find, selected, rootId, onShown, onSelect, openRoot } = props;
  const nodes = useMemo(() => {
    const sorted = [...visible].flatMap((id) => graph.nodes.get(id) ?? []).sort(byLabel);
    return [...sorted.filter(({ id }) => id === rootId), ...sorted.filter(({ id }) => id !== rootId)];
  }, [graph, visible, rootId]);
  useEffect(onShown, [rootId]);
  const isAll = find.trim() === '';
  const rows = useMemo(
    () => (isAll ? nodes : nodes.filter((node) => matches(node, find))),
    [nodes, isAll, find],
  );
  const columns = useMemo(() => columnsOf(graph, nodes), [graph, nodes]);
  const [name, ...others] = columns;
  const shown: TableColumn<GraphNode>[] = [
    {
      ...name,
      show: (node) => (
        <button
          className="link"
          aria-pressed={selected.includes(node.id)}
          onClick={(event) => onSelect(node.id, event.shiftKey)}
        >
          {node.label}
        </button>
      ),
    },
    ...others,
  ];
  return (
    <DataTable
      label="Table of visible nodes"
      caption={
        isAll
          ? `${counted(nodes.length, 'node')}.`
          : `${rows.length.toLocaleString('en')} of ${counted(nodes.length, 'node')} match “${find.trim()}”.`
      }
      columns={shown}
      rows={rows}
      keyOf={({ id }) => id}
      classOf={({ id }) => `${id === rootId ? 'root' : ''} ${selected.includes(id) ? 'selected' : ''}`}
      actions={({ path, label }) =>
        path !== null && (
          <button className="link" aria-label={`Make root: ${label}`} onClick={() => openRoot(path)}>
            Make root
          </button>
        )
      }
      fileName="lineage"
    />
  );
}

function columnsOf(
  graph: LoadedGraph,
  nodes: readonly GraphNode[],
): [TableColumn<GraphNode>, ...TableColumn<GraphNode>[]] {
  const places = new Map(nodes.map(({ id }, index) => [id, index]));
  const names = (id: string, side: Side): string[] =>
    [...neighbours(graph, id, side)]
      .flatMap((other) => places.get(other) ?? [])
      .sort((one, other) => one - other)
      .map((place) => nodes[place]?.label ?? '');
  const sides = (['up', 'down'] as const).map((side): TableColumn<GraphNode> => ({
    name: side === 'up' ? 'Upstream' : 'Downstream',
    value: ({ id }) => names(id, side).join('; '),
    show: ({ id }) => <Names all={names(id, side)} />,
    className: 'names',
  }));
  return [
    { name: 'Name', value: ({ label }) => label },
    { name: 'Kind', value: ({ kind }) => kind },
    { name: 'Type', value: ({ type }) => type },
    {
      name: 'State',
      value: ({ kind, reason, state, expiresAt }) =>
        expiresAt !== null && Date.parse(expiresAt) < Date.now()
          ? 'expired'
          : kind === 'hidden'
            ? reason
            : (state?.toLowerCase() ?? null),
    },
    { name: 'Owner', value: ({ user }) => user },
    { name: 'Project', value: projectOf },
    ...sides,
    { name: 'Created', value: ({ createdAt }) => createdAt?.slice(0, 10) ?? null, className: 'when' },
  ];
}

const named = 8;

/** All but the first are rendered on demand: a row can have thousands. */
function Names({ all }: { all: readonly string[] }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const rest = all.length - named;
  return (
    <>
      {all.slice(0, named).join(', ')}
      {rest > 0 && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>and {rest.toLocaleString('en')} more</summary>
          {isOpen && all.slice(named).join(', ')}
        </details>
      )}
    </>
  );
}
