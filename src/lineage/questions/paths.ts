import { createExpander, type Expander, type WalkLimits } from '../expand-levels.ts';
import type { Truncation, WalkDirection } from '../graph.ts';
import { isKnown, type Expansion, type LineageSource, type GraphNode, type KnownNode } from '../source.ts';
import { createTruncationLog, isComplete, reasonOf, type TruncationLog } from '../truncation-log.ts';
import { enumeratePaths, hasLongerWalk, type LineagePath } from './path-enumeration.ts';
import { createPathGraph, type PathGraph } from './path-graph.ts';
import type { WalkFailure } from '../walk-result.ts';
import { shouldYield, yieldToEventLoop, sortYielding } from '../../wandb/yield.ts';

export interface PathsOptions extends WalkLimits {
  from: GraphNode;
  to: GraphNode;
  /** The most edges of a path. */
  maxDepth: number;
  /** The most paths of the answer. */
  first: number;
  maxFanout?: number | null;
  /** The most nodes that the search expands in one orientation; left out: 20,000. */
  maxNodes?: number;
}

export interface PathsResult {
  /** Along the data's index, the shortest first, those of one length in the order of their nodes' ids. */
  paths: LineagePath[];
  /** The data flows from `to` to `from`: no path leads the way that was asked for, and these lead the other way. */
  reversed: boolean;
  /** There are more paths than these, known for certain. */
  hasMore: boolean;
  /** What might hide further paths. Empty where all that is upstream of `to`, or downstream of `from`, is known. */
  truncations: Truncation[];
  /** There is no other path of whatever length: nothing was cut, and `hasMore` is false. */
  complete: boolean;
  errors: WalkFailure[];
}

interface Side {
  direction: WalkDirection;
  frontier: KnownNode[];
  seen: Set<string>;
  /** How many hops from its end this side has expanded. */
  hops: number;
  log: TruncationLog;
}

/** As many nodes as one W&B request answers: a second side of this size costs no further round trip. */
const freeFrontier = 50;

/**
 * The paths between two nodes, searched from both ends: downstream from the one, upstream from the other, the narrower
 * side first. The search ends as soon as the paths asked for and one more are known. Filters have no say in it.
 */
export async function findPaths(neighbours: LineageSource, options: PathsOptions): Promise<PathsResult> {
  const { from, to, maxDepth, first } = options;
  if (!Number.isInteger(maxDepth) || maxDepth < 0)
    throw new RangeError(`maxDepth is ${maxDepth}, not a count.`);
  if (!Number.isInteger(first) || first < 1) throw new RangeError(`first is ${first}, less than 1.`);
  if (from.id === to.id) {
    const paths = [{ nodes: [from], edges: [] }];
    return { paths, reversed: false, hasMore: false, truncations: [], complete: true, errors: [] };
  }
  const expand = createExpander(neighbours, { ...options, maxFanout: options.maxFanout ?? null });
  const along = await search(expand, options);
  if (along.paths.length > 0) return { ...along, reversed: false };
  const against = await search(expand, { ...options, from: to, to: from });
  if (against.paths.length > 0) return { ...against, reversed: true };
  const truncations = withoutRepeats([...along.truncations, ...against.truncations]);
  const errors = [...along.errors, ...against.errors];
  return { ...along, reversed: false, truncations, errors, complete: isComplete(truncations) };
}

function withoutRepeats(truncations: readonly Truncation[]): Truncation[] {
  return [...new Map(truncations.map((each) => [`${each.reason} ${each.at}`, each])).values()];
}

