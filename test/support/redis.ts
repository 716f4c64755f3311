import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@keyv/redis';
import { freePort, hasProgram } from './system-program.ts';

/** A Redis of the test's own, on a free port of this machine, with nothing on disk. */
export interface TestRedis {
  url: string;
  port: number;
  /** For looking into it. */
  client: ReturnType<typeof connect>;
  process: ChildProcess;
  /** The same port again, empty. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Without it the tests that want one are skipped, but never in CI. */
export const hasRedis = hasProgram('redis-server', '--version');

export async function startRedis(extra: readonly string[] = []): Promise<TestRedis> {
  const directory = await mkdtemp(path.join(tmpdir(), 'redis-'));
  const port = await freePort();
  const start = (): ChildProcess =>
    spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', ...extra],
      { stdio: 'ignore' },
    );
  const url = `redis://127.0.0.1:${port}`;
  const client = connect(url);
  client.on('error', () => undefined);
  const redis: TestRedis = {
    url,
    port,
    client,
    process: start(),
    async restart() {
      redis.process = start();
      await client.ping();
    },
    async close() {
      client.destroy();
      if (redis.process.exitCode === null && redis.process.signalCode === null) {
        redis.process.kill('SIGKILL');
        await once(redis.process, 'exit');
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
  await client.connect();
  return redis;
}

function connect(url: string) {
  return createClient({ url, socket: { reconnectStrategy: 50 } });
}
