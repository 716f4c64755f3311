import { WandbError } from '../wandb/errors.ts';
import { createSlots, type Slots, type SlotWait } from '../wandb/transport/limits.ts';
import { longestTimerMs } from '../wandb/transport/sleep.ts';
import type { WalkDirection } from './graph.ts';
import {
  isKnown,
  type ExpandOptions,
  type Expansion,
  type LineageSource,
  type NodeToExpand,
} from './source.ts';

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
export interface Level extends Omit<ExpandOptions, 'signal' | 'onExpansion'> {
  nodes: readonly NodeToExpand[];
  direction: WalkDirection;
}

type Expansions = readonly (readonly Expansion[])[];

/** Of the time that is left: after how much of it what lies behind the nodes that have answered is asked for. */
const shareBeforeLookAhead = 1 / 4;
/** After how much of it the others are left behind. The rest is for the levels that follow, of which most is known by then. */
const shareOfLevel = 7 / 8;

/**
 * Expands levels side by side, within the limits. null: deadline or budget ended first, and no level counts as expanded.
 * One object that W&B gives no answer for must not keep all others from an answer: where half of the nodes or more have
 * answered when most of the time is over, those that have not count as failed. Throws the signal's reason where it is aborted.
 */
export async function expandWithin(
  source: LineageSource,
  levels: readonly Level[],
  { deadlineAtMs = null, now = Date.now, signal = null, budget = null }: WalkLimits,
): Promise<Expansions | null> {
  signal?.throwIfAborted();
  const count = levels.reduce((sum, { nodes }) => sum + nodes.length, 0);
  if (budget && !(await budget.reserve(count))) return null;
  const remainingMs = deadlineAtMs === null ? Infinity : deadlineAtMs - now();
  if (remainingMs <= 0) return null;
  const ended = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise<Expansions | null>((resolve, reject) => {
      let isLate = false;
      const leaveLate = (): void => {
        if (!isLate) return;
        const late = new Set(expanding.flatMap((level) => level.late()));
        const all = new Set(levels.flatMap(({ nodes }) => nodes.map(({ id }) => id)));
        if (2 * late.size <= all.size) resolve(expanding.map((level) => level.withoutLate()));
      };
      const expanding = levels.map((level) => new ExpandingLevel(source, level, ended.signal, leaveLate));
      Promise.all(expanding.map(({ whole }) => whole)).then(resolve, reject);
      const after = (share: number, then: () => void) => timers.push(setTimeout(then, share * remainingMs));
      if (remainingMs <= longestTimerMs) {
        after(shareBeforeLookAhead, () => expanding.forEach((level) => level.beginLookAhead()));
        after(shareOfLevel, () => {
          isLate = true;
          leaveLate();
        });
        after(1, () => resolve(null));
      }
      const onAbort = () => {
        reject(signal?.reason instanceof Error ? signal.reason : new Error('The walk was aborted.'));
      };
      signal?.addEventListener('abort', onAbort, { once: true, signal: ended.signal });
    });
  } finally {
    timers.forEach(clearTimeout);
    ended.abort(new Error('The walk does not wait for this level any more.'));
  }
}

/** One look-ahead asks for no more nodes than these. */
const mostLookedAhead = 2_000;

/** One level while it is expanded, and what has arrived of it. */
class ExpandingLevel {
  readonly whole: Promise<readonly Expansion[]>;
  readonly #source: LineageSource;
  readonly #level: Level;
  readonly #signal: AbortSignal;
  readonly #arrived = new Map<NodeToExpand, Expansion>();
  /** The nodes that were asked for, with those of the look-ahead; null: it has not begun. */
  #asked: Set<string> | null = null;
  #behind: Expansion[] = [];

  constructor(source: LineageSource, level: Level, signal: AbortSignal, onArrival: () => void) {
    this.#source = source;
    this.#level = level;
    this.#signal = signal;
    this.whole = this.#expand((node, expansion) => {
      this.#arrived.set(node, expansion);
      if (this.#asked) this.#lookBehind(expansion);
      onArrival();
    });
  }

  late(): string[] {
    return this.#level.nodes.flatMap((node) => (this.#arrived.has(node) ? [] : [node.id]));
  }

  withoutLate(): Expansion[] {
    const error = new WandbError('INCOMPLETE', notInTime);
    return this.#level.nodes.map(
      (node) => this.#arrived.get(node) ?? { neighbours: [], beyondFanout: null, error },
    );
  }

  /** Asks for what lies behind the nodes that have answered, or will: it is known then when the walk comes there. */
  beginLookAhead(): void {
    this.#asked = new Set(this.#level.nodes.map(({ id }) => id));
    for (const expansion of this.#arrived.values()) this.#lookBehind(expansion);
  }

  /** What arrives in one turn of the event loop is looked behind together. */
  #lookBehind(expansion: Expansion): void {
    this.#behind.push(expansion);
    if (this.#behind.length > 1) return;
    setImmediate(() => {
      void this.#ask(this.#behind.splice(0), (this.#level.levelsLeft ?? 1) - 1, this.#asked ?? new Set());
    });
  }

  async #ask(behind: readonly Expansion[], levelsLeft: number, asked: Set<string>): Promise<void> {
    const nodes: NodeToExpand[] = [];
    for (const { node } of behind.flatMap(({ neighbours }) => neighbours)) {
      if (!isKnown(node) || asked.has(node.id) || asked.size >= mostLookedAhead) continue;
      asked.add(node.id);
      nodes.push({ id: node.id, kind: node.kind });
    }
    if (levelsLeft < 1 || nodes.length === 0 || this.#signal.aborted) return;
    const options = { ...this.#level, levelsLeft, signal: this.#signal, isLook: true };
    // What fails here fails again when the walk comes there.
    const expansions = await this.#source.expand(nodes, this.#level.direction, options).catch(() => []);
    await this.#ask(expansions, levelsLeft - 1, asked);
  }

  /** A call that fails altogether is a failure of each of its nodes: what was found before is kept. */
  async #expand(onExpansion: NonNullable<ExpandOptions['onExpansion']>): Promise<readonly Expansion[]> {
    const { nodes, direction, ...options } = this.#level;
    if (nodes.length === 0) return [];
    let expansions: readonly Expansion[];
    try {
      const signal = this.#signal;
      expansions = await this.#source.expand(nodes, direction, { ...options, signal, onExpansion });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      return nodes.map(() => ({ neighbours: [], beyondFanout: null, error }));
    }
    if (expansions.length !== nodes.length) {
      throw new RangeError(`expand() answered ${expansions.length} expansions for ${nodes.length} nodes.`);
    }
    return expansions;
  }
}

const notInTime =
  'W&B did not answer in time, and the walk went on without what is missing. Ask again, or raise REQUEST_DEADLINE_MS.';
