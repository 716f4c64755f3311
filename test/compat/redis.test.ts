import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { mulberry32 } from '../../src/emulator/faults/faults.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { canaries, isolationQuestions } from '../support/isolation-questions.ts';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts';
import { allKey, memberKey, specialWorld } from '../support/special-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

function kept<T extends { close(): Promise<void> }>(one: T): T {
  open.push(one);
  return one;
}

function replica(
  emulator: Emulator,
  redisUrl: string,
  settings: Parameters<typeof startGateway>[1] = {},
): Promise<TestGateway> {
  const environment = { WANDB_API_KEY: emulator.keys[0]?.key, REDIS_URL: redisUrl };
  return startGateway(emulator, { cache: 'on', ...settings }, environment).then(kept);
}

const nested = `query ($path: String!) { artifact(path: $path) { id digest aliases
  loggedBy { id displayName usedArtifacts { nodes { id loggedBy { id } } } } } }`;
const walk = `query ($path: String!) { artifact(path: $path) { lineage(direction: UPSTREAM, maxDepth: 8) {
  nodes { depth node { ... on Run { id } ... on Artifact { id path } } } edges { from to } completeness { complete } } } }`;
const other = `query ($path: String!) { artifact(path: $path) { id loggedBy { id usedArtifacts { nodes { id } } } } }`;

