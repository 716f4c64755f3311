import { drawableText } from '../../exports/drawing/text.ts';
import type { Verdict } from '../evaluate.ts';
import type { CheckReport, CheckReports, NodeView, ReportedFinding } from './report.ts';

const maxFindings = 20;
const maxBytes = 60_000;

export const nameOf = ({ path, label }: NodeView): string => drawableText(path ?? label, 200);

/** `a:v0 -> run -> b:v1`; of a long path the middle is left out. */
export function pathText(path: readonly NodeView[]): string {
  const names = path.map(({ label }) => drawableText(label));
  const shown = names.length > 12 ? [...names.slice(0, 6), '…', ...names.slice(-5)] : names;
  return shown.join(' -> ');
}

export type PaintVerdict = (verdict: Verdict, text: string) => string;

/** For a terminal: each rule with what breaks it or stands in the way. */
export function textReport({ reports }: CheckReports, paint: PaintVerdict): string {
  return reports.map((report) => `${reportLines(report, paint).join('\n')}\n`).join('\n');
}

function reportLines(
  { policy, subject, verdict, rules, comparison }: CheckReport,
  paint: PaintVerdict,
): string[] {
  const lines = [`${paint(verdict, verdict)}  ${nameOf(subject)}  (policy ${policy})`];
  for (const rule of rules) {
    lines.push(
      `  ${paint(rule.verdict, rule.verdict)}  ${rule.name}${rule.description === null || rule.verdict === 'PASS' ? '' : `: ${drawableText(rule.description, 200)}`}`,
    );
    if (rule.verdict === 'PASS') continue;
    for (const finding of rule.findings.slice(0, maxFindings)) {
      lines.push(`        ${nameOf(finding.node)}: ${drawableText(finding.message, 300)}`);
      if (finding.path.length > 1) lines.push(`          ${pathText(finding.path)}`);
    }
    const rest = rule.findings.length - maxFindings;
    if (rest > 0) lines.push(`        and ${rest} more`);
  }
  if (comparison)
    for (const { name, before, after } of comparison.changedRules)
      lines.push(`  ${name} was ${before} for ${nameOf(comparison.against)}, and is ${after}`);
  return lines;
}

/** Text that others wrote, as Markdown shows it and nothing else. */
const code = (text: string): string =>
  `\`${drawableText(text, 200).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
const linked = (node: NodeView): string => {
  const name = code(node.path ?? node.label);
  return node.url === null || /[()\s<>]/.test(node.url) ? name : `[${name}](${node.url})`;
};
const signs: Record<Verdict, string> = { PASS: '✅ PASS', FAIL: '❌ FAIL', UNKNOWN: '❔ UNKNOWN' };

/** For a comment on a pull request, which may have 64 kB: what does not fit is counted. */
export function markdownReport({ reports, verdict, checkedAt, gatewayVersion }: CheckReports): string {
  const foot = `\n<sub>Checked at ${checkedAt} by wandb-lineage-gateway ${gatewayVersion}.</sub>\n`;
  const head = [`## Lineage check: ${signs[verdict]}`, ''];
  const summary = ['| Node | Policy | Verdict |', '| --- | --- | --- |'];
  for (const report of reports)
    summary.push(`| ${linked(report.subject)} | ${code(report.policy)} | ${signs[report.verdict]} |`);
  const lines = [...head, ...summary, ...reports.flatMap(markdownSection)];
  let bytes = Buffer.byteLength(foot) + 100;
  const shown: string[] = [];
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maxBytes) break;
    shown.push(line);
  }
  const rest = lines.length - shown.length;
  const cut =
    rest > 0
      ? `\n${rest.toLocaleString('en')} more lines do not fit here; \`--format json\` has everything.\n`
      : '';
  return `${shown.join('\n')}\n${cut}${foot}`;
}

function markdownSection({ subject, policy, rules, comparison }: CheckReport): string[] {
  const lines = ['', `### ${linked(subject)} against ${code(policy)}`, ''];
  for (const { name, description, verdict, findings } of rules) {
    const why = description === null || verdict === 'PASS' ? '' : `: ${code(description)}`;
    lines.push(`- ${signs[verdict]} **${name}**${why}`);
    if (verdict === 'PASS') continue;
    lines.push(...findings.slice(0, maxFindings).map(markdownFinding));
    if (findings.length > maxFindings) lines.push(`  - and ${findings.length - maxFindings} more`);
  }
  if (!comparison) return lines;
  const { against, changedRules, versionChanges, runChanges, blastRadius } = comparison;
  lines.push('', `#### Against ${linked(against)}: ${signs[comparison.verdict]}`, '');
  for (const { name, before, after } of changedRules) lines.push(`- **${name}**: ${before} → ${after}`);
  for (const change of [...versionChanges, ...runChanges]) lines.push(`- ${code(change)}`);
  if (changedRules.length + versionChanges.length + runChanges.length === 0) lines.push('- No difference.');
  if (blastRadius !== null) lines.push('', `Downstream: ${blastRadius}`);
  return lines;
}

function markdownFinding({ node, message, path }: ReportedFinding): string {
  const way = path.length > 1 ? ` — ${code(pathText(path))}` : '';
  return `  - ${linked(node)}: ${code(message)}${way}`;
}
