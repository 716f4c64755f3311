import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { worldFromGraph } from '../../../src/emulator/generate.ts';
import { artifactId } from '../../../src/emulator/ids.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import { artifactPathOf, type World } from '../../../src/emulator/world.ts';
import { demoPaths } from '../../../src/emulator/worlds/demo.ts';
import { demoKeys } from '../../../src/emulator/worlds/keys.ts';
import { ask } from '../../support/emulator-client.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo', pageCap: 1_000 });
});
afterAll(() => emulator.close());

const as = (key: string) => ({ authorization: `Bearer ${key}` });
const idAt = (path: string, { artifacts }: World = emulator.world): string => {
  const found = artifacts.find((artifact) => artifactPathOf(artifact) === path);
  if (!found) throw new Error(`There is no ${path}.`);
  return artifactId(found);
};
const artifactAs = async (key: string, path: string, fields: string) =>
  (await ask(emulator, `{ artifact(id: "${idAt(path)}") { ${fields} } }`, as(key))).data.artifact;
const runAs = async (key: string, path: string, fields: string) => {
  const [entity, project, name] = path.split('/');
  const query = `{ project(entityName: "${entity}", name: "${project}") { run(name: "${name}") { ${fields} } } }`;
  return (await ask(emulator, query, as(key))).data.project.run;
};

const creator = 'createdBy { __typename ... on Run { name project { name } } ... on User { username } }';

describe('The producer of a version', () => {
  test.each([
    [
      'a run',
      demoKeys.member,
      demoPaths.model,
      { __typename: 'Run', name: 'pack-2', project: { name: 'vision' } },
    ],
    [
      'a user who uploaded it',
      demoKeys.member,
      demoPaths.userUpload,
      { __typename: 'User', username: 'ada' },
    ],
    [
      'a deleted run: its user',
      demoKeys.member,
      demoPaths.deletedProducer,
      { __typename: 'User', username: 'grace' },
    ],
    ['a run in a private project: null', demoKeys.member, demoPaths.privateProducer, null],
    [
      'the same for who may see it',
      demoKeys.everything,
      demoPaths.privateProducer,
      { __typename: 'Run', name: 'distil-x', project: { name: 'skunkworks' } },
    ],
    [
      'the first of two that logged it',
      demoKeys.member,
      demoPaths.relogged,
      { __typename: 'Run', name: 'dedup-1', project: { name: 'data-platform' } },
    ],
  ])('%s', async (_, key, path, createdBy) => {
    expect((await artifactAs(key, path, creator)).createdBy).toEqual(createdBy);
  });

  test('is a run without a project when it is hidden and the world says so', async () => {
    const world = worldFromGraph({
      runs: [{ id: 'maker', logs: ['made'] }],
      isPrivate: (name) => name === 'maker',
    });
    await using other = await startEmulator({ world: { ...world, hiddenProducer: 'projectless' } });
    const query = `{ artifact(id: "${idAt('acme/graph/made:v0', world)}") { createdBy { ... on Run { name projectId project { name } } } } }`;
    expect((await ask(other, query)).data.artifact.createdBy).toEqual({
      name: 'maker',
      projectId: null,
      project: null,
    });
  });

  test.each([
    ['user', { __typename: 'User', username: 'ada' }],
    ['null', null],
    ['named', { __typename: 'Run', name: 'gone', inputArtifacts: null }],
  ] as const)('of a deleted run is what the world says: %s', async (deletedProducer, createdBy) => {
    const world = createWorldBuilder('deleted producer');
    const ada = world.user('ada');
    const lab = world.project('acme', 'lab');
    const left = world.artifact(world.collection(lab, 'left', 'dataset'));
    world.logs(world.run(lab, 'gone', { deleted: true, user: ada }), left);
    world.key(demoKeys.everything, 'everything', ada, '*');
    await using other = await startEmulator({ world: world.build({ deletedProducer }) });
    const { data } = await ask(
      other,
      `{ artifact(id: "${artifactId(left)}") { createdBy { __typename ... on User { username } ... on Run { name inputArtifacts { totalCount } } } }
         project(entityName: "acme", name: "lab") { run(name: "gone") { name } } }`,
    );
    expect(data).toEqual({ artifact: { createdBy }, project: { run: null } });
  });

  test('is null when its run was deleted and no user is left', async () => {
    const world = createWorldBuilder('gone');
    const lab = world.project('acme', 'lab');
    const left = world.artifact(world.collection(lab, 'left', 'dataset'));
    world.logs(world.run(lab, 'gone', { deleted: true }), left);
    world.key('k'.repeat(40), 'all', null, '*');
    await using other = await startEmulator({ world: world.build() });
    const query = `{ viewer { id } artifact(id: "${artifactId(left)}") { createdBy { __typename } } }`;
    expect((await ask(other, query)).data).toEqual({ viewer: null, artifact: { createdBy: null } });
  });
});

