import {
  execute,
  parse,
  validate,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import type { GatewayContext } from '../context.ts';
import { badUserInput } from '../graphql/errors.ts';
import { globalIdFromText } from '../wandb/ids.ts';
import { artifactPathFromText, runPathFromText } from '../wandb/paths.ts';
import { formatReported, withRequestId } from './plugins/answer-plugin.ts';
import type { Engine } from './engine.ts';
import { formatError, isForClients } from './plugins/error-format.ts';

/** An answer as a client of `/graphql` would read it. */
export interface InProcessAnswer<TData> {
  data: TData | null;
  errors: readonly GraphQLFormattedError[];
  /** Those of `errors` whose own words were masked: for the log. */
  unexpected: readonly GraphQLError[];
}

/** Answers one of our own documents without HTTP. Throws where the document itself is wrong, which is a fault of ours. */
export async function askInProcess<TData>(
  { ownSchema: schema }: Pick<Engine, 'ownSchema'>,
  context: GatewayContext,
  source: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<InProcessAnswer<TData>> {
  const document = parse(source);
  const [mistake] = validate(schema, document);
  if (mistake) throw mistake;
  const reportedBefore = context.reported.length;
  const result = await executeAndClose(context, {
    schema,
    document,
    contextValue: context,
    variableValues: { ...variables },
  });
  const { data, errors: thrown = [] } = result;
  const errors = [
    ...thrown.map((error) => formatError(withCode(error), error)),
    ...formatReported(context.reported.slice(reportedBefore)),
  ].map((error) => withRequestId(error, context.requestId));
  const unexpected = thrown.filter((error) => !isForClients(error) && !isInput(error));
  return { data: (data ?? null) as TData | null, errors, unexpected };
}

async function executeAndClose(context: GatewayContext, work: ExecutionArgs): Promise<ExecutionResult> {
  try {
    return await execute(work);
  } finally {
    context.close();
  }
}

/** A variable of the wrong type is the client's mistake; graphql-js leaves it without a code, Apollo would add it. */
function withCode(error: GraphQLError): GraphQLFormattedError {
  const formatted = error.toJSON();
  return isInput(error) ? { ...formatted, extensions: { code: 'BAD_USER_INPUT' } } : formatted;
}

function isInput(error: GraphQLError): boolean {
  return error.path === undefined && error.message.startsWith('Variable "$');
}

export const rootForms =
  'a run as entity/project/runId, an artifact version as entity/project/name:ref, or the global id of either';

/** What is behind each of the texts: its global id, or null where W&B shows neither a run nor a version. In their order. */
export interface FoundRoots {
  ids: readonly (string | null)[];
  errors: readonly GraphQLFormattedError[];
  unexpected: readonly GraphQLError[];
}

type Ask = 'node' | 'artifact' | 'run';

/**
 * Finds what people wrote for a root. `entity/project/name` may be a run or, for want of `:latest`, an artifact: both are
 * asked for at once, and the artifact is taken where both are there. A root that could not be looked up is null too, and
 * the reason stands in `errors`. Throws BAD_USER_INPUT where a text can be none of these.
 */
export async function findRoots(
  engine: Pick<Engine, 'ownSchema'>,
  context: GatewayContext,
  argument: string,
  texts: readonly string[],
): Promise<FoundRoots> {
  const fields = texts.flatMap((text, index) =>
    waysToFind(text, argument).map((ask) => {
      const named = ask === 'node' ? 'id' : 'path';
      return `${ask}${index}: ${ask}(${named}: $${named}${index}) { id }`;
    }),
  );
  const isId = texts.map((text) => isRootId(text));
  const declared = texts.map((_, index) => (isId[index] ? `$id${index}: ID!` : `$path${index}: String!`));
  const variables = Object.fromEntries(
    texts.map((text, index) => [`${isId[index] ? 'id' : 'path'}${index}`, text]),
  );
  const source = `query FindRoots(${declared.join(', ')}) { ${fields.join(' ')} }`;
  const answer = await askInProcess<Record<string, { id: string } | null>>(
    engine,
    context,
    source,
    variables,
  );
  const failed = new Set(answer.errors.map(({ path }) => path?.[0]));
  const ids = texts.map((_, index) => {
    // Whether the artifact is there is not known then: the run may be another thing than what was meant.
    if (failed.has(`artifact${index}`)) return null;
    const found = (['node', 'artifact', 'run'] as const).map((ask) => answer.data?.[`${ask}${index}`]);
    return found.find((node) => node)?.id ?? null;
  });
  const harmless = (path: GraphQLFormattedError['path']): boolean =>
    typeof path?.[0] === 'string' && path[0].startsWith('run') && ids[Number(path[0].slice(3))] !== null;
  return {
    ids,
    errors: answer.errors.filter(({ path }) => !harmless(path)),
    unexpected: answer.unexpected,
  };
}

function isRootId(text: string): boolean {
  return globalIdFromText(text) !== null;
}

function waysToFind(text: string, argument: string): Ask[] {
  const id = globalIdFromText(text);
  if (id) {
    if (id.type === 'Run' || id.type === 'Artifact') return ['node'];
    throw badUserInput(argument, text, `${rootForms}; this is the id of a ${id.type}`);
  }
  const ways: Ask[] = [
    ...(artifactPathFromText(text) ? ['artifact' as const] : []),
    ...(runPathFromText(text) ? ['run' as const] : []),
  ];
  if (ways.length === 0) throw badUserInput(argument, text, rootForms);
  return ways;
}
