import type { GraphQLError } from 'graphql';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config.ts';
import { unavailable } from './errors.ts';

/** The requests that are being answered. */
export interface InFlightRequests {
  readonly count: number;
  /** Whether new requests are refused. */
  readonly isShuttingDown: boolean;
  add(): InFlightRequest;
  /** Refuses new requests, waits for those in flight, and aborts what is left after `timeoutMs`. */
  drain(timeoutMs: number): Promise<void>;
}

export interface InFlightRequest {
  /** Aborted when the client disconnects, or when the request outlasts the shutdown timeout. */
  readonly signal: AbortSignal;
  /** The response was sent, or its client has gone: aborts what still runs for it. */
  end(): void;
}

/** How long aborted requests may take to send their error. */
const abortGraceMs = 1_000;

export function shuttingDown(): GraphQLError {
  return unavailable(
    'The gateway is shutting down. Send the request again: another instance, or the next one, answers it.',
    1,
  );
}

export function createInFlightRequests(): InFlightRequests {
  const active = new Set<AbortController>();
  let isShuttingDown = false;
  let onIdle: () => void = () => undefined;

  const idle = (timeoutMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, active.size === 0 ? 0 : timeoutMs);
      onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    get count() {
      return active.size;
    },
    get isShuttingDown() {
      return isShuttingDown;
    },
    add() {
      const controller = new AbortController();
      active.add(controller);
      return {
        signal: controller.signal,
        end() {
          controller.abort();
          active.delete(controller);
          if (active.size === 0) onIdle();
        },
      };
    },
    async drain(timeoutMs) {
      isShuttingDown = true;
      await idle(timeoutMs);
      for (const controller of active) controller.abort(shuttingDown());
      await idle(abortGraceMs);
    },
  };
}

/** Waits for a slot, which is held until `released` resolves; false where the queue is full or the wait too long. */
export type AcquireSlot = (caller: string, signal: AbortSignal, released: Promise<void>) => Promise<boolean>;

/**
 * Bounds the requests that are answered at a time. Callers take turns, so that one who sends many does not delay the others:
 * p-limit and Fastify's plugins know one queue. Rejects with the signal's reason.
 */
export function createConcurrencyLimit({
  maxConcurrentRequests,
  maxQueuedRequests,
  queueTimeoutMs,
}: Pick<Config, 'maxConcurrentRequests' | 'maxQueuedRequests' | 'queueTimeoutMs'>): AcquireSlot {
  /** The waiting requests of each caller, in the order of their turns. */
  const queues = new Map<string, Set<() => void>>();
  let free = maxConcurrentRequests;
  let queued = 0;

  function release(): void {
    const [turn] = queues;
    if (!turn) {
      free += 1;
      return;
    }
    const [caller, waiting] = turn;
    const [start] = waiting;
    start?.();
    // To the end of the line.
    queues.delete(caller);
    if (waiting.size > 0) queues.set(caller, waiting);
  }

  function waitForTurn(caller: string, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting = queues.get(caller) ?? new Set();
      const leave = (hasTurn: boolean): void => {
        queued -= 1;
        waiting.delete(start);
        if (waiting.size === 0) queues.delete(caller);
        signal.removeEventListener('abort', giveUp);
        resolve(hasTurn);
      };
      const start = (): void => {
        leave(true);
      };
      const giveUp = (): void => {
        leave(false);
      };
      queued += 1;
      queues.set(caller, waiting.add(start));
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  return async (caller, signal, released) => {
    signal.throwIfAborted();
    if (free > 0) free -= 1;
    else {
      if (queued >= maxQueuedRequests) return false;
      const patience = AbortSignal.any([signal, AbortSignal.timeout(queueTimeoutMs)]);
      if (!(await waitForTurn(caller, patience))) {
        signal.throwIfAborted();
        return false;
      }
    }
    void released.then(release);
    return true;
  };
}

/**
 * Emits `close` on the responses of pipelined requests when their client disconnects. Node emits it only on the response that
 * owns the socket, and Fastify's `request.signal` is aborted as soon as the body is read.
 */
export function closePipelinedResponses(app: FastifyInstance): void {
  app.addHook('onRequest', (request, { raw: response }, done) => {
    const { socket } = request.raw;
    const onDisconnect = (): void => {
      if (response.socket === null) response.emit('close');
    };
    // One listener for each request that the connection has sent ahead.
    socket.setMaxListeners(0);
    socket.once('close', onDisconnect);
    response.once('close', () => socket.off('close', onDisconnect));
    done();
  });
}
