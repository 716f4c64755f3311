import type { FoldedGraph } from '../folding/fold.ts';
import type { Positions } from '../layout/grid.ts';

/** The card that an arrow key moves to: along an edge to the left or right, or the next one in the column. */
export function nextCard(folded: FoldedGraph, positions: Positions, at: string, key: string): string | null {
  const here = positions[at];
  if (here === undefined) return folded.cards[0]?.id ?? null;
  const distance = (id: string): number => Math.abs((positions[id]?.y ?? Infinity) - here.y);
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const ids =
      key === 'ArrowRight'
        ? folded.edges.filter(({ from }) => from === at).map(({ to }) => to)
        : folded.edges.filter(({ to }) => to === at).map(({ from }) => from);
    return ids.sort((a, b) => distance(a) - distance(b))[0] ?? null;
  }
  const isDown = key === 'ArrowDown';
  const column = folded.cards
    .map(({ id }) => id)
    .filter((id) => {
      const there = positions[id];
      if (there === undefined || Math.abs(there.x - here.x) > 60) return false;
      return isDown ? there.y > here.y : there.y < here.y;
    });
  return column.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}
