import pLimit from 'p-limit';
import { longestTimerMs } from './sleep.ts';

/** A number of slots that tasks share, first come, first served. */
export interface Slots {
  /**
   * Runs the task once a slot is free. null: no slot was free until `untilMs` (on the clock of `Date.now`), and the task was
   * not run. Rejects with the signal's reason where it is aborted before the task began.
   */
  run<T>(wait: SlotWait, task: () => Promise<T>): Promise<T | null>;
}

export interface SlotWait {
  signal: AbortSignal;
  untilMs: number;
}

export function createSlots(size: number): Slots {
  const limit = pLimit(size);
  return {
    run<T>({ signal, untilMs }: SlotWait, task: () => Promise<T>): Promise<T | null> {
      return new Promise<T | null>((resolve, reject) => {
        let isWaiting = true;
        const stopWaiting = (): void => {
          isWaiting = false;
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
        };
        const onAbort = (): void => {
          stopWaiting();
          reject(signal.reason as Error);
        };
        const onTimeout = (): void => {
          stopWaiting();
          resolve(null);
        };
        const timer = setTimeout(onTimeout, Math.min(Math.max(0, untilMs - Date.now()), longestTimerMs));
        if (signal.aborted) {
          onAbort();
          return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        // p-limit cannot drop a task that waits: it passes through without being run.
        void limit(async () => {
          if (!isWaiting) return;
          stopWaiting();
          await task().then(resolve, reject);
        });
      });
    },
  };
}
