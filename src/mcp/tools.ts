import { z } from 'zod';
import type { Answer } from './answer-text.ts';
import {
  collectionsAnswer,
  projectsAnswer,
  runsAnswer,
  searchAnswer,
  versionsAnswer,
} from './browse-tools.ts';
import { checkAnswer } from './check-tool.ts';
import { findAnswer } from './find-tool.ts';
import { lineageAnswer } from './lineage-tool.ts';
import { blastRadiusAnswer, differenceAnswer, pathsAnswer, stalenessAnswer } from './question-tools.ts';
import type { ToolClient } from './tool-client.ts';

export interface Tool {
  name: string;
  title: string;
  description: string;
  inputSchema: z.ZodObject;
  answer: (client: ToolClient, input: unknown) => Promise<Answer>;
}

/** Checks that `answer` takes what the schema gives. */
function tool<Schema extends z.ZodObject>(
  name: string,
  title: string,
  description: string,
  inputSchema: Schema,
  answer: (client: ToolClient, input: z.infer<Schema>) => Promise<Answer>,
): Tool {
  return { name, title, description, inputSchema, answer: answer as Tool['answer'] };
}

const text = (longest: number, description: string) => z.string().min(1).max(longest).describe(description);
const node = (what: string) =>
  text(
    2_000,
    `${what}: an artifact version as entity/project/name:ref (ref is an alias, vN or a digest; default latest), a run as entity/project/runId, a W&B global id, or the address of a W&B page`,
  );
const texts = (description: string) => z.array(z.string().min(1)).min(1).optional().describe(description);
const integer = (min: number, max: number, description: string) =>
  z.number().int().min(min).max(max).describe(description);
const depth = (standard: number) =>
  integer(1, 50, 'How many hops; from a run to an artifact to a run is two').default(standard);
const show = integer(1, 60, 'How many to list; the counts are always of all').default(25);
const page = {
  first: integer(1, 100, 'How many to list').default(25),
  after: text(4_000, 'Where the next page begins, as the page before gave it').optional(),
};
const project = text(500, 'The project, as entity/project');

const walk = z.strictObject({
  node: node('Where to begin'),
  maxDepth: depth(10),
  maxNodes: integer(1, 20_000, 'The most nodes to visit').default(2_000),
  show,
  offset: integer(0, 1_000_000, 'How many of the list to skip, for the next ones').default(0),
  kinds: z
    .array(z.enum(['RUN', 'ARTIFACT']))
    .min(1)
    .optional()
    .describe('Only these kinds'),
  artifactTypes: texts('Only artifact versions of these types, as dataset or model; runs are not affected'),
  includeSystemTypes: z
    .boolean()
    .default(false)
    .describe('Also artifacts that W&B logs by itself (wandb-*, run_table, code, job)'),
});

/** What programs read beside the text, the same for every tool. */
export const outputSchema = z.object({
  complete: z.boolean().describe('Whether nothing is missing; the text says what is'),
  status: z
    .string()
    .optional()
    .describe('FRESH, STALE or UNKNOWN, of is_stale; PASS, FAIL or UNKNOWN, of check_policies'),
  counts: z.record(z.string(), z.number()).describe('Counts of everything that was found'),
  nodes: z
    .array(
      z.object({
        kind: z.enum(['RUN', 'ARTIFACT', 'HIDDEN', 'COLLECTION', 'PROJECT']),
        id: z.string().nullable().describe('A W&B global id; null if hidden'),
        path: z.string().nullable().describe('To pass as node, project or collection; null if hidden'),
        label: z.string(),
      }),
    )
    .describe('What the text names, in its order'),
  nodesOmitted: z.number().describe('How many of these are left out to keep the answer short'),
});

const finding = [
  tool(
    'search',
    'Find by part of a name',
    'Runs, collections, versions and projects by part of a name, by alias or by tag. Use it when you have no exact path. Says what was not searched.',
    z.strictObject({
      text: text(
        200,
        'Part of a display name, run id, collection, alias, tag or project; name:ref for versions',
      ),
      in: texts(
        "Entities, or projects as entity/project, to search in; default: what the key's user belongs to",
      ),
      kinds: z
        .array(z.enum(['RUN', 'COLLECTION', 'VERSION', 'PROJECT']))
        .min(1)
        .optional()
        .describe('Only these kinds'),
      first: integer(1, 100, 'The most hits').default(20),
    }),
    searchAnswer,
  ),
  tool(
    'list_projects',
    'Projects of an entity',
    'The projects of a user or team; of the key itself if none is named.',
    z.strictObject({ entity: text(200, 'A user, team or organisation').optional(), ...page }),
    projectsAnswer,
  ),
  tool(
    'list_collections',
    'Collections of a project',
    'The artifact collections of a project or registry, with their types.',
    z.strictObject({ project, ...page }),
    collectionsAnswer,
  ),
  tool(
    'list_versions',
    'Versions of a collection',
    'The versions of an artifact collection, newest first, with their aliases.',
    z.strictObject({ collection: text(500, 'The collection, as entity/project/name'), ...page }),
    versionsAnswer,
  ),
  tool(
    'list_runs',
    'Runs of a project',
    'The runs of a project, newest first, by part of the name, tag, state or job type.',
    z.strictObject({
      project,
      nameContains: text(200, 'Part of the display name or run id').optional(),
      tags: texts('Only runs with one of these tags'),
      states: texts('Only runs in one of these states, as finished or failed'),
      jobTypes: texts('Only runs with one of these job types'),
      ...page,
    }),
    runsAnswer,
  ),
  tool(
    'find_artifact',
    'Describe an artifact version or run',
    'What a name stands for: its canonical path, id, type, aliases, who logged it, how many runs used it, registries that hold it.',
    z.strictObject({ node: node('What to look up') }),
    findAnswer,
  ),
];

