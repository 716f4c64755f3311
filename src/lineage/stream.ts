import { createExpander } from './expand-levels.ts';
import type { Truncation, WalkDirection } from './graph.ts';
import type { LineageSource } from './source.ts';
import {
  createStreamWalk,
  type Due,
  type Lane,
  type StreamPart,
  type StreamWalk,
  type StreamWalkOptions,
} from './stream-walk.ts';

/** `roots` is never empty; a root twice counts once. `maxNodes` is for the whole walk, nodes that the filter hides not counted. */
export interface StreamRequest extends StreamWalkOptions {
  maxDepth: number;
  maxFanout?: number | null;
  /** Aborted: the walk throws its reason. */
  signal?: AbortSignal | null;
}

/** Whom to ask for the next stretch of the walk, and until when, on the clock of `Date.now`; null: as long as it takes. */
export interface Leg {
  neighbours: LineageSource;
  deadlineAtMs: number | null;
}

/** As many as fill the requests to W&B that may run side by side. */
const nodesInStretch = 500;
/** What a stretch brings has to fit into memory, some kilobytes for each. */
const neighboursInStretch = 25_000;
/** Of one node at a time: whoever reads waits for it. */
const largestPage = 1_000;
/** What is asked ahead is of use only as long as the leg that asked: behind a wide depth come other legs. */
const widestAhead = 2_000;

/**
 * The closure of the roots, as `walkLineage` finds it, given out while it is found: depth by depth, and within a depth by
 * stretches. It asks for no stretch before whoever reads wants it, reads long lists in pieces, and keeps a few words of each
 * node. `nextLeg` is called before each stretch, so that what was loaded for those before can be let go.
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
    begun: [],
    due: walk.rootsFor(1 << index),
    asked: 0,
    next: [],
  }));
  for (let depth = 0; lanes.some(({ due }) => due.length > 0); depth += 1) {
    if (depth === maxDepth) {
      yield* unexpanded(walk, lanes, 'MAX_DEPTH');
      return;
    }
    const isWide = lanes.some(({ due }) => due.length > widestAhead);
    while (lanes.some(isOpen)) {
      const stretches = lanes.map((lane) => ({ lane, ...stretchOf(lane) }));
      const { neighbours, deadlineAtMs } = nextLeg();
      const expand = createExpander(neighbours, { maxFanout, deadlineAtMs, signal });
      const answers = await expand(
        stretches.map(({ lane, dues, pageSize }) => ({
          nodes: dues.map((due) => walk.asAsked(due)),
          direction: lane.direction,
          levelsLeft: isWide ? 1 : maxDepth - depth,
          pageSize,
        })),
      );
      if (!answers) {
        for (const { lane, dues } of stretches) lane.begun = [...dues, ...lane.begun];
        yield* unexpanded(walk, lanes, 'DEADLINE');
        return;
      }
      for (const [index, { lane, dues }] of stretches.entries())
        await walk.read(dues, answers[index] ?? [], lane, depth);
      yield walk.take();
      if (walk.isFull) return;
    }
    for (const lane of lanes) {
      lane.due = lane.next;
      lane.asked = 0;
      lane.next = [];
    }
  }
}

function isOpen({ begun, due, asked }: Lane): boolean {
  return begun.length > 0 || asked < due.length;
}

/** Takes from a lane what is asked next: lists that go on, as far as all of them together fit, or else nodes of which nothing is known. */
function stretchOf(lane: Lane): { dues: Due[]; pageSize: number } {
  if (lane.begun.length > 0) {
    let expected = 0;
    let count = 0;
    for (const { continuation } of lane.begun) {
      expected += Math.min(continuation?.remaining ?? 1, largestPage);
      if (count > 0 && (expected > neighboursInStretch || count === nodesInStretch)) break;
      count += 1;
    }
    return { dues: lane.begun.splice(0, count), pageSize: largestPage };
  }
  const dues = lane.due
    .slice(lane.asked, lane.asked + nodesInStretch)
    .map((node): Due => ({ node, continuation: null, hidden: new Set<number>(), given: null }));
  lane.asked += dues.length;
  const pageSize = Math.floor(neighboursInStretch / Math.max(1, dues.length));
  return { dues, pageSize: Math.min(largestPage, pageSize) };
}

function* leftOf({ begun, due, asked, next }: Lane): Generator<number> {
  for (const { node } of begun) yield node;
  for (let at = asked; at < due.length; at += 1) yield due[at] as number;
  yield* next;
}

function* unexpanded(
  walk: StreamWalk,
  lanes: readonly Lane[],
  reason: 'MAX_DEPTH' | 'DEADLINE',
): Generator<StreamPart> {
  const told = new Set<number>();
  let truncations: Truncation[] = [];
  for (const lane of lanes) {
    for (const node of leftOf(lane)) {
      const anchor = walk.anchorOf(node);
      if (told.has(anchor)) continue;
      told.add(anchor);
      truncations.push({ at: walk.idOf(anchor), reason, omitted: null });
      if (truncations.length < nodesInStretch) continue;
      yield { nodes: [], edges: [], truncations, errors: [] };
      truncations = [];
    }
  }
  if (truncations.length > 0) yield { nodes: [], edges: [], truncations, errors: [] };
}
