import { createSlots, type Slots, type SlotWait } from '../wandb/transport/limits.ts';
import { longestTimerMs } from '../wandb/transport/sleep.ts';
import type { WalkDirection } from './graph.ts';
import type { ExpandOptions, Expansion, LineageSource, NodeToExpand } from './source.ts';

/** When a walk has to end, whatever it has found by then. */
export interface WalkLimits {
  /** On the clock of `now`; null or left out: no deadline. */
  deadlineAtMs?: number | null;
  /** Left out: `Date.now`. */
  now?: () => number;
  /** Aborted: the walk throws its reason. */
  signal?: AbortSignal | null;
  /** Once it is used up, the walk ends as at a deadline. */
  budget?: WalkBudget | null;
}

/** How many nodes a walk may expand: each takes memory, and time of the event loop. */
export interface WalkBudget {
  /** Waits until so many more nodes may be expanded; false: they may not, and the walk has to end. */
  reserve(nodes: number): Promise<boolean>;
}

/** The budgets of one operation's walks. */
export interface WalkBudgets {
  /** For one walk. */
  open(): WalkBudget;
  /** Called once the operation has its answer: what its walks found is no longer in memory. */
  close: () => void;
}

/** An operation whose walks expand more nodes than this is large; only so many large operations run at once. */
const largeFrom = 1_000;
const largeAtOnce = 3;

/** For one process: operations side by side that hold 20,000 nodes each would fill its memory, and none would end sooner. */
export function createLargeWalks(): Slots {
  return createSlots(largeAtOnce);
}

export interface OperationWalks {
  largeWalks: Slots;
  /** How long the operation waits for a slot; a large walk that gets none is cut. */
  wait: SlotWait;
  /** A walk is cut once the other walks of its operation have expanded this many nodes. A single walk is not bounded by it. */
  mostNodes: number;
}

export function createWalkBudgets({ largeWalks, wait, mostNodes }: OperationWalks): WalkBudgets {
  let expanded = 0;
  let slot: Promise<(() => void) | null> | null = null;

  function takeSlot(): Promise<(() => void) | null> {
    // A caller who disconnects needs no answer.
    wait.signal.addEventListener('abort', close, { once: true });
    return new Promise((resolve, reject) => {
      const untilClosed = (): Promise<void> => new Promise((release) => resolve(release));
      largeWalks.run(wait, untilClosed).then((outcome) => {
        if (outcome === null) resolve(null);
      }, reject);
    });
  }

  function close(): void {
    const held = slot;
    slot = null;
    void held?.then(
      (release) => release?.(),
      () => undefined,
    );
  }

  return {
    close,
    open() {
      let own = 0;
      return {
        async reserve(nodes) {
          if (expanded - own >= mostNodes) return false;
          own += nodes;
          expanded += nodes;
          if (expanded <= largeFrom) return true;
          slot ??= takeSlot();
          return (await slot) !== null;
        },
      };
    },
  };
}

/** Nodes that are expanded in one direction by one call of the source. */
export interface Level extends Omit<ExpandOptions, 'signal'> {
  nodes: readonly NodeToExpand[];
  direction: WalkDirection;
}

/**
 * Expands levels side by side, within the limits. null: deadline or budget ended first, and no level counts as expanded.
 * Throws the signal's reason where it is aborted.
 */
export async function expandWithin(
  source: LineageSource,
  levels: readonly Level[],
  { deadlineAtMs = null, now = Date.now, signal = null, budget = null }: WalkLimits,
): Promise<readonly (readonly Expansion[])[] | null> {
  signal?.throwIfAborted();
  const count = levels.reduce((sum, { nodes }) => sum + nodes.length, 0);
  if (budget && !(await budget.reserve(count))) return null;
  const remainingMs = deadlineAtMs === null ? null : deadlineAtMs - now();
  if (remainingMs !== null && remainingMs <= 0) return null;
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const interruption = new Promise<null>((resolve, reject) => {
    if (remainingMs !== null && remainingMs <= longestTimerMs) timer = setTimeout(resolve, remainingMs, null);
    const onAbort = () => {
      reject(signal?.reason instanceof Error ? signal.reason : new Error('The walk was aborted.'));
    };
    signal?.addEventListener('abort', onAbort, { once: true, signal: ended.signal });
  });
  try {
    const expansions = levels.map((level) => expandLevel(source, level, ended.signal));
    return await Promise.race([Promise.all(expansions), interruption]);
  } finally {
    clearTimeout(timer);
    ended.abort(new Error('The walk does not wait for this level any more.'));
  }
}

/** A call that fails altogether is a failure of each of its nodes: what was found before is kept. */
async function expandLevel(
  source: LineageSource,
  { nodes, direction, ...options }: Level,
  signal: AbortSignal,
): Promise<readonly Expansion[]> {
  if (nodes.length === 0) return [];
  let expansions: readonly Expansion[];
  try {
    expansions = await source.expand(nodes, direction, { ...options, signal });
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return nodes.map(() => ({ neighbours: [], beyondFanout: null, error }));
  }
  if (expansions.length !== nodes.length) {
    throw new RangeError(`expand() answered ${expansions.length} expansions for ${nodes.length} nodes.`);
  }
  return expansions;
}
