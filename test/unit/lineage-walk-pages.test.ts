import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CursorError } from '../../src/lineage/cursor.ts';
import type { Truncation } from '../../src/lineage/graph.ts';
import type { GraphNode } from '../../src/lineage/source.ts';
import {
  collectCursorPage,
  collectPage,
  type CursorPageOptions,
  type LineagePage,
  type PageOptions,
  type WalkResult,
} from '../../src/lineage/page.ts';
import { portFrom, testGraphs, type TestGraph } from '../support/lineage-graphs.ts';
import { propertyRuns } from '../support/property-runs.ts';

const directions = fc.constantFrom(
  'UPSTREAM' as const,
  'DOWNSTREAM' as const,
  'BOTH' as const,
  'CONNECTED' as const,
);
const filters = fc.constantFrom(
  { includeSystemTypes: true },
  {},
  { kinds: ['RUN' as const] },
  { artifactTypes: ['dataset'], jobTypes: ['train'] },
);
const worlds = fc.record({
  graph: testGraphs(),
  picked: fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }),
  direction: directions,
  maxDepth: fc.nat(7),
  maxFanout: fc.constantFrom(null, null, 2),
  filter: filters,
  sizes: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
});

function walkOptions(world: {
  graph: TestGraph;
  picked: number[];
  direction: PageOptions['direction'];
  maxDepth: number;
  maxFanout: number | null;
  filter: NonNullable<PageOptions['filter']>;
}): Omit<CursorPageOptions, 'maxNodes'> {
  const { graph, picked, direction, maxDepth, maxFanout, filter } = world;
  const roots = picked.map((pick) => graph.nodes[pick % graph.nodes.length] as GraphNode);
  return { roots, direction, maxDepth, maxFanout, filter, cursorKey: 'caller' };
}

async function allPages(
  graph: TestGraph,
  options: Omit<CursorPageOptions, 'maxNodes'>,
  sizes: number[],
): Promise<LineagePage[]> {
  const pages: LineagePage[] = [];
  let after: string | null = null;
  do {
    const maxNodes = sizes[pages.length % sizes.length] as number;
    const page: LineagePage = await collectCursorPage(
      portFrom(graph, { shuffle: options.maxFanout ? 0 : pages.length }),
      {
        ...options,
        maxNodes,
        after,
      },
    );
    expect(page.hits.length).toBeLessThanOrEqual(maxNodes);
    pages.push(page);
    after = page.endCursor;
  } while (after !== null);
  return pages;
}

/** One of the known nodes of this kind; undefined where there is none, or `index` is. */
function ofKind({ nodes }: TestGraph, kind: GraphNode['kind'], index: number | undefined) {
  const all = nodes.filter((node) => node.kind === kind);
  return index === undefined ? undefined : all[index % all.length];
}

