import { totalsOf } from '../totals.ts';
import { drawableText, safeLink } from '../drawing/text.ts';
import type { ExportIndex } from '../index.ts';
import type { ExportArtifact, ExportNode, ExportRun } from '../model.ts';
import { ancestorsOf, incompleteText, provenanceSubject } from './provenance.ts';

const maxRows = 200;

const code = (text: string): string =>
  `\`${drawableText(text, 200).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
const nameOf = (node: ExportNode): string => {
  const url = safeLink(node.url);
  const name = code(node.path ?? node.label);
  return url === null || /[()]/.test(url) ? name : `[${name}](${url})`;
};

const fromWandb = 'from W&B';
const missing = '**missing**';
const yours = '_yours to write_';

/** Rows of a table: what it is, its value, where it comes from. */
function row(name: string, value: string | null): string {
  return value === null || value === ''
    ? `| ${name} | | ${missing} |`
    : `| ${name} | ${value} | ${fromWandb} |`;
}

const table = ['| | | |', '| --- | --- | --- |'];
const toWrite = (...names: string[]): string[] => [
  ...table,
  ...names.map((name) => `| ${name} | | ${yours} |`),
];

/** A model card in Markdown: what W&B knows, what it lacks, and what only people can say. */
export function modelCardFromIndex(index: ExportIndex): Promise<string> {
  const model = provenanceSubject(index, 'MODEL_CARD');
  const ancestors = ancestorsOf(index, model.id).map(({ node }) => node);
  const runs = ancestors.filter((node): node is ExportRun => node.kind === 'RUN');
  const data = ancestors.filter((node): node is ExportArtifact => node.kind === 'ARTIFACT');
  const makers = runs.filter(({ id }) =>
    (index.edgesInto.get(model.id) ?? []).some(({ from }) => from === id),
  );
  const gaps = incompleteText(index, [model, ...ancestors]);
  const totals = totalsOf(ancestors);
  const lines = [
    `# Model card: ${nameOf(model)}`,
    '',
    'Each item is marked: from W&B, missing in W&B, or yours to write.',
    '',
    '## Model',
    '',
    ...table,
    row('Version', model.version && code(model.version)),
    row('Type', model.type && code(model.type)),
    row('Description', model.description && code(model.description)),
    row('Aliases', (model.aliases ?? []).map(code).join(', ')),
    row('Tags', (model.tags ?? []).map(code).join(', ')),
    row('Created', model.createdAt),
    row('Size in bytes', model.sizeBytes === null ? null : String(model.sizeBytes)),
    row('Manifest checksum', model.digest && code(model.digest)),
    '',
    '## Intended use',
    '',
    ...toWrite('Intended uses', 'Out-of-scope uses', 'Ethical considerations', 'Limitations', 'Licence'),
    '',
    '## Training',
    '',
    ...table,
    ...makers.map((run) => row('Made by', `${nameOf(run)} ${run.jobType === null ? '' : code(run.jobType)}`)),
    ...(makers.length === 0 ? [row('Made by', null)] : []),
    ...makers.map((run) => row('Commit', run.commit && code(run.commit))),
    row('People', totals.people.map(code).join(', ')),
    row('Runs upstream', String(totals.runs)),
    row('Compute of all runs', `${(totals.computeSeconds / 3_600).toFixed(2)} hours`),
    ...totals.runsByState.map(({ state, runs: count }) =>
      row('Runs in state', `${code(state ?? 'none')}: ${count}`),
    ),
    '',
    '## Data and other versions upstream',
    '',
    '| Version | Type | Checksum of the manifest |',
    '| --- | --- | --- |',
    ...data
      .slice(0, maxRows)
      .map(
        (node) =>
          `| ${nameOf(node)} | ${node.type === null ? missing : code(node.type)} | ${node.digest === null ? missing : code(node.digest)} |`,
      ),
    ...(data.length > maxRows ? [`| ${data.length - maxRows} more | | |`] : []),
    '',
    '## Evaluation',
    '',
    ...toWrite('Metrics and thresholds', 'Results by group'),
    '',
    '## Completeness of the lineage',
    '',
    ...(gaps.length === 0 ? ['Complete.'] : gaps.slice(0, maxRows).map((gap) => `- ${code(gap)}`)),
    ...(gaps.length > maxRows ? [`- ${gaps.length - maxRows} more`] : []),
  ];
  return Promise.resolve(`${lines.join('\n')}\n`);
}
