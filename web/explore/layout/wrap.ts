import type { Positions } from './layout.ts';

export interface Size {
  width: number;
  height: number;
}

/** As in the style sheet. */
export const cardSize: Size = { width: 268, height: 64 };
/** The zoom from which the largest text of a card is readable, and the one from which more than its name is. */
export const leastReadable = 0.45;
export const middling = 0.62;
/** The margin around a drawing, both sides together. */
export const margins: Size = { width: 96, height: 72 };
/** The space between two rows. Edges between rows run in its middle. */
const gutter = 78;

/**
 * Breaks a drawing that is too wide to be readable into rows, like text into lines. All cards have the same size, and cards of
 * one column have the same x.
 */
export function wrapped(positions: Positions, card: Size, room: Size): Positions {
  const columns = columnsOf(positions);
  const zoomOf = ({ width, height }: Size): number =>
    Math.min(room.width / (width + margins.width), room.height / (height + margins.height));
  const inOneRow = zoomOf(sizeOf([columns], card));
  if (inOneRow >= middling) return positions;
  let best = { zoom: inOneRow, rows: [columns] };
  for (let length = columns.length - 1; length >= 1; length -= 1) {
    const rows = Array.from({ length: Math.ceil(columns.length / length) }, (_, index) =>
      columns.slice(index * length, (index + 1) * length),
    );
    const zoom = zoomOf(sizeOf(rows, card));
    if (zoom > best.zoom * 1.05) best = { zoom, rows };
  }
  // Rows make edges longer, so they are only used if they make cards larger.
  const isWorthIt = best.zoom >= middling || inOneRow < leastReadable;
  return best.rows.length > 1 && isWorthIt ? placed(best.rows, card) : positions;
}

interface Column {
  x: number;
  cards: { id: string; y: number }[];
}

function columnsOf(positions: Positions): Column[] {
  const columns = new Map<number, Column>();
  for (const [id, { x, y }] of Object.entries(positions)) {
    const key = Math.round(x);
    const column = columns.get(key) ?? { x, cards: [] };
    column.cards.push({ id, y });
    columns.set(key, column);
  }
  return [...columns.values()].sort((a, b) => a.x - b.x);
}

function placed(rows: readonly Column[][], card: Size): Positions {
  const positions: Positions = {};
  let below = 0;
  rows.forEach((row, index) => {
    const { left, top, height } = extentOf(row, card);
    for (const { x, cards } of row)
      for (const { id, y } of cards)
        positions[id] = {
          x: x - left,
          y: y - top + below,
          ...(index > 0 && { gutter: below - gutter / 2 }),
        };
    below += height + gutter;
  });
  return positions;
}

function sizeOf(rows: readonly Column[][], card: Size): Size {
  const extents = rows.map((row) => extentOf(row, card));
  return {
    width: Math.max(...extents.map(({ width }) => width)),
    height: extents.reduce((sum, { height }) => sum + height + gutter, -gutter),
  };
}

function extentOf(row: readonly Column[], card: Size) {
  const all = row.flatMap(({ cards }) => cards.map(({ y }) => y));
  const [left, top] = [row[0]?.x ?? 0, Math.min(...all)];
  const width = (row.at(-1)?.x ?? left) - left + card.width;
  return { left, top, width, height: Math.max(...all) - top + card.height };
}