function edgeKeys(edges: WalkResult['edges']): string[] {
  return edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`).sort();
}

/** What was cut, added up over pages; failures are told by each page whose walk met them. */
function sums(truncations: Truncation[]): Record<string, number | null> {
  const all: Record<string, number | null> = {};
  for (const { at, reason, omitted } of truncations) {
    const key = `${reason} ${at}`;
    if (reason === 'MAX_NODES' || reason === 'DEADLINE') continue;
    if (reason === 'WANDB_ERROR') all[key] = null;
    else all[key] = all[key] === null || omitted === null ? null : (all[key] ?? 0) + omitted;
  }
  return all;
}

describe('The pages of a walk', () => {
  it('add up to the whole graph without loss or repetition', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const options = walkOptions(world);
        const whole = await collectPage(portFrom(world.graph), {
          ...options,
          after: null,
          maxNodes: Infinity,
        });
        const pages = await allPages(world.graph, options, world.sizes);
        expect(pages.flatMap(({ hits }) => hits)).toEqual(whole.hits);
        expect(edgeKeys(pages.flatMap(({ edges }) => edges))).toEqual(edgeKeys(whole.edges));
        expect(sums(pages.flatMap(({ truncations }) => truncations))).toEqual(sums(whole.truncations));
        expect(pages.at(-1)?.complete).toBe(whole.complete);
        for (const page of pages.slice(0, -1)) {
          expect(page.hits).not.toEqual([]);
          expect(page.complete).toBe(false);
          expect(page.truncations.filter(({ reason }) => reason === 'MAX_NODES')).toEqual([
            { at: page.hits.at(-1)?.node.id, reason: 'MAX_NODES', omitted: null },
          ]);
        }
        const given = new Set<string>();
        for (const page of pages) {
          for (const { node } of page.hits) given.add(node.id);
          for (const { from, to } of page.edges)
            expect([given.has(from), given.has(to)]).toEqual([true, true]);
          for (const { at } of page.truncations) expect(given).toContain(at);
        }
      }),
      propertyRuns(),
    );
  });

  it('say that the graph changed between them, or are one graph', async () => {
    let changes = 0;
    const whole = fc.tuple(worlds, testGraphs({ hidden: false, failing: false }));
    const changed = whole.chain(([world, graph]) =>
      fc.record({
        world: fc.constant({
          ...world,
          graph,
          maxDepth: 7,
          maxFanout: null,
          filter: { includeSystemTypes: true },
        }),
        removed: fc.nat(40),
        added: fc.option(fc.tuple(fc.nat(99), fc.nat(99))),
        size: fc.integer({ min: 1, max: 4 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(changed, async ({ world, removed, added, size }) => {
        const options = walkOptions(world);
        const { graph } = world;
        const [artifact, run] = [ofKind(graph, 'ARTIFACT', added?.[0]), ofKind(graph, 'RUN', added?.[1])];
        const extra = artifact && run ? [{ from: artifact.id, to: run.id, usedAs: null }] : [];
        const later = {
          ...graph,
          edges: [...graph.edges.filter((_, index) => index !== removed % graph.edges.length), ...extra],
        };
        const first = await collectPage(portFrom(graph), { ...options, after: null, maxNodes: size });
        if (!first.end) return;
        const pages = [first];
        for (let after: WalkResult['end'] = first.end; after; after = pages.at(-1)?.end ?? null)
          pages.push(await collectPage(portFrom(later), { ...options, after, maxNodes: size }));
        const reasons = pages.flatMap(({ truncations }) => truncations.map(({ reason }) => reason));
        if (reasons.includes('CHANGED')) {
          changes += 1;
          expect(pages.at(-1)?.complete).toBe(false);
        }
        if (!pages.at(-1)?.complete) return;
        const given = pages.flatMap(({ hits }) => hits.map(({ node }) => node.id));
        const now = await collectPage(portFrom(later), { ...options, after: null, maxNodes: Infinity });
        expect([...given].sort()).toEqual(now.hits.map(({ node }) => node.id).sort());
        for (const { from, to } of pages.flatMap(({ edges }) => edges))
          expect([given.includes(from), given.includes(to)]).toEqual([true, true]);
      }),
      propertyRuns(7),
    );
    expect(changes).toBeGreaterThan(0);
  });

  it('have the usedAs, roots and leaves of the whole graph', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const options = {
          ...walkOptions(world),
          filter: { includeSystemTypes: true },
          direction: 'UPSTREAM' as const,
        };
        options.roots = options.roots.slice(0, 1);
        const whole = await collectPage(portFrom(world.graph), {
          ...options,
          after: null,
          maxNodes: Infinity,
        });
        const pages = await allPages(
          world.graph,
          { ...options, maxFanout: options.maxFanout ?? 99 },
          world.sizes,
        );
        expect(pages.flatMap(({ edges }) => edges)).toEqual(whole.edges);
        expect(pages.flatMap(({ roots }) => roots)).toEqual(whole.roots);
        const cuts = (truncations: Truncation[]) =>
          truncations.filter(({ reason }) => reason !== 'MAX_NODES' && reason !== 'WANDB_ERROR');
        expect(cuts(pages.flatMap(({ truncations }) => truncations))).toEqual(cuts(whole.truncations));
      }),
      propertyRuns(),
    );
  });

  it('continue after a deadline without loss', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.array(fc.nat(5), { maxLength: 3 }), async (world, levels) => {
        const options = walkOptions(world);
        const whole = await collectPage(portFrom(world.graph), {
          ...options,
          after: null,
          maxNodes: Infinity,
        });
        const pages: LineagePage[] = [];
        let after: string | null = null;
        for (let turn = 0; ; turn += 1) {
          let calls = 0;
          const deadlineAtMs = levels[turn] ?? null;
          const clock = { deadlineAtMs, now: () => calls++ };
          const page: LineagePage = await collectCursorPage(portFrom(world.graph), {
            ...options,
            ...clock,
            maxNodes: world.sizes[turn % world.sizes.length] as number,
            after,
          });
          pages.push(page);
          const struck = page.truncations.some(({ reason }) => reason === 'DEADLINE');
          if (struck) expect(page.complete).toBe(false);
          if (page.endCursor === null && !struck) break;
          after = page.endCursor ?? after;
        }
        const places = (hits: WalkResult['hits']) => hits.map(({ node, depth }) => [node.id, depth]);
        expect(places(pages.flatMap(({ hits }) => hits))).toEqual(places(whole.hits));
        expect(edgeKeys(pages.flatMap(({ edges }) => edges))).toEqual(edgeKeys(whole.edges));
        expect(sums(pages.flatMap(({ truncations }) => truncations))).toEqual(sums(whole.truncations));
        expect(pages.at(-1)?.complete).toBe(whole.complete);
      }),
      propertyRuns(),
    );
  });
});

describe('The work for a page', () => {
  // One dataset with 40 consumers, each of which logs one model.
  const nodes: GraphNode[] = [
    { id: 'data', kind: 'ARTIFACT', attributes: { project: null, createdAtMs: null } },
  ];
  const edges: TestGraph['edges'] = [];
  for (let index = 10; index < 50; index += 1) {
    nodes.push(
      { id: `run${index}`, kind: 'RUN', attributes: { project: null, createdAtMs: null } },
      { id: `model${index}`, kind: 'ARTIFACT', attributes: { project: null, createdAtMs: null } },
    );
    edges.push(
      { from: 'data', to: `run${index}`, usedAs: null },
      { from: `run${index}`, to: `model${index}`, usedAs: null },
    );
  }
  const world: TestGraph = { nodes, edges, failing: [] };
  const options = {
    roots: nodes.slice(0, 1),
    direction: 'DOWNSTREAM' as const,
    maxDepth: 4,
    cursorKey: 'caller',
  };

  it('is one call per level', async () => {
    const port = portFrom(world);
    await collectCursorPage(port, { ...options, maxNodes: 1_000 });
    // 1 (data) + 1 (40 runs) + 1 (40 models, which have no consumers).
    expect([port.calls, port.expanded]).toEqual([3, 81]);
  });

  it('skips what is beyond the page and what earlier pages expanded', async () => {
    const port = portFrom(world);
    const first = await collectCursorPage(port, { ...options, maxNodes: 11 });
    // data, and the 10 runs of the page: the other 30 are known but not asked for.
    expect(port.expanded).toBe(11);
    await collectCursorPage(port, { ...options, maxNodes: 10, after: first.endCursor });
    // data again, and the next 10 runs.
    expect(port.expanded).toBe(22);
  });
});

describe('A cursor', () => {
  const graph: TestGraph = {
    nodes: Array.from({ length: 5 }, (_, index) => ({
      // Control characters are what JSON writes longest.
      id: `${'\u0001'.repeat(3_000)}${index}`,
      kind: index % 2 ? ('RUN' as const) : ('ARTIFACT' as const),
      attributes: { project: null, createdAtMs: null },
    })),
    edges: [],
    failing: [],
  };
  graph.edges = [1, 2, 3, 4].map((index) => ({
    from: graph.nodes[index]?.id ?? '',
    to: graph.nodes[index % 2 ? 0 : 1]?.id ?? '',
    usedAs: null,
  }));
  const options = {
    roots: graph.nodes.slice(0, 1),
    direction: 'UPSTREAM' as const,
    maxDepth: 4,
    maxNodes: 2,
    filter: {},
    cursorKey: 'caller',
  };
  const port = portFrom(graph);

  it('stays under 4 kB however long the ids are', async () => {
    const { endCursor } = await collectCursorPage(port, options);
    expect((endCursor as string).length).toBeLessThan(4_000);
    const rest = await collectCursorPage(port, { ...options, maxNodes: 99, after: endCursor });
    expect(rest.hits).toHaveLength(3);
  });

  it('is bound to the caller, to the arguments and to its own text', async () => {
    const after = await collectCursorPage(port, options).then(({ endCursor }) => endCursor as string);
    const turn = (changed: Partial<CursorPageOptions>) =>
      collectCursorPage(port, { ...options, after, ...changed });
    await expect(turn({ maxNodes: 7 })).resolves.toBeDefined();
    await expect(turn({ filter: { kinds: [], includeSystemTypes: false } })).resolves.toBeDefined();
    await expect(turn({ cursorKey: 'someone else' })).rejects.toThrow(/another caller/);
    for (const changed of [
      { maxDepth: 3 },
      { direction: 'BOTH' as const },
      { maxFanout: 9 },
      { filter: { kinds: ['RUN' as const] } },
      { stopAt: { artifactTypes: ['dataset'] } },
      { roots: graph.nodes.slice(0, 2) },
    ]) {
      await expect(turn(changed)).rejects.toThrow(/other arguments/);
    }
    await expect(turn({ after: 'lg0.a.b' })).rejects.toThrow(/version/);
    for (const text of ['', '.', 'nonsense', 'a.b.c.d', `${after}.x`, 'lg2.'.padEnd(9_000, 'x')]) {
      await expect(turn({ after: text })).rejects.toBeInstanceOf(CursorError);
    }
  });

  it('is rejected in another encoding', async () => {
    const plain = await collectCursorPage(port, options).then(({ endCursor }) => endCursor as string);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(plain.length - 1),
        fc.constantFrom('a', 'B', '0', '_', '-', '.', '=', '+', '/'),
        async (at, letter) => {
          const changed = plain.slice(0, at) + letter + plain.slice(at + 1);
          if (changed === plain) return;
          await expect(collectCursorPage(port, { ...options, after: changed })).rejects.toBeInstanceOf(
            CursorError,
          );
        },
      ),
      propertyRuns(),
    );
  });
});
