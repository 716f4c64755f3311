import { showsFrom, stopsFrom, type LineageFilter } from './filter.ts';
import type { LineageDirection, LineageEdge, Truncation, WalkDirection } from './graph.ts';
import {
  isKnown,
  type NodeToExpand,
  type Expansion,
  type GraphNode,
  type Continuation,
  type KnownKind,
} from './source.ts';
import { createColumn, createIdBook, createPairBook } from './id-book.ts';
import { createTruncationLog, reasonOf, type TruncationLog } from './truncation-log.ts';
import { edgeKind, mergedUsedAs, pairKey } from './walk-book.ts';
import type { WalkFailure } from './walk-result.ts';
import { shouldYield, yieldToEventLoop } from '../wandb/yield.ts';

/** What one stretch of a walk found, in the order in which it was met. */
export interface StreamPart {
  nodes: { node: GraphNode; depth: number }[];
  /**
   * Both ends were given before, or are in `nodes`. Where a walk in both directions learns more of an edge's `usedAs` later,
   * the edge comes again, with all that is known by then.
   */
  edges: LineageEdge[];
  /** One node may be cut for one reason in several parts: `omitted` adds up. */
  truncations: Truncation[];
  errors: WalkFailure[];
}

/** A node that is due in a lane, by its number, and how far its list was read. */
export interface Due {
  readonly node: number;
  readonly continuation: Continuation | null;
  /** What its list was found to hide so far, so that nothing is counted twice. */
  readonly hidden: Set<number>;
  /** The edges that its list told so far; null where it was read at once. */
  readonly given: GivenEdges | null;
}

export interface Lane {
  readonly direction: WalkDirection;
  readonly bit: number;
  /** Nodes of this depth whose lists go on: asked for before any other. */
  begun: Due[];
  /** The numbers of the nodes of this depth, and how many of them were asked. */
  due: readonly number[];
  asked: number;
  /** The numbers of those of the next depth. */
  next: number[];
}

export interface StreamWalk {
  readonly isFull: boolean;
  begin(): StreamPart;
  /** The roots behind which a lane goes on. */
  rootsFor(bit: number): number[];
  asAsked(due: Due): NodeToExpand;
  /** Itself, or the shown node through which one that the filter hides was met. */
  anchorOf(node: number): number;
  idOf(node: number): string;
  read(stretch: readonly Due[], answers: readonly Expansion[], lane: Lane, depth: number): Promise<void>;
  take(): StreamPart;
}

export interface StreamWalkOptions {
  roots: readonly GraphNode[];
  direction: LineageDirection;
  maxNodes: number;
  filter?: LineageFilter | null;
  stopAt?: LineageFilter | null;
}

/** All that is kept of a node until the walk ends: its id, by whom it was shown, and these. The two lowest bits are its lanes. */
const flag = { lanes: 3, shown: 4, goesOn: 8 };
const kinds: readonly GraphNode['kind'][] = ['RUN', 'ARTIFACT', 'HIDDEN', 'FAILED'];
const kindShift = 4;