/** Everything that a replica wrote is there. */
async function settled({ client }: TestRedis): Promise<void> {
  for (let before = -1, now = await client.dbSize(); before !== now; now = await client.dbSize()) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const testWithRedis = hasRedis ? test : test.skip;

testWithRedis(
  'a second replica answers from what the first one has fetched, without a W&B request',
  async () => {
    const redis = kept(await startRedis());
    const emulator = kept(await startEmulator({ world: 'medium' }));
    const path = emulator.roots.model;
    const first = await replica(emulator, redis.url);
    const second = await replica(emulator, redis.url);
    for (const query of [nested, walk]) {
      const asked = await first.ask(query, { path });
      expect(asked.errors).toBeUndefined();
      expect(asked.requests).toBeGreaterThan(0);
      await settled(redis);
      const again = await second.ask(query, { path });
      expect(again.data).toEqual(asked.data);
      expect(again.requests).toBe(0);
      expect(again.extensions.lineage).toMatchObject({ wandbRequests: 0, cacheHits: 1 });
    }
    // Asked in other words, which nobody kept as a whole: put together from the hops.
    const third = await replica(emulator, redis.url);
    const ofHops = await third.ask(other, { path });
    expect(ofHops.requests).toBe(0);
    expect(ofHops.extensions.lineage.cacheHits).toBeGreaterThan(1);
    const anew = await third.ask(other, { path }, { 'cache-control': 'no-cache' });
    expect(anew.data).toEqual(ofHops.data);
    expect(anew.requests).toBeGreaterThan(0);
  },
);

testWithRedis('the entries of a wide level are read from Redis together', async () => {
  const redis = kept(await startRedis());
  const emulator = kept(await startEmulator({ world: 'hub' }));
  const query = `query ($path: String!) { artifact(path: $path) { usedBy(first: 300) { nodes {
    id loggedArtifacts { nodes { id } } } } } }`;
  const first = await replica(emulator, redis.url);
  const second = await replica(emulator, redis.url);
  const asked = await first.ask(query, { path: emulator.roots.hub });
  await settled(redis);
  const readsBefore = await reads(redis);
  const again = await second.ask(query.replace('id loggedArtifacts', 'loggedArtifacts'), {
    path: emulator.roots.hub,
  });
  expect(again.requests).toBe(0);
  expect(again.data.artifact.usedBy.nodes).toHaveLength(asked.data.artifact.usedBy.nodes.length);
  expect(again.extensions.lineage.cacheHits).toBeGreaterThan(300);
  // What the second replica's own connection brought, and this look at it: a few reads of a socket each.
  expect((await reads(redis)) - readsBefore).toBeLessThan(30);
});

async function reads({ client }: TestRedis): Promise<number> {
  return Number(/total_reads_processed:(\d+)/.exec(await client.info('stats'))?.[1]);
}

testWithRedis(
  'entries are separate for each API key, and contain neither keys nor names in plain text',
  async () => {
    const redis = kept(await startRedis());
    const emulator = kept(await startEmulator({ world: 'demo' }));
    const path = emulator.roots.model;
    const gateway = await replica(emulator, redis.url);
    const [member, outsider] = emulator.keys;
    await gateway.ask(walk, { path });
    await settled(redis);
    const keys = await redis.client.keys('*');
    expect(keys.length).toBeGreaterThan(3);
    for (const key of keys) {
      expect(key).toMatch(/^lineage:[\w-]{43}$/);
      const ttl = await redis.client.pTTL(key);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(600_000);
      expect(await redis.client.get(key)).not.toContain(member?.key);
    }
    const second = await replica(emulator, redis.url);
    const foreign = await second.ask(walk, { path }, { 'x-wandb-api-key': outsider?.key ?? '' });
    expect(foreign.requests).toBeGreaterThan(0);
  },
);

testWithRedis('entries of another release and damaged entries are ignored', async () => {
  const redis = kept(await startRedis());
  const emulator = kept(await startEmulator({ world: 'medium' }));
  const path = emulator.roots.model;
  const first = await replica(emulator, redis.url);
  const asked = await first.ask(walk, { path });
  await settled(redis);
  const prefixed = await replica(emulator, redis.url, { schemaPrefix: 'Wandb' });
  const ofPrefixed = await prefixed.ask('query ($path: String!) { wandbArtifact(path: $path) { id } }', {
    path,
  });
  expect(ofPrefixed.errors).toBeUndefined();
  expect(ofPrefixed.requests).toBeGreaterThan(0);
  const garbage = ['', '{', '[]', '[{"fields":[],"json":"{","untilMs":9e15}]', '"x"', '[{"json":1}]'];
  const keys = await redis.client.keys('*');
  for (const [index, key] of keys.entries())
    await redis.client.set(key, garbage[index % garbage.length] ?? '');
  const second = await replica(emulator, redis.url);
  const again = await second.ask(walk, { path });
  expect(again.errors).toBeUndefined();
  expect(again.data).toEqual(asked.data);
  expect(again.requests).toBe(asked.requests);
});

testWithRedis(
  'killing Redis under load changes no answer, and the gateway uses it again after its restart',
  async () => {
    const redis = kept(await startRedis());
    const emulator = kept(await startEmulator({ world: 'medium' }));
    const path = emulator.roots.model;
    // What is kept ends at once, so that Redis and W&B are asked all the time.
    const gateway = await replica(emulator, redis.url, { cacheSeconds: '1' });
    const { data } = await gateway.ask(walk, { path });
    let asking = true;
    let answers = 0;
    const load = Array.from({ length: 8 }, async () => {
      while (asking) {
        const answer = await gateway.ask(walk, { path });
        expect(answer.errors).toBeUndefined();
        expect(answer.data).toEqual(data);
        answers += 1;
      }
    });
    await waitUntil(() => answers > 8);
    const gone = once(redis.process, 'exit');
    redis.process.kill('SIGKILL');
    await gone;
    const before = answers;
    await waitUntil(() => answers > before + 8);
    await redis.restart();
    // While requests go on: entries expire after a second.
    await waitUntil(async () => (await redis.client.dbSize()) > 0);
    asking = false;
    await Promise.all(load);
    expect(gateway.logs.join('')).not.toContain(`:${redis.port}`);
  },
  180_000,
);

testWithRedis(
  'a Redis that hangs does not fail a request, and is skipped for a while',
  async () => {
    const redis = kept(await startRedis());
    const emulator = kept(await startEmulator({ world: 'medium' }));
    const path = emulator.roots.model;
    const gateway = await replica(emulator, redis.url, { logLevel: 'info' });
    await gateway.ask('{ viewer { username } }');
    redis.process.kill('SIGSTOP');
    try {
      const slow = await gateway.ask(walk, { path });
      expect(slow.errors).toBeUndefined();
      const [first] =
        (await (await fetch(`${gateway.url}/metrics`)).text()).match(/shared_cache_away \d/) ?? [];
      expect(first).toBe('shared_cache_away 1');
      const quick = await gateway.ask(walk, { path }, { 'cache-control': 'no-cache' });
      expect(quick.data).toEqual(slow.data);
      expect(gateway.logs.join('')).toContain('no answer in 250 ms');
    } finally {
      redis.process.kill('SIGCONT');
    }
  },
  180_000,
);

testWithRedis(
  'keys are spread over the nodes of a Redis cluster',
  async () => {
    const nodes = await Promise.all(
      [0, 1, 2].map(() => startRedis(['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'])),
    );
    nodes.forEach(kept);
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], { stdio: 'ignore' });
    for (const { client } of nodes)
      while (!(await client.clusterInfo()).includes('cluster_state:ok'))
        await new Promise((resolve) => setTimeout(resolve, 100));
    const emulator = kept(await startEmulator({ world: 'medium' }));
    const path = emulator.roots.model;
    const urls = addresses.map((address) => `redis://${address}`).join(',');
    const first = await replica(emulator, urls);
    const second = await replica(emulator, urls);
    await Promise.all([first, second].map((each) => each.ask('{ viewer { username } }')));
    // The first connection to a cluster takes longer than anybody waits, and then it is left alone for two seconds.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const asked = await first.ask(walk, { path });
    for (const node of nodes) await settled(node);
    const held = await Promise.all(nodes.map(({ client }) => client.dbSize()));
    expect(held.filter((count) => count > 0).length).toBeGreaterThan(1);
    const again = await second.ask(walk, { path });
    expect(again.data).toEqual(asked.data);
    expect(again.requests).toBe(0);
  },
  180_000,
);

