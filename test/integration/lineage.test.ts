import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { worldFromGraph } from '../../src/emulator/generate.ts';
import { artifactId, runId } from '../../src/emulator/ids.ts';
import type { ArtifactNode, RunNode } from '../../src/emulator/world.ts';
import { startGateway, type Answer, type TestGateway } from '../support/gateway.ts';

type AnyNode = ArtifactNode | RunNode;
type Direction = 'UPSTREAM' | 'DOWNSTREAM' | 'BOTH';

const idOf = (node: AnyNode): string => (node.kind === 'run' ? runId(node) : artifactId(node));

/** The walk as it is defined, through the emulator's own objects, node by node. */
function reference(
  root: AnyNode,
  direction: Direction,
  maxDepth: number,
): { depths: Record<string, number>; edges: string[] } {
  const depths: Record<string, number> = {};
  const edges = new Set<string>();
  for (const way of direction === 'BOTH' ? (['UPSTREAM', 'DOWNSTREAM'] as const) : [direction]) {
    const seen = new Map<AnyNode, number>([[root, 0]]);
    for (const [node, depth] of seen) {
      depths[idOf(node)] = Math.min(depth, depths[idOf(node)] ?? depth);
      if (depth === maxDepth) continue;
      const next: AnyNode[] =
        node.kind === 'run'
          ? way === 'UPSTREAM'
            ? node.uses.map(({ artifact }) => artifact)
            : node.logs
          : way === 'DOWNSTREAM'
            ? node.usedBy
            : node.creator?.kind === 'run'
              ? [node.creator]
              : [];
      for (const other of next) {
        const [from, to] = way === 'UPSTREAM' ? [other, node] : [node, other];
        edges.add(`${idOf(from)} ${from.kind === 'run' ? 'LOGGED' : 'USED'} ${idOf(to)}`);
        if (!seen.has(other)) seen.set(other, depth + 1);
      }
    }
  }
  return { depths, edges: [...edges].sort() };
}

const query = `query ($roots: [ID!]!, $direction: LineageDirection!, $maxDepth: Int!, $maxNodes: Int!, $filter: LineageFilter, $after: String) {
  lineage(roots: $roots, direction: $direction, maxDepth: $maxDepth, maxNodes: $maxNodes, filter: $filter, after: $after) {
    nodes { depth expanded hiddenNeighbours node { __typename id label } }
    edges { from to kind }
    completeness { complete truncations { at reason omitted } wandbRequests }
    endCursor
  }
}`;

interface Graph {
  nodes: {
    depth: number;
    expanded: boolean;
    hiddenNeighbours: number | null;
    node: { __typename: string; id: string; label: string };
  }[];
  edges: { from: string; to: string; kind: string }[];
  completeness: { complete: boolean; truncations: { at: string; reason: string; omitted: number | null }[] };
  endCursor: string | null;
}

/** All pages of a walk. */
async function pages(
  gateway: TestGateway,
  variables: Record<string, unknown>,
): Promise<{ graphs: Graph[]; answers: Answer[] }> {
  const graphs: Graph[] = [];
  const answers: Answer[] = [];
  let after: string | null = null;
  do {
    const answer: Answer = await gateway.ask(query, { ...variables, after });
    if (!answer.data) throw new Error(JSON.stringify(answer.errors));
    answers.push(answer);
    graphs.push(answer.data.lineage);
    after = answer.data.lineage.endCursor;
  } while (after !== null && graphs.length < 200);
  return { graphs, answers };
}

