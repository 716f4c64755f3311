import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { showsFrom, stopsFrom } from '../../src/lineage/filter.ts';
import type { Expansion, LineageSource, GraphNode } from '../../src/lineage/source.ts';
import { collectPage, type PageOptions } from '../../src/lineage/page.ts';
import { portFrom, testGraphs, type TestGraph } from '../support/lineage-graphs.ts';
import { propertyRuns } from '../support/property-runs.ts';

const artifact = (id: string, artifactType = 'model'): GraphNode => ({
  id,
  kind: 'ARTIFACT',
  attributes: { project: 'team/p', createdAtMs: 10, artifactType },
});
const run = (id: string, jobType: string | null = null): GraphNode => ({
  id,
  kind: 'RUN',
  attributes: { project: 'team/p', createdAtMs: 10, jobType, runState: 'Finished' },
});

/** a > r > b, along the index, and a job artifact that r uses. */
const world: TestGraph = {
  nodes: [artifact('a'), run('r'), artifact('b'), artifact('j', 'job')],
  edges: [
    { from: 'a', to: 'r', usedAs: 'x' },
    { from: 'j', to: 'r', usedAs: 'y' },
    { from: 'r', to: 'b', usedAs: null },
  ],
  failing: [],
};
const upFromB: PageOptions = { roots: [artifact('b')], direction: 'UPSTREAM', maxDepth: 9, maxNodes: 100 };
const ids = ({ hits }: { hits: { node: GraphNode }[] }) => hits.map(({ node }) => node.id);