describe('The inputs and outputs of a run', () => {
  const inputs = 'inputArtifacts { totalCount edges { usedAs node { artifactSequence { name } } } }';
  const outputs = 'outputArtifacts { totalCount edges { node { state versionIndex } } }';

  test('count a hidden input, which is null', async () => {
    const used = async (key: string) =>
      (await runAs(key, demoPaths.privateInput, inputs)).inputArtifacts.edges.map(
        ({ node }: { node: { artifactSequence: { name: string } } | null }) =>
          node?.artifactSequence.name ?? null,
      );
    expect(await used(demoKeys.member)).toEqual(['test-split', null]);
    expect(await used(demoKeys.everything)).toEqual(['test-split', 'canary-skunk-attacks']);
    expect((await runAs(demoKeys.member, demoPaths.privateInput, inputs)).inputArtifacts.totalCount).toBe(2);
  });

  test('list a version twice when it was used twice, with each use', async () => {
    const { edges } = (await runAs(demoKeys.member, demoPaths.twiceRun, inputs)).inputArtifacts;
    expect(edges.map(({ usedAs }: { usedAs: string[] }) => usedAs)).toEqual([
      ['left', 'baseline'],
      ['right'],
      ['control'],
    ]);
    expect(edges[1].node).toEqual(edges[2].node);
    const consumers = await artifactAs(
      demoKeys.member,
      'acme/data-platform/test-split:v0',
      'usedBy { edges { node { name } } }',
    );
    const names = consumers.usedBy.edges.map(({ node }: { node: { name: string } }) => node.name);
    expect(names.filter((name: string) => name === 'compare-splits')).toHaveLength(1);
  });

  test('include unfinished and deleted versions', async () => {
    expect((await runAs(demoKeys.member, demoPaths.pendingRun, outputs)).outputArtifacts).toEqual({
      totalCount: 2,
      edges: [
        { node: { state: 'PENDING', versionIndex: null } },
        { node: { state: 'DELETED', versionIndex: 0 } },
      ],
    });
  });

  test('include a version that another run had logged before', async () => {
    const { edges } = (
      await runAs(demoKeys.member, demoPaths.secondLogger, 'outputArtifacts { edges { node { id } } }')
    ).outputArtifacts;
    expect(edges).toEqual([{ node: { id: idAt(demoPaths.relogged) } }]);
  });
});

