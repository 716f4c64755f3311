import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { FaultRule } from '../../../src/emulator/faults.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;
beforeEach(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator, { wandbRetryWaitMin: '30', wandbRetryWaitMax: '30' });
});
afterEach(async () => {
  await gateway.close();
  await emulator.close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks, and hangs up once W&B was asked. */
async function hangUpOn(path: string, body: unknown = null): Promise<void> {
  const controller = new AbortController();
  const asked = fetch(`${gateway.url}${path}`, {
    signal: controller.signal,
    ...(body !== null && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  while (emulator.stats().requests === 0) await pause(5);
  await pause(30);
  controller.abort();
  await expect(asked).rejects.toThrow();
}

const nested = (root: string) => ({
  query: `{ artifact(path: ${JSON.stringify(root)}) { loggedBy { usedArtifacts { nodes { loggedBy { path } } } } } }`,
});
const walk = (root: string) => ({
  query: `{ artifact(path: ${JSON.stringify(root)}) { lineage(maxDepth: 20) { nodes { depth } } blastRadius { runs } } }`,
});

test.each<[string, FaultRule[]]>([
  ['W&B is working', []],
  ['the gateway waits to try again', [{ kind: '500' }]],
  ['the gateway waits as long as W&B wants', [{ kind: '429', retryAfter: '20' }]],
])(
  'a caller who hangs up while %s ends it there: no further W&B request, nothing logged as unexpected',
  async (_, faults) => {
    const root = emulator.roots.model;
    emulator.setLatency(120);
    emulator.setFaults(faults);
    for (const [path, body] of [
      ['/graphql', nested(root)],
      ['/graphql', walk(root)],
      [`/lineage.json?root=${encodeURIComponent(root)}`, null],
    ] as const) {
      emulator.resetStats();
      await hangUpOn(path, body);
      const asked = emulator.stats().requests;
      await pause(400);
      expect(emulator.stats().requests).toBe(asked);
    }
    const answered = gateway.logs.filter((line) => line.includes('"answered"'));
    expect(answered.map((line) => JSON.parse(line) as object)).toEqual(
      Array.from(
        { length: 3 },
        () => expect.objectContaining({ outcome: 'CANCELLED', status: 499 }) as object,
      ),
    );
    expect(gateway.logs.filter((line) => /unexpected|"level":50/.test(line))).toEqual([]);
  },
);

test('others are served while one hangs up', async () => {
  emulator.setLatency(100);
  const root = emulator.roots.model;
  const [answer] = await Promise.all([
    gateway.ask(nested(root).query),
    hangUpOn('/graphql', nested(root)),
    hangUpOn('/graphql', walk(root)),
  ]);
  expect(answer.errors).toBeUndefined();
  expect(answer.data.artifact.loggedBy.usedArtifacts.nodes.length).toBeGreaterThan(0);
});

test('a gateway that waits on W&B for many callers who are gone lets go of all of them', async () => {
  emulator.setFaults([{ kind: 'hang' }]);
  const root = emulator.roots.model;
  await Promise.all(Array.from({ length: 40 }, () => hangUpOn('/graphql', nested(root))));
  emulator.setFaults([]);
  const answer = await gateway.ask(nested(root).query);
  expect(answer.errors).toBeUndefined();
});

test('one who waits for the same answer as another hangs up: the other is answered, nothing logged as unexpected', async () => {
  const keeping = await startGateway(emulator, { cache: 'on' });
  try {
    emulator.setLatency(150);
    const body = JSON.stringify(nested(emulator.roots.model));
    const hangUp = new AbortController();
    const ask = (signal?: AbortSignal) =>
      fetch(`${keeping.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        ...(signal && { signal }),
      });
    const leading = ask();
    while (emulator.stats().requests === 0) await pause(5);
    const following = ask(hangUp.signal);
    await pause(60);
    hangUp.abort();
    await expect(following).rejects.toThrow();
    expect(await (await leading).json()).toMatchObject({
      data: { artifact: { loggedBy: expect.any(Object) } },
    });
    expect(keeping.logs.filter((line) => line.includes('"CANCELLED"'))).toHaveLength(1);
    expect(keeping.logs.filter((line) => /unexpected|"level":50/i.test(line))).toEqual([]);
  } finally {
    await keeping.close();
  }
});

test('many requests sent down one connection, which hangs up, each end there and hold no place', async () => {
  const count = 60;
  const narrow = await startGateway(emulator, { maxConcurrentRequests: '8', queueTimeoutMs: '500' });
  try {
    emulator.setLatency(200);
    const body = JSON.stringify({ query: '{ viewer { username } }' });
    const one = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const socket = connect(Number(new URL(narrow.url).port), '127.0.0.1');
    socket.write(one.repeat(count));
    while (emulator.stats().requests === 0) await pause(5);
    socket.destroy();
    const cancelled = () => narrow.logs.filter((line) => line.includes('"CANCELLED"')).length;
    const refused = () => narrow.logs.filter((line) => line.includes('"SERVICE_UNAVAILABLE"')).length;
    for (let turn = 0; turn < 100 && cancelled() + refused() < count; turn += 1) await pause(50);
    expect(cancelled()).toBeGreaterThan(8);
    expect(cancelled() + refused()).toBe(count);
    expect((await narrow.ask('{ viewer { username } }')).data).toEqual({ viewer: { username: 'ada' } });
    const metrics = await (await fetch(`${narrow.url}/metrics`)).text();
    // The one for the counters themselves.
    expect(metrics).toMatch(/^lineage_gateway_requests_in_flight 1$/m);
  } finally {
    await narrow.close();
  }
});

test('who hangs up in the middle of a request is logged with the time that it took', async () => {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"q',
  );
  await pause(150);
  socket.destroy();
  const lines = () => gateway.logs.filter((line) => line.includes('"answered"'));
  for (let turn = 0; turn < 100 && lines().length === 0; turn += 1) await pause(20);
  const told = lines().map(
    (line) => JSON.parse(line) as { status: number; outcome: string; durationMs: number },
  );
  expect(told).toMatchObject([{ status: 499, outcome: 'CANCELLED' }]);
  expect(told[0]?.durationMs).toBeGreaterThan(50);
});
