import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
import { worldFromGraph } from '../../../src/emulator/generate.ts';
import { artifactPathOf, runPathOf } from '../../../src/emulator/world.ts';
import { startGateway, type Answer, type TestGateway } from '../../support/gateway.ts';
import { lineageQuery, type Graph } from '../../support/lineage-query.ts';

describe('The completeness of a walk', () => {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    // One hop per request, so that failures hit a known hop.
    gateway = await startGateway(emulator, { wandbMaxFusedHops: '1' });
  });
  beforeEach(() => {
    emulator.setFaults([]);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });
  const find = (path: string): string => {
    const artifact = emulator.world.artifacts.find((each) => artifactPathOf(each) === path);
    const run = emulator.world.runs.find((each) => runPathOf(each) === path);
    if (artifact) return artifactId(artifact);
    if (run) return runId(run);
    throw new Error(`no ${path}`);
  };
  const walk = (path: string, rest: Record<string, unknown> = {}, by = gateway) =>
    by.ask(lineageQuery, {
      roots: [find(path)],
      direction: 'UPSTREAM',
      maxDepth: 20,
      maxNodes: 1_000,
      ...rest,
    });

  test('is reported when nothing is missing', async () => {
    const { data, extensions } = await walk('acme/vision/flower-classifier:v2', { direction: 'DOWNSTREAM' });
    expect(data.lineage.completeness).toMatchObject({ complete: true, truncations: [] });
    expect(data.lineage.endCursor).toBeNull();
    expect(extensions.lineage).not.toHaveProperty('incomplete');
  });

  test('reports versions whose producer W&B does not name, which is no failure', async () => {
    const { data, errors, extensions } = await walk('acme/vision/flower-classifier:v2');
    expect(data.lineage.completeness).toMatchObject({
      complete: false,
      truncations: ['acme/data-platform/autumn-photos:v0', 'acme/data-platform/field-photos:v0'].map(
        (path) => ({
          at: find(path),
          reason: 'PRODUCER_UNKNOWN',
          omitted: null,
        }),
      ),
    });
    expect(errors).toBeUndefined();
    expect(extensions.lineage).not.toHaveProperty('incomplete');
  });

  test('lists an input that W&B hides as a hidden node with a stable, opaque id', async () => {
    const first = await walk('acme/vision/red-team', { maxDepth: 1 });
    const hidden = (answer: Answer) =>
      answer.data.lineage.nodes.find(({ node }: Graph['nodes'][number]) => node.__typename === 'HiddenNode');
    expect(hidden(first).node.label).toBe('hidden artifact');
    expect(first.data.lineage.completeness.truncations).toContainEqual({
      at: find('acme/vision/red-team'),
      reason: 'HIDDEN',
      omitted: 1,
    });
    expect(hidden(await walk('acme/vision/red-team', { maxDepth: 1 })).node.id).toBe(hidden(first).node.id);
    expect(JSON.stringify(first)).not.toContain('canary');
    expect(Buffer.from(hidden(first).node.id, 'base64').toString()).not.toMatch(/Artifact|red-team/);
  });

  test('counts hidden consumers', async () => {
    const answer = await walk('acme/data-platform/events:v0', { direction: 'DOWNSTREAM' });
    const hidden = answer.data.lineage.nodes.filter(
      ({ node }: Graph['nodes'][number]) => node.__typename === 'HiddenNode',
    );
    expect(hidden).toHaveLength(3);
    expect(answer.data.lineage.completeness).toMatchObject({
      complete: false,
      truncations: [{ reason: 'HIDDEN', omitted: 3 }],
    });
    expect(JSON.stringify(answer)).not.toContain('canary');
  });

  test("counts the versions of W&B's automatic types as filtered", async () => {
    const { data } = await walk('acme/vision/notebook-1', { direction: 'DOWNSTREAM' });
    expect(data.lineage.nodes).toHaveLength(1);
    expect(data.lineage.completeness).toMatchObject({
      complete: true,
      truncations: [{ reason: 'FILTERED', omitted: 4 }],
    });
    const all = await walk('acme/vision/notebook-1', {
      direction: 'DOWNSTREAM',
      filter: { includeSystemTypes: true },
    });
    expect(all.data.lineage.nodes).toHaveLength(5);
  });

  test('keeps what was found before a failure, which is in errors', async () => {
    emulator.setFaults([
      { kind: 'partial', field: 'Artifact.createdBy', id: find('acme/data-platform/crops:v0') },
    ]);
    const { data, errors } = await walk('acme/vision/flower-classifier:v2');
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['lineage'], extensions: { code: 'WANDB_ERROR' } });
    expect(data.lineage.completeness).toMatchObject({
      complete: false,
      truncations: expect.arrayContaining([
        { at: find('acme/data-platform/crops:v0'), reason: 'WANDB_ERROR', omitted: null },
      ]),
    });
    const labels = data.lineage.nodes.map(({ node }: Graph['nodes'][number]) => node.label);
    expect(labels).toContain('crops:v0');
    expect(labels).not.toContain('field-photos:v0');
  });

  test('replaces a node whose fields fail to load by a hidden one with WANDB_ERROR', async () => {
    emulator.setFaults([
      { kind: 'partial', field: 'Artifact.digest', id: find('acme/data-platform/crops:v0') },
    ]);
    const { data, errors } = await gateway.ask(
      `{ run(path: "acme/data-platform/split-3") { lineage(direction: UPSTREAM, maxDepth: 1) {
        nodes { node { __typename label ... on Artifact { digest } ... on HiddenNode { reason } } } completeness { complete } } } }`,
    );
    expect(errors?.[0]?.extensions?.code).toBe('WANDB_ERROR');
    const kinds = data.run.lineage.nodes
      .map(({ node }: { node: { __typename: string } }) => node.__typename)
      .sort();
    expect(kinds).toEqual(['Artifact', 'Artifact', 'HiddenNode', 'Run']);
    expect(data.run.lineage.completeness.complete).toBe(false);
  });

  test('reports a walk that the deadline cut, with what was found', async () => {
    emulator.setFaults([{ kind: 'hang', match: 'RunInputs' }]);
    await using hasty = await startGateway(emulator, { requestDeadlineMs: '1000', wandbMaxFusedHops: '1' });
    const { data, errors, extensions } = await walk('acme/vision/flower-classifier:v2', {}, hasty);
    expect(errors).toMatchObject([{ path: ['lineage'], extensions: { code: 'INCOMPLETE' } }]);
    expect(extensions.lineage.incomplete).toBe(true);
    const reasons = data.lineage.completeness.truncations.map(({ reason }: { reason: string }) => reason);
    expect(reasons).toContain('DEADLINE');
    expect(data.lineage.nodes.length).toBeGreaterThanOrEqual(2);
    expect(data.lineage.completeness.complete).toBe(false);
  });

  test('lists a root that W&B does not show', async () => {
    const absent = Buffer.from('Artifact:99999').toString('base64');
    const { data, errors } = await gateway.ask(lineageQuery, {
      roots: [absent, find('acme/data-platform/crops:v0')],
      direction: 'UPSTREAM',
      maxDepth: 1,
      maxNodes: 10,
    });
    expect(errors).toBeUndefined();
    expect(data.lineage.completeness.complete).toBe(false);
    expect(data.lineage.completeness.truncations).toContainEqual({
      at: absent,
      reason: 'HIDDEN',
      omitted: null,
    });
    expect(data.lineage.nodes.map(({ node }: Graph['nodes'][number]) => node.__typename)).toEqual([
      'HiddenNode',
      'Artifact',
      'Run',
    ]);
  });

  test.each([
    [{ maxDepth: 51 }, '"maxDepth" was 51', '0 to 50'],
    [{ maxDepth: -1 }, '"maxDepth" was -1', '0 to 50'],
    [{ maxNodes: 0 }, '"maxNodes" was 0', '1 to 20,000'],
    [{ maxNodes: 20_001 }, '"maxNodes" was 20001', '1 to 20,000'],
    [{ roots: [] }, '"roots" was "0 references"', '1 to 50'],
    [{ roots: Array(51).fill('QXJ0aWZhY3Q6MQ==') }, '"roots" was "51 references"', '1 to 50'],
    [{ roots: ['nonsense'] }, '"roots[0]" was "nonsense"', 'global id'],
    [{ roots: [Buffer.from('User:1').toString('base64')] }, '"roots[0]"', 'the id of a User'],
    [{ filter: { projects: ['acme'] } }, '"filter.projects" was "acme"', 'entity/project'],
    [{ after: 'bogus' }, '"after" was "bogus"', 'endCursor'],
  ])('rejects %j and names the range', async (variables, given, wanted) => {
    const answer = await walk('acme/vision/flower-classifier:v2', variables);
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(answer.errors?.[0]?.message).toContain(given);
    expect(answer.errors?.[0]?.message).toContain(wanted);
  });

  test('rejects a cursor of other arguments or of another caller', async () => {
    const { data } = await walk('acme/vision/flower-classifier:v2', { maxNodes: 3 });
    const after = data.lineage.endCursor;
    expect((await walk('acme/vision/flower-classifier:v2', { maxNodes: 4, after })).errors).toBeUndefined();
    const refused = [
      await walk('acme/vision/flower-classifier:v2', { maxDepth: 19, after }),
      await walk('acme/vision/flower-classifier:v1', { after }),
      await walk('acme/vision/flower-classifier:v2', { after: `${after.slice(0, -3)}AAA` }),
      await gateway.ask(
        lineageQuery,
        {
          roots: [find('acme/vision/flower-classifier:v2')],
          direction: 'UPSTREAM',
          maxDepth: 20,
          maxNodes: 3,
          after,
        },
        { authorization: `Bearer ${emulator.keys[1]?.key}` },
      ),
    ];
    for (const { errors } of refused) expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});

