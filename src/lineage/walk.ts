import { shouldYield, yieldToEventLoop } from '../wandb/yield.ts';
import { showsFrom, stopsFrom, type LineageFilter, type Predicate } from './filter.ts';
import type { LineageDirection, WalkDirection } from './graph.ts';
import { expandWithin, type WalkLimits } from './limits.ts';
import { isKnown, keyFromId, mergedUsedAs, rootKey, walkDirections } from './source.ts';
import type { Continuation, Expansion, GraphNode, KnownKind, LineageSource, NodeToExpand } from './source.ts';

/** What is asked for. Two walks of the same request visit the same graph. */
export interface WalkRequest {
  /** Never empty; a root twice counts once. Filters never hide a root. */
  roots: readonly GraphNode[];
  direction: LineageDirection;
  maxDepth: number;
  maxFanout?: number | null;
  /** Hides nodes; the walk goes on through them, and what lies behind them keeps its distance. */
  filter?: LineageFilter | null;
  /** Nodes at which the walk ends. A root is expanded even where it matches. */
  stopAt?: LineageFilter | null;
}

/** How much is expanded at once. */
export interface BatchSizes {
  nodes: number;
  /** Of all nodes of a batch together, as far as the page size can bound it. */
  neighbours: number;
  /** The most neighbours of one node in one batch; null: whole lists. */
  pageSize: number | null;
  /** Sources do not prefetch behind a level that is wider than this. */
  widestPrefetch: number;
}

export const wholeLevels: BatchSizes = {
  nodes: Infinity,
  neighbours: Infinity,
  pageSize: null,
  widestPrefetch: Infinity,
};

export interface WalkOptions extends WalkRequest {
  /** Called before each batch. */
  limits?: () => WalkLimits;
  /** Left out: each level in one batch. */
  batchSizes?: BatchSizes;
  /** Left out: true. false: every node at `maxDepth` is reported, whether or not something lies beyond it. */
  looksBeyond?: boolean;
  /** Called when a level begins; false: this node is not expanded. */
  expands?: (node: VisitedNode, depth: number) => boolean;
  /** Called after each batch; false: the walk ends with its expansions, and the nodes that it found are left out. */
  continues?: () => boolean;
}

/** What a walk remembers of a node. */
export interface VisitedNode {
  readonly id: string;
  readonly kind: GraphNode['kind'];
  /** How many nodes were visited before. */
  readonly index: number;
  /** Orders the nodes of one depth. */
  readonly key: string;
  /** The shortest distance from a root, through filtered nodes too. */
  readonly depth: number;
  /** false: the filter hides it. */
  readonly isShown: boolean;
  /** false: the walk ends here, since nothing is known of it or `stopAt` matches. */
  readonly isExpandable: boolean;
  /** Where truncations are reported: at itself, or at the shown node through which a filtered one was first met. */
  readonly anchorId: string;
  /** Bits of the directions in which it was met. */
  directions: number;
}

export interface FoundNode {
  node: GraphNode;
  visited: VisitedNode;
  /** Why filter or `stopAt` could not decide on it; it is shown and expanded then. */
  undecided: Error | null;
}

/** What one batch learned of the neighbours of one node. */
export interface NodeExpansion {
  node: VisitedNode;
  direction: WalkDirection;
  /** Each once, with all names known so far; where the list is read in pages, only what this page adds or changes. */
  neighbours: ReadonlyMap<VisitedNode, readonly string[] | null>;
  /** How many of the neighbours W&B hides, could not be loaded, or are hidden by the filter. */
  hidden: number;
  failed: number;
  filtered: number;
  /** How many neighbours W&B counts beyond `maxFanout`: 0 none, null unknown. */
  beyondFanout: number | null;
  isProducerUnknown: boolean;
  error: Error | null;
}

/** One batch of a walk. */
export interface WalkPart {
  /** Of the nodes that were, or would have been, expanded; -1 for the first part, which holds the roots. */
  depth: number;
  /** Met for the first time, in the order of their keys; those that the filter hides included. Roots stand as given. */
  nodes: readonly FoundNode[];
  expansions: readonly NodeExpansion[];
  /** Set on the last part of a walk that was cut. */
  unexpanded: { reason: 'MAX_DEPTH' | 'DEADLINE'; nodes: readonly VisitedNode[] } | null;
}

