import { cardSize, type Positions, type Size } from '../layout/grid.ts';

export interface Viewport {
  x: number;
  y: number;
  zoom: number;
}

/** The part of the canvas that nothing covers. */
export interface Room extends Size {
  left: number;
}

/** `start`: everything if it is readable, otherwise the surroundings of the root. `fit`: everything. */
export type Framing = 'start' | 'fit';

/** The zoom from which a card is readable without larger text, and the one from which more than its name is. */
const comfortable = 0.85;
const middling = 0.62;
export const smallest = 0.04;
const largest = 1.1;
/** Around a drawing, for the handles of its cards. */
const margin = 40;

export function sizeWord(zoom: number): 'large' | 'middle' | 'small' {
  return zoom >= comfortable ? 'large' : zoom >= middling ? 'middle' : 'small';
}

/** The viewport that shows a drawing. Null if it is empty. */
export function framed(room: Room, positions: Positions, root: string, framing: Framing): Viewport | null {
  const box = boxOf(Object.values(positions));
  if (box === null) return null;
  const whole = zoomFor(room, box);
  const zoom = framing === 'fit' || whole >= middling ? Math.min(whole, largest) : comfortable;
  const place = positions[root] ?? box;
  return {
    x: room.left + along(room.width, box.x, box.width, place.x + cardSize.width / 2, zoom),
    y: along(room.height, box.y, box.height, place.y + cardSize.height / 2, zoom),
    zoom,
  };
}

/** Centred if everything fits, otherwise around the root without unused space. */
function along(room: number, start: number, size: number, root: number, zoom: number): number {
  if (size * zoom + 2 * margin <= room + 1) return room / 2 - (start + size / 2) * zoom;
  const first = margin - start * zoom;
  const last = room - margin - (start + size) * zoom;
  return Math.min(first, Math.max(last, room / 2 - root * zoom));
}

/** The viewport moved, and zoomed out if necessary, just enough to show all of these cards. */
export function revealed(room: Room, cards: readonly { x: number; y: number }[], view: Viewport): Viewport {
  const box = boxOf(cards);
  if (box === null) return view;
  const zoom = Math.max(smallest, Math.min(view.zoom, zoomFor(room, box)));
  // Zooming out keeps the middle of the room.
  const [middleX, middleY] = [room.left + room.width / 2, room.height / 2];
  const x = middleX - ((middleX - view.x) * zoom) / view.zoom;
  const y = middleY - ((middleY - view.y) * zoom) / view.zoom;
  const into = (from: number, to: number, end: number): number =>
    from < 0 ? -from : to > end ? Math.max(end - to, -from) : 0;
  const [left, top] = [box.x * zoom + x - room.left - margin, box.y * zoom + y - margin];
  return {
    x: x + into(left, left + box.width * zoom + 2 * margin, room.width),
    y: y + into(top, top + box.height * zoom + 2 * margin, room.height),
    zoom,
  };
}

function zoomFor(room: Room, box: Size): number {
  const zoom = Math.min((room.width - 2 * margin) / box.width, (room.height - 2 * margin) / box.height);
  return Math.max(zoom, smallest);
}

function boxOf(places: readonly { x: number; y: number }[]) {
  if (places.length === 0) return null;
  const [x, y] = [Math.min(...places.map((place) => place.x)), Math.min(...places.map((place) => place.y))];
  return {
    x,
    y,
    width: Math.max(...places.map((place) => place.x)) - x + cardSize.width,
    height: Math.max(...places.map((place) => place.y)) - y + cardSize.height,
  };
}

/** The card, and those of the others nearest to it that can be shown with it at a readable size. */
export function nearestShown(
  room: Room,
  positions: Positions,
  id: string,
  others: readonly string[],
  view: Viewport,
): string[] {
  const here = positions[id];
  if (here === undefined) return [...others];
  const distance = (other: string): number => {
    const there = positions[other] ?? here;
    return Math.hypot(there.x - here.x, there.y - here.y);
  };
  let shown = others.toSorted((one, other) => distance(one) - distance(other));
  const placesOf = (): { x: number; y: number }[] => [
    here,
    ...shown.flatMap((other) => positions[other] ?? []),
  ];
  while (shown.length > 1 && revealed(room, placesOf(), view).zoom < Math.min(view.zoom, middling))
    shown = shown.slice(0, Math.ceil(shown.length / 2));
  return [id, ...shown];
}
