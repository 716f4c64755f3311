export interface Size {
  width: number;
  height: number;
}

/** As in the style sheet. */
export const cardSize: Size = { width: 240, height: 76 };
/** The least space between two cards. */
export const gap: Size = { width: 76, height: 24 };
/** From one column to the next. */
export const pitch = cardSize.width + gap.width;

/** The upper left corners of the cards. All cards of a column have the same x, a multiple of the pitch. */
export type Positions = Record<string, { x: number; y: number }>;

export function columnOf(place: { x: number } | undefined): number {
  return Math.round((place?.x ?? 0) / pitch);
}

export type Interval = readonly [from: number, to: number];

/** The number nearest to `wanted` that is inside none of the intervals. */
export function nearestFree(wanted: number, taken: readonly Interval[]): number {
  const isFree = (at: number): boolean => taken.every(([from, to]) => at <= from || at >= to);
  if (isFree(wanted)) return wanted;
  let best = Infinity;
  for (const at of taken.flat())
    if (Math.abs(at - wanted) <= Math.abs(best - wanted) && isFree(at)) best = at;
  return best;
}