/**
 * Visits what lies upstream or downstream of the roots, breadth first and level by level; in BOTH directions side by side,
 * so that no sibling is met, and where all that is CONNECTED is asked for, in both directions from every node. Expands nothing before the next part is asked for. Failures of single nodes are part of the
 * expansions. Throws a RangeError for a request that makes no sense, and the signal's reason where it is aborted.
 */
export async function* walk(source: LineageSource, options: WalkOptions): AsyncGenerator<WalkPart, void> {
  checkRequest(options);
  const { roots, direction, maxDepth, maxFanout = null } = options;
  const { limits = () => ({}), batchSizes = wholeLevels } = options;
  const { expands = () => true, continues = () => true, looksBeyond = true } = options;
  const visits = new Visits(options);
  const frontiers = walkDirections(direction).map((each, index) => new Frontier(each, 1 << index));
  if (direction === 'CONNECTED') for (const each of frontiers) each.sharedWith = frontiers;
  for (const root of roots) for (const frontier of frontiers) frontier.reach(visits.visit(root, null, -1));
  const found = visits.takeFound();
  for (const frontier of frontiers) frontier.endBatch();
  yield { depth: -1, nodes: found, expansions: [], unexpanded: null };
  for (let depth = 0; ; depth += 1) {
    for (const frontier of frontiers)
      frontier.beginLevel((node) => node.isExpandable && expands(node, depth));
    if (frontiers.every(({ isDone }) => isDone)) return;
    if (depth === maxDepth) {
      yield looksBeyond
        ? await partAtMaxDepth(source, depth, frontiers, limits, visits)
        : cutPart(depth, 'MAX_DEPTH', frontiers);
      return;
    }
    const isNarrow = frontiers.every(({ size }) => size <= batchSizes.widestPrefetch);
    while (frontiers.some(({ isDone }) => !isDone)) {
      const batches = frontiers.map((frontier) => frontier.takeBatch(batchSizes));
      const levels = batches.map(({ items, pageSize, frontier }) => ({
        nodes: items.map(nodeToExpand),
        direction: frontier.direction,
        levelsLeft: isNarrow ? maxDepth - depth : 1,
        maxFanout,
        ...(pageSize !== null && { pageSize }),
      }));
      const answers = await expandWithin(source, levels, limits());
      if (!answers) {
        for (const { frontier, items } of batches) frontier.putBack(items);
        yield cutPart(depth, 'DEADLINE', frontiers);
        return;
      }
      const expansions = await readBatches(batches, answers, depth, visits);
      if (!continues()) {
        yield { depth, nodes: [], expansions, unexpanded: null };
        return;
      }
      const nodes = visits.takeFound();
      for (const frontier of frontiers) frontier.endBatch();
      yield { depth, nodes, expansions, unexpanded: null };
    }
  }
}

function checkRequest({ roots, maxDepth, maxFanout }: WalkRequest): void {
  if (roots.length === 0) throw new RangeError('A walk needs a root.');
  if (!Number.isInteger(maxDepth) || maxDepth < 0)
    throw new RangeError(`maxDepth is ${maxDepth}, not a count.`);
  if (maxFanout != null && !(maxFanout >= 1)) throw new RangeError(`maxFanout is ${maxFanout}, less than 1.`);
}

function cutPart(depth: number, reason: 'MAX_DEPTH' | 'DEADLINE', frontiers: readonly Frontier[]): WalkPart {
  const nodes = frontiers.flatMap((frontier) => frontier.remaining());
  return { depth, nodes: [], expansions: [], unexpanded: { reason, nodes } };
}

/** Of a wider level nothing is looked up: it would cost more requests than most walks do. */
const widestLook = 200;

