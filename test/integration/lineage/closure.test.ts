import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { generateWorld, worldFromGraph } from '../../../src/emulator/generate.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
import type { ArtifactNode, RunNode } from '../../../src/emulator/world.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { pages } from '../../support/lineage-query.ts';
import { propertyRuns } from '../../support/property-runs.ts';

type AnyNode = ArtifactNode | RunNode;
type Direction = 'UPSTREAM' | 'DOWNSTREAM' | 'BOTH';

const idOf = (node: AnyNode): string => (node.kind === 'run' ? runId(node) : artifactId(node));

/** A naive walk over the emulator's objects, by definition. */
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

describe('The lineage of random graphs', () => {
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
      pageSize: fc.integer({ min: 3, max: 8 }),
    }),
    { seed: 20_261_123, ...propertyRuns(2) },
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

  test('has the nodes, depths and edges of a naive walk, in one page and in many', async () => {
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
  });

  test('keeps the depth of nodes behind those that a filter hides', async () => {
    const { runs, artifacts } = emulator.world;
    for (const [g, { root, direction, maxDepth }] of graphs.entries()) {
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
  });
});

describe('A walk', () => {
  test('of 8 hops takes at most 9 W&B requests without prefetching, and one that looks beyond them', async () => {
    await using emulator = await startEmulator({ world: 'medium' });
    await using gateway = await startGateway(emulator, { wandbMaxFusedHops: '1' });
    const nested = `query ($path: String!, $direction: LineageDirection!) { artifact(path: $path) {
      lineage(direction: $direction, maxDepth: 8) { nodes { node { id label url ... on Run { state } } depth } edges { from to } completeness { wandbRequests } } } }`;
    for (const [path, direction] of [
      [emulator.roots.model, 'UPSTREAM'],
      [emulator.roots.dataset, 'DOWNSTREAM'],
    ]) {
      emulator.resetStats();
      const { data, errors, requests } = await gateway.ask(nested, { path, direction });
      expect(errors).toBeUndefined();
      expect(Math.max(...data.artifact.lineage.nodes.map(({ depth }: { depth: number }) => depth))).toBe(8);
      expect(requests).toBeLessThanOrEqual(10);
      expect(Object.values(emulator.stats().edgeLists).every((times) => times === 1)).toBe(true);
    }
  });

  test('of a dataset with 1,250 consumers is complete in pages', async () => {
    await using emulator = await startEmulator({ world: generateWorld({ kind: 'hub', consumers: 1_250 }) });
    await using gateway = await startGateway(emulator);
    const hub = emulator.world.artifacts[0] as ArtifactNode;
    const { graphs, answers } = await pages(gateway, {
      roots: [idOf(hub)],
      direction: 'DOWNSTREAM',
      maxDepth: 2,
      maxNodes: 1_000,
    });
    const ids = graphs.flatMap((graph) => graph.nodes.map(({ node }) => node.id));
    expect(graphs.map(({ nodes }) => nodes.length)).toEqual([1_000, 1_000, 501]);
    expect(new Set(ids).size).toBe(2_501);
    expect(graphs.flatMap(({ edges }) => edges)).toHaveLength(2_500);
    expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
    for (const { endCursor } of graphs) expect((endCursor ?? '').length).toBeLessThan(4_000);
  });
});