describe('500 random graphs, each with its own direction, depth and page size', () => {
  const name = fc.integer({ min: 0, max: 7 });
  const graphs = fc.sample(
    fc.record({
      runs: fc.array(
        fc.record({
          uses: fc.uniqueArray(name, { maxLength: 4 }),
          logs: fc.uniqueArray(name, { maxLength: 3 }),
        }),
        { minLength: 1, maxLength: 7 },
      ),
      root: fc.nat(20),
      direction: fc.constantFrom<Direction>('UPSTREAM', 'DOWNSTREAM', 'BOTH'),
      maxDepth: fc.integer({ min: 0, max: 9 }),
      pageSize: fc.integer({ min: 1, max: 6 }),
    }),
    { numRuns: 500, seed: 20_261_123 },
  );
  let emulator: Emulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    const runs = graphs.flatMap((graph, g) =>
      graph.runs.map(({ uses, logs }, r) => ({
        id: `g${g}r${r}`,
        uses: uses.map((each) => `g${g}a${each}`),
        logs: logs.map((each) => `g${g}a${each}`),
      })),
    );
    emulator = await startEmulator({ world: worldFromGraph({ runs }) });
    gateway = await startGateway(emulator);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test('nodes, depths and edges are those of the naive walk, in one page and in many', async () => {
    const { runs, artifacts } = emulator.world;
    for (const [g, { root, direction, maxDepth, pageSize }] of graphs.entries()) {
      const own: AnyNode[] = [
        ...runs.filter(({ name: run }) => run.startsWith(`g${g}r`)),
        ...artifacts.filter(({ collection }) => collection.name.startsWith(`g${g}a`)),
      ];
      const start = own[root % own.length] as AnyNode;
      const wanted = reference(start, direction, maxDepth);
      for (const maxNodes of [1_000, pageSize]) {
        const { graphs: found } = await pages(gateway, {
          roots: [idOf(start)],
          direction,
          maxDepth,
          maxNodes,
        });
        const nodes = found.flatMap((page) => page.nodes);
        expect(nodes.map(({ node }) => node.id).sort()).toEqual(Object.keys(wanted.depths).sort());
        expect(Object.fromEntries(nodes.map(({ node, depth }) => [node.id, depth]))).toEqual(wanted.depths);
        const edges = found.flatMap((page) =>
          page.edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`),
        );
        expect(edges.sort()).toEqual(wanted.edges);
        for (const page of found) expect(page.nodes.length).toBeLessThanOrEqual(maxNodes);
      }
    }
  }, 120_000);

  test('a filter hides nodes and cuts nothing: what is left has its own depth', async () => {
    const { runs, artifacts } = emulator.world;
    for (const [g, { root, direction, maxDepth }] of graphs.slice(0, 60).entries()) {
      const own: AnyNode[] = [
        ...runs.filter(({ name: run }) => run.startsWith(`g${g}r`)),
        ...artifacts.filter(({ collection }) => collection.name.startsWith(`g${g}a`)),
      ];
      const start = own[root % own.length] as AnyNode;
      const { depths } = reference(start, direction, maxDepth);
      const runIds = new Set(own.filter(({ kind }) => kind === 'run').map(idOf));
      const shown = Object.entries(depths).filter(([id]) => runIds.has(id) || id === idOf(start));
      const variables = {
        roots: [idOf(start)],
        direction,
        maxDepth,
        maxNodes: 1_000,
        filter: { kinds: ['RUN'] },
      };
      const { graphs: found } = await pages(gateway, variables);
      expect(Object.fromEntries(found[0]?.nodes.map(({ node, depth }) => [node.id, depth]) ?? [])).toEqual(
        Object.fromEntries(shown),
      );
    }
  }, 60_000);
});

describe('what a walk costs', () => {
  test('8 hops on medium take 9 W&B requests at most, up and down', async () => {
    const emulator = await startEmulator({ world: 'medium' });
    const gateway = await startGateway(emulator);
    const nested = `query ($path: String!, $direction: LineageDirection!) { artifact(path: $path) {
      lineage(direction: $direction, maxDepth: 8) { nodes { node { id label url ... on Run { state } } depth } edges { from to } completeness { wandbRequests } } } }`;
    try {
      for (const [path, direction] of [
        [emulator.roots.model, 'UPSTREAM'],
        [emulator.roots.dataset, 'DOWNSTREAM'],
      ]) {
        emulator.resetStats();
        const { data, errors, requests } = await gateway.ask(nested, { path, direction });
        expect(errors).toBeUndefined();
        expect(Math.max(...data.artifact.lineage.nodes.map(({ depth }: { depth: number }) => depth))).toBe(8);
        expect(requests).toBeLessThanOrEqual(9);
        expect(Object.values(emulator.stats().edgeLists).every((times) => times === 1)).toBe(true);
      }
    } finally {
      await gateway.close();
      await emulator.close();
    }
  });

  test('a dataset with 5,000 consumers is complete in pages, two hops deep', async () => {
    const emulator = await startEmulator({ world: 'hub' });
    const gateway = await startGateway(emulator);
    const hub = emulator.world.artifacts[0] as ArtifactNode;
    const { graphs, answers } = await pages(gateway, {
      roots: [idOf(hub)],
      direction: 'DOWNSTREAM',
      maxDepth: 2,
      maxNodes: 4_000,
    });
    const ids = graphs.flatMap((graph) => graph.nodes.map(({ node }) => node.id));
    await gateway.close();
    await emulator.close();
    expect(graphs.map(({ nodes }) => nodes.length)).toEqual([4_000, 4_000, 2_001]);
    expect(new Set(ids).size).toBe(10_001);
    expect(graphs.flatMap(({ edges }) => edges)).toHaveLength(10_000);
    expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
    for (const { endCursor } of graphs) expect((endCursor ?? '').length).toBeLessThan(4_000);
  }, 60_000);
});

describe('what is missing is said', () => {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator, { requestDeadlineMs: '400' });
  });
  beforeEach(() => {
    emulator.setFaults([]);
    emulator.setLatency(0);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });
  const find = (path: string): string => {
    const node = [...emulator.world.artifacts, ...emulator.world.runs].find(
      (each) =>
        `${each.kind === 'run' ? `${each.project.entity}/${each.project.name}/${each.name}` : `${each.collection.project.entity}/${each.collection.project.name}/${each.collection.name}:v${each.versionIndex}`}` ===
        path,
    );
    if (!node) throw new Error(`no ${path}`);
    return idOf(node);
  };
  const walk = (path: string, rest: Record<string, unknown> = {}) =>
    gateway.ask(query, {
      roots: [find(path)],
      direction: 'UPSTREAM',
      maxDepth: 20,
      maxNodes: 1_000,
      ...rest,
    });

  test('a complete walk says so', async () => {
    const { data } = await walk('acme/vision/flower-classifier:v2');
    expect(data.lineage.completeness).toMatchObject({ complete: true, truncations: [] });
    expect(data.lineage.endCursor).toBeNull();
  });

  test('an input that W&B hides is a hidden node with a stable id that tells nothing', async () => {
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

  test('hidden consumers are counted', async () => {
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

  test('W&B’s automatic types are hidden, and the answer says how many', async () => {
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

  test('a failure in the middle keeps what was found and stands in errors', async () => {
    emulator.setFaults([
      { kind: 'partial', field: 'Artifact.createdBy', id: find('acme/data-platform/crops:v0') },
    ]);
    const { data, errors } = await walk('acme/vision/flower-classifier:v2');
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['lineage'], extensions: { code: 'WANDB_ERROR' } });
    expect(data.lineage.completeness).toMatchObject({
      complete: false,
      truncations: [{ at: find('acme/data-platform/crops:v0'), reason: 'WANDB_ERROR', omitted: null }],
    });
    const labels = data.lineage.nodes.map(({ node }: Graph['nodes'][number]) => node.label);
    expect(labels).toContain('crops:v0');
    expect(labels).not.toContain('field-photos:v0');
  });

  test('a node whose own fields fail to load is hidden with WANDB_ERROR, the others stand', async () => {
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

  test('the deadline cuts the walk, not the answer', async () => {
    emulator.setLatency(120);
    const { data, errors } = await walk('acme/vision/flower-classifier:v2');
    expect(errors).toBeUndefined();
    const reasons = data.lineage.completeness.truncations.map(({ reason }: { reason: string }) => reason);
    expect(reasons).toContain('DEADLINE');
    expect(data.lineage.nodes.length).toBeGreaterThanOrEqual(2);
    expect(data.lineage.completeness.complete).toBe(false);
  });

  test('a root that W&B does not show is listed, never an empty graph', async () => {
    const absent = Buffer.from('Artifact:99999').toString('base64');
    const { data, errors } = await gateway.ask(query, {
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
    [{ roots: [] }, '"roots" was "0 ids"', '1 to 50'],
    [{ roots: Array(51).fill('QXJ0aWZhY3Q6MQ==') }, '"roots" was "51 ids"', '1 to 50'],
    [{ roots: ['nonsense'] }, '"roots[0]" was "nonsense"', 'global id'],
    [{ roots: [Buffer.from('User:1').toString('base64')] }, '"roots[0]"', 'of the type User'],
    [{ filter: { projects: ['acme'] } }, '"filter.projects" was "acme"', 'entity/project'],
    [{ after: 'bogus' }, '"after" was "bogus"', 'endCursor'],
  ])('%j is refused with the range', async (variables, given, wanted) => {
    const answer = await walk('acme/vision/flower-classifier:v2', variables);
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(answer.errors?.[0]?.message).toContain(given);
    expect(answer.errors?.[0]?.message).toContain(wanted);
  });

  test('a cursor of other arguments or another caller is refused', async () => {
    const { data } = await walk('acme/vision/flower-classifier:v2', { maxNodes: 3 });
    const after = data.lineage.endCursor;
    expect((await walk('acme/vision/flower-classifier:v2', { maxNodes: 4, after })).errors).toBeUndefined();
    const refused = [
      await walk('acme/vision/flower-classifier:v2', { maxDepth: 19, after }),
      await walk('acme/vision/flower-classifier:v1', { after }),
      await walk('acme/vision/flower-classifier:v2', { after: `${after.slice(0, -3)}AAA` }),
      await gateway.ask(
        query,
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
