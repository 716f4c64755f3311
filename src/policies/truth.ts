import type { TruncationReason } from '../lineage/graph.ts';

/** null: it cannot be decided from what is known. */
export type Truth = boolean | null;

/** What W&B gave (null: it has none), or nothing that could be read. */
export type Fact<T> = T | null | typeof notKnown;
export const notKnown = Symbol('not known');

/** A node that a verdict rests on, or a place where something that it needs is missing. */
export interface Finding {
  id: string;
  message: string;
  /** Where something is missing: why. */
  reason: TruncationReason | null;
}

/** `findings` are the reasons for `truth`: the nodes that make it true or false, or what is missing. */
export interface Outcome {
  truth: Truth;
  findings: readonly Finding[];
}

export function allOf(truths: Iterable<Truth>): Truth {
  let result: Truth = true;
  for (const truth of truths) {
    if (truth === false) return false;
    if (truth === null) result = null;
  }
  return result;
}

export function not(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

export function negated({ truth, findings }: Outcome): Outcome {
  return { truth: not(truth), findings };
}

/** True if all are; false as soon as one is, whatever the others. */
export function conjunction(outcomes: readonly Outcome[]): Outcome {
  const truth = allOf(outcomes.map((outcome) => outcome.truth));
  const reasons = outcomes.filter((outcome) => outcome.truth === truth);
  return { truth, findings: reasons.flatMap(({ findings }) => findings) };
}

export function disjunction(outcomes: readonly Outcome[]): Outcome {
  return negated(conjunction(outcomes.map(negated)));
}
