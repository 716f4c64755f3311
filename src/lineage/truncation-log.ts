import { RequestBudgetError } from '../wandb/errors.ts';
import type { Truncation, TruncationReason } from './graph.ts';
import { isKnown } from './source.ts';
import type { FoundNode, NodeExpansion } from './walk.ts';

export interface WalkFailure {
  at: string;
  error: Error;
}

/** Where and why a walk was cut: one entry for each node and reason, in the order in which they were met. */
export class TruncationLog {
  readonly #entries: (Truncation & { late: boolean })[] = [];

  /** `late`: it belongs to this page only if no other page comes. */
  add(at: string, reason: TruncationReason, omitted: number | null, late = false): void {
    this.#entries.push({ at, reason, omitted, late });
  }

  /** A node that the filter hides, or a root of which nothing is known. */
  addFound({ node, visited }: FoundNode, late = false): void {
    if (!visited.isShown) this.add(visited.anchorId, 'FILTERED', 1, late);
    if (visited.depth === 0 && !isKnown(node))
      this.add(node.id, node.kind === 'FAILED' ? 'WANDB_ERROR' : 'HIDDEN', null, late);
  }

  /** An expansion that failed, wholly or in part. Returns the failure where W&B failed, nothing where the requests were used up. */
  addFailure({ node, error }: NodeExpansion, late = false): WalkFailure[] {
    if (!error) return [];
    const at = node.anchorId;
    // An operation that used up its requests is cut as one that used up its time is: a limit, not a failure.
    const reason = error instanceof RequestBudgetError ? 'DEADLINE' : 'WANDB_ERROR';
    this.add(at, reason, null, late);
    return reason === 'WANDB_ERROR' ? [{ at, error }] : [];
  }

  /** Neighbours that an expansion counts and does not name. */
  addOmitted({ node, beyondFanout, error, failed, hidden }: NodeExpansion, late = false): void {
    const at = node.anchorId;
    if (beyondFanout !== 0 && !(beyondFanout === null && error)) this.add(at, 'FANOUT', beyondFanout, late);
    if (failed > 0) this.add(at, 'WANDB_ERROR', failed, late);
    if (hidden > 0) this.add(at, 'HIDDEN', hidden, late);
  }

  /** Counts for one node and reason are added up; where one of them is unknown, so is the sum. */
  entries(withLate = true): Truncation[] {
    const merged = new Map<string, Truncation>();
    for (const { at, reason, omitted, late } of this.#entries) {
      if (late && !withLate) continue;
      const key = `${reason} ${at}`;
      const known = merged.get(key);
      if (!known) merged.set(key, { at, reason, omitted });
      else known.omitted = known.omitted === null || omitted === null ? null : known.omitted + omitted;
    }
    return [...merged.values()];
  }
}

/** A graph is complete when nothing is missing that was asked for; what a filter hides was not asked for. */
export function isComplete(truncations: readonly Truncation[]): boolean {
  return truncations.every(({ reason }) => reason === 'FILTERED');
}