async function search(
  expand: Expander,
  { from, to, maxDepth, first, maxNodes = 20_000 }: PathsOptions,
): Promise<Omit<PathsResult, 'reversed'>> {
  const graph = createPathGraph();
  const [start, end] = [graph.node(from), graph.node(to)];
  const down = sideFrom(from, 'DOWNSTREAM');
  const up = sideFrom(to, 'UPSTREAM');
  const sides = [down, up];
  const errors: WalkFailure[] = [];
  let expanded = 0;
  let found = { paths: [] as LineagePath[], exhausted: false };
  while (sides.every(({ frontier }) => frontier.length > 0)) {
    const due = dueSides(down, up, maxDepth);
    expanded += due.reduce((sum, { frontier }) => sum + frontier.length, 0);
    const cut = due.length === 0 ? 'MAX_DEPTH' : expanded > maxNodes ? 'MAX_NODES' : null;
    const answers = cut
      ? null
      : await expand(due.map(({ frontier, direction }) => ({ nodes: frontier, direction })));
    if (!answers) {
      // One entry for each end: the frontier between them may hold thousands.
      down.log.add(from.id, cut ?? 'DEADLINE', null);
      up.log.add(to.id, cut ?? 'DEADLINE', null);
      break;
    }
    for (const [index, side] of due.entries()) await advance(side, answers[index] ?? [], graph, errors);
    // Every path up to this length has all its edges seen from one end or the other.
    const known = sides.some(({ frontier }) => frontier.length === 0) ? maxDepth : down.hops + up.hops;
    found = await enumeratePaths(graph, start, end, known, first + 1);
    if (found.paths.length > first || found.exhausted) break;
  }
  if (found.paths.length <= first && (await hasLongerWalk(start, end, maxDepth))) {
    down.log.add(from.id, 'MAX_DEPTH', null);
    up.log.add(to.id, 'MAX_DEPTH', null);
  }
  const hasMore = found.paths.length > first;
  const truncations = hiddenBy(sides);
  if (found.exhausted) truncations.push({ at: from.id, reason: 'MAX_NODES', omitted: null });
  return {
    paths: found.paths.slice(0, first),
    hasMore,
    truncations,
    complete: !hasMore && truncations.length === 0,
    errors,
  };
}

/** Nothing where one side came to its end and met nothing that it could not see: whatever the other missed leads elsewhere. */
function hiddenBy(sides: readonly Side[]): Truncation[] {
  const all = sides.map(({ log }) => log.entries(true));
  const closed = sides.some(({ frontier }, index) => frontier.length === 0 && all[index]?.length === 0);
  return closed ? [] : withoutRepeats(all.flat());
}

function sideFrom(ref: GraphNode, direction: WalkDirection): Side {
  const frontier = isKnown(ref) ? [ref] : [];
  const side: Side = { direction, frontier, seen: new Set([ref.id]), hops: 0, log: createTruncationLog() };
  if (!isKnown(ref)) side.log.add(ref.id, 'HIDDEN', null);
  return side;
}

/** The side with fewer nodes to expand, and the other along with it where that is free; none where paths would get too long. */
function dueSides(down: Side, up: Side, maxDepth: number): Side[] {
  const left = maxDepth - down.hops - up.hops;
  if (left <= 0) return [];
  const [near, far] = up.frontier.length <= down.frontier.length ? [up, down] : [down, up];
  return left > 1 && far.frontier.length <= freeFrontier ? [near, far] : [near];
}

async function advance(
  side: Side,
  expansions: readonly Expansion[],
  graph: PathGraph,
  errors: WalkFailure[],
): Promise<void> {
  const next: KnownNode[] = [];
  for (const [index, node] of side.frontier.entries()) {
    const expansion = expansions[index];
    if (!expansion) continue;
    const hidden = new Set<string>();
    for (const neighbour of expansion.neighbours) {
      if (shouldYield()) await yieldToEventLoop();
      graph.add(node, side.direction, neighbour);
      const { node: other } = neighbour;
      if (!isKnown(other)) hidden.add(other.id);
      else if (!side.seen.has(other.id)) next.push(other);
      side.seen.add(other.id);
    }
    if (hidden.size > 0) side.log.add(node.id, 'HIDDEN', hidden.size);
    if (expansion.error) {
      const reason = reasonOf(expansion.error);
      side.log.add(node.id, reason, null);
      if (reason === 'WANDB_ERROR') errors.push({ at: node.id, error: expansion.error });
    }
    const { beyondFanout } = expansion;
    if (beyondFanout !== 0 && !(beyondFanout === null && expansion.error))
      side.log.add(node.id, 'FANOUT', beyondFanout);
  }
  side.frontier = await sortYielding(next, (a, b) => (a.id < b.id ? -1 : 1));
  side.hops += 1;
}
