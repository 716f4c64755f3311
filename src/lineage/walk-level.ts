import type { Level } from './expand-levels.ts';
import type { WalkDirection } from './graph.ts';
import { isKnown, type Expansion } from './source.ts';
import { reasonOf, type TruncationLog } from './truncation-log.ts';
import type { Position } from './position.ts';
import type { VisitedGraph, VisitedNode } from './walk-book.ts';
import type { WalkPage } from './walk-page.ts';
import type { WalkFailure } from './walk-result.ts';
import { shouldYield, yieldToEventLoop } from '../wandb/yield.ts';

export interface Lane {
  direction: WalkDirection;
  bit: number;
  /** At the depth that the walk has come to, in order. */
  frontier: VisitedNode[];
}

/** One walk in progress. */
export interface Walking {
  graph: VisitedGraph;
  page: WalkPage;
  log: TruncationLog;
  errors: (WalkFailure & { late: boolean })[];
  expansions: number;
}

function anchorOf(node: VisitedNode): string {
  return (node.via ?? node).ref.id;
}

/**
 * What has to be expanded at this depth: behind the end of a page of which more is known to follow, nothing. Where all
 * roots are of one kind, two nodes of one depth are never neighbours (every hop changes the kind), so that a page which
 * ends at this depth learns nothing from those that earlier pages have expanded.
 */
export function nodesToExpand(
  { frontier }: Lane,
  depth: number,
  page: WalkPage,
  skipsGiven: boolean,
): VisitedNode[] {
  return frontier.filter((node) => {
    if (!isKnown(node.ref) || node.stops) return false;
    if (!page.more) return true;
    const place = { depth, key: node.key };
    return !page.isLate(place) && !(skipsGiven && page.isGivenNode(node) && page.isGivenExpansion(place));
  });
}

export function levelFrom(nodes: readonly VisitedNode[], lane: Lane | undefined, levelsLeft: number): Level {
  return {
    nodes: nodes.map(({ ref }) => ref).filter(isKnown),
    direction: lane?.direction ?? 'UPSTREAM',
    levelsLeft,
  };
}

export function noteFound(found: readonly VisitedNode[], { page, log }: Walking): void {
  for (const node of found) {
    if (page.isGivenNode(node)) continue;
    if (!node.shown) log.add(anchorOf(node), 'FILTERED', 1, page.isLate(node));
    if (node.depth === 0 && !isKnown(node.ref)) {
      log.add(node.ref.id, node.ref.kind === 'FAILED' ? 'WANDB_ERROR' : 'HIDDEN', null, page.isLate(node));
    }
  }
}

export function noteUnexpanded(
  nodes: readonly VisitedNode[],
  depth: number,
  reason: 'MAX_DEPTH' | 'DEADLINE',
  { page, log }: Walking,
): void {
  for (const node of nodes) {
    const place: Position = { depth, key: node.key };
    if (reason === 'MAX_DEPTH' && page.isGivenExpansion(place)) continue;
    log.add(anchorOf(node), reason, null, reason === 'MAX_DEPTH' && page.isLate(place));
  }
}

export async function readLevel(
  nodes: readonly VisitedNode[],
  expansions: readonly Expansion[],
  lane: Lane,
  depth: number,
  into: { next: VisitedNode[]; met: VisitedNode[] },
  walking: Walking,
): Promise<void> {
  const { graph, page } = walking;
  for (const [index, node] of nodes.entries()) {
    const expansion = expansions[index];
    if (!expansion) continue;
    const place: Position = { depth, key: node.key };
    const late = page.isLate(place);
    const givenExpansion = page.isGivenExpansion(place);
    const nodeGiven = page.isGivenNode(node);
    const number = walking.expansions++;
    const hidden = { wandb: 0, failed: 0, filtered: 0 };
    for (const { node: met, usedAs } of expansion.neighbours) {
      if (shouldYield()) await yieldToEventLoop();
      const other = graph.visit(met, node, depth);
      if (other.reached === 0) into.met.push(other);
      if ((other.reached & lane.bit) === 0) {
        other.reached |= lane.bit;
        into.next.push(other);
      }
      if (other.metBy !== number) {
        other.metBy = number;
        if (!other.shown) hidden.filtered += 1;
        else if (!isKnown(met)) hidden[met.kind === 'FAILED' ? 'failed' : 'wandb'] += 1;
      }
      const given = givenExpansion && nodeGiven && page.isGivenNode(other);
      graph.connect({ expanded: node, other, direction: lane.direction, usedAs, given, late });
    }
    if (shouldYield()) await yieldToEventLoop();
    noteExpansion(node, place, expansion, hidden, walking);
  }
}

function noteExpansion(
  node: VisitedNode,
  place: Position,
  { beyondFanout, error }: Expansion,
  hidden: { wandb: number; failed: number; filtered: number },
  { page, log, errors }: Walking,
): void {
  const at = anchorOf(node);
  const late = page.isLate(place);
  if (node.depth === place.depth) {
    const known = node.expansion;
    const sum = known ? known.hidden : 0;
    const count = hidden.wandb + hidden.failed + hidden.filtered;
    node.expansion = {
      failed: error !== undefined || (known?.failed ?? false),
      hidden: sum === null || beyondFanout === null || error ? null : sum + count + beyondFanout,
    };
  }
  if (error) {
    // A page after this one walks here again and may fail where this one did not, so that a failure is never old news.
    const reason = reasonOf(error);
    log.add(at, reason, null, late);
    if (reason === 'WANDB_ERROR') errors.push({ at, error, late });
  }
  if (page.isGivenExpansion(place)) return;
  if (beyondFanout !== 0 && !(beyondFanout === null && error)) log.add(at, 'FANOUT', beyondFanout, late);
  if (hidden.failed > 0) log.add(at, 'WANDB_ERROR', hidden.failed, late);
  if (hidden.wandb > 0) log.add(at, 'HIDDEN', hidden.wandb, late);
}
