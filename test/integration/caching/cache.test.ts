import { afterEach, describe, expect, test } from '@jest/globals';
import { createAnswerCache } from '../../../src/cache/caller-cache.ts';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { demoKeys } from '../../../src/emulator/worlds/keys.ts';
import { WandbError } from '../../../src/wandb/errors.ts';
import { startGateway, unknownKey, type Answer, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start({
  world = 'demo',
  ...settings
}: Parameters<typeof startGateway>[1] & { world?: 'demo' | 'medium' } = {}): Promise<{
  gateway: TestGateway;
  emulator: Emulator;
  path: string;
}> {
  const emulator = await startEmulator({ world });
  open.push(emulator);
  const gateway = await startGateway(emulator, { cache: 'on', ...settings });
  open.push(gateway);
  const path = emulator.roots.model;
  return { gateway, emulator, path };
}

const nested = `query ($path: String!) { artifact(path: $path) { id digest aliases
  loggedBy { id displayName usedArtifacts { nodes { id loggedBy { id } } } } } }`;
const walk = `query ($path: String!) { artifact(path: $path) { lineage(direction: UPSTREAM, maxDepth: 6) { nodes { node { id } } } } }`;

describe('A cached W&B response', () => {
  test.each([
    ['nested', nested],
    ['a walk', walk],
  ])('answers %s again without W&B, unless the caller sends no-cache', async (_name, query) => {
    const { gateway, path } = await start();
    const first = await gateway.ask(query, { path });
    expect(first.errors).toBeUndefined();
    expect(first.data.artifact).not.toBeNull();
    expect(first.requests).toBeGreaterThan(0);
    const second = await gateway.ask(query, { path });
    expect(second.data).toEqual(first.data);
    expect(second.requests).toBe(0);
    expect(second.extensions.lineage).toMatchObject({ wandbRequests: 0 });
    expect(second.extensions.lineage.cacheHits).toBeGreaterThan(0);
    const third = await gateway.ask(query, { path }, { 'cache-control': 'no-cache' });
    expect(third.data).toEqual(first.data);
    expect(third.requests).toBeGreaterThan(0);
  });

  test('serves ten concurrent identical queries at the cost of one', async () => {
    const { gateway, emulator, path } = await start();
    const alone = await start();
    const { requests } = await alone.gateway.ask(nested, { path });
    const before = emulator.stats().requests;
    const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.ask(nested, { path })));
    for (const { data } of answers) expect(data).toEqual(answers[0]?.data);
    expect(emulator.stats().requests - before).toBe(requests);
  });

  test('is not served to another key', async () => {
    const { gateway, path } = await start();
    await gateway.ask(nested, { path });
    const other = await gateway.ask(nested, { path }, { 'x-wandb-api-key': unknownKey });
    expect(other.requests).toBeGreaterThan(0);
    expect(other.data?.artifact ?? null).toBeNull();
    expect(other.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    const again = await gateway.ask(nested, { path }, { 'x-wandb-api-key': unknownKey });
    expect(again.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });
});

describe('A cached operation', () => {
  const counted = `query ($path: String!) { artifact(path: $path) { lineage(direction: UPSTREAM, maxDepth: 6) {
    nodes { node { __typename } } completeness { complete wandbRequests } } } }`;

  test('is served to the same query with one cache lookup instead of one per hop', async () => {
    const { gateway, path } = await start();
    const first = await gateway.ask(nested, { path });
    const again = await gateway.ask(nested, { path });
    expect(again.data).toEqual(first.data);
    expect(again.extensions.lineage).toMatchObject({ wandbRequests: 0, cacheHits: 1 });
    // Another query over the same hops is served from the cached hops.
    const other = await gateway.ask(nested.replace('displayName', 'name: displayName'), { path });
    expect(other.data.artifact.loggedBy.name).toBe(first.data.artifact.loggedBy.displayName);
    expect(other.requests).toBe(0);
    expect(other.extensions.lineage.cacheHits).toBeGreaterThan(1);
  });

  test('reports its own cost in completeness.wandbRequests', async () => {
    const { gateway, path } = await start();
    const first = await gateway.ask(counted, { path });
    expect(first.data.artifact.lineage.completeness.wandbRequests).toBe(first.requests - 1);
    const again = await gateway.ask(counted, { path });
    expect(again.data.artifact.lineage.completeness.wandbRequests).toBe(0);
    expect(again.data.artifact.lineage.nodes).toEqual(first.data.artifact.lineage.nodes);
  });

  test('is not stored when it has errors, and succeeds once W&B recovers', async () => {
    const { gateway, emulator, path } = await start();
    emulator.setFaults([{ kind: 'partial', field: 'Run.inputArtifacts' }]);
    const partial = await gateway.ask(nested, { path });
    expect(partial.errors).toHaveLength(1);
    emulator.setFaults([]);
    const whole = await gateway.ask(nested, { path });
    expect(whole.errors).toBeUndefined();
    expect(whole.requests).toBeGreaterThan(0);
  });

  test('is not stored when the deadline cut it', async () => {
    const { gateway, emulator, path } = await start({
      world: 'medium',
      requestDeadlineMs: '1500',
      wandbMaxFusedHops: '1',
    });
    const query = `query ($path: String!) { artifact(path: $path) {
      lineage(direction: UPSTREAM, maxDepth: 8) { completeness { complete truncations { reason } } } } }`;
    emulator.setFaults([{ kind: 'hang', match: 'RunInputs' }]);
    const cut = await gateway.ask(query, { path });
    const reasons = ({ data }: typeof cut): string[] =>
      data.artifact.lineage.completeness.truncations.map(({ reason }: { reason: string }) => reason);
    expect(reasons(cut)).toContain('DEADLINE');
    emulator.setFaults([]);
    const whole = await gateway.ask(query, { path });
    expect(reasons(whole)).not.toContain('DEADLINE');
    expect((await gateway.ask(query, { path })).extensions.lineage.cacheHits).toBe(1);
  });
});

describe('A query that is already in flight', () => {
  const costs = ({ extensions }: Answer): [number, number] => [
    extensions.lineage.wandbRequests,
    extensions.lineage.cacheHits,
  ];

  test('runs once for all callers with the same key', async () => {
    const { gateway, emulator, path } = await start();
    emulator.setFaults([{ kind: 'slow', delayMs: 60 }]);
    const before = emulator.stats().requests;
    const first = gateway.ask(walk, { path });
    await waitUntil(() => emulator.stats().requests > before);
    const others = await Promise.all(Array.from({ length: 20 }, () => gateway.ask(walk, { path })));
    const leader = await first;
    const [sent] = costs(leader);
    expect(sent).toBeGreaterThan(0);
    expect(emulator.stats().requests - before).toBe(sent);
    for (const other of others) {
      expect(other.data).toEqual(leader.data);
      expect(costs(other)).toEqual([0, 1]);
    }
  });

  test('runs again for another key and for a caller that sends no-cache', async () => {
    const { gateway, emulator, path } = await start();
    emulator.setFaults([{ kind: 'slow', delayMs: 60 }]);
    const first = gateway.ask(walk, { path });
    await waitUntil(() => emulator.stats().requests > 0);
    const [other, anew] = await Promise.all([
      gateway.ask(walk, { path }, { 'x-wandb-api-key': demoKeys.zoo }),
      gateway.ask(walk, { path }, { 'cache-control': 'no-cache' }),
    ]);
    expect((await first).data.artifact.lineage.nodes.length).toBeGreaterThan(3);
    expect(other.data.artifact).toBeNull();
    expect(costs(anew)[0]).toBeGreaterThan(0);
  });

  test('runs again for waiting callers when the first failed in part or disconnected', async () => {
    const { gateway, emulator, path } = await start();
    emulator.setFaults([
      { kind: 'partial', field: 'Run.inputArtifacts' },
      { kind: 'slow', delayMs: 60 },
    ]);
    const first = gateway.ask(nested, { path });
    await waitUntil(() => emulator.stats().requests > 0);
    const second = await gateway.ask(nested, { path });
    expect((await first).errors).toHaveLength(1);
    expect(second.errors).toHaveLength(1);
    expect(costs(second)[0]).toBeGreaterThan(0);
    emulator.setFaults([{ kind: 'slow', delayMs: 200 }]);

    const control = new AbortController();
    const body = JSON.stringify({ query: walk, variables: { path } });
    const gone = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: control.signal,
    });
    const inFlight = (count: number) =>
      waitUntil(async () => (await gateway.metric('requests_in_flight')) === count);
    // Including the one for /metrics.
    await inFlight(2);
    const waiting = gateway.ask(walk, { path });
    await inFlight(3);
    control.abort();
    await expect(gone).rejects.toThrow();
    const answer = await waiting;
    expect(answer.errors).toBeUndefined();
    expect(answer.data.artifact.lineage.nodes.length).toBeGreaterThan(3);
  });
});

