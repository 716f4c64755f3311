import { instance } from '@viz-js/viz';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawableText } from '../../src/exports/drawing/text.ts';
import { exportLineage } from '../../src/exports/export.ts';
import { awkwardGraph, awkwardNames } from '../support/export-graphs.ts';
import { parseMermaid } from '../support/mermaid.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { xmlElements } from '../support/xml.ts';

const anyCodeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const syntax = fc.constantFrom(
  '%%',
  '{',
  '}',
  '"',
  '\\',
  '#',
  ';',
  '&',
  '<',
  '>',
  '--',
  '`',
  '\n',
  ':',
  '|',
  '[',
  ']',
  'end',
  'style',
  ']]>',
  ' ',
);
const label = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: anyCodeUnit }),
  fc.string({ unit: syntax, maxLength: 20 }),
  fc
    .tuple(
      fc.constantFrom(...awkwardNames.filter((name) => name.length < 200)),
      fc.string({ unit: syntax, maxLength: 5 }),
    )
    .map((parts) => parts.join('')),
);
const labels = fc.array(label, { minLength: 1, maxLength: 8 });
const titlesFor = (names: readonly string[]): string[] =>
  names.map((name) => drawableText(name, 42) || '(no name)');

describe('any label', () => {
  test('is valid JSON in the JSON formats', async () => {
    const formats = ['JSON', 'PROV_JSON', 'CYCLONEDX', 'OPENLINEAGE'] as const;
    await fc.assert(
      fc.asyncProperty(labels, fc.constantFrom(...formats), async (names, format) => {
        const { content } = await exportLineage(awkwardGraph(names), format);
        const texts = format === 'OPENLINEAGE' ? content.trimEnd().split('\n') : [content];
        for (const text of texts) JSON.parse(text);
      }),
      propertyRuns(),
    );
  });

  test('is a label that Graphviz reads and shows as it is', async () => {
    const viz = await instance();
    await fc.assert(
      fc.asyncProperty(labels, async (names) => {
        const { content } = await exportLineage(awkwardGraph(names), 'DOT');
        const { status, errors, output } = viz.render(content, { format: 'svg' });
        const complaints = errors.filter(
          ({ message }) => !message.includes('no value for width of non-ASCII'),
        );
        expect({ status, complaints }).toEqual({ status: 'success', complaints: [] });
        const texts = xmlElements(output ?? '')
          .filter(({ name }) => name === 'text')
          .map(({ text }) => text);
        for (const title of titlesFor(names)) expect(texts).toContain(title);
      }),
      propertyRuns(),
    );
  });

  test('leaves the SVG well-formed and without active elements', async () => {
    await fc.assert(
      fc.asyncProperty(labels, async (names) => {
        const elements = xmlElements((await exportLineage(awkwardGraph(names), 'SVG')).content);
        expect(
          elements.filter(({ name }) => !/^(?:svg|style|g|title|a|text|path|polygon|polyline)$/.test(name)),
        ).toEqual([]);
      }),
      propertyRuns(0.2),
    );
  });

  test('is parsed by Mermaid and comes back as it is', async () => {
    const samples = fc.sample(labels, propertyRuns());
    const sources = await Promise.all(
      samples.map(async (names) => (await exportLineage(awkwardGraph(names), 'MERMAID')).content),
    );
    const answers = await parseMermaid(sources.map((text) => ({ text })));
    for (const [index, names] of samples.entries()) {
      expect({ names, error: answers[index]?.error }).toEqual({ names, error: null });
      // Mermaid trims what it draws; so do browsers.
      for (const title of titlesFor(names)) {
        expect(answers[index]?.labels.some((text) => text.startsWith(title))).toBe(true);
      }
    }
  });
});
