import type { ViewState } from '../address.ts';
import type { Filtered } from '../graph/filter.ts';
import { handleFromKey } from '../graph/visible.ts';
import { isMendable, type Lineage, type LineageActions } from '../use-lineage.ts';
import type { Totals } from '../graph/answers.ts';
import type { NodeValues } from '../use-node-values.ts';
import type { ChangeView } from '../use-view.ts';
import { counted, missingBecause } from './words.ts';

interface NoticesProps {
  lineage: Lineage & LineageActions;
  view: ViewState;
  change: ChangeView;
  openRoot: (path: string) => void;
  /** Before the filter. */
  visible: ReadonlySet<string>;
  shown: Filtered;
  cards: number;
  onSelect: (id: string) => void;
  totals: NodeValues<Totals>;
}

/** Lists everything that is missing from the view, and why. */
export function Notices(props: NoticesProps) {
  const { lineage, change, openRoot, view, visible, shown, cards, totals, onSelect } = props;
  const gaps = new Map<string, { places: string[]; omitted: number | null }>();
  for (const { at, reason, omitted } of lineage.graph.gaps) {
    // What a reload may load is shown even if its node has been collapsed.
    if (!visible.has(at) && !isMendable({ reason })) continue;
    const gap = gaps.get(reason) ?? { places: [], omitted: 0 };
    gaps.set(reason, {
      places: [...gap.places, at],
      omitted: gap.omitted === null || omitted === null ? null : gap.omitted + omitted,
    });
  }
  const hasGraph = lineage.graph.nodes.size > 0;
  const isWhole = lineage.depth >= view.depth && lineage.loading === null;
  const isResting = hasGraph && lineage.loading === null;
  const unloaded = view.opened.filter((key) => !lineage.loadedHandles.has(key)).length;
  const isCut = lineage.graph.gaps.some(isMendable);
  return (
    <div className="notices">
      {hasGraph && (visible.size > 1 || isWhole) && (
        <p className="notice calm" role="status">
          {visible.size === 1
            ? `Nothing is ${sideWords[view.direction]} this node${gaps.size > 0 ? ', as far as W&B shows' : ''}.`
            : `${shown.nodes.size.toLocaleString('en')} nodes${cards < shown.nodes.size ? ` in ${cards.toLocaleString('en')} cards` : ''}`}
        </p>
      )}
      {hasGraph && lineage.loading !== null && (
        <p className="notice busy" role="status">
          <span className="spinner small" aria-hidden="true" />
          {lineage.loading}
          <button onClick={lineage.stop}>Cancel</button>
        </p>
      )}
      {isResting && lineage.endCursor !== null && (
        <p className="notice warn">
          Incomplete: there are more than {lineage.graph.nodes.size.toLocaleString('en')} nodes within{' '}
          {view.depth} {view.depth === 1 ? 'level' : 'levels'}.
          <button onClick={lineage.nextPage}>Continue</button>
        </p>
      )}
      {isResting &&
        [...lineage.handleCursors].map(([key, cursor]) => {
          const { side, id } = handleFromKey(key);
          if (!view.opened.includes(key)) return null;
          const neighbours = lineage.graph[side].get(id)?.size ?? 0;
          return (
            <p className="notice warn" key={cursor}>
              Incomplete: {lineage.graph.nodes.get(id)?.label ?? 'a node'} has more than{' '}
              {neighbours.toLocaleString('en')} neighbours {side === 'up' ? 'upstream' : 'downstream'}.
              <button onClick={() => lineage.nextBehind(key)}>Continue</button>
            </p>
          );
        })}
      {totals.failure !== null && (
        <p className="notice bad" role="alert">
          Could not load the number of neighbours of every node: {totals.failure}
          <button onClick={totals.retry}>Retry</button>
        </p>
      )}
      {hasGraph && lineage.failure !== null && (
        <p className="notice bad" role="alert">
          {lineage.failure}
          <button onClick={lineage.retry}>Retry</button>
        </p>
      )}
      {isResting && lineage.stopped && !isCut && lineage.failure === null && (
        <p className="notice warn">
          {lineage.depth < view.depth
            ? `Stopped: ${lineage.depth} of ${view.depth} levels are loaded.`
            : unloaded > 0
              ? `Stopped: the neighbours of ${counted(unloaded, 'node')} are not loaded.`
              : 'Stopped.'}
          <button onClick={lineage.retry}>Continue</button>
        </p>
      )}
      {lineage.movedTo !== null && (
        <p className="notice warn">
          {view.root} now points to {lineage.movedTo}. This is the earlier version.
          <button onClick={() => openRoot(view.root)}>Show the current version</button>
        </p>
      )}
      {[...gaps].map(([reason, { places, omitted }]) => (
        <p className={reason === 'FILTERED' ? 'notice calm' : 'notice warn'} key={reason}>
          {gapText(reason, places.length, omitted)}{' '}
          <Places ids={places} lineage={lineage} onSelect={onSelect} />
          {isMendable({ reason }) && isResting && <button onClick={lineage.mend}>Continue</button>}
        </p>
      ))}
      {visible.size > 0 && (view.types.length > 0 || view.jobTypes.length > 0) && (
        <p className="notice calm">
          Filtered: {[...view.types, ...view.jobTypes].join(', ')}. {shown.omitted.toLocaleString('en')} of{' '}
          {visible.size.toLocaleString('en')} nodes hidden
          {shown.omitted > 0 && '; dotted lines pass through them'}
          {shown.joints > 0 &&
            `. ${shown.joints.toLocaleString('en')} more stay visible because too many paths meet in them`}
          .<button onClick={() => change({ types: [], jobTypes: [] })}>Show all</button>
        </p>
      )}
      {lineage.problems.length > 0 && (
        <div className={isCut ? 'notice calm' : 'notice bad'} role={isCut ? undefined : 'alert'}>
          <details>
            <summary>{isCut ? 'Error messages' : 'Some data could not be loaded'}</summary>
            {lineage.problems.slice(0, mostNamed).join(' ')}
          </details>
          {!isCut && <button onClick={lineage.mend}>Retry</button>}
        </div>
      )}
    </div>
  );
}

const mostNamed = 3;

const sideWords: Record<ViewState['direction'], string> = {
  UPSTREAM: 'upstream of',
  DOWNSTREAM: 'downstream of',
  BOTH: 'upstream or downstream of',
};

function gapText(reason: string, places: number, omitted: number | null): string {
  if (reason === 'PRODUCER_UNKNOWN') return `W&B does not say which run made ${counted(places, 'version')}:`;
  const amount = omitted === null ? 'Some' : omitted.toLocaleString('en');
  const neighbours = omitted === 1 ? 'neighbour' : 'neighbours';
  const because = missingBecause[reason] ?? reason;
  return `${amount} ${neighbours} ${reason === 'HIDDEN' ? 'hidden' : 'not shown'} (${because}) at`;
}

/** The nodes where something is missing, each leading to its card. */
function Places({
  ids,
  lineage,
  onSelect,
}: {
  ids: readonly string[];
  lineage: Lineage;
  onSelect: (id: string) => void;
}) {
  return (
    <>
      {ids.slice(0, mostNamed).map((id) => (
        <button className="link" key={id} onClick={() => onSelect(id)}>
          {lineage.graph.nodes.get(id)?.label ?? 'a node that is not shown'}
        </button>
      ))}
      {ids.length > mostNamed && <span>and {(ids.length - mostNamed).toLocaleString('en')} more</span>}
    </>
  );
}
