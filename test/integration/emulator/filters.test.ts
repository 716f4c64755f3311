import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId } from '../../../src/emulator/ids.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import type { World } from '../../../src/emulator/world.ts';
import { ask } from '../../support/emulator-client.ts';

function smallWorld(): World {
  const world = createWorldBuilder('filters');
  const [ada, bob] = [world.user('ada', { entity: 'acme' }), world.user('bob')];
  world.organization('Acme Corp', 'acme-org', ['acme']);
  const lab = world.project('acme', 'lab');
  const registry = world.project('acme-org', 'wandb-registry-models');
  const other = world.project('acme-org', 'wandb-registry-datasets');
  const data = world.artifact(
    world.collection(lab, 'data', 'dataset', { createdAt: '2024-01-01T00:00:00Z' }),
  );
  const runs = [
    world.run(lab, 'a', {
      user: ada,
      state: 'finished',
      tags: ['x', 'y'],
      config: { lr: 0.1, net: { depth: 3 } },
      summary: { loss: 0.5 },
      createdAt: '2024-02-01T00:00:00Z',
    }),
    world.run(lab, 'b', {
      user: bob,
      state: 'failed',
      jobType: 'train',
      displayName: 'bee',
      config: { lr: 0.01 },
      createdAt: '2024-03-01T00:00:00',
    }),
    world.run(lab, 'c', {
      user: ada,
      state: 'finished',
      group: 'g',
      sweep: 's',
      config: { lr: '0.1' },
      createdAt: '2024-04-01T00:00:00Z',
    }),
  ];
  for (const run of runs) world.uses(run, data);
  const models = world.collection(lab, 'models', 'model', { createdAt: '2024-01-02T00:00:00Z' });
  const versions = [
    world.artifact(models, { aliases: ['old'], tags: ['gold'], metadata: { acc: 0.5 } }),
    world.artifact(models, { state: 'DELETED', aliases: [] }),
    world.artifact(models, { aliases: ['latest', 'best'], metadata: { acc: 0.9 } }),
    world.artifact(models, { state: 'PENDING' }),
  ];
  const portfolio = world.collection(registry, 'Flowers', 'model', { portfolio: true });
  for (const version of [versions[2], versions[0]])
    if (version) world.link(portfolio, version, version.aliases);
  world.link(world.collection(other, 'Raw', 'dataset', { portfolio: true }), data, ['latest']);
  world.key('k'.repeat(40), 'all', ada, '*');
  return world.build();
}

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: smallWorld() });
});
afterAll(() => emulator.close());

const runsQuery = `query ($filters: JSONString, $order: String) { project(entityName: "acme", name: "lab") {
  runCount(filters: $filters) runs(filters: $filters, order: $order) { totalCount edges { node { name } } } } }`;
const namesOf = ({ edges }: { edges: { node: { name: string } }[] }) =>
  edges.map(({ node }) => node.name).join('');
const json = (filters: unknown) => JSON.stringify(filters);

describe('Run filters', () => {
  test.each<[object, string]>([
    [{}, 'abc'],
    [{ state: 'finished' }, 'ac'],
    [{ state: { $ne: 'finished' } }, 'b'],
    [{ state: { $in: ['failed', 'crashed'] } }, 'b'],
    [{ name: { $nin: ['a', 'b'] } }, 'c'],
    [{ $and: [{ state: 'finished' }, { name: 'c' }] }, 'c'],
    [{ $or: [{ name: 'a' }, { display_name: 'bee' }] }, 'ab'],
    [{ $or: [] }, 'abc'],
    [{ $nor: [{ name: 'a' }] }, 'bc'],
    [{ $not: { name: 'a' } }, 'bc'],
    [{ name: { $not: { $in: ['a'] } } }, 'bc'],
    [{ tags: 'y' }, 'a'],
    [{ tags: { $in: ['x', 'z'] } }, 'a'],
    [{ tags: { $regex: '^x' } }, 'a'],
    [{ 'config.lr': 0.1 }, 'a'],
    [{ 'config.lr.value': { $gte: 0.01 } }, 'ab'],
    [{ 'config.net.depth': 3 }, 'a'],
    [{ 'config.net': { $exists: true } }, 'a'],
    [{ 'config.nothing': { $exists: false } }, 'abc'],
    [{ 'config.nothing': { $lt: 5 } }, ''],
    [{ 'summary_metrics.loss': { $lt: 1 } }, 'a'],
    [{ displayName: { $regex: 'E' } }, ''],
    [{ displayName: { $regex: 'e{2}' } }, 'b'],
    [{ group: null }, 'ab'],
    [{ sweep: 's' }, 'c'],
    [{ jobType: 'train', username: 'bob' }, 'b'],
    [{ 'run.job_type': 'train' }, 'b'],
    [{ createdAt: { $gt: '2024-02-15' } }, 'bc'],
    [{ created_at: { $gte: '2024-03-01T00:00:00Z', $lt: '2024-04-01T00:00:00Z' } }, 'b'],
  ])('select, with %j, the runs %p', async (filters, names) => {
    const { status, data } = await ask(emulator, runsQuery, { variables: { filters: json(filters) } });
    expect(status).toBe(200);
    expect(namesOf(data.project.runs)).toBe(names);
    expect([data.project.runCount, data.project.runs.totalCount]).toEqual([names.length, names.length]);
  });

  test.each([
    ['{', 'invalid filters: not JSON'],
    ['[]', 'invalid filters: not an object'],
    ['{"$and":{}}', 'invalid filters: not a list'],
    ['{"name":{"$regex":"("}}', 'invalid filters: not a regular expression'],
    ['{"name":{"$like":"a"}}', 'invalid filters: unknown operator $like'],
    ['{"shoeSize":5}', 'unknown field in filters or order: shoeSize'],
  ])('reject %s instead of ignoring it', async (filters, message) => {
    const { status, data, errors } = await ask(emulator, runsQuery, { variables: { filters } });
    expect([status, data]).toEqual([400, { project: { runCount: null, runs: null } }]);
    expect(new Set(errors?.map((error) => error.message))).toEqual(new Set([message]));
  });

  test.each([
    ['+created_at', 'abc'],
    ['created_at', 'abc'],
    ['-created_at', 'cba'],
    ['-config.lr', 'cab'],
    ['+summary_metrics.loss', 'bca'],
  ])('sort by %s: %s', async (order, names) => {
    const { data } = await ask(emulator, runsQuery, { variables: { order } });
    expect(namesOf(data.project.runs)).toBe(names);
  });

  test.each(['-shoeSize', '++name', 'a b'])('reject the order %s', async (order) => {
    expect((await ask(emulator, runsQuery, { variables: { order } })).status).toBe(400);
  });

  test('apply to consumers as well', async () => {
    const [data] = emulator.world.artifacts;
    const { data: answer } = await ask(
      emulator,
      `{ artifact(id: "${data ? artifactId(data) : ''}") { usedBy(filters: "{\\"state\\":\\"finished\\"}", order: "-created_at") { totalCount edges { node { name } } } } }`,
    );
    expect(namesOf(answer.artifact.usedBy)).toBe('ca');
    expect(answer.artifact.usedBy.totalCount).toBe(2);
  });
});

