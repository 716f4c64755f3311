import type { Report } from '../graphql/connection.ts';
import { RequestBudgetError, WandbError } from '../wandb/errors.ts';
import type { Truncation, TruncationReason } from './graph.ts';
import { isKnown } from './source.ts';
import type { FoundNode, NodeExpansion } from './walk.ts';

/**
 * What a truncation means for whoever asks whether an answer is complete:
 * - `excluded`: left out by the question itself; an answer with nothing else missing is complete.
 * - `limit`: beyond a bound that was asked for; a larger bound shows it.
 * - `unseen`: W&B does not tell it to this key; asking again does not help.
 * - `failure`: it should have been there; an entry in `errors` says so too, whatever was selected.
 */
export type TruncationKind = 'excluded' | 'limit' | 'unseen' | 'failure';

export const truncationKinds: Readonly<Record<TruncationReason, TruncationKind>> = {
  FILTERED: 'excluded',
  MAX_DEPTH: 'limit',
  MAX_NODES: 'limit',
  FANOUT: 'limit',
  HIDDEN: 'unseen',
  PRODUCER_UNKNOWN: 'unseen',
  DEADLINE: 'failure',
  WANDB_ERROR: 'failure',
  CHANGED: 'failure',
};

export interface WalkFailure {
  at: string;
  error: Error;
}

/** What is missing from an answer, and the failures by which it is. */
export interface Gaps {
  truncations: readonly Truncation[];
  errors: readonly WalkFailure[];
}

/** Where and why a walk was cut: one entry for each node and reason, in the order in which they were met. The one place that makes truncations. */
export class TruncationLog {
  readonly #entries: (Truncation & { late: boolean })[] = [];

  /** `late`: it belongs to this page only if no other page comes. */
  add(at: string, reason: TruncationReason, omitted: number | null, late = false): void {
    this.#entries.push({ at, reason, omitted, late });
  }

  /** A node that the filter hides or cannot decide on, or a root of which nothing is known. */
  addFound({ node, visited, undecided }: FoundNode, late = false): WalkFailure[] {
    if (!visited.isShown) this.add(visited.anchorId, 'FILTERED', 1, late);
    if (visited.depth === 0 && !isKnown(node))
      this.add(node.id, node.kind === 'FAILED' ? 'WANDB_ERROR' : 'HIDDEN', null, late);
    if (!undecided) return [];
    this.add(node.id, 'WANDB_ERROR', null, late);
    return [{ at: node.id, error: undecided }];
  }

  /** An expansion that failed, wholly or in part. */
  addFailure({ node, error }: NodeExpansion, late = false): WalkFailure[] {
    if (!error) return [];
    const at = node.anchorId;
    this.add(at, isCut(error) ? 'DEADLINE' : 'WANDB_ERROR', null, late);
    return [{ at, error }];
  }

  /** Neighbours that an expansion counts and does not name, or cannot know of. */
  addOmitted(expansion: NodeExpansion, late = false): void {
    const { node, beyondFanout, isProducerUnknown, error, failed, hidden } = expansion;
    const at = node.anchorId;
    if (beyondFanout !== 0 && !(beyondFanout === null && error)) this.add(at, 'FANOUT', beyondFanout, late);
    if (failed > 0) this.add(at, 'WANDB_ERROR', failed, late);
    if (hidden > 0) this.add(at, 'HIDDEN', hidden, late);
    if (isProducerUnknown) this.add(at, 'PRODUCER_UNKNOWN', null, late);
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

/** An operation that used up its requests is cut as one that used up its time is. */
function isCut(error: Error): boolean {
  return error instanceof RequestBudgetError || (error instanceof WandbError && error.code === 'INCOMPLETE');
}

/** A graph is complete when nothing is missing that was asked for; what a filter hides was not asked for. */
export function isComplete(truncations: readonly Truncation[]): boolean {
  return isMissingOnly(['excluded'], new Set(truncations.map(({ reason }) => reason)));
}

/** Whether these reasons for which something is missing are all of these kinds. */
export function isMissingOnly(
  kinds: readonly TruncationKind[],
  reasons: Iterable<TruncationReason>,
): boolean {
  return [...reasons].every((reason) => kinds.includes(truncationKinds[reason]));
}

/** The same with what failed after the walk, when its nodes were read. */
export function withFailures<T extends { complete: boolean; truncations: readonly Truncation[] }>(
  found: T,
  failures: readonly WalkFailure[],
): T & { truncations: Truncation[] } {
  const log = new TruncationLog();
  const known = new Set(found.truncations.flatMap(({ at, reason }) => (reason === 'WANDB_ERROR' ? at : [])));
  for (const { at } of failures) if (!known.has(at)) log.add(at, 'WANDB_ERROR', null);
  const truncations = [...found.truncations, ...log.entries()];
  return { ...found, truncations, complete: found.complete && failures.length === 0 };
}

/** What of the gaps has to stand in `errors`: each cause once, and one error for everything that time or budgets cut. */
export function errorsOf({ truncations, errors }: Gaps, ofNodes: readonly Error[] = []): Error[] {
  const causes = new Set([...errors.map(({ error }) => error), ...ofNodes]);
  const cut = [...causes].find(isCut);
  const failures: Error[] = [...causes].filter((error) => !isCut(error));
  const places = new Set(truncations.filter(({ reason }) => reason === 'DEADLINE').map(({ at }) => at)).size;
  if (places > 0) failures.push(incomplete(places, cut?.message ?? timeOrNodes));
  if (truncations.some(({ reason }) => reason === 'CHANGED'))
    failures.push(new WandbError('INCOMPLETE', changed));
  return failures;
}

const changed =
  'The graph has changed since the previous page: pages before this one and after it are not of one graph. Start again from the first page.';

const timeOrNodes =
  'The query has reached its time limit (REQUEST_DEADLINE_MS) or its limit of visited nodes. Ask for fewer levels or nodes (maxDepth, maxNodes, maxFanout, stopAt).';

function incomplete(places: number, cause: string): WandbError {
  const nodes = places === 1 ? '1 node was' : `${places.toLocaleString('en')} nodes were`;
  return new WandbError('INCOMPLETE', `This answer is incomplete: ${nodes} not expanded. ${cause}`);
}

/** Adds to the answer the errors of one field that is made from walks. `nodes`: those that the walks met, some of which failed. */
export function reportGaps(
  gaps: Gaps,
  nodes: { failures: readonly Error[] },
  report: Report,
  path: readonly (string | number)[],
): void {
  for (const error of errorsOf(gaps, nodes.failures)) report(error, path);
}
