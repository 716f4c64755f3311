import { cycloneDxFromIndex } from './cyclonedx/cyclonedx.ts';
import { dotFromIndex } from './drawing/dot.ts';
import { inTotoFromIndex } from './evidence/in-toto.ts';
import { modelCardFromIndex } from './evidence/model-card.ts';
import { exportIndexFromGraph, type ExportIndex } from './index.ts';
import { jsonFromIndex } from './json.ts';
import { mermaidFromIndex } from './drawing/mermaid.ts';
import type { ExportGraph, LineageExport, LineageExportFormat } from './model.ts';
import { openLineageFromIndex } from './openlineage/openlineage.ts';
import { provFromIndex } from './prov.ts';
import { svgFromIndex } from './drawing/svg.ts';

interface Writer {
  mediaType: string;
  extension: string;
  write: (index: ExportIndex) => Promise<string>;
}

const writers: Record<LineageExportFormat, Writer> = {
  JSON: { mediaType: 'application/json', extension: 'json', write: jsonFromIndex },
  MERMAID: { mediaType: 'text/vnd.mermaid', extension: 'mmd', write: mermaidFromIndex },
  DOT: { mediaType: 'text/vnd.graphviz', extension: 'dot', write: (index) => dotFromIndex(index) },
  SVG: { mediaType: 'image/svg+xml', extension: 'svg', write: svgFromIndex },
  PROV_JSON: { mediaType: 'application/json', extension: 'prov.json', write: provFromIndex },
  OPENLINEAGE: {
    mediaType: 'application/x-ndjson',
    extension: 'openlineage.ndjson',
    write: openLineageFromIndex,
  },
  CYCLONEDX: {
    mediaType: 'application/vnd.cyclonedx+json',
    extension: 'cdx.json',
    write: (index) => cycloneDxFromIndex(index, '1.7'),
  },
  CYCLONEDX_1_6: {
    mediaType: 'application/vnd.cyclonedx+json',
    extension: 'cdx.json',
    write: (index) => cycloneDxFromIndex(index, '1.6'),
  },
  IN_TOTO: { mediaType: 'application/vnd.in-toto+json', extension: 'intoto.json', write: inTotoFromIndex },
  MODEL_CARD: { mediaType: 'text/markdown', extension: 'md', write: modelCardFromIndex },
};

function fileNameOf(graph: ExportGraph, extension: string): string {
  const root = graph.nodes.find((node) => node.id === graph.roots[0]);
  const subject = graph.roots.length === 1 ? (root?.path ?? root?.label ?? '') : '';
  const slug = subject
    .replace(/[^A-Za-z0-9._]+/g, '-')
    .slice(0, 80)
    .replace(/^[-.]+|[-.]+$/g, '');
  return `${slug === '' ? 'lineage' : `lineage-${slug}`}.${extension}`;
}

/**
 * Writes the graph in a format that other tools read. Every format says in its own manner where the graph is
 * incomplete and why. All content is UTF-8 text.
 * @throws ExportTooLargeError where the format cannot show as much; ExportLayoutError where Graphviz gives up (SVG).
 */
export async function exportLineage(graph: ExportGraph, format: LineageExportFormat): Promise<LineageExport> {
  const { mediaType, extension, write } = writers[format];
  const content = await write(await exportIndexFromGraph(graph));
  return { mediaType, fileName: fileNameOf(graph, extension), content };
}
