import { shouldYield, yieldToEventLoop } from '../wandb/yield.ts';
import type { LineageEdge, Truncation } from './graph.ts';
import {
  bindingFrom,
  comparePositions,
  cursorFromPosition,
  digestUpTo,
  endOfDepth,
  positionFromCursor,
  type PagePosition,
  type Position,
} from './cursor.ts';
import type { WalkLimits } from './limits.ts';
import { isKnown, mergedUsedAs, walkDirections, type GraphNode, type LineageSource } from './source.ts';
import { isComplete, TruncationLog, type WalkFailure } from './completeness.ts';
import {
  walk,
  type FoundNode,
  type NodeExpansion,
  type VisitedNode,
  type WalkOptions,
  type WalkPart,
  type WalkRequest,
} from './walk.ts';

export interface LineageHit {
  node: GraphNode;
  /** The distance from the nearest root, through filtered nodes too. */
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

export interface PageOptions extends WalkRequest, WalkLimits, Pick<WalkOptions, 'looksBeyond'> {
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
  const window = new PageWindow(options);
  const parts: WalkPart[] = [];
  const steps = walk(source, {
    ...options,
    limits: () => options,
    expands: (node, depth) => window.needs(node, depth),
    // Once more is known to follow, what a level finds is behind the end of the page.
    continues: () => !window.hasMore,
  });
  for await (const part of steps) {
    parts.push(part);
    if (window.add(part.nodes)) break;
  }
  return resultFrom(parts, window, options);
}

export interface CursorPageOptions extends Omit<PageOptions, 'after'> {
  /** A cursor as an earlier page gave it; null: the first page. */
  after?: string | null;
  /** Signs cursors. Derived from the caller's credential, so that every replica has it and no other caller. */
  cursorKey: string | Uint8Array;
}

export interface LineagePage extends Omit<WalkResult, 'end'> {
  /** null: nothing is left, or the deadline passed before anything new was found: ask again with the same `after`. */
  endCursor: string | null;
}

/** One page of a walk between signed cursors. Throws a `CursorError` for a cursor that is not of this walk and caller. */
export async function collectCursorPage(
  source: LineageSource,
  options: CursorPageOptions,
): Promise<LineagePage> {
  const { after, cursorKey, ...rest } = options;
  const binding = bindingFrom(options);
  const position = after == null ? null : positionFromCursor(after, binding, cursorKey);
  const { end, ...page } = await collectPage(source, { ...rest, after: position });
  return { ...page, endCursor: end && cursorFromPosition(end, binding, cursorKey) };
}

/** Which part of a walk belongs to one page: at most `maxNodes` shown nodes after a position. */
class PageWindow {
  readonly page: FoundNode[] = [];
  /** There are shown nodes behind the end of this page. */
  hasMore = false;
  readonly after: PagePosition | null;
  readonly #maxNodes: number;
  readonly #skipsOld: boolean;
  /** The place of each shown node in the order of all, by the index of its visit. */
  readonly #ranks: number[] = [];
  #shownCount = 0;
  #lastRank = -1;
  #end: Position | null = null;

  constructor({ maxNodes, after = null, roots }: PageOptions) {
    if (!(maxNodes >= 1)) throw new RangeError(`maxNodes is ${maxNodes}, less than 1.`);
    this.#maxNodes = maxNodes;
    this.after = after;
    // Where all roots are of one kind, two nodes of one depth are never neighbours (every hop changes the kind), so that a page
    // which ends at this depth learns nothing from those that earlier pages have expanded.
    this.#skipsOld = roots.every((root) => isKnown(root) && root.kind === roots[0]?.kind);
  }

