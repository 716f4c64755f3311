import { drawableText } from '../../exports/drawing/text.ts';
import type { Verdict } from '../evaluate.ts';
import type { CheckReport, CheckReports, NodeView, ReportedFinding, RuleReport } from './report.ts';
import { nameOf, pathText } from './text.ts';

const maxFindings = 1_000;

const xmlEscapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (text: string): string =>
  drawableText(text, 2_000).replace(/[&<>"]/g, (sign) => xmlEscapes[sign] ?? '');

const findingText = ({ node, message, path }: ReportedFinding): string =>
  `${nameOf(node)}: ${message}${path.length > 1 ? ` (${pathText(path)})` : ''}`;

/** A test suite for each subject and policy, a test case for each rule: FAIL is a failure, UNKNOWN an error. */
export function junitReport({ reports, checkedAt }: CheckReports): string {
  const rules = reports.flatMap((report) => report.rules);
  const counts = (list: readonly RuleReport[]): string => {
    const count = (verdict: Verdict): number => list.filter((rule) => rule.verdict === verdict).length;
    return `tests="${list.length}" failures="${count('FAIL')}" errors="${count('UNKNOWN')}"`;
  };
  const suites = reports.map((report) => {
    const name = xml(`${report.policy}: ${nameOf(report.subject)}`);
    const time = `time="0" timestamp="${checkedAt.slice(0, 19)}"`;
    const cases = report.rules.map((rule) => testCase(report, rule)).join('\n');
    return `  <testsuite name="${name}" ${counts(report.rules)} ${time}>\n${cases}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(rules)} time="0">\n${suites.join('\n')}\n</testsuites>\n`;
}

function testCase(
  { policy, subject }: CheckReport,
  { name, verdict, findings, description }: RuleReport,
): string {
  const head = `    <testcase name="${xml(name)}" classname="${xml(`${policy}.${nameOf(subject)}`)}" time="0"`;
  if (verdict === 'PASS') return `${head}/>`;
  const element = verdict === 'FAIL' ? 'failure' : 'error';
  const body = findings
    .slice(0, maxFindings)
    .map((finding) => xml(findingText(finding)))
    .join('\n');
  return `${head}>\n      <${element} message="${xml(description ?? name)}" type="${verdict}">${body}</${element}>\n    </testcase>`;
}

const kinds: Record<Verdict, 'pass' | 'fail' | 'open'> = { PASS: 'pass', FAIL: 'fail', UNKNOWN: 'open' };

/** SARIF 2.1.0: a result for each rule and finding. `open` is SARIF's word for UNKNOWN. */
export function sarifReport({ reports, gatewayVersion }: CheckReports): string {
  const rules = new Map<string, object>();
  const results: object[] = [];
  for (const report of reports) {
    for (const rule of report.rules) {
      const ruleId = `${report.policy}/${rule.name}`;
      rules.set(ruleId, {
        id: ruleId,
        name: rule.name,
        shortDescription: { text: rule.description ?? rule.name },
      });
      const shown = rule.verdict === 'PASS' ? [] : rule.findings.slice(0, maxFindings);
      const found = shown.length === 0 ? [null] : shown;
      for (const finding of found) results.push(sarifResult(report, rule, ruleId, finding));
    }
  }
  const driver = { name: 'wandb-lineage-gateway', version: gatewayVersion, rules: [...rules.values()] };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifResult(
  { subject, file }: CheckReport,
  { verdict, name }: RuleReport,
  ruleId: string,
  finding: ReportedFinding | null,
): object {
  const logical = (node: NodeView) => ({ fullyQualifiedName: nameOf(node), decoratedName: node.id });
  // Viewers of code want a file: the policy's, since versions and runs are none.
  const physicalLocation = {
    artifactLocation: { uri: encodeURI(file.replaceAll('\\', '/')) },
    region: { startLine: 1 },
  };
  const location = { physicalLocation, logicalLocations: [logical(finding?.node ?? subject)] };
  const text = finding ? findingText(finding) : `${name} holds`;
  const steps = finding?.path ?? [];
  const flow = steps.map((node) => ({
    location: { message: { text: nameOf(node) }, logicalLocations: [logical(node)] },
  }));
  return {
    ruleId,
    kind: kinds[verdict],
    level: verdict === 'FAIL' ? 'error' : 'none',
    message: { text: `${nameOf(subject)}: ${text}` },
    locations: [location],
    partialFingerprints: { 'node/v1': `${subject.id} ${ruleId} ${finding?.node.id ?? ''}` },
    ...(flow.length > 1 && { codeFlows: [{ threadFlows: [{ locations: flow }] }] }),
  };
}

export function jsonReport(reports: CheckReports): string {
  return `${JSON.stringify({ format: 'wandb-lineage-check', formatVersion: 1, ...reports }, null, 2)}\n`;
}
