import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawableText } from '../../src/exports/drawing/text.ts';
import { exportLineage } from '../../src/exports/export.ts';
import {
  awkwardGraph,
  awkwardNames,
  demoGraph,
  exportArtifact,
  exportGraph,
  exportRun,
  used,
} from '../support/export-graphs.ts';
import { labels, titlesFor } from '../support/export-labels.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { parseMermaid, type ParsedDiagram } from './support/mermaid.ts';

const mermaidOf = async (graph: Parameters<typeof exportLineage>[0]): Promise<string> =>
  (await exportLineage(graph, 'MERMAID')).content;

async function parsed(text: string): Promise<ParsedDiagram | undefined> {
  return (await parseMermaid([{ text }]))[0];
}

test('Mermaid draws the demo graph with its names, states and truncations', async () => {
  const diagram = await parsed(await mermaidOf(demoGraph()));
  expect(diagram).toMatchObject({ error: null, edges: 14 });
  expect(diagram?.labels).toEqual(
    expect.arrayContaining([
      'street-detector:v7<br>model · @latest · @production · +2<br>214 omitted (fan-out limit)',
      'evaluate-nightly<br>evaluate · failed · ada',
      'resnet50-imagenet:v0<br>model · deleted',
      'hidden artifact<br>not visible',
    ]),
  );
  expect(diagram?.labels.at(-1)).toMatch(/^This lineage is incomplete<br>fan-out limit: 214 omitted/);
});

test('Mermaid shows awkward names unchanged, except for characters that cannot be drawn', async () => {
  const diagram = await parsed(await mermaidOf(awkwardGraph()));
  expect(diagram?.error).toBeNull();
  const names = awkwardNames.map((name) => drawableText(name, 42));
  for (const name of names.filter((text) => text !== '')) {
    expect(diagram?.labels.some((label) => label.startsWith(name))).toBe(true);
  }
});

test('Mermaid draws more than 500 edges with the setting that the export names', async () => {
  const runs = Array.from({ length: 501 }, (_, index) => exportRun(`r${index}`, { url: null }));
  const text = await mermaidOf(
    exportGraph(
      [exportArtifact('a'), ...runs],
      runs.map(({ id }) => used('a', id)),
    ),
  );
  const [byDefault, raised] = await parseMermaid([{ text }, { text, config: { maxEdges: 501 } }]);
  expect(byDefault?.error).toMatch(/Edge limit exceeded/);
  expect(raised).toMatchObject({ error: null, edges: 501 });
});

test('Mermaid parses any label and shows it unchanged', async () => {
  const samples = fc.sample(labels, propertyRuns());
  const sources = await Promise.all(samples.map((names) => mermaidOf(awkwardGraph(names))));
  const diagrams = await parseMermaid(sources.map((text) => ({ text })));
  for (const [index, names] of samples.entries()) {
    expect({ names, error: diagrams[index]?.error }).toEqual({ names, error: null });
    // Mermaid trims what it draws; so do browsers.
    for (const title of titlesFor(names)) {
      expect(diagrams[index]?.labels.some((text) => text.startsWith(title))).toBe(true);
    }
  }
});
