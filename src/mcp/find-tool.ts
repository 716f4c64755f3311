import { AnswerText, counted, quoted, type Answer } from './answer-text.ts';
import { named, nodeFragment, type ToolNode } from './node-text.ts';
import { required, type ToolClient } from './tool-client.ts';

interface FoundArtifact extends ToolNode {
  description: string | null;
  sizeBytes: number | null;
  fileCount: number | null;
  usedByCount: number | null;
  metadata: Record<string, unknown> | null;
  tags: readonly string[] | null;
  links: readonly { path: string | null; aliases: readonly string[] | null; isRegistry: boolean }[] | null;
  loggedBy: ToolNode | null;
}

interface FoundRun extends ToolNode {
  tags: readonly string[] | null;
  notes: string | null;
  commit: string | null;
  usedArtifacts: { totalCount: number } | null;
  loggedArtifacts: { totalCount: number } | null;
}

const document = `
  query McpFind($id: ID!) {
    node(id: $id) {
      ... on LineageNode { ...ToolNode url }
      ... on Artifact {
        description sizeBytes fileCount usedByCount metadata tags
        links { path aliases isRegistry } loggedBy { ...ToolNode }
      }
      ... on Run { tags notes commit usedArtifacts(first: 1) { totalCount } loggedArtifacts(first: 1) { totalCount } }
    }
  }
  ${nodeFragment}`;

const maxLinks = 20;
const maxItems = 40;

/** One run or version: its identity, who made it, who uses it. */
export async function findAnswer(client: ToolClient, { node: given }: { node: string }): Promise<Answer> {
  const [id] = await client.ids('node', [given]);
  const found = await client.query<{ node: FoundArtifact | FoundRun | null }>(document, { id });
  const node = required(found.data.node, found);
  const text = new AnswerText();
  text.add(`1 found: ${named(text, node)}, id ${quoted(node.id)}.`);
  text.addCompleteness(
    true,
    found.problems.length === 0 ? 'Complete: yes.' : 'Complete: NO, some facts could not be loaded.',
    found.problems,
  );
  if (node.__typename === 'Run') addRun(text, node as FoundRun);
  else addArtifact(text, node as FoundArtifact);
  if (node.tags && node.tags.length > 0)
    text.add(`Tags: ${node.tags.slice(0, maxItems).map(quoted).join(', ')}.`);
  return text.end(
    'Next: lineage_upstream shows what it was made from, lineage_downstream and blast_radius what was made from it, is_stale whether its inputs have newer versions.',
  );
}

function addRun(text: AnswerText, { usedArtifacts, loggedArtifacts, commit, notes }: FoundRun): void {
  text.add(
    `It used ${usedArtifacts?.totalCount ?? 'an unknown number of'} and logged ${loggedArtifacts?.totalCount ?? 'an unknown number of'} artifact versions.`,
  );
  if (commit) text.add(`Commit: ${quoted(commit)}.`);
  if (notes) text.add(`Notes: ${quoted(notes)}.`);
}

function countOf(count: number | null, noun: string): string {
  return count === null ? `an unknown number of ${noun}s` : counted(count, noun);
}

function addArtifact(text: AnswerText, artifact: FoundArtifact): void {
  const { loggedBy, usedByCount, sizeBytes, fileCount, description, links, metadata } = artifact;
  text.add(`Logged by: ${loggedBy ? named(text, loggedBy) : 'no run that W&B shows'}.`);
  text.add(
    `Used by ${countOf(usedByCount, 'run')}; ${countOf(fileCount, 'file')}, ${countOf(sizeBytes, 'byte')}.`,
  );
  if (description) text.add(`Description: ${quoted(description)}.`);
  for (const { path, aliases, isRegistry } of (links ?? []).slice(0, maxLinks))
    text.add(
      `${isRegistry ? 'In the registry' : 'Linked'}: ${quoted(path ?? 'a hidden collection')}${aliases && aliases.length > 0 ? `, aliases ${aliases.slice(0, 5).map(quoted).join(', ')}` : ''}.`,
    );
  const keys = Object.keys(metadata ?? {});
  if (keys.length > 0) text.add(`Metadata keys: ${keys.slice(0, maxItems).map(quoted).join(', ')}.`);
}
