import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { generateWorld } from '../../../src/emulator/generate.ts';
import { startGateway, unknownKey, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';

const consumers = 300;
/** So many that the walk discards its loaded nodes before it ends. */
const manyConsumers = 2_700;

let emulator: Emulator;
let gateway: TestGateway;
let largeEmulator: Emulator;
let largeGateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: generateWorld({ kind: 'hub', consumers }) });
  gateway = await startGateway(emulator);
  largeEmulator = await startEmulator({ world: generateWorld({ kind: 'hub', consumers: manyConsumers }) });
  largeGateway = await startGateway(largeEmulator, { maxNodes: '20000' });
});
afterEach(() => {
  emulator.setFaults([]);
  emulator.setLatency(0);
});
afterAll(async () => {
  await largeGateway.close();
  await largeEmulator.close();
  await gateway.close();
  await emulator.close();
});

interface Line {
  kind: string;
  [key: string]: unknown;
}

function address(parameters: Record<string, string>, { url } = gateway): string {
  return `${url}/lineage.ndjson?${new URLSearchParams({ root: emulator.roots.hub, ...parameters }).toString()}`;
}

async function stream(parameters: Record<string, string> = {}, from = gateway): Promise<Line[]> {
  const response = await fetch(address(parameters, from));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  const text = await response.text();
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function only(lines: readonly Line[], kind: string): Line[] {
  return lines.filter((line) => line.kind === kind);
}

test('The stream has the nodes and edges of /lineage.json between a head and an end.', async () => {
  const parameters = { maxDepth: '4', direction: 'downstream' };
  const lines = await stream(parameters, largeGateway);
  const whole = await fetch(
    address({ ...parameters, maxNodes: '20000' }, largeGateway).replace('.ndjson', '.json'),
  );
  const { nodes, edges } = (await whole.json()) as { nodes: { id: string }[]; edges: object[] };
  // As one text: comparing thousands of objects one by one takes seconds.
  const sorted = (values: unknown[]) =>
    values
      .map((value) => JSON.stringify(value))
      .sort()
      .join('\n');
  expect(nodes).toHaveLength(2 * manyConsumers + 1);
  expect(sorted(only(lines, 'node').map(({ node }) => node))).toBe(sorted(nodes));
  expect(sorted(only(lines, 'edge').map(({ edge }) => edge))).toBe(sorted(edges));
  expect(lines[0]).toMatchObject({ kind: 'head', direction: 'DOWNSTREAM', roots: [nodes[0]?.id] });
  expect(lines.at(-1)).toMatchObject({
    kind: 'end',
    complete: true,
    nodes: 2 * manyConsumers + 1,
    edges: 2 * manyConsumers,
    truncations: {},
    error: null,
  });
});

test('The stream starts within three round trips and needs no more W&B requests than a walk in pages.', async () => {
  emulator.resetStats();
  emulator.setLatency(100);
  const response = await fetch(address({ maxDepth: '2' }));
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const first = await reader.read();
  expect(Buffer.from(first.value ?? []).toString()).toContain('"kind":"head"');
  expect(emulator.stats().rounds).toBeLessThanOrEqual(3);
  while (!(await reader.read()).done);
  // The root by name and by id, one page of consumers, 300 runs in batches of 50, the creator of the root.
  expect(emulator.stats().requests).toBeLessThanOrEqual(2 + 1 + 6 + 1);
});

test('The stream reports where it was cut by depth, by nodes and by a filter.', async () => {
  const shallow = await stream({ maxDepth: '1', direction: 'downstream' });
  expect(shallow.at(-1)).toMatchObject({ complete: false, truncations: { MAX_DEPTH: consumers } });
  const few = await stream({ maxNodes: '70', direction: 'downstream' });
  expect(only(few, 'node')).toHaveLength(70);
  expect(few.at(-1)).toMatchObject({ complete: false, nodes: 70, truncations: { MAX_NODES: 1 } });
  const runs = await stream({ kinds: 'artifact', direction: 'downstream' });
  expect(only(runs, 'node')).toHaveLength(consumers + 1);
  expect(runs.at(-1)).toMatchObject({ complete: true, edges: 0 });
});

test('The stream reports a W&B failure in its last line.', async () => {
  // With prefetching, outputs are also requested together with their runs.
  emulator.setFaults([
    { kind: '400', match: 'RunOutputs' },
    { kind: '400', match: 'hops' },
  ]);
  const lines = await stream({ direction: 'downstream' });
  const end = lines.at(-1) as unknown as { complete: boolean; truncations: Record<string, number> };
  expect(end.complete).toBe(false);
  expect(only(lines, 'node')).toHaveLength(consumers + 1);
  expect(end.truncations['WANDB_ERROR']).toBe(consumers);
  const [error] = only(lines, 'error');
  expect(error).toMatchObject({ extensions: { code: 'WANDB_ERROR' } });
});

test('The stream sends no W&B request after its client disconnects.', async () => {
  largeEmulator.setLatency(50);
  largeEmulator.resetStats();
  const leaving = new AbortController();
  const response = await fetch(address({ direction: 'downstream' }, largeGateway), {
    signal: leaving.signal,
  });
  await (response.body as ReadableStream<Uint8Array>).getReader().read();
  leaving.abort();
  await waitUntil(() => largeGateway.logs.some((line) => line.includes('"CANCELLED"')));
  const asked = largeEmulator.stats().requests;
  expect(asked).toBeLessThan(20);
  await largeGateway.ask('{ viewer { username } }');
  expect(largeEmulator.stats().requests).toBe(asked + 1);
});

test.each([
  [{ after: 'x' }, 400, /"after".*a stream has no pages/],
  [{ maxNodes: '1000001' }, 400, /"maxNodes".*1,000,000/],
  [{ maxDepth: '51' }, 400, /"maxDepth".*0 to 50/],
  [{ root: 'acme/hub/nothing:v0' }, 404, /shows no run and no artifact version/],
  [{ root: '' }, 400, /"root"/],
  [{ depth: '3' }, 400, /maxDepth/],
])('The stream rejects %o with %i before it writes anything.', async (parameters, status, message) => {
  const response = await fetch(address(parameters));
  expect(response.status).toBe(status);
  const { errors } = (await response.json()) as { errors: { message: string }[] };
  expect(errors[0]?.message).toMatch(message);
});

test('The stream is 401 for a key that W&B does not know.', async () => {
  const response = await fetch(address({}), { headers: { authorization: `Bearer ${unknownKey}` } });
  expect(response.status).toBe(401);
});

test('The log counts all W&B requests of the stream.', async () => {
  emulator.resetStats();
  gateway.logs.length = 0;
  await stream({ direction: 'downstream' });
  const line = () =>
    gateway.logs
      .map((text) => JSON.parse(text) as { route?: string; wandbRequests?: number })
      .find(({ route }) => route === '/lineage.ndjson');
  await waitUntil(() => line() !== undefined);
  expect(line()?.wandbRequests).toBe(emulator.stats().requests);
});
