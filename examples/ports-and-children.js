// What the examples that start several programs have in common.
import { once } from 'node:events';
import { createServer } from 'node:net';

export async function isFree(port) {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Resolves when all of them have ended, so that their ports are free again. */
export async function endAll(children) {
  const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ends = running.map((child) => once(child, 'exit'));
  for (const child of running) child.kill();
  await Promise.all(ends);
}