describe('A walk', () => {
  it('drops the level in flight at the deadline, aborts its request, and keeps the rest', async () => {
    let aborted: unknown;
    const inner = portFrom(world);
    const port: LineageSource = {
      expand(nodes, direction, options) {
        if (nodes[0]?.id !== 'r') return inner.expand(nodes, direction, options);
        return new Promise((_, reject) => {
          options.signal?.addEventListener('abort', () => {
            aborted = options.signal?.reason;
            reject(new Error('aborted'));
          });
        });
      },
    };
    const walk = await collectPage(port, { ...upFromB, deadlineAtMs: Date.now() + 30 });
    expect(ids(walk)).toEqual(['b', 'r']);
    expect(walk.truncations).toEqual([{ at: 'r', reason: 'DEADLINE', omitted: null }]);
    expect(walk.hits.map(({ expanded }) => expanded)).toEqual([true, false]);
    expect(aborted).toBeInstanceOf(Error);
    expect(walk.end).not.toBeNull();
  });

  describe('that waits for a node which W&B never answers for', () => {
    const branches = ['p', 'q', 's'];
    const wide: TestGraph = {
      nodes: [
        artifact('a'),
        ...branches.flatMap((id) => [run(id), artifact(`${id}1`), run(`${id}2`), artifact(`${id}3`)]),
      ],
      edges: branches.flatMap((id) => [
        { from: 'a', to: id, usedAs: null },
        { from: id, to: `${id}1`, usedAs: null },
        { from: `${id}1`, to: `${id}2`, usedAs: null },
        { from: `${id}2`, to: `${id}3`, usedAs: null },
      ]),
      failing: [],
    };
    /** A clock that stands still: each level has this long, whatever else the machine does. */
    const limits = { deadlineAtMs: 40, now: () => 0 };
    const down: PageOptions = {
      ...limits,
      roots: [artifact('a')],
      direction: 'DOWNSTREAM',
      maxDepth: 9,
      maxNodes: 100,
    };

    it('has all other nodes, and reports the one as cut for want of time', async () => {
      const page = await collectPage(portFrom(wide, { hanging: ['q'] }), down);
      expect(ids(page)).toEqual(['a', 'p', 'q', 's', 'p1', 's1', 'p2', 's2', 'p3', 's3']);
      expect(page.truncations).toEqual([{ at: 'q', reason: 'DEADLINE', omitted: null }]);
      expect(page.errors).toMatchObject([{ at: 'q', error: { code: 'INCOMPLETE' } }]);
      expect(page.hits.filter(({ expanded }) => !expanded).map(({ node }) => node.id)).toEqual(['q']);
      expect([page.complete, page.end]).toEqual([false, null]);
    });

    it('asks for what lies behind the others meanwhile, a level at a time', async () => {
      const port = portFrom(wide, { hanging: ['q'] });
      const asked: string[] = [];
      const source: LineageSource = {
        expand(nodes, direction, options) {
          const level = nodes.map(({ id }) => id).join(' ');
          asked.push(options.isLook ? `(${level})` : level);
          return port.expand(nodes, direction, options);
        },
      };
      await collectPage(source, down);
      expect(asked).toEqual(['a', 'p q s', '(p1 s1)', '(p2 s2)', '(p3 s3)', 'p1 s1', 'p2 s2', 'p3 s3']);
    });

    it('is cut at that level, to be continued, where most of the level has no answer', async () => {
      const page = await collectPage(portFrom(wide, { hanging: ['p', 'q'] }), down);
      expect(ids(page)).toEqual(['a', 'p', 'q', 's']);
      expect(page.truncations.map(({ at, reason }) => [at, reason])).toEqual([
        ['p', 'DEADLINE'],
        ['q', 'DEADLINE'],
        ['s', 'DEADLINE'],
      ]);
      const next = await collectPage(portFrom(wide), { ...down, after: page.end });
      expect(ids(next)).toHaveLength(9);
      expect(next.complete).toBe(true);
    });

    it('is not called complete on the page after it, which lacks what that node leads to', async () => {
      const first = await collectPage(portFrom(wide, { hanging: ['q'] }), { ...down, maxNodes: 8 });
      expect(ids(first).at(-1)).toBe('s2');
      const next = await collectPage(portFrom(wide), { ...down, after: first.end });
      expect(ids(next)).toEqual(['p3', 'q3', 's3']);
      expect(next.complete).toBe(false);
    });

    it('finds what it finds where W&B fails for that node', async () => {
      const graphs = testGraphs({ failing: false });
      const directions = fc.constantFrom('UPSTREAM' as const, 'DOWNSTREAM' as const, 'BOTH' as const);
      await fc.assert(
        fc.asyncProperty(graphs, directions, fc.nat(13), async (graph, direction, at) => {
          const [root] = graph.nodes;
          const id = graph.nodes[at % graph.nodes.length]?.id ?? '';
          if (!root) return;
          const request = { ...down, roots: [root], direction };
          const hung = await collectPage(portFrom(graph, { hanging: [id] }), request);
          const failed = await collectPage(portFrom({ ...graph, failing: [id] }), request);
          expect(hung.hits.map(({ node, depth }) => [node.id, depth])).toEqual(
            failed.hits.map(({ node, depth }) => [node.id, depth]),
          );
          expect(hung.edges).toEqual(failed.edges);
          expect(hung.complete).toBe(failed.complete);
        }),
        propertyRuns(),
      );
    });
  });

  it('throws when the caller disconnects', async () => {
    const controller = new AbortController();
    const port: LineageSource = { expand: () => new Promise(() => undefined) };
    const walk = collectPage(port, { ...upFromB, signal: controller.signal });
    controller.abort(new Error('gone'));
    await expect(walk).rejects.toThrow('gone');
    await expect(collectPage(port, { ...upFromB, signal: controller.signal })).rejects.toThrow('gone');
  });

  it('treats a failed call as a failure of each of its nodes', async () => {
    const inner = portFrom(world);
    const port: LineageSource = {
      expand: (nodes, ...rest) =>
        nodes[0]?.id === 'r' ? Promise.reject(new Error('W&B is down')) : inner.expand(nodes, ...rest),
    };
    const walk = await collectPage(port, upFromB);
    expect(ids(walk)).toEqual(['b', 'r']);
    expect(walk.errors).toEqual([{ at: 'r', error: new Error('W&B is down') }]);
    expect(walk.truncations).toEqual([{ at: 'r', reason: 'WANDB_ERROR', omitted: null }]);
  });

  it('keeps what W&B returned before it failed for a node', async () => {
    const port: LineageSource = {
      expand: (nodes) =>
        Promise.resolve(
          nodes.map(({ id }): Expansion =>
            id === 'b'
              ? {
                  neighbours: [{ node: run('r'), usedAs: null }],
                  beyondFanout: null,
                  error: new Error('page 2'),
                }
              : { neighbours: [], beyondFanout: 0 },
          ),
        ),
    };
    const walk = await collectPage(port, upFromB);
    expect(
      walk.hits.map(({ node, expanded, hiddenNeighbours }) => [node.id, expanded, hiddenNeighbours]),
    ).toEqual([
      ['b', false, null],
      ['r', true, 0],
    ]);
    expect(walk.truncations.map(({ reason }) => reason)).toEqual(['WANDB_ERROR']);
  });

  it('reports what maxFanout omits and what the default filter hides', async () => {
    const all = await collectPage(portFrom(world), upFromB);
    expect(ids(all)).toEqual(['b', 'r', 'a']);
    expect(all.truncations).toEqual([{ at: 'r', reason: 'FILTERED', omitted: 1 }]);
    expect([all.complete, all.hits[1]?.hiddenNeighbours]).toEqual([true, 1]);
    const narrow = await collectPage(portFrom(world), { ...upFromB, maxFanout: 1 });
    expect(narrow.truncations).toEqual([{ at: 'r', reason: 'FANOUT', omitted: 1 }]);
    expect([narrow.complete, narrow.hits[1]?.hiddenNeighbours]).toEqual([false, 1]);
  });

  it('returns an unknown root as a hidden node, never an empty graph', async () => {
    const root: GraphNode = {
      id: 'gone',
      kind: 'HIDDEN',
      reason: 'UNKNOWN',
    };
    const walk = await collectPage(portFrom(world), { ...upFromB, roots: [root, artifact('b')] });
    expect(ids(walk)).toEqual(['gone', 'b', 'r', 'a']);
    expect(walk.truncations[0]).toEqual({ at: 'gone', reason: 'HIDDEN', omitted: null });
  });

  it('expands a root that matches stopAt, and shows one that the filter would hide', async () => {
    const everything = { kinds: ['ARTIFACT' as const] };
    const walk = await collectPage(portFrom(world), {
      ...upFromB,
      stopAt: everything,
      filter: { kinds: ['RUN'] },
    });
    expect(ids(walk)).toEqual(['b', 'r']);
  });

  it('throws for invalid arguments', async () => {
    for (const wrong of [
      { roots: [] },
      { maxDepth: -1 },
      { maxDepth: 1.5 },
      { maxNodes: 0 },
      { maxNodes: NaN },
      { maxFanout: 0 },
    ]) {
      await expect(collectPage(portFrom(world), { ...upFromB, ...wrong })).rejects.toThrow(RangeError);
    }
    const port: LineageSource = { expand: () => Promise.resolve([]) };
    await expect(collectPage(port, upFromB)).rejects.toThrow('0 expansions for 1 nodes');
  });
});

