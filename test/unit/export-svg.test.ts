import { describe, expect, test } from '@jest/globals';
import { ExportTooLargeError } from '../../src/exports/errors.ts';
import { svgBounds } from '../../src/exports/drawing/svg.ts';
import { drawableText } from '../../src/exports/drawing/text.ts';
import { exportLineage } from '../../src/exports/export.ts';
import {
  awkwardGraph,
  awkwardNames,
  demoGraph,
  exportArtifact,
  exportGraph,
  exportRun,
  largeGraph,
  logged,
  used,
} from '../support/export-graphs.ts';
import { xmlElements, type XmlElement } from '../support/xml.ts';

const svgOf = async (graph: Parameters<typeof exportLineage>[0]): Promise<string> =>
  (await exportLineage(graph, 'SVG')).content;

/** All that Graphviz draws with, and the style: nothing that runs, embeds or loads. */
const passive = new Set([
  'svg',
  'style',
  'g',
  'title',
  'a',
  'text',
  'path',
  'polygon',
  'polyline',
  'ellipse',
]);
const passiveAttributes =
  /^(?:class|role|id|width|height|viewBox|xmlns|xmlns:xlink|xlink:href|target|transform|fill|stroke|stroke-width|stroke-dasharray|points|d|x|y|text-anchor|font-family|font-size|font-weight|xml:space|cx|cy|rx|ry)$/;

function activeParts(elements: readonly XmlElement[]): string[] {
  return elements.flatMap(({ name, attributes }) => [
    ...(passive.has(name) ? [] : [name]),
    ...Object.keys(attributes).filter((attribute) => !passiveAttributes.test(attribute)),
    ...(attributes['xlink:href'] === undefined || /^https?:\/\//.test(attributes['xlink:href'])
      ? []
      : [attributes['xlink:href']]),
  ]);
}

/** A chain in which every second node also uses the first. */
function chainWithHub(length: number): ReturnType<typeof exportGraph> {
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  const nodes = ids.map((id, index) => (index % 2 === 0 ? exportArtifact(id) : exportRun(id)));
  const edges = ids
    .slice(1)
    .map((id, index) => (index % 2 === 0 ? used(`n${index}`, id) : logged(`n${index}`, id)));
  const far = ids.filter((_, index) => index % 2 === 1 && index > 1).map((id) => used('n0', id, ['config']));
  return exportGraph(nodes, [...edges, ...far]);
}

describe('The SVG export', () => {
  test.each([
    ['demo', demoGraph()],
    ['awkward names', awkwardGraph()],
    ['empty', exportGraph([], [])],
  ])('of the %s graph is well-formed without active content', async (_, graph) => {
    const svg = await svgOf(graph);
    expect(svg.startsWith('<svg class="wandb-lineage"')).toBe(true);
    expect(svg).not.toMatch(/<!|<\?|@import|url\(/);
    expect(activeParts(xmlElements(svg))).toEqual([]);
  });

  test('shows each name as it is, but for characters that cannot be drawn', async () => {
    const elements = xmlElements(await svgOf(awkwardGraph()));
    const titles = elements
      .filter(({ attributes }) => attributes['font-weight'] === 'bold')
      .map(({ text }) => text);
    for (const name of awkwardNames) expect(titles).toContain(drawableText(name, 42) || '(no name)');
  });

  test('has names, not ids, as tooltips of nodes and edges', async () => {
    const titles = xmlElements(await svgOf(demoGraph())).filter(({ name }) => name === 'title');
    const texts = titles.map(({ text }) => text);
    expect(texts).toContain('acme/vision/evaluate\nevaluate · failed · ada');
    expect(texts).toContain(
      'acme/vision/ds-val:v0 is used by acme/vision/k3j9x2 as validation, early-stopping',
    );
    expect(texts).toContain('acme/vision/split logged acme/vision/ds-train:v0');
    expect(texts.filter((text) => /^n\d/.test(text))).toEqual([]);
  });

  test('distinguishes runs from artifacts by shape and color, and dashes deleted or hidden nodes', async () => {
    const svg = await svgOf(demoGraph());
    const groups = new Map(
      [...svg.matchAll(/class="node ([^"]+)">\n<title>[^]*?<(path|polygon) ([^>]*)>/g)].map((match) => [
        match[1],
        match,
      ]),
    );
    const drawn = (name: string): [string | undefined, boolean] => [
      groups.get(name)?.[2],
      groups.get(name)?.[3]?.includes('dasharray') ?? false,
    ];
    expect(drawn('run')).toEqual(['path', false]);
    expect(drawn('run failed')).toEqual(['path', false]);
    expect(drawn('artifact')).toEqual(['polygon', false]);
    expect(drawn('artifact deleted')).toEqual(['polygon', true]);
    expect(drawn('hidden')).toEqual(['polygon', true]);
  });

  test('has a dark color scheme', async () => {
    expect(await svgOf(demoGraph())).toContain('@media (prefers-color-scheme:dark)');
  });

  test('is rejected above its limits, with the count, the limit and what to lower', async () => {
    const refusal = svgOf(largeGraph(svgBounds.nodes + 1));
    await expect(refusal).rejects.toThrow(ExportTooLargeError);
    await expect(refusal).rejects.toThrow(
      'SVG can show at most 1500 nodes; this graph has 1501. Lower maxDepth or maxNodes',
    );
    const nodes = [exportArtifact('a'), exportRun('r')];
    const edges = Array.from({ length: svgBounds.edges + 1 }, () => used('a', 'r'));
    await expect(svgOf(exportGraph(nodes, edges))).rejects.toMatchObject({
      limit: { format: 'SVG', counted: 'edges', count: 5_001, bound: 5_000 },
    });
  });

  test('is rejected for a deep graph with long edges that would exhaust Graphviz', async () => {
    await expect(svgOf(chainWithHub(600))).rejects.toMatchObject({
      // 599 steps, and from the first node to every second one: 3 + 5 + ... + 599.
      limit: { counted: 'levels crossed by its edges', count: 599 + 89_999, bound: 15_000 },
    });
  });

  test('of a deep graph below that limit has the names beside the edges', async () => {
    const texts = xmlElements(await svgOf(chainWithHub(200))).map(({ text }) => text.trim());
    expect(texts.filter((text) => text === 'config').length).toBe(99);
  });
});
