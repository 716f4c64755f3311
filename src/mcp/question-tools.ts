import {
  AnswerText,
  completenessFields,
  completenessLine,
  counted,
  quoted,
  type Answer,
  type Completeness,
} from './answer-text.ts';
import { named, nodeFragment, type ToolNode } from './node-text.ts';
import { required, ToolError, type ToolClient } from './tool-client.ts';

function begin(first: string, completeness: Completeness, problems: readonly string[]): AnswerText {
  const text = new AnswerText();
  text.add(first);
  text.addCompleteness(completeness.complete, completenessLine(completeness), problems);
  return text;
}

export async function pathsAnswer(
  client: ToolClient,
  { from, to, maxDepth, first }: { from: string; to: string; maxDepth: number; first: number },
): Promise<Answer> {
  const [fromId, toId] = await client.ids('from, to', [from, to]);
  const result = await client.query<{
    lineagePaths: {
      paths: readonly { length: number; nodes: readonly ToolNode[] }[];
      reversed: boolean;
      hasMore: boolean;
      completeness: Completeness;
    } | null;
  }>(
    `query McpPaths($from: ID!, $to: ID!, $maxDepth: Int!, $first: Int!) {
      lineagePaths(from: $from, to: $to, maxDepth: $maxDepth, first: $first) {
        reversed hasMore paths { length nodes { ...ToolNode } } ${completenessFields}
      }
    } ${nodeFragment}`,
    { from: fromId, to: toId, maxDepth, first },
  );
  const { paths, reversed, hasMore, completeness } = required(result.data.lineagePaths, result);
  const more = hasMore ? ', and there are more' : '';
  const found =
    paths.length === 0
      ? `No path between ${quoted(from)} and ${quoted(to)} ${completeness.complete ? 'of any length' : `within ${counted(maxDepth, 'hop')}`}`
      : `${counted(paths.length, 'path')} from ${quoted(reversed ? to : from)} to ${quoted(reversed ? from : to)}${more}`;
  const text = begin(`${found}.`, completeness, result.problems);
  text.counts = { paths: paths.length };
  if (reversed && paths.length > 0) text.add('Data flows in the opposite direction.');
  for (const [index, { length, nodes }] of paths.entries()) {
    text.add(`Path ${index + 1}, ${counted(length, 'hop')}, in the direction of data flow:`);
    for (const node of nodes) text.add(`- ${named(text, node)}`);
  }
  if (hasMore) return text.end(`For more paths call again with first above ${first} (at most 100).`);
  if (paths.length > 0 || completeness.complete) return text.end();
  return text.end(
    'Raise maxDepth (at most 50) if the two may be farther apart; nodes that W&B hides from this key are not followed.',
  );
}

interface Counts {
  runs: number;
  artifacts: number;
  projects: number;
  users: number;
  hidden: number;
}

export async function blastRadiusAnswer(
  client: ToolClient,
  { node: artifact, maxDepth, show }: { node: string; maxDepth: number; show: number },
): Promise<Answer> {
  const [id] = await client.ids('node', [artifact]);
  const found = await client.query<{
    node: {
      blastRadius?:
        | (Counts & {
            byDepth: readonly (Counts & { depth: number })[];
            versions: readonly { depth: number; important: boolean; artifact: ToolNode }[];
            completeness: Completeness;
          })
        | null;
    } | null;
  }>(
    `query McpBlastRadius($id: ID!, $maxDepth: Int!, $first: Int!) {
      node(id: $id) { ... on Artifact { blastRadius(maxDepth: $maxDepth) {
        runs artifacts projects users hidden byDepth { depth runs artifacts projects users hidden }
        versions(first: $first) { depth important artifact { ...ToolNode } } ${completenessFields}
      } } }
    } ${nodeFragment}`,
    { id, maxDepth, first: show },
  );
  refuseRun(found.data.node, 'blastRadius', artifact);
  const radius = required(found.data.node?.blastRadius, found);
  const text = begin(
    `If ${quoted(artifact)} were wrong, this would be affected: ${countText(radius)}.`,
    radius.completeness,
    found.problems,
  );
  const { runs, artifacts, projects, users, hidden, versions } = radius;
  text.counts = { runs, artifacts, projects, users, hidden };
  if (versions.length > 0)
    text.add('Versions downstream, important ones first (an alias other than latest, or in a registry):');
  let shown = 0;
  for (const { depth, important, artifact: version } of versions) {
    if (!text.add(`- ${counted(depth, 'hop')}${important ? ', important' : ''}: ${named(text, version)}`))
      break;
    shown += 1;
  }
  const levels = radius.byDepth.map(({ depth, runs, artifacts }) => `${depth}: ${runs}/${artifacts}`);
  if (levels.length > 0) text.add(`Runs/versions by hops: ${levels.join(', ')}.`);
  const rest = radius.artifacts - shown;
  if (rest <= 0) return text.end();
  return text.end(
    `${counted(rest, 'version')} not listed. Raise show (at most 60), lower maxDepth, or use lineage_downstream with kinds or artifactTypes and offset.`,
  );
}

