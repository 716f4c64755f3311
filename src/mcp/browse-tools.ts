import { AnswerText, counted, quoted, type Answer } from './answer-text.ts';
import { named, nodeFragment, type ToolNode } from './node-text.ts';
import { required, type ToolClient } from './tool-client.ts';

interface Hit {
  kind: 'RUN' | 'COLLECTION' | 'VERSION' | 'PROJECT';
  path: string | null;
  label: string;
  matched: string;
  matchedText: string;
  node: { id: string };
}

interface Search {
  hits: readonly Hit[];
  hasMore: boolean;
  searchedProjects: readonly string[];
  skippedProjects: readonly { path: string; message: string }[];
}

export interface SearchArguments {
  text: string;
  in?: readonly string[] | undefined;
  kinds?: readonly Hit['kind'][] | undefined;
  first: number;
}

const searchDocument = `
  query McpSearch($text: String!, $in: [String!], $kinds: [SearchKind!], $first: Int!) {
    search(text: $text, in: $in, kinds: $kinds, first: $first) {
      hits { kind path label matched matchedText node { id } }
      hasMore searchedProjects skippedProjects { path message }
    }
  }`;

/** What contains a text, and what was not searched. */
export async function searchAnswer(client: ToolClient, given: SearchArguments): Promise<Answer> {
  const result = await client.query<{ search: Search | null }>(searchDocument, { ...given });
  const { hits, hasMore, searchedProjects, skippedProjects } = required(result.data.search, result);
  const text = new AnswerText();
  text.counts = { hits: hits.length, projects: searchedProjects.length };
  text.add(
    `${counted(hits.length, 'hit')} for ${quoted(given.text)} in ${counted(searchedProjects.length, 'project')}${hasMore ? ', and there are more' : ''}.`,
  );
  const whole = skippedProjects.length === 0;
  text.addCompleteness(
    whole && !hasMore,
    whole ? 'Complete: yes, everything was searched.' : 'Complete: NO, not everything was searched.',
    result.problems,
  );
  for (const { kind, path, label, matched, matchedText, node } of hits) {
    const place = path === null || path === label ? '' : `, ${quoted(path)}`;
    text.add(
      `- ${kind.toLowerCase()} ${quoted(label)}${place}: ${matched.toLowerCase()} ${quoted(matchedText)}`,
    );
    text.name({ kind: kind === 'VERSION' ? 'ARTIFACT' : kind, id: node.id, path, label });
  }
  for (const { path, message } of skippedProjects) text.add(`Not searched: ${quoted(path)}: ${message}`);
  const next = 'Pass the path of a run or version as node to the other tools.';
  return text.end(
    hasMore ? `For more raise first (at most 100), or narrow with in and kinds. ${next}` : next,
  );
}

