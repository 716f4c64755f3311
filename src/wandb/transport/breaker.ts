import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  type IBackoff,
} from 'cockatiel';
import type { BreakerState } from './observer.ts';

/** What one request tells of W&B as a whole; `unknown`: nothing, it was not sent, or its caller did not wait long enough. */
export type Health = 'up' | 'down' | 'unknown';

/** Keeps a W&B that is down from being asked by everybody again and again. */
export interface Breaker {
  /** null: W&B is down and was not asked. */
  run<T extends { health: Health }>(send: () => Promise<T>): Promise<T | null>;
  /** Whether W&B counts as down: nobody asks, or one request tries. */
  readonly isOpen: boolean;
  /** How long until the next request is let through; 0: at once. */
  readonly retryAfterSeconds: number;
}

export interface BreakerOptions {
  /** So many failures in a row, of all callers together, without one answer between them. */
  failuresInARow: number;
  /** How long nobody asks; then one request tries, and each time it fails the next wait is twice as long. */
  openMs: number;
  longestOpenMs: number;
  onState?: ((state: BreakerState) => void) | undefined;
}

const stateNames: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'halfOpen',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** Thrown through the policy, which counts neither for nor against W&B what it does not know. */
class Unknown extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('nothing is known');
    this.result = result;
  }
}

export function createBreaker({ failuresInARow, openMs, longestOpenMs, onState }: BreakerOptions): Breaker {
  let opensAgainAtMs = 0;
  const waitOf = (duration: number): IBackoff<unknown> => {
    opensAgainAtMs = Date.now() + duration;
    return { duration, next: () => waitOf(Math.min(2 * duration, longestOpenMs)) };
  };
  const circuit = circuitBreaker(
    handleWhenResult((result) => (result as { health: Health }).health === 'down'),
    { halfOpenAfter: { next: () => waitOf(openMs) }, breaker: new ConsecutiveBreaker(failuresInARow) },
  );
  circuit.onStateChange((state) => onState?.(stateNames[state]));
  return {
    async run<T extends { health: Health }>(send: () => Promise<T>) {
      // The policy would have others wait for the one that tries, deaf to their own signals and deadlines.
      if (circuit.state === CircuitState.HalfOpen) return null;
      try {
        return await circuit.execute(async () => {
          const result = await send();
          if (result.health === 'unknown') throw new Unknown(result);
          return result;
        });
      } catch (error) {
        if (error instanceof Unknown) return error.result as T;
        if (error instanceof BrokenCircuitError) return null;
        throw error;
      }
    },
    get isOpen() {
      return circuit.state !== CircuitState.Closed;
    },
    get retryAfterSeconds() {
      if (circuit.state === CircuitState.Closed) return 0;
      return Math.max(1, Math.ceil((opensAgainAtMs - Date.now()) / 1_000));
    },
  };
}
