import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeCard } from '../../web/explore/folding/describe.ts';
import { foldGraph, smallestFold } from '../../web/explore/folding/fold.ts';
import { refineColours } from '../../web/explore/folding/refine.ts';
import { emptyGraph, mergeGraph, type GraphNode, type LoadedGraph } from '../../web/explore/graph/model.ts';
import { propertyRuns } from '../support/property-runs.ts';

const all = (graph: LoadedGraph): Set<string> => new Set(graph.nodes.keys());

function node(id: string, kind: 'run' | 'artifact', type: string, state: string | null = null): GraphNode {
  const known = {
    path: `acme/vision/${id}`,
    url: null,
    name: null,
    sweep: null,
    createdAt: null,
    user: null,
    expiresAt: null,
    reason: null,
  };
  return { id, kind, label: id, type, state, aliases: [], ...known };
}

function graphOf(nodes: GraphNode[], edges: [string, string][]): LoadedGraph {
  return mergeGraph(
    emptyGraph,
    nodes,
    edges.map(([from, to]) => ({ from, to, kind: 'USED', usedAs: [] })),
    [],
  );
}

/** Dataset -> runs -> a model each -> an evaluation each, the first `failed` runs without a model. */
function sweep(runs: number, failed: number): LoadedGraph {
  const nodes = [node('data', 'artifact', 'dataset')];
  const edges: [string, string][] = [];
  for (let index = 0; index < runs; index += 1) {
    nodes.push(node(`run-${index}`, 'run', 'train', index < failed ? 'failed' : 'finished'));
    edges.push(['data', `run-${index}`]);
    if (index < failed) continue;
    nodes.push(node(`model-${index}`, 'artifact', 'model'), node(`eval-${index}`, 'run', 'evaluate'));
    edges.push([`run-${index}`, `model-${index}`], [`model-${index}`, `eval-${index}`]);
  }
  return graphOf(nodes, edges);
}

/** Every node looked at in every round, colours as texts: slow and plain. */
function naiveClasses(graph: LoadedGraph, colourOf: (id: string) => string): string[][] {
  const ids = [...graph.nodes.keys()];
  let colours = new Map(ids.map((id) => [id, colourOf(id)]));
  for (let count = 0; ;) {
    const side = (found: ReadonlySet<string> | undefined): string[] =>
      [...new Set([...(found ?? [])].map((id) => colours.get(id) ?? ''))].sort();
    const signatures = ids.map((id) =>
      JSON.stringify([colours.get(id), side(graph.up.get(id)), side(graph.down.get(id))]),
    );
    const names = [...new Set(signatures)];
    colours = new Map(ids.map((id, index) => [id, String(names.indexOf(signatures[index] ?? ''))]));
    if (names.length === count) return classesBy(ids, (id) => colours.get(id));
    count = names.length;
  }
}

function classesBy(ids: string[], of: (id: string) => unknown): string[][] {
  const classes = new Map<unknown, string[]>();
  for (const id of [...ids].sort()) classes.set(of(id), [...(classes.get(of(id)) ?? []), id]);
  return [...classes.values()].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

const graphs = fc
  .integer({ min: 1, max: 28 })
  .chain((size) =>
    fc.record({
      types: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: size, maxLength: size }),
      edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: size * 2 }),
    }),
  )
  .map(({ types, edges }) =>
    graphOf(
      types.map((type, index) => node(`n${index}`, 'run', type)),
      edges.filter(([from, to]) => from < to).map(([from, to]) => [`n${from}`, `n${to}`]),
    ),
  );

test('Refinement finds the same classes as a naive algorithm on any graph.', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const colourOf = (id: string): string => graph.nodes.get(id)?.type ?? '';
      const ids = [...graph.nodes.keys()];
      const classOf = refineColours(
        { ids, up: (id) => graph.up.get(id) ?? [], down: (id) => graph.down.get(id) ?? [] },
        colourOf,
      );
      expect(classesBy(ids, (id) => classOf.get(id))).toEqual(naiveClasses(graph, colourOf));
    }),
    propertyRuns(),
  );
});

