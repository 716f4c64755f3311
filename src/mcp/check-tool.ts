import { AnswerText, counted, quoted, type Answer } from './answer-text.ts';
import { named, nodeFragment, type ToolNode } from './node-text.ts';
import { required, ToolError, type ToolClient } from './tool-client.ts';

interface Check {
  policy: string;
  verdict: 'PASS' | 'FAIL' | 'UNKNOWN';
  rules: readonly {
    name: string;
    description: string | null;
    verdict: Check['verdict'];
    findingCount: number;
    findings: readonly { message: string; node: ToolNode; path: readonly { label: string }[] }[];
  }[];
}

const checks = `checks(policies: $policies) {
  policy verdict rules {
    name description verdict findingCount findings(first: 5) { message node { ...ToolNode } path { label } }
  }
}`;

/** What the policies of the service say of a run or a version. */
export async function checkAnswer(
  client: ToolClient,
  { node, policies }: { node: string; policies?: string[] | undefined },
): Promise<Answer> {
  const [id] = await client.ids('node', [node]);
  const found = await client.query<{ node: { checks: readonly Check[] | null } | null }>(
    `query McpChecks($id: ID!, $policies: [String!]) {
      node(id: $id) { ... on Artifact { ${checks} } ... on Run { ${checks} } }
    } ${nodeFragment}`,
    { id, policies },
  );
  const results = required(found.data.node?.checks, found);
  if (results.length === 0)
    throw new ToolError('This service has no policies: it is started without --policies (POLICIES).');
  const count = (verdict: Check['verdict']): number =>
    results.filter((result) => result.verdict === verdict).length;
  const text = new AnswerText();
  const verdict = count('FAIL') > 0 ? 'FAIL' : count('UNKNOWN') > 0 ? 'UNKNOWN' : 'PASS';
  text.add(`${quoted(node)}: ${verdict}, by ${counted(results.length, 'policy', 'policies')}.`);
  text.addCompleteness(
    verdict !== 'UNKNOWN',
    verdict === 'UNKNOWN'
      ? 'Complete: NO, what is missing decides. UNKNOWN is not a pass.'
      : 'Complete: yes, nothing that is missing could change the verdict.',
    found.problems,
  );
  text.status = verdict;
  text.counts = { pass: count('PASS'), fail: count('FAIL'), unknown: count('UNKNOWN') };
  for (const result of results) {
    text.add(`Policy ${quoted(result.policy)}: ${result.verdict}`);
    for (const rule of result.rules) {
      const why = rule.description === null || rule.verdict === 'PASS' ? '' : `: ${quoted(rule.description)}`;
      text.add(`- ${rule.verdict} ${quoted(rule.name)}${why}`);
      for (const finding of rule.findings) {
        text.add(`  ${named(text, finding.node)}: ${quoted(finding.message)}`);
        if (finding.path.length > 1)
          text.add(`    via ${finding.path.map(({ label }) => quoted(label)).join(' -> ')}`);
      }
      const rest = rule.findingCount - rule.findings.length;
      if (rest > 0) text.add(`  and ${rest} more`);
    }
  }
  return text.end(
    'For the lineage behind a finding call lineage_upstream, or lineage_paths to a node that it names.',
  );
}
