import { shouldYield, sortYielding, yieldToEventLoop } from '../wandb/yield.ts';
import type { EdgeKind, LineageEdge, Truncation, WalkDirection } from './graph.ts';
import type { WalkLimits } from './limits.ts';
import { comparePositions, endOfDepth, type PagePosition, type Position } from './position.ts';
import { isKnown, type GraphNode, type LineageSource } from './source.ts';
import { isComplete, TruncationLog, type WalkFailure } from './truncation-log.ts';
import {
  mergedUsedAs,
  walk,
  type FoundNode,
  type NodeExpansion,
  type VisitedNode,
  type WalkPart,
  type WalkRequest,
} from './walk.ts';

export interface LineageHit {
  node: GraphNode;
  /** The distance from the nearest root, along whatever the filter hides. */
  depth: number;
  /** Whether all its neighbours were listed in the direction (BOTH: each direction) that came to it first. */
  expanded: boolean;
  /** Its neighbours that the graph does not name: hidden by W&B, by the filter or beyond `maxFanout`. null: not known. */
  hiddenNeighbours: number | null;
}

export interface WalkResult {
  /** By depth, then id; the roots first, as given. */
  hits: LineageHit[];
  /**
   * Those whose later end is on this page, in the order of the nodes; both ends are shown nodes of this page or an earlier
   * one. `usedAs` is what the walk knew at the end of this page. With several roots and BOTH an edge between nodes of
   * earlier pages may come later, when the other direction meets it.
   */
  edges: LineageEdge[];
  /** Nodes of this page with nothing shown upstream of them, directly or through filtered nodes, as far as this page walked. */
  roots: GraphNode[];
  leaves: GraphNode[];
  truncations: Truncation[];
  /**
   * Nothing is missing from what was asked for, on this page, on those before it and behind it. FILTERED alone leaves it
   * true: the filter, default or given, is a part of the question; every other reason makes it false.
   */
  complete: boolean;
  errors: WalkFailure[];
  /** null: nothing is left, or the deadline passed before anything new was found. */
  end: PagePosition | null;
}

export interface PageOptions extends WalkRequest, WalkLimits {
  /** The most nodes of one page, those that the filter hides not counted; `Infinity` for all. */
  maxNodes: number;
  /** Where the page before this one ended. */
  after?: PagePosition | null;
}

/**
 * One page of a walk. It depends on the graph alone, not on the order in which neighbours are listed: each page walks again
 * from the roots up to its own end, so that any replica can answer any page. A truncation at a node that the filter hides is
 * reported at the shown node through which it was met. A failure is reported on every page whose walk met it, everything
 * else on one. Throws a RangeError for a request that makes no sense, and the signal's reason where it is aborted.
 */
export async function collectPage(source: LineageSource, options: PageOptions): Promise<WalkResult> {
  const { maxNodes, roots } = options;
  if (!(maxNodes >= 1)) throw new RangeError(`maxNodes is ${maxNodes}, less than 1.`);
  const page = new PageCollector(options);
  // Where all roots are of one kind, two nodes of one depth are never neighbours (every hop changes the kind), so that a page
  // which ends at this depth learns nothing from those that earlier pages have expanded.
  const skipsOld = roots.every((root) => isKnown(root) && root.kind === roots[0]?.kind);
  let deadlineDepth: number | null = null;
  const parts = walk(source, {
    ...options,
    limits: () => options,
    expands: (node, depth) => page.needs(node, depth, skipsOld),
  });
  for await (const part of parts) {
    page.addUnexpanded(part);
    if (part.unexpanded?.reason === 'DEADLINE') deadlineDepth = part.depth;
    for (const expansion of part.expansions) await page.addExpansion(expansion, part.depth);
    if (page.hasMore || page.addNodes(part.nodes)) break;
  }
  return page.result(deadlineDepth);
}

