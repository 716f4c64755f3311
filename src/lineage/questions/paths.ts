import { shouldYield, yieldToEventLoop } from '../../wandb/yield.ts';
import type { LineageEdge, Truncation, WalkDirection } from '../graph.ts';
import { expandWithin, type WalkLimits } from '../limits.ts';
import { isKnown, mergedUsedAs, type GraphNode, type LineageSource } from '../source.ts';
import { isComplete, TruncationLog, truncationKinds, type WalkFailure } from '../completeness.ts';
import { walk, type VisitedNode, type WalkPart } from '../walk.ts';

export interface PathsOptions extends WalkLimits {
  from: GraphNode;
  to: GraphNode;
  /** The most edges of a path. */
  maxDepth: number;
  /** The most paths of the answer. */
  first: number;
  maxFanout?: number | null;
  /** The most nodes that the search expands in one orientation; left out: 20,000. A search of more is cut as at a deadline. */
  maxNodes?: number;
}

/** One simple path along the data's flow: one more node than edges. */
export interface LineagePath {
  nodes: GraphNode[];
  edges: LineageEdge[];
}

export interface PathsResult {
  /** In the direction of data flow, shortest first; paths of the same length are ordered by the ids of their nodes. */
  paths: LineagePath[];
  /** The data flows from `to` to `from`: no path leads the way that was asked for, and these lead the other way. */
  reversed: boolean;
  /** There are more paths than these, known for certain. */
  hasMore: boolean;
  /** What might hide further paths. Empty where all that is downstream of `from` is known, or was not needed. */
  truncations: Truncation[];
  /** There is no other path of whatever length: nothing was cut, and `hasMore` is false. */
  complete: boolean;
  errors: WalkFailure[];
}

/**
 * The paths between two nodes: all that lead through what is downstream of the one. Only this direction is proof, since
 * W&B names one creator of a version that several runs may have logged. Nodes of every type are searched.
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
  if (forward.paths.length > 0)
    return { ...forward, reversed: false, complete: !forward.hasMore && isComplete(forward.truncations) };
  const backward = await search(source, { ...options, from: to, to: from });
  // What hid paths of the one direction, which were asked for first, hid them from the answer in the other one too.
  const truncations = withoutRepeats([...forward.truncations, ...backward.truncations]);
  return {
    ...backward,
    reversed: backward.paths.length > 0,
    truncations,
    complete: !backward.hasMore && isComplete(truncations),
    errors: [...forward.errors, ...backward.errors],
  };
}

function withoutRepeats(truncations: readonly Truncation[]): Truncation[] {
  return [...new Map(truncations.map((each) => [`${each.reason} ${each.at}`, each])).values()];
}

/** The names under which the runs of these paths used their inputs, which only the lists of inputs tell. */
export async function nameUses(
  source: LineageSource,
  paths: readonly LineagePath[],
  limits: WalkLimits,
): Promise<WalkFailure[]> {
  const used = paths.flatMap(({ edges }) => edges.filter(({ kind }) => kind === 'USED'));
  const ids = [...new Set(used.map(({ to }) => to))];
  const nodes = ids.map((id) => ({ id, kind: 'RUN' as const }));
  const [expansions] =
    (await expandWithin(source, [{ nodes, direction: 'UPSTREAM', maxFanout: null }], limits)) ?? [];
  const names = new Map<string, readonly string[] | null>();
  for (const [index, { neighbours }] of (expansions ?? []).entries())
    for (const { node, usedAs } of neighbours) {
      const key = `${node.id} ${ids[index]}`;
      names.set(key, mergedUsedAs(names.get(key) ?? null, usedAs));
    }
  for (const edge of used) edge.usedAs = names.get(`${edge.from} ${edge.to}`) ?? null;
  return (expansions ?? []).flatMap(({ error }, index) => (error ? [{ at: ids[index] ?? '', error }] : []));
}

type SearchResult = Omit<PathsResult, 'reversed' | 'complete'>;

