import { execute, parse, validate, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { badUserInput } from '../graphql/errors.ts';
import { globalIdFromText } from '../wandb/ids.ts';
import { artifactPathFromText, runPathFromText } from '../wandb/paths.ts';
import type { Engine } from './engine.ts';
import { formatError, formatReported, isForClients, withRequestId } from './plugins/error-format.ts';

/** A response as a client of `/graphql` would read it. */
export interface InProcessResponse<TData> {
  data: TData | null;
  errors: readonly GraphQLFormattedError[];
  /** Those of `errors` that are masked, as they were: for the log. */
  unexpected: readonly GraphQLError[];
}

/** Executes one of our own documents without HTTP, and closes the context. Throws where the document itself is invalid. */
export async function executeInProcess<TData>(
  { ownSchema: schema }: Pick<Engine, 'ownSchema'>,
  context: GatewayContext,
  source: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<InProcessResponse<TData>> {
  const document = parse(source);
  const [mistake] = validate(schema, document);
  if (mistake) throw mistake;
  const { requestId, reported } = context;
  const reportedBefore = reported.length;
  try {
    const result = await execute({
      schema,
      document,
      contextValue: context,
      variableValues: { ...variables },
    });
    const { data, errors: thrown = [] } = result;
    const errors = [
      ...thrown.map((error) => withRequestId(formatError(withCode(error), error), requestId)),
      ...formatReported(reported.slice(reportedBefore), requestId),
    ];
    const unexpected = thrown.filter((error) => !isForClients(error) && !isVariableError(error));
    return { data: (data ?? null) as TData | null, errors, unexpected };
  } finally {
    context.close();
  }
}

/** GraphQL.js gives no code to errors of variables, Apollo would. */
function withCode(error: GraphQLError): GraphQLFormattedError {
  const formatted = error.toJSON();
  return isVariableError(error) ? { ...formatted, extensions: { code: 'BAD_USER_INPUT' } } : formatted;
}

function isVariableError({ path, message }: GraphQLError): boolean {
  return path === undefined && message.startsWith('Variable "$');
}

export const rootForms =
  'a run as entity/project/runId, an artifact version as entity/project/name:ref, or the global id of either';

/** The global id of each text, in order; null where W&B shows neither a run nor a version, or the lookup failed (`errors`). */
export interface FoundRoots {
  ids: readonly (string | null)[];
  errors: readonly GraphQLFormattedError[];
  unexpected: readonly GraphQLError[];
}

type RootField = 'node' | 'artifact' | 'run';

/**
 * Finds the roots that people named by path or id. `entity/project/name` may be a run or an artifact without `:latest`: both
 * are looked up, and the artifact wins. Throws BAD_USER_INPUT where a text can be none of these.
 */
export async function findRoots(
  engine: Pick<Engine, 'ownSchema'>,
  context: GatewayContext,
  argument: string,
  texts: readonly string[],
): Promise<FoundRoots> {
  const variables: Record<string, string> = {};
  const declarations: string[] = [];
  const selections: string[] = [];
  for (const [index, text] of texts.entries()) {
    const fields = rootFieldsFor(text, argument);
    const [name, type] = fields[0] === 'node' ? ['id', 'ID!'] : ['path', 'String!'];
    variables[`${name}${index}`] = text;
    declarations.push(`$${name}${index}: ${type}`);
    for (const field of fields)
      selections.push(`${field}${index}: ${field}(${name}: $${name}${index}) { id }`);
  }
  const source = `query FindRoots(${declarations.join(', ')}) { ${selections.join(' ')} }`;
  const { data, errors, unexpected } = await executeInProcess<Record<string, { id: string } | null>>(
    engine,
    context,
    source,
    variables,
  );
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  const ids = texts.map((_, index) => {
    // The run may be another thing than the artifact that was meant.
    if (failed.has(`artifact${index}`)) return null;
    const fields: RootField[] = ['node', 'artifact', 'run'];
    return fields.map((field) => data?.[`${field}${index}`]?.id).find((id) => id !== undefined) ?? null;
  });
  // A run that could not be looked up does not matter where the artifact was found.
  const matters = ({ path: [alias] = [] }: GraphQLFormattedError): boolean =>
    typeof alias !== 'string' || !alias.startsWith('run') || ids[Number(alias.slice(3))] === null;
  return { ids, errors: errors.filter(matters), unexpected };
}

function rootFieldsFor(text: string, argument: string): RootField[] {
  const id = globalIdFromText(text);
  if (id?.type === 'Run' || id?.type === 'Artifact') return ['node'];
  if (id) throw badUserInput(argument, text, `${rootForms}; this is the id of a ${id.type}`);
  const fields: RootField[] = [];
  if (artifactPathFromText(text)) fields.push('artifact');
  if (runPathFromText(text)) fields.push('run');
  if (fields.length === 0) throw badUserInput(argument, text, rootForms);
  return fields;
}
