import { darkPalette, drawingOf } from './drawing.ts';
import { dotFromIndex } from './dot.ts';
import { ExportTooLargeError } from '../errors.ts';
import { usedAsText, type ExportIndex } from '../index.ts';
import { levelsCrossed } from './layout-size.ts';
import { svgFromDot } from './layout.ts';
import { drawableText, TextWriter } from './text.ts';

/**
 * A larger picture cannot be read, and its layout would take longer than a request may. The levels are
 * what Graphviz's memory and stack go by: at 22,900 it ran out of stack.
 */
export const svgBounds = { nodes: 1_500, edges: 5_000, 'levels crossed by its edges': 15_000 };

/** Everything is scoped to the drawing's class, as an SVG may be put inline into somebody's page. */
const stylesheet = `
.wandb-lineage text{font-family:Helvetica,Arial,"Liberation Sans","Nimbus Sans",Arimo,sans-serif}
.wandb-lineage a:hover :is(path,polygon){stroke-width:2.6}
@media (prefers-color-scheme:dark){
.wandb-lineage .edge :is(path,polygon){stroke:#9ca3af}
.wandb-lineage .edge polygon{fill:#9ca3af}
.wandb-lineage .edge text,.wandb-lineage .graph>text{fill:#9ca3af}
${Object.entries(darkPalette)
  .map(
    ([name, { fill, stroke, text }]) =>
      `.wandb-lineage .${name} :is(path,polygon,polyline){fill:${fill};stroke:${stroke}}.wandb-lineage .${name} text{fill:${text}}`,
  )
  .join('\n')}
}`;

function xmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function refuseTooLarge(counted: keyof typeof svgBounds, count: number): void {
  if (count <= svgBounds[counted]) return;
  const advice =
    'Lower maxDepth or maxNodes, add a filter, or take MERMAID, DOT or JSON, which have no bound.';
  throw new ExportTooLargeError({ format: 'SVG', counted, count, bound: svgBounds[counted], advice });
}

const titleLine = /^<title>(n\d+(?:&#45;&gt;n\d+)?)<\/title>$/;

/** Graphviz has one size for a label; a node's first line is its name, the others are small print. */
const asTitle = (line: string): string => line.replace(/font-size="[^"]*"/, 'font-weight="bold" $&');
const asDetail = (line: string): string => line.replace(/font-size="[^"]*"/, 'font-size="10"');

/** By Graphviz's own title of the element ("n0", "n0->n1"), what a reader should see when pointing at it. */
function titlesOf(index: ExportIndex): Map<string, string> {
  const titles = new Map<string, string>();
  const tooltips = new Map<string, string>();
  for (const node of index.byId.values()) {
    const { tooltip, details, omitted } = drawingOf(index, node);
    tooltips.set(node.id, tooltip);
    titles.set(index.keyOf.get(node.id) ?? '', [tooltip, details, omitted].filter(Boolean).join('\n'));
  }
  for (const edge of index.edges) {
    const verb = edge.kind === 'USED' ? 'is used by' : 'logged';
    const name = drawableText(usedAsText(edge), 120);
    const sentence = `${tooltips.get(edge.from) ?? ''} ${verb} ${tooltips.get(edge.to) ?? ''}`;
    const key = `${index.keyOf.get(edge.from) ?? ''}->${index.keyOf.get(edge.to) ?? ''}`;
    titles.set(key, name === '' ? sentence : `${sentence} as ${name}`);
  }
  return titles;
}

/** A drawing without scripts, foreign objects or anything to load; readable on light and dark pages. */
export async function svgFromIndex(index: ExportIndex): Promise<string> {
  refuseTooLarge('nodes', index.graph.nodes.length);
  refuseTooLarge('edges', index.edges.length);
  refuseTooLarge('levels crossed by its edges', levelsCrossed(index));
  const drawn = await svgFromDot(await dotFromIndex(index));
  const titles = titlesOf(index);
  const svg = new TextWriter();
  // The declaration before it names a DTD on another host, the comments repeat the ids.
  const body = drawn.slice(drawn.indexOf('<svg')).replace(/<!--[^]*?-->\n?/g, '');
  let textsOfNode: number | null = null;
  for (const line of body.split('\n')) {
    if (line.startsWith('<g id="node')) textsOfNode = 0;
    else if (line.startsWith('<g id="edge')) textsOfNode = null;
    const key = titleLine.exec(line)?.[1]?.replace('&#45;&gt;', '->');
    if (key !== undefined) svg.line(`<title>${xmlText(titles.get(key) ?? '')}</title>`);
    else if (textsOfNode !== null && line.startsWith('<text ')) {
      svg.line(textsOfNode === 0 ? asTitle(line) : asDetail(line));
      textsOfNode += 1;
    } else svg.line(line.replace(/ xlink:title="[^"]*"/, ''));
    await svg.flush();
  }
  return svg
    .toString()
    .replace('<svg ', '<svg class="wandb-lineage" role="img" ')
    .replace(/<title>lineage<\/title>/, '<title>Lineage</title>')
    .replace(/(<svg[^>]*>)/, `$1\n<style>${stylesheet}\n</style>`);
}
