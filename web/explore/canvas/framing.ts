import type { Positions } from '../layout/layout.ts';
import { cardSize, leastReadable, margins, middling, type Size } from '../layout/wrap.ts';

export interface Viewport {
  x: number;
  y: number;
  zoom: number;
}

/** `start`: everything if it is readable, otherwise the surroundings of the root. `fit`: as much as is readable. */
export type Framing = 'start' | 'fit';

/** The zoom from which a card is readable without larger text. */
const comfortable = 0.85;
const largest = 1.1;

export function sizeWord(zoom: number): 'large' | 'middle' | 'small' {
  return zoom >= comfortable ? 'large' : zoom >= middling ? 'middle' : 'small';
}

/** The viewport that shows a drawing. Null if it is empty. */
export function framed(room: Size, positions: Positions, root: string, framing: Framing): Viewport | null {
  const all = Object.values(positions);
  if (all.length === 0) return null;
  const [left, top] = [Math.min(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y))];
  const width = Math.max(...all.map(({ x }) => x)) - left + cardSize.width;
  const height = Math.max(...all.map(({ y }) => y)) - top + cardSize.height;
  const whole = Math.min(room.width / (width + margins.width), room.height / (height + margins.height));
  const [least, otherwise] = framing === 'start' ? [middling, comfortable] : [leastReadable, leastReadable];
  const zoom = whole >= least ? Math.min(whole, largest) : otherwise;
  const place = positions[root] ?? { x: left, y: top };
  return {
    x: along(room.width, left, width, place.x + cardSize.width / 2, zoom, margins.width),
    y: along(room.height, top, height, place.y + cardSize.height / 2, zoom, margins.height),
    zoom,
  };
}

/** Centred if everything fits, otherwise around the root without unused space. */
function along(room: number, start: number, size: number, root: number, zoom: number, free: number): number {
  const margin = 36;
  if ((size + free) * zoom <= room + 1) return room / 2 - (start + size / 2) * zoom;
  const first = margin - start * zoom;
  const last = room - margin - (start + size) * zoom;
  return Math.min(first, Math.max(last, room / 2 - root * zoom));
}

/** The viewport moved just enough to show a whole card. */
export function revealed(room: Size, card: { x: number; y: number }, { x, y, zoom }: Viewport): Viewport {
  const into = (from: number, to: number, end: number): number =>
    from < 0 ? -from : to > end ? Math.max(end - to, -from) : 0;
  const [left, top] = [card.x * zoom + x - 36, card.y * zoom + y - 20];
  return {
    x: x + into(left, left + cardSize.width * zoom + 72, room.width),
    y: y + into(top, top + cardSize.height * zoom + 40, room.height),
    zoom,
  };
}
