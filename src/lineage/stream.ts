import { createExpander } from './expander.ts';
import { showsFrom, stopsFrom, type LineageFilter } from './filter.ts';
import type {
  Expansion,
  LineageDirection,
  LineageEdge,
  Neighbours,
  NodeKind,
  NodeRef,
  Truncation,
  WalkDirection,
} from './graph.ts';
import { createLedger, reasonOf, type Ledger } from './ledger.ts';
import { createTurns, type Turns } from './turns.ts';
import { edgeKind, mergedUsedAs, pairKey } from './walk-book.ts';
import type { WalkFailure } from './walk-result.ts';

export interface StreamRequest {
  /** Never empty; a root twice counts once. */
  roots: readonly NodeRef[];
  direction: LineageDirection;
  maxDepth: number;
  /** The most nodes of the whole walk, those that the filter hides not counted. */
  maxNodes: number;
  maxFanout?: number | null;
  filter?: LineageFilter | null;
  stopAt?: LineageFilter | null;
  /** Aborted: the walk throws its reason. */
  signal?: AbortSignal | null;
}

/** Whom to ask for the next stretch of the walk, and until when, on the clock of `Date.now`; null: as long as it takes. */
export interface Leg {
  neighbours: Neighbours;
  deadlineAtMs: number | null;
}

/** What one stretch of a walk found, in the order in which it was met. */
export interface StreamPart {
  nodes: { node: NodeRef; depth: number }[];
  /**
   * Both ends were given before, or are in `nodes`. Where a walk in both directions learns more of an edge's `usedAs` later,
   * the edge comes again, with all that is known by then.
   */
  edges: LineageEdge[];
  /** One node may be cut for one reason in several parts: `omitted` adds up. */
  truncations: Truncation[];
  errors: WalkFailure[];
}

/** All that is kept of a node until the walk ends. */
interface Met {
  readonly id: string;
  readonly kind: NodeKind;
  readonly index: number;
  readonly shown: boolean;
  /** Whether the walk may go on behind it. */
  readonly goesOn: boolean;
  /** Itself, or the shown node through which one that the filter hides was met. */
  readonly anchor: string;
  lanes: number;
  /** The number of the expansion that last met it. */
  metBy: number;
}

interface Lane {
  direction: WalkDirection;
  bit: number;
  due: Met[];
  next: Met[];
}

/** As many as fill the requests to W&B that may run side by side; what they bring has to fit into memory. */
const nodesInStretch = 500;

/**
 * The closure of the roots, as `walkLineage` finds it, given out while it is found: depth by depth, and within a depth by
 * stretches. It asks for no stretch before whoever reads wants it, and keeps a few words of each node. `nextLeg` is called
 * before each stretch, so that what was loaded for those before can be let go.
 */
export async function* streamLineage(
  nextLeg: () => Leg,
  request: StreamRequest,
): AsyncGenerator<StreamPart, void> {
  const { maxDepth, direction, maxFanout = null, signal = null } = request;
  const walk = createStreamWalk(request);
  yield walk.begin();
  const directions: WalkDirection[] = direction === 'BOTH' ? ['UPSTREAM', 'DOWNSTREAM'] : [direction];
  const lanes = directions.map((each, index): Lane => ({
    direction: each,
    bit: 1 << index,
    due: walk.rootsFor(1 << index),
    next: [],
  }));
  for (let depth = 0; lanes.some(({ due }) => due.length > 0); depth += 1) {
    if (depth === maxDepth) {
      yield* unexpanded(lanes, 'MAX_DEPTH');
      return;
    }
    const longest = Math.max(...lanes.map(({ due }) => due.length));
    for (let start = 0; start < longest; start += nodesInStretch) {
      const stretch = lanes.map(({ due }) => due.slice(start, start + nodesInStretch));
      const { neighbours, deadlineAtMs } = nextLeg();
      const expand = createExpander(neighbours, { maxFanout, deadlineAtMs, signal });
      const answers = await expand(
        lanes.map((lane, index) => ({
          nodes: (stretch[index] ?? []).map(({ id, kind }) => ({ id, kind, facts: null })),
          direction: lane.direction,
          levelsLeft: maxDepth - depth,
        })),
      );
      if (!answers) {
        for (const lane of lanes) lane.due = [...lane.due.slice(start), ...lane.next];
        yield* unexpanded(lanes, 'DEADLINE');
        return;
      }
      for (const [index, lane] of lanes.entries())
        await walk.read(stretch[index] ?? [], answers[index] ?? [], lane, depth);
      yield walk.take();
      if (walk.isFull()) return;
    }
    for (const lane of lanes) {
      lane.due = lane.next;
      lane.next = [];
    }
  }
}

function* unexpanded(lanes: readonly Lane[], reason: 'MAX_DEPTH' | 'DEADLINE'): Generator<StreamPart> {
  const anchors = [...new Set(lanes.flatMap(({ due }) => due.map(({ anchor }) => anchor)))];
  for (let start = 0; start < anchors.length; start += nodesInStretch) {
    const truncations = anchors
      .slice(start, start + nodesInStretch)
      .map((at): Truncation => ({ at, reason, omitted: null }));
    yield { nodes: [], edges: [], truncations, errors: [] };
  }
}