test('A graph that changes between two pages is told on the later one, in errors too.', async () => {
  const runs = ['a', 'b', 'c'].map((id) => ({ id, uses: ['base'], logs: [`made-${id}`] }));
  await using emulator = await startEmulator({ world: worldFromGraph({ runs }) });
  await using gateway = await startGateway(emulator, { cacheSeconds: '0' });
  const page = (after: string | null) =>
    gateway.ask(
      `query ($after: String) { artifact(path: "acme/graph/base:v0") {
        lineage(direction: DOWNSTREAM, maxNodes: 3, after: $after) { nodes { node { label } } endCursor } } }`,
      { after },
    );
  const first = await page(null);
  expect(first.errors).toBeUndefined();
  const { endCursor } = first.data.artifact.lineage;
  const unchanged = await page(endCursor);
  expect(unchanged.errors).toBeUndefined();
  const base = emulator.world.artifacts.find(({ collection }) => collection.name === 'base');
  base?.usedBy.splice(0, 1);
  const changed = await page(endCursor);
  expect(changed.errors).toMatchObject([
    {
      path: ['artifact', 'lineage'],
      message: expect.stringContaining('Start again from the first page'),
      extensions: { code: 'INCOMPLETE' },
    },
  ]);
  expect(changed.extensions.lineage.incomplete).toBe(true);
  expect(changed.requests).toBe(unchanged.requests);
});

