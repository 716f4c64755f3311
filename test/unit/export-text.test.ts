import { describe, expect, test } from '@jest/globals';
import {
  drawableText,
  isoTime,
  TextWriter,
  percentEncoded,
  safeLink,
} from '../../src/exports/drawing/text.ts';

describe('Drawable text', () => {
  test.each([
    ['  one\n two\t', 'one two'],
    ['a\u0000b\u202Ec\ud800d', 'a\uFFFDb\uFFFDc\uFFFDd'],
    ['🤖🤖🤖🤖🤖🤖', '🤖🤖🤖🤖…'],
    ['12345', '12345'],
    ['', ''],
  ])('of %j is %j', (text, drawn) => {
    expect(drawableText(text, 5).normalize()).toBe(drawableText(drawn, 5).normalize());
    expect(Array.from(drawableText(text, 5)).length).toBeLessThanOrEqual(5);
  });

  test('is truncated between characters', () => {
    expect(drawableText('🤖'.repeat(9), 5)).toBe('🤖🤖🤖🤖…');
    expect(drawableText('x'.repeat(10_000), 3)).toBe('xx…');
  });
});

test.each([
  ['https://wandb.ai/a b', 'https://wandb.ai/a%20b'],
  ['http://localhost:8080/x?y=1&z=2', 'http://localhost:8080/x?y=1&z=2'],
  ['javascript:alert(1)', null],
  ['//wandb.ai', null],
  ['https://user@wandb.ai/', null],
  ['https://wandb.ai/#x;y', null],
  ['https://wandb.ai/100%', null],
  [null, null],
])('The safe link of %j is %j.', (url, link) => {
  expect(safeLink(url)).toBe(link);
});

test.each([
  ['2026-03-01T09:30:00', '2026-03-01T09:30:00.000Z'],
  ['2026-03-01T09:30:00+02:00', '2026-03-01T07:30:00.000Z'],
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['yesterday', null],
  [null, null],
])('The time %j is formatted as %j.', (text, time) => {
  expect(isoTime(text)).toBe(time);
});

test('Percent encoding accepts a lone surrogate and leaves only characters of qualified names.', () => {
  expect(percentEncoded("\ud800 a.b~c'(d)*!/=:")).toBe('%EF%BF%BD%20a%2Eb%7Ec%27%28d%29%2A%21%2F%3D%3A');
});

test('Text that is produced in chunks keeps its order.', async () => {
  const text = new TextWriter();
  for (let line = 0; line < 30_000; line += 1) {
    text.line(String(line));
    await text.flush();
  }
  expect(text.toString().split('\n').slice(0, -1)).toEqual(
    Array.from({ length: 30_000 }, (_, line) => String(line)),
  );
});
