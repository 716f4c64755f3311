import { artifactLabel, artifactUrl } from '../../artifact/artifact.model.ts';
import { versionPath } from '../../artifact/collection.model.ts';
import type { GatewayContext } from '../../context.ts';
import type { TruncationReason } from '../../lineage/graph.ts';
import type { WandbLineageSource } from '../../lineage/wandb-source.ts';
import { runLabel, runPath, runUrl } from '../../run/run.model.ts';
import { fieldOf } from '../../wandb/errors.ts';
import { verdictOf, type PolicyResult, type Verdict } from '../evaluate.ts';

export interface NodeView {
  id: string;
  /** null: W&B does not show what it is. */
  path: string | null;
  label: string;
  url: string | null;
}

export interface ReportedFinding {
  node: NodeView;
  message: string;
  /** Where something is missing: why. */
  reason: TruncationReason | null;
  /** Between the checked node and this one, in the direction of data flow; both included. */
  path: readonly NodeView[];
}

export interface RuleReport {
  name: string;
  description: string | null;
  verdict: Verdict;
  findings: readonly ReportedFinding[];
}

/** One subject against one policy. */
export interface CheckReport {
  policy: string;
  /** Where the policy was read. */
  file: string;
  subject: NodeView;
  verdict: Verdict;
  rules: readonly RuleReport[];
  /** Against another version, if one was given. */
  comparison: Comparison | null;
}

/** What is new against another version, and what would be affected. In words, ready to be shown. */
export interface Comparison {
  against: NodeView;
  verdict: Verdict;
  /** Rules with another verdict there. */
  changedRules: readonly { name: string; before: Verdict; after: Verdict }[];
  versionChanges: readonly string[];
  runChanges: readonly string[];
  blastRadius: string | null;
}

/** All reports of one command. */
export interface CheckReports {
  checkedAt: string;
  gatewayVersion: string;
  verdict: Verdict;
  reports: readonly CheckReport[];
}

/** What people see of a node. */
export function nodeViewer(
  source: WandbLineageSource,
  urls: GatewayContext['urls'],
): (id: string) => NodeView {
  return (id) => {
    const record = source.nodes.recordOf(id);
    if (!record) return { id, path: null, label: source.nodes.labelOf(id), url: null };
    if (record.__typename === 'Run')
      return { id, path: runPath(record), label: runLabel(record), url: runUrl(record, urls) };
    const path = versionPath(fieldOf(record, 'artifactSequence'), fieldOf(record, 'versionIndex'));
    return { id, path, label: artifactLabel(record), url: artifactUrl(record, urls) };
  };
}

export function reportFrom(
  { policy, subject, verdict, rules }: PolicyResult,
  file: string,
  view: (id: string) => NodeView,
): CheckReport {
  return {
    policy: policy.name,
    file,
    subject: view(subject),
    verdict,
    rules: rules.map(({ rule, verdict: of, findings }) => ({
      name: rule.name,
      description: rule.description ?? null,
      verdict: of,
      findings: findings.map(({ id, message, reason, path }) => ({
        node: view(id),
        message,
        reason,
        path: path.map(view),
      })),
    })),
    comparison: null,
  };
}

export function summaryVerdict(reports: readonly CheckReport[]): Verdict {
  return verdictOf(reports.map(({ verdict }) => verdict));
}
