import { expect, test } from '@jest/globals';
import { jsonFromWandb } from '../../src/wandb/values.ts';
import { dateFromWandb, numberFromWandb, wholeFromWandb } from '../../src/wandb/values.ts';
import { appUrlFromBaseUrl, WebUrls } from '../../src/wandb/web-urls.ts';

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
  ['https://api.wandb.ai', 'https://wandb.ai'],
  ['https://api.wandb.test', 'https://wandb.test'],
  ['https://api.corp.example', 'https://app.corp.example'],
  ['https://wandb.corp.example:8443/prefix', 'https://wandb.corp.example:8443/prefix'],
])('The web app of %s is %s.', (api, app) => {
  expect(appUrlFromBaseUrl(api)).toBe(app);
});

test('Every part of a page URL is percent-encoded.', () => {
  const urls = new WebUrls('https://wandb.ai/');
  expect(urls.run('a b', 'p/q', 'r%s')).toBe('https://wandb.ai/a%20b/p%2Fq/runs/r%25s');
  expect(urls.artifact('e', 'p', 'data set', 'c"d', 'v1')).toBe(
    'https://wandb.ai/e/p/artifacts/data%20set/c%22d/v1',
  );
});
