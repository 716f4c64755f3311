import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withEngine } from '../../src/cli/command-engine.ts';
import { takeSnapshot } from '../../src/cli/snapshots/snapshot.ts';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { worldFromJson, worldToJson, type WorldJson } from '../../src/emulator/world-json.ts';
import type { World } from '../../src/emulator/world.ts';
import { demoPaths } from '../../src/emulator/worlds/demo.ts';
import { demoKeys } from '../../src/emulator/worlds/keys.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { allKey, memberKey, registryKey, specialWorld } from '../support/special-world.ts';

const options = {
  demo: false,
  wandbHttpTimeout: '5',
  wandbConcurrency: '8',
  wandbBatchSize: '50',
  wandbMaxFusedHops: '8',
  requestDeadlineMs: '25000',
};

async function snapshotOf(
  emulator: Emulator,
  key: string,
  path: string,
  extent: Partial<Parameters<typeof takeSnapshot>[2]> = {},
): Promise<{ world: WorldJson; notes: string[] }> {
  const surroundings = { environment: { WANDB_API_KEY: key, NETRC: '/nonexistent' }, version: 'test' };
  const full = { depth: 6, maxNodes: 20_000, withConfig: false, withMetadata: false, ...extent };
  const taken = await withEngine({ ...options, wandbBaseUrl: emulator.url }, surroundings, (engine) =>
    takeSnapshot(engine, path, full),
  );
  // As it is after a round trip through a file.
  return JSON.parse(JSON.stringify(taken)) as typeof taken;
}

const lineageFields = `
  nodes {
    depth expanded hiddenNeighbours
    node {
      __typename id label
      ... on Run { path runId displayName runState: state jobType group sweepId tags notes commit createdAt heartbeatAt
        computeSeconds user { username name } project { path description createdAt } }
      ... on Artifact { versionPath: path version type state aliases tags description digest commitHash sizeBytes fileCount
        historyStep expiresAt createdAt updatedAt usedByCount collection { name path kind type createdAt }
        links { path version aliases createdAt isRegistry collection { name path } } }
      ... on HiddenNode { reason }
    }
  }
  edges { from to kind usedAs }
  roots { id }
  leaves { id }
  completeness { complete truncations { at reason omitted } }
  endCursor`;

const query = `query ($roots: [ID!]!, $depth: Int!, $direction: LineageDirection!, $filter: LineageFilter) {
  lineage(roots: $roots, maxDepth: $depth, direction: $direction, filter: $filter) { ${lineageFields} }
}`;

/** The ids of hidden nodes depend on the caller's key, and so does their order. */
function comparable(answer: unknown): unknown {
  const text = JSON.stringify(answer).replace(/hidden:[\w-]{22}/g, 'hidden');
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.map(sort).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sort(each)]));
  };
  return sort(JSON.parse(text));
}

async function idOf(gateway: TestGateway, path: string): Promise<string> {
  const isRun = !path.includes(':');
  const { data } = await gateway.ask(
    `query ($path: String!) { it: ${isRun ? 'run' : 'artifact'}(path: $path) { id } }`,
    {
      path,
    },
  );
  return data.it.id;
}

describe.each<[string, World | 'demo', string, string]>([
  ['the demo model', 'demo', demoKeys.member, demoPaths.model],
  ['the demo model with every right', 'demo', demoKeys.everything, demoPaths.model],
  ['a run of the demo', 'demo', demoKeys.member, demoPaths.run],
  ['the dataset with 600 consumers', 'demo', demoKeys.member, demoPaths.hub],
  ['a run with a private input', 'demo', demoKeys.member, demoPaths.privateInput],
  ['a version with a private producer', 'demo', demoKeys.member, demoPaths.privateProducer],
  ['a circle', 'demo', demoKeys.member, demoPaths.cycleRun],
  ['a version by two runs', 'demo', demoKeys.member, demoPaths.relogged],
  ['a version that is still being uploaded', 'demo', demoKeys.member, demoPaths.pendingRun],
  ['a name of other letters', 'demo', demoKeys.member, demoPaths.unicode],
  ['every special node', specialWorld(), memberKey, 'acme/lab/raw:v0'],
  ['every special node with every right', specialWorld(), allKey, 'acme/lab/raw:v0'],
  [
    'W&B that omits hidden consumers',
    specialWorld({ hiddenConsumers: 'omitted' }),
    memberKey,
    'acme/lab/train',
  ],
  [
    'a version whose project is hidden',
    specialWorld(),
    registryKey,
    'acme-org/wandb-registry-models/Flower Classifier:v1',
  ],
])('A snapshot of %s', (_, world, key, path) => {
  const depth = 5;
  let emulator: Emulator;
  let copy: Emulator;
  let gateway: TestGateway;
  let copyGateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world });
    gateway = await startGateway(emulator, {}, { WANDB_API_KEY: key });
    const { world: saved } = await snapshotOf(emulator, key, path, { depth });
    copy = await startEmulator({ world: worldFromJson(saved) });
    copyGateway = await startGateway(copy, { wandbAppUrl: emulator.url });
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), copyGateway.close(), emulator.close(), copy.close()]);
  });

  test.each([
    ['BOTH', 5, false],
    ['BOTH', 5, true],
    ['BOTH', 2, false],
    ['UPSTREAM', 4, false],
    ['DOWNSTREAM', 5, true],
    ['BOTH', 0, false],
  ])(
    'returns the same lineage: %s, %d hops, system types %s',
    async (direction, hops, includeSystemTypes) => {
      const variables = {
        roots: [await idOf(gateway, path)],
        depth: hops,
        direction,
        filter: { includeSystemTypes },
      };
      const original = await gateway.ask(query, variables);
      const again = await copyGateway.ask(query, variables);
      expect(original.errors).toBeUndefined();
      expect(again.errors).toBeUndefined();
      expect(comparable(again.data)).toEqual(comparable(original.data));
    },
  );

  test('finds the root by its path', async () => {
    expect(await idOf(copyGateway, path)).toBe(await idOf(gateway, path));
  });
});

