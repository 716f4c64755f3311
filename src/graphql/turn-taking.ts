import { setImmediate } from 'node:timers';

const sliceMs = 8;

/** Work that waits for its turn, of one operation. */
export interface Waiting {
  readonly isReady: boolean;
  /** Lets the last one that came go on; false where none waits. */
  release(): boolean;
}

/** With fewer pieces than these an operation is small. */
const smallPieces = 500;

const waiting = new Set<Waiting>();
const pieces = new WeakMap<Waiting, number>();
let isArmed = false;
let overAtMs = 0;

/** Whether what runs now has run for long enough, and should wait. */
export function isSliceOver(): boolean {
  if (!isArmed) beginSlice();
  return performance.now() > overAtMs;
}

/** Operations take turns, small ones first; between two stretches of work the process does whatever else it has to. */
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
    const operation = nextOperation();
    if (!operation || performance.now() > overAtMs) return;
    if (!operation.isReady || !operation.release()) waiting.delete(operation);
    else {
      pieces.set(operation, (pieces.get(operation) ?? 0) + 1);
      // What was let go runs before the next one is.
      await Promise.resolve();
    }
  }
}

/** A small one, else the large one that has waited longest: large ones side by side would only fill the memory together. */
function nextOperation(): Waiting | undefined {
  let first: Waiting | undefined;
  for (const operation of waiting) {
    if ((pieces.get(operation) ?? 0) < smallPieces) return operation;
    first ??= operation;
  }
  return first;
}
