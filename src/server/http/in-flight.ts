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

/** Waits for a slot; resolves to false where the queue is full or the wait too long, rejects with the signal's reason. */
export type AcquireSlot = (
  caller: string,
  signal: AbortSignal,
  /** Resolves when the slot is free again. */
  released: Promise<void>,
) => Promise<boolean>;

/**
 * Bounds the requests that are answered at a time. Callers take turns, so that one who sends many does not delay the others:
 * p-limit and Fastify's plugins know one queue.
 */
export function createConcurrencyLimit({
  maxConcurrentRequests,
  maxQueuedRequests,
  queueTimeoutMs,
}: Pick<Config, 'maxConcurrentRequests' | 'maxQueuedRequests' | 'queueTimeoutMs'>): AcquireSlot {
  /** The waiting requests of each caller, in the order of their turns. */
  const queues = new Map<string, Set<() => void>>();
  let taken = 0;
  let queued = 0;

  function take(released: Promise<void>): void {
    taken += 1;
    void released.then(() => {
      taken -= 1;
      startNext();
    });
  }

  function startNext(): void {
    for (const [caller, starts] of queues) {
      if (taken >= maxConcurrentRequests) return;
      queues.delete(caller);
      const [start] = starts;
      if (!start) continue;
      starts.delete(start);
      if (starts.size > 0) queues.set(caller, starts);
      start();
    }
  }

  return async (caller, signal, released) => {
    signal.throwIfAborted();
    if (taken < maxConcurrentRequests) {
      take(released);
      return true;
    }
    if (queued >= maxQueuedRequests) return false;
    const starts = queues.get(caller) ?? new Set();
    queues.set(caller, starts);
    queued += 1;
    return new Promise<boolean>((resolve, reject) => {
      const leave = (): void => {
        queued -= 1;
        starts.delete(start);
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      const start = (): void => {
        leave();
        take(released);
        resolve(true);
      };
      const onAbort = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        leave();
        resolve(false);
      }, queueTimeoutMs);
      signal.addEventListener('abort', onAbort, { once: true });
      starts.add(start);
    });
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
