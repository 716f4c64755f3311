import { captionOf, drawingOf, drawnEdges, palette, type Drawing } from './drawing.ts';
import type { ExportIndex } from '../index.ts';
import { layoutHints } from './layout-size.ts';
import { safeLink, TextWriter } from './text.ts';

/**
 * A DOT string. Backslashes are doubled, or `\N` would be replaced by Graphviz; `&` is an entity, as Graphviz
 * reads `&lt;` in a label as `<`.
 */
export function dotString(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;');
  return `"${escaped.replaceAll('\n', '\\n')}"`;
}

const shapes: Record<Drawing['shape'], string> = { run: 'box', artifact: 'folder', hidden: 'hexagon' };

function attributes(pairs: Record<string, string>): string {
  return `[${Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}]`;
}

function colors({ fill, stroke, text }: (typeof palette)['run']) {
  return { fillcolor: dotString(fill), color: dotString(stroke), fontcolor: dotString(text) };
}

function nodeAttributes(drawing: Drawing, link: string | null): string {
  const dashed = drawing.shape === 'hidden' || drawing.mark === 'deleted';
  const style = ['filled', ...(drawing.shape === 'run' ? ['rounded'] : []), ...(dashed ? ['dashed'] : [])];
  const classes = [drawing.shape, drawing.mark, drawing.isRoot ? 'root' : null, drawing.isCut ? 'cut' : null];
  return attributes({
    label: dotString(drawing.lines.join('\n')),
    shape: shapes[drawing.shape],
    style: dotString(style.join(',')),
    class: dotString(classes.filter((name) => name !== null).join(' ')),
    ...colors(palette[drawing.mark ?? drawing.shape]),
    tooltip: dotString(drawing.tooltip),
    ...(drawing.isRoot ? { penwidth: '2.6' } : {}),
    ...(link === null ? {} : { URL: dotString(link), target: '"_blank"' }),
  });
}

/** Lines that start at the left, where Graphviz would centre them. */
function leftAligned(lines: readonly string[]): string {
  return `"${lines.map((line) => `${dotString(line).slice(1, -1)}\\l`).join('')}"`;
}

/** A Graphviz graph. The font is one whose widths Graphviz knows without having it; the margins are for wider ones. */
export async function dotFromIndex(index: ExportIndex): Promise<string> {
  const text = new TextWriter();
  const reasons = index.incompleteBecause;
  const caption = captionOf(index);
  text.line(`// ${caption.join(' · ')}`);
  for (const reason of reasons) text.line(`// Incomplete: ${reason}`);
  text.line('digraph lineage {');
  text.line(
    '  graph [rankdir=LR, bgcolor="transparent", nodesep=0.28, ranksep=0.7, pad=0.25, fontname="Helvetica",',
  );
  text.line(`    fontsize=9.5, fontcolor="#6b7280", labelloc=b, labeljust=l, label=${leftAligned(caption)}]`);
  const hints = layoutHints(index);
  if (hints.attributes !== '') text.line(`  graph [${hints.attributes}]`);
  text.line('  node [fontname="Helvetica", fontsize=12, margin="0.25,0.09", height=0.5, penwidth=1.2]');
  text.line(
    '  edge [fontname="Helvetica", fontsize=9.5, fontcolor="#6b7280", color="#6b7280", arrowsize=0.7]',
  );
  for (const [id, key] of index.keyOf) {
    const node = index.byId.get(id);
    if (!node) continue;
    const drawing = drawingOf(index, node);
    text.line(`  ${key} ${nodeAttributes(drawing, safeLink(node.url))}`);
    await text.flush();
  }
  if (reasons.length > 0) {
    const title = 'This lineage is incomplete';
    const note = attributes({
      label: leftAligned([title, ...reasons]),
      shape: 'note',
      margin: '"0.3,0.12"',
      style: '"filled"',
      class: '"incomplete"',
      ...colors(palette.incomplete),
      tooltip: dotString(title),
    });
    text.line(`  incomplete ${note}`);
  }
  for (const { from, to, name } of drawnEdges(index)) {
    const label = name === '' ? '' : ` [${hints.edgeName}=${dotString(` ${name} `)}]`;
    text.line(`  ${from} -> ${to}${label}`);
    await text.flush();
  }
  text.line('}');
  return text.toString();
}
