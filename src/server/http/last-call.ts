import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const lookMs = 25;
/** Times the quiet that is waited for: whoever comes back again and again does not keep the process. */
const mostQuiets = 6;

/** Waits until no connection is open, or nobody has sent a request for `quietMs`. */
export async function lastCall(server: Server, quietMs: number): Promise<void> {
  const startedMs = performance.now();
  let lastMs = startedMs;
  const onRequest = (): void => {
    lastMs = performance.now();
  };
  server.prependListener('request', onRequest);
  const isOver = (): boolean => {
    const nowMs = performance.now();
    return nowMs - lastMs >= quietMs || nowMs - startedMs >= mostQuiets * quietMs;
  };
  while (!isOver() && (await connectionsOf(server)) > 0) await sleep(lookMs);
  server.off('request', onRequest);
}

/** None where it does not listen. */
function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((error, count) => {
      resolve(error ? 0 : count);
    });
  });
}