test('Folding loses no node and no edge, and counts the edges of a line.', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { cards, edges, cardOf } = foldGraph(graph, all(graph), {
        grouping: 'shape',
        pinned: new Set(['n0']),
      });
      expect(cards.flatMap(({ members }) => members.map(({ id }) => id)).sort()).toEqual(
        [...all(graph)].sort(),
      );
      expect(edges.reduce((sum, { count }) => sum + count, 0)).toBe(graph.edges.size);
      expect(cards.every(({ members }) => members.length === 1 || members.length >= smallestFold)).toBe(true);
      expect(cardOf.get('n0')).toBe('n0');
    }),
  );
});

test('A sweep becomes one card per level, with its failed runs in a separate card.', () => {
  const graph = sweep(1_560, 108);
  const { cards, edges } = foldGraph(graph, all(graph), { grouping: 'shape', pinned: new Set(['data']) });

  // The dataset; 1,452 runs, their models and evaluations; 108 failed runs without a model.
  expect(cards.map(describeCard).map(({ title, notes }) => [title, ...notes])).toEqual([
    ['data'],
    ['108 × run', '108 failed'],
    ['1,452 × run'],
    ['1,452 × model'],
    ['1,452 × eval'],
  ]);
  expect(edges.map(({ count }) => count).sort((a, b) => a - b)).toEqual([108, 1_452, 1_452, 1_452]);
});

test('A node that is taken out of its card brings its chain along.', () => {
  const graph = sweep(100, 0);
  const { cards } = foldGraph(graph, all(graph), { grouping: 'shape', pinned: new Set(['data', 'model-7']) });
  const single = cards.filter(({ members }) => members.length === 1).map(({ id }) => id);
  expect(single.sort()).toEqual(['data', 'eval-7', 'model-7', 'run-7']);
});

test('Four similar nodes stay separate, five are folded.', () => {
  const count = (runs: number): number => {
    const graph = sweep(runs, 0);
    return foldGraph(graph, all(graph), { grouping: 'shape', pinned: new Set() }).cards.length;
  };
  expect([count(4), count(5)]).toEqual([13, 4]);
});

test('A hub keeps its own card.', () => {
  const nodes = [...Array(6).keys()].map((index) => node(`hub-${index}`, 'artifact', 'dataset'));
  const runs = [...Array(8).keys()].map((index) => node(`run-${index}`, 'run', 'train'));
  const edges = nodes.flatMap(({ id }) => runs.map((run): [string, string] => [id, run.id]));
  const graph = graphOf([...nodes, ...runs], edges);
  const { cards } = foldGraph(graph, all(graph), { grouping: 'shape', pinned: new Set() });
  expect(cards.map(({ members }) => members.length)).toEqual([1, 1, 1, 1, 1, 1, 8]);
});

test('Nothing is folded when grouping is off.', () => {
  const graph = sweep(50, 3);
  const { cards } = foldGraph(graph, all(graph), { grouping: 'none', pinned: new Set() });
  expect(cards).toHaveLength(graph.nodes.size);
});

test('A card has the same id whatever the order of its nodes.', () => {
  const forwards = sweep(20, 0);
  const backwards = mergeGraph(
    emptyGraph,
    [...forwards.nodes.values()].reverse(),
    forwards.edges.values(),
    [],
  );
  const ids = (graph: LoadedGraph): string[] =>
    foldGraph(graph, all(graph), { grouping: 'shape', pinned: new Set() })
      .cards.map(({ id }) => id)
      .sort();
  expect(ids(backwards)).toEqual(ids(forwards));
});

test('A chain of 5,000 is refined without visiting all of it at every step.', () => {
  const nodes = [...Array(5_000).keys()].map((index) => node(`n${index}`, 'run', 'step'));
  let looks = 0;
  const next = (id: string, step: number): string[] => {
    looks += 1;
    return [`n${Number(id.slice(1)) + step}`];
  };
  const ids = nodes.map(({ id }) => id);
  const classOf = refineColours({ ids, up: (id) => next(id, -1), down: (id) => next(id, 1) }, () => 'step');
  expect(new Set(classOf.values()).size).toBe(5_000);
  expect(looks).toBeLessThan(20 * 5_000);
});