describe('Hidden consumers', () => {
  const consumers = 'usedCount usedBy { totalCount edges { node { name project { name } } } }';
  const hiddenOf = ({ edges }: { edges: { node: { project: unknown } }[] }) =>
    edges.filter(({ node }) => node.project === null).length;

  test('are counted and have no project', async () => {
    const member = await artifactAs(
      demoKeys.member,
      demoPaths.hub,
      consumers.replace('usedBy', 'usedBy(first: 1000)'),
    );
    expect([member.usedCount, member.usedBy.totalCount, member.usedBy.edges.length]).toEqual([600, 600, 600]);
    expect(hiddenOf(member.usedBy)).toBe(3);
    const everything = await artifactAs(
      demoKeys.everything,
      demoPaths.hub,
      consumers.replace('usedBy', 'usedBy(first: 1000)'),
    );
    expect(hiddenOf(everything.usedBy)).toBe(0);
  });

  test('are listed once, as others are, when a run used the version several times', async () => {
    const world = createWorldBuilder('again');
    const lab = world.project('acme', 'lab');
    const data = world.artifact(world.collection(lab, 'data', 'dataset'));
    const [one, two] = [world.run(lab, 'one'), world.run(lab, 'two')];
    for (const run of [one, two, one, two]) world.uses(run, data);
    world.key('k'.repeat(40), 'all', null, '*');
    await using other = await startEmulator({ world: world.build() });
    const { artifact } = (
      await ask(
        other,
        `{ artifact(id: "${artifactId(data)}") { usedCount usedBy { edges { node { name } } } } }`,
      )
    ).data;
    expect(artifact).toEqual({
      usedCount: 2,
      usedBy: { edges: [{ node: { name: 'one' } }, { node: { name: 'two' } }] },
    });
    expect(one.uses).toHaveLength(2);
  });

  test('are missing for every key after they were deleted', async () => {
    const world = createWorldBuilder('gone');
    const lab = world.project('acme', 'lab');
    const data = world.artifact(world.collection(lab, 'data', 'dataset'));
    for (const [name, deleted] of [
      ['here', false],
      ['gone', true],
    ] as const)
      world.uses(world.run(lab, name, { deleted }), data);
    world.key('k'.repeat(40), 'all', null, '*');
    await using other = await startEmulator({ world: world.build() });
    const { artifact } = (await ask(other, `{ artifact(id: "${artifactId(data)}") { ${consumers} } }`)).data;
    expect(artifact).toEqual({
      usedCount: 1,
      usedBy: { totalCount: 1, edges: [{ node: { name: 'here', project: { name: 'lab' } } }] },
    });
  });

  test('are omitted and not counted when the world says so', async () => {
    const world = worldFromGraph({
      runs: [
        { id: 'open', uses: ['data'] },
        { id: 'secret', uses: ['data'] },
      ],
      isPrivate: (name) => name === 'secret',
    });
    const query = `{ artifact(id: "${idAt('acme/graph/data:v0', world)}") { ${consumers} } }`;
    const namesIn = async (from: World, key: string) => {
      await using other = await startEmulator({ world: from });
      const { usedCount, usedBy } = (await ask(other, query, as(key))).data.artifact;
      expect(usedCount).toBe(usedBy.totalCount);
      return usedBy.edges.map(({ node }: { node: { name: string } }) => node.name);
    };
    const omitting: World = { ...world, hiddenConsumers: 'omitted' };
    expect(await namesIn(omitting, demoKeys.member)).toEqual(['open']);
    expect(await namesIn(omitting, demoKeys.everything)).toEqual(['open', 'secret']);
    expect(await namesIn(world, demoKeys.member)).toEqual(['open', 'secret']);
  });
});

