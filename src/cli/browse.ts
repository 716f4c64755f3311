import type { GraphQLFormattedError } from 'graphql';
import { reportVerdict } from './closure.ts';
import { messagesOf, withEngine, type CommandEngine } from './command-engine.ts';
import type { CommandContext, FindOptions, ListOptions } from './command-options.ts';
import { CommandError } from './errors.ts';
import { writeOut } from './output.ts';

/** A project, collection, version or run; the fields of the others are absent. */
interface Item {
  path: string | null;
  name?: string;
  displayName?: string | null;
  state?: string | null;
  type?: string;
  aliases?: readonly string[] | null;
  description?: string | null;
}

interface Page {
  nodes: readonly Item[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  hiddenCount: number;
}

interface Below {
  list?: Page | null;
  collection?: Below | null;
  project?: Below | null;
}

interface List {
  source: string;
  variables: Readonly<Record<string, string>>;
}

/** Lists what is below an entity, a project or a collection; without one, the entities of the key. */
export async function ls(
  path: string | undefined,
  { runs = false, ...settings }: ListOptions,
  context: CommandContext,
): Promise<void> {
  const list = path === undefined ? null : listBelow(path, runs);
  await withEngine(settings, context, (engine) =>
    list === null ? writeEntities(engine) : writeList(engine, path ?? '', list),
  );
}

const position = 'pageInfo { hasNextPage endCursor } hiddenCount';

/** The query for the list below a path, which has the name `list` in it. */
function listBelow(path: string, runs: boolean): List {
  const [entity = '', name = '', collection = '', ...more] = path.replace(/\/$/, '').split('/');
  if (entity === '' || more.length > 0 || (runs && (name === '' || collection !== '')))
    throw new CommandError(
      `"${path}" has no list${runs ? ' of runs' : ''}; write entity, entity/project (--runs for its runs), or entity/project/collection.`,
    );
  const project = `${entity}/${name}`;
  if (name === '')
    return {
      source: `query ($entity: String!, $after: String) {
        list: projects(entity: $entity, first: 1000, after: $after) { nodes { path description } ${position} }
      }`,
      variables: { entity },
    };
  if (collection !== '')
    return {
      source: `query ($project: String!, $name: String!, $after: String) {
        project(path: $project) { collection(name: $name) {
          list: versions(first: 1000, after: $after) { nodes { path type aliases } ${position} }
        } }
      }`,
      variables: { project, name: collection },
    };
  const [field, fields] = runs ? ['runs', 'path displayName state'] : ['collections', 'path name type'];
  return {
    source: `query ($project: String!, $after: String) {
      project(path: $project) { list: ${field}(first: 1000, after: $after) { nodes { ${fields} } ${position} } }
    }`,
    variables: { project },
  };
}

async function writeList(engine: CommandEngine, path: string, { source, variables }: List): Promise<void> {
  const failures: GraphQLFormattedError[] = [];
  let hidden = 0;
  async function* lines(): AsyncGenerator<string> {
    for (let after: string | null = null, hasMore = true; hasMore;) {
      const { data, errors }: { data: Below; errors: readonly GraphQLFormattedError[] } =
        await engine.ask<Below>(source, { ...variables, after });
      const page: Page | null | undefined = data.list ?? data.project?.list ?? data.project?.collection?.list;
      failures.push(...errors);
      if (!page && after === null)
        throw new CommandError(
          errors.length > 0
            ? messagesOf(errors)
            : `W&B shows no "${path}". ls without a path, or of a shorter one, shows what there is.`,
        );
      hidden += page?.hiddenCount ?? 0;
      yield (page?.nodes ?? []).map(lineOf).join('');
      hasMore = page?.pageInfo.hasNextPage ?? false;
      after = page?.pageInfo.endCursor ?? null;
    }
  }
  await writeOut(lines(), { file: undefined });
  reportVerdict({
    exitCode: failures.length > 0 ? 2 : 0,
    hasFailed: failures.length > 0,
    lines: [
      ...(failures.length > 0 ? [messagesOf(failures)] : []),
      ...(hidden > 0 ? [`Note: W&B counts ${hidden} more, and does not show them to this key.`] : []),
    ],
  });
}

/** The path, so that a script can cut it off, then what tells items apart. */
function lineOf({ path, name, displayName, state, type, aliases, description }: Item): string {
  const details = [displayName, state, type, aliases?.join(', '), description?.replace(/\s+/g, ' ')];
  return `${[path ?? name ?? 'hidden', ...details.filter((text) => text)].join('\t')}\n`;
}

async function writeEntities(engine: CommandEngine): Promise<void> {
  const { data } = await engine.ask<{
    viewer: { entity: string | null; teams: readonly string[] | null } | null;
  }>('{ viewer { entity teams } }', {});
  if (!data.viewer)
    throw new CommandError('There is no key whose entities could be listed; write ls ENTITY.');
  const names = new Set([data.viewer.entity, ...(data.viewer.teams ?? [])]);
  await writeOut([...names].map((name) => (name === null ? '' : `${name}\n`)).join(''), { file: undefined });
}

interface Found {
  search: {
    hits: readonly {
      kind: string;
      path: string | null;
      label: string;
      matched: string;
      matchedText: string;
    }[];
    hasMore: boolean;
    skippedProjects: readonly { path: string; reason: string; message: string }[];
  } | null;
}

const searchDocument = `
  query Find($text: String!, $in: [String!], $kinds: [SearchKind!], $first: Int!) {
    search(text: $text, in: $in, kinds: $kinds, first: $first) {
      hits { kind path label matched matchedText } hasMore skippedProjects { path reason message }
    }
  }`;

/** Prints the runs, collections, versions and projects that contain a text, and what was not searched. */
export async function find(
  text: string,
  { in: within, kind, first, ...settings }: FindOptions,
  context: CommandContext,
): Promise<void> {
  const variables = { text, in: within, kinds: kind?.map((each) => each.toUpperCase()), first };
  const { data, errors } = await withEngine(settings, context, (engine) =>
    engine.ask<Found>(searchDocument, variables),
  );
  if (!data.search) throw new CommandError(messagesOf(errors));
  const { hits, hasMore, skippedProjects } = data.search;
  const rows = hits.map(({ kind: what, path, label, matched, matchedText }) => {
    const why = matchedText === label ? [] : [`${matched.toLowerCase()} ${matchedText}`];
    return [path ?? 'hidden', what.toLowerCase(), label, ...why].join('\t');
  });
  await writeOut(rows.map((row) => `${row}\n`).join(''), { file: undefined });
  const isCut =
    hasMore || errors.length > 0 || skippedProjects.some(({ reason }) => reason !== 'NOT_VISIBLE');
  reportVerdict({
    exitCode: isCut ? 2 : 0,
    hasFailed: errors.length > 0,
    lines: [
      ...(errors.length > 0 ? [messagesOf(errors)] : []),
      ...skippedProjects.map(({ path, message }) => `Not searched: ${path}: ${message}`),
      ...(hasMore
        ? [`There are more hits: raise --first (now ${first}), or narrow with --in and --kind.`]
        : []),
      ...(hits.length === 0 ? [`Nothing contains "${text}" where the key can look.`] : []),
    ],
  });
}
