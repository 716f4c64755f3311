import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { showsFrom, stopsFrom, type LineageFilter } from '../../src/lineage/filter.ts';
import { isKnown, type GraphNode } from '../../src/lineage/source.ts';
import { collectPage, type PageOptions, type WalkResult } from '../../src/lineage/page.ts';
import { portFrom, referenceWalk, testGraphs, type TestGraph } from '../support/lineage-graphs.ts';
import { propertyRuns } from '../support/property-runs.ts';

const directions = fc.constantFrom(
  'UPSTREAM' as const,
  'DOWNSTREAM' as const,
  'BOTH' as const,
  'CONNECTED' as const,
);
const picks = fc.array(fc.nat(99), { minLength: 1, maxLength: 3 });
const maxDepths = fc.nat(7);
const filters: fc.Arbitrary<LineageFilter> = fc.record(
  {
    kinds: fc.subarray(['RUN', 'ARTIFACT'] as const),
    artifactTypes: fc.subarray(['model', 'dataset', 'job']),
    jobTypes: fc.subarray(['train', 'eval']),
    projects: fc.subarray(['team/0', 'team/1']),
    createdAfterMs: fc.constantFrom(0, 86_400_000),
    includeSystemTypes: fc.boolean(),
  },
  { requiredKeys: [] },
);
const showAll: LineageFilter = { includeSystemTypes: true };

function rootsOf(graph: TestGraph, picked: readonly number[]): GraphNode[] {
  const roots = picked.map((pick) => graph.nodes[pick % graph.nodes.length] as GraphNode);
  return [...new Set(roots)];
}

function optionsFrom(
  options: Partial<PageOptions> & Pick<PageOptions, 'roots' | 'direction' | 'maxDepth'>,
): PageOptions {
  return { maxNodes: Infinity, filter: showAll, ...options };
}

function depthsOf(walk: WalkResult): [string, number][] {
  return walk.hits.map(({ node, depth }) => [node.id, depth]);
}

function edgesOf(walk: WalkResult): Record<string, string[] | null> {
  const entries = walk.edges.map(({ from, to, usedAs }) => [`${from} ${to}`, usedAs && [...usedAs].sort()]);
  expect(new Set(entries.map(([key]) => key)).size).toBe(entries.length);
  return Object.fromEntries(entries) as Record<string, string[] | null>;
}

function inWalkOrder(depths: Map<string, number>, roots: readonly GraphNode[]): [string, number][] {
  const rootIds = roots.map(({ id }) => id);
  const rest = [...depths].filter(([id]) => !rootIds.includes(id));
  rest.sort(([a, d], [b, e]) => d - e || (a < b ? -1 : 1));
  return [...rootIds.map((id): [string, number] => [id, 0]), ...rest];
}

describe('A walk, compared with a naive one,', () => {
  it('finds the same nodes, edges and depths, in order, and reports where it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        testGraphs(),
        picks,
        directions,
        maxDepths,
        async (graph, picked, direction, maxDepth) => {
          const roots = rootsOf(graph, picked);
          const walk = await collectPage(portFrom(graph), optionsFrom({ roots, direction, maxDepth }));
          const wanted = referenceWalk(
            graph,
            roots.map(({ id }) => id),
            direction,
            maxDepth,
          );
          expect(depthsOf(walk)).toEqual(inWalkOrder(wanted.depths, roots));
          const edges = [...wanted.edges].map(([key, names]) => [key, names && [...names].sort()]);
          expect(edgesOf(walk)).toEqual(Object.fromEntries(edges));
          const at = (reason: string) =>
            walk.truncations.filter((each) => each.reason === reason).map((each) => each.at);
          expect(at('MAX_DEPTH').sort()).toEqual([...wanted.cut].sort());
          expect(at('WANDB_ERROR')).toEqual(expect.arrayContaining([...wanted.failed]));
          expect(new Set(walk.errors.map((each) => each.at))).toEqual(wanted.failed);
          const seesHidden = walk.hits.some(({ node }) => !isKnown(node));
          expect(walk.complete).toBe(wanted.cut.size === 0 && wanted.failed.size === 0 && !seesHidden);
          expect(walk.end).toBeNull();
        },
      ),
      propertyRuns(),
    );
  });

  it('counts hidden neighbors, and derives roots and leaves from the edges', async () => {
    await fc.assert(
      fc.asyncProperty(testGraphs({ failing: false }), picks, maxDepths, async (graph, picked, maxDepth) => {
        const roots = rootsOf(graph, picked);
        const walk = await collectPage(
          portFrom(graph),
          optionsFrom({ roots, direction: 'UPSTREAM', maxDepth }),
        );
        const known = new Set(graph.nodes.filter(isKnown).map(({ id }) => id));
        for (const { node, depth, expanded, hiddenNeighbours } of walk.hits) {
          const inputs = new Set(graph.edges.filter(({ to }) => to === node.id).map(({ from }) => from));
          expect(expanded).toBe((depth < maxDepth || inputs.size === 0) && isKnown(node));
          const hidden = [...inputs].filter((id) => !known.has(id)).length;
          expect(hiddenNeighbours).toBe(expanded ? hidden : null);
          expect(walk.roots.includes(node)).toBe(!walk.edges.some(({ to }) => to === node.id));
          expect(walk.leaves.includes(node)).toBe(!walk.edges.some(({ from }) => from === node.id));
        }
      }),
      propertyRuns(),
    );
  });

  it('returns the same graph for any order of neighbors', async () => {
    await fc.assert(
      fc.asyncProperty(
        testGraphs(),
        picks,
        directions,
        fc.nat(9),
        filters,
        async (graph, picked, direction, shuffle, filter) => {
          const options = optionsFrom({
            roots: rootsOf(graph, picked),
            direction,
            maxDepth: 5,
            maxNodes: 6,
            filter,
          });
          const [one, other] = [
            await collectPage(portFrom(graph), options),
            await collectPage(portFrom(graph, { shuffle }), options),
          ];
          const sorted = (walk: WalkResult) => ({
            ...walk,
            edges: walk.edges.map((edge) => ({ ...edge, usedAs: edge.usedAs && [...edge.usedAs].sort() })),
          });
          expect(sorted(other)).toEqual(sorted(one));
        },
      ),
      propertyRuns(),
    );
  });
});

