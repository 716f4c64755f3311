import type { GraphQLError } from 'graphql';
import { unavailable } from './refusals.ts';

/** What goes on between the first request and the last: who is being answered, and whether anybody new is. */
export interface Lifecycle {
  readonly isEnding: boolean;
  /** Requests that are being answered. */
  readonly inFlight: number;
  /** Counts a request in. */
  begin(): ActiveRequest;
  /** No new requests from now on; resolves when the last one is answered, at the latest after `patienceMs`, when the rest is cancelled. */
  end(patienceMs: number): Promise<void>;
}

export interface ActiveRequest {
  /** Aborted when nobody waits for the answer, or the service ends and it took too long. */
  signal: AbortSignal;
  cancel(): void;
  /** May be called more than once. */
  done(): void;
}

/** How long requests that were cancelled may take to say so. */
const lastWordsMs = 1_000;

export function ending(): GraphQLError {
  return unavailable(
    'The gateway is shutting down. Send the request again: another instance, or the next one, answers it.',
    1,
  );
}

export function createLifecycle(): Lifecycle {
  const active = new Set<AbortController>();
  let isEnding = false;
  let onIdle: (() => void) | null = null;

  const idle = (withinMs: number): Promise<void> =>
    new Promise((resolve) => {
      if (active.size === 0) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, withinMs);
      onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    get isEnding() {
      return isEnding;
    },
    get inFlight() {
      return active.size;
    },
    begin() {
      const controller = new AbortController();
      active.add(controller);
      return {
        signal: controller.signal,
        cancel: () => controller.abort(),
        done() {
          active.delete(controller);
          if (active.size === 0) onIdle?.();
        },
      };
    },
    async end(patienceMs) {
      isEnding = true;
      await idle(patienceMs);
      for (const controller of active) controller.abort(ending());
      await idle(lastWordsMs);
    },
  };
}
