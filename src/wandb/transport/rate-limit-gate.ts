import { LRUCache } from 'lru-cache';
import { sleep } from './sleep.ts';

/** Holds back every request of a key that W&B told to wait, whichever query it belongs to. */
export interface RateLimitGate {
  /** W&B wants nothing of this key for so long. */
  close(caller: string, seconds: number): void;
  isClosed(caller: string): boolean;
  /**
   * Waits until the key may ask again. Gives back the milliseconds that it waited, or the seconds still to wait where those
   * end behind the deadline: then at once. Rejects where the signal is aborted.
   */
  pass(
    caller: string,
    deadlineAtMs: number,
    signal: AbortSignal,
  ): Promise<{ waitedMs: number } | { tooLongSeconds: number }>;
}

/** A header may say a year by mistake: after so long the key is tried again, whatever it said. */
export const longestClosedMs = 5 * 60_000;

export function createRateLimitGate(random: () => number = Math.random): RateLimitGate {
  const closedUntilMs = new LRUCache<string, number>({ max: 10_000 });
  return {
    close(caller, seconds) {
      const until = Date.now() + Math.min(seconds * 1_000, longestClosedMs);
      closedUntilMs.set(caller, Math.max(until, closedUntilMs.get(caller) ?? 0));
    },
    isClosed: (caller) => (closedUntilMs.get(caller) ?? 0) > Date.now(),
    async pass(caller, deadlineAtMs, signal) {
      const startedMs = Date.now();
      for (;;) {
        const nowMs = Date.now();
        const until = closedUntilMs.get(caller) ?? 0;
        const leftMs = until - nowMs;
        if (leftMs <= 0) return { waitedMs: nowMs - startedMs };
        if (until > deadlineAtMs) return { tooLongSeconds: Math.ceil(leftMs / 1_000) };
        // Those who wait together must not come back together, or the limit strikes them all again.
        await sleep(leftMs + random() * Math.min(1_000, leftMs / 4), signal);
      }
    },
  };
}