/** Reports only nodes beyond which something may lie; of the others all neighbours are known: none. */
async function partAtMaxDepth(
  source: LineageSource,
  depth: number,
  frontiers: readonly Frontier[],
  limits: () => WalkLimits,
  visits: Visits,
): Promise<WalkPart> {
  const batches = frontiers.map((frontier) => frontier.takeBatch(wholeLevels));
  const levels = batches.map(({ items, frontier }) => ({
    nodes: items.map(nodeToExpand),
    direction: frontier.direction,
    maxFanout: 1,
    isLook: true,
  }));
  const width = batches.reduce((sum, { items }) => sum + items.length, 0);
  const answers = width > widestLook ? null : await expandWithin(source, levels, limits());
  const expansions: NodeExpansion[] = [];
  const nodes: VisitedNode[] = [];
  for (const [index, { items, frontier }] of batches.entries()) {
    for (const [at, item] of items.entries()) {
      const found = answers?.[index]?.[at];
      const isEnd = found && !found.error && found.neighbours.length === 0 && found.beyondFanout === 0;
      if (isEnd) expansions.push(await readExpansion(item, found, frontier, depth, visits));
      else nodes.push(item.node);
    }
  }
  const unexpanded = nodes.length > 0 ? { reason: 'MAX_DEPTH' as const, nodes } : null;
  return { depth, nodes: [], expansions, unexpanded };
}

/** A node that is to be expanded, and how far its list was read. */
interface FrontierItem {
  node: VisitedNode;
  continuation: Continuation | null;
  /** The neighbours that earlier pages of its list named; null: it was not read before. */
  listed: Listed | null;
}

/** The neighbours of one node, and under which names a run used them. */
type Listed = Map<VisitedNode, readonly string[] | null>;

interface Batch {
  frontier: Frontier;
  items: FrontierItem[];
  pageSize: number | null;
}

function nodeToExpand({ node, continuation }: FrontierItem): NodeToExpand {
  // Nodes of no known kind are not expandable.
  return { id: node.id, kind: node.kind as KnownKind, ...(continuation && { continuation }) };
}

/** The nodes of one depth that are to be expanded in one direction, and those of the next. */
class Frontier {
  readonly direction: WalkDirection;
  /** What this one meets is expanded by these as well. */
  sharedWith: readonly Frontier[] = [];
  readonly #bit: number;
  readonly #reached: VisitedNode[] = [];
  #next: VisitedNode[] = [];
  #nodes: readonly VisitedNode[] = [];
  #taken = 0;
  /** Nodes whose lists go on: expanded before any other. */
  #started: FrontierItem[] = [];

  constructor(direction: WalkDirection, bit: number) {
    this.direction = direction;
    this.#bit = bit;
  }

  get isDone(): boolean {
    return this.#started.length === 0 && this.#taken >= this.#nodes.length;
  }

  get size(): number {
    return this.#nodes.length;
  }

