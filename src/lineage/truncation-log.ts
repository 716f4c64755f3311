import { RequestBudgetError } from '../wandb/errors.ts';
import type { Truncation, TruncationReason } from './graph.ts';

/** What a walk has to say about where it was cut: one entry for each node and reason, in the order in which they struck. */
export interface TruncationLog {
  /** `late`: it belongs to this page only if no other page comes. */
  add(at: string, reason: TruncationReason, omitted: number | null, late?: boolean): void;
  /** Counts for one node and reason are added up; where one of them is unknown, so is the sum. */
  entries(withLate: boolean): Truncation[];
}

export function createTruncationLog(): TruncationLog {
  const noted: (Truncation & { late: boolean })[] = [];
  return {
    add(at, reason, omitted, late = false) {
      noted.push({ at, reason, omitted, late });
    },
    entries(withLate) {
      const merged = new Map<string, Truncation>();
      for (const { at, reason, omitted, late } of noted) {
        if (late && !withLate) continue;
        const key = `${reason} ${at}`;
        const known = merged.get(key);
        if (!known) merged.set(key, { at, reason, omitted });
        else known.omitted = known.omitted === null || omitted === null ? null : known.omitted + omitted;
      }
      return [...merged.values()];
    },
  };
}

/** A graph is complete when nothing is missing that was asked for; what a filter hides was not asked for. */
export function isComplete(truncations: readonly Truncation[]): boolean {
  return truncations.every(({ reason }) => reason === 'FILTERED');
}

/** A query that used up its W&B requests is cut as one that used up its time is: a bound that was hit, no failure. */
export function reasonOf(error: Error): 'DEADLINE' | 'WANDB_ERROR' {
  return error instanceof RequestBudgetError ? 'DEADLINE' : 'WANDB_ERROR';
}
