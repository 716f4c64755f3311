import { shouldYield, yieldToEventLoop } from '../../wandb/yield.ts';
import type { LineageEdge, Truncation, WalkDirection } from '../graph.ts';
import type { WalkLimits } from '../limits.ts';
import { isKnown, type GraphNode, type LineageSource } from '../source.ts';
import { isComplete, TruncationLog, type WalkFailure } from '../completeness.ts';
import { mergedUsedAs, walk, wholeLevels, type VisitedNode, type WalkPart } from '../walk.ts';

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

/** One simple path along the data's flow: one more node than edges. */
export interface LineagePath {
  nodes: GraphNode[];
  edges: LineageEdge[];
}

export interface PathsResult {
  /** Along the data's flow, the shortest first, those of one length in the order of their nodes' ids. */
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

/**
 * The paths between two nodes, searched from both ends: downstream from the one, upstream from the other, the narrower
 * side first. The search ends as soon as the paths asked for and one more are known. Nodes of every type are searched.
 * Throws a RangeError for a request that makes no sense, and the signal's reason where it is aborted.
 */
export async function findPaths(source: LineageSource, options: PathsOptions): Promise<PathsResult> {
  const { from, to, maxDepth, first } = options;
  if (!Number.isInteger(maxDepth) || maxDepth < 0)
    throw new RangeError(`maxDepth is ${maxDepth}, not a count.`);
  if (!Number.isInteger(first) || first < 1) throw new RangeError(`first is ${first}, less than 1.`);
  if (from.id === to.id) {
    const paths = [{ nodes: [from], edges: [] }];
    return { paths, reversed: false, hasMore: false, truncations: [], complete: true, errors: [] };
  }
  const forward = await search(source, options);
  if (forward.paths.length > 0) return { ...forward, reversed: false };
  const backward = await search(source, { ...options, from: to, to: from });
  if (backward.paths.length > 0) return { ...backward, reversed: true };
  const truncations = withoutRepeats([...forward.truncations, ...backward.truncations]);
  const errors = [...forward.errors, ...backward.errors];
  return { ...forward, reversed: false, truncations, errors, complete: isComplete(truncations) };
}

function withoutRepeats(truncations: readonly Truncation[]): Truncation[] {
  return [...new Map(truncations.map((each) => [`${each.reason} ${each.at}`, each])).values()];
}

/** One end of the search. */
interface Side {
  root: GraphNode;
  levels: AsyncGenerator<WalkPart, void>;
  /** How many nodes its next level expands. */
  width: number;
  /** How many levels it has expanded. */
  hops: number;
  log: TruncationLog;
}

async function search(source: LineageSource, options: PathsOptions): Promise<Omit<PathsResult, 'reversed'>> {
  const { from, to, maxDepth, first, maxNodes = 20_000 } = options;
  const graph = new PathGraph();
  const errors: WalkFailure[] = [];
  const down = await openSide(source, from, 'DOWNSTREAM', options, graph);
  const up = await openSide(source, to, 'UPSTREAM', options, graph);
  const sides = [down, up];
  let expanded = 0;
  let found: Enumeration = { paths: [], exhausted: false };
  while (sides.every(({ width }) => width > 0)) {
    const next = sidesToExpand(down, up, maxDepth);
    expanded += next.reduce((sum, { width }) => sum + width, 0);
    const limit = next.length === 0 ? 'MAX_DEPTH' : expanded > maxNodes ? 'MAX_NODES' : null;
    const parts = limit ? [] : await Promise.all(next.map(nextLevel));
    if (limit || parts.some(({ unexpanded }) => unexpanded)) {
      // One entry for each end: the frontier between them may hold thousands.
      for (const { log, root } of sides) log.add(root.id, limit ?? 'DEADLINE', null);
      break;
    }
    for (const [index, side] of next.entries())
      errors.push(...(await addLevel(side, parts[index] as WalkPart, graph)));
    // Every path up to this length has all its edges seen from one end or the other.
    const length = sides.some(({ width }) => width === 0) ? maxDepth : down.hops + up.hops;
    found = await enumeratePaths(graph, from.id, to.id, length, first + 1);
    if (found.paths.length > first || found.exhausted) break;
  }
  if (found.paths.length <= first && (await hasLongerWalk(graph, from.id, to.id, maxDepth)))
    for (const { log, root } of sides) log.add(root.id, 'MAX_DEPTH', null);
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

async function openSide(
  source: LineageSource,
  root: GraphNode,
  direction: WalkDirection,
  options: PathsOptions,
  graph: PathGraph,
): Promise<Side> {
  const { maxDepth, maxFanout = null } = options;
  const levels = walk(source, {
    roots: [root],
    direction,
    maxDepth,
    maxFanout,
    filter: { includeSystemTypes: true },
    // A search ends early: what was prefetched behind it would be in vain.
    batchSizes: { ...wholeLevels, widestPrefetch: 0 },
    limits: () => options,
  });
  const side: Side = { root, levels, width: 0, hops: -1, log: new TruncationLog() };
  await addLevel(side, await nextLevel(side), graph);
  return side;
}

async function nextLevel({ levels, root }: Side): Promise<WalkPart> {
  const next = await levels.next();
  if (next.done) throw new TypeError(`The walk from ${root.id} has no further level.`);
  return next.value;
}

async function addLevel(side: Side, part: WalkPart, graph: PathGraph): Promise<WalkFailure[]> {
  const errors: WalkFailure[] = [];
  for (const found of part.nodes) {
    errors.push(...side.log.addFound(found));
    if (isKnown(found.node)) graph.addNode(found.node);
  }
  for (const expansion of part.expansions) {
    const { node, direction, neighbours } = expansion;
    for (const [other, usedAs] of neighbours) {
      if (shouldYield()) await yieldToEventLoop();
      const [from, to] = direction === 'UPSTREAM' ? [other, node] : [node, other];
      graph.addEdge(from, to, usedAs);
    }
    errors.push(...side.log.addFailure(expansion));
    side.log.addOmitted(expansion);
  }
  side.width = part.nodes.filter(({ visited }) => visited.isExpandable).length;
  side.hops += 1;
  return errors;
}

/** As many nodes as one W&B request answers: a second side of this size costs no further round trip. */
const freeWidth = 50;

/** The side with fewer nodes to expand, and the other with it where that is free; none where paths would get too long. */
function sidesToExpand(down: Side, up: Side, maxDepth: number): Side[] {
  const left = maxDepth - down.hops - up.hops;
  if (left <= 0) return [];
  const [near, far] = up.width <= down.width ? [up, down] : [down, up];
  return left > 1 && far.width <= freeWidth ? [near, far] : [near];
}

/** Nothing where one side came to its end and everything on it is known: whatever the other side missed leads elsewhere. */
function hiddenBy(sides: readonly Side[]): Truncation[] {
  const all = sides.map(({ log }) => log.entries());
  const isClosed = sides.some(({ width }, index) => width === 0 && all[index]?.length === 0);
  return isClosed ? [] : withoutRepeats(all.flat());
}

/** A node of the search, with the edges that were met at it, by the other end's id. */
interface PathNode {
  readonly ref: GraphNode;
  readonly downstream: Map<string, { node: PathNode; edge: LineageEdge }>;
  readonly upstream: Map<string, PathNode>;
}

/** What both sides have found so far. Hidden and failed nodes are not in it: no path can be shown through them. */
class PathGraph {
  readonly #nodes = new Map<string, PathNode>();

  get(id: string): PathNode | undefined {
    return this.#nodes.get(id);
  }

  addNode(ref: GraphNode): void {
    if (!this.#nodes.has(ref.id))
      this.#nodes.set(ref.id, { ref, downstream: new Map(), upstream: new Map() });
  }

  addEdge(source: VisitedNode, target: VisitedNode, usedAs: readonly string[] | null): void {
    const [from, to] = [this.get(source.id), this.get(target.id)];
    if (!from || !to) return;
    const known = from.downstream.get(target.id)?.edge;
    const edge: LineageEdge = {
      from: source.id,
      to: target.id,
      kind: source.kind === 'ARTIFACT' ? 'USED' : 'LOGGED',
      usedAs: mergedUsedAs(known?.usedAs ?? null, usedAs),
    };
    from.downstream.set(target.id, { node: to, edge });
    to.upstream.set(source.id, from);
  }
}

interface Enumeration {
  paths: LineagePath[];
  /** The steps allowed did not suffice: there may be more paths, none of them before those found. */
  exhausted: boolean;
}

/** In a graph without cycles every step leads to a path; this many steps that lead nowhere only cycles can make. */
const maxSteps = 200_000;

/**
 * The first `limit` simple paths of at most `maxLength` edges: shorter ones first, then by their nodes' ids. It follows only
 * edges from which a walk of exactly the length sought leads to the end, so that the 4^8 paths of a diamond cost no more
 * than those that are asked for.
 */
async function enumeratePaths(
  graph: PathGraph,
  fromId: string,
  toId: string,
  maxLength: number,
  limit: number,
): Promise<Enumeration> {
  const paths: LineagePath[] = [];
  const [from, to] = [graph.get(fromId), graph.get(toId)];
  if (!from || !to) return { paths, exhausted: false };
  /** `layers[n]` has the nodes from which a walk of exactly n edges leads to the end. */
  const layers: ReadonlySet<PathNode>[] = [];
  let layer: ReadonlySet<PathNode> = new Set([to]);
  let steps = 0;
  for (let length = 0; length <= maxLength && layer.size > 0; length += 1) {
    layers.push(layer);
    if (length > 0 && layer.has(from)) {
      for (const path of pathsOfLength(from, to, length, layers)) {
        steps += 1;
        if (shouldYield()) await yieldToEventLoop();
        if (path) paths.push(path);
        if (paths.length >= limit) return { paths, exhausted: false };
        if (steps > maxSteps) return { paths, exhausted: true };
      }
    }
    layer = await layerUpstream(layer);
  }
  return { paths, exhausted: false };
}

/** Longer walks than this are not looked for: where one is that long, there is one. */
const maxExtraLength = 64;

/** Whether a walk of more than `length` edges may lead from the one to the other. */
async function hasLongerWalk(
  graph: PathGraph,
  fromId: string,
  toId: string,
  length: number,
): Promise<boolean> {
  const [from, to] = [graph.get(fromId), graph.get(toId)];
  if (!from || !to) return false;
  let layer: ReadonlySet<PathNode> = new Set([to]);
  for (let edges = 0; layer.size > 0; edges += 1) {
    if (edges > length && (edges > length + maxExtraLength || layer.has(from))) return true;
    layer = await layerUpstream(layer);
  }
  return false;
}

async function layerUpstream(layer: ReadonlySet<PathNode>): Promise<ReadonlySet<PathNode>> {
  const upstream = new Set<PathNode>();
  for (const node of layer) {
    for (const other of node.upstream.values()) {
      if (shouldYield()) await yieldToEventLoop();
      upstream.add(other);
    }
  }
  return upstream;
}

/** Depth first. Yields null for each step, so that the caller can count steps, yield to the event loop and stop. */
function* pathsOfLength(
  from: PathNode,
  to: PathNode,
  length: number,
  layers: readonly ReadonlySet<PathNode>[],
): Generator<LineagePath | null> {
  const nodes = [from];
  const edges: LineageEdge[] = [];
  function* extend(last: PathNode, remaining: number): Generator<LineagePath | null> {
    const next = [...last.downstream.values()].filter(({ node }) => layers[remaining - 1]?.has(node));
    for (const { node, edge } of next.sort((a, b) => (a.edge.to < b.edge.to ? -1 : 1))) {
      yield null;
      if (nodes.includes(node) || (node === to) !== (remaining === 1)) continue;
      nodes.push(node);
      edges.push(edge);
      if (remaining === 1) yield { nodes: nodes.map(({ ref }) => ref), edges: [...edges] };
      else yield* extend(node, remaining - 1);
      nodes.pop();
      edges.pop();
    }
  }
  yield* extend(from, length);
}
