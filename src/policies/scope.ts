import type { TruncationReason, WalkDirection } from '../lineage/graph.ts';
import type { Closure, ClosureNode, Gap } from './closure.ts';
import type { FactSource } from './facts.ts';
import { selects, type Selector } from './selector.ts';
import type { Finding, Outcome, Truth } from './truth.ts';

/** What the conditions of one rule look at. */
export interface Scope {
  facts: FactSource;
  closure: (direction: WalkDirection) => Closure;
  direction: WalkDirection;
  /** No condition looks farther. */
  maxDepth: number;
  /** Versions that may have no known producer: the lineage is expected to begin there. */
  origins: readonly Selector[];
  nowMs: number;
}

const gapWords: Record<TruncationReason, string> = {
  MAX_DEPTH: 'what lies beyond the depth limit was not looked at',
  MAX_NODES: 'the walk reached its limit of nodes',
  FANOUT: 'it has more neighbours than were looked at',
  DEADLINE: 'the walk ran out of time, requests or nodes here',
  WANDB_ERROR: 'W&B failed here',
  HIDDEN: 'W&B does not show a neighbour to this key',
  PRODUCER_UNKNOWN: 'W&B names no run that made it: it was uploaded, or the run was deleted',
  CHANGED: 'the graph changed during the walk',
  FILTERED: 'a filter leaves out neighbours',
};

export function findingFromGap({ id, reason }: Gap): Finding {
  return { id, reason, message: gapWords[reason] };
}

/** Whether the policy expects the lineage to begin at this version. */
export function isOrigin(id: string, { closure, direction, origins, facts }: Scope): boolean {
  const node = closure(direction).byId.get(id);
  return node !== undefined && origins.some((origin) => selects(origin, node, facts) === true);
}

/** The places where a node nearer than or at the depth may be missing, but for those that the policy expects. */
export function gapsWithin(scope: Scope, maxDepth: number, direction = scope.direction): Gap[] {
  const gaps = scope.closure(direction).gaps(maxDepth);
  return gaps.filter(({ id, reason }) => reason !== 'PRODUCER_UNKNOWN' || !isOrigin(id, scope));
}

/** The nodes that satisfy a test, at most how many there are, and what stands in the way of knowing. */
export function nodesWhere(scope: Scope, selector: Selector, test: (node: ClosureNode) => Truth) {
  const found: ClosureNode[] = [];
  const undecided: ClosureNode[] = [];
  for (const node of scope.closure(scope.direction).nodes) {
    if (node.depth > scope.maxDepth) break;
    const selected = selects(selector, node, scope.facts);
    if (selected === false) continue;
    const truth = test(node);
    if (truth === false) continue;
    (selected && truth ? found : undecided).push(node);
  }
  const maxDepth = Math.min(scope.maxDepth, selector.maxDepth ?? Infinity);
  const gaps = gapsWithin(scope, maxDepth).map(findingFromGap);
  // Hidden nodes are mentioned by the place that hides them, unless there is none.
  const named = gaps.length === 0 ? undecided : undecided.filter(({ id }) => scope.facts.of(id) !== null);
  const message = 'a value that decides this is not known';
  const missing = [...gaps, ...named.map(({ id }): Finding => ({ id, reason: null, message }))];
  return { found, missing, most: gaps.length > 0 ? Infinity : found.length + undecided.length, undecided };
}

/** Whether any node satisfies the test. */
export function exists(
  scope: Scope,
  selector: Selector,
  test: (node: ClosureNode) => Truth,
  message: (node: ClosureNode) => string,
): Outcome {
  const { found, missing } = nodesWhere(scope, selector, test);
  if (found.length > 0)
    return {
      truth: true,
      findings: found.map((node) => ({ id: node.id, reason: null, message: message(node) })),
    };
  return missing.length > 0 ? { truth: null, findings: missing } : { truth: false, findings: [] };
}
