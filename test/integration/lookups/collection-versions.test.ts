import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import type { World } from '../../../src/emulator/world.ts';
import { startGateway, type Answer, type TestGateway } from '../../support/gateway.ts';

const everythingKey = 'everything0123456789everything0123456789';
const registryKey = 'registry0123456789registry0123456789regi';
const pageCap = 7;
const many = 30;

/** A sequence of 30 versions, one of them pending and one deleted; a registry that holds its v4 as v0 and its v2 as v1. */
function worldOfVersions(): World {
  const world = createWorldBuilder('versions');
  const ada = world.user('ada', { entity: 'acme' });
  const vision = world.project('acme', 'vision');
  const registry = world.project('acme', 'wandb-registry-models');
  const models = world.collection(vision, 'models', 'model');
  const versions = Array.from({ length: many }, (_, index) =>
    world.artifact(models, {
      aliases: index === many - 1 ? ['latest'] : index === 4 ? ['good', 'production'] : [],
    }),
  );
  world.artifact(models, { state: 'PENDING' });
  world.artifact(models, { state: 'DELETED', aliases: [] });
  const best = world.collection(registry, 'best', 'model', { portfolio: true });
  for (const [index, alias] of [
    [4, 'staging'],
    [2, 'production'],
  ] as const) {
    const version = versions[index];
    if (version) world.link(best, version, [alias]);
  }
  world.key(everythingKey, 'everything', ada, '*');
  world.key(registryKey, 'the registry alone', ada, [registry]);
  return world.build();
}

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: worldOfVersions(), pageCap });
  gateway = await startGateway(emulator, { passthrough: true });
  // The first request with a key also checks whether W&B accepts it.
  await ask('{ viewer { id } }');
});
afterEach(() => emulator.setFaults([]));
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const ask = (query: string, variables = {}, key = everythingKey): Promise<Answer> =>
  gateway.ask(query, variables, { authorization: `Bearer ${key}` });
/** Queries the selected fields of a collection. */
const askOf = (project: string, name: string, selection: string, key = everythingKey): Promise<Answer> =>
  ask(
    `query ($project: String!, $name: String!) { project(path: $project) { collection(name: $name) { ${selection} } } }`,
    { project, name },
    key,
  );

