import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressFromView, deepest, initialView, pages, viewFromAddress } from '../../web/explore/address.ts';
import { groupings } from '../../web/explore/folding/fold.ts';
import { handleKey } from '../../web/explore/graph/visible.ts';
import { exportNote } from '../../web/explore/panels/words.ts';
import { pathFromTyped } from '../../web/explore/web-address.ts';

const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() === text);
const words = fc.uniqueArray(word, { maxLength: 4 });
const side = fc.constantFrom('up' as const, 'down' as const);
const handle = fc.tuple(side, fc.stringMatching(/^\S+$/)).map(([at, id]) => handleKey(at, id));
const handles = fc.uniqueArray(handle, { maxLength: 4 });

const views = fc.record({
  page: fc.constantFrom(...pages),
  root: word,
  other: word,
  at: fc.constant(''),
  direction: fc.constantFrom('BOTH' as const, 'UPSTREAM' as const, 'DOWNSTREAM' as const),
  depth: fc.integer({ min: 1, max: deepest }),
  types: words,
  jobTypes: words,
  grouping: fc.constantFrom(...groupings),
  metric: word,
  find: word,
  view: fc.constantFrom('graph' as const, 'table' as const),
  opened: handles,
  closed: handles,
  out: words,
  selected: fc.uniqueArray(word, { maxLength: 2 }),
});

test('A URL restores the view that it was made from.', () => {
  fc.assert(fc.property(views, (view) => expect(viewFromAddress(addressFromView(view))).toEqual(view)));
});

test('The start page has no parameters.', () => {
  expect(addressFromView(initialView)).toBe('');
});

test('A URL names the alias and its version at the time.', () => {
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
  '?page=nowhere',
  '?%',
  '?select=',
  '?open=foo',
  '?open=up:&open=down:a+b&open=sideways:x',
  '?close=foo',
])('An invalid value of %s is ignored.', (address) => expect(viewFromAddress(address)).toEqual(initialView));

test.each([
  ['https://wandb.ai/acme/vision/runs/1mo2hqh9', 'acme/vision/1mo2hqh9'],
  ['https://wandb.ai/acme/vision/runs/1mo2hqh9/overview?nw=nwuser#summary', 'acme/vision/1mo2hqh9'],
  ['  http://wandb.example:8080/acme/vision/runs/1mo2hqh9/  ', 'acme/vision/1mo2hqh9'],
  ['https://example.com/wandb/acme/vision/runs/1mo2hqh9/files', 'acme/vision/1mo2hqh9'],
  ['wandb.ai/acme/vision/runs/1mo2hqh9', 'acme/vision/1mo2hqh9'],
  ['acme/vision/runs/1mo2hqh9/logs', 'acme/vision/1mo2hqh9'],
  ['https://wandb.ai/acme/vision/artifacts/model/flowers/v3', 'acme/vision/flowers:v3'],
  ['https://wandb.ai/acme/vision/artifacts/model/flowers/latest/lineage?x=1', 'acme/vision/flowers:latest'],
  ['https://wandb.ai/acme/vision/artifacts/model/flowers/v3/files/a/b.txt', 'acme/vision/flowers:v3'],
  ['https://wandb.ai/acme/vision/artifacts/my%20type/my%20flowers/v3', 'acme/vision/my flowers:v3'],
  ['https://wandb.ai/acme/vision/artifacts/model/flowers', 'acme/vision/flowers:latest'],
])('A W&B page URL is converted to the path of its object: %s.', (typed, path) => {
  expect(pathFromTyped(typed)).toBe(path);
  expect(viewFromAddress(`?root=${encodeURIComponent(typed)}`).root).toBe(path);
});

test.each([
  'acme/vision/flowers:v3',
  'acme/vision/flowers:branch/runs/x',
  'a.b/vision/flowers:branch/runs/x',
  'acme/vision/1mo2hqh9',
  'acme/vision/runs',
  'acme/runs/flowers:v3',
  'acme/vision/artifacts/model',
  'https://wandb.ai/acme/vision/workspace',
  'https://wandb.ai/%/vision/runs/',
  '%',
  'a b c',
])('%s is left as it was typed.', (typed) => expect(pathFromTyped(typed)).toBe(typed));

test('The parts of a view that its exports lack are listed.', () => {
  expect(exportNote({ ...initialView, depth: 4, direction: 'UPSTREAM' })).toBeNull();
  expect(exportNote({ ...initialView, opened: ['up:a'] })).toBe(
    'Unlike the link, the downloads and the query do not include nodes that you expanded.',
  );
  expect(exportNote({ ...initialView, opened: ['up:a'], closed: ['down:b'], jobTypes: ['train'] })).toBe(
    'Unlike the link, the downloads and the query do not include nodes that you expanded, still include ' +
      'nodes that you collapsed, and have no dotted lines across hidden nodes.',
  );
});
