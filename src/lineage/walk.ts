import { createExpander, type WalkLimits } from './expand-levels.ts';
import { showsFrom, stopsFrom, type LineageFilter } from './filter.ts';
import type { LineageDirection, WalkDirection } from './graph.ts';
import { isKnown, type LineageSource, type GraphNode } from './source.ts';
import { createTruncationLog } from './truncation-log.ts';
import { comparePositions, rootKey, type PagePosition } from './position.ts';
import { answerFrom } from './walk-answer.ts';
import { createVisitedGraph, type VisitedGraph, type VisitedNode } from './walk-book.ts';
import {
  nodesToExpand,
  levelFrom,
  noteFound,
  noteUnexpanded,
  readLevel,
  type Lane,
  type Walking,
} from './walk-level.ts';
import { createWalkPage } from './walk-page.ts';
import type { Walk } from './walk-result.ts';
import { yieldToEventLoop, sortYielding } from '../wandb/yield.ts';

/** What is asked for. Two walks of the same request, on whatever page, walk the same graph. */
export interface WalkRequest {
  /** Never empty; a root twice counts once. A root of which nothing is known is a hidden node. Filters never hide a root. */
  roots: readonly GraphNode[];
  direction: LineageDirection;
  maxDepth: number;
  maxFanout?: number | null;
  /** Hides nodes; the walk goes on through them, and what lies behind them keeps its distance. */
  filter?: LineageFilter | null;
  /** Nodes at which the walk ends. A root is expanded even where it matches. */
  stopAt?: LineageFilter | null;
}

export interface WalkOptions extends WalkRequest, WalkLimits {
  /** The most nodes of one answer, those that the filter hides not counted; `Infinity` for all. */
  maxNodes: number;
  /** Where the page before this one ended. */
  after?: PagePosition | null;
}

/**
 * The closure of the roots, level by level: one call of `expand` for each level and direction, those of BOTH side by
 * side. A page depends on the graph alone, not on the order in which neighbours are told: the walk is done again from the
 * roots, up to the end of the page, so that any replica can give any page. A truncation at a node that the filter hides is
 * told at the shown node through which it was met. A failure is told on every page whose walk met it, everything else on one.
 */
export async function walkLineage(neighbours: LineageSource, options: WalkOptions): Promise<Walk> {
  checkOptions(options);
  const { maxDepth, direction, after = null } = options;
  const expand = createExpander(neighbours, { ...options, maxFanout: options.maxFanout ?? null });
  const walking: Walking = {
    graph: createVisitedGraph(showsFrom(options.filter), stopsFrom(options.stopAt), direction === 'BOTH'),
    page: createWalkPage(options.maxNodes, after),
    log: createTruncationLog(),
    errors: [],
    expansions: 0,
  };
  const { page } = walking;
  const lanes = lanesFrom(direction);
  let found = rootsFrom(options.roots, walking.graph, lanes);
  const skipsGiven =
    new Set(options.roots.map(({ kind }) => kind)).size === 1 &&
    found[0] !== undefined &&
    isKnown(found[0].ref);

  let deadlineDepth: number | null = null;
  for (let depth = 0; ; depth += 1) {
    const wasFull = page.isFull();
    page.take(found);
    noteFound(found, walking);
    if (wasFull && page.more) break;
    await yieldToEventLoop();
    const due = lanes.map((lane) => nodesToExpand(lane, depth, page, skipsGiven));
    if (due.every((nodes) => nodes.length === 0)) break;
    if (depth === maxDepth) {
      for (const nodes of due) noteUnexpanded(nodes, depth, 'MAX_DEPTH', walking);
      break;
    }
    const answers = await expand(due.map((nodes, index) => levelFrom(nodes, lanes[index], maxDepth - depth)));
    if (!answers) {
      deadlineDepth = depth;
      for (const nodes of due) noteUnexpanded(nodes, depth, 'DEADLINE', walking);
      break;
    }
    const met: VisitedNode[] = [];
    for (const [index, lane] of lanes.entries()) {
      const next: VisitedNode[] = [];
      await readLevel(due[index] ?? [], answers[index] ?? [], lane, depth, { next, met }, walking);
      lane.frontier = next;
    }
    if (page.more) break;
    found = await sortYielding(met, comparePositions);
    for (const lane of lanes) {
      lane.frontier = lanes.length === 1 ? found : await sortYielding(lane.frontier, byKey);
    }
  }
  return answerFrom(walking, after, deadlineDepth);
}

function checkOptions({ roots, maxDepth, maxNodes, maxFanout }: WalkOptions): void {
  if (roots.length === 0) throw new RangeError('A walk needs a root.');
  if (!Number.isInteger(maxDepth) || maxDepth < 0)
    throw new RangeError(`maxDepth is ${maxDepth}, not a count.`);
  if (!(maxNodes >= 1)) throw new RangeError(`maxNodes is ${maxNodes}, less than 1.`);
  if (maxFanout != null && !(maxFanout >= 1)) throw new RangeError(`maxFanout is ${maxFanout}, less than 1.`);
}

function lanesFrom(direction: LineageDirection): Lane[] {
  const directions: WalkDirection[] = direction === 'BOTH' ? ['UPSTREAM', 'DOWNSTREAM'] : [direction];
  return directions.map((each, index) => ({ direction: each, bit: 1 << index, frontier: [] }));
}

function rootsFrom(refs: readonly GraphNode[], graph: VisitedGraph, lanes: readonly Lane[]): VisitedNode[] {
  const roots = [...new Set(refs.map((ref, index) => graph.root(ref, rootKey(index))))];
  for (const lane of lanes) {
    lane.frontier = roots;
    for (const root of roots) root.reached |= lane.bit;
  }
  return roots;
}

function byKey(a: VisitedNode, b: VisitedNode): number {
  return a.key < b.key ? -1 : 1;
}
