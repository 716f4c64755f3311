import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isKnown, type GraphNode } from '../../src/lineage/source.ts';
import { findPaths, nameUses, type PathsResult } from '../../src/lineage/questions/paths.ts';
import { portFrom, testGraphs, type TestGraph } from '../support/lineage-graphs.ts';
import { propertyRuns } from '../support/property-runs.ts';

/** Every simple path through visible nodes, by length, then ids. */
function naivePaths(graph: TestGraph, from: GraphNode, to: GraphNode, maxDepth: number): string[][] {
  const hidden = new Set(graph.nodes.filter((node) => !isKnown(node)).map(({ id }) => id));
  const paths: string[][] = [];
  const go = (trail: string[]) => {
    const at = trail.at(-1) as string;
    if (at === to.id) paths.push(trail);
    else if (trail.length <= maxDepth) {
      const next = new Set(graph.edges.filter((edge) => edge.from === at).map((edge) => edge.to));
      for (const id of next) if (!trail.includes(id) && !hidden.has(id)) go([...trail, id]);
    }
  };
  go([from.id]);
  const text = (path: string[]) => path.join(' ');
  return paths.sort((a, b) => a.length - b.length || (text(a) < text(b) ? -1 : 1));
}

/**
 * Whether something hidden is a neighbour of what the search expands or, where it has to look beyond `maxDepth`, may expand:
 * it may then hide a path.
 */
function seesHidden(graph: TestGraph, from: GraphNode, to: GraphNode): boolean {
  const hidden = new Set(graph.nodes.filter((node) => !isKnown(node)).map(({ id }) => id));
  const reached = new Set([from.id]);
  for (const id of reached) {
    if (hidden.has(id)) return true;
    if (id !== to.id) for (const edge of graph.edges) if (edge.from === id) reached.add(edge.to);
  }
  return false;
}

function idsOf({ paths }: PathsResult): string[][] {
  return paths.map(({ nodes }) => nodes.map(({ id }) => id));
}

function expectWellFormed({ paths }: PathsResult): void {
  for (const { nodes, edges } of paths) {
    expect(edges.map(({ from }) => from)).toEqual(nodes.slice(0, -1).map(({ id }) => id));
    expect(edges.map(({ to }) => to)).toEqual(nodes.slice(1).map(({ id }) => id));
  }
}

const ends = fc.tuple(fc.nat(99), fc.nat(99));

function endsOf(graph: TestGraph, [a, b]: [number, number]): { from: GraphNode; to: GraphNode } {
  return {
    from: graph.nodes[a % graph.nodes.length] as GraphNode,
    to: graph.nodes[b % graph.nodes.length] as GraphNode,
  };
}

describe('The paths of a search', () => {
  it('are exactly those downstream, or upstream where there are none, whichever creators W&B names', async () => {
    await fc.assert(
      fc.asyncProperty(
        testGraphs({ failing: false }),
        ends,
        fc.nat(9),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(9),
        fc.array(fc.nat(13)),
        async (graph, picked, maxDepth, first, shuffle, nameless) => {
          const { from, to } = endsOf(graph, picked);
          fc.pre(isKnown(from) && isKnown(to));
          const unnamed = nameless.flatMap((index) => graph.nodes[index]?.id ?? []);
          const port = portFrom(graph, { shuffle, oneCreator: true, unnamed });
          const result = await findPaths(port, { from, to, maxDepth, first });
          const along = naivePaths(graph, from, to, maxDepth);
          const wanted = along.length > 0 ? along : naivePaths(graph, to, from, maxDepth);
          expect(idsOf(result)).toEqual(wanted.slice(0, first));
          expect(result.hasMore).toBe(wanted.length > first);
          expect(result.reversed).toBe(along.length === 0 && wanted.length > 0);
          expectWellFormed(result);
          const searched =
            along.length > 0 || from.id === to.id
              ? [[from, to]]
              : [
                  [from, to],
                  [to, from],
                ];
          const isWhole = searched.every(
            ([start, end]) =>
              naivePaths(graph, start as GraphNode, end as GraphNode, 20).every(
                ({ length }) => length <= maxDepth + 1,
              ) && !seesHidden(graph, start as GraphNode, end as GraphNode),
          );
          expect(result.complete).toBe(isWhole && !result.hasMore);
        },
      ),
      // Paths beyond the depth and through several loggers are rare.
      propertyRuns(10),
    );
  });

  it('exist, and are reported as incomplete when W&B fails', async () => {
    await fc.assert(
      fc.asyncProperty(testGraphs(), ends, async (graph, picked) => {
        const { from, to } = endsOf(graph, picked);
        const result = await findPaths(portFrom(graph), { from, to, maxDepth: 9, first: 100 });
        const [start, end] = result.reversed ? [to, from] : [from, to];
        const all = naivePaths(graph, start, end, 20);
        for (const path of idsOf(result)) expect(all).toContainEqual(path);
        if (result.complete && start.id !== end.id) expect(result.paths).toHaveLength(all.length);
      }),
      propertyRuns(),
    );
  });
});

