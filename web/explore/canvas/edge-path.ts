import { cardSize, gap, pitch } from '../layout/grid.ts';
import type { Lanes } from '../layout/lanes.ts';

export interface EdgePath {
  /** As in the `d` attribute of an SVG path. */
  path: string;
  /** Where the label stands: in the first gap between two columns. */
  label: { x: number; y: number };
}

interface Point {
  x: number;
  y: number;
}

/**
 * From the right edge of a card to the left edge of another. It curves only in the gaps between columns and passes each
 * column level, in its lane.
 */
export function edgePath(start: Point, end: Point, lanes: Lanes[string]): EdgePath {
  const middle = cardSize.height / 2;
  const isBack = end.x <= start.x;
  const from = { x: start.x + cardSize.width, y: start.y + middle };
  const to = { x: end.x, y: end.y + middle };
  const parts = [`M${at(from)}`];
  let here = from;
  const curveTo = (next: Point): void => {
    // An edge that runs back turns around in the gaps beside its ends.
    const turn = here === from ? gap.width * 0.6 : -gap.width * 0.6;
    const x = here.x + (next.x === here.x ? turn : (next.x - here.x) / 2);
    parts.push(`C${at({ x, y: here.y })} ${at({ x, y: next.y })} ${at(next)}`);
    here = next;
  };
  let label: Point | null = null;
  for (const { column, y } of lanes) {
    const [left, right] = [column * pitch, column * pitch + cardSize.width];
    const [enter, leave] = isBack ? [right, left] : [left, right];
    curveTo({ x: enter, y });
    label ??= { x: (from.x + enter) / 2, y: (from.y + y) / 2 };
    here = { x: leave, y };
    parts.push(`L${at(here)}`);
  }
  curveTo(to);
  return { path: parts.join(''), label: label ?? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } };
}

const at = ({ x, y }: Point): string => `${Math.round(x)},${Math.round(y)}`;
