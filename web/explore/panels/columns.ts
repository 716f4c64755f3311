export type Cell = string | number | null;

export interface Column<Row> {
  name: string;
  /** What the column is sorted by, and what the CSV file has. */
  value: (row: Row) => Cell;
}

export interface Sort {
  column: string;
  isDown: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Rows in the order of a column. Missing values come last in both directions. */
export function sorted<Row>(rows: readonly Row[], { value }: Column<Row>, isDown: boolean): Row[] {
  const order = (one: Cell, other: Cell): number => {
    const [isEmpty, isOtherEmpty] = [one === null || one === '', other === null || other === ''];
    if (isEmpty || isOtherEmpty) return Number(isEmpty) - Number(isOtherEmpty);
    const compared =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : collator.compare(`${one}`, `${other}`);
    return isDown ? -compared : compared;
  };
  return rows.toSorted((one, other) => order(value(one), value(other)));
}

/** CSV as in RFC 4180. Text that a spreadsheet would run as a formula is prefixed with an apostrophe. */
export function csvFrom(
  names: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cell = (value: string | number | null): string => {
    if (typeof value !== 'string') return value === null ? '' : String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [names, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
