import { setImmediate } from 'node:timers/promises';

/** What is known is given without a promise: promises are most of what a large answer costs. */
export type MaybePromise<T> = T | Promise<T>;

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

/** `Promise.all(items.map(job))` that starts a thousand jobs in each turn of the event loop. */
export async function mapConcurrently<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
  const results: Promise<R>[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % jobsPerTurn === 0) await yieldToEventLoop();
    const result = job(item);
    // A job may fail while others are still to be started: that is no unhandled rejection.
    result.catch(() => undefined);
    results.push(result);
  }
  return Promise.all(results);
}

const itemsPerTurn = 200;

/**
 * A list for GraphQL.js that is completed in turns: a plain array of 20,000 nodes would be completed in one go, and hold up
 * everybody else's requests for as long. Short lists stay as they are; of the long ones of an answer each is made, and so
 * takes room, when those before it are done.
 */
export function inTurns<T, R>(items: readonly T[], modelFrom: (item: T) => R): R[] | Promise<R[]> {
  return items.length <= itemsPerTurn
    ? items.map(modelFrom)
    : yieldToEventLoop().then(() => thenables(items, modelFrom));
}

/** Bare thenables, which GraphQL.js takes as it takes promises, and which are a third less to allocate and collect. */
function thenables<T, R>(items: readonly T[], modelFrom: (item: T) => R): R[] {
  let due = Promise.resolve<unknown>(null);
  const list = items.map((item, index) => {
    if (index < itemsPerTurn) return modelFrom(item);
    if (index % itemsPerTurn === 0) due = yieldToEventLoop();
    const mine = due;
    return { then: (resolve: (value: R) => unknown) => mine.then(() => resolve(modelFrom(item))) };
  });
  // GraphQL.js awaits the items of a list one by one, which the generated types do not say.
  return list as R[];
}
