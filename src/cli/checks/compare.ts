import type { CheckReport, Comparison } from '../../policies/reports/report.ts';
import type { CommandEngine } from '../command-engine.ts';

const document = `
  query Compare($base: ID!, $head: ID!) {
    ancestryDiff(base: $base, head: $head, maxDepth: 50) {
      versionChanges { collection contentChanged base { version } head { version } }
      runChanges { head { label path } commitChanged config { key } configOmitted }
      completeness { complete }
    }
    node(id: $head) {
      ... on Artifact { blastRadius(maxDepth: 50) {
        runs artifacts projects users hidden
        versions(first: 10) { important artifact { path label } }
        completeness { complete }
      } }
    }
  }`;

interface Named {
  path: string | null;
  label: string;
}

interface Answer {
  ancestryDiff: {
    versionChanges: {
      collection: string | null;
      contentChanged: boolean;
      base: { version: string | null }[];
      head: { version: string | null }[];
    }[];
    runChanges: {
      head: Named;
      commitChanged: boolean | null;
      config: { key: string }[];
      configOmitted: number;
    }[];
    completeness: { complete: boolean };
  } | null;
  node: {
    blastRadius?: {
      runs: number;
      artifacts: number;
      projects: number;
      users: number;
      hidden: number;
      versions: { important: boolean; artifact: Named }[];
      completeness: { complete: boolean };
    } | null;
  } | null;
}

const maxChanges = 30;

/** What a version is made of that another one is not, and what depends on it. The keys of config are named, its values not. */
export async function compare(
  base: CheckReport,
  head: CheckReport,
  engine: CommandEngine,
): Promise<Comparison> {
  const { data } = await engine.ask<Answer>(document, { base: base.subject.id, head: head.subject.id });
  const changedRules = head.rules.flatMap(({ name, verdict }) => {
    const before = base.rules.find((rule) => rule.name === name)?.verdict;
    return before === undefined || before === verdict ? [] : [{ name, before, after: verdict }];
  });
  const versions = (list: readonly { version: string | null }[]): string =>
    list.map(({ version }) => version ?? 'unnumbered').join(', ') || 'none';
  const { versionChanges = [], runChanges = [], completeness } = data.ancestryDiff ?? {};
  const isPartial = completeness?.complete !== true;
  return {
    against: base.subject,
    verdict: base.verdict,
    changedRules,
    versionChanges: [
      ...versionChanges.slice(0, maxChanges).map((change) => {
        const content = change.contentChanged ? '' : ' (same content)';
        return `${change.collection ?? 'a hidden collection'}: ${versions(change.base)} → ${versions(change.head)}${content}`;
      }),
      ...(versionChanges.length > maxChanges
        ? [`${versionChanges.length - maxChanges} more collections`]
        : []),
      ...(isPartial ? ['not everything upstream of both could be compared'] : []),
    ],
    runChanges: runChanges
      .slice(0, maxChanges)
      .flatMap(({ head: run, commitChanged, config, configOmitted }) => {
        const keys = config.map(({ key }) => key).join(', ');
        const what = [
          ...(commitChanged === true ? ['another commit'] : []),
          ...(keys === '' ? [] : [`config ${keys}`]),
        ];
        const more = configOmitted > 0 ? ` and ${configOmitted} more` : '';
        return what.length === 0 ? [] : [`${run.path ?? run.label}: ${what.join('; ')}${more}`];
      }),
    blastRadius: blastRadiusText(data.node?.blastRadius ?? null),
  };
}

function blastRadiusText(radius: NonNullable<Answer['node']>['blastRadius']): string | null {
  if (!radius) return null;
  const { runs, artifacts, projects, users, hidden, versions, completeness } = radius;
  const important = versions
    .filter((version) => version.important)
    .map(({ artifact }) => artifact.path ?? artifact.label);
  const atLeast = completeness.complete ? '' : 'at least ';
  const names =
    important.length === 0
      ? ''
      : ` In use: ${important.map((name) => `\`${name.replaceAll('`', "'")}\``).join(', ')}.`;
  return `${atLeast}${runs} runs by ${users} people and ${artifacts} versions in ${projects} projects; ${hidden} are hidden.${names}`;
}
