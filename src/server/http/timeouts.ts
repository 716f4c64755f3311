import type { FastifyServerOptions } from 'fastify';

/**
 * Fastify's options that bound how long a request may take to arrive, with its body, and how long a connection may be idle while
 * the request is answered, after which a client that reads nothing is disconnected.
 */
export function clientTimeouts({ receiveMs, idleMs }: Record<'receiveMs' | 'idleMs', number>) {
  return {
    requestTimeout: receiveMs,
    connectionTimeout: idleMs,
    http: {
      // Node swaps the two timeouts where this one is the longer, as by default: the body would not be bounded then.
      headersTimeout: receiveMs * 0.9,
      connectionsCheckingInterval: receiveMs / 4,
    },
  } satisfies FastifyServerOptions & { http: object };
}
