import { instance } from '@viz-js/viz';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exportLineage } from '../../src/exports/export.ts';
import { awkwardGraph } from '../support/export-graphs.ts';
import { labels, titlesFor } from '../support/export-labels.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { xmlElements } from '../support/xml.ts';

describe('Any label', () => {
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

  test('is read and shown by Graphviz as it is', async () => {
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
});
