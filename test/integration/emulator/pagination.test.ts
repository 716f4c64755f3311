import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId, collectionId } from '../../../src/emulator/ids.ts';
import { artifactPathOf, type World } from '../../../src/emulator/world.ts';
import { demoPaths } from '../../../src/emulator/worlds/demo.ts';
import { ask } from '../../support/emulator-client.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const cap = 3;
let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo', pageCap: cap });
});
afterAll(() => emulator.close());

const hub = ({ artifacts }: World) => {
  const found = artifacts.find((artifact) => artifactPathOf(artifact) === demoPaths.hub);
  if (!found) throw new Error('no hub');
  return found;
};
const checkpoints = ({ collections }: World) => {
  const found = collections.find(({ name }) => name === 'checkpoints');
  if (!found) throw new Error('no checkpoints');
  return found;
};

interface List {
  totalCount?: number;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  edges: { cursor: string; node: unknown }[];
}

const pageFields = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const vision = (inner: string) => `project(entityName: "acme", name: "vision") { list: ${inner} }`;
const edges = (node = 'name') => `{ ${pageFields} edges { cursor node { ${node} } } }`;
const withCount = (node = 'name') => edges(node).replace('{', '{ totalCount');

/** Every kind of list that pages, with how many it holds for the first key; `ARGS` stands for its arguments. */
const lists: [name: string, query: (world: World) => string, length: number][] = [
  [
    'Run.inputArtifacts',
    () => vision(`run(name: "compare-splits") { list: inputArtifacts(ARGS) ${withCount('id')} }`),
    3,
  ],
  [
    'Run.outputArtifacts',
    () => vision(`run(name: "notebook-1") { list: outputArtifacts(ARGS) ${withCount('id')} }`),
    4,
  ],
  [
    'Artifact.usedBy',
    (world) => `list: artifact(id: "${artifactId(hub(world))}") { list: usedBy(ARGS) ${withCount()} }`,
    600,
  ],
  ['Project.runs', () => vision(`runs(ARGS) ${withCount()}`), 27],
  ['Project.artifactTypes', () => vision(`artifactTypes(ARGS) ${edges()}`), 8],
  ['Project.artifactCollections', () => vision(`artifactCollections(ARGS) ${withCount()}`), 14],
  [
    'ArtifactType.artifactCollections',
    () => vision(`artifactType(name: "model") { list: artifactCollections(ARGS) ${withCount()} }`),
    7,
  ],
  [
    'ArtifactCollection.artifacts',
    () => vision(`artifactCollection(name: "checkpoints") { list: artifacts(ARGS) ${withCount('id')} }`),
    10,
  ],
  [
    'ArtifactCollection.aliases',
    () => vision(`artifactCollection(name: "flower-classifier") { list: aliases(ARGS) ${edges('alias')} }`),
    5,
  ],
  [
    'ArtifactCollection.artifactMemberships',
    (world) =>
      `list: artifactCollection(id: "${collectionId(checkpoints(world))}") { list: artifactMemberships(ARGS) ${edges('id')} }`,
    10,
  ],
  ['Project.sweeps', () => vision(`sweeps(ARGS) ${withCount()}`), 2],
  ['Query.models', () => `list: models(entityName: "acme", ARGS) ${edges()}`, 2],
  ['Query.projects', () => `list: projects(entityName: "acme", ARGS) ${edges()}`, 2],
  ['Entity.projects', () => `list: entity(name: "acme") { list: projects(ARGS) ${edges()} }`, 2],
  [
    'Entity.artifactCollections',
    () => `list: entity(name: "acme-org") { list: artifactCollections(ARGS) ${withCount()} }`,
    1,
  ],
  [
    'Entity.artifactMemberships',
    () =>
      `list: organization(name: "Acme Corp") { list: orgEntity { list: artifactMemberships(ARGS) ${edges('id')} } }`,
    3,
  ],
];

async function page(query: string, args: string, from = emulator): Promise<List> {
  const { status, data } = await ask(from, `{ ${query.replace('ARGS', args)} }`);
  expect(status).toBe(200);
  let found = data;
  while (!('edges' in found)) found = found.list ?? found.project;
  return found as List;
}

