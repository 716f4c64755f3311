import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { artifactId, runId } from '../../src/emulator/ids.ts';
import { artifactPathOf, runPathOf, type World } from '../../src/emulator/world.ts';
import { worldFromJson } from '../../src/emulator/world-json.ts';
import { demoPaths } from '../../src/emulator/worlds/demo.ts';
import { requestCount, startGateway, type TestGateway } from '../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator);
});
beforeEach(() => emulator.setFaults([]));
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

function find(path: string, { world } = emulator): string {
  const artifact = world.artifacts.find((each) => artifactPathOf(each) === path);
  const run = world.runs.find((each) => runPathOf(each) === path);
  if (artifact) return artifactId(artifact);
  if (run) return runId(run);
  throw new Error(`no ${path}`);
}

function worldFromFile(name: string): World {
  const file = new URL(`../support/worlds/${name}.json`, import.meta.url);
  return worldFromJson(JSON.parse(readFileSync(file, 'utf8')));
}

const absent = Buffer.from('Artifact:99999').toString('base64');

describe('staleness', () => {
  const query = `query ($path: String!, $maxDepth: Int!) { artifact(path: $path) { staleness(maxDepth: $maxDepth) {
    status causes { used { path } current { path } versionsBehind path { label } } unknown { path } completeness { complete truncations { reason } } } } }`;
  const ask = async (path: string, maxDepth = 20) =>
    (await gateway.ask(query, { path, maxDepth })).data.artifact.staleness;

  test('is STALE when an input has a newer version with other content, with the path to it', async () => {
    expect(await ask(demoPaths.staleModel)).toEqual({
      status: 'STALE',
      causes: [
        {
          used: { path: 'acme/data-platform/train-split:v0' },
          current: { path: 'acme/data-platform/train-split:v1' },
          versionsBehind: 1,
          path: [{ label: 'train-split:v0' }, { label: 'leaf segmenter' }, { label: 'leaf-segmenter:v0' }],
        },
      ],
      unknown: [],
      completeness: {
        complete: false,
        truncations: [{ reason: 'PRODUCER_UNKNOWN' }, { reason: 'PRODUCER_UNKNOWN' }],
      },
    });
  });

  test('has no cause when the newer version has the same content, and is UNKNOWN where a producer is', async () => {
    for (const path of [demoPaths.freshModel, demoPaths.model])
      expect(await ask(path)).toMatchObject({ status: 'UNKNOWN', causes: [], unknown: [] });
  });

  test('follows the whole ancestry of a model unless a smaller depth is asked for', async () => {
    const { data } = await gateway.ask(
      'query ($path: String!) { artifact(path: $path) { staleness { completeness { truncations { reason } } } } }',
      { path: demoPaths.model },
    );
    const { truncations } = data.artifact.staleness.completeness;
    expect(truncations.map(({ reason }: { reason: string }) => reason)).not.toContain('MAX_DEPTH');
  });

  test('is UNKNOWN, and no other version is lost, where a digest is no text', async () => {
    const id = find('acme/data-platform/train-split:v0');
    emulator.setFaults([{ kind: 'value', field: 'Artifact.digest', id, value: { unexpected: true } }]);
    const { data, errors } = await gateway.ask(query, { path: demoPaths.staleModel, maxDepth: 20 });
    expect(data.artifact.staleness).toMatchObject({
      status: 'UNKNOWN',
      causes: [],
      unknown: [{ path: 'acme/data-platform/train-split:v0' }],
    });
    expect(errors?.map(({ path }) => path?.join('.'))).toEqual(['artifact.staleness']);
    expect(errors?.[0]?.message).toContain('Artifact.digest');
  });

  test('is UNKNOWN when the walk was cut', async () => {
    expect(await ask(demoPaths.freshModel, 2)).toMatchObject({
      status: 'UNKNOWN',
      completeness: { complete: false },
    });
  });

  test('is UNKNOWN with an error when W&B fails to return the current version', async () => {
    emulator.setFaults([{ kind: '500', match: 'CollectionCurrent' }]);
    const answer = await gateway.ask(query, { path: demoPaths.freshModel, maxDepth: 20 });
    expect(answer.data.artifact.staleness.status).toBe('UNKNOWN');
    expect(answer.errors?.[0]).toMatchObject({
      path: ['artifact', 'staleness'],
      extensions: { code: 'WANDB_UNAVAILABLE' },
    });
  });
});

