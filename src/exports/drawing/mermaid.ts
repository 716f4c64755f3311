import { captionOf, drawingOf, drawnEdges, palette, type Drawing } from './drawing.ts';
import type { ExportIndex } from '../index.ts';
import { safeLink, TextWriter } from './text.ts';

/** What Mermaid draws unless its host page allows more. Neither can be raised from within the text: both are "secure" keys. */
const mermaidDefaults = { maxEdges: 500, maxTextSize: 50_000 };

// Letters and digits of every script stay readable; all other ASCII becomes an entity code. That is more than Mermaid's
// lexer asks for: labels are read as Markdown too, where "1. x" or "- x" would be a list and `www.` a link. The
// ligature is how Mermaid marks an entity code inside.
const toEncode = /[^A-Za-z0-9 \u{80}-\u{10FFFF}]|\u{FB02}/gu;
const insideWord = /^[-_/:]$/;

/** A quoted label of one or more lines. */
export function mermaidText(text: string): string {
  // Mermaid takes the last `;` off a line that looks like "style ...:...#...;", which would undo an entity code.
  const looksLikeStyle = /style|classDef/.test(text);
  const encoded = text.replace(toEncode, (sign, offset: number) => {
    if (sign === '\n') return '<br/>';
    const between = /^[A-Za-z0-9].[A-Za-z0-9]$/.test(text.slice(Math.max(0, offset - 1), offset + 2));
    const plain = insideWord.test(sign) && between && !(sign === ':' && looksLikeStyle);
    return plain ? sign : `#${sign.charCodeAt(0)};`;
  });
  return `"${encoded}"`;
}

const brackets: Record<Drawing['shape'], readonly [string, string]> = {
  run: ['([', '])'],
  artifact: ['[', ']'],
  hidden: ['{{', '}}'],
};

const dashes: Record<string, string> = { hidden: '4 3', deleted: '2 3' };

const classDefinitions = Object.entries(palette).map(([name, { fill, stroke, text }]) => {
  const dash = dashes[name];
  const definition = `classDef ${name} fill:${fill},stroke:${stroke},color:${text}`;
  return dash === undefined ? definition : `${definition},stroke-dasharray:${dash}`;
});
classDefinitions.splice(-1, 0, 'classDef root stroke-width:4px');

function nodeLine(key: string, { shape, lines }: Drawing): string {
  const [open, close] = brackets[shape];
  return `  ${key}${open}${mermaidText(lines.join('\n'))}${close}`;
}

function limitComments(edges: number, textLength: number): string[] {
  const needed = [
    ...(edges > mermaidDefaults.maxEdges ? [`maxEdges: ${edges}`] : []),
    ...(textLength > mermaidDefaults.maxTextSize ? [`maxTextSize: ${textLength}`] : []),
  ];
  if (needed.length === 0) return [];
  return [
    `%% Larger than Mermaid draws by default (${mermaidDefaults.maxEdges} edges, ${mermaidDefaults.maxTextSize} characters), and no directive may raise that.`,
    `%% The page that draws it calls: mermaid.initialize({ ${needed.join(', ')} })`,
  ];
}

/** A Mermaid flowchart. Classes are assigned a class at a time, as a class after a node's label would end some labels. */
export async function mermaidFromIndex(index: ExportIndex): Promise<string> {
  const body = new TextWriter();
  const members = new Map<string, string[]>();
  const assign = (name: string, key: string): void => {
    const keys = members.get(name);
    if (keys) keys.push(key);
    else members.set(name, [key]);
  };
  body.line('flowchart LR');
  for (const [id, key] of index.keyOf) {
    const node = index.byId.get(id);
    if (!node) continue;
    const drawing = drawingOf(index, node);
    body.line(nodeLine(key, drawing));
    assign(drawing.mark ?? drawing.shape, key);
    if (drawing.isRoot) assign('root', key);
    const link = safeLink(node.url);
    if (link !== null) body.line(`  click ${key} href "${link}" _blank`);
    await body.flush();
  }
  const reasons = index.incompleteBecause;
  if (reasons.length > 0) {
    body.line(`  incomplete[${mermaidText(['This lineage is incomplete', ...reasons].join('\n'))}]`);
    assign('incomplete', 'incomplete');
  }
  for (const { from, to, name } of drawnEdges(index)) {
    const arrow = name === '' ? '-->' : `-->|${mermaidText(name)}|`;
    body.line(`  ${from} ${arrow} ${to}`);
    await body.flush();
  }
  for (const definition of classDefinitions) body.line(`  ${definition}`);
  for (const [name, keys] of members) body.line(`  class ${keys.join(',')} ${name}`);
  const drawn = body.toString();
  const comments = [
    ...captionOf(index).map((line) => `%% ${line.replaceAll('{', '(')}`),
    ...reasons.map((reason) => `%% Incomplete: ${reason}`),
  ];
  const limits = limitComments(index.edges.length, drawn.length + 1_000);
  return `${[...comments, ...limits].join('\n')}\n${drawn}`;
}
