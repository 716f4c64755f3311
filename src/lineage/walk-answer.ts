import type { LineageEdge } from './graph.ts';
import type { GraphNode } from './source.ts';
import { isComplete } from './truncation-log.ts';
import { comparePositions, type Position, type PagePosition } from './position.ts';
import { pairKey, type VisitedEdge } from './walk-book.ts';
import { settleEnds } from './walk-ends.ts';
import type { Walking } from './walk-level.ts';
import type { WalkPage } from './walk-page.ts';
import type { LineageHit, Walk } from './walk-result.ts';
import { shouldYield, yieldToEventLoop, sortYielding } from '../wandb/yield.ts';

/** What a walk hands out when it has come to its end; `deadlineDepth` is the depth that the deadline kept from being expanded. */
export async function answerFrom(
  walking: Walking,
  after: PagePosition | null,
  deadlineDepth: number | null,
): Promise<Walk> {
  const { graph, page, log } = walking;
  if (deadlineDepth !== null && after && comparePositions(endOf(deadlineDepth - 1), after.expansions) < 0) {
    return answerWithNothingNew(walking);
  }
  await settleEnds(graph.hiding);
  const hits: LineageHit[] = [];
  const roots: GraphNode[] = [];
  const leaves: GraphNode[] = [];
  for (const { ref, depth, expansion, hasUpstream, hasDownstream } of page.nodes) {
    const expanded = expansion !== null && !expansion.failed;
    hits.push({ node: ref, depth, expanded, hiddenNeighbours: expansion?.hidden ?? null });
    if (!hasUpstream) roots.push(ref);
    if (!hasDownstream) leaves.push(ref);
    if (shouldYield()) await yieldToEventLoop();
  }
  const isLast = !page.more && deadlineDepth === null;
  const last = page.nodes.at(-1);
  const truncations = log.entries(isLast);
  const cut = (after?.cut ?? false) || !isComplete(truncations.filter(({ reason }) => reason !== 'DEADLINE'));
  if (page.more && last) truncations.push({ at: last.ref.id, reason: 'MAX_NODES', omitted: null });
  return {
    hits,
    edges: await edgesFrom(walking, isLast),
    roots,
    leaves,
    truncations,
    complete: isComplete(truncations) && !cut,
    errors: walking.errors.filter(({ late }) => isLast || !late).map(({ at, error }) => ({ at, error })),
    end: isLast ? null : positionAfter(page, after, deadlineDepth, cut),
  };
}

/** The deadline struck before the walk was back where the page before this one ended: what is new here is not known. */
function answerWithNothingNew({ log, errors }: Walking): Walk {
  const truncations = log
    .entries(true)
    .filter(({ reason }) => reason === 'DEADLINE' || reason === 'WANDB_ERROR');
  return {
    hits: [],
    edges: [],
    roots: [],
    leaves: [],
    truncations,
    complete: false,
    errors: errors.map(({ at, error }) => ({ at, error })),
    end: null,
  };
}

/** By their later end, then by the other: the order of the nodes on one page, whatever its size. */
async function edgesFrom({ graph, page }: Walking, isLast: boolean): Promise<LineageEdge[]> {
  const kept: VisitedEdge[] = [];
  for (const edge of graph.edges()) {
    if (shouldYield()) await yieldToEventLoop();
    const { from, to } = edge;
    if (edge.given || (edge.late && !isLast) || !page.has(from) || !page.has(to)) continue;
    edge.order = pairKey(Math.max(from.rank, to.rank), Math.min(from.rank, to.rank));
    kept.push(edge);
  }
  const inOrder = await sortYielding(kept, (a, b) => a.order - b.order || a.from.rank - b.from.rank);
  const edges: LineageEdge[] = [];
  for (const { from, to, kind, usedAs } of inOrder) {
    edges.push({ from: from.ref.id, to: to.ref.id, kind, usedAs });
    if (shouldYield()) await yieldToEventLoop();
  }
  return edges;
}

/**
 * Where the next page goes on. A deadline leaves nodes that were given but not expanded: the next page has them expanded,
 * unless this one gave nothing new, since a caller who follows positions to their end would then never come to it.
 */
function positionAfter(
  page: WalkPage,
  after: PagePosition | null,
  deadlineDepth: number | null,
  cut: boolean,
): PagePosition | null {
  if (deadlineDepth === null) return { nodes: page.end(), expansions: page.end(), cut };
  const nodes = page.isFull() ? page.end() : endOf(deadlineDepth);
  const expansions = earlier(nodes, endOf(deadlineDepth - 1));
  const isNew =
    !after || comparePositions(nodes, after.nodes) > 0 || comparePositions(expansions, after.expansions) > 0;
  return isNew ? { nodes, expansions, cut } : null;
}

function endOf(depth: number): Position {
  return { depth, key: null };
}

function earlier(a: Position, b: Position): Position {
  return comparePositions(a, b) <= 0 ? a : b;
}
