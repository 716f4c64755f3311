import { print, type FieldNode, type GraphQLResolveInfo } from 'graphql';
import { shouldYield, yieldToEventLoop } from '../wandb/yield.ts';

/**
 * Remembers what fields of objects gave. Where paths rejoin, a nested query asks for the same field of the same object again
 * and again, and with it for all that is below: what is known is given without a promise, since promises are most of what a
 * large answer costs.
 */
export interface MemoizedFields {
  /**
   * What `load` gives; it is called once for each object and each selection of the query. A text stands for an object that
   * W&B gives anew each time.
   */
  load<T>(info: GraphQLResolveInfo, of: object | string, load: () => Promise<T>): T | Promise<T>;
  /** How often something was loaded. */
  readonly loads: number;
}

interface Memoized {
  value: unknown;
}

/** `onHit` is called whenever nothing was loaded. After an abort whoever waits for its turn is told the signal's reason. */
export function createMemoizedFields(signal: AbortSignal, onHit: () => void): MemoizedFields {
  // GraphQL.js hands all objects at one place of the query the same array of field nodes; aliases that select the same share
  // what is known.
  const byPlace = new Map<readonly FieldNode[], Map<object | string, Memoized>>();
  const bySelection = new Map<string, Map<object | string, Memoized>>();
  let loads = 0;

  function memoizedAt(info: GraphQLResolveInfo): Map<object | string, Memoized> {
    let memoized = byPlace.get(info.fieldNodes);
    if (!memoized) {
      const selection = selectionOf(info);
      memoized = bySelection.get(selection) ?? new Map<object | string, Memoized>();
      bySelection.set(selection, memoized);
      byPlace.set(info.fieldNodes, memoized);
    }
    return memoized;
  }

  return {
    get loads() {
      return loads;
    },
    load<T>(info: GraphQLResolveInfo, of: object | string, load: () => Promise<T>): T | Promise<T> {
      const memoized = memoizedAt(info);
      const known = memoized.get(of) as { value: T | Promise<T> } | undefined;
      if (known) {
        onHit();
        if (!shouldYield()) return known.value;
        return yieldToEventLoop().then(() => {
          signal.throwIfAborted();
          return known.value;
        });
      }
      loads += 1;
      const loading = load();
      const entry: Memoized = { value: loading };
      memoized.set(of, entry);
      loading.then(
        (value) => (entry.value = value),
        // Whoever waits for it is told, and whoever comes later as well.
        () => undefined,
      );
      return loading;
    },
  };
}

/** Applies `map` to a value, or to what a promise gives, without a promise where there is none. */
export function mapMaybePromise<T, TResult>(
  value: T | Promise<T>,
  map: (value: T) => TResult,
): TResult | Promise<Awaited<TResult>> {
  return value instanceof Promise ? (value.then(map) as Promise<Awaited<TResult>>) : map(value);
}

/** The field with its arguments and all that is selected below, whatever its alias: in one operation, equal texts ask the same. */
function selectionOf({ parentType, fieldNodes }: GraphQLResolveInfo): string {
  const texts = fieldNodes.map(({ alias: _, directives: _all, ...field }) => print({ ...field }));
  return `${parentType.name} ${texts.join(' ')}`;
}
