import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from 'cockatiel';
import type { BreakerState } from './observer.ts';

/** Keeps a W&B that is down from being asked by everybody again and again. */
export interface Breaker {
  /** null: W&B is down and was not asked; `retryAfterSeconds` says for how long. */
  run<T extends { isDown: boolean }>(attempt: () => Promise<T>): Promise<T | null>;
  /** How long until the next request is let through; 0: at once. */
  readonly retryAfterSeconds: number;
}

export interface BreakerOptions {
  /** So many failures in a row, of all callers together, without one answer between them. */
  failuresInARow: number;
  /** How long nobody asks; then one request tries. */
  openMs: number;
  onState?: ((state: BreakerState) => void) | undefined;
}

const stateNames: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'halfOpen',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

export function createBreaker({ failuresInARow, openMs, onState }: BreakerOptions): Breaker {
  const circuit = circuitBreaker(
    handleWhenResult((result) => (result as { isDown: boolean }).isDown),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failuresInARow) },
  );
  let openedAtMs = 0;
  circuit.onStateChange((state) => {
    if (state === CircuitState.Open) openedAtMs = Date.now();
    onState?.(stateNames[state]);
  });
  return {
    async run(attempt) {
      // The policy would have others wait for the one that tries, deaf to their own signals and deadlines.
      if (circuit.state === CircuitState.HalfOpen) return null;
      try {
        return await circuit.execute(attempt);
      } catch (error) {
        if (error instanceof BrokenCircuitError) return null;
        throw error;
      }
    },
    get retryAfterSeconds() {
      if (circuit.state === CircuitState.HalfOpen) return 1;
      if (circuit.state !== CircuitState.Open) return 0;
      return Math.max(1, Math.ceil((openedAtMs + openMs - Date.now()) / 1_000));
    },
  };
}
