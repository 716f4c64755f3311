import { quoted, type AnswerText } from './answer-text.ts';

/** The fields of a node that a line shows; those of other kinds are absent. */
export interface ToolNode {
  __typename: 'Run' | 'Artifact' | 'HiddenNode';
  id: string;
  label: string;
  path?: string | null;
  /** An alias: `path` has another type on artifacts. */
  runPath?: string;
  state?: string | null;
  jobType?: string | null;
  type?: string;
  aliases?: readonly string[] | null;
  /** In process, a scalar is not serialized. */
  createdAt?: Date | null;
  user?: { username: string | null; name: string } | null;
  reason?: string;
}

export const nodeFragment = `
  fragment ToolNode on LineageNode {
    __typename id label
    ... on Run { runPath: path state jobType createdAt user { username name } }
    ... on Artifact { path type aliases createdAt }
    ... on HiddenNode { reason }
  }`;

const maxAliases = 5;

function aliasesText(aliases: readonly string[]): string {
  const rest = aliases.length - maxAliases;
  return `${aliases.slice(0, maxAliases).map(quoted).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** `artifact acme/vision/x:v2, type model, aliases "production", 2024-03-01`; a run with its name, state and user. */
export function nodeText(node: ToolNode): string {
  const { label, path, runPath, state, jobType, type, aliases, createdAt, user, reason } = node;
  if (node.__typename === 'HiddenNode') return `hidden ${quoted(label)} (${reason ?? 'UNKNOWN'})`;
  const day = createdAt?.toISOString().slice(0, 10);
  const facts =
    node.__typename === 'Run'
      ? [
          `run ${quoted(runPath ?? node.id)} named ${quoted(label)}`,
          jobType && `job ${quoted(jobType)}`,
          state && `state ${quoted(state)}`,
          user && `by ${quoted(user.username ?? user.name)}`,
          day,
        ]
      : [
          `artifact ${quoted(path ?? label)}`,
          type && `type ${quoted(type)}`,
          aliases && aliases.length > 0 && `aliases ${aliasesText(aliases)}`,
          day,
        ];
  return facts.filter((fact) => typeof fact === 'string' && fact !== '').join(', ');
}

const kinds = { Run: 'RUN', Artifact: 'ARTIFACT', HiddenNode: 'HIDDEN' } as const;

/** The text of a node, which the answer lists for programs too. */
export function named(answer: AnswerText, node: ToolNode): string {
  const { __typename, id, label, path = null, runPath = path } = node;
  answer.name({ kind: kinds[__typename], id: __typename === 'HiddenNode' ? null : id, path: runPath, label });
  return nodeText(node);
}

/** Groups runs by job type, and artifact versions by type. */
export function groupOf({ __typename, type, jobType }: ToolNode): string {
  if (__typename === 'HiddenNode') return 'hidden';
  return __typename === 'Run'
    ? `run ${quoted(jobType ?? 'without job type')}`
    : `artifact ${quoted(type ?? '')}`;
}