test.each([
  ['redis://', 'on', null],
  ['http://user:secret@127.0.0.1:6379', 'on', /REDIS_URL is not a Redis URL/],
  ['redis://127.0.0.1:1,nonsense', 'on', /address 2 of 2/],
  ['redis://127.0.0.1:1/name', 'on', /REDIS_URL is not a Redis URL/],
  ['redis://:secret%@127.0.0.1:1', 'on', /REDIS_URL is not a Redis URL/],
  ['redis://127.0.0.1:1', 'off', /REDIS_URL is set and CACHE is off/],
])('REDIS_URL=%s with CACHE=%s: %s', async (url, cache, problem) => {
  const emulator = kept(await startEmulator({ world: 'demo' }));
  const started = startGateway(emulator, { cache }, { WANDB_API_KEY: emulator.keys[0]?.key, REDIS_URL: url });
  if (problem === null) {
    const gateway = kept(await started);
    expect((await gateway.ask('{ viewer { username } }')).errors).toBeUndefined();
    return;
  }
  const error = await started.catch((thrown: unknown) => thrown as Error);
  expect((error as Error).message).toMatch(problem);
  expect((error as Error).message).not.toContain('secret');
});

testWithRedis(
  'two keys with 200 concurrent callers at two replicas each get the response that their key gets alone',
  async () => {
    const redis = kept(await startRedis());
    const emulator = kept(await startEmulator({ world: specialWorld() }));
    const settings = { passthrough: true, cache: 'on' };
    const environment = { REDIS_URL: redis.url };
    const alone = kept(await startGateway(emulator, { passthrough: true, cache: 'off' }, {}));
    const replicas = [
      kept(await startGateway(emulator, settings, environment)),
      kept(await startGateway(emulator, settings, environment)),
    ];
    const questions = isolationQuestions(emulator.world);
    const ask = async (gateway: TestGateway, key: string, index: number) => {
      const { query = '', variables = {} } = questions[index] ?? {};
      const { data, errors } = await gateway.ask(query, variables, { authorization: `Bearer ${key}` });
      return JSON.stringify({ data, errors });
    };
    const random = mulberry32(9);
    const expected = new Map<string, string>();
    for (let round = 0; round < 2; round += 1) {
      const picks = Array.from({ length: 200 }, (_, caller) => ({
        gateway: replicas[(caller >> 1) % 2] as TestGateway,
        key: caller % 2 === 0 ? memberKey : allKey,
        index: Math.floor(random() * questions.length),
      }));
      const answers = await Promise.all(picks.map(({ gateway, key, index }) => ask(gateway, key, index)));
      for (const [place, { key, index }] of picks.entries()) {
        const name = `${key} ${index}`;
        if (!expected.has(name)) expected.set(name, await ask(alone, key, index));
        expect(answers[place]).toBe(expected.get(name));
        if (key === memberKey) for (const canary of canaries) expect(answers[place]).not.toContain(canary);
      }
      await settled(redis);
    }
    // One key reads what the other does not, so that a mix-up would show.
    const all = [...expected].filter(([name]) => name.startsWith(allKey)).map(([, text]) => text);
    for (const canary of canaries.slice(0, 2)) expect(all.join('\n')).toContain(canary);
    expect(await redis.client.dbSize()).toBeGreaterThan(0);
  },
);