describe('The depth limit of a walk', () => {
  const runs = Array.from({ length: 6 }, (_, index) => ({
    id: `step-${index}`,
    uses: index === 0 ? [] : [`set-${index}`],
    logs: [`set-${index + 1}`],
  }));
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: worldFromGraph({ runs }) });
    gateway = await startGateway(emulator, { cacheSeconds: '0' });
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test.each(['UPSTREAM', 'DOWNSTREAM', 'BOTH'])(
    'is reported only where something lies beyond it, in as many requests: %s',
    async (direction) => {
      const path = direction === 'UPSTREAM' ? 'acme/graph/set-6:v0' : 'acme/graph/set-1:v0';
      // From the last version 11 hops lead to the first run; from the first version 10 hops to the last version.
      const length = direction === 'UPSTREAM' ? 11 : 10;
      const requests: number[] = [];
      for (const maxDepth of [1, length - 1, length, length + 1]) {
        const answer = await gateway.ask(
          `{ artifact(path: "${path}") { lineage(direction: ${direction}, maxDepth: ${maxDepth}) {
            nodes { depth expanded } completeness { complete truncations { reason } } } } }`,
        );
        const { nodes, completeness } = answer.data.artifact.lineage;
        expect(answer.errors).toBeUndefined();
        const isWhole = maxDepth >= length;
        expect(completeness).toEqual({
          complete: isWhole,
          truncations: isWhole ? [] : [{ reason: 'MAX_DEPTH' }],
        });
        expect(nodes.at(-1)).toEqual({ depth: Math.min(maxDepth, length), expanded: isWhole });
        requests.push(answer.requests);
      }
      // With the lookup of the version: one hop and what lies beyond it; and longer walks in two round trips.
      expect(requests).toEqual([1, 2, 2, 2]);
    },
  );
});

