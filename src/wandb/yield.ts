import { setImmediate } from 'node:timers/promises';

/** How long one step of synchronous work may take before it has to yield. */
const sliceMs = 8;
/** The clock is read at every 64th call only: reading it costs more than the work on one item. */
const callsPerClockRead = 64;

let calls = 0;
let sliceStartedAtMs = 0;
let queue: Promise<unknown> = Promise.resolve();

/** Whether the work that runs now has taken its slice of the event loop; cheap enough to be called for every item. */
export function shouldYield(): boolean {
  calls = (calls + 1) % callsPerClockRead;
  return calls === 0 && performance.now() - sliceStartedAtMs > sliceMs;
}

/**
 * Lets timers and sockets have their turn, then goes on: `if (shouldYield()) await yieldToEventLoop();`. Callers resume one
 * in each turn of the event loop, so that ten loops side by side block it for no longer than one does.
 */
export async function yieldToEventLoop(): Promise<void> {
  queue = queue.then(() => setImmediate());
  await queue;
  sliceStartedAtMs = performance.now();
}

const jobsPerTurn = 1_000;

/** `Promise.all(items.map(job))` that starts a thousand jobs in each turn of the event loop. Rejects with the first failure. */
export async function mapConcurrently<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
  // Settled, since a job that fails while others are still to be started would be an unhandled rejection.
  const chunks: Promise<PromiseSettledResult<R>[]>[] = [];
  for (let start = 0; start < items.length; start += jobsPerTurn) {
    if (start > 0) await yieldToEventLoop();
    chunks.push(Promise.allSettled(items.slice(start, start + jobsPerTurn).map(job)));
  }
  const results: R[] = [];
  for (const chunk of chunks) {
    for (const outcome of await chunk) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}

const runLength = 512;

/** A stable merge sort that yields: `toSorted` of the 200,000 ids of one level would block the event loop. */
export async function sortYielding<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  if (items.length <= runLength) return items.toSorted(compare);
  let from: T[] = [];
  for (let start = 0; start < items.length; start += runLength) {
    for (const item of items.slice(start, start + runLength).sort(compare)) from.push(item);
    if (shouldYield()) await yieldToEventLoop();
  }
  for (let width = runLength; width < from.length; width *= 2) {
    const into: T[] = [];
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let left = start;
      let right = middle;
      while (left < middle || right < end) {
        if (shouldYield()) await yieldToEventLoop();
        const a = from[left] as T;
        const b = from[right] as T;
        into.push(right >= end || (left < middle && compare(a, b) <= 0) ? (left++, a) : (right++, b));
      }
    }
    from = into;
  }
  return from;
}
