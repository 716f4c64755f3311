import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { runId } from '../../../src/emulator/ids.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import type { World } from '../../../src/emulator/world.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

interface Hit {
  kind: string;
  path: string | null;
  label: string;
  matched: string;
  matchedText: string;
  node: { __typename: string; id: string };
}

const document = `query ($text: String!, $in: [String!], $kinds: [SearchKind!], $first: Int) {
  search(text: $text, in: $in, kinds: $kinds, first: $first) {
    hits { kind path label matched matchedText node { __typename id ... on LineageNode { label } } }
    hasMore searchedProjects skippedProjects { path reason message }
  }
}`;

async function search(gateway: TestGateway, variables: Record<string, unknown>) {
  const answer = await gateway.ask(document, { first: 20, ...variables });
  const found = answer.data.search;
  const hits: Hit[] = found?.hits ?? [];
  return { ...answer, found, hits, paths: hits.map(({ kind, path }) => `${kind} ${path ?? ''}`) };
}

describe('A search in the demo data', () => {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test('finds a run by its display name, in one request', async () => {
    const { hits, found, errors, requests } = await search(gateway, {
      text: 'amber-bloom-9',
      in: ['acme/vision'],
    });
    expect(errors).toBeUndefined();
    expect(hits[0]).toMatchObject({
      kind: 'RUN',
      path: 'acme/vision/train-9',
      label: 'amber-bloom-9',
      matched: 'NAME',
      node: { __typename: 'Run', label: 'amber-bloom-9' },
    });
    expect(found.searchedProjects).toEqual(['acme/vision']);
    expect(requests).toBe(1);
  });

  test('finds it without being told where', async () => {
    const { paths, found, requests } = await search(gateway, { text: 'amber-bloom-9' });
    expect(paths[0]).toBe('RUN acme/vision/train-9');
    expect(found.searchedProjects.sort()).toEqual([
      'acme-org/wandb-registry-models',
      'acme/data-platform',
      'acme/vision',
    ]);
    expect(requests).toBeLessThanOrEqual(4);
  });

  test.each([
    ['AMBER', ['RUN'], 'RUN acme/vision/train-9', 'NAME'],
    ['train-9', ['RUN'], 'RUN acme/vision/train-9', 'ID'],
    ['ünïcode tag', ['RUN'], 'RUN acme/data-platform/odd-names', 'TAG'],
    ['classifier', ['COLLECTION'], 'COLLECTION acme/vision/flower-classifier', 'NAME'],
    ['Flower Class', ['COLLECTION'], 'COLLECTION acme-org/wandb-registry-models/Flower Classifier', 'NAME'],
    ['100%', ['COLLECTION'], 'COLLECTION acme/data-platform/100%-clean', 'NAME'],
    ['production', ['VERSION'], 'VERSION acme-org/wandb-registry-models/Flower Classifier:v2', 'ALIAS'],
    ['stag', ['VERSION'], 'VERSION acme-org/wandb-registry-models/Flower Classifier:v1', 'ALIAS'],
    ['flower-classifier:v2', ['VERSION'], 'VERSION acme/vision/flower-classifier:v2', 'ALIAS'],
    [
      'Flower Classifier:retired',
      ['VERSION'],
      'VERSION acme-org/wandb-registry-models/Flower Classifier:v0',
      'ALIAS',
    ],
    ['platform', ['PROJECT'], 'PROJECT acme/data-platform', 'NAME'],
    ['registry-mod', ['PROJECT'], 'PROJECT acme-org/wandb-registry-models', 'NAME'],
  ])('for %j finds %j', async (text, kinds, wanted, field) => {
    const { hits, paths, errors } = await search(gateway, { text, kinds });
    expect(errors).toBeUndefined();
    expect(paths).toContain(wanted);
    expect(hits.find(({ kind, path }) => `${kind} ${path ?? ''}` === wanted)?.matched).toBe(field);
  });

  test('finds the production versions of a registry in one request', async () => {
    const { paths, requests } = await search(gateway, {
      text: 'production',
      in: ['acme-org/wandb-registry-models'],
      kinds: ['VERSION'],
    });
    expect(paths).toEqual(['VERSION acme-org/wandb-registry-models/Flower Classifier:v2']);
    expect(requests).toBe(1);
  });

  test('finds nothing, and says so by an empty list', async () => {
    const { found, errors } = await search(gateway, { text: 'no such thing', in: ['acme'] });
    expect(errors).toBeUndefined();
    expect(found).toMatchObject({ hits: [], hasMore: false });
    expect(found.searchedProjects).toContain('acme/vision');
  });

  test('says which places it cannot see', async () => {
    const { found, errors } = await search(gateway, {
      text: 'x',
      in: ['acme/skunkworks', 'nobody', 'acme/vision'],
    });
    expect(errors).toBeUndefined();
    expect(found.searchedProjects).toEqual(['acme/vision']);
    expect(found.skippedProjects).toEqual(
      expect.arrayContaining([
        { path: 'nobody', reason: 'NOT_VISIBLE', message: 'W&B shows no projects of nobody to this caller.' },
        {
          path: 'acme/skunkworks',
          reason: 'NOT_VISIBLE',
          message: 'W&B shows no project acme/skunkworks to this caller.',
        },
      ]),
    );
  });

  test.each([
    [{ text: '' }, '"text" was "", but has to be a text of at least one character'],
    [{ text: ' \n' }, 'but has to be a text of at least one character'],
    [{ text: 'x'.repeat(10_240) }, '"text" was "10240 characters", but has to be at most 200 characters'],
    [{ text: 'x', first: 0 }, '"first" was 0, but has to be a whole number from 1 to 100'],
    [{ text: 'x', in: [] }, '"in" was "0 places"'],
    [{ text: 'x', in: ['a/b/c'] }, '"in[0]" was "a/b/c", but has to be an entity'],
  ])('with the arguments %# is refused in a sentence, without a W&B request', async (variables, message) => {
    const { found, errors, requests } = await search(gateway, variables);
    expect(found).toBeNull();
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain(message);
    expect(requests).toBe(0);
  });

  test('finds collections where W&B has no filter for them', async () => {
    emulator.setFaults([
      { kind: 'partial', match: 'SearchCollections', field: 'Project.artifactCollections' },
    ]);
    const { paths, found, errors } = await search(gateway, {
      text: 'classifier',
      in: ['acme/vision'],
      kinds: ['COLLECTION'],
    });
    emulator.setFaults([]);
    expect(errors).toBeUndefined();
    expect(paths).toContain('COLLECTION acme/vision/flower-classifier');
    expect(found.skippedProjects).toEqual([]);
  });

  test('says what could not be loaded, and returns the rest', async () => {
    emulator.setFaults([{ kind: 'partial', field: 'Project.runs' }]);
    const { paths, found, errors } = await search(gateway, { text: 'flower', in: ['acme/vision'] });
    emulator.setFaults([]);
    expect(paths).toContain('COLLECTION acme/vision/flower-classifier');
    expect(errors?.[0]).toMatchObject({ path: ['search'], extensions: { code: 'WANDB_ERROR' } });
    expect(found.skippedProjects).toEqual([
      {
        path: 'acme/vision',
        reason: 'WANDB_ERROR',
        message: expect.stringContaining('Its runs could not be loaded'),
      },
    ]);
  });

  test('loses a run whose name cannot be loaded, says so, and finds all others', async () => {
    const run = emulator.world.runs.find(({ displayName }) => displayName === 'amber-bloom-9');
    if (!run) throw new Error('no such run');
    const all = await search(gateway, { text: 'amber-bloo', in: ['acme/vision'] });
    emulator.setFaults([{ kind: 'partial', field: 'Run.displayName', id: runId(run) }]);
    const { paths, found, errors } = await search(gateway, { text: 'amber-bloom', in: ['acme/vision'] });
    emulator.setFaults([]);
    expect([...paths, 'RUN acme/vision/train-9'].sort()).toEqual(all.paths.sort());
    expect(errors?.[0]).toMatchObject({ path: ['search'], extensions: { code: 'WANDB_ERROR' } });
    expect(found.skippedProjects).toMatchObject([
      { path: 'acme/vision', message: expect.stringContaining('A run could not be loaded') },
    ]);
  });

  test('says that versions may be missing where their tags cannot be loaded', async () => {
    emulator.setFaults([{ kind: 'partial', field: 'Artifact.tags' }]);
    const { errors, found } = await search(gateway, { text: 'production', in: ['acme/vision'] });
    emulator.setFaults([]);
    expect(errors?.[0]).toMatchObject({ path: ['search'], extensions: { code: 'WANDB_ERROR' } });
    expect(found.skippedProjects).toMatchObject([
      {
        path: 'acme/vision',
        message: expect.stringContaining('A collection with its versions could not be loaded'),
      },
    ]);
  });

  test('browses the registries of an organisation', async () => {
    const query = (organization: string | null) =>
      gateway.ask(
        `query ($organization: String) { registries(organization: $organization) { path collections { nodes { name
          versions { edges { version aliases node { path } } } } } } }`,
        { organization },
      );
    const own = await query(null);
    expect(own.errors).toBeUndefined();
    expect(own.data.registries).toEqual([
      {
        path: 'acme-org/wandb-registry-models',
        collections: {
          nodes: [
            {
              name: 'Flower Classifier',
              versions: {
                edges: [
                  {
                    version: 'v2',
                    aliases: ['latest', 'production'],
                    node: { path: 'acme/vision/flower-classifier:v2' },
                  },
                  { version: 'v1', aliases: ['staging'], node: { path: 'acme/vision/flower-classifier:v1' } },
                  { version: 'v0', aliases: ['retired'], node: { path: 'acme/vision/flower-classifier:v0' } },
                ],
              },
            },
          ],
        },
      },
    ]);
    expect(own.requests).toBeLessThanOrEqual(4);
    expect((await query('acme corp')).data).toEqual(own.data);
    expect((await query('acme-org')).data).toEqual(own.data);
    const foreign = await query('Other Inc');
    expect(foreign.errors?.[0]?.message).toContain('The key belongs to "Acme Corp" (acme-org).');
  });
});