  /** Adds a node to the next level, unless this direction met it before. */
  reach(node: VisitedNode): void {
    if ((node.directions & this.#bit) !== 0) return;
    node.directions |= this.#bit;
    this.#reached.push(node);
    for (const other of this.sharedWith) other.reach(node);
  }

  /** Orders what the batch has reached. */
  endBatch(): void {
    for (const node of this.#reached.splice(0).sort(byKey)) this.#next.push(node);
  }

  beginLevel(expands: (node: VisitedNode) => boolean): void {
    this.#nodes = this.#next.filter(expands);
    this.#taken = 0;
    this.#next = [];
  }

  takeBatch({ nodes, neighbours, pageSize }: BatchSizes): Batch {
    if (this.#started.length > 0) {
      let expected = 0;
      let count = 0;
      for (const { continuation } of this.#started) {
        expected += Math.min(continuation?.remaining ?? 1, pageSize ?? Infinity);
        if (count > 0 && (expected > neighbours || count === nodes)) break;
        count += 1;
      }
      return { frontier: this, items: this.#started.splice(0, count), pageSize };
    }
    const taken = this.#nodes.slice(this.#taken, this.#taken + nodes);
    this.#taken += taken.length;
    const items = taken.map((node): FrontierItem => ({ node, continuation: null, listed: null }));
    const share = Math.floor(neighbours / Math.max(1, items.length));
    return { frontier: this, items, pageSize: pageSize === null ? null : Math.min(pageSize, share) };
  }

  /** The list of this node goes on. */
  addStarted(item: FrontierItem): void {
    this.#started.push(item);
  }

  putBack(items: readonly FrontierItem[]): void {
    this.#started = [...items, ...this.#started];
  }

  /** All that it still holds, of this depth and the next. */
  remaining(): VisitedNode[] {
    return [...this.#started.map(({ node }) => node), ...this.#nodes.slice(this.#taken), ...this.#next];
  }
}

/** Every node that a walk meets, once. */
class Visits {
  readonly #nodes = new Map<string, VisitedNode>();
  readonly #found: FoundNode[] = [];
  readonly #shows: Predicate;
  readonly #stops: Predicate;

  constructor({ filter, stopAt }: WalkRequest) {
    this.#shows = showsFrom(filter);
    this.#stops = stopsFrom(stopAt);
  }

  /** Those met for the first time since the last call, in the order of their keys. */
  takeFound(): FoundNode[] {
    return this.#found.splice(0).sort((a, b) => byKey(a.visited, b.visited));
  }

  /** The node that was met while `parent`, null for a root, was expanded at `depth`. */
  visit(node: GraphNode, parent: VisitedNode | null, depth: number): VisitedNode {
    const { id, kind } = node;
    const known = this.#nodes.get(id);
    if (known) return known;
    const index = this.#nodes.size;
    const [shows, stops] = parent === null ? [true, false] : [this.#shows(node), this.#stops(node)];
    const isShown = shows !== false;
    const visited: VisitedNode = {
      id,
      kind,
      index,
      key: parent ? keyFromId(id) : rootKey(index),
      depth: depth + 1,
      isShown,
      isExpandable: isKnown(node) && stops !== true,
      anchorId: isShown || parent === null ? id : parent.anchorId,
      directions: 0,
    };
    this.#nodes.set(id, visited);
    const undecided = [shows, stops].find((verdict) => verdict instanceof Error) ?? null;
    this.#found.push({ node, visited, undecided });
    return visited;
  }
}

async function readBatches(
  batches: readonly Batch[],
  answers: readonly (readonly Expansion[])[],
  depth: number,
  visits: Visits,
): Promise<NodeExpansion[]> {
  const expansions: NodeExpansion[] = [];
  for (const [index, { frontier, items }] of batches.entries()) {
    for (const [at, item] of items.entries()) {
      const expansion = answers[index]?.[at];
      if (expansion) expansions.push(await readExpansion(item, expansion, frontier, depth, visits));
    }
  }
  return expansions;
}

async function readExpansion(
  { node, listed }: FrontierItem,
  { neighbours, beyondFanout, isProducerUnknown = false, error, continuation }: Expansion,
  frontier: Frontier,
  depth: number,
  visits: Visits,
): Promise<NodeExpansion> {
  const read: Listed = new Map();
  let [hidden, failed, filtered] = [0, 0, 0];
  for (const neighbour of neighbours) {
    if (shouldYield()) await yieldToEventLoop();
    const other = visits.visit(neighbour.node, node, depth);
    frontier.reach(other);
    const before = read.has(other) ? read.get(other) : listed?.get(other);
    const usedAs = mergedUsedAs(before ?? null, neighbour.usedAs);
    if (before === undefined) {
      if (!other.isShown) filtered += 1;
      else if (other.kind === 'HIDDEN') hidden += 1;
      else if (other.kind === 'FAILED') failed += 1;
    }
    if (before !== usedAs) read.set(other, usedAs);
  }
  if (continuation) {
    const all = listed ?? (new Map() as Listed);
    for (const [other, usedAs] of read) all.set(other, usedAs);
    frontier.addStarted({ node, continuation, listed: all });
  }
  const { direction } = frontier;
  const counts = { hidden, failed, filtered, beyondFanout };
  return { node, direction, neighbours: read, ...counts, isProducerUnknown, error: error ?? null };
}

function byKey(a: VisitedNode, b: VisitedNode): number {
  return a.key < b.key ? -1 : 1;
}
