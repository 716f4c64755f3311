import type { ViewState } from '../address.ts';
import type { Lineage } from '../use-lineage.ts';
import type { ChangeView } from '../use-view.ts';

interface NoticesProps {
  lineage: Lineage & { stop: () => void; retry: () => void; nextPage: () => void };
  view: ViewState;
  change: ChangeView;
  openRoot: (path: string) => void;
  visible: ReadonlySet<string>;
  cards: number;
}

const reasons: Record<string, string> = {
  HIDDEN: 'W&B counts them, but does not show them to this key',
  FILTERED: 'left out by the filter, or logged by W&B itself',
  FANOUT: 'beyond the number of neighbours asked for',
  DEADLINE: 'the time for one request ran out',
  WANDB_ERROR: 'W&B failed to answer',
};

/** Everything that is missing from the view, with its reason; nothing is left out silently. */
export function Notices({ lineage, change, openRoot, view, visible, cards }: NoticesProps) {
  const gaps = new Map<string, { places: number; omitted: number | null }>();
  for (const { at, reason, omitted } of lineage.graph.gaps) {
    if (!visible.has(at)) continue;
    const gap = gaps.get(reason) ?? { places: 0, omitted: 0 };
    gaps.set(reason, {
      places: gap.places + 1,
      omitted: gap.omitted === null || omitted === null ? null : gap.omitted + omitted,
    });
  }
  const hasGraph = lineage.graph.nodes.size > 0;
  return (
    <div className="notices">
      {hasGraph && (
        <p className="notice calm" role="status">
          {visible.size === 1
            ? 'Only this node: nothing is upstream or downstream of it that can be shown.'
            : `${visible.size.toLocaleString('en')} nodes${cards < visible.size ? ` on ${cards.toLocaleString('en')} cards` : ''}`}
        </p>
      )}
      {hasGraph && lineage.loading !== null && (
        <p className="notice busy" role="status">
          <span className="spinner small" aria-hidden="true" />
          {lineage.loading}
          <button onClick={lineage.stop}>Cancel</button>
        </p>
      )}
      {hasGraph && lineage.loading === null && lineage.endCursor !== null && (
        <p className="notice warn">
          Not all: more than {lineage.graph.nodes.size.toLocaleString('en')} nodes lie within {view.depth}{' '}
          levels.
          <button onClick={lineage.nextPage}>Continue</button>
        </p>
      )}
      {hasGraph && lineage.failure !== null && (
        <p className="notice bad" role="alert">
          {lineage.failure}
          <button onClick={lineage.retry}>Try again</button>
        </p>
      )}
      {hasGraph && lineage.stopped && lineage.failure === null && lineage.depth < view.depth && (
        <p className="notice warn">
          Stopped: {lineage.depth} of {view.depth} levels are loaded.
          <button onClick={lineage.retry}>Continue</button>
        </p>
      )}
      {lineage.movedTo !== null && (
        <p className="notice warn">
          {view.root} is now {lineage.movedTo}. This is what it was.
          <button onClick={() => openRoot(view.root)}>Show the new one</button>
        </p>
      )}
      {[...gaps].map(([reason, { places, omitted }]) => (
        <p className={reason === 'FILTERED' ? 'notice calm' : 'notice warn'} key={reason}>
          {omitted === null ? 'Some' : omitted.toLocaleString('en')} not shown at{' '}
          {places.toLocaleString('en')} {places === 1 ? 'node' : 'nodes'}: {reasons[reason] ?? reason}.
          {(reason === 'DEADLINE' || reason === 'WANDB_ERROR') && (
            <button onClick={lineage.retry}>Continue</button>
          )}
        </p>
      ))}
      {(view.types.length > 0 || view.jobTypes.length > 0) && (
        <p className="notice calm">
          Filtered: {[...view.types, ...view.jobTypes].join(', ')}
          <button onClick={() => change({ types: [], jobTypes: [] })}>Show all</button>
        </p>
      )}
      {lineage.problems.length > 0 && (
        <p className="notice bad" role="alert">
          Part of it failed: {lineage.problems.slice(0, 2).join(' ')}
          <button onClick={lineage.retry}>Try again</button>
        </p>
      )}
    </div>
  );
}
