import { setTimeout as timer } from 'node:timers/promises';

/** The longest that a Node timer takes. */
export const longestTimerMs = 2 ** 31 - 1;

/** Waits. Rejects at once where the signal is aborted, with its own reason, which Node wraps in an error of its own. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await timer(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
