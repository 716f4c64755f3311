import { execute, parse, validate, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { badUserInput } from '../graphql/errors.ts';
import { prefetchOperation } from '../lineage/prefetch-operation.ts';
import { globalIdFromText } from '../wandb/ids.ts';
import { artifactPathFromText, runPathFromText } from '../wandb/paths.ts';
import type { Engine } from './engine.ts';
import { formatError, formatReported, isForClients, withRequestId } from './plugins/error-format.ts';

export interface InProcessResult<TData> {
  data: TData | null;
  errors: readonly GraphQLFormattedError[];
}

/** A client of the gateway's own GraphQL API without HTTP, for one request: it reads what a client of `/graphql` would. */
export interface InProcessClient {
  readonly requestId: string;
  /** Executes one of our own documents. Throws where the document itself is invalid. */
  query<TData>(source: string, variables: Readonly<Record<string, unknown>>): Promise<InProcessResult<TData>>;
  /**
   * The global ids of what people named by path or id, in order; null where W&B shows neither a run nor a version, or the
   * lookup failed (`errors`). `entity/project/name` may be a run or an artifact without `:latest`: both are looked up, and the
   * artifact wins. Throws BAD_USER_INPUT, with the argument's name, where a text can be none of these.
   */
  findRoots(
    argument: string,
    texts: readonly string[],
  ): Promise<{ ids: readonly (string | null)[]; errors: readonly GraphQLFormattedError[] }>;
}

/** `onUnexpected` gets the errors that are masked in the response, as they were. */
export function createInProcessClient(
  { ownSchema: schema }: Pick<Engine, 'ownSchema'>,
  context: GatewayContext,
  onUnexpected: (errors: readonly GraphQLError[]) => void,
): InProcessClient {
  const { requestId, reported } = context;
  async function query<TData>(
    source: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<InProcessResult<TData>> {
    const document = parse(source);
    const [mistake] = validate(schema, document);
    if (mistake) throw mistake;
    const reportedBefore = reported.length;
    try {
      await prefetchOperation(context, schema, document, null, variables);
      const { data, errors: thrown = [] } = await execute({
        schema,
        document,
        contextValue: context,
        variableValues: { ...variables },
      });
      onUnexpected(thrown.filter((error) => !isForClients(error) && !isVariableError(error)));
      const errors = [
        ...thrown.map((error) => withRequestId(formatError(withCode(error), error), requestId)),
        ...formatReported(reported.slice(reportedBefore), requestId),
      ];
      return { data: (data ?? null) as TData | null, errors };
    } finally {
      context.close();
    }
  }
  return { requestId, query, findRoots: (argument, texts) => findRoots(query, argument, texts) };
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

type RootField = 'node' | 'artifact' | 'run';

async function findRoots(query: InProcessClient['query'], argument: string, texts: readonly string[]) {
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
  const { data, errors } = await query<Record<string, { id: string } | null>>(source, variables);
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
  return { ids, errors: errors.filter(matters) };
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
