import type { ViewState } from '../address.ts';
import type { ChangeView } from '../use-view.ts';
import { counted } from './words.ts';

interface TooManyProps {
  cards: number;
  view: ViewState;
  change: ChangeView;
  /** Null if there are too many cards to draw at all. */
  onDraw: (() => void) | null;
}

/** Shown instead of a graph that would have too many cards to read. */
export function TooMany({ cards, view, change, onDraw }: TooManyProps) {
  const isGrouped = view.grouping === 'shape';
  return (
    <section className="message" role="status">
      <h2>{cards.toLocaleString('en')} cards are too many to read</h2>
      <p>
        {isGrouped ? 'Filter by type' : 'Group similar nodes, filter by type'}, show fewer levels, or use the
        table. {onDraw === null ? 'This many cards cannot be drawn.' : 'Drawing all cards may be slow.'}
      </p>
      <div className="row">
        {!isGrouped && (
          <button className="primary" onClick={() => change({ grouping: 'shape' })}>
            Group similar nodes
          </button>
        )}
        {view.depth > 1 && (
          <button onClick={() => change({ depth: view.depth - 1 })}>
            Show {counted(view.depth - 1, 'level')}
          </button>
        )}
        <button onClick={() => change({ view: 'table' })}>Show table</button>
        {onDraw !== null && <button onClick={onDraw}>Draw all</button>}
      </div>
    </section>
  );
}