/** Searches what is downstream of `from`, level by level, until the paths asked for and one more are known. */
async function search(source: LineageSource, options: PathsOptions): Promise<SearchResult> {
  const { from, to, maxDepth, first, maxNodes = 20_000 } = options;
  const graph = new PathGraph();
  const log = new TruncationLog();
  const errors: WalkFailure[] = [];
  const pathsUpTo = (length: number) => enumeratePaths(graph, from.id, to.id, [0, length], first + 1);
  let found: Enumeration = { paths: [], isCut: false, hasLongerWalks: false };
  let [hops, expanded] = [-1, 0];
  let hints: Hint[] | null = null;
  let ended: 'whole' | 'found' | 'cut' | 'depth' = 'whole';
  let frontier: readonly VisitedNode[] = [];
  const expands = ({ id }: VisitedNode): boolean => id !== to.id;
  for await (const part of levelsFrom(source, [from], 'DOWNSTREAM', options, expands)) {
    if (part.unexpanded) {
      ended = part.unexpanded.reason === 'MAX_DEPTH' ? 'depth' : 'cut';
      frontier = part.unexpanded.nodes;
      break;
    }
    hops += 1;
    errors.push(...(await addLevel(part, graph, log)));
    // A path of this length leads through nodes that are nearer, and all of those are expanded.
    if (graph.hasEdgesTo(to.id)) found = await pathsUpTo(hops);
    expanded += widthOf(part, expands);
    if (found.paths.length > first || found.isCut) ended = 'found';
    else if (expanded > maxNodes) ended = 'cut';
    if (ended !== 'whole') break;
    if (expanded > wideSearch) hints ??= await hintsFrom(source, options);
  }
  const hasFailed = log.entries().some(({ reason }) => truncationKinds[reason] === 'failure');
  // What is upstream of `to` proves nothing, but may show a way that this search did not reach.
  if (ended === 'cut' || hasFailed) graph.addHints(hints ?? (await hintsFrom(source, options)));
  if (ended !== 'found' || hasFailed) found = await pathsUpTo(maxDepth);
  if (ended === 'cut' || found.isCut) log.add(from.id, 'DEADLINE', null);
  const hasMore = found.paths.length > first;
  const isWalked = ended === 'whole' || ended === 'depth';
  if (isWalked && !hasMore && (await mayHaveLonger(source, frontier, graph, options)))
    log.add(from.id, 'MAX_DEPTH', null);
  return { paths: found.paths.slice(0, first), hasMore, truncations: log.entries(), errors };
}

function levelsFrom(
  source: LineageSource,
  roots: readonly GraphNode[],
  direction: WalkDirection,
  options: PathsOptions,
  expands: (node: VisitedNode) => boolean,
): AsyncGenerator<WalkPart, void> {
  const { maxDepth, maxFanout = null } = options;
  const filter = { includeSystemTypes: true };
  const request = { roots, direction, maxDepth, maxFanout, filter };
  return walk(source, { ...request, expands, looksBeyond: false, limits: () => options });
}

async function addLevel(part: WalkPart, graph: PathGraph, log: TruncationLog): Promise<WalkFailure[]> {
  const errors: WalkFailure[] = [];
  for (const found of part.nodes) {
    errors.push(...log.addFound(found));
    graph.addNode(found.node);
  }
  for (const expansion of part.expansions) {
    const { node, neighbours } = expansion;
    for (const [other, usedAs] of neighbours) {
      if (shouldYield()) await yieldToEventLoop();
      graph.addEdge(node, other, usedAs);
    }
    graph.markExpanded(node.id);
    errors.push(...log.addFailure(expansion));
    log.addOmitted(expansion);
  }
  return errors;
}

/** How many nodes the next level expands. */
function widthOf({ nodes }: WalkPart, expands: (node: VisitedNode) => boolean): number {
  return nodes.filter(({ visited }) => visited.isExpandable && expands(visited)).length;
}

/** An edge that was met upstream of `to`. */
interface Hint {
  nodes: readonly GraphNode[];
  edges: readonly (readonly [VisitedNode, VisitedNode, readonly string[] | null])[];
}

/** A search of more nodes looks for a way from the other end too, before time or budgets end it. */
const wideSearch = 1_000;

/** As many nodes as one W&B request answers: a wider level upstream of `to` is not expanded. */
const hintWidth = 50;

async function hintsFrom(source: LineageSource, options: PathsOptions): Promise<Hint[]> {
  const { from, to } = options;
  const hints: Hint[] = [];
  const expands = ({ id }: VisitedNode): boolean => id !== from.id;
  for await (const part of levelsFrom(source, [to], 'UPSTREAM', options, expands)) {
    const edges = part.expansions.flatMap(({ node, neighbours }) =>
      [...neighbours].map(([other, usedAs]) => [other, node, usedAs] as const),
    );
    hints.push({ nodes: part.nodes.map(({ node }) => node), edges });
    if (widthOf(part, expands) > hintWidth) break;
  }
  return hints;
}

/** How far beyond `maxDepth` a search looks, in hops and in nodes, to tell whether there are longer paths. */
const maxExtraLength = 64;
const maxExtraNodes = 1_000;

/** Whether a path may be longer than `maxDepth`: nothing proves that there is none. */
async function mayHaveLonger(
  source: LineageSource,
  frontier: readonly VisitedNode[],
  graph: PathGraph,
  options: PathsOptions,
): Promise<boolean> {
  const { from, to, maxDepth } = options;
  if (frontier.length > 0 && !(await isWholeBeyond(source, frontier, graph, options))) return true;
  // A simple path has no more edges than there are other nodes upstream of its end.
  const longest = graph.countUpstreamOf(to.id);
  const lengths = [maxDepth + 1, Math.min(longest, maxDepth + maxExtraLength)] as const;
  const { paths, isCut, hasLongerWalks } = await enumeratePaths(graph, from.id, to.id, lengths, 1);
  return paths.length > 0 || isCut || (hasLongerWalks && longest > lengths[1]);
}