const questions = [
  tool(
    'lineage_upstream',
    'What it was made from',
    'Everything that a model, dataset or run was made from, over many hops: the data, the code runs, the checkpoints.',
    walk,
    (client, input) => lineageAnswer(client, 'UPSTREAM', input),
  ),
  tool(
    'lineage_downstream',
    'What was made from it',
    'Everything that was made from a dataset, model or run, over many hops.',
    walk,
    (client, input) => lineageAnswer(client, 'DOWNSTREAM', input),
  ),
  tool(
    'lineage_paths',
    'Paths between two nodes',
    'The paths by which data went from one node to another, shortest first, in whichever direction there are any.',
    z.strictObject({
      from: node('Where the data comes from'),
      to: node('Where it arrives'),
      maxDepth: depth(12),
      first: integer(1, 100, 'The most paths').default(3),
    }),
    pathsAnswer,
  ),
  tool(
    'blast_radius',
    'What breaks if it is wrong',
    'How many runs, versions, projects and people would be affected if an artifact version were wrong, and which versions people rely on.',
    z.strictObject({ node: node('The artifact version in question'), maxDepth: depth(10), show }),
    blastRadiusAnswer,
  ),
  tool(
    'why_different',
    'Why two versions differ',
    'What differs in the ancestry of two artifact versions or runs: versions of inputs, settings, commits, and the earliest difference.',
    z.strictObject({
      base: node('What to compare with'),
      head: node('What is in question'),
      maxDepth: depth(10),
    }),
    differenceAnswer,
  ),
  tool(
    'is_stale',
    'Whether it is out of date',
    'Whether something that an artifact version was made from has a newer version with other content.',
    z.strictObject({ node: node('The artifact version in question'), maxDepth: depth(10) }),
    stalenessAnswer,
  ),
  tool(
    'check_policies',
    'Whether it may be released',
    'What the policies of this service say of an artifact version or a run: PASS, FAIL with the nodes that break a rule, or UNKNOWN with what is missing.',
    z.strictObject({
      node: node('What to check'),
      policies: texts('The names of the policies; all if left out'),
    }),
    checkAnswer,
  ),
];

export const tools: readonly Tool[] = [...finding, ...questions];

/** A question in a client's menu: what it asks of whom. */
export interface Prompt {
  name: string;
  title: string;
  arguments: Readonly<Record<string, string>>;
  textOf: (given: Readonly<Record<string, string>>) => string;
}

const closing = 'Say whether the answer is complete, and what is missing if it is not.';
const one = { node: 'An artifact version or run: a path, a W&B page or a name to search for' };
const two = { base: 'What to compare with', head: 'What is in question' };

/** A prompt for each question. */
export const prompts: readonly Prompt[] = [
  {
    name: 'made_from',
    title: 'What was this made from?',
    arguments: one,
    textOf: ({ node: of }) => `What was ${of} made from? Use lineage_upstream. ${closing}`,
  },
  {
    name: 'affected_by',
    title: 'What is affected if this is wrong?',
    arguments: one,
    textOf: ({ node: of }) =>
      `What is affected if ${of} is wrong? Use blast_radius, and lineage_downstream for details. ${closing}`,
  },
  {
    name: 'out_of_date',
    title: 'Is this out of date?',
    arguments: one,
    textOf: ({ node: of }) =>
      `Is ${of} out of date, and which inputs are the cause? Use is_stale. ${closing}`,
  },
  {
    name: 'why_different',
    title: 'Why do these two differ?',
    arguments: two,
    textOf: ({ base, head }) => `Why does ${head} differ from ${base}? Use why_different. ${closing}`,
  },
  {
    name: 'how_connected',
    title: 'How did the data get from one to the other?',
    arguments: { from: 'Where the data comes from', to: 'Where it arrives' },
    textOf: ({ from, to }) => `How did ${from} get into ${to}? Use lineage_paths. ${closing}`,
  },
];
