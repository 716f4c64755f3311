import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId } from '../../../src/emulator/ids.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import { artifactPathOf, type ArtifactNode } from '../../../src/emulator/world.ts';
import { awkwardPaths } from '../../../src/emulator/worlds/awkward.ts';
import { demoPaths } from '../../../src/emulator/worlds/demo.ts';
import { ask } from '../../support/emulator-client.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
});
afterAll(() => emulator.close());

function artifactAt({ world }: Emulator, path: string): ArtifactNode {
  const found = world.artifacts.find((artifact) => artifactPathOf(artifact) === path);
  if (!found) throw new Error(`There is no ${path}.`);
  return found;
}

const lookup = `query Lookup($entity: String!, $project: String!, $name: String!) {
  project(entityName: $entity, name: $project) {
    artifact(name: $name) { id }
    artifactCollectionMembership(name: $name) {
      versionIndex aliases { alias }
      artifactCollection { __typename name project { name entity { name } } }
      artifact { id state versionIndex commitHash artifactSequence { name project { name } } }
    }
  }
}`;

/** `entity/project/collection:ref`, where only the ref may hold a slash. */
async function membership(path: string, from: Emulator = emulator) {
  const [, entity, project, name] = /^([^/]*)\/([^/]*)\/(.*)$/s.exec(path) ?? [];
  const { data } = await ask(from, lookup, { variables: { entity, project, name } });
  expect(data.project?.artifact?.id).toBe(data.project?.artifactCollectionMembership?.artifact.id);
  return data.project?.artifactCollectionMembership ?? null;
}

describe('A version looked up by path', () => {
  const model = 'acme/vision/flower-classifier';

  test.each([
    ['its number', `${model}:v2`, 2],
    ['an alias', `${model}:staging`, 1],
    ['an alias with slash and colon', `${model}:release/2024:rc1`, 2],
    ['its collection alone, which means latest', model, 2],
    ['its path in another case', 'ACME/Vision/Flower-Classifier:v0', 0],
  ])('is found by %s', async (_, path, versionIndex) => {
    expect(await membership(path)).toMatchObject({
      versionIndex,
      artifactCollection: {
        __typename: 'ArtifactSequence',
        name: 'flower-classifier',
        project: { name: 'vision', entity: { name: 'acme' } },
      },
      artifact: { versionIndex },
    });
  });

  test('is found by its commit hash or digest', async () => {
    const { commitHash, digest } = artifactAt(emulator, demoPaths.olderModel);
    expect(await membership(`${model}:${commitHash}`)).toMatchObject({ versionIndex: 1 });
    expect(await membership(`${model}:${digest}`)).toMatchObject({ versionIndex: 1 });
  });

  test.each([
    `${model}:v3`,
    `${model}:V2`,
    `${model}:v02`,
    `${model}:nothing`,
    `${model}:`,
    `${model}:v2:v2`,
    'acme/vision/nothing:v0',
    'acme/nothing/flower-classifier:v0',
    'nobody/vision/flower-classifier:v0',
    'acme/skunkworks/canary-skunk-data:v0',
    'acme/vision/unfinished:vnull',
    'acme/vision/unfinished:latest',
  ])('is null for %s', async (path) => {
    expect(await membership(path)).toBeNull();
  });

  test("has its own number and aliases and the source's id when it is a registry link", async () => {
    expect(await membership(demoPaths.registryLink)).toEqual({
      versionIndex: 2,
      aliases: ['latest', 'production', 'v2'].map((alias) => ({ alias })),
      artifactCollection: {
        __typename: 'ArtifactPortfolio',
        name: 'Flower Classifier',
        project: { name: 'wandb-registry-models', entity: { name: 'acme-org' } },
      },
      artifact: expect.objectContaining({
        id: Buffer.from(`Artifact:${artifactAt(emulator, demoPaths.model).number}`).toString('base64'),
        artifactSequence: { name: 'flower-classifier', project: { name: 'vision' } },
      }),
    });
  });

  test('is found in the successor of a migrated model registry', async () => {
    expect(await membership('acme/model-registry/Flower Classifier:staging')).toMatchObject({
      versionIndex: 1,
      artifactCollection: { project: { name: 'wandb-registry-models', entity: { name: 'acme-org' } } },
    });
  });

  test('is found by an awkward name as it is written', async () => {
    await using awkward = await startEmulator({ world: 'awkward' });
    expect(awkwardPaths.size).toBe(17);
    for (const [name, path] of awkwardPaths) {
      expect(await membership(path, awkward)).toMatchObject({
        versionIndex: 0,
        artifactCollection: { name },
      });
    }
    const [first] = awkwardPaths.values();
    expect(await membership(`${first?.replace(/:v0$/, '') ?? ''}:alias/0:x y`, awkward)).toMatchObject({
      versionIndex: 0,
    });
  });
});

