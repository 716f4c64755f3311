import { cardSize, columnOf, gap, nearestFree, pitch, type Interval, type Positions } from './grid.ts';

type Edges = readonly { from: string; to: string }[];

/**
 * Places new cards beside their neighbours. The other cards keep their places, except those that would have to be left of
 * a card that they were made from.
 */
export function placeBeside(ids: readonly string[], edges: Edges, held: Positions): Positions {
  const up = adjacency(edges, 'to', 'from');
  const down = adjacency(edges, 'from', 'to');
  const places = new Places();
  for (const id of ids) {
    const place = held[id];
    if (place !== undefined) places.put(id, columnOf(place), place.y);
  }
  let waiting = ids.filter((id) => !(id in held));
  while (waiting.length > 0) {
    const next = waiting
      .map((id) => ({ id, ...placeAmong(places, up.get(id) ?? [], down.get(id) ?? []) }))
      .filter(({ isBeside }) => isBeside)
      .sort((one, other) => one.y - other.y);
    // Cards without any connection to the others stand below them.
    if (next.length === 0) for (const id of waiting) places.put(id, 0, places.bottom());
    for (const { id, column, y } of next) places.put(id, column, y);
    waiting = waiting.filter((id) => !places.has(id));
  }
  pushRight(places, down);
  return places.positions;
}

class Places {
  readonly positions: Positions = {};

  has(id: string): boolean {
    return id in this.positions;
  }

  column(id: string): number {
    return columnOf(this.positions[id]);
  }

  /** Puts a card into the free place of a column that is nearest to `y`. */
  put(id: string, column: number, y: number): void {
    const taken: Interval[] = [];
    for (const [other, place] of Object.entries(this.positions))
      if (other !== id && columnOf(place) === column)
        taken.push([place.y - cardSize.height - gap.height, place.y + cardSize.height + gap.height]);
    this.positions[id] = { x: column * pitch, y: nearestFree(y, taken) };
  }

  bottom(): number {
    return Math.max(...Object.values(this.positions).map(({ y }) => y)) + cardSize.height + gap.height;
  }
}

function placeAmong(places: Places, up: readonly string[], down: readonly string[]) {
  const before = up.filter((id) => places.has(id));
  const after = down.filter((id) => places.has(id));
  const neighbours = [...before, ...after];
  const ys = neighbours.map((id) => places.positions[id]?.y ?? 0);
  const column =
    before.length > 0
      ? Math.max(...before.map((id) => places.column(id))) + 1
      : Math.min(...after.map((id) => places.column(id))) - 1;
  return {
    isBeside: neighbours.length > 0,
    column,
    y: ys.reduce((sum, y) => sum + y, 0) / Math.max(ys.length, 1),
  };
}

/** Moves the ends of edges that would run back, and what follows them, by whole columns. Cycles stay as they are. */
function pushRight(places: Places, down: ReadonlyMap<string, readonly string[]>): void {
  const reaches = (from: string, to: string): boolean => {
    const met = new Set([from]);
    for (const id of met) for (const next of down.get(id) ?? []) met.add(next);
    return met.has(to);
  };
  const queue = [...Object.keys(places.positions)];
  for (let id = queue.shift(); id !== undefined; id = queue.shift())
    for (const next of down.get(id) ?? []) {
      if (!places.has(next) || places.column(next) > places.column(id) || reaches(next, id)) continue;
      places.put(next, places.column(id) + 1, places.positions[next]?.y ?? 0);
      queue.push(next);
    }
}

function adjacency(edges: Edges, of: 'from' | 'to', what: 'from' | 'to'): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const edge of edges) {
    const list = lists.get(edge[of]);
    if (list === undefined) lists.set(edge[of], [edge[what]]);
    else list.push(edge[what]);
  }
  return lists;
}
