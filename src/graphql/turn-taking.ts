import { setImmediate } from 'node:timers';

const sliceMs = 8;

/** Work that waits for its turn, of one operation. */
export interface Waiting {
  readonly isReady: boolean;
  /** Lets the last one that came go on; false where none waits. */
  release(): boolean;
}

const waiting = new Set<Waiting>();
let isArmed = false;
let overAtMs = 0;

/** Whether what runs now has run for long enough, and should wait. */
export function isSliceOver(): boolean {
  if (!isArmed) beginSlice();
  return performance.now() > overAtMs;
}

/** Operations take turns, a piece of each at a time; between two stretches of work the process does whatever else it has to. */
export function takeTurns(operation: Waiting): void {
  waiting.add(operation);
  if (!isArmed) beginSlice();
}

function beginSlice(): void {
  isArmed = true;
  overAtMs = performance.now() + sliceMs;
  setImmediate(() => void workOff());
}

async function workOff(): Promise<void> {
  isArmed = false;
  if (waiting.size === 0) return;
  beginSlice();
  for (;;) {
    for (const operation of waiting) {
      if (performance.now() > overAtMs) return;
      if (!operation.isReady || !operation.release()) waiting.delete(operation);
      // What was let go runs before the next one is.
      else await Promise.resolve();
    }
    if (waiting.size === 0) return;
  }
}
