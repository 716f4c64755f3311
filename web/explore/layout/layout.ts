import { coordGreedy, coordSimplex, decrossTwoLayer, graphConnect, layeringSimplex, sugiyama } from 'd3-dag';
import { placeBeside } from './beside.ts';
import { columnOf, gap, cardSize, pitch, type Positions } from './grid.ts';
import { lanesOf, type Lanes } from './lanes.ts';

export interface LayoutInput {
  ids: readonly string[];
  edges: readonly { from: string; to: string }[];
  /** Where cards are drawn already. Null to lay out everything anew. */
  held: Positions | null;
}

export interface Layout {
  positions: Positions;
  lanes: Lanes;
}

/**
 * Places cards in columns from left to right, in the direction of data flow, and finds a lane for each edge that passes
 * a column. Cards that are held stay where they are.
 */
export function layOut({ ids, edges, held }: LayoutInput): Layout {
  // An edge from a group to itself has no place in layers.
  const between = edges.filter(({ from, to }) => from !== to);
  if (held !== null && ids.some((id) => id in held)) {
    const positions = placeBeside(ids, between, held);
    return { positions, lanes: lanesOf(positions, edges, new Map()) };
  }
  const { positions, bends } = layered(ids, between);
  straighten(positions, between, bends);
  return { positions, lanes: lanesOf(positions, edges, bends) };
}

/** With more cards, straight edges take too long to compute. */
const mostStraightened = 150;

interface Layered {
  positions: Positions;
  /** For each edge as `from>to`, the y at which it passes a column. */
  bends: Map<string, ReadonlyMap<number, number>>;
}

/** The layout by layers, with few crossings. */
function layered(ids: readonly string[], edges: LayoutInput['edges']): Layered {
  if (ids.length === 0) return { positions: {}, bends: new Map() };
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const graph = graphConnect().single(true)([
    ...edges.map(({ from, to }): [string, string] => [from, to]),
    ...ids.filter((id) => !linked.has(id)).map((id): [string, string] => [id, id]),
  ]);
  // It lays out from top to bottom, so x and y are exchanged.
  sugiyama()
    .nodeSize([cardSize.height, cardSize.width])
    .gap([gap.height, gap.width])
    .layering(layeringSimplex())
    .decross(decrossTwoLayer())
    .coord(ids.length > mostStraightened ? coordGreedy() : coordSimplex())(graph);
  const columns = [...new Set([...graph.nodes()].map(({ y }) => Math.round(y)))].sort((a, b) => a - b);
  const positions: Positions = {};
  for (const node of graph.nodes())
    positions[node.data] = {
      x: columns.indexOf(Math.round(node.y)) * pitch,
      y: Math.round(node.x - cardSize.height / 2),
    };
  const bends = new Map<string, ReadonlyMap<number, number>>();
  for (const { source, target, points } of graph.links()) {
    const first = columnOf(positions[source.data]);
    const inside = points.slice(1, -1).map(([y], index): [number, number] => [first + 1 + index, y]);
    bends.set(`${source.data}>${target.data}`, new Map(inside));
  }
  return { positions, bends };
}

/** Moves cards of chains to one height, where nothing is in between. */
function straighten(positions: Positions, edges: LayoutInput['edges'], bends: Layered['bends']): void {
  const [degreeOut, degreeIn] = [countBy(edges, 'from'), countBy(edges, 'to')];
  const move = (id: string, y: number): boolean => {
    const place = positions[id];
    if (place === undefined) return false;
    const [least, most] = [
      Math.min(place.y, y) - gap.height,
      Math.max(place.y, y) + cardSize.height + gap.height,
    ];
    const column = columnOf(place);
    const isBlocked =
      Object.entries(positions).some(
        ([other, { x, y: top }]) =>
          other !== id && x === place.x && top < most && top + cardSize.height > least,
      ) || [...bends.values()].some((passes) => isBetween(passes.get(column), least, most));
    if (!isBlocked) positions[id] = { x: place.x, y };
    return !isBlocked;
  };
  const links = edges
    .filter(({ from, to }) => degreeOut.get(from) === 1 && degreeIn.get(to) === 1)
    .sort((one, other) => (positions[one.from]?.x ?? 0) - (positions[other.from]?.x ?? 0));
  for (const { from, to } of links) {
    const [start, end] = [positions[from], positions[to]];
    if (start === undefined || end === undefined || start.y === end.y) continue;
    if (columnOf(end) === columnOf(start) + 1 && !move(to, start.y)) move(from, end.y);
  }
}

function isBetween(y: number | undefined, least: number, most: number): boolean {
  return y !== undefined && y > least && y < most;
}

function countBy(edges: LayoutInput['edges'], end: 'from' | 'to'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const edge of edges) counts.set(edge[end], (counts.get(edge[end]) ?? 0) + 1);
  return counts;
}
