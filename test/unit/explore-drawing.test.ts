import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { edgePath } from '../../web/explore/canvas/edge-path.ts';
import { framed, nearestShown, revealed } from '../../web/explore/canvas/framing.ts';
import { titleParts } from '../../web/explore/canvas/title.ts';
import { cardSize, columnOf, pitch } from '../../web/explore/layout/grid.ts';
import { layOut, type Layout, type LayoutInput } from '../../web/explore/layout/layout.ts';
import { propertyRuns } from '../support/property-runs.ts';

const chain = (hops: number): LayoutInput => ({
  ids: Array.from({ length: hops + 1 }, (_, index) => `${index}`),
  edges: Array.from({ length: hops }, (_, index) => ({ from: `${index}`, to: `${index + 1}` })),
  held: null,
});

test('A chain of 60 hops is one row from left to right.', () => {
  const { positions, lanes } = layOut(chain(60));
  const places = chain(60).ids.map((id) => positions[id]);
  expect(new Set(places.map((place) => place?.y)).size).toBe(1);
  expect(places.map((place) => place?.x)).toEqual(places.map((_, index) => index * pitch));
  expect(lanes).toEqual({});
});

test('A chain behind a fork is straight.', () => {
  const edges = ['a b', 'b c', 'c d', 'd e', 'd f', 'e g'].map((pair) => {
    const [from = '', to = ''] = pair.split(' ');
    return { from, to };
  });
  const { positions } = layOut({ ids: Array.from('abcdefg'), edges, held: null });
  for (const chained of ['abcd', 'eg'])
    expect(new Set(Array.from(chained, (id) => positions[id]?.y)).size).toBe(1);
});

/** Pairs of cards that overlap, and edges whose lane runs under a card or less than 4 px from another lane. */
function faultsOf({ positions, lanes }: Layout): string[] {
  const cards = Object.entries(positions);
  const overlaps = cards.flatMap(([id, one], index) =>
    cards
      .slice(index + 1)
      .filter(([, other]) => one.x === other.x && Math.abs(one.y - other.y) < cardSize.height + 1)
      .map(([other]) => `${id} overlaps ${other}`),
  );
  const passes = Object.entries(lanes).flatMap(([key, list]) => list.map((lane) => ({ key, ...lane })));
  const hidden = passes.flatMap(({ key, column, y }) =>
    cards
      .filter(([, card]) => columnOf(card) === column && y > card.y - 1 && y < card.y + cardSize.height + 1)
      .map(([id]) => `${key} runs under ${id}`),
  );
  const merged = passes.flatMap(({ key, column, y }, index) =>
    passes
      .slice(index + 1)
      .filter((other) => other.column === column && Math.abs(other.y - y) < 4)
      .map((other) => `${key} and ${other.key} share a lane`),
  );
  return [...overlaps, ...hidden, ...merged];
}

const pairs = fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { minLength: 1, maxLength: 60 });
const cardsOf = (edges: LayoutInput['edges']): string[] => [
  ...new Set(['0', ...edges.flatMap(({ from, to }) => [from, to])]),
];
const unique = (edges: LayoutInput['edges']): LayoutInput['edges'] => [
  ...new Map(edges.map((edge) => [`${edge.from}>${edge.to}`, edge])).values(),
];

test('No card overlaps another, no edge runs under a card, and data flows to the right.', () => {
  fc.assert(
    fc.property(pairs, (drawn) => {
      const edges = unique(
        drawn
          .filter(([a, b]) => a !== b)
          .map(([a, b]) => ({ from: `${Math.min(a, b)}`, to: `${Math.max(a, b)}` })),
      );
      const layout = layOut({ ids: cardsOf(edges), edges, held: null });
      expect(Object.keys(layout.positions)).toHaveLength(cardsOf(edges).length);
      expect(faultsOf(layout)).toEqual([]);
      for (const { from, to } of edges) {
        const [start, end] = [columnOf(layout.positions[from]), columnOf(layout.positions[to])];
        expect(end).toBeGreaterThan(start);
        expect(layout.lanes[`${from}>${to}`]?.map(({ column }) => column) ?? []).toEqual(
          Array.from({ length: end - start - 1 }, (_, index) => start + 1 + index),
        );
      }
    }),
    propertyRuns(),
  );
});

test('Edges in cycles and from a card to itself run under no card either.', () => {
  fc.assert(
    fc.property(pairs, (drawn) => {
      const edges = unique(drawn.map(([a, b]) => ({ from: `${a}`, to: `${b}` })));
      expect(faultsOf(layOut({ ids: cardsOf(edges), edges, held: null }))).toEqual([]);
    }),
    propertyRuns(),
  );
});