describe('the cache', () => {
  const rules = { maxBytes: 1_000_000, lifetimeMs: 15, missingMs: 5 };
  const never = new AbortController().signal;
  const created = { artifact: { createdBy: { __typename: 'Run', name: 'a' } } };

  test('keeps what W&B does not show for a shorter time', () => {
    let now = 0;
    const cache = createAnswerCache(rules, null, () => now).forCaller('a', never);
    cache.set('found', created);
    cache.set('missing', { artifact: null });
    const known = () => [cache.get('found'), cache.get('missing')].map((data) => data !== undefined);
    now = 4;
    expect(known()).toEqual([true, true]);
    now = 5;
    expect(known()).toEqual([true, false]);
    now = 15;
    expect(known()).toEqual([false, false]);
  });

  test('never keeps an answer that holds an error', () => {
    const cache = createAnswerCache(rules, null, () => 0).forCaller('a', never);
    cache.set('failed', { artifact: new WandbError('WANDB_ERROR', 'failed') });
    expect(cache.get('failed')).toBeUndefined();
  });

  test('keeps an operation until its first part expires, and none with a part that may not be stored', async () => {
    let now = 0;
    const caches = createAnswerCache(rules, null, () => now);
    const asked = caches.forCaller('a', never);
    asked.setResponse('nothing of W&B', {});
    asked.set('found', created);
    asked.set('missing', { artifact: null });
    asked.setResponse('q', { whole: true });
    const spoiled = caches.forCaller('a', never);
    spoiled.set('found', created);
    spoiled.spoil();
    spoiled.setResponse('spoiled', {});
    const read = (key: string): Promise<unknown> => caches.forCaller('a', never).getResponse(key);
    now = 4;
    expect(await Promise.all([read('q'), read('nothing of W&B'), read('spoiled')])).toEqual([
      { whole: true },
      undefined,
      undefined,
    ]);
    expect(await caches.forCaller('b', never).getResponse('q')).toBeUndefined();
    expect(await caches.forCaller('a', never, { isFresh: true }).getResponse('q')).toBeUndefined();
    now = 5;
    expect(await read('q')).toBeUndefined();
  });

  test('lets those who waited for a request that failed ask for themselves', async () => {
    const cache = createAnswerCache(rules, null, () => 0).forCaller('a', never);
    const onShared = () => undefined;
    const first = cache.singleFlight('k', () => Promise.reject(new Error('gone')), onShared);
    const second = cache.singleFlight('k', () => Promise.resolve({ mine: true }), onShared);
    await expect(first).rejects.toThrow('gone');
    await expect(second).resolves.toEqual({ mine: true });
  });
});
