import { createExpander, type Patience } from './expander.ts';
import { showsFrom, stopsFrom, type LineageFilter } from './filter.ts';
import type { LineageDirection, Neighbours, NodeRef, WalkDirection } from './graph.ts';
import { createLedger } from './ledger.ts';
import { comparePlaces, rootKey, type WalkPosition } from './place.ts';
import { createTurns, sortInTurns } from './turns.ts';
import { answerFrom } from './walk-answer.ts';
import { createBook, type Book, type Member } from './walk-book.ts';
import {
  dueMembers,
  levelFrom,
  noteFound,
  noteUnexpanded,
  readLevel,
  type Lane,
  type Walking,
} from './walk-level.ts';
import { createWalkPage } from './walk-page.ts';
import type { Walk } from './walk-result.ts';

/** What is asked for. Two walks of the same request, on whatever page, walk the same graph. */
export interface WalkRequest {
  /** Never empty; a root twice counts once. A root of which nothing is known is a hidden node. Filters never hide a root. */
  roots: readonly NodeRef[];
  direction: LineageDirection;
  maxDepth: number;
  maxFanout?: number | null;
  /** Hides nodes; the walk goes on through them, and what lies behind them keeps its distance. */
  filter?: LineageFilter | null;
  /** Nodes at which the walk ends. A root is expanded even where it matches. */
  stopAt?: LineageFilter | null;
}

export interface WalkOptions extends WalkRequest, Patience {
  /** The most nodes of one answer, those that the filter hides not counted; `Infinity` for all. */
  maxNodes: number;
  /** Where the page before this one ended. */
  after?: WalkPosition | null;
}

/**
 * The closure of the roots, level by level: one call of `expand` for each level and direction, those of BOTH side by
 * side. A page depends on the graph alone, not on the order in which neighbours are told: the walk is done again from the
 * roots, up to the end of the page, so that any replica can give any page. A truncation at a node that the filter hides is
 * told at the shown node through which it was met. A failure is told on every page whose walk met it, everything else on one.
 */
export async function walkLineage(neighbours: Neighbours, options: WalkOptions): Promise<Walk> {
  checkOptions(options);
  const { maxDepth, direction, after = null } = options;
  const expand = createExpander(neighbours, { ...options, maxFanout: options.maxFanout ?? null });
  const walking: Walking = {
    book: createBook(showsFrom(options.filter), stopsFrom(options.stopAt), direction === 'BOTH'),
    page: createWalkPage(options.maxNodes, after),
    ledger: createLedger(),
    errors: [],
    turns: createTurns(),
    expansions: 0,
  };
  const { page } = walking;
  const lanes = lanesFrom(direction);
  let found = rootsFrom(options.roots, walking.book, lanes);
  const skipsGiven =
    new Set(options.roots.map(({ kind }) => kind)).size === 1 && found[0]?.ref.kind !== 'HIDDEN';

  let deadlineDepth: number | null = null;
  for (let depth = 0; ; depth += 1) {
    const wasFull = page.isFull();
    page.take(found);
    noteFound(found, walking);
    if (wasFull && page.more) break;
    await walking.turns.next();
    const due = lanes.map((lane) => dueMembers(lane, depth, page, skipsGiven));
    if (due.every((members) => members.length === 0)) break;
    if (depth === maxDepth) {
      for (const members of due) noteUnexpanded(members, depth, 'MAX_DEPTH', walking);
      break;
    }
    const answers = await expand(
      due.map((members, index) => levelFrom(members, lanes[index], maxDepth - depth)),
    );
    if (!answers) {
      deadlineDepth = depth;
      for (const members of due) noteUnexpanded(members, depth, 'DEADLINE', walking);
      break;
    }
    const met: Member[] = [];
    for (const [index, lane] of lanes.entries()) {
      const next: Member[] = [];
      await readLevel(due[index] ?? [], answers[index] ?? [], lane, depth, { next, met }, walking);
      lane.frontier = next;
    }
    if (page.more) break;
    found = await sortInTurns(met, comparePlaces, walking.turns);
    for (const lane of lanes) {
      lane.frontier = lanes.length === 1 ? found : await sortInTurns(lane.frontier, byKey, walking.turns);
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

function rootsFrom(refs: readonly NodeRef[], book: Book, lanes: readonly Lane[]): Member[] {
  const roots = [...new Set(refs.map((ref, index) => book.root(ref, rootKey(index))))];
  for (const lane of lanes) {
    lane.frontier = roots;
    for (const root of roots) root.reached |= lane.bit;
  }
  return roots;
}

function byKey(a: Member, b: Member): number {
  return a.key < b.key ? -1 : 1;
}