describe('A collection of a project', () => {
  test('is found by its name, several of several projects in one request', async () => {
    const answer = await ask(`{
      a: project(path: "acme/vision") { collection(name: "models") { path kind } none: collection(name: "none") { path } }
      b: project(path: "acme/wandb-registry-models") { collection(name: "best") { path kind } }
    }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      a: { collection: { path: 'acme/vision/models', kind: 'SEQUENCE' }, none: null },
      b: { collection: { path: 'acme/wandb-registry-models/best', kind: 'PORTFOLIO' } },
    });
    expect(answer.operations).toEqual(['ProjectByName', 'CollectionByName']);
  });

  test.each(['', ' ', 'acme/vision/models', 'a\nb'])(
    'is rejected without a W&B request for the name %j',
    async (name) => {
      const answer = await askOf('acme/vision', name, 'path');
      expect(answer.data).toEqual({ project: { collection: null } });
      expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'name' } }]);
    },
  );
});

describe('The versions of a collection', () => {
  test("are the committed ones, newest first, across W&B's pages", async () => {
    const answer = await askOf(
      'acme/vision',
      'models',
      'versions(first: 20) { totalCount hiddenCount edges { version aliases node { path } } pageInfo { hasNextPage endCursor } }',
    );
    expect(answer.errors).toBeUndefined();
    const { edges, totalCount, hiddenCount, pageInfo } = answer.data.project.collection.versions;
    expect(edges.map(({ version }: { version: string }) => version)).toEqual(
      Array.from({ length: 20 }, (_, back) => `v${many - 1 - back}`),
    );
    expect(edges[0]).toEqual({
      version: 'v29',
      aliases: ['latest'],
      node: { path: 'acme/vision/models:v29' },
    });
    expect({ totalCount, hiddenCount, hasNextPage: pageInfo.hasNextPage }).toEqual({
      totalCount: many,
      hiddenCount: 0,
      hasNextPage: true,
    });
    // Project, collection, then 7 + 7 + 6.
    expect(answer.requests).toBe(2 + 3);
    const rest = await ask(
      'query ($after: String) { project(path: "acme/vision") { collection(name: "models") { versions(after: $after) { nodes { version aliases } pageInfo { hasNextPage } } } } }',
      { after: pageInfo.endCursor },
    );
    const { nodes } = rest.data.project.collection.versions;
    expect(nodes).toHaveLength(10);
    expect(nodes[5]).toEqual({ version: 'v4', aliases: ['good', 'production'] });
    expect(rest.data.project.collection.versions.pageInfo.hasNextPage).toBe(false);
  });

  const called = 'versions { edges { version aliases node { path aliases } } }';

  test('have their registry version and aliases in a registry', async () => {
    const answer = await askOf('acme/wandb-registry-models', 'best', called);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.project.collection.versions.edges).toEqual([
      { version: 'v1', aliases: ['production'], node: { path: 'acme/vision/models:v2', aliases: [] } },
      {
        version: 'v0',
        aliases: ['staging'],
        node: { path: 'acme/vision/models:v4', aliases: ['good', 'production'] },
      },
    ]);
  });

  test('are those that the key may see', async () => {
    const answer = await askOf(
      'acme/wandb-registry-models',
      'best',
      'versions { edges { version node { project { path } } } }',
      registryKey,
    );
    expect(answer.data.project.collection.versions.edges).toEqual([
      { version: 'v1', node: { project: null } },
      { version: 'v0', node: { project: null } },
    ]);
  });

  test('are requested at once for all collections of a project, with what each selects', async () => {
    emulator.resetStats();
    const answer = await ask(`{
      projects(entity: "acme") { nodes { collections { nodes { name versions(first: 1) { edges { version } } again: versions(first: 1) { edges { aliases } } } } } }
    }`);
    expect(answer.errors).toBeUndefined();
    expect(
      answer.data.projects.nodes.map((project: { collections: unknown }) => project.collections),
    ).toEqual([
      {
        nodes: [
          {
            name: 'models',
            versions: { edges: [{ version: 'v29' }] },
            again: { edges: [{ aliases: ['latest'] }] },
          },
        ],
      },
      {
        nodes: [
          {
            name: 'best',
            versions: { edges: [{ version: 'v1' }] },
            again: { edges: [{ aliases: ['production'] }] },
          },
        ],
      },
    ]);
    expect(answer.operations).toEqual(['EntityProjects', 'ProjectCollections', 'CollectionVersions']);
  });

  test('are null with an error where W&B fails to return one', async () => {
    const path = 'artifactCollection.artifacts.edges.0.node';
    emulator.setFaults([{ kind: 'nullNonNull', field: 'VersionedArtifactEdge.node', path }]);
    const answer = await askOf('acme/wandb-registry-models', 'best', called);
    expect(answer.data.project.collection.versions.edges).toEqual([
      { version: 'v1', aliases: null, node: null },
      expect.objectContaining({ version: 'v0', aliases: ['staging'] }),
    ]);
    expect(answer.errors?.map(({ path, extensions }) => [path?.slice(-3), extensions?.code])).toEqual([
      [['edges', 0, 'aliases'], 'WANDB_CONTRACT_VIOLATION'],
      [['edges', 0, 'node'], 'WANDB_CONTRACT_VIOLATION'],
    ]);
  });

  test('are null with an error when the list fails, which costs nothing else', async () => {
    emulator.setFaults([{ kind: 'partial', field: 'ArtifactPortfolio.artifacts' }]);
    const answer = await askOf('acme/wandb-registry-models', 'best', `name ${called}`);
    expect(answer.data).toEqual({ project: { collection: { name: 'best', versions: null } } });
    expect(answer.errors).toMatchObject([{ path: ['project', 'collection', 'versions'] }]);
  });

  test('lead on to lineage', async () => {
    const answer = await askOf(
      'acme/vision',
      'models',
      'versions(first: 2) { nodes { version usedBy { totalCount } lineage { nodes { depth } } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.project.collection.versions.nodes).toEqual(
      ['v29', 'v28'].map((version) => ({
        version,
        usedBy: { totalCount: 0 },
        lineage: { nodes: [{ depth: 0 }] },
      })),
    );
  });
});
