import { truncationsOf, usedAsText, type ExportIndex } from '../index.ts';
import type { ExportNode } from '../model.ts';
import { drawableText } from './text.ts';

/** How the drawn formats show a node. Colour is never the only sign: the words and the shape say it too. */
export interface Drawing {
  shape: 'run' | 'artifact' | 'hidden';
  /** What sets the node apart from others of its shape; null: nothing. */
  mark: 'failed' | 'running' | 'deleted' | null;
  isRoot: boolean;
  /** The walk was cut here. */
  isCut: boolean;
  /** Of the node: its kind and state. */
  details: string;
  /** What the walk left out here; null: nothing. */
  omitted: string | null;
  /** Title, details and omissions, without empty ones. */
  lines: string[];
  /** The canonical path, or the label. */
  tooltip: string;
}

/** W&B's colours: runs are green, artifacts blue. The web pages have the same ones in `web/palette.css`. */
export const palette = {
  run: { fill: '#dcfce7', stroke: '#15803d', text: '#052e16' },
  artifact: { fill: '#dbeafe', stroke: '#1d4ed8', text: '#172554' },
  hidden: { fill: '#f3f4f6', stroke: '#6b7280', text: '#1f2937' },
  failed: { fill: '#fee2e2', stroke: '#b91c1c', text: '#450a0a' },
  running: { fill: '#fef9c3', stroke: '#a16207', text: '#422006' },
  deleted: { fill: '#e5e7eb', stroke: '#4b5563', text: '#1f2937' },
  incomplete: { fill: '#fef3c7', stroke: '#b45309', text: '#451a03' },
};

/** For dark backgrounds. */
export const darkPalette: typeof palette = {
  run: { fill: '#052e16', stroke: '#4ade80', text: '#dcfce7' },
  artifact: { fill: '#172554', stroke: '#60a5fa', text: '#dbeafe' },
  hidden: { fill: '#1f2937', stroke: '#9ca3af', text: '#e5e7eb' },
  failed: { fill: '#450a0a', stroke: '#f87171', text: '#fee2e2' },
  running: { fill: '#422006', stroke: '#facc15', text: '#fef9c3' },
  deleted: { fill: '#1f2937', stroke: '#9ca3af', text: '#e5e7eb' },
  incomplete: { fill: '#451a03', stroke: '#fbbf24', text: '#fef3c7' },
};

const failedStates = new Set(['failed', 'crashed', 'killed', 'preempted']);
const hiddenWords = {
  NOT_VISIBLE: 'not visible',
  UNKNOWN: 'unknown to W&B',
  WANDB_ERROR: 'W&B failed to answer',
};

function shownState(state: string | null): string | null {
  return state === null || /^(?:finished|committed)$/i.test(state) ? null : state.toLowerCase();
}

function markOf(node: ExportNode): Drawing['mark'] {
  if (node.kind === 'HIDDEN' || node.state === null) return null;
  const state = node.state.toLowerCase();
  if (node.kind === 'ARTIFACT') return state === 'deleted' ? 'deleted' : null;
  return failedStates.has(state) ? 'failed' : state === 'running' ? 'running' : null;
}

function detailsOf(node: ExportNode): (string | null)[] {
  if (node.kind === 'HIDDEN') return [node.reason === null ? null : hiddenWords[node.reason]];
  if (node.kind === 'RUN') return [node.jobType ?? 'run', shownState(node.state), node.user];
  const aliases = (node.aliases ?? []).filter((alias) => alias !== node.version);
  const shown = aliases.slice(0, 2).map((alias) => `@${alias}`);
  const others = aliases.length > 2 ? `+${aliases.length - 2}` : null;
  return [node.type ?? 'artifact', shownState(node.state), ...shown, others];
}

function titleOf(node: ExportNode): string {
  if (node.kind === 'HIDDEN') return node.label;
  if (node.kind === 'RUN') return node.displayName ?? node.label;
  return node.name === null || node.version === null ? node.label : `${node.name}:${node.version}`;
}

export function drawingOf(index: ExportIndex, node: ExportNode): Drawing {
  const truncations = truncationsOf(index, node);
  const title = drawableText(titleOf(node), 42) || '(no name)';
  const details = detailsOf(node)
    .filter((detail) => detail !== null && detail !== '')
    .map((detail) => drawableText(detail ?? '', 32))
    .join(' · ');
  const omitted = truncations.length === 0 ? null : truncations.join(', ');
  return {
    shape: node.kind === 'RUN' ? 'run' : node.kind === 'ARTIFACT' ? 'artifact' : 'hidden',
    mark: markOf(node),
    isRoot: index.roots.has(node.id),
    isCut: truncations.length > 0,
    details,
    omitted,
    lines: [title, details, omitted ?? ''].filter((line) => line !== ''),
    tooltip: drawableText(node.path ?? node.label, 200),
  };
}

/** The keys of both ends, and the names that the edge carries. */
export function* drawnEdges(index: ExportIndex): Generator<{ from: string; to: string; name: string }> {
  for (const edge of index.edges) {
    const [from = '', to = ''] = [index.keyOf.get(edge.from), index.keyOf.get(edge.to)];
    yield { from, to, name: drawableText(usedAsText(edge), 40) };
  }
}

/** What, whose and when, for the foot of a drawing. */
export function captionOf(index: ExportIndex): string[] {
  const { nodes, direction, generatedAt, wandbUrl, gatewayVersion } = index.graph;
  const walk = {
    UPSTREAM: 'Upstream lineage',
    DOWNSTREAM: 'Downstream lineage',
    BOTH: 'Lineage',
    CONNECTED: 'Connected lineage',
  }[direction];
  const size = `${nodes.length} nodes, ${index.edges.length} edges`;
  const source = `${wandbUrl} · ${generatedAt} · wandb-lineage-gateway ${gatewayVersion}`;
  return [`${walk} · ${size}`, source].map((line) => drawableText(line, 150));
}
