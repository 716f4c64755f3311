import { expect, test } from '@jest/globals';
import { foldGraph } from '../../web/explore/folding/fold.ts';
import { highlight } from '../../web/explore/graph/highlight.ts';
import { emptyGraph, mergeGraph, type GraphNode } from '../../web/explore/graph/model.ts';

const node = (id: string): GraphNode => ({
  ...{ id, kind: 'run', label: id, path: null, url: null, type: null, name: null },
  ...{ state: null, sweep: null, createdAt: null, user: null, expiresAt: null, aliases: [], reason: null },
});

function selecting(edges: readonly string[], ...selected: string[]) {
  const pairs = edges.map((edge) => edge.split('>') as [string, string]);
  const graph = mergeGraph(
    emptyGraph,
    [...new Set(pairs.flat())].map(node),
    pairs.map(([from, to]) => ({ from, to, kind: 'USED', usedAs: [] })),
    [],
  );
  const visible = new Set(graph.nodes.keys());
  const folded = foldGraph(graph, visible, { grouping: 'shape', pinned: new Set(selected) });
  const cards = selected.map((id) => folded.cards.find((card) => card.id === id)).filter((card) => !!card);
  const lit = highlight(graph, visible, folded, cards);
  return lit && { cards: [...lit.cards].sort(), edges: [...lit.edges].sort() };
}

const diamond = ['a>b', 'a>c', 'b>d', 'c>d', 'd>e', 'z>d', 'a>e', 'c>y'];

test('One selection highlights its ancestors and descendants, but no path past it.', () => {
  expect(selecting(diamond, 'b')).toEqual({ cards: ['a', 'b', 'd', 'e'], edges: ['a>b', 'b>d', 'd>e'] });
  expect(selecting(diamond)).toBeNull();
});

test('Two selections highlight exactly the paths between them, whichever came first.', () => {
  const between = { cards: ['a', 'b', 'c', 'd'], edges: ['a>b', 'a>c', 'b>d', 'c>d'] };
  expect(selecting(diamond, 'a', 'd')).toEqual(between);
  expect(selecting(diamond, 'd', 'a')).toEqual(between);
  expect(selecting(diamond, 'b', 'c')).toEqual({ cards: ['b', 'c'], edges: [] });
});

test('Paths through folded nodes highlight their card and its edges.', () => {
  const fan = Array.from({ length: 6 }, (_, index) => [`s>m${index}`, `m${index}>t`]).flat();
  expect(selecting([...fan, 't>u'], 's', 't')).toEqual({
    cards: ['fold:m0', 's', 't'],
    edges: ['fold:m0>t', 's>fold:m0'],
  });
});
