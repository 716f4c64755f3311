import { HeaderMap, type GraphQLResponse } from '@apollo/server';
import { buildSchema, execute, type DocumentNode, type GraphQLSchema } from 'graphql';

const schemas = new Map<string, GraphQLSchema>();

/**
 * Answers an introspection as a client's schema would: without the types, fields and directives of federation, which routers
 * read from `_service` instead.
 */
export async function introspect(
  apiSdl: string,
  document: DocumentNode,
  operationName: string | null | undefined,
  variableValues: Readonly<Record<string, unknown>>,
): Promise<GraphQLResponse> {
  const schema = schemas.get(apiSdl) ?? buildSchema(apiSdl, { assumeValid: true, assumeValidSDL: true });
  schemas.set(apiSdl, schema);
  const { data, errors } = await execute({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: { ...variableValues },
  });
  const singleResult = {
    ...(data !== undefined && { data }),
    ...(errors && { errors: errors.map((error) => error.toJSON()) }),
  };
  return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
}