export function createStreamWalk({
  roots,
  direction,
  maxNodes,
  filter,
  stopAt,
}: StreamWalkOptions): StreamWalk {
  const shows = showsFrom(filter);
  const stops = stopsFrom(stopAt);
  const ids = createIdBook();
  const flags = createColumn((length) => new Uint8Array(length));
  const anchors = createColumn((length) => new Uint32Array(length));
  /** Only a walk in both directions can meet an edge twice, once from each end. */
  const given = direction === 'BOTH' ? createGiven() : null;
  let shownCount = 0;
  let lastShown = '';
  let isFull = false;
  let part = emptyPart();
  let edges = new Map<number, LineageEdge>();
  let log: TruncationLog = createTruncationLog();

  const has = (node: number, bit: number): boolean => (flags.get(node) & bit) !== 0;
  const kindOf = (node: number): KnownKind =>
    kinds[flags.get(node) >> kindShift] === 'RUN' ? 'RUN' : 'ARTIFACT';

  /** null: there is no room for it. */
  function add(node: GraphNode, parent: number | null, depth: number): number | null {
    const shown = parent === null || shows(node);
    if (shown && shownCount >= maxNodes) {
      if (!isFull) log.add(lastShown, 'MAX_NODES', null);
      isFull = true;
      return null;
    }
    const { id, kind } = node;
    const goesOn = isKnown(node) && (parent === null || !stops(node));
    const number = ids.add(id);
    flags.set(
      number,
      (shown ? flag.shown : 0) | (goesOn ? flag.goesOn : 0) | (kinds.indexOf(kind) << kindShift),
    );
    anchors.set(number, shown ? number : anchors.get(parent));
    if (shown) {
      shownCount += 1;
      lastShown = id;
      part.nodes.push({ node, depth });
    } else {
      log.add(ids.idAt(anchors.get(number)), 'FILTERED', 1);
    }
    return number;
  }

  function connect(expanded: Expanded, other: number, id: string, usedAs: readonly string[] | null): void {
    if (!expanded.shown || !has(other, flag.shown)) return;
    const isUp = expanded.lane.direction === 'UPSTREAM';
    const key = isUp ? pairKey(other, expanded.number) : pairKey(expanded.number, other);
    const before = expanded.given?.get(key);
    const known = mergedUsedAs(edges.get(key)?.usedAs ?? before ?? null, usedAs);
    if (before !== undefined && sameNames(before, known)) return;
    expanded.given?.set(key, known);
    const [from, to] = isUp ? [id, expanded.id] : [expanded.id, id];
    edges.set(key, { from, to, kind: edgeKind(expanded.kind, expanded.lane.direction), usedAs: known });
  }

  function readOne(
    { node: number, hidden: seen, given: own }: Due,
    expansion: Expansion,
    lane: Lane,
    depth: number,
  ): void {
    const { neighbours, beyondFanout, error, continuation } = expansion;
    const at: Expanded = {
      number,
      id: ids.idAt(number),
      kind: kindOf(number),
      shown: has(number, flag.shown),
      lane,
      given: given ?? own ?? (continuation ? createGiven() : null),
    };
    const anchor = ids.idAt(anchors.get(number));
    const hidden = { wandb: 0, failed: 0 };
    for (const { node, usedAs } of neighbours) {
      const known = ids.numberOf(node.id);
      const other = known === -1 ? add(node, number, depth + 1) : known;
      if (other === null) continue;
      if (!has(other, lane.bit)) {
        flags.set(other, flags.get(other) | lane.bit);
        if (has(other, flag.goesOn)) lane.next.push(other);
      }
      if (!isKnown(node) && has(other, flag.shown) && !seen.has(other)) {
        seen.add(other);
        hidden[node.kind === 'FAILED' ? 'failed' : 'wandb'] += 1;
      }
      connect(at, other, node.id, usedAs);
    }
    if (error) {
      const reason = reasonOf(error);
      log.add(anchor, reason, null);
      if (reason === 'WANDB_ERROR') part.errors.push({ at: anchor, error });
    }
    if (beyondFanout !== 0 && !(beyondFanout === null && error)) log.add(anchor, 'FANOUT', beyondFanout);
    if (hidden.failed > 0) log.add(anchor, 'WANDB_ERROR', hidden.failed);
    if (hidden.wandb > 0) log.add(anchor, 'HIDDEN', hidden.wandb);
    if (continuation) lane.begun.push({ node: number, continuation, hidden: seen, given: at.given });
  }

  function take(): StreamPart {
    const taken: StreamPart = { ...part, edges: [...edges.values()], truncations: log.entries(true) };
    part = emptyPart();
    edges = new Map();
    log = createTruncationLog();
    return taken;
  }

  return {
    get isFull() {
      return isFull;
    },
    begin() {
      for (const root of roots) {
        if (ids.numberOf(root.id) !== -1) continue;
        if (add(root, null, 0) !== null && !isKnown(root))
          log.add(root.id, root.kind === 'FAILED' ? 'WANDB_ERROR' : 'HIDDEN', null);
      }
      return take();
    },
    rootsFor(bit) {
      const all = Array.from({ length: ids.size }, (_, node) => node);
      for (const root of all) flags.set(root, flags.get(root) | bit);
      return all.filter((root) => has(root, flag.goesOn));
    },
    asAsked: ({ node, continuation }) => ({
      id: ids.idAt(node),
      kind: kindOf(node),
      ...(continuation && { continuation }),
    }),
    anchorOf: (node) => anchors.get(node),
    idOf: (node) => ids.idAt(node),
    async read(stretch, answers, lane, depth) {
      for (const [index, at] of stretch.entries()) {
        const expansion = answers[index];
        if (expansion) readOne(at, expansion, lane, depth);
        if (shouldYield()) await yieldToEventLoop();
      }
    },
    take,
  };
}

/** A node while it is expanded. */
interface Expanded {
  number: number;
  id: string;
  kind: KnownKind;
  shown: boolean;
  lane: Lane;
  given: GivenEdges | null;
}

/** The `usedAs` with which each edge was given. */
interface GivenEdges {
  get(key: number): readonly string[] | null | undefined;
  set(key: number, usedAs: readonly string[] | null): void;
}

function createGiven(): GivenEdges {
  const pairs = createPairBook();
  // Of a million edges hardly a few are told apart by their names.
  const told: (readonly string[] | null)[] = [null];
  const places = new Map<string, number>();
  return {
    get(key) {
      const place = pairs.get(key);
      return place === undefined ? undefined : told[place];
    },
    set(key, usedAs) {
      const words = JSON.stringify(usedAs);
      let place = usedAs === null ? 0 : places.get(words);
      if (place === undefined) {
        place = told.push(usedAs) - 1;
        places.set(words, place);
      }
      pairs.set(key, place);
    },
  };
}

function emptyPart(): StreamPart {
  return { nodes: [], edges: [], truncations: [], errors: [] };
}

function sameNames(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a === b || (a !== null && b !== null && a.length === b.length);
}
