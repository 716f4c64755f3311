import { describe, expect, test } from '@jest/globals';
import { generateWorld, worldFromGraph } from '../../src/emulator/generate.ts';
import { pythonJson } from '../../src/emulator/json-text.ts';
import { worldFromJson, worldToJson } from '../../src/emulator/world-json.ts';
import {
  artifactPathOf,
  runPathOf,
  type ArtifactNode,
  type RunNode,
  type UserNode,
  type World,
  type WorldKey,
} from '../../src/emulator/world.ts';
import { createWorldBuilder } from '../../src/emulator/world-builder.ts';
import { awkwardPaths, awkwardWorld } from '../../src/emulator/worlds/awkward.ts';
import { demoPaths, demoWorld } from '../../src/emulator/worlds/demo.ts';
import { demoKeys } from '../../src/emulator/worlds/keys.ts';
import { worldByName } from '../../src/emulator/worlds/worlds.ts';

const ref = (node: { kind?: string; number: number } | null): string | null =>
  node && `${node.kind ?? ''}${node.number}`;

const seesOf = ({ sees }: WorldKey): string[] => (sees === '*' ? [sees] : [...sees]);

/** All of a world as lists without cycles: objects are named by their numbers. */
function flat(world: World): unknown {
  const { keys, entities, projects, runs, artifacts, collections, ...rest } = world;
  return {
    ...rest,
    keys: keys.map((key) => ({ ...key, user: ref(key.user), sees: seesOf(key) })),
    entities: [...entities].map(([name, entity]) => [
      name,
      {
        ...entity,
        organization: ref(entity.organization),
        user: ref(entity.user),
        projects: entity.projects.map(ref),
      },
    ]),
    projects: [...projects].map(([path, project]) => [
      path,
      {
        ...project,
        runs: [...project.runs].map(([name, run]) => [name, ref(run)]),
        collections: [...project.collections].map(([name, each]) => [name, ref(each)]),
      },
    ]),
    runs: runs.map((run) => ({
      ...run,
      project: ref(run.project),
      user: ref(run.user),
      uses: run.uses.map((use) => ({ ...use, artifact: ref(use.artifact) })),
      logs: run.logs.map(ref),
    })),
    artifacts: artifacts.map((artifact) => ({
      ...artifact,
      collection: ref(artifact.collection),
      creator: ref(artifact.creator),
      usedBy: artifact.usedBy.map(ref),
      links: artifact.links.map(ref),
    })),
    collections: collections.map((collection) => ({
      ...collection,
      project: ref(collection.project),
      versions: collection.versions.map(ref),
      links: collection.links.map((link) => ({
        ...link,
        collection: ref(link.collection),
        artifact: ref(link.artifact),
      })),
    })),
  };
}

const reread = (world: World): World => worldFromJson(JSON.parse(JSON.stringify(worldToJson(world))));

