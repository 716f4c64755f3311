import { setImmediate } from 'node:timers/promises';
import { print, type FieldNode, type GraphQLResolveInfo } from 'graphql';
import { isSliceOver, takeTurns, type Waiting } from './turn-taking.ts';

/**
 * Where paths rejoin, a nested query asks for the same field of the same object again and again, and with it for all that is
 * below. The first goes ahead, with whatever is asked of W&B; the others wait until nothing is asked any more. All they want
 * is known by then, so that GraphQL.js completes them one by one and without promises, which are most of what a large answer
 * costs, and gives way to others in between.
 */
export interface Rejoin {
  /**
   * What `load` gives; it is called once for each object and each selection of the query. A text stands for an object that
   * W&B gives anew each time.
   */
  at<T>(info: GraphQLResolveInfo, of: object | string, load: () => Promise<T>): T | Promise<T>;
  /** Gives a list of so many items out, in a later turn of the event loop where many have begun in this one. */
  spread<T>(items: number, give: () => T): T | Promise<T>;
  /** How often something was loaded. */
  readonly loads: number;
}

interface Known {
  value: unknown;
}

/** Loads that are begun at a stroke: more than a W&B request holds, so that none is sent half full. */
const mostLoads = 1_000;
/** Items of lists that are given out at a stroke. */
const mostItems = 4_000;

/** `onHit` is called whenever nothing was asked. Who waits is told when nobody wants the answer any more, by `signal`. */
export function createRejoin(signal: AbortSignal, onHit: () => void): Rejoin {
  // GraphQL.js hands all objects at a place of the query the same array of field nodes; aliases that select the same share
  // what is known.
  const places = new Map<readonly FieldNode[], Map<object | string, Known>>();
  const selections = new Map<string, Map<object | string, Known>>();
  const waiting: (() => void)[] = [];
  let pending = 0;
  let loads = 0;
  const others: Waiting = {
    get isReady() {
      return pending === 0;
    },
    release() {
      // The last one first: it is the deepest, and what is above it waits for it.
      const goOn = waiting.pop();
      goOn?.();
      return goOn !== undefined;
    },
  };
  const loadStroke = createStrokes(mostLoads);
  const itemStroke = createStrokes(mostItems);

  function knownAt(info: GraphQLResolveInfo): Map<object | string, Known> {
    let known = places.get(info.fieldNodes);
    if (!known) {
      const selection = selectionOf(info);
      known = selections.get(selection) ?? new Map<object | string, Known>();
      selections.set(selection, known);
      places.set(info.fieldNodes, known);
    }
    return known;
  }

  function settled(): void {
    pending -= 1;
    if (pending === 0 && waiting.length > 0) takeTurns(others);
  }

  return {
    get loads() {
      return loads;
    },
    spread(items, give) {
      const turn = itemStroke(items);
      if (!turn) return give();
      pending += 1;
      const given = turn.then(give);
      void given.then(settled, settled);
      return given;
    },
    at<T>(info: GraphQLResolveInfo, of: object | string, load: () => Promise<T>): T | Promise<T> {
      const objects = knownAt(info);
      const known = objects.get(of) as { value: T | Promise<T> } | undefined;
      if (known) {
        onHit();
        if (pending === 0 && !isSliceOver()) return known.value;
        return new Promise<T>((resolve, reject) => {
          waiting.push(() => {
            if (signal.aborted) reject(signal.reason as Error);
            else resolve(known.value);
          });
          if (pending === 0) takeTurns(others);
        });
      }
      pending += 1;
      const begin = (): Promise<T> => {
        loads += 1;
        return load();
      };
      const loading = loadStroke(1)?.then(begin) ?? begin();
      const entry: Known = { value: loading };
      objects.set(of, entry);
      void loading.then(
        (value) => {
          entry.value = value;
          settled();
        },
        // Whoever waits for it is told, and whoever comes later as well.
        settled,
      );
      return loading;
    },
  };
}

/** Goes on with what `at` gave, without a promise where there is none. */
export function whenKnown<T, TResult>(
  found: T | Promise<T>,
  goOn: (value: T) => TResult,
): TResult | Promise<TResult> {
  return found instanceof Promise ? found.then(goOn) : goOn(found);
}

/** The field with its arguments and all that is selected below, whatever its alias: in one operation, equal texts ask the same. */
function selectionOf({ parentType, fieldNodes }: GraphQLResolveInfo): string {
  const texts = fieldNodes.map(({ alias: _, directives: _all, ...field }) => print({ ...field }));
  return `${parentType.name} ${texts.join(' ')}`;
}

/** What has to be waited for before so much more is begun: null unless as much as a stroke was begun in this turn of the event loop. */
function createStrokes(stroke: number): (items: number) => Promise<unknown> | null {
  let begun = 0;
  let turn: Promise<unknown> | null = null;
  return (items) => {
    if (begun === 0) {
      void setImmediate().then(() => {
        if (turn === null) begun = 0;
      });
    }
    const strokesBefore = Math.floor(begun / stroke);
    begun += items;
    if (Math.floor(begun / stroke) > strokesBefore) {
      const next: Promise<unknown> = (turn ?? Promise.resolve()).then(() => setImmediate());
      turn = next;
      void next.then(() => {
        if (turn !== next) return;
        turn = null;
        begun = 0;
      });
    }
    return turn;
  };
}