/** What a page has to know of a visited node. */
interface PageNode {
  readonly visited: VisitedNode;
  /** Its place in the order of all shown nodes; -1 until it is known. */
  rank: number;
  /** Expanded at its own depth, as far as that went. */
  expansion: { failed: boolean; hidden: number | null } | null;
  hasUpstream: boolean;
  hasDownstream: boolean;
  /** Kept only of nodes that the filter hides: roots and leaves are found through them. */
  neighbours: { upstream: PageNode[]; downstream: PageNode[] } | null;
}

interface PageEdge {
  from: PageNode;
  to: PageNode;
  kind: EdgeKind;
  usedAs: readonly string[] | null;
  /** A page before this one has it. */
  isOld: boolean;
  /** Learned behind the end of this page. */
  isLate: boolean;
}

/** Picks from a walk what belongs to one page: at most `maxNodes` shown nodes after a position, and what was learned at them. */
class PageCollector {
  /** There are shown nodes behind the end of this page. */
  hasMore = false;
  readonly #maxNodes: number;
  readonly #after: PagePosition | null;
  /** Walked in both directions, an edge can be met from both of its ends. */
  readonly #isBoth: boolean;
  readonly #log = new TruncationLog();
  readonly #errors: (WalkFailure & { late: boolean })[] = [];
  readonly #edges = new Map<number, PageEdge>();
  /** By the index of the visited node. */
  readonly #nodes: PageNode[] = [];
  readonly #filtered: PageNode[] = [];
  readonly #page: { node: GraphNode; at: PageNode }[] = [];
  #shownCount = 0;
  #lastRank = -1;
  #end: Position | null = null;

  constructor({ maxNodes, after = null, direction }: PageOptions) {
    this.#maxNodes = maxNodes;
    this.#after = after;
    this.#isBoth = direction === 'BOTH';
  }

