import { longestTimerMs } from '../wandb/sleep.ts';
import type { WalkDirection } from './graph.ts';
import type { NodeToExpand, ExpandOptions, Expansion, LineageSource } from './source.ts';
import type { WalkBudget } from './walk-budget.ts';

/** When a search has to end, whatever it has found by then. */
export interface WalkLimits {
  /** On the clock of `now`; null or left out: no deadline. */
  deadlineAtMs?: number | null;
  /** Left out: `Date.now`. */
  now?: () => number;
  /** Aborted: the search throws its reason. */
  signal?: AbortSignal | null;
  /** Where it has no more, the search ends as at a deadline. */
  room?: WalkBudget | null;
}

export interface Level {
  nodes: readonly NodeToExpand[];
  direction: WalkDirection;
  levelsLeft?: number;
  pageSize?: number;
}

/** Asks for several levels side by side. null: time or room ended first, and no level is answered. */
export type Expander = (levels: readonly Level[]) => Promise<readonly (readonly Expansion[])[] | null>;

export function createExpander(
  neighbours: LineageSource,
  {
    maxFanout,
    deadlineAtMs = null,
    now = Date.now,
    signal = null,
    room = null,
  }: WalkLimits & { maxFanout: number | null },
): Expander {
  return async (levels) => {
    signal?.throwIfAborted();
    const asked = levels.reduce((sum, { nodes }) => sum + nodes.length, 0);
    if (room && !(await room.reserve(asked))) return null;
    const leftMs = deadlineAtMs === null ? null : deadlineAtMs - now();
    if (leftMs !== null && leftMs <= 0) return null;
    const controller = new AbortController();
    const options = { maxFanout, signal: controller.signal };
    const answers = Promise.all(levels.map((level) => answer(neighbours, level, options)));
    const stop = cutShort(leftMs, signal);
    try {
      const first = await Promise.race([answers, stop.struck]);
      if (first === null) controller.abort(new Error('The deadline of the walk struck.'));
      return first;
    } catch (error) {
      controller.abort(error);
      throw error;
    } finally {
      stop.clear();
    }
  };
}

/** A call that fails altogether is a failure of each of its nodes: what was found before it stands. */
async function answer(
  neighbours: LineageSource,
  { nodes, direction, levelsLeft = 1, pageSize }: Level,
  options: ExpandOptions,
): Promise<readonly Expansion[]> {
  if (nodes.length === 0) return [];
  let expansions: readonly Expansion[];
  try {
    expansions = await neighbours.expand(nodes, direction, {
      ...options,
      levelsLeft,
      ...(pageSize !== undefined && { pageSize }),
    });
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return nodes.map(() => ({ neighbours: [], beyondFanout: null, error }));
  }
  if (expansions.length !== nodes.length) {
    throw new RangeError(`expand() answered ${expansions.length} expansions for ${nodes.length} nodes.`);
  }
  return expansions;
}

function cutShort(leftMs: number | null, signal: AbortSignal | null) {
  let timer: NodeJS.Timeout | undefined;
  const over = new AbortController();
  const struck = new Promise<null>((resolve, reject) => {
    if (leftMs !== null && leftMs <= longestTimerMs) {
      timer = setTimeout(() => {
        resolve(null);
      }, leftMs);
    }
    const onAbort = () => {
      reject(signal?.reason instanceof Error ? signal.reason : new Error('The walk was aborted.'));
    };
    signal?.addEventListener('abort', onAbort, { once: true, signal: over.signal });
  });
  const clear = () => {
    clearTimeout(timer);
    over.abort();
  };
  return { struck, clear };
}
