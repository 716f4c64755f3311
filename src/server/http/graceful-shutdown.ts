import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 25;
/** Bounds the wait for clients that keep sending: a multiple of `quietMs`. */
const maxQuietPeriods = 6;

/**
 * Waits until no connection is open, or none has sent a request for `quietMs`. Fastify's `close()` closes idle keep-alive
 * connections at once, and a client that sends on one at that moment loses its request; until then each is answered 503
 * with `Connection: close`.
 */
export async function waitForQuietConnections(server: Server, quietMs: number): Promise<void> {
  const startedMs = performance.now();
  let lastRequestMs = startedMs;
  const onRequest = (): void => {
    lastRequestMs = performance.now();
  };
  server.prependListener('request', onRequest);
  const isOver = (): boolean => {
    const nowMs = performance.now();
    return nowMs - lastRequestMs >= quietMs || nowMs - startedMs >= maxQuietPeriods * quietMs;
  };
  while (!isOver() && (await countConnections(server)) > 0) await sleep(pollMs);
  server.off('request', onRequest);
}

/** 0 for a server that does not listen. */
function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((error, count) => {
      resolve(error ? 0 : count);
    });
  });
}