describe('A filter', () => {
  it('applies to each kind separately', () => {
    const shows = showsFrom({ artifactTypes: ['dataset'], runStates: ['FINISHED'], projects: [] });
    expect([run('r'), artifact('a'), artifact('d', 'dataset')].map(shows)).toEqual([true, false, true]);
    const hidden: GraphNode = {
      id: 'h',
      kind: 'HIDDEN',
      reason: 'UNKNOWN',
    };
    expect([
      showsFrom({ kinds: ['RUN'], projects: ['x'] })(hidden),
      stopsFrom({ projects: ['x'] })(hidden),
    ]).toEqual([true, false]);
  });

  it('hides system types unless they are requested', () => {
    const system = ['wandb-history', 'run_table', 'code', 'job'].map((type) => artifact(type, type));
    expect(system.filter(showsFrom(null))).toEqual([]);
    expect(system.filter(showsFrom({ includeSystemTypes: true }))).toEqual(system);
    expect(system.filter(showsFrom({ artifactTypes: ['job'] })).map(({ id }) => id)).toEqual(['job']);
  });

  it('has half-open time ranges, and excludes nodes without a time', () => {
    const [before, after] = [showsFrom({ createdBeforeMs: 10 }), showsFrom({ createdAfterMs: 10 })];
    const untold: GraphNode = { id: 'u', kind: 'RUN', attributes: { project: null, createdAtMs: null } };
    expect([before(run('r')), after(run('r')), before(untold), after(untold)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('stops only at the kind that stopAt names', () => {
    const nodes = [run('r', 'train'), artifact('d', 'dataset'), artifact('m')];
    const stopped = (stopAt: Parameters<typeof stopsFrom>[0]) =>
      nodes.filter(stopsFrom(stopAt)).map(({ id }) => id);
    expect(stopped({ artifactTypes: ['dataset'] })).toEqual(['d']);
    expect(stopped({ artifactTypes: ['dataset'], jobTypes: ['train'] })).toEqual(['r', 'd']);
    expect(stopped({ projects: ['team/p'] })).toEqual(['r', 'd', 'm']);
    expect(stopped({ projects: ['Team/P'] })).toEqual(['r', 'd', 'm']);
    for (const nothing of [null, {}, { kinds: [] }, { includeSystemTypes: true }])
      expect(stopped(nothing)).toEqual([]);
  });
});