describe('A version looked up by id', () => {
  const byId = 'query ($id: ID!) { artifact(id: $id) { id state versionIndex commitHash } }';
  const find = async (id: string) => (await ask(emulator, byId, { variables: { id } })).data.artifact;
  const idOf = (artifact: ArtifactNode) => Buffer.from(`Artifact:${artifact.number}`).toString('base64');

  test('is found, even when it is uncommitted or deleted', async () => {
    const states = await Promise.all(
      ['PENDING', 'DELETED'].map(async (state) => {
        const artifact = emulator.world.artifacts.find((each) => each.state === state);
        return artifact && (await find(idOf(artifact)));
      }),
    );
    expect(states).toEqual([
      expect.objectContaining({ state: 'PENDING', versionIndex: null, commitHash: null }),
      expect.objectContaining({ state: 'DELETED', versionIndex: 0 }),
    ]);
  });

  test('is null when it is hidden, missing, of another type or when the id is malformed', async () => {
    const hidden = artifactAt(emulator, 'acme/skunkworks/canary-skunk-data:v0');
    const ids = [
      idOf(hidden),
      ...['Artifact:0', 'Artifact:99999', 'Artifact:1x', 'Run:v1:a:b:c'].map((text) =>
        Buffer.from(text).toString('base64'),
      ),
      '',
      'Artifact:1',
    ];
    for (const id of ids) expect(await find(id)).toBeNull();
  });
});

test("A run has W&B's id, wrapped config, and timestamps with and without a zone.", async () => {
  const { data } = await ask(
    emulator,
    `{ project(entityName: "acme", name: "vision") { run(name: "train-7") {
         id name projectId config some: config(keys: ["lr"]) summaryMetrics computeSeconds sweep { name state } }
         runs(first: 26) { edges { node { createdAt } } } none: run(name: "nobody") { id } } }`,
  );
  const { run, runs, none } = data.project;
  expect(Buffer.from(run.id, 'base64').toString()).toBe('Run:v1:train-7:vision:acme');
  expect(run).toMatchObject({ name: 'train-7', computeSeconds: 5_820, sweep: { name: 'swp0lr' } });
  expect(run.projectId).toEqual(expect.any(Number));
  expect(JSON.parse(run.config)).toMatchObject({
    lr: { value: 0.008, desc: null },
    _wandb: { value: { cli_version: expect.any(String) } },
  });
  expect(Object.keys(JSON.parse(run.some))).toEqual(['lr', '_wandb']);
  expect(run.summaryMetrics).toContain('"worst":Infinity');
  const zoned = runs.edges.map(
    ({ node }: { node: { createdAt: string } }) =>
      /^\d{4}(-\d\d){2}T\d\d(:\d\d){2}(Z?)$/.exec(node.createdAt)?.[3],
  );
  expect([...new Set(zoned)].sort()).toEqual(['', 'Z']);
  expect(none).toBeNull();
});

test('A deleted run cannot be looked up and is in no list.', async () => {
  const { data } = await ask(
    emulator,
    `{ project(entityName: "acme", name: "data-platform") { run(name: "old-crop") { id }
         runCount(filters: "{\\"name\\":\\"old-crop\\"}") } }`,
  );
  expect(data.project).toEqual({ run: null, runCount: 0 });
});

describe('A deleted or pending version', () => {
  const lab = createWorldBuilder('states');
  const sets = lab.collection(lab.project('acme', 'lab'), 'sets', 'dataset');
  const deleted = lab.artifact(sets, { state: 'DELETED', aliases: ['old'] });
  const pending = lab.artifact(sets, { state: 'PENDING' });
  lab.key('k'.repeat(40), 'all', null, '*');
  const world = lab.build();

  test('is found by its number only', async () => {
    await using other = await startEmulator({ world });
    const found = await membership('acme/lab/sets:v0', other);
    expect(found.artifact).toMatchObject({ id: artifactId(deleted), state: 'DELETED' });
    for (const ref of ['old', deleted.digest, deleted.commitHash, pending.digest, 'vnull']) {
      expect(await membership(`acme/lab/sets:${ref}`, other)).toBeNull();
    }
  });

  test('keeps a state that the schema does not list', async () => {
    const builder = createWorldBuilder('newer');
    const newer = builder.artifact(builder.collection(builder.project('acme', 'lab'), 'sets', 'dataset'), {
      state: 'ARCHIVED',
    });
    builder.key('k'.repeat(40), 'all', null, '*');
    await using other = await startEmulator({ world: builder.build() });
    const answer = await ask(other, `{ artifact(id: "${artifactId(newer)}") { state versionIndex } }`);
    expect(answer.text).toBe('{"data":{"artifact":{"state":"ARCHIVED","versionIndex":0}}}');
  });

  test('has no vN before it has a number', async () => {
    await using other = await startEmulator({ world });
    const { data } = await ask(
      other,
      `{ artifact(id: "${artifactId(pending)}") { versionIndex aliases { alias }
           artifactMemberships { edges { node { versionIndex aliases { alias } } } } }
         project(entityName: "acme", name: "lab") { artifactCollection(name: "sets") { artifacts { edges { version } } } } }`,
    );
    expect(data.artifact).toEqual({
      versionIndex: null,
      aliases: [],
      artifactMemberships: { edges: [{ node: { versionIndex: null, aliases: [] } }] },
    });
    expect(data.project.artifactCollection.artifacts.edges).toEqual([{ version: 'v0' }, { version: '' }]);
  });
});
