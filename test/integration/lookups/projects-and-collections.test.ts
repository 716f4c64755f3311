import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import type { World } from '../../../src/emulator/world.ts';
import { startGateway, unknownKey, type Answer, type TestGateway } from '../../support/gateway.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { recordWandb } from '../../support/recorded-wandb.ts';

const everythingKey = 'everything0123456789everything0123456789';
const visionKey = 'vision0123456789vision0123456789vision01';
const teamlessKey = 'teamless0123456789teamless0123456789team';
const pageCap = 7;
const many = 40;

/** Three projects of a team, one with more collections than a W&B page holds, and one project of another team. */
function worldOfLists(): World {
  const world = createWorldBuilder('lists');
  const ada = world.user('ada', { entity: 'acme', teams: ['globex', 'acme'] });
  const bob = world.user('bob', { entity: '' });
  const vision = world.project('acme', 'vision');
  const speech = world.project('acme', 'speech', { description: 'What people say.' });
  world.project('acme', 'empty');
  world.project('acme', 'gone', { deleted: true });
  world.project('globex', 'robots');
  for (let index = 0; index < many; index += 1) world.collection(vision, `set-${index}`, 'dataset');
  const words = world.collection(speech, 'words', 'dataset');
  const spoken = world.artifact(words);
  world.link(world.collection(speech, 'best', 'dataset', { portfolio: true }), spoken);
  world.key(everythingKey, 'everything', ada, '*');
  world.key(visionKey, 'one project', ada, [vision]);
  world.key(teamlessKey, 'one project, and no entity', bob, [vision]);
  return world.build();
}

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: worldOfLists(), pageCap });
  gateway = await startGateway(emulator, { passthrough: true });
});
afterEach(() => emulator.setFaults([]));
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const as = (key: string) => ({ authorization: `Bearer ${key}` });
const ask = (query: string, variables = {}, key = everythingKey): Promise<Answer> =>
  gateway.ask(query, variables, as(key));
const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `set-${from + index}`);

