import { cardSize, columnOf, nearestFree, type Interval, type Positions } from './grid.ts';

/** For each edge as `from>to`, the columns that it passes between its ends, in its direction, and at which y. */
export type Lanes = Record<string, readonly { column: number; y: number }[]>;

const fromCards = 12;
const fromLanes = 9;

/**
 * Finds a lane for each edge through each column that it passes, so that it runs under no card. `wanted` has the preferred
 * places by edge and column; without one, the straight line is preferred.
 */
export function lanesOf(
  positions: Positions,
  edges: readonly { from: string; to: string }[],
  wanted: ReadonlyMap<string, ReadonlyMap<number, number>>,
): Lanes {
  const taken = new Map<number, Interval[]>();
  for (const place of Object.values(positions)) {
    const column = columnOf(place);
    const interval: Interval = [place.y - fromCards, place.y + cardSize.height + fromCards];
    const list = taken.get(column);
    if (list === undefined) taken.set(column, [interval]);
    else list.push(interval);
  }
  const passes = edges.flatMap(({ from, to }) => {
    const [start, end] = [positions[from], positions[to]];
    if (start === undefined || end === undefined) return [];
    const key = `${from}>${to}`;
    const columns = columnsBetween(columnOf(start), columnOf(end));
    return columns.map((column, index) => {
      const straight = start.y + ((end.y - start.y) * (index + 1)) / (columns.length + 1);
      return { key, column, y: wanted.get(key)?.get(column) ?? straight + cardSize.height / 2 };
    });
  });
  const lanes: Record<string, { column: number; y: number }[]> = {};
  for (const { key, column, y } of passes.toSorted((one, other) => one.y - other.y)) {
    const list = taken.get(column) ?? [];
    const free = nearestFree(y, list);
    taken.set(column, [...list, [free - fromLanes, free + fromLanes]]);
    (lanes[key] ??= []).push({ column, y: free });
  }
  for (const { from, to } of edges) {
    const isBack = columnOf(positions[to]) <= columnOf(positions[from]);
    lanes[`${from}>${to}`]?.sort((one, other) =>
      isBack ? other.column - one.column : one.column - other.column,
    );
  }
  return lanes;
}

/** An edge that runs back passes the columns of its ends too. */
function columnsBetween(from: number, to: number): number[] {
  if (to > from) return Array.from({ length: to - from - 1 }, (_, index) => from + 1 + index);
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}
