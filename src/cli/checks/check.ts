import { statSync } from 'node:fs';
import { checkPolicies, type CheckResults } from '../../policies/checks/check.ts';
import type { Verdict } from '../../policies/evaluate.ts';
import { PolicyError, readPolicies, readPolicy } from '../../policies/policy-file.ts';
import type { Policy } from '../../policies/policy.ts';
import { jsonReport, junitReport, sarifReport } from '../../policies/reports/machine.ts';
import {
  nodeViewer,
  reportFrom,
  summaryVerdict,
  type CheckReport,
  type CheckReports,
  type NodeView,
} from '../../policies/reports/report.ts';
import { markdownReport, textReport } from '../../policies/reports/text.ts';
import { rootFrom } from '../../lineage/lineage.resolvers.ts';
import { isKnown, type KnownNode } from '../../lineage/source.ts';
import { createWandbLineageSource, type WandbLineageSource } from '../../lineage/wandb-source.ts';
import type { GatewayContext } from '../../context.ts';
import { messagesOf, withWalkEngine, type CommandEngine } from '../command-engine.ts';
import type { CheckOptions, CommandContext } from '../command-options.ts';
import { CommandError } from '../errors.ts';
import { paintFor, writeOut } from '../output.ts';
import { compare } from './compare.ts';

/** 0, 1 and 2 are verdicts. */
const exitCodes: Record<Verdict, number> = { PASS: 0, FAIL: 1, UNKNOWN: 2 };

/** Checks runs and versions against policies. Sets the exit code to the verdict. Throws where nothing could be checked. */
export async function check(
  policy: string,
  references: readonly string[],
  options: CheckOptions,
  context: CommandContext,
): Promise<void> {
  try {
    const policies = policiesFrom(policy);
    const reports = await withWalkEngine(options, context, (engine) =>
      checkAll(engine, policies, references, options, policy, context.version),
    );
    await writeOut(textFrom(reports, options, context), { file: options.out });
    process.exitCode = exitCodes[reports.verdict];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

function policiesFrom(file: string): Policy[] {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ? readPolicies(file) : [readPolicy(file)];
}

async function checkAll(
  engine: CommandEngine,
  policies: readonly Policy[],
  references: readonly string[],
  { against, maxNodes }: CheckOptions,
  file: string,
  gatewayVersion: string,
): Promise<CheckReports> {
  const context = engine.openContext();
  const source = createWandbLineageSource(context, 'full');
  const subjects = await subjectsFrom(references, context, source);
  const [base] = against === undefined ? [] : await subjectsFrom([against], context, source);
  const nowMs = Date.now();
  const all = base ? [...subjects, base] : subjects;
  const results = await checkPolicies(context, source, {
    subjects: all,
    policies,
    nowMs,
    maxNodes,
    path: [],
  });
  context.close();
  const view = nodeViewer(source, context.urls);
  const ids = [...new Set(subjects.map(({ id }) => id))];
  const reports = ids.flatMap((id) => reportsOf(id, results, file, view));
  if (context.reported.length > 0)
    process.stderr.write(`${messagesOf(context.reported.map(({ error }) => error))}\n`);
  const compared = base
    ? await withComparisons(reports, reportsOf(base.id, results, file, view), engine)
    : reports;
  return {
    checkedAt: new Date(nowMs).toISOString(),
    gatewayVersion,
    verdict: summaryVerdict(reports),
    reports: compared,
  };
}

function reportsOf(
  id: string,
  results: CheckResults,
  file: string,
  view: (id: string) => NodeView,
): CheckReport[] {
  return (results.bySubject.get(id) ?? []).map((result) => reportFrom(result, file, view));
}

async function withComparisons(
  reports: readonly CheckReport[],
  bases: readonly CheckReport[],
  engine: CommandEngine,
): Promise<CheckReport[]> {
  const compared: CheckReport[] = [];
  for (const report of reports) {
    const base = bases.find(({ policy }) => policy === report.policy);
    compared.push(
      base && base.subject.id !== report.subject.id
        ? { ...report, comparison: await compare(base, report, engine) }
        : report,
    );
  }
  return compared;
}

/** All of them, or none: a report on the rest would look as if it were about all. */
async function subjectsFrom(
  references: readonly string[],
  context: GatewayContext,
  source: WandbLineageSource,
): Promise<KnownNode[]> {
  const nodes = await Promise.all(
    references.map((text) => rootFrom(text, '<ref>', context, source, 'full', [])),
  );
  const failed = nodes.flatMap((node) => (node.kind === 'FAILED' ? [node.error] : []));
  if (failed.length > 0) throw new CommandError(messagesOf(failed));
  const missing = references.filter((_, index) => nodes[index]?.kind === 'HIDDEN');
  if (missing.length > 0)
    throw new CommandError(
      `W&B shows no run and no artifact version ${missing.map((text) => `"${text}"`).join(', ')} to this key. Nothing was checked: correct or leave out ${missing.length === 1 ? 'this reference' : 'these references'}.`,
    );
  return nodes.filter(isKnown);
}

function textFrom(
  reports: CheckReports,
  { format, out }: CheckOptions,
  { environment }: CommandContext,
): string {
  const colours: Record<Verdict, 'green' | 'red' | 'yellow'> = {
    PASS: 'green',
    FAIL: 'red',
    UNKNOWN: 'yellow',
  };
  const paint = paintFor(out === undefined && process.stdout.isTTY, environment);
  switch (format) {
    case 'text':
      return textReport(reports, (verdict, text) => paint(colours[verdict], text));
    case 'markdown':
      return markdownReport(reports);
    case 'json':
      return jsonReport(reports);
    case 'junit':
      return junitReport(reports);
    case 'sarif':
      return sarifReport(reports);
  }
}