describe('The demo world', () => {
  const world = demoWorld();
  const artifact = (path: string): ArtifactNode => {
    const found = world.artifacts.find((each) => artifactPathOf(each) === path);
    if (!found) throw new Error(`There is no ${path}.`);
    return found;
  };
  const run = (path: string): RunNode => {
    const found = world.runs.find((each) => runPathOf(each) === path);
    if (!found) throw new Error(`There is no ${path}.`);
    return found;
  };
  const isHidden = (node: RunNode | UserNode | null): boolean =>
    node?.kind === 'run' && node.project.name === 'skunkworks';

  test('has producers of every kind', () => {
    expect(artifact(demoPaths.deletedProducer).creator).toMatchObject({ kind: 'run', deleted: true });
    expect(artifact(demoPaths.userUpload).creator).toMatchObject({ kind: 'user', username: 'ada' });
    expect(isHidden(artifact(demoPaths.privateProducer).creator)).toBe(true);
    expect(artifact(demoPaths.privateProducer).usedBy.some((each) => !isHidden(each))).toBe(true);
    expect(run(demoPaths.secondLogger).logs).toContain(artifact(demoPaths.relogged));
    expect(artifact(demoPaths.relogged).creator).not.toBe(run(demoPaths.secondLogger));
  });

  test('has runs with unusual inputs and outputs', () => {
    const cycle = run(demoPaths.cycleRun);
    expect(cycle.uses.map((use) => use.artifact)).toEqual(cycle.logs);
    const uses = run(demoPaths.twiceRun).uses;
    expect(uses.length - new Set(uses.map((use) => use.artifact)).size).toBe(1);
    expect(uses.map(({ usedAs }) => usedAs.length)).toContain(2);
    expect(run(demoPaths.pendingRun).logs.map(({ state }) => state)).toEqual(['PENDING', 'DELETED']);
    const inputs = run(demoPaths.privateInput).uses.map((use) => use.artifact.collection.project.name);
    expect(inputs).toContain('skunkworks');
  });

  test('has a stale model, and one whose dataset has a newer version with the same content', () => {
    const newest = (path: string): boolean[] => {
      const { creator } = artifact(path);
      if (creator?.kind !== 'run') throw new Error(`${path} has no run.`);
      return creator.uses.map(
        ({ artifact: used }) => used.collection.versions.at(-1)?.digest === used.digest,
      );
    };
    expect(newest(demoPaths.staleModel)).toEqual([false]);
    expect(newest(demoPaths.freshModel)).toEqual([true]);
    expect(artifact(demoPaths.freshModel).creator).toMatchObject({
      uses: [{ artifact: { versionIndex: 0 } }],
    });
  });

  test('hides 3 of the 600 consumers of the hub from members', () => {
    const { usedBy } = artifact(demoPaths.hub);
    expect(new Set(usedBy).size).toBe(600);
    expect(usedBy.filter(isHidden)).toHaveLength(3);
  });

  test('has every run state, and numbers that JSON lacks', () => {
    const states = new Set(world.runs.map(({ state }) => state));
    expect([...states].sort()).toEqual(['crashed', 'failed', 'finished', 'killed', 'running']);
    const numbers = world.runs.flatMap(({ summary }) => Object.values(summary ?? {}));
    expect(numbers).toContainEqual(Number.NaN);
    expect(numbers).toContain(Number.POSITIVE_INFINITY);
  });

  test('has four keys of different forms, the first without the private project', () => {
    const { member, everything, registry, zoo } = demoKeys;
    expect(world.keys.map(({ key, user }) => [key, user?.username])).toEqual([
      [member, 'ada'],
      [everything, 'grace'],
      [registry, 'rex'],
      [zoo, 'zoe'],
    ]);
    expect(member).toMatch(/^[0-9a-f]{40}$/);
    expect(everything).toMatch(/^wandb_v1_[\w-]{77}$/);
    expect(registry).toMatch(/^local-\w{40}$/);
    expect(world.keys.map((key) => seesOf(key).includes('acme/skunkworks'))).not.toContain(true);
  });
});

test('The awkward world has a version for each name and runs between them: 17 runs + 1 + 17 versions.', () => {
  const world = awkwardWorld();
  expect(world.runs.length + world.artifacts.length).toBe(35);
  const paths = world.artifacts.map(artifactPathOf);
  for (const path of awkwardPaths.values()) expect(paths).toContain(path);
  expect(awkwardPaths.size).toBe(17);
  expect(Math.max(...[...awkwardPaths.keys()].map((name) => name.length))).toBe(120);
});

describe('A generated world', () => {
  const size = ({ runs, artifacts }: World): number => runs.length + artifacts.length;

  test('has the size of its kind: a hub 1 + 2 x 40 nodes; a sweep 2,500 runs, 108 failed, 1 dataset and 2,392 models', () => {
    expect(size(generateWorld({ kind: 'hub', consumers: 40 }))).toBe(81);
    const sweep = worldByName('sweep');
    expect(size(sweep)).toBe(4_893);
    expect(sweep.runs.filter(({ state }) => state === 'failed')).toHaveLength(108);
  });

  test('from a graph has the first run that logs a version as its creator, and hides private objects from the first key', () => {
    const world = worldFromGraph({
      runs: [
        { id: 'one', uses: ['a', 'a'], logs: ['b'] },
        { id: 'two', uses: ['b'], logs: ['b', 'c'] },
      ],
      isPrivate: (name) => name === 'two' || name === 'c',
    });
    expect(world.artifacts.map((each) => [artifactPathOf(each), ref(each.creator)])).toEqual([
      ['acme/graph/a:v0', null],
      ['acme/graph/b:v0', 'run1'],
      ['acme/hidden/c:v0', 'run2'],
    ]);
    expect(world.artifacts[0]?.usedBy).toHaveLength(1);
    expect(world.keys.map(seesOf)).toEqual([['acme/graph'], ['*']]);
  });
});