describe('A snapshot', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
  });
  afterAll(() => emulator.close());

  test('never claims to be complete beyond its edge', async () => {
    const { world } = await snapshotOf(emulator, demoKeys.member, demoPaths.model, { depth: 1 });
    await using copy = await startEmulator({ world: worldFromJson(world) });
    await using gateway = await startGateway(copy);
    const { data } = await gateway.ask(query, {
      roots: [await idOf(gateway, demoPaths.model)],
      depth: 6,
      direction: 'BOTH',
    });
    expect(data.lineage.completeness.complete).toBe(false);
    const reasons = data.lineage.completeness.truncations.map(({ reason }: { reason: string }) => reason);
    expect(new Set(reasons)).toEqual(new Set(['HIDDEN']));
  });

  test('contains no key, and neither config nor metadata unless requested', async () => {
    const bare = JSON.stringify(await snapshotOf(emulator, demoKeys.member, demoPaths.model, { depth: 8 }));
    for (const key of Object.values(demoKeys)) expect(bare).not.toContain(key);
    for (const word of ['quantize', 'batch_size', 'accuracy', 'Blütenklassifikator'])
      expect(bare).not.toContain(word);
    const withConfig = JSON.stringify(
      await snapshotOf(emulator, demoKeys.member, demoPaths.model, { withConfig: true }),
    );
    expect(withConfig).toContain('quantize');
    expect(withConfig).not.toContain('Blütenklassifikator');
    const withMetadata = JSON.stringify(
      await snapshotOf(emulator, demoKeys.member, demoPaths.model, { withMetadata: true }),
    );
    expect(withMetadata).not.toContain('quantize');
    expect(withMetadata).toContain('Blütenklassifikator');
  });

  test('returns config and metadata as W&B does when it contains them', async () => {
    const extent = { depth: 2, withConfig: true, withMetadata: true };
    const { world } = await snapshotOf(emulator, demoKeys.member, demoPaths.model, extent);
    await using copy = await startEmulator({ world: worldFromJson(world) });
    const gateways = [
      await startGateway(emulator, {}, { WANDB_API_KEY: demoKeys.member }),
      await startGateway(copy),
    ];
    const [original, again] = await Promise.all(
      gateways.map((gateway) =>
        gateway.ask(
          'query ($path: String!) { artifact(path: $path) { metadata loggedBy { config summaryMetrics } } viewer { username } }',
          { path: demoPaths.model },
        ),
      ),
    );
    await Promise.all(gateways.map((gateway) => gateway.close()));
    expect(again?.data.artifact).toEqual(original?.data.artifact);
    expect(again?.data.viewer).toEqual({ username: 'snapshot' });
  });

  test('says when --max-nodes cut it', async () => {
    const { world } = await snapshotOf(emulator, demoKeys.member, demoPaths.hub, { maxNodes: 20 });
    expect(world.snapshot).toMatchObject({ root: demoPaths.hub, complete: false });
    expect(world.snapshot?.missing.join('\n')).toMatch(/node limit: .*raise .*--max-nodes/);
    expect(world.runs?.filter(({ path }) => path.startsWith('acme/')).length).toBeLessThan(20);
  });
});

test('A world file keeps its ids, numbers the other objects, and rejects duplicates.', () => {
  const file = (ids: (number | undefined)[]) => ({
    format: 'wandb-world/1',
    name: 'ids',
    projects: [{ path: 'a/b' }],
    collections: [{ path: 'a/b/c', type: 'dataset' }],
    artifacts: ids.map((id, index) => ({ path: `a/b/c:v${index}`, ...(id !== undefined && { id }) })),
    keys: [],
  });
  const numbers = (world: World) => world.artifacts.map(({ number }) => number);
  const world = worldFromJson(file([9_007_199_254_740_000, 12, undefined]));
  expect(numbers(world)).toEqual([9_007_199_254_740_000, 12, 9_007_199_254_740_001]);
  expect(numbers(worldFromJson(worldToJson(world)))).toEqual(numbers(world));
  expect(() => worldFromJson(file([12, 12]))).toThrow('The artifact id 12 is there already.');
  expect(() => worldFromJson(file([0]))).toThrow('artifacts[0].id is 0; write a whole number from 1.');
});
