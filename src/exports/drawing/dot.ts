import { captionOf, drawingOf, type Drawing } from './drawing.ts';
import { usedAsText, type ExportIndex } from '../index.ts';
import { layoutHints } from './layout-size.ts';
import { drawableText, PacedText, safeLink } from './text.ts';

/**
 * A DOT string. Backslashes are doubled, or `\N` would be replaced by Graphviz; `&` is an entity, as Graphviz
 * reads `&lt;` in a label as `<`.
 */
export function dotString(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;');
  return `"${escaped.replaceAll('\n', '\\n')}"`;
}

function labelOf(drawing: Drawing): string {
  return dotString(
    [drawing.title, drawing.details, drawing.omitted ?? ''].filter((line) => line !== '').join('\n'),
  );
}

const palette = {
  run: { fillcolor: '#dcfce7', color: '#15803d', fontcolor: '#052e16' },
  artifact: { fillcolor: '#dbeafe', color: '#1d4ed8', fontcolor: '#172554' },
  hidden: { fillcolor: '#f3f4f6', color: '#6b7280', fontcolor: '#1f2937' },
  failed: { fillcolor: '#fee2e2', color: '#b91c1c', fontcolor: '#450a0a' },
  running: { fillcolor: '#fef9c3', color: '#a16207', fontcolor: '#422006' },
  deleted: { fillcolor: '#e5e7eb', color: '#4b5563', fontcolor: '#1f2937' },
  incomplete: { fillcolor: '#fef3c7', color: '#b45309', fontcolor: '#451a03' },
};

const shapes: Record<Drawing['shape'], string> = { run: 'box', artifact: 'folder', hidden: 'hexagon' };

function attributes(pairs: Record<string, string>): string {
  return `[${Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}]`;
}

function nodeAttributes(drawing: Drawing, link: string | null, label: string): string {
  const { fillcolor, color, fontcolor } = palette[drawing.mark ?? drawing.shape];
  const dashed = drawing.shape === 'hidden' || drawing.mark === 'deleted';
  const style = ['filled', ...(drawing.shape === 'run' ? ['rounded'] : []), ...(dashed ? ['dashed'] : [])];
  const classes = [drawing.shape, drawing.mark, drawing.isRoot ? 'root' : null, drawing.isCut ? 'cut' : null];
  return attributes({
    label,
    shape: shapes[drawing.shape],
    style: dotString(style.join(',')),
    class: dotString(classes.filter((name) => name !== null).join(' ')),
    fillcolor: dotString(fillcolor),
    color: dotString(color),
    fontcolor: dotString(fontcolor),
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
  const text = new PacedText();
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
    text.line(`  ${key} ${nodeAttributes(drawing, safeLink(node.url), labelOf(drawing))}`);
    await text.pace();
  }
  if (reasons.length > 0) {
    const { fillcolor, color, fontcolor } = palette.incomplete;
    const note = {
      label: leftAligned(['This lineage is incomplete', ...reasons]),
      shape: 'note',
      margin: '"0.3,0.12"',
    };
    const look = {
      fillcolor: dotString(fillcolor),
      color: dotString(color),
      fontcolor: dotString(fontcolor),
    };
    const tooltip = { tooltip: '"This lineage is incomplete"' };
    text.line(
      `  incomplete ${attributes({ ...note, style: '"filled"', class: '"incomplete"', ...look, ...tooltip })}`,
    );
  }
  for (const edge of index.edges) {
    const name = drawableText(usedAsText(edge), 40);
    const label = name === '' ? '' : ` [${hints.edgeName}=${dotString(` ${name} `)}]`;
    text.line(`  ${index.keyOf.get(edge.from) ?? ''} -> ${index.keyOf.get(edge.to) ?? ''}${label}`);
    await text.pace();
  }
  text.line('}');
  return text.toString();
}