function countText({ runs, artifacts, projects, users, hidden }: Counts): string {
  return `${counted(runs, 'run')} by ${counted(users, 'person', 'people')} and ${counted(artifacts, 'artifact version')}, in ${counted(projects, 'project')}; ${hidden} more are hidden`;
}

interface StaleCause {
  used: ToolNode;
  current: ToolNode;
  versionsBehind: number | null;
  path: readonly { label: string }[];
}

export async function stalenessAnswer(
  client: ToolClient,
  { node: artifact, maxDepth }: { node: string; maxDepth: number },
): Promise<Answer> {
  const [id] = await client.ids('node', [artifact]);
  const found = await client.query<{
    node: {
      staleness?: {
        status: string;
        causes: readonly StaleCause[];
        unknown: readonly ToolNode[];
        completeness: Completeness;
      } | null;
    } | null;
  }>(
    `query McpStaleness($id: ID!, $maxDepth: Int!) {
      node(id: $id) { ... on Artifact { staleness(maxDepth: $maxDepth) {
        status causes { used { ...ToolNode } current { ...ToolNode } versionsBehind path { label } }
        unknown { ...ToolNode } ${completenessFields}
      } } }
    } ${nodeFragment}`,
    { id, maxDepth },
  );
  refuseRun(found.data.node, 'staleness', artifact);
  const { status, causes, unknown, completeness } = required(found.data.node?.staleness, found);
  const meaning: Record<string, string> = {
    FRESH: 'everything upstream is current, or its newer version has the same content',
    STALE: 'something upstream has a newer version with other content',
    UNKNOWN: 'not everything upstream could be checked',
  };
  const text = begin(
    `${quoted(artifact)} is ${status}: ${meaning[status] ?? ''}. ${counted(causes.length, 'cause')}; ${counted(unknown.length, 'version')} upstream whose current version is unknown.`,
    completeness,
    found.problems,
  );
  text.status = status;
  text.counts = { causes: causes.length, unknown: unknown.length };
  for (const { used, current, versionsBehind, path } of causes) {
    const behind = versionsBehind === null ? '' : `, ${counted(versionsBehind, 'version')} behind`;
    text.add(`- used: ${named(text, used)}${behind}`);
    text.add(`  now: ${named(text, current)}`);
    text.add(`  via ${path.map(({ label }) => quoted(label)).join(' -> ')}`);
  }
  for (const node of unknown) text.add(`- unknown: ${named(text, node)}`);
  return text.end(
    'To see what differs call why_different with the used and the current version; for the whole ancestry lineage_upstream.',
  );
}

/** The other fields of `node` are absent where it is a run. */
function refuseRun(node: object | null, field: string, given: string): void {
  if (node && !(field in node))
    throw new ToolError(`${quoted(given)} is a run. Give an artifact version: entity/project/name:ref.`);
}

