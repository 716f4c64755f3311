import { useMemo, useState } from 'react';
import { membersDocument } from '../documents.ts';
import { describeCard } from '../folding/describe.ts';
import type { Card } from '../folding/fold.ts';
import { matchesFilter, memberValuesOf, valueNames } from '../graph/members.ts';
import { byLabel, type GraphNode } from '../graph/model.ts';
import { useNodeValues } from '../use-node-values.ts';
import { sorted, type Cell, type Column, type Sort } from './columns.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { shortDate, valueText } from './words.ts';

const few = 3;
/** With more columns a table cannot be read. The others are shown on request. */
const mostColumns = 8;
const noIds: readonly string[] = [];

interface MembersProps {
  card: Card;
  takeOut: (ids: readonly string[], selected: readonly string[]) => void;
}

/** The members of a group as a table, runs with their configuration and summary. */
export function Members({ card, takeOut }: MembersProps) {
  const [typed, setTyped] = useState('');
  const [isWide, setWide] = useState(false);
  const [sort, setSort] = useState<Sort | null>(null);
  const members = useMemo(() => [...card.members].sort(byLabel), [card]);
  const isRun = members[0]?.kind === 'run';
  const ids = useMemo(() => (isRun ? members.map(({ id }) => id) : noIds), [isRun, members]);
  const { values, failure, missing, retry } = useNodeValues(membersDocument, ids, memberValuesOf);
  const { varying, constant } = useMemo(() => valueNames([...values.values()]), [values]);
  const columns = useMemo((): TableColumn<GraphNode>[] => {
    const names = isWide ? [...varying, ...constant] : varying.slice(0, mostColumns);
    const valueOf = (node: GraphNode, name: string): Cell => {
      const value = values.get(node.id)?.get(name);
      return typeof value === 'number' ? value : valueText(value);
    };
    return [
      { name: 'Name', value: ({ label }) => label },
      ...names.map((name): TableColumn<GraphNode> => ({
        name,
        value: (node) => valueOf(node, name),
        show: (node) => valueText(values.get(node.id)?.get(name)),
      })),
      { name: 'State', value: ({ state }) => state?.toLowerCase() ?? null },
      ...(isRun
        ? [{ name: 'Owner', value: ({ user }: GraphNode) => user }]
        : [{ name: 'Aliases', value: ({ aliases }: GraphNode) => aliases.join(', ') }]),
      {
        name: 'Created',
        value: ({ createdAt }) => createdAt,
        show: ({ createdAt }) => shortDate(createdAt),
        className: 'when',
      },
    ];
  }, [isWide, isRun, varying, constant, values]);
  const rows = useMemo(
    () =>
      typed.trim() === ''
        ? members
        : members.filter((node) => matchesFilter(node, values.get(node.id), typed)),
    [members, values, typed],
  );
  const { kind, notes } = describeCard(card);
  const things = isRun ? (kind === 'run' ? 'runs' : `${kind} runs`) : `${kind} versions`;
  const isLoading = missing > 0 && failure === null;
  const hidden = varying.length + constant.length - Math.min(varying.length, mostColumns);
  return (
    <>
      <p className="lead">
        {members.length.toLocaleString('en')} {things} with the same upstream and downstream shape, as far as
        loaded{notes.length > 0 ? `; ${notes.join(', ')}` : ''}.
      </p>
      <div className="row">
        <input
          type="search"
          aria-label="Filter the members of this group"
          placeholder={isRun ? 'Filter: words, or lr<0.01' : 'Filter'}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button
          onClick={() =>
            takeOut(
              members.slice(0, few).map(({ id }) => id),
              [],
            )
          }
        >
          Take out the first {few}
        </button>
        {hidden > 0 && (
          <button aria-pressed={isWide} onClick={() => setWide(!isWide)}>
            {isWide ? 'Fewer columns' : `${hidden.toLocaleString('en')} more columns`}
          </button>
        )}
      </div>
      <p role="status" className="small">
        {isLoading && `Loading configuration and metrics, ${missing.toLocaleString('en')} to go. `}
        <Best rows={rows} columns={columns} sort={sort} />
      </p>
      {failure !== null && (
        <p className="small bad" role="alert">
          Could not load all configurations: {failure} <button onClick={retry}>Retry</button>
        </p>
      )}
      <DataTable
        label="Members of this group"
        caption={`${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'member' : 'members'}`}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        fileName="members"
        sort={sort}
        onSort={setSort}
        actions={({ id, label }) => (
          <button className="link" aria-label={`Take out ${label}`} onClick={() => takeOut([id], [id])}>
            Take out
          </button>
        )}
      />
    </>
  );
}

interface BestProps {
  rows: readonly GraphNode[];
  columns: readonly Column<GraphNode>[];
  sort: Sort | null;
}

/** The first row by a numeric column, in words. */
function Best({ rows, columns, sort }: BestProps) {
  const column = columns.find(({ name }) => name === sort?.column);
  if (sort === null || column === undefined) return null;
  const [best] = sorted(rows, column, sort.isDown);
  const value = best === undefined ? null : column.value(best);
  if (best === undefined || typeof value !== 'number') return null;
  return `${sort.isDown ? 'Highest' : 'Lowest'} ${column.name}: ${best.label} (${valueText(value)})`;
}
