import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { darkPalette, palette } from '../../src/exports/drawing/drawing.ts';

const css = readFileSync('web/palette.css', 'utf8');
const themes = ['light', 'dark'] as const;

function cssColour(name: string, theme: (typeof themes)[number]): string {
  const match = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\);`).exec(css);
  return match?.[theme === 'light' ? 1 : 2] ?? `no --${name}`;
}

/** The contrast ratio of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

test.each(themes)('The pages have the colours of the drawings in the %s theme.', (theme) => {
  const drawn = theme === 'light' ? palette : darkPalette;
  for (const name of ['run', 'artifact', 'hidden', 'failed', 'running', 'incomplete'] as const) {
    expect([name, cssColour(name, theme)]).toEqual([name, drawn[name].stroke]);
    expect([name, cssColour(`${name}-tint`, theme)]).toEqual([name, drawn[name].fill]);
  }
});

test.each(themes)('Text and outlines have enough contrast in the %s theme.', (theme) => {
  const drawn = theme === 'light' ? palette : darkPalette;
  for (const [name, { fill, stroke, text }] of Object.entries(drawn)) {
    expect([name, contrast(text, fill) >= 7]).toEqual([name, true]);
    expect([name, contrast(stroke, fill) >= 3]).toEqual([name, true]);
  }
  const texts: [string, string][] = [
    ...['artifact', 'failed', 'running', 'incomplete'].map((name): [string, string] => [
      name,
      `${name}-tint`,
    ]),
    ...['ground', 'paper', 'tint'].map((ground): [string, string] => ['ink', ground]),
    ...['ground', 'paper'].flatMap((ground): [string, string][] => [
      ['soft', ground],
      ['accent', ground],
    ]),
    ['accent-ink', 'accent'],
  ];
  for (const [text, ground] of texts)
    expect([text, ground, contrast(cssColour(text, theme), cssColour(ground, theme)) >= 4.5]).toEqual([
      text,
      ground,
      true,
    ]);
  for (const name of ['run', 'artifact', 'hidden', 'failed', 'running'])
    for (const ground of ['ground', 'paper'])
      expect([name, contrast(cssColour(name, theme), cssColour(ground, theme)) >= 3]).toEqual([name, true]);
});
