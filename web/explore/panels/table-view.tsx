import { useMemo, useState } from 'react';
import { matches } from '../graph/find.ts';
import { neighbours, projectOf, type LoadedGraph } from '../graph/model.ts';

interface TableViewProps {
  graph: LoadedGraph;
  visible: ReadonlySet<string>;
  find: string;
  selected: readonly string[];
  rootId: string;
  onSelect: (id: string, also?: boolean) => void;
  openRoot: (path: string) => void;
}

const step = 200;

export function TableView({ graph, visible, find, selected, rootId, onSelect, openRoot }: TableViewProps) {
  const [most, setMost] = useState(step);
  const rows = useMemo(() => {
    const nodes = [...visible].flatMap((id) => graph.nodes.get(id) ?? []);
    return find.trim() === '' ? nodes : nodes.filter((node) => matches(node, find));
  }, [graph, visible, find]);
  const names = (id: string, side: 'up' | 'down'): string => {
    const shown = [...neighbours(graph, id, side)].filter((other) => visible.has(other));
    const first = shown.slice(0, 2).map((other) => graph.nodes.get(other)?.label ?? '');
    return shown.length > 2
      ? `${first.join(', ')} and ${(shown.length - 2).toLocaleString('en')} more`
      : first.join(', ');
  };
  return (
    <div className="table" tabIndex={0} role="region" aria-label="Table of the nodes shown">
      <table>
        <caption>{rows.length.toLocaleString('en')} nodes; the same as in the graph</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">Type</th>
            <th scope="col">State</th>
            <th scope="col">Project</th>
            <th scope="col">Made from</th>
            <th scope="col">Led to</th>
            <th scope="col">Created</th>
            <th scope="col">Show</th>
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
              <td>{names(node.id, 'up')}</td>
              <td>{names(node.id, 'down')}</td>
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
