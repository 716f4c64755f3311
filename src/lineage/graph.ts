export type WalkDirection = 'UPSTREAM' | 'DOWNSTREAM';
export type LineageDirection = WalkDirection | 'BOTH' | 'CONNECTED';
export type EdgeKind = 'USED' | 'LOGGED';

/** One edge along the data's index: USED goes artifact -> run, LOGGED run -> artifact. */
export interface LineageEdge {
  from: string;
  to: string;
  kind: EdgeKind;
  /** null: unknown. W&B returns it only with a run's inputs. */
  usedAs: readonly string[] | null;
}

export type TruncationReason =
  | 'MAX_DEPTH'
  | 'MAX_NODES'
  | 'FANOUT'
  | 'DEADLINE'
  | 'WANDB_ERROR'
  | 'CHANGED'
  | 'HIDDEN'
  | 'PRODUCER_UNKNOWN'
  | 'FILTERED';

export interface Truncation {
  /** The node at which the walk was cut. */
  at: string;
  reason: TruncationReason;
  /** null: unknown; never a made-up 0. */
  omitted: number | null;
}

/** Why clients see a `HiddenNode`: hidden by W&B, unknown to it, or failed to load. */
export type HiddenReason = 'NOT_VISIBLE' | 'UNKNOWN' | 'WANDB_ERROR';
