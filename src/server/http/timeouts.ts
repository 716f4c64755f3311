import type { FastifyServerOptions } from 'fastify';

export interface ClientTimeouts {
  /** How long a request may take to arrive, with its body. */
  receiveMs: number;
  /** How long a connection may be silent while a request is answered, after which a client that reads nothing is cut off. */
  idleMs: number;
}

/** Fastify's options that bound what a client may take. */
export function clientTimeouts({ receiveMs, idleMs }: ClientTimeouts) {
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