interface Difference {
  sharedCount: number;
  onlyInBase: readonly { node: { id: string } }[];
  onlyInHead: readonly { node: { id: string } }[];
  earliestDivergence: { base: ToolNode | null; head: ToolNode | null } | null;
  versionChanges: readonly {
    collection: string | null;
    contentChanged: boolean;
    base: readonly { version: string | null }[];
    head: readonly { version: string | null }[];
  }[];
  runChanges: readonly {
    base: ToolNode;
    head: ToolNode;
    config: readonly { key: string; base: string | null; head: string | null }[];
    configOmitted: number;
    commitChanged: boolean | null;
  }[];
  completeness: Completeness;
}

export async function differenceAnswer(
  client: ToolClient,
  { base, head, maxDepth }: { base: string; head: string; maxDepth: number },
): Promise<Answer> {
  const [baseId, headId] = await client.ids('base, head', [base, head]);
  const result = await client.query<{ ancestryDiff: Difference | null }>(
    `query McpDifference($base: ID!, $head: ID!, $maxDepth: Int!) {
      ancestryDiff(base: $base, head: $head, maxDepth: $maxDepth) {
        sharedCount onlyInBase { node { id } } onlyInHead { node { id } }
        earliestDivergence { base { ...ToolNode } head { ...ToolNode } }
        versionChanges { collection contentChanged base { version } head { version } }
        runChanges { base { ...ToolNode } head { ...ToolNode } config { key base head } configOmitted commitChanged }
        ${completenessFields}
      }
    } ${nodeFragment}`,
    { base: baseId, head: headId, maxDepth },
  );
  const ancestryDiff = required(result.data.ancestryDiff, result);
  const { sharedCount, earliestDivergence, versionChanges, runChanges, completeness } = ancestryDiff;
  const text = begin(
    `${quoted(base)} (base) against ${quoted(head)} (head): ${counted(ancestryDiff.onlyInBase.length, 'node')} upstream of base alone, ${ancestryDiff.onlyInHead.length} of head alone, ${sharedCount} of both; ${counted(versionChanges.length, 'collection')} in other versions, ${counted(runChanges.length, 'pair')} of runs that differ.`,
    completeness,
    result.problems,
  );
  text.counts = {
    onlyInBase: ancestryDiff.onlyInBase.length,
    onlyInHead: ancestryDiff.onlyInHead.length,
    shared: sharedCount,
    versionChanges: versionChanges.length,
    runChanges: runChanges.length,
  };
  if (earliestDivergence) {
    const side = (node: ToolNode | null): string => (node ? named(text, node) : 'no counterpart');
    text.add(
      `The earliest difference: base has ${side(earliestDivergence.base)}; head has ${side(earliestDivergence.head)}.`,
    );
  } else if (completeness.truncations.some(({ reason }) => reason === 'WANDB_ERROR' || reason === 'DEADLINE'))
    text.add('Where the ancestries part is unknown, since a part of them could not be loaded.');
  else if (sharedCount > 0) text.add('The ancestries are equal.');
  const versions = (list: readonly { version: string | null }[]): string =>
    list.map(({ version }) => version ?? 'unnumbered').join(' ') || 'none';
  for (const change of versionChanges) {
    const content = change.contentChanged ? 'content differs' : 'same content';
    text.add(
      `- ${quoted(change.collection ?? 'a hidden collection')}: ${versions(change.base)} -> ${versions(change.head)}, ${content}`,
    );
  }
  for (const { base: before, head: after, config, configOmitted, commitChanged } of runChanges) {
    const commit = commitChanged === null ? '' : commitChanged ? '; other commit' : '; same commit';
    text.add(`- ${named(text, before)} -> ${named(text, after)}${commit}`);
    for (const { key, base: old, head: now } of config)
      text.add(`  config ${quoted(key)}: ${quoted(old ?? 'not set')} -> ${quoted(now ?? 'not set')}`);
    if (configOmitted > 0) text.add(`  and ${counted(configOmitted, 'more setting')}`);
  }
  return text.end(
    'For the runs and versions themselves call lineage_upstream for base or head; a higher maxDepth (at most 50) compares older ancestors.',
  );
}
