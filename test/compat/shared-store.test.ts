import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { probeRedis } from '../../src/cache/redis-connection.ts';
import { createRedisStore, type SharedStore } from '../../src/cache/shared-store.ts';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts';
import { waitUntil } from '../support/wait-until.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openRedis(extra: readonly string[] = []): Promise<TestRedis> {
  const redis = await startRedis(extra);
  closers.push(() => redis.close());
  return redis;
}

interface ObservedStore extends SharedStore {
  readonly lookups: Record<string, number>;
  readonly changes: [isAway: boolean, reason: string][];
}

function openStore(url: string): ObservedStore {
  const lookups: Record<string, number> = { hit: 0, miss: 0, failed: 0 };
  const changes: [boolean, string][] = [];
  const store = createRedisStore([url], 'tests', {
    onLookups: (outcome, count) => (lookups[outcome] = (lookups[outcome] ?? 0) + count),
    onAway: (isAway, reason) => changes.push([isAway, reason]),
  });
  closers.push(() => store.close());
  return { ...store, lookups, changes };
}

/** Writes until the value can be read back: the store connects in the background. */
async function written(store: SharedStore, key: string): Promise<void> {
  await waitUntil(async () => {
    store.set(key, `text of ${key}`, 60_000);
    return (await store.getMany([key]))[0] === `text of ${key}`;
  });
}

const testWithRedis = hasRedis ? test : test.skip;

testWithRedis('many keys are looked up with one command, and answered in their order', async () => {
  const redis = await openRedis();
  const store = openStore(redis.url);
  await written(store, 'first');
  await written(store, 'last');
  store.set('too long', 'x'.repeat(2_000_001), 60_000);
  store.set('expired', 'text', 0);
  const keys = [
    'last',
    ...Array.from({ length: 500 }, (_, index) => `absent ${index}`),
    'too long',
    'expired',
    'first',
  ];
  await redis.client.configResetStat();
  const texts = await store.getMany(keys);
  expect(texts).toEqual(['text of last', ...Array.from({ length: 502 }, () => null), 'text of first']);
  expect(await redis.client.info('commandstats')).toMatch(/cmdstat_mget:calls=1,/);
  expect(await redis.client.dbSize()).toBe(2);
  expect(store.lookups).toMatchObject({ miss: expect.any(Number), hit: expect.any(Number) });
  expect(await store.getMany([])).toEqual([]);
});

testWithRedis('a connection that Redis closes is opened again without a report', async () => {
  const redis = await openRedis();
  const store = openStore(redis.url);
  await written(store, 'key');
  const before = store.changes.length;
  for (let round = 0; round < 15; round += 1) {
    await redis.client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    await written(store, `key ${round}`);
  }
  expect(store.changes.slice(before)).toEqual([]);
});

testWithRedis(
  'a Redis that hangs is skipped after three lookups, and used again when it answers',
  async () => {
    const redis = await openRedis();
    const store = openStore(redis.url);
    await written(store, 'key');
    const before = store.changes.length;
    redis.process.kill('SIGSTOP');
    for (let lookup = 0; lookup < 3; lookup += 1) expect(await store.getMany(['key'])).toEqual([null]);
    expect(store.changes.slice(before)).toEqual([[true, 'no answer in 250 ms']]);
    expect(await store.getMany(['key', 'other'])).toEqual([null, null]);
    expect(store.lookups['failed']).toBeGreaterThanOrEqual(5);
    redis.process.kill('SIGCONT');
    await waitUntil(async () => (await store.getMany(['key']))[0] === 'text of key');
    expect(store.changes.slice(before).map(([isAway]) => isAway)).toEqual([true, false]);
  },
);

testWithRedis.each([
  ['has no such password', (port: number) => `redis://:wrong-one@127.0.0.1:${port}`, 'WRONGPASS'],
  ['wants a password', (port: number) => `redis://127.0.0.1:${port}`, 'NOAUTH'],
])(
  'a Redis that %s is skipped, and the reason names neither address nor password',
  async (_, url, reason) => {
    const redis = await openRedis();
    await redis.client.configSet('requirepass', 'right-one');
    const store = openStore(url(redis.port));
    await waitUntil(async () => {
      await store.getMany(['key']);
      return store.changes.length > 0;
    });
    expect(store.changes).toEqual([[true, reason]]);
    const right = openStore(`redis://default:right-one@127.0.0.1:${redis.port}`);
    await written(right, 'key');
  },
);

test('the probe gives up on a server that accepts connections and never answers', async () => {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `redis://127.0.0.1:${port}`;
  expect(await probeRedis([url])).toEqual({ problem: 'no connection' });
  expect(await probeRedis([url, url])).toEqual({ problem: 'no connection' });
  // The sockets that were waiting for an answer are closed.
  await waitUntil(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count === 0))));
});
