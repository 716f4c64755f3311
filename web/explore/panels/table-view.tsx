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

const step = 200;

export function TableView({
  graph,
  visible,
  find,
  selected,
  rootId,
  onShown,
  onSelect,
  openRoot,
}: TableViewProps) {
  const [most, setMost] = useState(step);
  const nodes = useMemo(() => {
    const sorted = [...visible].flatMap((id) => graph.nodes.get(id) ?? []).sort(byLabel);
    return [...sorted.filter(({ id }) => id === rootId), ...sorted.filter(({ id }) => id !== rootId)];
  }, [graph, visible, rootId]);
  useEffect(onShown, [rootId]);
  const places = useMemo(() => new Map(nodes.map(({ id }, index) => [id, index])), [nodes]);
  const isAll = find.trim() === '';
  const rows = useMemo(
    () => (isAll ? nodes : nodes.filter((node) => matches(node, find))),
    [nodes, isAll, find],
  );
  const names = (id: string, side: Side): ReactNode => (
    <Names of={neighbours(graph, id, side)} nodes={nodes} places={places} />
  );
  return (
    <div className="table" tabIndex={0} role="region" aria-label="Table of visible nodes">
      <table>
        <caption>
          {!isAll
            ? `${rows.length.toLocaleString('en')} of ${counted(nodes.length, 'node')} match “${find.trim()}”.`
            : `${counted(nodes.length, 'node')}.`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">Type</th>
            <th scope="col">State</th>
            <th scope="col">Project</th>
            <th scope="col">Upstream</th>
            <th scope="col">Downstream</th>
            <th scope="col">Created</th>
            <th scope="col">Action</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((node) => (
            <tr
              key={node.id}
              className={`${node.id === rootId ? 'root' : ''} ${selected.includes(node.id) ? 'selected' : ''}`}
            >
              <th scope="row">
                <button
                  className="link"
                  aria-pressed={selected.includes(node.id)}
                  onClick={(event) => onSelect(node.id, event.shiftKey)}
                >
                  {node.label}
                </button>
              </th>
              <td>{node.kind}</td>
              <td>{node.type ?? ''}</td>
              <td>{node.kind === 'hidden' ? (node.reason ?? '') : (node.state ?? '').toLowerCase()}</td>
              <td>{projectOf(node) ?? ''}</td>
              <td className="names">{names(node.id, 'up')}</td>
              <td className="names">{names(node.id, 'down')}</td>
              <td className="when">{node.createdAt?.slice(0, 10) ?? ''}</td>
              <td className="when">
                {node.path !== null && (
                  <button
                    className="link"
                    aria-label={`Make root: ${node.label}`}
                    onClick={() => openRoot(node.path ?? '')}
                  >
                    Make root
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && (
        <button onClick={() => setMost(most + step)}>Show {Math.min(step, rows.length - most)} more</button>
      )}
    </div>
  );
}

const named = 8;

interface NamesProps {
  of: ReadonlySet<string>;
  nodes: readonly GraphNode[];
  places: ReadonlyMap<string, number>;
}

/** Names in the order of the rows. All but the first are rendered on demand: a row can have thousands. */
function Names({ of, nodes, places }: NamesProps) {
  const [isOpen, setOpen] = useState(false);
  const all = useMemo(
    () =>
      [...of]
        .flatMap((id) => places.get(id) ?? [])
        .sort((one, other) => one - other)
        .map((place) => nodes[place]?.label),
    [of, nodes, places],
  );
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
