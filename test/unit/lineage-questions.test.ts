import { describe, expect, it } from '@jest/globals';
import { blastRadius } from '../../src/lineage/questions/blast-radius.ts';
import { configDifference } from '../../src/lineage/questions/config-difference.ts';
import { ancestryDiff, runDifference } from '../../src/lineage/questions/ancestry-diff.ts';
import type { GraphNode, NodeAttributes } from '../../src/lineage/source.ts';
import { staleness, type Version, type VersionDetails } from '../../src/lineage/questions/staleness.ts';
import { exactJsonFromWandb } from '../../src/wandb/values.ts';
import { collectPage, type PageOptions } from '../../src/lineage/page.ts';
import { portFrom, type TestGraph } from '../support/lineage-graphs.ts';

/** `raw:v1 > prep > features:v1` is one chain of edges; a name with a colon is an artifact, the rest are runs. */
function worldFrom(chains: string[], attributes: Record<string, Partial<NodeAttributes>> = {}): TestGraph {
  const names = new Set(chains.flatMap((chain) => chain.split(' > ')));
  const nodes = [...names].map((id): GraphNode => {
    if (id.startsWith('?')) return { id, kind: 'HIDDEN', reason: 'NOT_VISIBLE' };
    const known = { project: 'team/p', createdAtMs: null, ...attributes[id] };
    return { id, kind: id.includes(':') ? 'ARTIFACT' : 'RUN', attributes: known };
  });
  const edges = chains.flatMap((chain) => {
    const steps = chain.split(' > ');
    return steps.slice(1).map((to, index) => ({ from: steps[index] as string, to, usedAs: null }));
  });
  return { nodes, edges, failing: [] };
}

function walkOf(world: TestGraph, root: string, options: Partial<PageOptions> = {}) {
  const roots = world.nodes.filter(({ id }) => id === root);
  const filter = { includeSystemTypes: true };
  return collectPage(portFrom(world), {
    roots,
    direction: 'UPSTREAM',
    maxDepth: 20,
    maxNodes: Infinity,
    filter,
    ...options,
  });
}

/** Versions by name; the digest is the name unless `digests` says otherwise. */
function versionsFrom(current: Record<string, string>, digests: Record<string, string> = {}) {
  const version = (id: string): Version => {
    return { id, versionIndex: Number(id.split(':v')[1]), digest: digests[id] ?? id };
  };
  return ({ id }: GraphNode): VersionDetails => {
    const collection = id.split(':')[0] as string;
    return { ...version(id), collection, current: version(current[collection] ?? id) };
  };
}

describe('Staleness', () => {
  const chain = worldFrom(['raw:v1 > prep > features:v1 > train > model:v1', 'base:v0 > train']);

  async function statusOf(
    world: TestGraph,
    root: string,
    current: Record<string, string>,
    digests?: Record<string, string>,
  ) {
    const { status, causes } = await staleness(await walkOf(world, root), versionsFrom(current, digests));
    return [status, ...causes.map(({ node }) => node.id)];
  }

  it('names the outdated version farthest upstream, the path from it and how far behind it is', async () => {
    const walk = await walkOf(chain, 'model:v1');
    const { status, causes } = await staleness(
      walk,
      versionsFrom({ raw: 'raw:v4', features: 'features:v2' }),
    );
    expect(status).toBe('STALE');
    expect(causes).toEqual([
      {
        node: expect.objectContaining({ id: 'raw:v1' }),
        collection: 'raw',
        used: { id: 'raw:v1', versionIndex: 1, digest: 'raw:v1' },
        current: { id: 'raw:v4', versionIndex: 4, digest: 'raw:v4' },
        versionsBehind: 3,
        path: ['raw:v1', 'prep', 'features:v1', 'train', 'model:v1'].map((id) =>
          expect.objectContaining({ id }),
        ),
      },
    ]);
  });

  it('names independent causes, each once', async () => {
    expect(await statusOf(chain, 'model:v1', { raw: 'raw:v2', base: 'base:v1' })).toEqual([
      'STALE',
      'base:v0',
      'raw:v1',
    ]);
  });

  it('treats a version with the same content as current', async () => {
    expect(await statusOf(chain, 'model:v1', { raw: 'raw:v2' }, { 'raw:v2': 'raw:v1' })).toEqual(['FRESH']);
  });

  it('ignores that the version itself is not current', async () => {
    expect(await statusOf(chain, 'model:v1', { model: 'model:v9' })).toEqual(['FRESH']);
  });

  it('ignores a version when every path from it passes another version of its collection', async () => {
    const grown = worldFrom(['log:v1 > append > log:v2 > train > model:v2', 'model:v1 > train']);
    expect(await statusOf(grown, 'model:v2', { log: 'log:v2', model: 'model:v3' })).toEqual(['FRESH']);
    expect(await statusOf(grown, 'model:v2', { log: 'log:v3' })).toEqual(['STALE', 'log:v2']);
    const usedBoth = worldFrom(['log:v1 > append > log:v2 > train > model:v2', 'log:v1 > train']);
    expect(await statusOf(usedBoth, 'model:v2', { log: 'log:v2' })).toEqual(['STALE', 'log:v1']);
  });

  it('names one cause for outdated versions in a cycle', async () => {
    const cycle = worldFrom(['a:v1 > r > b:v1 > s > a:v1', 'b:v1 > train > model:v1']);
    expect(await statusOf(cycle, 'model:v1', { a: 'a:v2', b: 'b:v2' })).toEqual(['STALE', 'a:v1']);
  });

  it('names no version downstream of a cause where runs use their own outputs, whatever the ids are', async () => {
    for (const [up, down] of [
      ['a:v1', 'b:v1'],
      ['b:v1', 'a:v1'],
    ]) {
      const world = worldFrom([
        `${up} > own1 > ${up} > own2 > ${down} > own2`,
        `${down} > train > model:v1`,
        `${up} > train`,
      ]);
      expect(await statusOf(world, 'model:v1', { a: 'a:v2', b: 'b:v2' })).toEqual(['STALE', up]);
    }
  });

  it('is UNKNOWN when the walk was cut or a current version is unknown, with the causes found', async () => {
    const versions = versionsFrom({ features: 'features:v2' });
    const short = await staleness(await walkOf(chain, 'model:v1', { maxDepth: 2 }), versions);
    expect([short.status, short.causes[0]?.node.id]).toEqual(['UNKNOWN', 'features:v1']);
    const walk = await walkOf(chain, 'model:v1');
    const untold = await staleness(walk, (node) => ({ ...versionsFrom({})(node), current: null }));
    expect([untold.status, untold.unknown.length]).toEqual(['UNKNOWN', 3]);
    expect((await staleness(walk, () => null)).status).toBe('UNKNOWN');
  });
});

