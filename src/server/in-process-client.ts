import { execute, parse, validate, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { badUserInput } from '../graphql/errors.ts';
import { prefetchOperation } from '../lineage/prefetch-operation.ts';
import type { GraphqlClient, GraphqlResult } from '../graphql/graphql-client.ts';
import { globalIdFromText } from '../wandb/ids.ts';
import { artifactPathFromText, runPathFromText } from '../wandb/paths.ts';
import type { Engine } from './engine.ts';
import { formatError, formatReported, isForClients, withRequestId } from './plugins/error-format.ts';

/** A client of the gateway's own GraphQL API without HTTP. `onUnexpected` gets the errors that are masked in the response, as they were. */
export function createInProcessClient(
  { ownSchema: schema }: Pick<Engine, 'ownSchema'>,
  context: GatewayContext,
  onUnexpected: (errors: readonly GraphQLError[]) => void,
): GraphqlClient {
  const { requestId, reported } = context;
  async function query<TData>(
    source: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<GraphqlResult<TData>> {
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
      const errors = thrown.map((error) => withRequestId(formatError(withCode(error), error), requestId));
      if (reported.length > reportedBefore)
        errors.push(...formatReported(reported.slice(reportedBefore), requestId));
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

const rootFields = ['node', 'artifact', 'run'] as const;

async function findRoots(query: GraphqlClient['query'], argument: string, texts: readonly string[]) {
  const selections = texts.flatMap((text, index) =>
    rootFieldsFor(text, argument).map(
      (field) =>
        `${field}${index}: ${field}(${field === 'node' ? 'id' : 'path'}: ${JSON.stringify(text)}) { id }`,
    ),
  );
  const source = `query FindRoots { ${selections.join(' ')} }`;
  const { data, errors } = await query<Record<string, { id: string } | null>>(source, {});
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  const ids = texts.map((_, index) => {
    // The run may be another thing than the artifact that was meant.
    if (failed.has(`artifact${index}`)) return null;
    const found = rootFields.map((field) => data?.[`${field}${index}`]).find((node) => node);
    return found?.id ?? null;
  });
  // A run that could not be looked up does not matter where the artifact was found.
  const matters = ({ path: [alias] = [] }: GraphQLFormattedError): boolean =>
    typeof alias !== 'string' || !alias.startsWith('run') || ids[Number(alias.slice(3))] === null;
  return { ids, errors: errors.filter(matters) };
}

function rootFieldsFor(text: string, argument: string): readonly (typeof rootFields)[number][] {
  const id = globalIdFromText(text);
  if (id?.type === 'Run' || id?.type === 'Artifact') return ['node'];
  if (id) throw badUserInput(argument, text, `${rootForms}; this is the id of a ${id.type}`);
  const isPath = { node: false, artifact: artifactPathFromText(text), run: runPathFromText(text) };
  const fields = rootFields.filter((field) => isPath[field]);
  if (fields.length === 0) throw badUserInput(argument, text, rootForms);
  return fields;
}
