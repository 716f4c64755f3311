import type { ExportIndex } from '../exports/index.ts';
import { truncationWords } from '../exports/index.ts';
import type { ExportNode } from '../exports/model.ts';
import { drawableText } from '../exports/drawing/text.ts';
import type { LineageEdge, TruncationReason, WalkDirection } from '../lineage/graph.ts';
import { walkDirections } from '../lineage/source.ts';

/** Styles a part of a line, as `util.styleText` does. */
export type Paint = (
  style: 'bold' | 'cyan' | 'green' | 'magenta' | 'gray' | 'red' | 'yellow',
  text: string,
) => string;

const longestName = 120;
const show = (text: string): string => drawableText(text, longestName);

/**
 * The graph around its first root as a tree of lines: what it was made from, then what was made from it. A node that was
 * drawn in the same part already is named again, and not drawn again. At the end stands all that is missing. `depth`: how far
 * the walk went.
 */
export function treeText(index: ExportIndex, paint: Paint, depth: number): string {
  const { graph, byId } = index;
  const root = byId.get(graph.roots[0] ?? '');
  if (!root) throw new RangeError('A tree needs the node that it grows from.');
  const lines = [
    [paint('bold', show(root.path ?? root.label)), ...details(root, paint), ...cuts(root, index, paint)].join(
      '  ',
    ),
  ];
  for (const direction of walkDirections(graph.direction)) {
    const branches = branchesFrom(root, direction, index, paint);
    const heading =
      direction === 'UPSTREAM' ? 'Upstream, what it was made from' : 'Downstream, what it led to';
    const nothing = depth === 0 ? ': not looked at (--depth 0)' : ': nothing';
    lines.push('', `${heading}${branches.length === 0 ? nothing : ''}`, ...branches);
  }
  return `${[...lines, '', ...footer(index, paint)].join('\n')}\n`;
}

interface Branch {
  node: ExportNode;
  edge: LineageEdge;
  indent: string;
  isLast: boolean;
}

/** Written as a loop: a graph may be deeper than a stack. */
function branchesFrom(
  root: ExportNode,
  direction: WalkDirection,
  index: ExportIndex,
  paint: Paint,
): string[] {
  const up = direction === 'UPSTREAM';
  const next = ({ id }: ExportNode, indent: string): Branch[] => {
    const edges = (up ? index.edgesInto : index.edgesOutOf).get(id) ?? [];
    const found = edges.flatMap((edge) => {
      const node = index.byId.get(up ? edge.from : edge.to);
      return node ? [{ node, edge, indent }] : [];
    });
    return found.map((branch, place) => ({ ...branch, isLast: place === found.length - 1 }));
  };
  const lines: string[] = [];
  const drawn = new Set([root.id]);
  const ahead = next(root, '').reverse();
  for (let branch = ahead.pop(); branch; branch = ahead.pop()) {
    const { node, edge, indent, isLast } = branch;
    const again = drawn.has(node.id);
    drawn.add(node.id);
    const parts = [
      paint(kindStyles[node.kind], show(node.label)),
      ...details(node, paint),
      ...(edge.usedAs && edge.usedAs.length > 0 ? [`as ${show(edge.usedAs.join(', '))}`] : []),
      ...(node.path === null || node.path === node.label ? [] : [paint('gray', show(node.path))]),
      ...(again ? [paint('gray', '(see above)')] : cuts(node, index, paint)),
    ];
    lines.push(`${indent}${isLast ? '└─' : '├─'} ${parts.join('  ')}`);
    if (!again) ahead.push(...next(node, `${indent}${isLast ? '   ' : '│  '}`).reverse());
  }
  return lines;
}

const kindStyles = { RUN: 'cyan', ARTIFACT: 'green', HIDDEN: 'magenta' } as const;

const stateStyles: Partial<Record<string, 'green' | 'yellow' | 'red'>> = {
  finished: 'green',
  running: 'yellow',
  pending: 'yellow',
  failed: 'red',
  crashed: 'red',
  killed: 'red',
};

/** What kind of thing it is, its state where that tells something, and its aliases. */
function details(node: ExportNode, paint: Paint): string[] {
  switch (node.kind) {
    case 'HIDDEN':
      return node.reason ? [paint('magenta', `(${node.reason})`)] : [];
    case 'RUN': {
      const state = node.state === null ? [] : [paint(stateStyles[node.state] ?? 'gray', show(node.state))];
      return [show(node.jobType || 'run'), ...state];
    }
    case 'ARTIFACT': {
      const aliases = node.aliases ?? [];
      return [
        show(node.type ?? 'artifact'),
        ...(node.state === null || node.state === 'COMMITTED' ? [] : [paint('red', show(node.state))]),
        ...(aliases.length > 0 ? [`[${aliases.map(show).join(', ')}]`] : []),
      ];
    }
  }
}

/** Where the walk was cut here. Hidden neighbours are nodes of the tree themselves. */
function cuts({ id }: ExportNode, { truncationsAt }: ExportIndex, paint: Paint): string[] {
  return (truncationsAt.get(id) ?? [])
    .filter(({ reason }) => reason !== 'HIDDEN')
    .map((truncation) => {
      const option = limitOptions[truncation.reason];
      return paint('yellow', `⋯ ${truncationWords(truncation)}${option ? `: raise ${option}` : ''}`);
    });
}

/** The options of commands that move a limit. */
export const limitOptions: Partial<Record<TruncationReason, string>> = {
  MAX_DEPTH: '--depth',
  MAX_NODES: '--max-nodes',
};

const hiddenBecause: Record<string, string> = {
  NOT_VISIBLE: 'W&B counts it, but does not show it',
  UNKNOWN: 'W&B names it, but it cannot be found',
  WANDB_ERROR: 'loading it failed',
};

function footer({ graph, edges, incompleteBecause }: ExportIndex, paint: Paint): string[] {
  const hidden = new Map<string, number>();
  for (const node of graph.nodes) {
    if (node.kind !== 'HIDDEN') continue;
    const words = `${show(node.label)}: ${hiddenBecause[node.reason ?? ''] ?? 'no reason is known'}`;
    hidden.set(words, (hidden.get(words) ?? 0) + 1);
  }
  const { complete } = graph.completeness;
  const verdict = complete ? 'Complete' : paint('yellow', 'Incomplete');
  return [
    `${plural(graph.nodes.length, 'node')}, ${plural(edges.length, 'edge')}. ${verdict}${
      incompleteBecause.length === 0 ? '.' : complete ? ', but for what the filter leaves out:' : ':'
    }`,
    ...incompleteBecause.map((reason) => `  ${reason}`),
    ...(hidden.size > 0 ? ['Hidden:'] : []),
    ...[...hidden].map(([words, count]) => `  ${count} × ${words}`),
  ];
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