describe('The blast radius', () => {
  it('counts downstream nodes by depth, and lists important versions first', async () => {
    const world = worldFrom(['data:v0 > r1 > m:v1 > r3 > m:v3', 'data:v0 > r2 > m:v2', 'data:v0 > ?1'], {
      r2: { project: 'team/q' },
    });
    const walk = await walkOf(world, 'data:v0', { direction: 'DOWNSTREAM' });
    const users: Record<string, string> = { r1: 'ann', r2: 'bob', r3: 'ann' };
    const aliases: Record<string, string[]> = { 'm:v1': ['latest', 'v1'], 'm:v3': ['production'] };
    const radius = blastRadius(walk, ({ id }) => ({
      user: users[id] ?? null,
      aliases: aliases[id] ?? [],
      linkCount: id === 'm:v2' ? 1 : 0,
    }));
    expect(radius).toMatchObject({
      runs: 3,
      artifacts: 3,
      projects: 2,
      users: 2,
      hidden: 1,
    });
    expect(
      radius.byDepth.map(({ depth, runs, artifacts, users: people }) => [depth, runs, artifacts, people]),
    ).toEqual([
      [1, 2, 0, 2],
      [2, 0, 2, 0],
      [3, 1, 0, 1],
      [4, 0, 1, 0],
    ]);
    expect(radius.versions.map(({ node, important }) => [node.id, important])).toEqual([
      ['m:v2', true],
      ['m:v3', true],
      ['m:v1', false],
    ]);
    expect(radius.complete).toBe(false);
  });
});