interface Page<Item> {
  nodes: readonly Item[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount?: number;
  hiddenCount: number;
}

interface PageArguments {
  first: number;
  after?: string | undefined;
}

const position = 'pageInfo { hasNextPage endCursor } hiddenCount';

/** One page of a list, a line for each item. */
function listAnswer<Item>(
  [one, many]: readonly [one: string, many: string],
  { nodes, pageInfo, totalCount, hiddenCount }: Page<Item>,
  problems: readonly string[],
  lineOf: (item: Item, text: AnswerText) => string,
  next: string,
): Answer {
  const text = new AnswerText();
  text.counts = { listed: nodes.length, ...(totalCount !== undefined && { total: totalCount }) };
  text.add(`${counted(nodes.length, one, many)}${totalCount === undefined ? '' : ` of ${totalCount}`}.`);
  const hidden = hiddenCount > 0 ? ` ${hiddenCount} of this page are hidden from this key.` : '';
  const more = pageInfo.hasNextPage ? 'NO, there are more.' : 'yes, to the end of the list.';
  text.addCompleteness(!pageInfo.hasNextPage && hiddenCount === 0, `Complete: ${more}${hidden}`, problems);
  for (const item of nodes) text.add(`- ${lineOf(item, text)}`);
  const cursor = pageInfo.hasNextPage
    ? `For the next ones pass after ${quoted(pageInfo.endCursor ?? '')}. `
    : '';
  return text.end(`${cursor}${next}`);
}

interface ListedProject {
  id: string;
  path: string;
  description: string | null;
}

/** The projects of an entity; without one, those of the key's own, and the entities that it may name. */
export async function projectsAnswer(
  client: ToolClient,
  { entity, ...page }: PageArguments & { entity?: string | undefined },
): Promise<Answer> {
  const own = entity === undefined;
  const viewer = own
    ? await client.query<{ viewer: { entity: string | null; teams: string[] | null } | null }>(
        '{ viewer { entity teams } }',
        {},
      )
    : null;
  const { entity: home, teams } = (viewer && required(viewer.data.viewer, viewer)) ?? {
    entity: null,
    teams: [],
  };
  const of = entity ?? home;
  const result = await client.query<{ projects: Page<ListedProject> | null }>(
    `query McpProjects($entity: String!, $first: Int!, $after: String) {
      projects(entity: $entity, first: $first, after: $after) { nodes { id path description } ${position} }
    }`,
    {
      entity: required(of, { data: null, problems: ['This key has no entity of its own: pass entity.'] }),
      ...page,
    },
  );
  const others = (teams ?? []).filter((team) => team !== of);
  const more = others.length > 0 ? ` Other entities of this key: ${others.map(quoted).join(', ')}.` : '';
  return listAnswer(
    ['project', 'projects'],
    required(result.data.projects, result),
    result.problems,
    ({ id, path, description }, text) => {
      text.name({ kind: 'PROJECT', id, path, label: path });
      return `${quoted(path)}${description ? `: ${quoted(description)}` : ''}`;
    },
    `Next: list_collections or list_runs with one of them as project.${more}`,
  );
}

interface ListedCollection {
  id: string;
  name: string;
  path: string | null;
  type: string;
  kind: string;
}

export async function collectionsAnswer(
  client: ToolClient,
  { project, ...page }: PageArguments & { project: string },
): Promise<Answer> {
  const result = await client.query<{ project: { collections: Page<ListedCollection> | null } | null }>(
    `query McpCollections($project: String!, $first: Int!, $after: String) {
      project(path: $project) { collections(first: $first, after: $after) { nodes { id name path type kind } ${position} } }
    }`,
    { project, ...page },
  );
  return listAnswer(
    ['collection', 'collections'],
    required(result.data.project?.collections, result),
    result.problems,
    ({ id, name, path, type, kind }, text) => {
      text.name({ kind: 'COLLECTION', id, path, label: name });
      return `${quoted(path ?? name)}, type ${quoted(type)}${kind === 'PORTFOLIO' ? ', linked versions' : ''}`;
    },
    'Next: list_versions with one of them as collection.',
  );
}

/** `entity/project/name`, as the field `path` of a collection gives it. */
export async function versionsAnswer(
  client: ToolClient,
  { collection, ...page }: PageArguments & { collection: string },
): Promise<Answer> {
  const slash = collection.lastIndexOf('/');
  const result = await client.query<{
    project: { collection: { versions: (Page<ToolNode> & { totalCount: number }) | null } | null } | null;
  }>(
    `query McpVersions($project: String!, $name: String!, $first: Int!, $after: String) {
      project(path: $project) { collection(name: $name) { versions(first: $first, after: $after) {
        nodes { ...ToolNode } totalCount ${position}
      } } }
    } ${nodeFragment}`,
    { project: collection.slice(0, Math.max(0, slash)), name: collection.slice(slash + 1), ...page },
  );
  return listAnswer(
    ['version', 'versions'],
    required(result.data.project?.collection?.versions, result),
    result.problems,
    (version, text) => named(text, version),
    'Next: lineage_upstream, blast_radius or is_stale with one of them as node.',
  );
}

export interface RunListArguments extends PageArguments {
  project: string;
  nameContains?: string | undefined;
  tags?: readonly string[] | undefined;
  states?: readonly string[] | undefined;
  jobTypes?: readonly string[] | undefined;
}

export async function runsAnswer(
  client: ToolClient,
  { project, first, after, ...filter }: RunListArguments,
): Promise<Answer> {
  const result = await client.query<{
    project: { runs: (Page<ToolNode> & { totalCount: number }) | null } | null;
  }>(
    `query McpRuns($project: String!, $first: Int!, $after: String, $filter: RunFilter) {
      project(path: $project) { runs(first: $first, after: $after, filter: $filter) {
        nodes { ...ToolNode } totalCount ${position}
      } }
    } ${nodeFragment}`,
    { project, first, after, filter },
  );
  return listAnswer(
    ['run', 'runs'],
    required(result.data.project?.runs, result),
    result.problems,
    (run, text) => named(text, run),
    'Next: lineage_upstream or lineage_downstream with one of them as node.',
  );
}