describe('A search in an entity with many projects', () => {
  const projects = 60;
  const collections = 70;

  function manyProjects(): World {
    const world = createWorldBuilder('many');
    const ada = world.user('ada', { entity: 'acme' });
    for (let i = 0; i < projects; i += 1) {
      const project = world.project('acme', `project-${i}`);
      world.run(project, `run-${i}`, { displayName: `needle ${i}` });
      for (let j = 0; j < (i === 0 ? collections : 2); j += 1) {
        const collection = world.collection(project, `set-${j}`, 'dataset');
        for (let k = 0; k < (j === 0 ? 15 : 1); k += 1)
          world.artifact(collection, { aliases: k === 0 && j === 0 ? ['golden'] : [] });
      }
    }
    world.key('k'.repeat(40), 'all', ada, '*');
    return world.build();
  }

  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: manyProjects() });
    gateway = await startGateway(emulator);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test('takes at most ten requests, and names the projects beyond fifty', async () => {
    const { hits, found, errors, requests } = await search(gateway, {
      text: 'needle',
      in: ['acme'],
      first: 100,
    });
    expect(errors).toBeUndefined();
    expect(hits).toHaveLength(50);
    expect(requests).toBeLessThanOrEqual(10);
    expect(found.searchedProjects).toHaveLength(50);
    const beyond = found.skippedProjects.filter(
      ({ reason }: { reason: string }) => reason === 'PROJECT_LIMIT',
    );
    expect(beyond.map(({ path }: { path: string }) => path)).toEqual(
      Array.from({ length: projects - 50 }, (_, i) => `acme/project-${i + 50}`),
    );
  });

  test('says that there are more hits than asked for', async () => {
    const { hits, found } = await search(gateway, { text: 'needle', in: ['acme'], first: 5, kinds: ['RUN'] });
    expect([hits.length, found.hasMore]).toEqual([5, true]);
  });

  test('finds an old version by its whole alias, and says what of its aliases it did not read', async () => {
    const old = await search(gateway, { text: 'golden', in: ['acme/project-0'], kinds: ['VERSION'] });
    expect(old.paths).toEqual(['VERSION acme/project-0/set-0:v0']);
    expect(old.found.skippedProjects).toEqual([
      { path: 'acme/project-0', reason: 'PARTIAL', message: expect.stringContaining('only the newest 10') },
    ]);
    const everywhere = await search(gateway, {
      text: 'golden',
      in: ['acme'],
      kinds: ['VERSION'],
      first: 100,
    });
    expect(everywhere.hits).toHaveLength(50);
    expect(everywhere.requests).toBeLessThanOrEqual(10);
    expect(everywhere.found.skippedProjects).toContainEqual({
      path: 'acme/project-0',
      reason: 'PARTIAL',
      message: 'Only the versions of its first 40 collections were searched.',
    });
  });

  test('finds a collection beyond those whose versions it reads', async () => {
    const { paths } = await search(gateway, { text: `set-${collections - 1}`, in: ['acme/project-0'] });
    expect(paths).toContain(`COLLECTION acme/project-0/set-${collections - 1}`);
  });
});
