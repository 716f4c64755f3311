import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { filterVisible, type Filtered } from '../../web/explore/graph/filter.ts';
import {
  emptyGraph,
  mergeGraph,
  neighbours,
  type GraphNode,
  type LoadedGraph,
} from '../../web/explore/graph/model.ts';
import { propertyRuns } from '../support/property-runs.ts';

type Pair = readonly [string, string];

function graphOf(types: readonly string[], pairs: readonly Pair[]): LoadedGraph {
  const nodes = types.map((type, index): GraphNode => ({
    id: `${index}`,
    kind: index % 2 === 0 ? 'artifact' : 'run',
    label: `${index}`,
    type,
    path: `acme/vision/${index}`,
    url: null,
    name: null,
    state: null,
    sweep: null,
    createdAt: null,
    user: null,
    expiresAt: null,
    aliases: [],
    reason: null,
  }));
  const edges = pairs.map(([from, to]) => ({ from, to, kind: 'USED' as const, usedAs: ['input'] }));
  return mergeGraph(emptyGraph, nodes, edges, []);
}

const edgesOf = ({ graph }: Filtered): string[] => [...graph.edges.keys()].sort();

/** All kept nodes that a walk meets first, going on only through what is left out. */
function naive(graph: LoadedGraph, visible: Set<string>, isKept: (id: string) => boolean): string[] {
  const found = new Set<string>();
  for (const from of visible) {
    if (!isKept(from)) continue;
    const seen = new Set<string>();
    const walk = (id: string): void => {
      for (const to of neighbours(graph, id, 'down')) {
        if (!visible.has(to) || seen.has(to)) continue;
        seen.add(to);
        if (!isKept(to)) walk(to);
        else if (to !== from) found.add(`${from}>${to}`);
      }
    };
    walk(from);
  }
  return [...found].sort();
}

test('The visible nodes stay connected by the paths through hidden ones.', () => {
  const size = 13;
  const id = fc.nat(size - 1).map(String);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: size, maxLength: size }),
      fc.uniqueArray(fc.tuple(id, id), { maxLength: 30, selector: (pair) => pair.join() }),
      fc.uniqueArray(id, { minLength: 1 }),
      fc.subarray(['a', 'b', 'c']),
      fc.subarray(['a', 'b', 'c']),
      (types, drawnPairs, shown, wanted, jobTypes) => {
        const pairs = drawnPairs.filter(([from, to]) => from !== to);
        const graph = graphOf(types, pairs);
        const [root = '0'] = shown;
        const visible = new Set(shown);
        const isKept = (each: string): boolean => {
          const choice = Number(each) % 2 === 0 ? wanted : jobTypes;
          return each === root || choice.length === 0 || choice.includes(types[Number(each)] ?? '');
        };
        const filtered = filterVisible(graph, visible, { types: wanted, jobTypes }, new Set([root]));
        expect([...filtered.nodes].sort()).toEqual(shown.filter(isKept).sort());
        expect(filtered.omitted).toBe(shown.filter((each) => !isKept(each)).length);
        if (wanted.length + jobTypes.length === 0) {
          expect(filtered.graph).toBe(graph);
          return;
        }
        expect(edgesOf(filtered)).toEqual(naive(graph, visible, isKept));
        const known = new Set(pairs.map(([from, to]) => `${from}>${to}`));
        for (const [key, { kind }] of filtered.graph.edges)
          expect(kind).toBe(known.has(key) ? 'USED' : 'VIA');
      },
    ),
    propertyRuns(),
  );
});

test('A hidden node that joins many paths stays, with a mark, to limit the number of lines.', () => {
  const count = 100;
  const types = ['middle', ...Array.from({ length: 2 * count }, () => 'end')];
  const pairs = Array.from({ length: count }, (_, index): Pair[] => [
    [`${2 * index + 1}`, '0'],
    ['0', `${2 * index + 2}`],
  ]).flat();
  const graph = graphOf(types, pairs);
  const {
    nodes,
    omitted,
    joints,
    graph: left,
  } = filterVisible(graph, new Set(graph.nodes.keys()), { types: ['end'], jobTypes: [] }, new Set(['1']));
  expect([nodes.size, omitted, joints, left.edges.size]).toEqual([2 * count + 1, 0, 1, 2 * count]);
});

test('Thousands of hidden runs between a dataset and models cost one line each.', () => {
  const runs = 2_500;
  const types = [
    'dataset',
    ...Array.from({ length: 2 * runs }, (_, index) => (index % 2 === 0 ? 'train' : 'model')),
  ];
  const pairs = Array.from({ length: runs }, (_, index): Pair[] => [
    ['0', `${2 * index + 1}`],
    [`${2 * index + 1}`, `${2 * index + 2}`],
  ]).flat();
  const graph = graphOf(types, pairs);
  const filtered = filterVisible(
    graph,
    new Set(graph.nodes.keys()),
    { types: [], jobTypes: ['none'] },
    new Set(['0']),
  );
  expect([filtered.omitted, filtered.graph.edges.size]).toEqual([runs, runs]);
  expect(neighbours(filtered.graph, '0', 'down').size).toBe(runs);
});