  /** Whether the page was full before and has more behind it now: then no further expansion adds to it. */
  add(found: readonly FoundNode[]): boolean {
    const wasFull = this.#end !== null;
    for (const each of found) {
      const { visited } = each;
      if (!visited.isShown) continue;
      const rank = this.#shownCount++;
      this.#ranks[visited.index] = rank;
      if (this.isOldNode(visited)) continue;
      if (this.#end) {
        this.hasMore = true;
        break;
      }
      this.page.push(each);
      this.#lastRank = rank;
      if (this.page.length >= this.#maxNodes) this.#end = { depth: visited.depth, key: visited.key };
    }
    return wasFull && this.hasMore;
  }

  /** Behind the end of a page of which more is known to follow, nothing is needed. */
  needs(node: VisitedNode, depth: number): boolean {
    if (!this.hasMore) return true;
    const position = { depth, key: node.key };
    if (this.isLate(position)) return false;
    return !(this.#skipsOld && this.isOldNode(node) && this.isOldExpansion(position));
  }

  isOldNode(position: Position): boolean {
    return this.after !== null && comparePositions(position, this.after.nodes) <= 0;
  }

  isOldExpansion(position: Position): boolean {
    return this.after !== null && comparePositions(position, this.after.expansions) <= 0;
  }

  /** Behind the end of this page: it belongs to the next one, if there is one. */
  isLate(position: Position): boolean {
    return this.#end !== null && comparePositions(position, this.#end) > 0;
  }

  isOnPage({ index }: VisitedNode): boolean {
    const rank = this.#ranks[index];
    return rank !== undefined && rank <= this.#lastRank && rank > this.#lastRank - this.page.length;
  }

  /** null: not of this page or an earlier one. */
  rankOf({ index }: VisitedNode): number | null {
    const rank = this.#ranks[index];
    return rank === undefined || (this.hasMore && rank > this.#lastRank) ? null : rank;
  }

  /**
   * Where the next page goes on. A deadline leaves nodes that are on this page but not expanded: the next page has them
   * expanded, unless this one gave nothing new, since a caller who follows positions would then never come to an end.
   */
  positionAfter(deadlineDepth: number | null, cut: boolean): Omit<PagePosition, 'digest'> | null {
    const end = this.#end ?? endOfDepth(deadlineDepth ?? Number.MAX_SAFE_INTEGER);
    if (deadlineDepth === null) return { nodes: end, expansions: end, cut };
    const reached = endOfDepth(deadlineDepth - 1);
    const expansions = comparePositions(end, reached) <= 0 ? end : reached;
    const isNew = !this.isOldNode(end) || !this.isOldExpansion(expansions);
    return isNew ? { nodes: end, expansions, cut } : null;
  }
}

async function resultFrom(
  parts: readonly WalkPart[],
  window: PageWindow,
  { direction, roots }: PageOptions,
): Promise<WalkResult> {
  const { page, hasMore, after } = window;
  const cut = parts.find(({ unexpanded }) => unexpanded?.reason === 'DEADLINE');
  const deadlineDepth = cut ? cut.depth : null;
  const isLast = !hasMore && deadlineDepth === null;
  const contents = new PageContents(window, walkDirections(direction).length > 1);
  for (const part of parts) await contents.add(part);
  const { log, errors, upstream, downstream } = contents;
  if (
    deadlineDepth !== null &&
    after &&
    comparePositions(endOfDepth(deadlineDepth - 1), after.expansions) < 0
  ) {
    // The deadline passed before the walk was back where the page before this one ended: what is new here is not known.
    const known = log.entries().filter(({ reason }) => reason === 'DEADLINE' || reason === 'WANDB_ERROR');
    const nothing = { hits: [], edges: [], roots: [], leaves: [], complete: false, end: null };
    return { ...nothing, truncations: known, errors: errors.map(({ failure }) => failure) };
  }
  const hasFailed = errors.length > 0;
  const isChanged =
    !hasFailed && after?.digest != null && (await digestUpTo(after.nodes, parts)) !== after.digest;
  if (isChanged) log.add(page[0]?.node.id ?? roots[0]?.id ?? '', 'CHANGED', null);
  const truncations = log.entries(isLast);
  const failures = errors.filter(({ isLate }) => isLast || !isLate).map(({ failure }) => failure);
  // What the deadline left unexpanded is on the next page; what failed, also for want of time, is on none.
  const isResumed = ({ reason, at }: Truncation): boolean =>
    reason === 'DEADLINE' && !failures.some((failure) => failure.at === at);
  const isCut = (after?.cut ?? false) || !isComplete(truncations.filter((each) => !isResumed(each)));
  const last = page.at(-1);
  if (hasMore && last) truncations.push({ at: last.node.id, reason: 'MAX_NODES', omitted: null });
  const end = isLast ? null : window.positionAfter(deadlineDepth, isCut);
  const [withUpstream, withDownstream] = [upstream.reached(), downstream.reached()];
  return {
    hits: contents.hits(),
    edges: contents.edges(isLast),
    roots: page.filter(({ visited }) => !withUpstream.has(visited)).map(({ node }) => node),
    leaves: page.filter(({ visited }) => !withDownstream.has(visited)).map(({ node }) => node),
    truncations,
    complete: isComplete(truncations) && !isCut,
    errors: failures,
    end: end && { ...end, digest: hasFailed ? null : await digestUpTo(end.nodes, parts) },
  };
}

interface PageEdge {
  edge: LineageEdge;
  /** By its later end, then by the other: the order of the nodes on one page, whatever its size. */
  order: number;
  /** A page before this one has it. */
  isOld: boolean;
  /** Learned behind the end of this page. */
  isLate: boolean;
}

/** What the parts of a walk say of one page, whose window is known. */
class PageContents {
  readonly log = new TruncationLog();
  readonly errors: { failure: WalkFailure; isLate: boolean }[] = [];
  readonly upstream: ShownNeighbours;
  readonly downstream: ShownNeighbours;
  readonly #window: PageWindow;
  readonly #isBoth: boolean;
  readonly #expanded = new Map<VisitedNode, { failed: boolean; hidden: number | null }>();
  readonly #edges = new Map<number, PageEdge>();

  constructor(window: PageWindow, isBoth: boolean) {
    this.#window = window;
    this.#isBoth = isBoth;
    this.upstream = new ShownNeighbours(window);
    this.downstream = new ShownNeighbours(window);
  }

  async add({ depth, unexpanded, expansions, nodes }: WalkPart): Promise<void> {
    const window = this.#window;
    for (const { anchorId, key } of unexpanded?.nodes ?? []) {
      const position = { depth, key };
      if (unexpanded?.reason === 'DEADLINE') this.log.add(anchorId, 'DEADLINE', null);
      else if (!window.isOldExpansion(position))
        this.log.add(anchorId, 'MAX_DEPTH', null, window.isLate(position));
    }
    for (const expansion of expansions) {
      const { node, direction, neighbours } = expansion;
      const position = { depth, key: node.key };
      const isLate = window.isLate(position);
      const isOld = window.isOldExpansion(position);
      // A page after this one walks here again and may fail where this one did not, so that a failure is never old.
      for (const failure of this.log.addFailure(expansion, isLate)) this.errors.push({ failure, isLate });
      if (!isOld) this.log.addOmitted(expansion, isLate);
      if (node.depth === depth && window.isOnPage(node)) this.#countNeighbours(expansion);
      const isOldEnd = isOld && window.isOldNode(node);
      for (const [other, usedAs] of neighbours) {
        if (shouldYield()) await yieldToEventLoop();
        const link = direction === 'UPSTREAM' ? ([other, node] as const) : ([node, other] as const);
        this.upstream.add(link[0], link[1]);
        this.downstream.add(link[1], link[0]);
        this.#addEdge(link, usedAs, isOldEnd && window.isOldNode(other), isLate);
      }
    }
    for (const found of nodes) {
      if (window.isOldNode(found.visited)) continue;
      const isLate = window.isLate(found.visited);
      for (const failure of this.log.addFound(found, isLate)) this.errors.push({ failure, isLate });
    }
  }

  hits(): LineageHit[] {
    return this.#window.page.map(({ node, visited }) => {
      const own = this.#expanded.get(visited);
      return {
        node,
        depth: visited.depth,
        expanded: own !== undefined && !own.failed,
        hiddenNeighbours: own?.hidden ?? null,
      };
    });
  }

  edges(isLast: boolean): LineageEdge[] {
    return [...this.#edges.values()]
      .filter(({ isOld, isLate }) => !isOld && (isLast || !isLate))
      .sort((a, b) => a.order - b.order)
      .map(({ edge }) => edge);
  }

  #countNeighbours({ node, hidden, failed, filtered, beyondFanout, error }: NodeExpansion): void {
    const { failed: hasFailed, hidden: before } = this.#expanded.get(node) ?? { failed: false, hidden: 0 };
    const isUnknown = before === null || beyondFanout === null || error !== null;
    const sum = isUnknown ? null : before + hidden + failed + filtered + beyondFanout;
    this.#expanded.set(node, { failed: hasFailed || error !== null, hidden: sum });
  }

  #addEdge(link: Link, usedAs: readonly string[] | null, isOld: boolean, isLate: boolean): void {
    // Only a walk in both directions meets an edge again, from its other end.
    if (isOld && !this.#isBoth) return;
    const [first, second] = link.map((end) => this.#window.rankOf(end)) as [number | null, number | null];
    if (first === null || second === null) return;
    const key = pairKey(first, second);
    const known = this.#edges.get(key);
    if (known) {
      known.edge.usedAs = mergedUsedAs(known.edge.usedAs, usedAs);
      known.isOld ||= isOld;
      known.isLate &&= isLate;
      return;
    }
    const smaller = 2 * Math.min(first, second) + (first < second ? 0 : 1);
    const order = pairKey(Math.max(first, second), smaller);
    this.#edges.set(key, { edge: edgeFrom(link, usedAs), order, isOld, isLate });
  }
}

type Link = readonly [from: VisitedNode, to: VisitedNode];

/**
 * The nodes of the page that have a shown node on one side of them, directly or with nothing but filtered nodes between:
 * a filter that hides all runs must not make every artifact a root.
 */
class ShownNeighbours {
  readonly #window: PageWindow;
  readonly #reached = new Set<VisitedNode>();
  readonly #behindFiltered = new Map<VisitedNode, VisitedNode[]>();

  constructor(window: PageWindow) {
    this.#window = window;
  }

  /** `near` is on this side of `node`. */
  add(near: VisitedNode, node: VisitedNode): void {
    if (node.isShown && !this.#window.isOnPage(node)) return;
    if (near.isShown) this.#reached.add(node);
    else if (!this.#behindFiltered.get(near)?.push(node)) this.#behindFiltered.set(near, [node]);
  }

  reached(): ReadonlySet<VisitedNode> {
    // A set is iterated in the order of insertion, what is added on the way included.
    for (const node of this.#reached)
      for (const other of this.#behindFiltered.get(node) ?? []) this.#reached.add(other);
    return this.#reached;
  }
}

/** Of one end that is hidden or failed the kind is not known. */
export function edgeFrom([from, to]: Link, usedAs: readonly string[] | null): LineageEdge {
  const kind = from.kind === 'ARTIFACT' || to.kind === 'RUN' ? 'USED' : 'LOGGED';
  return { from: from.id, to: to.id, kind, usedAs };
}

/** Doubles hold two indexes of up to 2^26 in one exact number, ordered by the first: half the memory of keys that are strings. */
export function pairKey(first: number, second: number): number {
  return first * 2 ** 26 + second;
}
