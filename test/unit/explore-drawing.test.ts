import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { framed, revealed } from '../../web/explore/canvas/framing.ts';
import { titleParts } from '../../web/explore/canvas/title.ts';
import { layOut } from '../../web/explore/layout/layout.ts';
import { leastReadable, middling } from '../../web/explore/layout/wrap.ts';
import { propertyRuns } from '../support/property-runs.ts';

const card = { width: 268, height: 64 };
const chain = (hops: number) => ({
  ids: Array.from({ length: hops + 1 }, (_, index) => `${index}`),
  edges: Array.from({ length: hops }, (_, index) => ({ from: `${index}`, to: `${index + 1}` })),
  card,
});
const screens = [
  { width: 1440, height: 780 },
  { width: 1024, height: 600 },
];

test.each(screens)('A chain of 40 hops is readable on a screen of $width x $height.', (room) => {
  const positions = layOut({ ...chain(40), room });
  const zoom = framed(room, positions, '20', 'fit')?.zoom ?? 0;
  expect(zoom).toBeGreaterThanOrEqual(leastReadable);
  for (const { x, y } of Object.values(positions)) {
    const view = framed(room, positions, '20', 'fit');
    expect(x * zoom + (view?.x ?? 0)).toBeGreaterThanOrEqual(0);
    expect((x + card.width) * zoom + (view?.x ?? 0)).toBeLessThanOrEqual(room.width);
    expect(y * zoom + (view?.y ?? 0)).toBeGreaterThanOrEqual(0);
    expect((y + card.height) * zoom + (view?.y ?? 0)).toBeLessThanOrEqual(room.height);
  }
});

test.each([6, 7, 8])(
  'A chain of %d hops is laid out in rows, so that more than the names are readable.',
  (hops) => {
    for (const room of screens) {
      const positions = layOut({ ...chain(hops), room });
      expect(framed(room, positions, '3', 'fit')?.zoom).toBeGreaterThanOrEqual(middling);
    }
  },
);

test('A short chain is one column on a narrow screen.', () => {
  const room = { width: 390, height: 570 };
  const positions = layOut({ ...chain(3), room });
  expect(framed(room, positions, '1', 'start')?.zoom).toBeGreaterThanOrEqual(middling);
  expect(new Set(Object.values(positions).map(({ x }) => x)).size).toBe(1);
});

test('A graph that is readable in one row stays in one row.', () => {
  const positions = layOut({ ...chain(4), room: { width: 1440, height: 780 } });
  expect(new Set(Object.values(positions).map(({ y }) => y)).size).toBe(1);
  expect(Object.values(positions).some(({ gutter }) => gutter !== undefined)).toBe(false);
});

test('No cards overlap in rows, and data flows to the right or into a later row.', () => {
  const graphs = fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(graphs, fc.integer({ min: 300, max: 1500 }), (pairs, width) => {
      const edges = pairs
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => ({ from: `${Math.min(a, b)}`, to: `${Math.max(a, b)}` }));
      const ids = [...new Set(['0', ...edges.flatMap(({ from, to }) => [from, to])])];
      const positions = layOut({ ids, edges, card, room: { width, height: 700 } });
      const places = Object.values(positions);
      expect(places).toHaveLength(ids.length);
      for (const [index, one] of places.entries())
        for (const other of places.slice(index + 1))
          expect(
            Math.abs(one.x - other.x) >= card.width - 1 || Math.abs(one.y - other.y) >= card.height - 1,
          ).toBe(true);
      for (const { from, to } of edges) {
        const [start, end] = [positions[from], positions[to]];
        const isOneRow = start?.gutter === end?.gutter;
        if (isOneRow) expect(end?.x).toBeGreaterThan(start?.x ?? 0);
        else expect(end?.gutter ?? 0).toBeGreaterThan(start?.gutter ?? -Infinity);
      }
    }),
    propertyRuns(),
  );
});

test('A graph that is not readable as a whole is shown around its root, using all the space.', () => {
  const positions = Object.fromEntries(
    Array.from({ length: 600 }, (_, index) => [`${index}`, { x: 0, y: index * 90 }]),
  );
  const room = { width: 1440, height: 780 };
  expect(framed(room, positions, '300', 'fit')?.zoom).toBe(leastReadable);
  const first = framed(room, positions, '0', 'fit');
  expect(first?.y).toBeGreaterThanOrEqual(0);
  expect(framed(room, {}, '0', 'fit')).toBeNull();
});

test('A card is scrolled into view no further than needed.', () => {
  const room = { width: 600, height: 500 };
  const inside = { x: 0, y: 0, zoom: 1 };
  expect(revealed(room, { x: 100, y: 100 }, inside)).toEqual(inside);
  expect(revealed(room, { x: 400, y: 100 }, inside)).toEqual({ x: -104, y: 0, zoom: 1 });
  expect(revealed(room, { x: -50, y: -40 }, inside)).toEqual({ x: 86, y: 60, zoom: 1 });
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
