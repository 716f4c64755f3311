import { createFairSlots, type FairSlots, type Turn } from '../wandb/fair-slots.ts';

/** Asked by a walk before it goes on: what it knows takes memory, and working on it takes the process's time. */
export interface WalkBudget {
  /** Waits until so many nodes more may be expanded; false: they may not, and the walk has to end. */
  reserve(nodes: number): Promise<boolean>;
}

/** Of one operation. */
export interface WalkBudgets {
  /** For one walk. */
  open(): WalkBudget;
  /** The answer is made, and what the walks found is no longer held: the next operation may begin. */
  close: () => void;
}

/** From this many nodes on, the walks of an operation are large: only so many operations with large ones go on at once. */
const largeFrom = 1_000;
const largeAtOnce = 3;

/** Of one process. Operations side by side that know 20,000 nodes each would fill its memory, and none would end sooner. */
export function createLargeWalks(): FairSlots {
  return createFairSlots(largeAtOnce);
}

export interface OperationWalks {
  largeWalks: FairSlots;
  /** Of the operation; a large walk that gets no turn in time is cut. */
  turn: Turn;
  /** A walk is cut where the others of its operation have expanded this many nodes: alone, each may be as large as it is. */
  mostNodes: number;
}

export function createWalkBudgets({ largeWalks, turn, mostNodes }: OperationWalks): WalkBudgets {
  let expanded = 0;
  let slot: Promise<(() => void) | null> | null = null;

  function takeSlot(): Promise<(() => void) | null> {
    // Who hangs up is given no answer to make.
    turn.signal.addEventListener('abort', close, { once: true });
    return new Promise((resolve, reject) => {
      const untilClosed = (): Promise<void> => new Promise((release) => resolve(release));
      largeWalks.run(turn, untilClosed).then((outcome) => {
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
