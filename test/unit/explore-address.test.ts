import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressFromView, deepest, initialView, viewFromAddress } from '../../web/explore/address.ts';
import { groupings } from '../../web/explore/folding/fold.ts';

const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() === text);
const words = fc.uniqueArray(word, { maxLength: 4 });

const views = fc.record({
  root: word,
  at: fc.constant(''),
  direction: fc.constantFrom('BOTH' as const, 'UPSTREAM' as const, 'DOWNSTREAM' as const),
  depth: fc.integer({ min: 1, max: deepest }),
  types: words,
  jobTypes: words,
  grouping: fc.constantFrom(...groupings),
  find: word,
  view: fc.constantFrom('graph' as const, 'table' as const),
  opened: words,
  closed: words,
  out: words,
  selected: fc.uniqueArray(word, { maxLength: 2 }),
});

test('an address gives back the view that it was made of', () => {
  fc.assert(fc.property(views, (view) => expect(viewFromAddress(addressFromView(view))).toEqual(view)));
});

test('the start page has no parameters', () => {
  expect(addressFromView(initialView)).toBe('');
});

test('an address names the alias and the version that it was', () => {
  const view = { ...initialView, root: 'acme/vision/flowers:latest', at: 'acme/vision/flowers:v2' };
  expect(addressFromView(view)).toBe('?root=acme/vision/flowers:latest&at=acme/vision/flowers:v2');
  expect(addressFromView({ ...view, root: view.at })).toBe('?root=acme/vision/flowers:v2');
});

test.each([
  '?depth=-1',
  '?depth=99',
  '?depth=x',
  '?direction=sideways',
  '?group=%00',
  '?view=cube',
  '?%',
  '?select=',
])('what %s says wrongly is taken as not said', (address) =>
  expect(viewFromAddress(address)).toEqual(initialView),
);
