import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startProgram, type Program } from '../support/program.ts';
import { waitUntil } from '../support/wait-until.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(
  latencyMs: number,
  ...args: string[]
): Promise<{ emulator: Emulator; program: Program; url: string }> {
  const emulator = await startEmulator({ world: 'medium' });
  closers.push(() => emulator.close());
  const program = startProgram('dist/main.js', ['--port', '0', ...args], {
    WANDB_BASE_URL: emulator.url,
    WANDB_API_KEY: emulator.keys[0]?.key ?? '',
    CACHE: 'off',
  });
  closers.push(async () => {
    program.process.kill('SIGKILL');
    await program.end();
  });
  const [, url = ''] = await program.until(/GraphQL +(\S+)\/graphql\n[^]*Try:/);
  emulator.setLatency(latencyMs);
  return { emulator, program, url };
}

/** How a request ended for whoever sent it. */
type End = 'whole' | 'retry' | 'not accepted' | { wrong: string };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Connections are kept, and used again for the next request, as clients do. */
async function ask(address: string, judge: (text: string) => boolean, query?: string): Promise<End> {
  const init = query !== undefined && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  };
  let response: Response;
  try {
    response = await fetch(address, init || {});
  } catch (error) {
    const { code = '' } = ((error as Error).cause ?? {}) as { code?: string };
    // A connection that was refused is no request that was accepted.
    return code === 'ECONNREFUSED' ? 'not accepted' : { wrong: `${String(error)} ${code}` };
  }
  try {
    const text = await response.text();
    if (response.status === 503)
      return text.includes('SERVICE_UNAVAILABLE') && Number(response.headers.get('retry-after')) > 0
        ? 'retry'
        : { wrong: text.slice(0, 200) };
    return response.status === 200 && judge(text)
      ? 'whole'
      : { wrong: `${response.status} ${text.slice(-300)}` };
  } catch (error) {
    return { wrong: `cut: ${String(error)}` };
  }
}

const hub = 'acme/medium/popular:v0';
const isClean = (text: string): boolean => !text.includes('"errors"');
const kinds: ((url: string) => Promise<End>)[] = [
  (url) =>
    ask(
      `${url}/graphql`,
      isClean,
      `{ artifact(path: "${hub}") { usedBy(first: 20) { nodes { path loggedArtifacts { nodes { path usedBy { nodes { path } } } } } } } }`,
    ),
  (url) =>
    ask(
      `${url}/graphql`,
      (text) => isClean(text) && text.includes('"complete":true'),
      `{ artifact(path: "${hub}") { lineage(direction: DOWNSTREAM, maxDepth: 2) { nodes { node { label } } completeness { complete } } } }`,
    ),
  (url) =>
    ask(`${url}/lineage.ndjson?root=${hub}&direction=downstream&maxDepth=4`, (text) =>
      /\n\{"kind":"end"[^\n]*"complete":true[^\n]*\}\n$/.test(text),
    ),
];

/** A client that asked once and keeps its connection for later. */
async function idleConnection(url: string): Promise<{ socket: Socket; closed: Promise<void> }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve) => {
    socket.once('data', () => resolve());
    socket.write('GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n');
  });
  closers.push(() => socket.destroy());
  return { socket, closed };
}

test('SIGTERM lets nested queries, walks and streams in flight finish or tells their clients to retry, and the program exits with 0', async () => {
  const { program, url } = await start(30);
  const idle = await Promise.all(Array.from({ length: 5 }, () => idleConnection(url)));
  const ends: End[][] = kinds.map(() => []);
  const stop = new AbortController();
  const load = kinds.flatMap((send, kind) =>
    Array.from({ length: 6 }, async () => {
      while (!stop.signal.aborted) {
        const end = await send(url);
        ends[kind]?.push(end);
        if (end === 'not accepted') return;
        if (end === 'retry') await pause(1_000);
      }
    }),
  );
  await waitUntil(() => ends.every((each) => each.filter((end) => end === 'whole').length > 2));
  program.process.kill('SIGTERM');
  expect(await program.end()).toBe(0);
  stop.abort();
  await Promise.all(load);
  // Whoever kept a connection for later was let go.
  await Promise.all(idle.map(({ closed }) => closed));
  for (const each of ends) expect(each.filter((end) => typeof end === 'object')).toEqual([]);
}, 180_000);

test('requests on idle connections are told to retry during a shutdown, and silent connections do not delay the exit', async () => {
  const { program, url } = await start(0);
  const kept = await Promise.all(Array.from({ length: 4 }, () => idleConnection(url)));
  program.process.kill('SIGTERM');
  await waitUntil(async () => (await fetch(`${url}/health/ready`).catch(() => null))?.status !== 200);
  const answers: string[] = [];
  for (const { socket } of kept.slice(0, 3)) {
    const answer = new Promise<string>((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      socket.once('close', () => resolve('cut'));
    });
    socket.write('GET /lineage.json?root=x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n');
    answers.push(await answer);
  }
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 503 [^]*connection: close\r\n/i);
  expect(await program.end()).toBe(0);
}, 180_000);

test('a stream that takes longer than SHUTDOWN_TIMEOUT_MS ends with a line that says so', async () => {
  const { emulator, program, url } = await start(0, '--shutdown-timeout-ms', '300');
  const before = emulator.stats().requests;
  const response = fetch(`${url}/lineage.ndjson?root=${hub}&direction=both&maxDepth=40`);
  emulator.setLatency(700);
  await waitUntil(() => emulator.stats().requests > before);
  program.process.kill('SIGTERM');
  const told = await response;
  const text = await told.text();
  expect(await program.end()).toBe(0);
  if (told.status === 200) {
    const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as { kind: string };
    expect(text.endsWith('\n')).toBe(true);
    expect(last).not.toMatchObject({ kind: 'end', completeness: { complete: true } });
    expect(text).toContain('SERVICE_UNAVAILABLE');
  } else {
    expect([told.status, text.includes('SERVICE_UNAVAILABLE')]).toEqual([503, true]);
  }
}, 180_000);