describe('A filter', () => {
  it('hides nodes, their edges and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        testGraphs({ failing: false }),
        picks,
        directions,
        maxDepths,
        filters,
        async (graph, picked, direction, maxDepth, filter) => {
          const roots = rootsOf(graph, picked);
          const walk = await collectPage(
            portFrom(graph),
            optionsFrom({ roots, direction, maxDepth, filter }),
          );
          const wanted = referenceWalk(
            graph,
            roots.map(({ id }) => id),
            direction,
            maxDepth,
          );
          const shows = showsFrom(filter);
          const shown = new Set(
            graph.nodes.filter((node) => roots.includes(node) || shows(node)).map(({ id }) => id),
          );
          const all = inWalkOrder(wanted.depths, roots);
          expect(depthsOf(walk)).toEqual(all.filter(([id]) => shown.has(id)));
          const edges = [...wanted.edges.keys()].filter((key) => key.split(' ').every((id) => shown.has(id)));
          expect(Object.keys(edgesOf(walk)).sort()).toEqual(edges.sort());
          const filtered = walk.truncations.filter(({ reason }) => reason === 'FILTERED');
          const sum = filtered.reduce((total, { omitted }) => total + (omitted ?? Number.NaN), 0);
          expect(sum).toBe(all.length - walk.hits.length);
          for (const { at } of walk.truncations) expect(walk.hits.map(({ node }) => node.id)).toContain(at);
          expectEnds(walk, wanted.edges, shown);
        },
      ),
      propertyRuns(),
    );
  });

  it('stops exactly where stopAt says', async () => {
    await fc.assert(
      fc.asyncProperty(testGraphs(), picks, directions, filters, async (graph, picked, direction, stopAt) => {
        const roots = rootsOf(graph, picked);
        const walk = await collectPage(
          portFrom(graph),
          optionsFrom({ roots, direction, maxDepth: 6, stopAt }),
        );
        const wanted = referenceWalk(
          graph,
          roots.map(({ id }) => id),
          direction,
          6,
          (node) => stopsFrom(stopAt)(node) === true,
        );
        expect(depthsOf(walk)).toEqual(inWalkOrder(wanted.depths, roots));
        expect(Object.keys(edgesOf(walk)).sort()).toEqual([...wanted.edges.keys()].sort());
      }),
      propertyRuns(),
    );
  });
});

/** A shown node is a root where no path of the walk, filtered nodes included, comes to it from a shown one. */
function expectEnds(walk: WalkResult, edges: Map<string, unknown>, shown: Set<string>): void {
  const pairs = [...edges.keys()].map((key) => key.split(' ') as [string, string]);
  const hasShown = (id: string, near: 0 | 1, seen = new Set<string>()): boolean =>
    pairs.some((pair) => {
      const next = pair[near === 0 ? 1 : 0];
      if (pair[near] !== id || seen.has(next)) return false;
      seen.add(next);
      return shown.has(next) || hasShown(next, near, seen);
    });
  for (const { node } of walk.hits) {
    expect(walk.roots.includes(node)).toBe(!hasShown(node.id, 1));
    expect(walk.leaves.includes(node)).toBe(!hasShown(node.id, 0));
  }
}
