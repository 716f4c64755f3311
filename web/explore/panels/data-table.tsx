import { useMemo, useState, type ReactNode } from 'react';
import { csvFrom, sorted, type Column, type Sort } from './columns.ts';
import { saveFile } from './save-file.ts';

export interface TableColumn<Row> extends Column<Row> {
  /** What is shown, if it is more than the value. */
  show?: (row: Row) => ReactNode;
  className?: string;
}

interface DataTableProps<Row> {
  label: string;
  caption: ReactNode;
  /** The first column names the row. */
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  classOf?: (row: Row) => string;
  /** Buttons of a row. They are not part of the CSV file. */
  actions?: (row: Row) => ReactNode;
  fileName: string;
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
}

const step = 200;
/** A table that is sorted by a click on a column's name, and saved as CSV. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, caption, columns, rows, keyOf, classOf, actions, fileName } = props;
  const [most, setMost] = useState(step);
  const [ownSort, setOwnSort] = useState<Sort | null>(null);
  const [sort, setSort] = props.onSort ? [props.sort ?? null, props.onSort] : [ownSort, setOwnSort];
  const ordered = useMemo(() => {
    const column = columns.find(({ name }) => name === sort?.column);
    return column === undefined ? rows : sorted(rows, column, sort?.isDown ?? false);
  }, [rows, columns, sort]);
  return (
    <div className="table" tabIndex={0} role="region" aria-label={label}>
      <table>
        <caption>
          {caption}{' '}
          <button
            onClick={() =>
              saveFile(
                `${fileName}.csv`,
                csvFrom(
                  columns.map(({ name }) => name),
                  ordered.map((row) => columns.map(({ value }) => value(row))),
                ),
              )
            }
          >
            Download CSV
          </button>
        </caption>
        <thead>
          <tr>
            {columns.map(({ name }) => (
              <th
                scope="col"
                key={name}
                aria-sort={sort?.column !== name ? undefined : sort.isDown ? 'descending' : 'ascending'}
              >
                <button
                  className="link"
                  onClick={() => setSort({ column: name, isDown: sort?.column === name && !sort.isDown })}
                >
                  {name}
                  {sort?.column === name && <span aria-hidden="true">{sort.isDown ? ' ↓' : ' ↑'}</span>}
                </button>
              </th>
            ))}
            {actions && <th scope="col">Action</th>}
          </tr>
        </thead>
        <tbody>
          {ordered.slice(0, most).map((row) => (
            <tr key={keyOf(row)} className={classOf?.(row)}>
              {columns.map(({ name, value, show, className }, index) => {
                const content = show ? show(row) : value(row);
                return index === 0 ? (
                  <th scope="row" key={name}>
                    {content}
                  </th>
                ) : (
                  <td key={name} className={className}>
                    {content}
                  </td>
                );
              })}
              {actions && <td className="when">{actions(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {ordered.length > most && (
        <button onClick={() => setMost(most + step)}>
          Show {Math.min(step, ordered.length - most)} more
        </button>
      )}
    </div>
  );
}
