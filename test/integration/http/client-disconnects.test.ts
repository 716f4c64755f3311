import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { FaultRule } from '../../../src/emulator/faults/faults.ts';
import { demoPaths } from '../../../src/emulator/worlds/demo.ts';
import { demoKeys } from '../../../src/emulator/worlds/keys.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';

let emulator: Emulator;
let gateway: TestGateway;
beforeEach(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator, { wandbRetryWaitMin: '10', wandbRetryWaitMax: '10' });
});
afterEach(async () => {
  await gateway.close();
  await emulator.close();
});

/** Sends a request, and hangs up once W&B was asked and `isReady` holds. */
async function hangUpOn(
  path: string,
  body: unknown = null,
  isReady: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> {
  const controller = new AbortController();
  const asked = fetch(`${gateway.url}${path}`, {
    signal: controller.signal,
    ...(body !== null && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  await waitUntil(() => emulator.stats().requests > 0);
  await waitUntil(isReady);
  controller.abort();
  await expect(asked).rejects.toThrow();
}

/** The requests that the log says were cancelled. */
function cancelled({ logs }: TestGateway): { status: number; outcome: string; durationMs: number }[] {
  return logs
    .filter((line) => line.includes('"answered"') && line.includes('"CANCELLED"'))
    .map((line) => JSON.parse(line) as ReturnType<typeof cancelled>[number]);
}

const nested = (root: string) => ({
  query: `{ artifact(path: ${JSON.stringify(root)}) { loggedBy { usedArtifacts { nodes { loggedBy { path } } } } } }`,
});
const walk = (root: string) => ({
  query: `{ artifact(path: ${JSON.stringify(root)}) { lineage(maxDepth: 20) { nodes { depth } } blastRadius { runs } } }`,
});

describe.each<[string, FaultRule[]]>([
  ['W&B is working', []],
  // The wait is random and may be short: the second try hangs.
  ['the gateway waits before a retry', [{ kind: '500', times: 1 }, { kind: 'hang' }]],
  ['the gateway waits as long as W&B asks for', [{ kind: '429', retryAfter: '20' }]],
])('A client that disconnects while %s', (_, faults) => {
  test.each<[string, string, (root: string) => { query: string } | null]>([
    ['a nested query', '/graphql', nested],
    ['a walk', '/graphql', walk],
    ['a lineage file', `/lineage.json?root=${encodeURIComponent(demoPaths.model)}`, () => null],
  ])(
    'cancels %s: nothing more is sent to W&B, and nothing is logged as unexpected',
    async (_kind, path, body) => {
      emulator.setLatency(120);
      emulator.setFaults(faults);
      const hasFailed = async () => faults.length === 0 || (await gateway.metric('wandb_requests_total')) > 0;
      await hangUpOn(path, body(demoPaths.model), hasFailed);
      await waitUntil(() => cancelled(gateway).length > 0);
      expect(cancelled(gateway)).toEqual([expect.objectContaining({ status: 499 })]);
      // A request that was not cancelled would be sent while this other caller is served.
      emulator.setFaults([]);
      const asked = emulator.stats().requests;
      const other = { 'x-wandb-api-key': demoKeys.everything };
      const { operations } = await gateway.ask('{ viewer { username } }', {}, other);
      expect(operations).toEqual(['Viewer_ViewerFull']);
      expect(emulator.stats().requests).toBe(asked + 1);
      expect(gateway.logs.filter((line) => /unexpected|"level":50/.test(line))).toEqual([]);
    },
  );
});

test('Other clients are served while one disconnects.', async () => {
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

test('The gateway releases the W&B requests of many clients that disconnected.', async () => {
  emulator.setFaults([{ kind: 'hang' }]);
  const root = emulator.roots.model;
  await Promise.all(Array.from({ length: 40 }, () => hangUpOn('/graphql', nested(root))));
  emulator.setFaults([]);
  const answer = await gateway.ask(nested(root).query);
  expect(answer.errors).toBeUndefined();
});

test('A client that disconnects while it shares a response with another does not affect the other.', async () => {
  await using keeping = await startGateway(emulator, { cache: 'on' });
  emulator.setLatency(300);
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
  await waitUntil(() => emulator.stats().requests > 0);
  const following = ask(hangUp.signal);
  // Both requests, and the one for /metrics.
  await waitUntil(async () => (await keeping.metric('requests_in_flight')) === 3);
  hangUp.abort();
  await expect(following).rejects.toThrow();
  expect(await (await leading).json()).toMatchObject({
    data: { artifact: { loggedBy: expect.any(Object) } },
  });
  expect(cancelled(keeping)).toHaveLength(1);
  expect(keeping.logs.filter((line) => /unexpected|"level":50/i.test(line))).toEqual([]);
});

test('Pipelined requests are cancelled when their client disconnects.', async () => {
  const count = 60;
  await using narrow = await startGateway(emulator, { maxConcurrentRequests: '8', queueTimeoutMs: '500' });
  emulator.setLatency(200);
  const body = JSON.stringify({ query: '{ viewer { username } }' });
  const one = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const socket = connect(Number(new URL(narrow.url).port), '127.0.0.1');
  socket.write(one.repeat(count));
  await waitUntil(() => emulator.stats().requests > 0);
  socket.destroy();
  const refused = () => narrow.logs.filter((line) => line.includes('"SERVICE_UNAVAILABLE"')).length;
  await waitUntil(() => cancelled(narrow).length + refused() === count);
  expect(cancelled(narrow).length).toBeGreaterThan(8);
  expect((await narrow.ask('{ viewer { username } }')).data).toEqual({ viewer: { username: 'ada' } });
  const metrics = await (await fetch(`${narrow.url}/metrics`)).text();
  // The request for /metrics itself.
  expect(metrics).toMatch(/^lineage_gateway_requests_in_flight 1$/m);
});

test('A client that disconnects within its request body is logged with the duration.', async () => {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\nexpect: 100-continue\r\n\r\n',
  );
  const [continued] = (await once(socket, 'data')) as [Buffer];
  expect(continued.toString()).toMatch(/^HTTP\/1.1 100 /);
  socket.write('{"q');
  socket.destroy();
  await waitUntil(() => cancelled(gateway).length > 0);
  const [line, ...more] = cancelled(gateway);
  expect(line).toMatchObject({ status: 499, outcome: 'CANCELLED' });
  expect(line?.durationMs).toBeGreaterThan(0);
  expect(more).toEqual([]);
});
