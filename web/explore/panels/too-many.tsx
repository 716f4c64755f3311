import type { ViewState } from '../address.ts';
import type { ChangeView } from '../use-view.ts';
import { counted } from './words.ts';

interface TooManyProps {
  cards: number;
  view: ViewState;
  change: ChangeView;
  /** Null: not even the patient should ask for it. */
  onDraw: (() => void) | null;
}

/** What stands where a graph would be that nobody could read. */
export function TooMany({ cards, view, change, onDraw }: TooManyProps) {
  const isGrouped = view.grouping === 'shape';
  return (
    <section className="message" role="status">
      <h2>{cards.toLocaleString('en')} cards are more than one can read</h2>
      <p>
        {isGrouped ? 'Filter them by type' : 'Group look-alikes, filter them by type'}, show fewer levels, or
        see them as a table.{' '}
        {onDraw === null ? 'So many cannot be drawn.' : 'Drawing all of them may be slow.'}
      </p>
      <div className="row">
        {!isGrouped && (
          <button className="primary" onClick={() => change({ grouping: 'shape' })}>
            Group look-alikes
          </button>
        )}
        {view.depth > 1 && (
          <button onClick={() => change({ depth: view.depth - 1 })}>
            Show {counted(view.depth - 1, 'level')}
          </button>
        )}
        <button onClick={() => change({ view: 'table' })}>Show the table</button>
        {onDraw !== null && <button onClick={onDraw}>Draw them all</button>}
      </div>
    </section>
  );
}