function createStreamWalk({ roots, direction, maxNodes, filter, stopAt }: StreamRequest) {
  const shows = showsFrom(filter);
  const stops = stopsFrom(stopAt);
  const met = new Map<string, Met>();
  /** Only a walk in both directions can meet an edge twice, once from each end. */
  const given = direction === 'BOTH' ? new Map<number, readonly string[] | null>() : null;
  const turns: Turns = createTurns();
  let shownCount = 0;
  let expansions = 0;
  let lastShown = '';
  let isFull = false;
  let part = emptyPart();
  let edges = new Map<number, LineageEdge>();
  let ledger: Ledger = createLedger();

  /** null: there is no room for it. */
  function add(node: NodeRef, parent: Met | null, depth: number): Met | null {
    const shown = parent === null || shows(node);
    if (shown && shownCount >= maxNodes) {
      if (!isFull) ledger.note(lastShown, 'MAX_NODES', null);
      isFull = true;
      return null;
    }
    const { id, kind } = node;
    const anchor = shown ? id : parent.anchor;
    const goesOn = kind !== 'HIDDEN' && (parent === null || !stops(node));
    const entry: Met = { id, kind, index: met.size, shown, goesOn, anchor, lanes: 0, metBy: -1 };
    met.set(id, entry);
    if (shown) {
      shownCount += 1;
      lastShown = id;
      part.nodes.push({ node, depth });
    } else {
      ledger.note(anchor, 'FILTERED', 1);
    }
    return entry;
  }

  function connect(expanded: Met, other: Met, lane: Lane, usedAs: readonly string[] | null): void {
    if (!expanded.shown || !other.shown) return;
    const [from, to] = lane.direction === 'UPSTREAM' ? [other, expanded] : [expanded, other];
    const key = pairKey(from.index, to.index);
    const before = given?.get(key);
    const known = mergedUsedAs(edges.get(key)?.usedAs ?? before ?? null, usedAs);
    if (before !== undefined && sameNames(before, known)) return;
    const kind = edgeKind(expanded.kind, lane.direction);
    edges.set(key, { from: from.id, to: to.id, kind, usedAs: known });
  }

  function readOne(at: Met, { neighbours, beyondFanout, error }: Expansion, lane: Lane, depth: number): void {
    const number = expansions++;
    const hidden = { wandb: 0, failed: 0 };
    for (const { node, usedAs } of neighbours) {
      const other = met.get(node.id) ?? add(node, at, depth + 1);
      if (!other) continue;
      if ((other.lanes & lane.bit) === 0) {
        other.lanes |= lane.bit;
        if (other.goesOn) lane.next.push(other);
      }
      if (other.metBy !== number) {
        other.metBy = number;
        if (other.shown && node.kind === 'HIDDEN')
          hidden[node.reason === 'WANDB_ERROR' ? 'failed' : 'wandb'] += 1;
      }
      connect(at, other, lane, usedAs);
    }
    if (error) {
      const reason = reasonOf(error);
      ledger.note(at.anchor, reason, null);
      if (reason === 'WANDB_ERROR') part.errors.push({ at: at.anchor, error });
    }
    if (beyondFanout !== 0 && !(beyondFanout === null && error))
      ledger.note(at.anchor, 'FANOUT', beyondFanout);
    if (hidden.failed > 0) ledger.note(at.anchor, 'WANDB_ERROR', hidden.failed);
    if (hidden.wandb > 0) ledger.note(at.anchor, 'HIDDEN', hidden.wandb);
  }

  function take(): StreamPart {
    const taken: StreamPart = { ...part, edges: [...edges.values()], truncations: ledger.entries(true) };
    if (given) for (const [key, { usedAs }] of edges) given.set(key, usedAs);
    part = emptyPart();
    edges = new Map();
    ledger = createLedger();
    return taken;
  }

  return {
    isFull: () => isFull,
    take,
    begin(): StreamPart {
      for (const root of roots) {
        if (met.has(root.id)) continue;
        if (add(root, null, 0) && root.kind === 'HIDDEN')
          ledger.note(root.id, root.reason === 'WANDB_ERROR' ? 'WANDB_ERROR' : 'HIDDEN', null);
      }
      return take();
    },
    rootsFor(bit: number): Met[] {
      const due = [...met.values()];
      for (const root of due) root.lanes |= bit;
      return due.filter(({ goesOn }) => goesOn);
    },
    async read(
      stretch: readonly Met[],
      answers: readonly Expansion[],
      lane: Lane,
      depth: number,
    ): Promise<void> {
      for (const [index, at] of stretch.entries()) {
        const expansion = answers[index];
        if (expansion) readOne(at, expansion, lane, depth);
        if (turns.due()) await turns.next();
      }
    },
  };
}

function emptyPart(): StreamPart {
  return { nodes: [], edges: [], truncations: [], errors: [] };
}

function sameNames(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a === b || (a !== null && b !== null && a.length === b.length);
}