describe('The collections of a project', () => {
  test("are loaded in one request after the project's", async () => {
    const answer = await ask(`{
      project(path: "acme/speech") {
        collections { hiddenCount pageInfo { hasNextPage hasPreviousPage } nodes { path kind type project { path description } } }
      }
    }`);
    expect(answer.errors).toBeUndefined();
    const project = { path: 'acme/speech', description: 'What people say.' };
    expect(answer.data.project.collections).toEqual({
      hiddenCount: 0,
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
      nodes: [
        { path: 'acme/speech/words', kind: 'SEQUENCE', type: 'dataset', project },
        { path: 'acme/speech/best', kind: 'PORTFOLIO', type: 'dataset', project },
      ],
    });
    expect(answer.requests).toBe(2);
  });

  test('of several projects are loaded in one request, under aliases too', async () => {
    const answer = await ask(`{
      a: project(path: "acme/speech") { collections { nodes { name } } }
      b: project(path: "acme/empty") { collections { nodes { name } } }
      c: project(path: "globex/robots") { all: collections { edges { node { name } } } }
      d: project(path: "acme/vision") { collections(first: 2) { nodes { name } } more: collections(first: 3) { nodes { type } } }
    }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      a: { collections: { nodes: [{ name: 'words' }, { name: 'best' }] } },
      b: { collections: { nodes: [] } },
      c: { all: { edges: [] } },
      d: {
        collections: { nodes: [{ name: 'set-0' }, { name: 'set-1' }] },
        more: { nodes: Array.from({ length: 3 }, () => ({ type: 'dataset' })) },
      },
    });
    expect(answer.operations).toEqual(['ProjectByName', 'ProjectCollections']);
  });

  test("are read across W&B's pages, as many as were requested", async () => {
    const answer = await ask(
      '{ project(path: "acme/vision") { collections(first: 20) { nodes { name } pageInfo { hasNextPage endCursor } } } }',
    );
    const { nodes, pageInfo } = answer.data.project.collections;
    expect(nodes.map(({ name }: { name: string }) => name)).toEqual(names(0, 20));
    expect(pageInfo.hasNextPage).toBe(true);
    // The project, then 7 + 7 + 6.
    expect(answer.requests).toBe(1 + 3);
    const rest = await ask(
      'query ($after: String) { project(path: "acme/vision") { collections(first: 1000, after: $after) { nodes { name } pageInfo { hasNextPage hasPreviousPage } } } }',
      { after: pageInfo.endCursor },
    );
    expect(rest.data.project.collections.nodes.map(({ name }: { name: string }) => name)).toEqual(
      names(20, many),
    );
    expect(rest.data.project.collections.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true });
    expect(rest.requests).toBe(1 + Math.ceil(20 / pageCap));
  });

  test('are complete and in order for any page size', async () => {
    const query =
      'query ($first: Int, $after: String) { project(path: "acme/vision") { collections(first: $first, after: $after) { edges { cursor node { name } } pageInfo { hasNextPage endCursor } } } }';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 }), async (sizes) => {
        const found: string[] = [];
        let after: string | null = null;
        for (let page = 0; ; page += 1) {
          const first: number = sizes[page % sizes.length] ?? 1;
          const { data } = await ask(query, { first, after });
          const { edges, pageInfo } = data.project.collections;
          expect(edges).toHaveLength(Math.min(first, many - found.length));
          found.push(...edges.map(({ node }: { node: { name: string } }) => node.name));
          expect(pageInfo.endCursor).toBe(edges.at(-1).cursor);
          expect(pageInfo.hasNextPage).toBe(found.length < many);
          after = pageInfo.endCursor;
          if (!pageInfo.hasNextPage) break;
        }
        expect(found).toEqual(names(0, many));
      }),
      propertyRuns(0.4),
    );
  });

  test('are requested once, however often their project occurs', async () => {
    const answer = await ask(
      '{ project(path: "acme/vision") { collections(first: 7) { nodes { project { collections(first: 7) { nodes { name project { collections(first: 7) { nodes { type } } } } } } } } } }',
    );
    expect(answer.errors).toBeUndefined();
    const [first] = answer.data.project.collections.nodes;
    expect(first.project.collections.nodes).toHaveLength(7);
    expect(first.project.collections.nodes[6].project.collections.nodes[0]).toEqual({ type: 'dataset' });
    expect(answer.requests).toBe(1 + 1);
  });

  test('of entity references are loaded in one request', async () => {
    const answer = await ask(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Project { path collections(first: 1) { nodes { name } } } } }',
      { r: ['acme/vision', 'acme/speech'].map((path) => ({ __typename: 'Project', path })) },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data._entities).toEqual([
      { path: 'acme/vision', collections: { nodes: [{ name: 'set-0' }] } },
      { path: 'acme/speech', collections: { nodes: [{ name: 'words' }] } },
    ]);
    expect(answer.operations).toEqual(['ProjectByName', 'ProjectCollections']);
  });

  test('are counted as hidden when W&B does not show them', async () => {
    emulator.setFaults([
      {
        kind: 'nullNonNull',
        field: 'ArtifactCollectionEdge.node',
        path: 'project.artifactCollections.edges.1.node',
      },
    ]);
    const answer = await ask(
      '{ project(path: "acme/vision") { collections(first: 3) { hiddenCount nodes { name } edges { node { name } } } } }',
    );
    expect(answer.errors).toBeUndefined();
    const shown = [{ name: 'set-0' }, { name: 'set-2' }];
    expect(answer.data.project.collections).toEqual({
      hiddenCount: 1,
      nodes: shown,
      edges: shown.map((node) => ({ node })),
    });
  });

  test('are null with an error where W&B fails to return one', async () => {
    emulator.setFaults([{ kind: 'partial', path: 'project.artifactCollections.edges.1.node' }]);
    const answer = await ask(
      '{ project(path: "acme/vision") { collections(first: 3) { hiddenCount edges { node { name } } } } }',
    );
    expect(answer.data.project.collections).toEqual({
      hiddenCount: 0,
      edges: [{ node: { name: 'set-0' } }, { node: null }, { node: { name: 'set-2' } }],
    });
    expect(answer.errors).toMatchObject([
      { path: ['project', 'collections', 'edges', 1, 'node'], extensions: { code: 'WANDB_ERROR' } },
    ]);
  });

  test('are null with an error when the list fails', async () => {
    emulator.setFaults([{ kind: 'partial', field: 'Project.artifactCollections' }]);
    const answer = await ask(
      '{ project(path: "acme/vision") { name collections { nodes { name } } } viewer { username } }',
    );
    expect(answer.data).toEqual({
      project: { name: 'vision', collections: null },
      viewer: { username: 'ada' },
    });
    expect(answer.errors).toMatchObject([
      { path: ['project', 'collections'], extensions: { code: 'WANDB_ERROR' } },
    ]);
    expect(JSON.stringify(answer.errors)).not.toContain('secret detail');
  });

  test('keep the pages before one that fails', async () => {
    emulator.setFaults([
      {
        kind: 'partial',
        field: 'Project.artifactCollections',
        id: Buffer.from('cursor:6').toString('base64'),
      },
    ]);
    const answer = await ask(
      '{ project(path: "acme/vision") { collections(first: 20) { nodes { name } pageInfo { hasNextPage } } } }',
    );
    expect(answer.data.project.collections.nodes).toHaveLength(pageCap);
    expect(answer.data.project.collections.pageInfo).toEqual({ hasNextPage: true });
    expect(answer.errors).toMatchObject([{ path: ['project', 'collections'] }]);
  });

  test.each([0, -1, 1001])('reject first: %d', async (first) => {
    const answer = await ask(
      'query ($first: Int) { project(path: "acme/vision") { collections(first: $first) { nodes { name } } } }',
      {
        first,
      },
    );
    expect(answer.data).toEqual({ project: { collections: null } });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }]);
  });

  test('are requested without a total, which not every W&B server knows', async () => {
    await using wandb = await recordWandb(emulator);
    await using watched = await startGateway(wandb, {});
    // The first request also checks whether W&B accepts the key.
    await watched.ask('{ viewer { id } }');
    wandb.fields();
    await watched.ask('{ project(path: "acme/vision") { collections(first: 1) { nodes { type } } } }');
    expect(wandb.fields()).toEqual([
      'ArtifactCollection.createdAt',
      'ArtifactCollection.defaultArtifactType',
      'ArtifactCollection.description',
      'ArtifactCollection.name',
      'ArtifactCollection.project',
      'ArtifactCollection.updatedAt',
      'ArtifactCollectionConnection.edges',
      'ArtifactCollectionConnection.pageInfo',
      'ArtifactCollectionEdge.cursor',
      'ArtifactCollectionEdge.node',
      'ArtifactType.name',
      'PageInfo.endCursor',
      'PageInfo.hasNextPage',
      'Project.artifactCollections',
      'Project.createdAt',
      'Project.description',
      'Project.entityName',
      'Project.name',
      'Query.project',
    ]);
  });
});

describe('The projects of an entity', () => {
  const list = 'projects { hiddenCount nodes { path } edges { node { path description } } }';

  test('are those that the key may see', async () => {
    const all = await ask('{ projects(entity: "acme") { nodes { path } pageInfo { hasNextPage } } }');
    expect(all.errors).toBeUndefined();
    expect(all.data.projects).toEqual({
      nodes: [{ path: 'acme/vision' }, { path: 'acme/speech' }, { path: 'acme/empty' }],
      pageInfo: { hasNextPage: false },
    });
    expect(all.requests).toBe(1);
    const few = await ask('{ projects(entity: "acme") { nodes { path } } }', {}, visionKey);
    expect(few.data.projects.nodes).toEqual([{ path: 'acme/vision' }]);
  });

  test('belong to the viewer or to another entity', async () => {
    const answer = await ask(`{ viewer { entity ${list} } projects(entity: "globex") { nodes { path } } }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.viewer.projects.edges[1]).toEqual({
      node: { path: 'acme/speech', description: 'What people say.' },
    });
    expect(answer.data.projects.nodes).toEqual([{ path: 'globex/robots' }]);
    expect(answer.requests).toBe(2);
  });

  test("include the viewer's teams at no further cost", async () => {
    const answer = await ask('{ viewer { entity teams } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ viewer: { entity: 'acme', teams: ['acme', 'globex'] } });
    expect(answer.requests).toBe(1);
    emulator.setFaults([{ kind: 'partial', field: 'User.teams' }]);
    const failed = await ask('{ viewer { entity teams } }');
    expect(failed.data).toEqual({ viewer: { entity: 'acme', teams: null } });
    expect(failed.errors).toMatchObject([{ path: ['viewer', 'teams'], extensions: { code: 'WANDB_ERROR' } }]);
  });

  test('lead to their collections in one request', async () => {
    const answer = await ask(
      '{ projects(entity: "acme") { nodes { name collections(first: 1) { nodes { path } } } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.projects.nodes).toEqual([
      { name: 'vision', collections: { nodes: [{ path: 'acme/vision/set-0' }] } },
      { name: 'speech', collections: { nodes: [{ path: 'acme/speech/words' }] } },
      { name: 'empty', collections: { nodes: [] } },
    ]);
    expect(answer.operations).toEqual(['EntityProjects', 'ProjectCollections']);
  });

  test('are empty for an unknown entity, and null for a user without one', async () => {
    const answer = await ask('{ projects(entity: "nobody") { nodes { path } } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ projects: { nodes: [] } });
    const entityless = await ask('{ viewer { username projects { nodes { path } } } }', {}, teamlessKey);
    expect(entityless.errors).toBeUndefined();
    expect(entityless.data).toEqual({ viewer: { username: 'bob', projects: null } });
    expect(entityless.requests).toBe(1);
  });

  test.each(['', ' ', 'acme/vision', 'a\u0000b', 'x'.repeat(2_001)])('reject the name %j', async (entity) => {
    const answer = await ask('query ($entity: String!) { projects(entity: $entity) { nodes { path } } }', {
      entity,
    });
    expect(answer.data).toEqual({ projects: null });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'entity' } }]);
    expect(answer.requests).toBe(0);
  });

  test('are counted when hidden, and null with an error when the list fails', async () => {
    emulator.setFaults([{ kind: 'nullNonNull', field: 'ProjectEdge.node', path: 'models.edges.0.node' }]);
    const hidden = await ask(`{ viewer { ${list} } }`);
    expect(hidden.data.viewer.projects).toMatchObject({
      hiddenCount: 1,
      nodes: [{ path: 'acme/speech' }, { path: 'acme/empty' }],
    });
    emulator.setFaults([{ kind: 'partial', field: 'Query.models' }]);
    const failed = await ask(`{ viewer { username ${list} } }`);
    expect(failed.data).toEqual({ viewer: { username: 'ada', projects: null } });
    expect(failed.errors).toMatchObject([
      { path: ['viewer', 'projects'], extensions: { code: 'WANDB_ERROR' } },
    ]);
  });
});

describe.each(['401', 'viewerNull'] as const)('A key that W&B rejects with %s', (badKey) => {
  test('gets an error instead of a list', async () => {
    await using wandb = await startEmulator({ world: worldOfLists(), badKey });
    await using refused = await startGateway(wandb, { passthrough: true });
    const answer = await refused.ask('{ projects(entity: "acme") { nodes { path } } }', {}, as(unknownKey));
    expect(answer.data?.projects ?? null).toBeNull();
    expect(answer.errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED']);
  });
});