describe('A path search', () => {
  /** `width` ways from each of `hops` + 1 artifacts to the next, through runs. */
  function diamonds(width: number, hops: number): TestGraph {
    const nodes: GraphNode[] = [
      { id: 'a0', kind: 'ARTIFACT', attributes: { project: null, createdAtMs: null } },
    ];
    const edges: TestGraph['edges'] = [];
    for (let hop = 1; hop <= hops; hop += 1) {
      nodes.push({ id: `a${hop}`, kind: 'ARTIFACT', attributes: { project: null, createdAtMs: null } });
      for (let way = 0; way < width; way += 1) {
        const run = `r${hop}-${way}`;
        nodes.push({ id: run, kind: 'RUN', attributes: { project: null, createdAtMs: null } });
        edges.push(
          { from: `a${hop - 1}`, to: run, usedAs: null },
          { from: run, to: `a${hop}`, usedAs: null },
        );
      }
    }
    return { nodes, edges, failing: [] };
  }

  it('does not enumerate more paths than requested, of 4^20', async () => {
    const graph = diamonds(4, 20);
    const [from, to] = [graph.nodes[0] as GraphNode, graph.nodes.find(({ id }) => id === 'a20') as GraphNode];
    const port = portFrom(graph);
    const result = await findPaths(port, { from, to, maxDepth: 50, first: 5 });
    expect(result.paths.map(({ edges }) => edges.length)).toEqual([40, 40, 40, 40, 40]);
    expect([result.hasMore, result.complete, result.truncations]).toEqual([true, false, []]);
    // 40 hops, two sides at a time.
    expect(port.calls).toBe(40);
    expect(idsOf(result)[1]?.at(-2)).toBe('r20-1');
  });

  /** `data`, used by this many runs that logged a version each. */
  function hub(width: number): TestGraph {
    const attributes = { project: null, createdAtMs: null };
    const nodes: GraphNode[] = [{ id: 'data', kind: 'ARTIFACT', attributes }];
    const edges: TestGraph['edges'] = [];
    for (let index = 0; index < width; index += 1) {
      nodes.push(
        { id: `r${index}`, kind: 'RUN', attributes },
        { id: `m${index}`, kind: 'ARTIFACT', attributes },
      );
      edges.push(
        { from: 'data', to: `r${index}`, usedAs: 'x' },
        { from: `r${index}`, to: `m${index}`, usedAs: null },
      );
    }
    return { nodes, edges, failing: [] };
  }

  it('looks at every run of a hub, since each of them may have logged the version again', async () => {
    const graph = hub(500);
    const port = portFrom(graph, { oneCreator: true });
    const [from, to] = [graph.nodes[0] as GraphNode, graph.nodes.find(({ id }) => id === 'm7') as GraphNode];
    const result = await findPaths(port, { from, to, maxDepth: 12, first: 5 });
    expect(idsOf(result)).toEqual([['data', 'r7', 'm7']]);
    expect([result.complete, result.hasMore, result.reversed]).toEqual([true, false, false]);
    // `data`, its runs, and their other versions.
    expect([port.calls, port.expanded]).toEqual([3, 1_000]);
    graph.edges.push({ from: 'r9', to: 'm7', usedAs: null });
    expect(idsOf(await findPaths(port, { from, to, maxDepth: 12, first: 5 }))).toEqual([
      ['data', 'r7', 'm7'],
      ['data', 'r9', 'm7'],
    ]);
  });

  it('finds a way from the other end where it may not look at all of a hub', async () => {
    const graph = hub(1_500);
    const [from, to] = [graph.nodes[0] as GraphNode, graph.nodes.find(({ id }) => id === 'm7') as GraphNode];
    const result = await findPaths(portFrom(graph), { from, to, maxDepth: 12, first: 5, maxNodes: 1_200 });
    expect(idsOf(result)).toEqual([['data', 'r7', 'm7']]);
    expect([result.complete, result.truncations]).toEqual([
      false,
      [{ at: 'data', reason: 'DEADLINE', omitted: null }],
    ]);
  });

  it('names how the runs on its paths used their inputs', async () => {
    const graph = hub(3);
    const [from, to] = [graph.nodes[0] as GraphNode, graph.nodes.find(({ id }) => id === 'm2') as GraphNode];
    const port = portFrom(graph);
    const { paths } = await findPaths(port, { from, to, maxDepth: 12, first: 5 });
    expect(await nameUses(port, paths, {})).toEqual([]);
    expect(paths[0]?.edges).toEqual([
      { from: 'data', to: 'r2', kind: 'USED', usedAs: ['x'] },
      { from: 'r2', to: 'm2', kind: 'LOGGED', usedAs: null },
    ]);
    const failing = portFrom({ ...graph, failing: ['r2'] });
    expect(await nameUses(failing, paths, {})).toMatchObject([{ at: 'r2' }]);
    expect(paths[0]?.edges[0]?.usedAs).toBeNull();
  });

  it('is complete when nothing lies beyond the depth, and where a cycle leads back', async () => {
    const chain = diamonds(1, 6);
    const [from, to] = [chain.nodes[0] as GraphNode, chain.nodes.find(({ id }) => id === 'a6') as GraphNode];
    for (const maxDepth of [12, 13, 14]) {
      const { paths, complete, truncations } = await findPaths(portFrom(chain), {
        from,
        to,
        maxDepth,
        first: 5,
      });
      expect([paths.length, complete, truncations]).toEqual([1, true, []]);
    }
    // What goes on elsewhere is no longer path.
    const aside = { ...chain.nodes[0], id: 'aside' } as GraphNode;
    const forked = {
      ...chain,
      nodes: [...chain.nodes, aside],
      edges: [...chain.edges, { from: 'r6-0', to: 'aside', usedAs: null }],
    };
    expect(await findPaths(portFrom(forked), { from, to, maxDepth: 12, first: 5 })).toMatchObject({
      complete: true,
    });
    const cycle = {
      ...chain,
      edges: [
        ...chain.edges,
        { from: 'r5-0', to: 'a4', usedAs: null },
        { from: 'a6', to: 'r1-0', usedAs: null },
      ],
    };
    for (const maxDepth of [12, 13])
      expect(await findPaths(portFrom(cycle), { from, to, maxDepth, first: 5 })).toMatchObject({
        complete: true,
      });
    expect(await findPaths(portFrom(cycle), { from, to, maxDepth: 11, first: 5 })).toMatchObject({
      paths: [],
      complete: false,
    });
  });

  it('reports paths beyond its depth, and keeps what it found before the deadline', async () => {
    const graph = diamonds(1, 3);
    const [from, to] = [graph.nodes[0] as GraphNode, graph.nodes.find(({ id }) => id === 'a3') as GraphNode];
    const short = await findPaths(portFrom(graph), { from, to, maxDepth: 5, first: 1 });
    expect([short.paths, short.complete]).toEqual([[], false]);
    expect(short.truncations.map(({ at, reason }) => `${reason} ${at}`)).toEqual(['MAX_DEPTH a0']);
    const late = await findPaths(portFrom(graph), {
      from,
      to,
      maxDepth: 9,
      first: 1,
      deadlineAtMs: 5,
      now: () => 9,
    });
    expect([late.paths, late.complete]).toEqual([[], false]);
    expect(new Set(late.truncations.map(({ reason }) => reason))).toEqual(new Set(['DEADLINE']));
  });

  it('finds the one node that is both ends', async () => {
    const node: GraphNode = { id: 'a', kind: 'ARTIFACT', attributes: { project: null, createdAtMs: null } };
    const result = await findPaths(portFrom(diamonds(1, 1)), { from: node, to: node, maxDepth: 3, first: 1 });
    expect(result.paths).toEqual([{ nodes: [node], edges: [] }]);
  });

  it('ends in bounded steps when cycles hide that no path exists', async () => {
    const nodes: GraphNode[] = [];
    const edges: TestGraph['edges'] = [];
    const [runs, artifacts] = [
      Array.from({ length: 9 }, (_, i) => `r${i}`),
      Array.from({ length: 9 }, (_, i) => `a${i}`),
    ];
    for (const id of runs) nodes.push({ id, kind: 'RUN', attributes: { project: null, createdAtMs: null } });
    for (const id of [...artifacts, 'end'])
      nodes.push({ id, kind: 'ARTIFACT', attributes: { project: null, createdAtMs: null } });
    for (const run of runs)
      for (const artifact of artifacts)
        edges.push({ from: artifact, to: run, usedAs: null }, { from: run, to: artifact, usedAs: null });
    edges.push({ from: 'r8', to: 'end', usedAs: null });
    const graph = { nodes, edges, failing: [] };
    const [from, to] = [nodes[0] as GraphNode, nodes.at(-1) as GraphNode];
    const result = await findPaths(portFrom(graph), { from, to, maxDepth: 50, first: 1_000_000 });
    expect(result.truncations).toContainEqual({ at: 'r0', reason: 'DEADLINE', omitted: null });
    expect(result.complete).toBe(false);
  });
});
