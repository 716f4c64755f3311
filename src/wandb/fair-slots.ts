import { longestTimerMs } from './sleep.ts';

/** A number of slots that several owners share: the next free one goes to whoever has waited for a turn the longest. */
export interface FairSlots {
  /**
   * Runs the task once a slot is free. Owners take turns, so that one with a thousand tasks does not keep the others
   * waiting. null: no slot was free in time, and the task was not run. Rejects with the signal's reason where it is aborted
   * before the task began.
   */
  run<T>(turn: Turn, task: () => Promise<T>): Promise<T | null>;
}

export interface Turn {
  owner: object;
  signal: AbortSignal;
  /** When it is no use to begin any more, on the clock of `Date.now`. */
  untilMs: number;
}

export function createFairSlots(size: number): FairSlots {
  /** In the order of their turns: whoever got a slot goes to the end. */
  const waiting = new Map<object, Set<() => void>>();
  let taken = 0;

  function handOut(): void {
    while (taken < size) {
      const [first] = waiting;
      if (!first) return;
      const [owner, starts] = first;
      const [start] = starts;
      waiting.delete(owner);
      if (!start) continue;
      starts.delete(start);
      if (starts.size > 0) waiting.set(owner, starts);
      taken += 1;
      start();
    }
  }

  function slot({ owner, signal, untilMs }: Turn): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const starts = waiting.get(owner) ?? new Set();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        starts.delete(start);
      };
      const start = (): void => {
        end();
        resolve(true);
      };
      const onAbort = (): void => {
        end();
        reject(signal.reason as Error);
      };
      const timer = setTimeout(
        () => {
          end();
          resolve(false);
        },
        Math.min(Math.max(0, untilMs - Date.now()), longestTimerMs),
      );
      signal.addEventListener('abort', onAbort, { once: true });
      starts.add(start);
      waiting.set(owner, starts);
      handOut();
    });
  }

  return {
    async run(turn, task) {
      turn.signal.throwIfAborted();
      if (!(await slot(turn))) return null;
      try {
        turn.signal.throwIfAborted();
        return await task();
      } finally {
        taken -= 1;
        handOut();
      }
    },
  };
}