describe('A world file', () => {
  test.each(['demo', 'awkward', 'small', 'diamond'] as const)('of %s round-trips all objects', (name) => {
    const world = worldByName(name);
    expect(flat(reread(world))).toEqual(flat(world));
  });

  test('keeps the order of links when an older version was linked last', () => {
    const builder = createWorldBuilder('links');
    const project = builder.project('acme', 'lab');
    const models = builder.collection(project, 'models', 'model');
    const portfolio = builder.collection(project, 'best', 'model', { portfolio: true });
    const [older, newer] = [builder.artifact(models), builder.artifact(models)];
    builder.link(portfolio, newer);
    builder.link(portfolio, older);
    const world = builder.build();
    expect(flat(reread(world))).toEqual(flat(world));
  });

  const file = (parts: object): unknown => ({
    format: 'wandb-world/1',
    name: 'x',
    projects: [{ path: 'a/b' }],
    collections: [{ path: 'a/b/c', type: 'dataset' }],
    artifacts: [{ path: 'a/b/c:v0' }],
    keys: [],
    ...parts,
  });

  test('written by hand makes the first run that logs a version its creator, or nobody if it says so', () => {
    const world = worldFromJson(
      file({
        artifacts: [
          { path: 'a/b/c:v0' },
          { path: 'a/b/c:v1', createdByRun: null },
          { path: 'a/b/c:half-done' },
        ],
        runs: [
          { path: 'a/b/r', logs: ['a/b/c:v0', 'a/b/c:v1'] },
          {
            path: 'a/b/s',
            uses: ['a/b/c:v0', { artifact: 'a/b/c:v1', usedAs: ['test'] }],
            logs: ['a/b/c:v0'],
          },
        ],
      }),
    );
    expect(world.artifacts.map(({ creator }) => ref(creator))).toEqual(['run1', null, null]);
    expect(world.artifacts.map(({ usedBy }) => usedBy.map(ref))).toEqual([['run2'], ['run2'], []]);
    expect(world.artifacts[2]).toMatchObject({ state: 'PENDING', digest: 'half-done', versionIndex: null });
    expect(world.runs[1]?.uses[1]?.usedAs).toEqual(['test']);
  });

  test('holds numbers that JavaScript would round, and texts that look like them', () => {
    const config = {
      seed: '@7877034890218063229',
      rate: '@1.0',
      text: '@@12',
      note: '@home',
      loss: { $number: 'NaN' },
    };
    const world = worldFromJson(file({ runs: [{ path: 'a/b/r', config }] }));
    expect(pythonJson(world.runs[0]?.config)).toBe(
      '{"seed":7877034890218063229,"rate":1.0,"text":"@12","note":"@home","loss":NaN}',
    );
    expect(worldToJson(world).runs?.[0]?.config).toEqual(config);
  });

  test.each<[object, string]>([
    [{ runs: [null] }, 'runs[0] is null; write an object.'],
    [{ runs: 5 }, 'runs is 5; write a list.'],
    [{ runs: [{}] }, 'runs[0].path is missing.'],
    [{ runs: [{ path: 'a/b/r', tags: 5 }] }, 'runs[0].tags is 5; write a list.'],
    [{ runs: [{ path: 'a/b/r', uses: [{}] }] }, 'runs[0].uses[0].artifact is missing.'],
    [{ runs: [{ path: 'a/b/r', uses: ['a/b/c:v9'] }] }, 'runs[0].uses[0]: there is no artifact "a/b/c:v9".'],
    [{ artifacts: [{ path: 'a/b/c:v0', size: '5' }] }, 'artifacts[0].size is "5"; write a number.'],
    [
      { artifacts: [{ path: 'a/b/c:v0' }, { path: 'a/b/c:v0' }] },
      'artifacts[1]: the artifact "a/b/c:v0" is there already.',
    ],
    [{ roots: { model: 'a/b/d:v0' } }, 'roots.model: there is no "a/b/d:v0".'],
    [{ keys: [{ key: 'k'.repeat(40) }] }, 'keys[0].sees is missing.'],
    [{ hiddenProducer: 'yes' }, 'hiddenProducer is "yes"; write null or projectless.'],
  ])('is rejected: %j', (parts, message) => {
    expect(() => worldFromJson(file(parts))).toThrow(new Error(message));
  });

  test.each(['jobtype', 'kind', 'number', '__proto__', 'toString'])(
    'is rejected with the field %s',
    (name) => {
      const run: unknown = JSON.parse(`{ "path": "a/b/r", "${name}": 1 }`);
      expect(() => worldFromJson(file({ runs: [run] }))).toThrow(
        `runs[0].${name} is not known; the fields are path,`,
      );
    },
  );
});