  /** Behind the end of a page of which more is known to follow, nothing is needed. */
  needs(node: VisitedNode, depth: number, skipsOld: boolean): boolean {
    if (!this.hasMore) return true;
    const position = { depth, key: node.key };
    if (this.#isLate(position)) return false;
    return !(skipsOld && this.#isOldNode(node) && this.#isOldExpansion(position));
  }

  /** Whether the page was full before and has more behind it now: then no further expansion adds to it. */
  addNodes(found: readonly FoundNode[]): boolean {
    const wasFull = this.#end !== null;
    for (const { node, visited } of found) {
      if (!visited.isShown || this.hasMore) continue;
      const at = this.#at(visited);
      at.rank = this.#shownCount++;
      if (this.#isOldNode(visited)) continue;
      if (this.#end) {
        this.hasMore = true;
        continue;
      }
      this.#page.push({ node, at });
      this.#lastRank = at.rank;
      if (this.#page.length >= this.#maxNodes) this.#end = { depth: visited.depth, key: visited.key };
    }
    for (const each of found)
      if (!this.#isOldNode(each.visited)) this.#log.addFound(each, this.#isLate(each.visited));
    return wasFull && this.hasMore;
  }

  async addExpansion(expansion: NodeExpansion, depth: number): Promise<void> {
    const { node, direction, neighbours } = expansion;
    const position = { depth, key: node.key };
    const isLate = this.#isLate(position);
    const isOld = this.#isOldExpansion(position);
    const isOldEnd = isOld && this.#isOldNode(node);
    for (const { node: other, usedAs } of neighbours) {
      if (shouldYield()) await yieldToEventLoop();
      const flags = { isOld: isOldEnd && this.#isOldNode(other), isLate };
      this.#connect(this.#at(node), this.#at(other), direction, usedAs, flags);
    }
    if (node.depth === depth) this.#count(this.#at(node), expansion);
    // A page after this one walks here again and may fail where this one did not, so that a failure is never old.
    for (const failure of this.#log.addFailure(expansion, isLate))
      this.#errors.push({ ...failure, late: isLate });
    if (!isOld) this.#log.addOmitted(expansion, isLate);
  }

  addUnexpanded({ depth, unexpanded }: WalkPart): void {
    for (const { anchor, key } of unexpanded?.nodes ?? []) {
      const position = { depth, key };
      if (unexpanded?.reason === 'DEADLINE') this.#log.add(anchor.id, 'DEADLINE', null);
      else if (!this.#isOldExpansion(position))
        this.#log.add(anchor.id, 'MAX_DEPTH', null, this.#isLate(position));
    }
  }

  /** `deadlineDepth`: the depth that the deadline kept from being expanded. */
  async result(deadlineDepth: number | null): Promise<WalkResult> {
    const after = this.#after;
    if (deadlineDepth !== null && after) {
      const reached = endOfDepth(deadlineDepth - 1);
      if (comparePositions(reached, after.expansions) < 0) return this.#nothingNew();
    }
    await this.#passThroughFiltered();
    const hits: LineageHit[] = [];
    const roots: GraphNode[] = [];
    const leaves: GraphNode[] = [];
    for (const { node, at } of this.#page) {
      const { visited, expansion } = at;
      const expanded = expansion !== null && !expansion.failed;
      hits.push({ node, depth: visited.depth, expanded, hiddenNeighbours: expansion?.hidden ?? null });
      if (!at.hasUpstream) roots.push(node);
      if (!at.hasDownstream) leaves.push(node);
      if (shouldYield()) await yieldToEventLoop();
    }
    const isLast = !this.hasMore && deadlineDepth === null;
    const truncations = this.#log.entries(isLast);
    const isCut =
      (after?.cut ?? false) || !isComplete(truncations.filter(({ reason }) => reason !== 'DEADLINE'));
    const last = this.#page.at(-1);
    if (this.hasMore && last) truncations.push({ at: last.node.id, reason: 'MAX_NODES', omitted: null });
    return {
      hits,
      edges: await this.#edgesInOrder(isLast),
      roots,
      leaves,
      truncations,
      complete: isComplete(truncations) && !isCut,
      errors: this.#errors.filter(({ late }) => isLast || !late).map(({ at, error }) => ({ at, error })),
      end: isLast ? null : this.#positionAfter(deadlineDepth, isCut),
    };
  }

  #at(visited: VisitedNode): PageNode {
    const known = this.#nodes[visited.index];
    if (known) return known;
    const neighbours = visited.isShown ? null : { upstream: [], downstream: [] };
    const node: PageNode = {
      visited,
      rank: -1,
      expansion: null,
      hasUpstream: false,
      hasDownstream: false,
      neighbours,
    };
    this.#nodes[visited.index] = node;
    if (neighbours) this.#filtered.push(node);
    return node;
  }

  #isOldNode(position: Position): boolean {
    return this.#after !== null && comparePositions(position, this.#after.nodes) <= 0;
  }

  #isOldExpansion(position: Position): boolean {
    return this.#after !== null && comparePositions(position, this.#after.expansions) <= 0;
  }

  /** Behind the end of this page: it belongs to the next one, if there is one. */
  #isLate(position: Position): boolean {
    return this.#end !== null && comparePositions(position, this.#end) > 0;
  }

  #connect(
    expanded: PageNode,
    other: PageNode,
    direction: WalkDirection,
    usedAs: readonly string[] | null,
    { isOld, isLate }: Pick<PageEdge, 'isOld' | 'isLate'>,
  ): void {
    const [from, to] = direction === 'UPSTREAM' ? [other, expanded] : [expanded, other];
    if (from.visited.isShown) to.hasUpstream = true;
    else from.neighbours?.downstream.push(to);
    if (to.visited.isShown) from.hasDownstream = true;
    else to.neighbours?.upstream.push(from);
    if ((isOld && !this.#isBoth) || !from.visited.isShown || !to.visited.isShown) return;
    const key = pairKey(from.visited.index, to.visited.index);
    const known = this.#edges.get(key);
    if (known) {
      known.usedAs = mergedUsedAs(known.usedAs, usedAs);
      known.isOld ||= isOld;
      known.isLate &&= isLate;
    } else {
      const kind = edgeKind(expanded.visited, direction);
      this.#edges.set(key, { from, to, kind, usedAs, isOld, isLate });
    }
  }

  #count(at: PageNode, { hidden, failed, filtered, beyondFanout, error }: NodeExpansion): void {
    const before = at.expansion ? at.expansion.hidden : 0;
    const isUnknown = before === null || beyondFanout === null || error !== null;
    at.expansion = {
      failed: error !== null || (at.expansion?.failed ?? false),
      hidden: isUnknown ? null : before + hidden + failed + filtered + beyondFanout,
    };
  }

  /**
   * Finds which nodes have something shown upstream or downstream of them where only filtered nodes lie between: a filter
   * that hides all runs must not make every artifact a root.
   */
  async #passThroughFiltered(): Promise<void> {
    for (const side of ['hasUpstream', 'hasDownstream'] as const) {
      const reached = this.#filtered.filter((node) => node[side]);
      for (let node = reached.pop(); node; node = reached.pop()) {
        const next = side === 'hasUpstream' ? node.neighbours?.downstream : node.neighbours?.upstream;
        for (const other of next ?? []) {
          if (shouldYield()) await yieldToEventLoop();
          if (other[side]) continue;
          other[side] = true;
          if (!other.visited.isShown) reached.push(other);
        }
      }
    }
  }

  /** By their later end, then by the other: the order of the nodes on one page, whatever its size. */
  async #edgesInOrder(isLast: boolean): Promise<LineageEdge[]> {
    const kept: { edge: PageEdge; order: number }[] = [];
    // An edge's end is of this page or of one before it; behind the end of the page no node has a rank that counts.
    const isPlaced = ({ rank }: PageNode) => rank >= 0 && (!this.hasMore || rank <= this.#lastRank);
    for (const edge of this.#edges.values()) {
      if (shouldYield()) await yieldToEventLoop();
      const { from, to, isOld, isLate } = edge;
      if (isOld || (isLate && !isLast) || !isPlaced(from) || !isPlaced(to)) continue;
      kept.push({ edge, order: pairKey(Math.max(from.rank, to.rank), Math.min(from.rank, to.rank)) });
    }
    const inOrder = await sortYielding(
      kept,
      (a, b) => a.order - b.order || a.edge.from.rank - b.edge.from.rank,
    );
    const edges: LineageEdge[] = [];
    for (const { edge } of inOrder) {
      const { from, to, kind, usedAs } = edge;
      edges.push({ from: from.visited.id, to: to.visited.id, kind, usedAs });
      if (shouldYield()) await yieldToEventLoop();
    }
    return edges;
  }

  /** The deadline passed before the walk was back where the page before this one ended: what is new here is not known. */
  #nothingNew(): WalkResult {
    const truncations = this.#log
      .entries()
      .filter(({ reason }) => reason === 'DEADLINE' || reason === 'WANDB_ERROR');
    const errors = this.#errors.map(({ at, error }) => ({ at, error }));
    return { hits: [], edges: [], roots: [], leaves: [], truncations, complete: false, errors, end: null };
  }

  /**
   * Where the next page goes on. A deadline leaves nodes that are on this page but not expanded: the next page has them
   * expanded, unless this one gave nothing new, since a caller who follows positions would then never come to an end.
   */
  #positionAfter(deadlineDepth: number | null, cut: boolean): PagePosition | null {
    const end = this.#end ?? endOfDepth(deadlineDepth ?? Number.MAX_SAFE_INTEGER);
    if (deadlineDepth === null) return { nodes: end, expansions: end, cut };
    const reached = endOfDepth(deadlineDepth - 1);
    const expansions = comparePositions(end, reached) <= 0 ? end : reached;
    const after = this.#after;
    const isNew =
      !after || comparePositions(end, after.nodes) > 0 || comparePositions(expansions, after.expansions) > 0;
    return isNew ? { nodes: end, expansions, cut } : null;
  }
}

/** Doubles hold two indexes of up to 2^26 in one exact number, ordered by the first: half the memory of keys that are strings. */
export function pairKey(first: number, second: number): number {
  return first * 2 ** 26 + second;
}

/** What an edge is that leads from or to this node when it is expanded in this direction. */
export function edgeKind({ kind }: VisitedNode, direction: WalkDirection): EdgeKind {
  return (kind === 'ARTIFACT') === (direction === 'DOWNSTREAM') ? 'USED' : 'LOGGED';
}