test.each(lists)('The pages of %s add up to the whole list, each edge once.', async (_, query, length) => {
  const seen: string[] = [];
  let after = '';
  for (let turn = 0; turn <= length; turn += 1) {
    const {
      totalCount = length,
      pageInfo,
      edges,
    } = await page(query(emulator.world), `first: 500, after: "${after}"`);
    expect(totalCount).toBe(length);
    expect(edges.length).toBe(Math.min(cap, length - seen.length));
    seen.push(...edges.map(({ cursor }) => cursor));
    expect(pageInfo).toEqual({
      hasNextPage: seen.length < length,
      hasPreviousPage: after !== '',
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    });
    after = pageInfo.endCursor ?? '';
    if (!pageInfo.hasNextPage) break;
  }
  expect(new Set(seen).size).toBe(length);
  expect(seen.length).toBe(length);
});

describe('A page', () => {
  const names = async (args: string) => {
    const { edges } = await page(vision(`runs(ARGS) ${edgesOfRuns}`), args, wide);
    return edges.map(({ node }) => (node as { name: string }).name);
  };
  const edgesOfRuns = edges();
  let wide: Emulator;
  beforeAll(async () => {
    wide = await startEmulator({ world: 'demo' });
  });
  afterAll(() => wide.close());

  test('is the slice that its arguments describe', async () => {
    const all = await page(vision(`runs(ARGS) ${edgesOfRuns}`), 'first: 500', wide);
    const every = all.edges.map(({ node }) => (node as { name: string }).name);
    const index = fc.option(fc.nat({ max: 30 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(index, index, index, fc.boolean(), async (from, to, length, fromTheEnd) => {
        const cursor = (at: number) => Buffer.from(`cursor:${at}`).toString('base64');
        const args = [
          ...(from === undefined ? [] : [`after: "${cursor(from)}"`]),
          ...(to === undefined ? [] : [`before: "${cursor(to)}"`]),
          ...(length === undefined ? ['first: 500'] : [`${fromTheEnd ? 'last' : 'first'}: ${length}`]),
        ];
        const between = every.slice(
          from === undefined ? 0 : from + 1,
          Math.max(to ?? every.length, from === undefined ? 0 : from + 1),
        );
        const expected =
          length === undefined
            ? between
            : fromTheEnd
              ? between.slice(Math.max(0, between.length - length))
              : between.slice(0, length);
        expect(await names(args.join(', '))).toEqual(expected);
      }),
      propertyRuns(),
    );
  });

  test('has at most 500 edges without "first", whatever the cap is', async () => {
    await using higher = await startEmulator({ world: 'demo', pageCap: 10_000 });
    const query = (args: string) =>
      `{ artifact(id: "${artifactId(hub(higher.world))}") { usedCount usedBy${args} { totalCount pageInfo { hasNextPage } edges { cursor } } } }`;
    const lengths = await Promise.all(
      ['', '(first: 1000)', '(last: 550)', '(first: 0)'].map(async (args) => {
        const { data } = await ask(higher, query(args));
        expect(data.artifact).toMatchObject({ usedCount: 600, usedBy: { totalCount: 600 } });
        return [data.artifact.usedBy.edges.length, data.artifact.usedBy.pageInfo.hasNextPage];
      }),
    );
    expect(lengths).toEqual([
      [500, true],
      [600, false],
      [550, false],
      [0, true],
    ]);
  });
});

describe('An invalid page argument', () => {
  test.each([
    ['after: "zzz"', 'invalid cursor'],
    [`after: "${Buffer.from('cursor:-1').toString('base64')}"`, 'invalid cursor'],
    [`after: "${Buffer.from('cursor:').toString('base64')}"`, 'invalid cursor'],
    ['before: "%%%"', 'invalid cursor'],
    ['first: -1', 'first must not be negative'],
    ['last: -1', 'last must not be negative'],
  ])('is rejected with 400 for %s, and the other aliases keep their data', async (args, message) => {
    const { status, data, errors } = await ask(
      emulator,
      `{ ok: viewer { username } ${vision(`runs(${args}) { edges { cursor } }`)} }`,
    );
    expect(status).toBe(400);
    expect(data).toEqual({ ok: { username: 'ada' }, project: { list: null } });
    expect(errors).toEqual([expect.objectContaining({ message, path: ['project', 'list'] })]);
    expect(errors?.[0]).not.toHaveProperty('extensions');
  });

  test('nulls the artifact whose list is not nullable', async () => {
    const query = `{ artifact(id: "${artifactId(hub(emulator.world))}") { usedBy(after: "zzz") { totalCount } } }`;
    const { status, data } = await ask(emulator, query);
    expect([status, data]).toEqual([400, { artifact: null }]);
  });
});
