import { execute, parse, validate, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { prefetchOperation } from '../lineage/prefetch-operation.ts';
import type { GraphqlClient, GraphqlResult } from '../graphql/graphql-client.ts';
import { referenceOf } from '../lineage/lineage.resolvers.ts';
import type { Engine } from './engine.ts';
import { suggestionsOf } from './plugins/cost-report.ts';
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
  return { requestId, query, findRoots };

  async function findRoots(argument: string, texts: readonly string[]) {
    for (const text of texts) referenceOf(text, argument, context);
    const fields = texts.map(
      (text, index) => `root${index}: lineageNode(ref: ${JSON.stringify(text)}) { id }`,
    );
    const source = `query FindRoots { ${fields.join(' ')} }`;
    const { data, errors } = await query<Record<string, { id: string } | null>>(source, {});
    const ids = texts.map((_, index) => data?.[`root${index}`]?.id ?? null);
    const suggested = await suggestionsOf(context);
    const suggestions = texts.map((text) =>
      (suggested.find(({ given }) => given === text)?.suggestions ?? []).map(({ path }) => path),
    );
    return { ids, errors, suggestions };
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