describe('Version and collection filters', () => {
  const versions = `query ($filters: JSONString, $order: String) { project(entityName: "acme", name: "lab") {
    artifactType(name: "model") { artifactCollection(name: "models") { artifacts(filters: $filters, order: $order) { totalCount edges { version node { state } } } } } } }`;

  test.each<[object | undefined, string | undefined, string[]]>([
    [undefined, undefined, ['v0', 'v1', 'v2', '']],
    [{ state: 'COMMITTED' }, undefined, ['v0', 'v2']],
    [{ state: 'COMMITTED' }, '-version_index', ['v2', 'v0']],
    [{ state: 'COMMITTED' }, '+created_at', ['v0', 'v2']],
    [{ alias: 'best' }, undefined, ['v2']],
    [{ tag: 'gold' }, undefined, ['v0']],
    [{ 'metadata.acc': { $gt: 0.6 } }, undefined, ['v2']],
  ])('select with %j, in the order %s, %j', async (filters, order, expected) => {
    const { data } = await ask(emulator, versions, {
      variables: { ...(filters && { filters: json(filters) }), order },
    });
    const { totalCount, edges } = data.project.artifactType.artifactCollection.artifacts;
    expect(edges.map(({ version }: { version: string }) => version)).toEqual(expected);
    expect(totalCount).toBe(expected.length);
  });

  const registry = `query ($registry: JSONString, $collection: JSONString, $version: JSONString, $order: String) {
    organization(name: "Acme Corp") { orgEntity {
      projects(filters: $registry) { edges { node { name } } }
      artifactCollections(projectFilters: $registry, filters: $collection, collectionTypes: [PORTFOLIO]) { totalCount edges { node { name } } }
      artifactMemberships(projectFilters: $registry, collectionFilters: $collection, filters: $version, order: $order) { edges { node { versionIndex artifactCollection { name } } } } } } }`;

  test.each<[Record<string, object | string>, [string[], string[], string[]]]>([
    [
      {},
      [
        ['wandb-registry-models', 'wandb-registry-datasets'],
        ['Flowers', 'Raw'],
        ['Flowers0', 'Flowers1', 'Raw0'],
      ],
    ],
    [
      { registry: { name: { $regex: 'models$' } } },
      [['wandb-registry-models'], ['Flowers'], ['Flowers0', 'Flowers1']],
    ],
    [
      { collection: { name: 'Raw' } },
      [['wandb-registry-models', 'wandb-registry-datasets'], ['Raw'], ['Raw0']],
    ],
    [
      { version: { alias: 'old' } },
      [['wandb-registry-models', 'wandb-registry-datasets'], ['Flowers', 'Raw'], ['Flowers1']],
    ],
    [{ registry: { name: 'none' } }, [[], [], []]],
  ])('apply to registries with %j', async (variables, [projects, collections, memberships]) => {
    const { data } = await ask(emulator, registry, {
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, filters]) => [name, json(filters)]),
      ),
    });
    const { orgEntity } = data.organization;
    type Edges = {
      edges: { node: { name: string; versionIndex: number; artifactCollection: { name: string } } }[];
    };
    const nodes = ({ edges }: Edges) => edges.map(({ node }) => node);
    expect(nodes(orgEntity.projects).map(({ name }) => name)).toEqual(projects);
    expect(nodes(orgEntity.artifactCollections).map(({ name }) => name)).toEqual(collections);
    expect(orgEntity.artifactCollections.totalCount).toBe(collections.length);
    expect(
      nodes(orgEntity.artifactMemberships).map(
        (node) => `${node.artifactCollection.name}${node.versionIndex}`,
      ),
    ).toEqual(memberships);
  });
});