describe('A key with access to the registry only', () => {
  const whole = `id state artifactType { name project { name runs { totalCount } artifactCollections { totalCount } } }
    aliases { alias artifactCollectionName }
    artifactSequence { name project { name } artifacts { totalCount edges { version } } artifactMemberships { edges { node { versionIndex } } } aliases { edges { node { alias } } } }
    artifactCollections { edges { node { name } } } artifactMemberships { edges { node { versionIndex artifactCollection { name } } } }
    createdBy { __typename } usedBy { totalCount edges { node { project { name } } } }`;

  test('sees the version without its source', async () => {
    const seen = await artifactAs(demoKeys.registry, demoPaths.model, whole);
    expect(seen).toMatchObject({
      state: 'COMMITTED',
      // Nothing of acme/vision: the type stands in the project that the key came through.
      artifactType: { name: 'model', project: { name: 'wandb-registry-models', runs: { totalCount: 0 } } },
      artifactSequence: { name: 'flower-classifier', project: null },
      createdBy: null,
      usedBy: { totalCount: 2, edges: [{ node: { project: null } }, { node: { project: null } }] },
    });
    expect(seen.aliases).toEqual(
      ['latest', 'production', 'v2'].map((alias) => ({ alias, artifactCollectionName: 'Flower Classifier' })),
    );
    expect(seen.artifactCollections.edges).toEqual([{ node: { name: 'Flower Classifier' } }]);
    expect(seen.artifactMemberships.edges).toEqual([
      { node: { versionIndex: 2, artifactCollection: { name: 'Flower Classifier' } } },
    ]);
  });

  test('sees only the linked versions of the source collection', async () => {
    const world = createWorldBuilder('links');
    const [lab, registry] = [
      world.project('acme', 'lab'),
      world.project('acme-org', 'wandb-registry-models'),
    ];
    const models = world.collection(lab, 'models', 'model');
    const versions = ['a', 'b', 'c'].map((alias) => world.artifact(models, { aliases: [alias] }));
    const [, linked] = versions;
    if (!linked) throw new Error('no version');
    world.link(world.collection(registry, 'Best', 'model', { portfolio: true }), linked);
    world.key('k'.repeat(40), 'the registry', null, [registry]);
    await using other = await startEmulator({ world: world.build() });
    const { data } = await ask(
      other,
      `{ artifact(id: "${artifactId(linked)}") { ${whole}
      artifactSequence { a: artifactMembership(aliasName: "a") { id } b: artifactMembership(aliasName: "b") { versionIndex artifactCollection { name } } } } }`,
    );
    expect(data.artifact.artifactSequence).toEqual({
      name: 'models',
      project: null,
      artifacts: { totalCount: 1, edges: [{ version: 'v1' }] },
      artifactMemberships: { edges: [{ node: { versionIndex: 1 } }] },
      aliases: { edges: [{ node: { alias: 'b' } }] },
      a: null,
      b: { versionIndex: 1, artifactCollection: null },
    });
  });

  test('gets an error instead of the project where the schema allows no null', async () => {
    const query = `{ artifact(id: "${idAt(demoPaths.model)}") { artifactSequence { defaultArtifactType { name project { name } } } } }`;
    const { status, data, errors } = await ask(emulator, query, as(demoKeys.registry));
    expect([status, data]).toEqual([200, { artifact: null }]);
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'permission denied',
        path: ['artifact', 'artifactSequence', 'defaultArtifactType', 'project'],
      }),
    ]);
  });
});

test('A version linked from a deleted project has no source project, for every key.', async () => {
  const world = createWorldBuilder('deleted');
  const [old, registry] = [
    world.project('acme', 'old', { deleted: true }),
    world.project('acme-org', 'wandb-registry-models'),
  ];
  const version = world.artifact(world.collection(old, 'models', 'model'));
  const stranded = world.artifact(world.collection(old, 'data', 'dataset'));
  world.link(world.collection(registry, 'Best', 'model', { portfolio: true }), version);
  world.key('k'.repeat(40), 'all', null, '*');
  await using other = await startEmulator({ world: world.build() });
  const { data } = await ask(
    other,
    `{ a: artifact(id: "${artifactId(version)}") { artifactSequence { name project { name } } }
       b: artifact(id: "${artifactId(stranded)}") { id } c: project(entityName: "acme", name: "old") { id } }`,
  );
  expect(data).toEqual({ a: { artifactSequence: { name: 'models', project: null } }, b: null, c: null });
});

test('A member finds nothing of the private project anywhere.', async () => {
  const projects = `edges { node { name runs(first: 1000) { edges { node { name displayName
      inputArtifacts { edges { node { artifactSequence { name } } } } outputArtifacts { edges { node { artifactSequence { name } createdBy { ... on Run { name displayName } } } } } } } }
      artifactCollections { edges { node { name artifacts { edges { node { description } } } } } } } }`;
  const { data, text } = await ask(
    emulator,
    `{ models(entityName: "acme") { ${projects} } entity(name: "acme") { projects { ${projects} } } }`,
  );
  expect(data.models.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual([
    'data-platform',
    'vision',
  ]);
  expect(text).not.toMatch(/skunk/);
  const everything = await ask(
    emulator,
    `{ models(entityName: "acme") { ${projects} } }`,
    as(demoKeys.everything),
  );
  expect(everything.text).toMatch(/canary-skunk-dash-17/);
});
