import { createHash } from 'node:crypto';

export type WalkDirection = 'UPSTREAM' | 'DOWNSTREAM';
export type LineageDirection = WalkDirection | 'BOTH';
export type EdgeKind = 'USED' | 'LOGGED';

/** One edge along the data's index: USED goes artifact -> run, LOGGED run -> artifact. */
export interface LineageEdge {
  from: string;
  to: string;
  kind: EdgeKind;
  /** null: unknown. W&B returns it only with a run's inputs. */
  usedAs: readonly string[] | null;
}

/**
 * What a truncation means for whoever asks whether an answer is complete:
 * - `excluded`: left out by the question itself; an answer with nothing else missing is complete.
 * - `limit`: beyond a bound that was asked for; a larger bound shows it.
 * - `unseen`: W&B does not tell it to this key; asking again does not help.
 * - `failure`: it should have been there; an entry in `errors` says so too, whatever was selected.
 */
export type TruncationKind = 'excluded' | 'limit' | 'unseen' | 'failure';

export const truncationKinds = {
  FILTERED: 'excluded',
  MAX_DEPTH: 'limit',
  MAX_NODES: 'limit',
  FANOUT: 'limit',
  HIDDEN: 'unseen',
  PRODUCER_UNKNOWN: 'unseen',
  DEADLINE: 'failure',
  WANDB_ERROR: 'failure',
  CHANGED: 'failure',
} as const satisfies Record<string, TruncationKind>;

export type TruncationReason = keyof typeof truncationKinds;

export interface Truncation {
  /** The node at which the walk was cut. */
  at: string;
  reason: TruncationReason;
  /** null: unknown; never a made-up 0. */
  omitted: number | null;
}

/** Why clients see a `HiddenNode`: hidden by W&B, unknown to it, or failed to load. */
export type HiddenReason = 'NOT_VISIBLE' | 'UNKNOWN' | 'WANDB_ERROR';

/** Roots stand in the order in which they were given. */
export function rootKey(index: number): string {
  return String(index).padStart(6, '0');
}

const maxKeyBytes = 512;

/** What nodes of one depth are ordered by: the id, or for one too long for a cursor its beginning and its hash. */
export function keyFromId(id: string): string {
  // Six bytes is the most that JSON makes of one UTF-16 unit.
  if (id.length * 6 + 2 <= maxKeyBytes || Buffer.byteLength(JSON.stringify(id)) <= maxKeyBytes) return id;
  return `${id.slice(0, 64)}~${createHash('sha256').update(id, 'utf16le').digest('hex')}`;
}

/** Names in the order in which they were met, each once; null only where neither side has any. */
export function mergedUsedAs(
  a: readonly string[] | null,
  b: readonly string[] | null,
): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  return b.every((name) => a.includes(name)) ? a : [...new Set([...a, ...b])];
}
