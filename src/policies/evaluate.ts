import { shouldYield, yieldToEventLoop } from '../wandb/yield.ts';
import type { WalkDirection } from '../lineage/graph.ts';
import { closureOf, type Closure, type WalkedGraph } from './closure.ts';
import type { FactSource } from './facts.ts';
import { predicates, type Condition, type Policy, type Rule } from './policy.ts';
import type { Scope } from './scope.ts';
import { conjunction, disjunction, negated, type Finding, type Outcome } from './truth.ts';

export type Verdict = 'PASS' | 'FAIL' | 'UNKNOWN';

export interface RuleResult {
  rule: Rule;
  verdict: Verdict;
  /** Nodes that break the rule, nearest first; where the rule is undecided, what stands in the way. */
  findings: readonly (Finding & { path: readonly string[] })[];
}

export interface PolicyResult {
  policy: Policy;
  subject: string;
  verdict: Verdict;
  rules: readonly RuleResult[];
}

/** What was walked from all subjects, and what is known of the nodes. */
export interface PolicyWorld {
  upstream: WalkedGraph | null;
  downstream: WalkedGraph | null;
  facts: FactSource;
  nowMs: number;
}

/** One failed rule fails the policy; one undecided rule leaves it undecided. */
export function verdictOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('FAIL')) return 'FAIL';
  return verdicts.includes('UNKNOWN') ? 'UNKNOWN' : 'PASS';
}

/** Decides every rule for one subject. */
export async function evaluatePolicy(
  policy: Policy,
  subject: string,
  { upstream, downstream, facts, nowMs }: PolicyWorld,
): Promise<PolicyResult> {
  const closures = new Map<WalkDirection, Closure>();
  const closure = (direction: WalkDirection): Closure => {
    const graph = direction === 'UPSTREAM' ? upstream : downstream;
    if (!graph) throw new TypeError(`The policy looks ${direction}, where nothing was walked.`);
    const known = closures.get(direction) ?? closureOf(graph, subject);
    closures.set(direction, known);
    return known;
  };
  const rules: RuleResult[] = [];
  for (const rule of policy.rules) {
    if (shouldYield()) await yieldToEventLoop();
    const { direction, maxDepth = Infinity } = rule;
    const scope: Scope = { facts, closure, direction, maxDepth, origins: policy.origins ?? [], nowMs };
    rules.push(resultOf(rule, await evaluateCondition(rule.require, scope), scope));
  }
  return { policy, subject, verdict: verdictOf(rules.map(({ verdict }) => verdict)), rules };
}

async function evaluateCondition(condition: Condition, scope: Scope): Promise<Outcome> {
  const { all, any, not, ...named } = condition;
  const each = async (conditions: readonly Condition[]): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const one of conditions) outcomes.push(await evaluateCondition(one, scope));
    return outcomes;
  };
  const outcomes: Outcome[] = [];
  if (all) outcomes.push(conjunction(await each(all)));
  if (any) outcomes.push(disjunction(await each(any)));
  if (not) outcomes.push(negated(await evaluateCondition(not, scope)));
  for (const [name, args] of Object.entries(named))
    if (args !== undefined)
      outcomes.push((await predicates[name]?.evaluate(args as never, scope)) as Outcome);
  return conjunction(outcomes);
}

const verdicts = new Map<Outcome['truth'], Verdict>([
  [true, 'PASS'],
  [false, 'FAIL'],
  [null, 'UNKNOWN'],
]);

function resultOf(rule: Rule, { truth, findings }: Outcome, scope: Scope): RuleResult {
  const { closure, direction } = scope;
  const own = closure(direction);
  const subject = own.nodes[0]?.id ?? '';
  const none: Finding = { id: subject, reason: null, message: 'what the rule requires does not hold' };
  const reasons = truth === true ? [] : findings.length === 0 ? [none] : findings;
  const once = new Map(reasons.map((finding) => [`${finding.id} ${finding.message}`, finding]));
  const pathOf = (id: string): readonly string[] => {
    const other = direction === 'UPSTREAM' ? 'DOWNSTREAM' : 'UPSTREAM';
    return own.byId.has(id)
      ? own.pathOf(id)
      : ownDepth(rule.require, other) !== null
        ? closure(other).pathOf(id)
        : [];
  };
  return {
    rule,
    verdict: verdicts.get(truth) ?? 'UNKNOWN',
    findings: [...once.values()].map((finding) => ({ ...finding, path: pathOf(finding.id) })),
  };
}

/** How far a condition looks in a direction that need not be the rule's; null: not at all. */
function ownDepth(condition: Condition, direction: WalkDirection): number | null {
  const { all = [], any = [], not, ...named } = condition;
  const own = Object.keys(named).flatMap((name) =>
    named[name] === undefined ? [] : (predicates[name]?.looks?.[direction] ?? []),
  );
  const nested = [...all, ...any, ...(not ? [not] : [])].flatMap((each) => ownDepth(each, direction) ?? []);
  return own.length + nested.length === 0 ? null : Math.max(...own, ...nested);
}

/** How far policies look in one direction; null: not at all. `limit` is as far as a walk may go. */
export function depthOf(policies: readonly Policy[], direction: WalkDirection, limit: number): number | null {
  const depths = policies
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => {
      const own = rule.direction === direction ? Infinity : ownDepth(rule.require, direction);
      if (own === null) return [];
      return Number.isFinite(own) ? own : Math.min(rule.maxDepth ?? limit, limit);
    });
  return depths.length === 0 ? null : Math.max(...depths);
}
