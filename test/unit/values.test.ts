import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber, exactJsonFromWandb, jsonFromWandb } from '../../src/wandb/values.ts';
import { dateFromWandb, numberFromWandb, wholeFromWandb } from '../../src/wandb/values.ts';
import { appUrlFromBaseUrl, instanceHost, WebUrls } from '../../src/wandb/web-urls.ts';
import { propertyRuns } from '../support/property-runs.ts';

test('JSON as Python writes it is parsed: NaN and Infinity become null, control characters stay.', () => {
  expect(jsonFromWandb('{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN \\" Infinity"}')).toEqual({
    a: null,
    b: [null, null],
    c: 'NaN " Infinity',
  });
  expect(jsonFromWandb('{"note": "line\nbreak\ttab", "x": NaN}')).toEqual({
    note: 'line\nbreak\ttab',
    x: null,
  });
  expect(() => jsonFromWandb('{"a": }')).toThrow(SyntaxError);
});

test('A whole number beyond 2^53 becomes a string with all its digits.', () => {
  expect(
    jsonFromWandb(
      '{"seed": 7877034890218063229, "low": -9007199254740993, "last": 9007199254740991, "text": "7877034890218063229", "x": NaN, "f": 0.1234567890123456, "huge": 1e400, "s": "a\\"9007199254740993\\n"}',
    ),
  ).toEqual({
    seed: '7877034890218063229',
    low: '-9007199254740993',
    last: 9007199254740991,
    text: '7877034890218063229',
    x: null,
    f: 0.1234567890123456,
    huge: '1e400',
    s: 'a"9007199254740993\n',
  });
  for (const odd of [
    '[09007199254740993]',
    '[9007199254740993.]',
    '[+9007199254740993]',
    '["9007199254740993]',
  ])
    expect(() => jsonFromWandb(odd)).toThrow(SyntaxError);
});

/** The value with `change` of each of its leaves. */
function mapped(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (value instanceof ExactNumber) return change(value);
  if (Array.isArray(value)) return value.map((each) => mapped(each, change));
  if (typeof value !== 'object' || value === null) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapped(each, change)]));
}

test('JSON is parsed as JSON.parse does but for long whole numbers.', () => {
  const longAsText = (leaf: unknown): unknown =>
    typeof leaf === 'number' && !Number.isSafeInteger(leaf) && /^-?\d+$/.test(String(leaf))
      ? String(leaf)
      : leaf;
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.nat(3), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), null, indent);
      const expected = mapped(JSON.parse(text), longAsText);
      expect(jsonFromWandb(spaced)).toEqual(expected);
      expect(jsonFromWandb(`[9007199254740993, ${spaced}]`)).toEqual(['9007199254740993', expected]);
    }),
    propertyRuns(),
  );
});

test('Exact JSON differs from JSON.parse in its numbers alone, which keep their text.', () => {
  const rounded = (leaf: unknown): unknown => (leaf instanceof ExactNumber ? Number(leaf.token) : leaf);
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      expect(mapped(exactJsonFromWandb(text), rounded)).toEqual(JSON.parse(text));
    }),
    propertyRuns(),
  );
  expect(exactJsonFromWandb('{"n1": [1.0, -Infinity, "n2", "s3", 12345678901234567890]}')).toEqual({
    n1: [
      new ExactNumber('1.0'),
      new ExactNumber('-Infinity'),
      'n2',
      's3',
      new ExactNumber('12345678901234567890'),
    ],
  });
  expect(() => exactJsonFromWandb('[01]')).toThrow(SyntaxError);
});

test.each([
  [['1', '1.0', '10e-1', '0.1E1', '1e0'], true],
  [['0', '-0', '0.000', '0e5'], true],
  [['7877034890218063229', '7877034890218063230'], false],
  [['0.1', '0.10000000000000001'], false],
  [['Infinity', '-Infinity', 'NaN', '1e400'], false],
  [['-1', '1'], false],
])('The numbers %j have equal values: %j.', (written, equal) => {
  const values = new Set(written.map((token) => new ExactNumber(token).value));
  expect(values.size).toBe(equal ? 1 : written.length);
});

test('A timestamp without a zone is UTC.', () => {
  expect(dateFromWandb('2024-03-01T10:00:00', 'x').toISOString()).toBe('2024-03-01T10:00:00.000Z');
  expect(dateFromWandb('2024-03-01T10:00:00Z', 'x').toISOString()).toBe('2024-03-01T10:00:00.000Z');
  expect(dateFromWandb('2024-03-01T10:00:00+02:00', 'x').toISOString()).toBe('2024-03-01T08:00:00.000Z');
  expect(() => dateFromWandb('yesterday', 'Run.createdAt')).toThrow(/Run\.createdAt/);
});

test('An Int64 is read from a number or a string.', () => {
  expect(numberFromWandb(12, 'x')).toBe(12);
  expect(numberFromWandb('9007199254740991', 'x')).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => numberFromWandb('a lot', 'Artifact.size')).toThrow(/Artifact\.size/);
});

test('A count or a size is a safe integer.', () => {
  expect(wholeFromWandb('12', 'x')).toBe(12);
  for (const odd of [2 ** 60, 1.5, 'many'])
    expect(() => wholeFromWandb(odd, 'Artifact.size')).toThrow(/Artifact\.size/);
});

test.each([
  ['https://api.wandb.ai', 'https://forge.coreweave.com/wandb'],
  ['https://api.wandb.test', 'https://wandb.test'],
  ['https://api.corp.example', 'https://app.corp.example'],
  ['https://wandb.corp.example:8443/prefix', 'https://wandb.corp.example:8443/prefix'],
])('The web app of %s is %s.', (api, app) => {
  expect(appUrlFromBaseUrl(api)).toBe(app);
});

test('Names in files keep the host of the multi-tenant W&B, wherever its app is.', () => {
  expect(instanceHost('https://forge.coreweave.com/wandb')).toBe('wandb.ai');
  expect(instanceHost('https://wandb.ai')).toBe('wandb.ai');
  expect(instanceHost('https://wandb.corp.example:8443/prefix')).toBe('wandb.corp.example:8443');
});

test('Every part of a page URL is percent-encoded.', () => {
  const urls = new WebUrls('https://wandb.ai/');
  expect(urls.run('a b', 'p/q', 'r%s')).toBe('https://wandb.ai/a%20b/p%2Fq/runs/r%25s');
  expect(urls.artifact('e', 'p', 'data set', 'c"d', 'v1')).toBe(
    'https://wandb.ai/e/p/artifacts/data%20set/c%22d/v1',
  );
});