describe('An ancestry diff', () => {
  const world = worldFrom(
    [
      'raw:v1 > prep1 > features:v1 > train1 > model:v1',
      'raw:v2 > prep2 > features:v2 > train2 > model:v2',
      'code:v0 > train1',
      'labels:v0 > train1',
      'labels:v0 > train2',
    ],
    { 'code:v0': { artifactType: 'code' }, 'raw:v1': { createdAtMs: 1 }, 'raw:v2': { createdAtMs: 2 } },
  );
  const digests: Record<string, string> = { 'features:v2': 'features:v1' };
  const identityOf = ({ id }: GraphNode) => ({
    collection: id.split(':')[0] as string,
    digest: digests[id] ?? id,
  });

  it('separates the sides, and finds changed content, pairs of runs and the earliest divergence', async () => {
    const diff = ancestryDiff(await walkOf(world, 'model:v1'), await walkOf(world, 'model:v2'), identityOf);
    expect(diff.onlyInBase.map(({ node }) => node.id)).toEqual([
      'model:v1',
      'train1',
      'features:v1',
      'prep1',
      'raw:v1',
    ]);
    expect(diff.onlyInHead).toHaveLength(5);
    expect(diff.sharedCount).toBe(1);
    expect(diff.versionChanges.map(({ collection, contentChanged }) => [collection, contentChanged])).toEqual(
      [
        ['features', false],
        ['model', true],
        ['raw', true],
      ],
    );
    expect(diff.producers.map(({ base, head, collection }) => [base.id, head.id, collection])).toEqual([
      ['train1', 'train2', null],
      ['prep1', 'prep2', 'features'],
    ]);
    expect(diff.earliestDivergence).toMatchObject({
      base: { id: 'raw:v1' },
      head: { id: 'raw:v2' },
      collection: 'raw',
    });
    expect(diff.complete).toBe(true);
  });

  it('pairs the runs at which two ancestries part', async () => {
    const runs = worldFrom(
      [
        'data:v0 > run8 > ckpt:v8',
        'data:v0 > run9 > ckpt:v9',
        'ckpt:v8 > eval8 > x:v1',
        'ckpt:v9 > eval9 > x:v2',
      ],
      { run8: { createdAtMs: 1 }, run9: { createdAtMs: 2 }, eval8: { createdAtMs: 3 } },
    );
    const earliest = async (base: string, head: string) => {
      const walks = [await walkOf(runs, base), await walkOf(runs, head)] as const;
      const { earliestDivergence: found } = ancestryDiff(...walks, identityOf);
      return [found?.base?.id ?? null, found?.head?.id ?? null];
    };
    // The runs that made what is compared.
    expect(await earliest('ckpt:v8', 'ckpt:v9')).toEqual(['run8', 'run9']);
    expect(await earliest('ckpt:v9', 'ckpt:v8')).toEqual(['run9', 'run8']);
    // Runs that made different versions of one collection farther upstream.
    expect(await earliest('x:v1', 'x:v2')).toEqual(['run8', 'run9']);
    expect(await earliest('eval9', 'eval8')).toEqual(['run9', 'run8']);
    // The things compared themselves.
    expect(await earliest('run8', 'run9')).toEqual(['run8', 'run9']);
    // Nothing corresponds to a run that one side alone has.
    expect(await earliest('data:v0', 'ckpt:v8')).toEqual([null, 'run8']);
  });

  it('pairs the runs behind the versions that one side alone has', async () => {
    const runs = worldFrom([
      'data:v1 > mix1 > model:v1',
      'data:v0 > mix1',
      'data:v1 > mix2 > model:v2',
      'data:v2 > mix2',
      'make0 > data:v0',
      'make1 > data:v1',
      'make2 > data:v2',
    ]);
    const diff = ancestryDiff(await walkOf(runs, 'model:v1'), await walkOf(runs, 'model:v2'), identityOf);
    expect(diff.producers.map(({ base, head }) => [base.id, head.id])).toEqual([
      ['mix1', 'mix2'],
      ['make0', 'make2'],
    ]);
    expect(diff.earliestDivergence).toMatchObject({ base: { id: 'make0' }, head: { id: 'make2' } });
  });

  it('is empty for a node and itself, and reports when a side was cut', async () => {
    const walk = await walkOf(world, 'model:v1', { maxDepth: 2 });
    const diff = ancestryDiff(walk, walk, identityOf);
    expect(diff).toMatchObject({
      onlyInBase: [],
      onlyInHead: [],
      versionChanges: [],
      producers: [],
      earliestDivergence: null,
    });
    expect(diff.complete).toBe(false);
  });

  it('compares config key by key, within limits', () => {
    const [base, head] = [
      { lr: 0.1, net: { 'a.b': 1, same: { x: 1, y: 2 } }, list: [1, 2], gone: null, _wandb: 1 },
      {
        lr: 0.2,
        net: { 'a.b': 2, same: { y: 2, x: 1 } },
        list: [1, 3],
        text: '\u{1F600}'.repeat(200),
        _wandb: 2,
      },
    ];
    const { changes, commit } = runDifference({ config: base, commit: 'a' }, { config: head, commit: null });
    expect(changes.map(({ key, base: from, head: to, cut }) => [key, from, to?.slice(0, 5), cut])).toEqual([
      ['gone', 'null', undefined, false],
      ['list', '[1,2]', '[1,3]', false],
      ['lr', '0.1', '0.2', false],
      ['net.a\\.b', '1', '2', false],
      ['text', null, '"\u{1F600}\u{1F600}', true],
    ]);
    expect(changes.at(-1)?.head?.length).toBeLessThanOrEqual(256);
    expect(commit).toEqual({ base: 'a', head: null, changed: null });
    const [exact, other] = [
      '{"seed": 7877034890218063229, "lr": 1, "hi": Infinity, "nested": {"ids": [1, 9007199254740993]}}',
      '{"seed": 7877034890218063230, "lr": 1.0, "hi": -Infinity, "nested": {"ids": [1.0, 9007199254740992]}}',
    ].map(exactJsonFromWandb);
    expect(
      configDifference(exact, other).changes.map(({ key, base: from, head: to }) => [key, from, to]),
    ).toEqual([
      ['hi', 'Infinity', '-Infinity'],
      ['nested.ids', '[1,9007199254740993]', '[1.0,9007199254740992]'],
      ['seed', '7877034890218063229', '7877034890218063230'],
    ]);
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, index]));
    expect(configDifference(many, null)).toMatchObject({ omitted: 800 });
    expect(configDifference(null, 'odd')).toEqual({ changes: [], omitted: 0 });
  });
});