test('A run whose outputs W&B never sends costs an answer no other node, whatever the question, within the deadline.', async () => {
  const branches = Array.from({ length: 6 }, (_, index) => [
    { id: `train-${index}`, uses: ['base'], logs: [`model-${index}`] },
    { id: `eval-${index}`, uses: [`model-${index}`], logs: [`report-${index}`] },
  ]);
  await using emulator = await startEmulator({ world: worldFromGraph({ runs: branches.flat() }) });
  const deadline = { requestDeadlineMs: '6000', wandbMaxFusedHops: '1', cacheSeconds: '0' };
  const idOf = (name: string): string => {
    const run = emulator.world.runs.find((each) => each.name === name);
    const artifact = emulator.world.artifacts.find(({ collection }) => collection.name === name);
    return run ? runId(run) : artifact ? artifactId(artifact) : name;
  };
  const at = idOf('train-3');
  emulator.setFaults([{ kind: 'hang', field: 'Run.outputArtifacts', id: at }]);
  const others = [0, 1, 2, 4, 5];
  /** A gateway each: what the one learns about W&B is not for the others. */
  const ask = async (query: string) => {
    await using gateway = await startGateway(emulator, deadline);
    return await gateway.ask(query, { from: idOf('base'), to: idOf('report-2') });
  };
  const completeness = 'completeness { complete truncations { at reason } }';
  const [lineage, radius, paths, nested] = await Promise.all([
    ask(`query ($from: ID!) { lineage(roots: [$from], direction: DOWNSTREAM, maxDepth: 9) {
      nodes { expanded node { id } } ${completeness} } }`),
    ask(
      `query ($from: ID!) { node(id: $from) { ... on Artifact { blastRadius { runs artifacts ${completeness} } } } }`,
    ),
    ask(
      `query ($from: ID!, $to: ID!) { lineagePaths(from: $from, to: $to) { paths { nodes { id } } ${completeness} } }`,
    ),
    ask(`query ($from: ID!) { node(id: $from) { ... on Artifact { usedBy { nodes { path loggedArtifacts { nodes { collection { name }
      usedBy { nodes { path loggedArtifacts { nodes { collection { name } } } } } } } } } } } }`),
  ]);

  const cut = { complete: false, truncations: [{ at, reason: 'DEADLINE' }] };
  const incomplete = {
    extensions: { code: 'INCOMPLETE' },
    message: expect.stringContaining('1 node was not expanded'),
  };
  const found = others.flatMap((index) => ['model', 'eval', 'report'].map((kind) => `${kind}-${index}`));
  const expected = ['base', ...branches.map(([train]) => train?.id ?? ''), ...found].map(idOf).sort();
  expect(lineage.data.lineage.nodes.map(({ node }: { node: { id: string } }) => node.id).sort()).toEqual(
    expected,
  );
  const unexpanded = lineage.data.lineage.nodes.filter(({ expanded }: { expanded: boolean }) => !expanded);
  expect(unexpanded).toEqual([{ expanded: false, node: { id: at } }]);
  expect(lineage.data.lineage.completeness).toEqual(cut);
  expect(lineage.errors).toMatchObject([incomplete]);

  expect(radius.data.node.blastRadius).toEqual({ runs: 11, artifacts: 10, completeness: cut });
  expect(radius.errors).toMatchObject([incomplete]);
  const way = ['base', 'train-2', 'model-2', 'eval-2', 'report-2'].map((name) => ({ id: idOf(name) }));
  expect(paths.data.lineagePaths).toEqual({ paths: [{ nodes: way }], completeness: cut });
  expect(paths.errors).toMatchObject([incomplete]);

  expect(nested.errors).toMatchObject([{ path: ['node', 'usedBy', 'nodes', 3, 'loggedArtifacts'] }]);
  expect(nested.data.node.usedBy.nodes).toEqual(
    branches.map((_, index) => ({
      path: `acme/graph/train-${index}`,
      loggedArtifacts:
        index === 3
          ? null
          : {
              nodes: [
                {
                  collection: { name: `model-${index}` },
                  usedBy: {
                    nodes: [
                      {
                        path: `acme/graph/eval-${index}`,
                        loggedArtifacts: { nodes: [{ collection: { name: `report-${index}` } }] },
                      },
                    ],
                  },
                },
              ],
            },
    })),
  );
  // Without the fault the walks take 9; here each level is asked for in up to three parts, as the parts before it arrive.
  for (const { extensions } of [lineage, radius, paths, nested])
    expect(extensions.lineage.wandbRequests).toBeLessThanOrEqual(27);
}, 40_000);