describe('Blast radius', () => {
  test('counts by depth, and hidden consumers separately', async () => {
    const { data } = await gateway.ask(
      'query ($path: String!) { artifact(path: $path) { blastRadius { runs artifacts hidden byDepth { depth runs hidden } completeness { complete truncations { reason omitted } } } } }',
      { path: demoPaths.hub },
    );
    expect(data.artifact.blastRadius).toEqual({
      runs: 597,
      artifacts: 0,
      hidden: 3,
      byDepth: [{ depth: 1, runs: 597, hidden: 3 }],
      completeness: { complete: false, truncations: [{ reason: 'HIDDEN', omitted: 3 }] },
    });
  });

  test('lists important versions first', async () => {
    const { data } = await gateway.ask(
      'query ($path: String!) { artifact(path: $path) { blastRadius(maxDepth: 20) { versions(first: 4) { important artifact { label } } } } }',
      { path: 'acme/data-platform/crops:v0' },
    );
    const { versions } = data.artifact.blastRadius;
    expect(versions).toHaveLength(4);
    expect(versions.map(({ important }: { important: boolean }) => important)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(versions.map(({ artifact }: { artifact: { label: string } }) => artifact.label)).toContain(
      'flower-classifier:v2',
    );
  });
});

describe('paths', () => {
  const query = `query ($from: ID!, $to: ID!, $first: Int!, $maxDepth: Int!) { lineagePaths(from: $from, to: $to, first: $first, maxDepth: $maxDepth) {
    reversed hasMore paths { length nodes { label } edges { kind usedAs } } completeness { complete truncations { at reason } } } }`;
  const ask = (from: string, to: string, rest = {}) =>
    gateway.ask(query, { from, to, first: 5, maxDepth: 20, ...rest });

  test('are the shortest first, and say whether there are more', async () => {
    const { data } = await ask(find(demoPaths.dataset), find(demoPaths.model), { first: 2 });
    expect(data.lineagePaths.hasMore).toBe(true);
    expect(data.lineagePaths.paths.map(({ length }: { length: number }) => length)).toEqual([10, 10]);
    const [path] = data.lineagePaths.paths;
    expect(path.nodes[0].label).toBe('field-photos:v0');
    expect(path.nodes.at(-1).label).toBe('flower-classifier:v2');
    expect(path.edges.map(({ kind }: { kind: string }) => kind).slice(0, 2)).toEqual(['USED', 'LOGGED']);
  });

  test('are marked as reversed when they lead the other way', async () => {
    const { data } = await ask(find(demoPaths.model), find(demoPaths.dataset));
    expect(data.lineagePaths.reversed).toBe(true);
    expect(data.lineagePaths.paths[0].nodes[0].label).toBe('field-photos:v0');
  });

  test.each(['second-logger', 'creator-null'])(
    'lead through a run that logged the version again (%s)',
    async (name) => {
      await using small = await startEmulator({ world: worldFromFile(name) });
      await using before = await startGateway(small);
      const [from, to] = [find('acme/p/raw:v0', small), find('acme/p/model:v0', small)];
      for (const maxDepth of [4, 5, 20]) {
        const { data, requests } = await before.ask(query, { from, to, first: 5, maxDepth });
        expect(data.lineagePaths).toMatchObject({
          paths: [
            {
              length: 4,
              nodes: ['raw:v0', 'prep', 'x:v0', 'second', 'model:v0'].map((label) => ({ label })),
            },
          ],
          reversed: false,
          hasMore: false,
          completeness: { complete: true, truncations: [] },
        });
        // The two ends; what is downstream; the names under which runs used their inputs.
        expect(requests).toBe(requestCount(3, 6));
      }
      const { data } = await before.ask(query, { from, to, first: 5, maxDepth: 3 });
      expect(data.lineagePaths).toMatchObject({
        paths: [],
        completeness: { complete: false, truncations: [{ at: from, reason: 'MAX_DEPTH' }] },
      });
    },
  );

  test.each([4, 5, 8, 13])('are all known where no longer one exists, at a depth of %i', async (maxDepth) => {
    const { data } = await ask(find('acme/data-platform/train-split:v1'), find(demoPaths.model), {
      maxDepth,
    });
    expect(data.lineagePaths.completeness).toEqual({ complete: true, truncations: [] });
  });

  test('claim nothing when W&B does not show one end', async () => {
    const { data } = await ask(absent, find(demoPaths.model));
    expect(data.lineagePaths).toMatchObject({
      paths: [],
      completeness: { complete: false, truncations: [{ at: absent, reason: 'HIDDEN' }] },
    });
  });

  test.each([{ first: 0 }, { first: 101 }, { maxDepth: 0 }, { maxDepth: 51 }])(
    '%j is refused',
    async (rest) => {
      const { errors } = await ask(find(demoPaths.dataset), find(demoPaths.model), rest);
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    },
  );
});

describe('The difference of two ancestries', () => {
  const query = `query ($base: ID!, $head: ID!) { ancestryDiff(base: $base, head: $head, maxDepth: 20) { sharedCount
    onlyInBase { node { label } } onlyInHead { node { label } }
    versionChanges { collection contentChanged base { version } head { version } }
    runChanges { base { label } head { label } config { key base head } baseCommit headCommit commitChanged }
    earliestDivergence { base { label } head { label } } completeness { complete truncations { at reason } } } }`;

  test('lists the data, settings and commits of two versions of a model', async () => {
    const { data, errors } = await gateway.ask(query, {
      base: find(demoPaths.olderModel),
      head: find(demoPaths.model),
    });
    expect(errors).toBeUndefined();
    const { versionChanges, runChanges } = data.ancestryDiff;
    expect(versionChanges).toContainEqual({
      collection: 'acme/data-platform/train-split',
      contentChanged: true,
      base: [{ version: 'v0' }],
      head: [{ version: 'v1' }],
    });
    expect(runChanges[0]).toEqual({
      base: { label: 'package pack-1' },
      head: { label: 'package pack-2' },
      config: [{ key: 'opset', base: '17', head: '19' }],
      baseCommit: '1f3a9c2',
      headCommit: '77e0b14',
      commitChanged: true,
    });
  });

  test('pairs the runs that made two checkpoints', async () => {
    const { data } = await gateway.ask(query, {
      base: find('acme/vision/checkpoints:v8'),
      head: find('acme/vision/checkpoints:v9'),
    });
    const runs = { base: { label: 'amber-bloom-8' }, head: { label: 'amber-bloom-9' } };
    expect(data.ancestryDiff.earliestDivergence).toEqual(runs);
    expect(data.ancestryDiff.runChanges).toMatchObject([runs]);
  });

  test('shows the metrics that differ, and loads summaries only for them', async () => {
    const ask = (selection: string) =>
      gateway.ask(
        `{ ancestryDiff(base: "acme/vision/checkpoints:v8", head: "acme/vision/checkpoints:v9") { runChanges { ${selection} } } }`,
      );
    const { data, operations } = await ask('metrics { key base head } metricsOmitted');
    expect(data.ancestryDiff.runChanges).toEqual([
      {
        metrics: [
          { key: 'accuracy', base: '0.9400000000000001', head: '0.9450000000000001' },
          { key: 'loss', base: '0.24000000000000002', head: '0.22000000000000003' },
        ],
        metricsOmitted: 0,
      },
    ]);
    expect(operations.join()).toContain('RunSummary');
    expect((await ask('configOmitted')).operations.join()).not.toContain('RunSummary');
  });

  test('compares whole numbers of any length, and shows all their digits', async () => {
    await using seeds = await startEmulator({ world: worldFromFile('seeds') });
    await using before = await startGateway(seeds);
    const { data } = await before.ask(query, {
      base: find('acme/p/m:v0', seeds),
      head: find('acme/p/m:v1', seeds),
    });
    expect(data.ancestryDiff.runChanges).toMatchObject([
      { config: [{ key: 'seed', base: '7877034890218063229', head: '7877034890218063230' }] },
    ]);
    const shown = await before.ask(
      '{ run(path: "acme/p/t0") { config summaryMetrics } artifact(path: "acme/p/m:v0") { metadata } }',
    );
    expect(shown.data).toEqual({
      run: {
        config: { seed: '7877034890218063229' },
        summaryMetrics: { step: '-7877034890218063229', loss: 0.25 },
      },
      artifact: { metadata: { rows: '9007199254740993' } },
    });
  });

  test('is empty for a version and itself', async () => {
    const { data } = await gateway.ask(query, { base: find(demoPaths.model), head: find(demoPaths.model) });
    expect(data.ancestryDiff).toMatchObject({
      onlyInBase: [],
      onlyInHead: [],
      versionChanges: [],
      earliestDivergence: null,
      completeness: { complete: false },
    });
  });

  test('lists a base that W&B does not show as hidden', async () => {
    const { data } = await gateway.ask(query, { base: absent, head: find(demoPaths.model) });
    expect(data.ancestryDiff.completeness.complete).toBe(false);
    expect(data.ancestryDiff.completeness.truncations).toContainEqual({ at: absent, reason: 'HIDDEN' });
  });
});

describe('exports', () => {
  test.each([
    ['JSON', 'application/json', /"nodes"/],
    ['MERMAID', 'text/vnd.mermaid', /flowchart/],
    ['DOT', 'text/vnd.graphviz', /digraph/],
    ['SVG', 'image/svg+xml', /<svg/],
    ['PROV_JSON', 'application/json', /"prefix"/],
    ['OPENLINEAGE', 'application/x-ndjson', /"eventType"/],
    ['CYCLONEDX', 'application/vnd.cyclonedx+json', /"bomFormat"/],
  ])('contains every node of the demo as %s', async (format, mediaType, sign) => {
    const { data, errors } = await gateway.ask(
      'query ($path: String!, $format: LineageExportFormat!) { artifact(path: $path) { lineage(direction: UPSTREAM, maxDepth: 20) { export(format: $format) { format mediaType fileName content } } } }',
      { path: demoPaths.model, format },
    );
    expect(errors).toBeUndefined();
    const exported = data.artifact.lineage.export;
    expect(exported).toMatchObject({
      format,
      mediaType,
      fileName: expect.stringContaining('lineage-acme-vision-flower-classifier-v2'),
    });
    expect(exported.content).toMatch(sign);
    for (const name of ['crops', 'field-photos', 'flower-classifier'])
      expect(exported.content).toContain(name);
  });

  test('is rejected for a drawing of too many nodes, with what to lower', async () => {
    await using big = await startEmulator({ world: 'hub' });
    await using before = await startGateway(big);
    const { data, errors } = await before.ask(
      'query ($path: String!) { artifact(path: $path) { lineage(direction: DOWNSTREAM, maxDepth: 1, maxNodes: 6000) { completeness { complete } export(format: SVG) { content } } } }',
      { path: big.roots.hub },
    );
    expect(data.artifact.lineage ?? null).toBeNull();
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toMatch(/SVG[\s\S]*1500|1,500/);
  });
});
