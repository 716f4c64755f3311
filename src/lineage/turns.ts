import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lets long synchronous work give way to whatever else the process has to do. */
export interface Turns {
  /** Whether it is time to give way; cheap enough to be asked for every item. */
  due(): boolean;
  next(): Promise<void>;
}

/** `sliceMs` is how long one stretch of work lasts; the clock is read at every 64th item only. */
export function createTurns(sliceMs = 8): Turns {
  let asked = 0;
  let startedMs = performance.now();
  return {
    due() {
      asked = (asked + 1) & 63;
      return asked === 0 && performance.now() - startedMs > sliceMs;
    },
    async next() {
      await nextTurn();
      startedMs = performance.now();
    },
  };
}

const itemsPerTurn = 1_000;

/** Starts a job for each item, a thousand at a stroke: asking, and reading, for 10,000 nodes at once would hold up the process. */
export async function startInTurns<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
  // Settled, as what fails while others are still to be started would count as unhandled.
  const turns: Promise<PromiseSettledResult<R>[]>[] = [];
  for (let start = 0; start < items.length; start += itemsPerTurn) {
    if (start > 0) await nextTurn();
    turns.push(Promise.allSettled(items.slice(start, start + itemsPerTurn).map(job)));
  }
  const results: R[] = [];
  for (const turn of turns) {
    for (const settled of await turn) {
      if (settled.status === 'rejected') throw settled.reason;
      results.push(settled.value);
    }
  }
  return results;
}

const runLength = 512;

/** A stable merge sort that gives way: sorting the 200,000 ids of one level at a stroke would hold up the process. */
export async function sortInTurns<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  turns: Turns,
): Promise<T[]> {
  if (items.length <= runLength) return items.toSorted(compare);
  let from: T[] = [];
  for (let start = 0; start < items.length; start += runLength) {
    for (const item of items.slice(start, start + runLength).sort(compare)) from.push(item);
    if (turns.due()) await turns.next();
  }
  for (let width = runLength; width < from.length; width *= 2) {
    const into: T[] = [];
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let left = start;
      let right = middle;
      while (left < middle || right < end) {
        if (turns.due()) await turns.next();
        const a = from[left] as T;
        const b = from[right] as T;
        into.push(right >= end || (left < middle && compare(a, b) <= 0) ? (left++, a) : (right++, b));
      }
    }
    from = into;
  }
  return from;
}