/** Adds to the graph what lies beyond these nodes; false: not all of it. */
async function isWholeBeyond(
  source: LineageSource,
  frontier: readonly VisitedNode[],
  graph: PathGraph,
  options: PathsOptions,
): Promise<boolean> {
  const roots = frontier.flatMap(({ id }) => graph.get(id)?.ref ?? []);
  const expands = ({ id }: VisitedNode): boolean => id !== options.to.id && !graph.isExpanded(id);
  const log = new TruncationLog();
  let expanded = 0;
  const beyond = { ...options, maxDepth: maxExtraLength };
  for await (const part of levelsFrom(source, roots, 'DOWNSTREAM', beyond, expands)) {
    expanded += widthOf(part, expands);
    if (part.unexpanded || expanded > maxExtraNodes) return false;
    await addLevel(part, graph, log);
  }
  return log.entries().length === 0;
}

/** A node of the search, with the edges that were met at it, by the other end's id. */
interface PathNode {
  readonly ref: GraphNode;
  readonly downstream: Map<string, { node: PathNode; edge: LineageEdge }>;
  readonly upstream: Map<string, PathNode>;
  isExpanded: boolean;
}

/** What a search has found so far. Hidden and failed nodes are not in it: no path can be shown through them. */
class PathGraph {
  readonly #nodes = new Map<string, PathNode>();

  get(id: string): PathNode | undefined {
    return this.#nodes.get(id);
  }

  hasEdgesTo(id: string): boolean {
    return (this.get(id)?.upstream.size ?? 0) > 0;
  }

  isExpanded(id: string): boolean {
    return this.get(id)?.isExpanded ?? false;
  }

  markExpanded(id: string): void {
    const node = this.get(id);
    if (node) node.isExpanded = true;
  }

  addNode(ref: GraphNode): void {
    if (isKnown(ref) && !this.#nodes.has(ref.id))
      this.#nodes.set(ref.id, { ref, downstream: new Map(), upstream: new Map(), isExpanded: false });
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

  countUpstreamOf(id: string): number {
    const node = this.get(id);
    const seen = new Set(node && [node]);
    for (const each of seen) for (const other of each.upstream.values()) seen.add(other);
    return Math.max(0, seen.size - 1);
  }

  addHints(hints: readonly Hint[]): void {
    for (const { nodes } of hints) for (const node of nodes) this.addNode(node);
    for (const { edges } of hints) for (const edge of edges) this.addEdge(...edge);
  }
}

interface Enumeration {
  paths: LineagePath[];
  /** The steps allowed did not suffice: there may be more paths, none of them before those found. */
  isCut: boolean;
  /** A walk longer than was asked for leads to the end, perhaps through a node twice. */
  hasLongerWalks: boolean;
}

/** In a graph without cycles every step leads to a path; this many steps that lead nowhere only cycles can make. */
const maxSteps = 200_000;

/**
 * The first `limit` simple paths of this many edges: shorter ones first, then by their nodes' ids. It follows only
 * edges from which a walk of exactly the length sought leads to the end, so that the 4^8 paths of a diamond cost no more
 * than those that are asked for.
 */
async function enumeratePaths(
  graph: PathGraph,
  fromId: string,
  toId: string,
  [minLength, maxLength]: readonly [number, number],
  limit: number,
): Promise<Enumeration> {
  const paths: LineagePath[] = [];
  const [from, to] = [graph.get(fromId), graph.get(toId)];
  if (!from || !to) return { paths, isCut: false, hasLongerWalks: false };
  /** `layers[n]` has the nodes from which a walk of exactly n edges leads to the end. */
  const layers: ReadonlySet<PathNode>[] = [];
  let layer: ReadonlySet<PathNode> = new Set([to]);
  let steps = 0;
  for (let length = 0; length <= maxLength && layer.size > 0; length += 1) {
    layers.push(layer);
    if (length >= Math.max(1, minLength) && layer.has(from)) {
      for (const path of pathsOfLength(from, to, length, layers)) {
        steps += 1;
        if (shouldYield()) await yieldToEventLoop();
        if (path) paths.push(path);
        if (paths.length >= limit) return { paths, isCut: false, hasLongerWalks: true };
        if (steps > maxSteps) return { paths, isCut: true, hasLongerWalks: true };
      }
    }
    layer = await layerUpstream(layer, from);
  }
  return { paths, isCut: false, hasLongerWalks: layer.size > 0 };
}

/** No path comes back to where it begins. */
async function layerUpstream(layer: ReadonlySet<PathNode>, from: PathNode): Promise<ReadonlySet<PathNode>> {
  const upstream = new Set<PathNode>();
  for (const node of layer) {
    if (node === from) continue;
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