test('New cards are placed without moving others, unless an edge would run back.', () => {
  fc.assert(
    fc.property(pairs, fc.nat(100), (drawn, share) => {
      const edges = unique(
        drawn
          .filter(([a, b]) => a !== b)
          .map(([a, b]) => ({ from: `${Math.min(a, b)}`, to: `${Math.max(a, b)}` })),
      );
      const first = edges.slice(0, Math.ceil((edges.length * share) / 100));
      const before = layOut({ ids: cardsOf(first), edges: first, held: null });
      const after = layOut({ ids: cardsOf(edges), edges, held: before.positions });
      expect(faultsOf(after)).toEqual([]);
      const isPushed = (id: string): boolean =>
        edges.some(
          ({ from, to }) =>
            to === id && columnOf(after.positions[from]) + 1 === columnOf(after.positions[id]),
        );
      for (const [id, place] of Object.entries(before.positions))
        if (after.positions[id]?.x !== place.x) expect([id, isPushed(id)]).toEqual([id, true]);
        else expect([id, after.positions[id]]).toEqual([id, place]);
      for (const { from, to } of edges)
        expect(columnOf(after.positions[to])).toBeGreaterThan(columnOf(after.positions[from]));
    }),
    propertyRuns(),
  );
});

test('A card that is expanded stays, and its new neighbour is beside it.', () => {
  const before = layOut(chain(4));
  const { ids, edges } = chain(4);
  const after = layOut({
    ids: [...ids, 'new'],
    edges: [...edges, { from: 'new', to: '2' }],
    held: before.positions,
  });
  expect(after.positions).toEqual({
    ...before.positions,
    new: { x: pitch, y: (before.positions['1']?.y ?? 0) + cardSize.height + 24 },
  });
});

test('An edge is level where it passes a column, and turns around beside its ends when it runs back.', () => {
  const lane = [{ column: 1, y: 120 }];
  expect(edgePath({ x: 0, y: 0 }, { x: 2 * pitch, y: 0 }, lane)).toEqual({
    path: 'M240,38C278,38 278,120 316,120L556,120C594,120 594,38 632,38',
    label: { x: 278, y: 79 },
  });
  const back = [
    { column: 1, y: 120 },
    { column: 0, y: 120 },
  ];
  expect(edgePath({ x: pitch, y: 0 }, { x: 0, y: 0 }, back).path).toBe(
    'M556,38C602,38 602,120 556,120L316,120C278,120 278,120 240,120L0,120C-46,120 -46,38 0,38',
  );
});

const room = { left: 0, width: 1440, height: 780 };

test('A graph that is not readable as a whole starts around its root, and is fitted as a whole on request.', () => {
  const { positions } = layOut(chain(40));
  const start = framed(room, positions, '40', 'start');
  expect(start?.zoom).toBe(0.85);
  const right = ((positions['40']?.x ?? 0) + cardSize.width) * 0.85 + (start?.x ?? 0);
  expect(right).toBeCloseTo(room.width - 40);
  const fit = framed(room, positions, '40', 'fit');
  for (const { x } of Object.values(positions)) {
    expect(x * (fit?.zoom ?? 0) + (fit?.x ?? 0)).toBeGreaterThanOrEqual(0);
    expect((x + cardSize.width) * (fit?.zoom ?? 0) + (fit?.x ?? 0)).toBeLessThanOrEqual(room.width);
  }
  expect(framed(room, {}, '0', 'fit')).toBeNull();
});

test('A card is scrolled into view no further than needed, beside the panel.', () => {
  const small = { left: 0, width: 600, height: 500 };
  const inside = { x: 0, y: 0, zoom: 1 };
  expect(revealed(small, [{ x: 100, y: 100 }], inside)).toEqual(inside);
  expect(revealed(small, [{ x: 400, y: 100 }], inside)).toEqual({ x: -80, y: 0, zoom: 1 });
  expect(revealed(small, [{ x: -50, y: -40 }], inside)).toEqual({ x: 90, y: 80, zoom: 1 });
  expect(revealed({ ...small, left: 300 }, [{ x: 100, y: 100 }], inside)).toEqual({ x: 240, y: 0, zoom: 1 });
});

test('Of many new cards, those are shown that fit beside the card that was expanded.', () => {
  const ids = Array.from({ length: 40 }, (_, index) => `${index}`);
  const positions = Object.fromEntries(ids.map((id, index) => [id, { x: pitch, y: index * 100 }]));
  const shown = nearestShown(room, { ...positions, here: { x: 0, y: 0 } }, 'here', ids, {
    x: 0,
    y: 0,
    zoom: 1,
  });
  expect(shown[0]).toBe('here');
  expect(shown).toContain('0');
  expect(shown.length).toBeLessThan(20);
});

test.each([
  ['events:v0', 'events', ':v0', 'words'],
  ['flower-classifier:v2', 'flower-classifier', ':v2', 'words'],
  ['2,392 × sweep-lr', '2,392 × sweep-lr', '', 'words'],
  ['checkpoints:v9', 'checkpoints', ':v9', 'letters'],
  ['train-classification:v12', 'train-classification', ':v12', 'letters'],
  ['flower-classifier-of-autumn-photos:v12', 'flower-classifier-of-autumn-p', 'hotos:v12', 'middle'],
  ['flower-classifier-of-photos:production', 'flower-classifier-of-photos', ':production', 'middle'],
  ['🌻'.repeat(27), '🌻'.repeat(18), '🌻'.repeat(9), 'middle'],
])('The name %s is shortened in the middle only.', (title, stem, end, breaks) => {
  expect(titleParts(title)).toEqual({ stem, end, breaks });
});
