import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  execute,
  GraphQLError,
  isEnumType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EmulatorContext } from './context.ts';
import type { FaultRule } from './faults/faults.ts';
import { letFieldsFail, replaceValues } from './faults/field-faults.ts';
import { refusal, type Refusal } from './faults/refusals.ts';
import { resolvers } from './resolvers/resolvers.ts';

export interface GraphqlRequest {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

const documents = new LRUCache<string, DocumentNode | readonly GraphQLError[]>({ max: 500 });

/** Built at the first use: the program pays for it only where an emulator starts. */
const plainSchema = once(createSchema);
/** Apart from the other one, so that benchmarks do not pay for faults that nobody set. */
const failingSchema = once(() => {
  const schema = createSchema();
  letFieldsFail(schema);
  return schema;
});

/** Parses, checks and runs one request against a world. A refused document has errors and no data. */
export async function executeRequest(
  { query, variables, operationName }: GraphqlRequest,
  context: EmulatorContext,
): Promise<ExecutionResult> {
  const document = parsedDocument(query);
  if (!('kind' in document)) return { errors: document };
  const result = await execute({
    schema: context.fieldFaults.length > 0 ? failingSchema() : plainSchema(),
    document,
    contextValue: context,
    variableValues: variables,
    operationName,
  });
  replaceValues(result.data, context.replaced);
  return result;
}

/** The document, or what is wrong with it. */
function parsedDocument(query: string): DocumentNode | readonly GraphQLError[] {
  let document = documents.get(query);
  if (!document) {
    document = check(query);
    documents.set(query, document);
  }
  return document;
}

/** Why a W&B with these faults refuses the request before it looks anything up; null where it does not. */
export function refusalOf(
  request: GraphqlRequest,
  bytes: number,
  rules: readonly FaultRule[],
  reach: (rule: FaultRule) => boolean,
): Refusal | null {
  if (!rules.some(({ kind }) => kind === 'limit' || kind === 'unknownField')) return null;
  const document = parsedDocument(request.query);
  return 'kind' in document
    ? refusal(plainSchema(), document, request.variables ?? {}, bytes, rules, reach)
    : null;
}

/** Whether the schema has the field, as `Type.name`. */
export function isField(place: string): boolean {
  const [typeName = '', fieldName = ''] = place.split('.');
  const type = plainSchema().getType(typeName);
  return (isObjectType(type) || isInterfaceType(type)) && Object.hasOwn(type.getFields(), fieldName);
}

function createSchema(): GraphQLSchema {
  const typeDefs = readFileSync(new URL('../../schema/wandb/emulator.graphql', import.meta.url), 'utf8');
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
  });
  const states = schema.getType('ArtifactState');
  // W&B's servers add states before schemas list them, and a snapshot may hold one.
  if (isEnumType(states)) states.serialize = String;
  countObjects(schema);
  countLookups(schema);
  return schema;
}

/** Counts where objects are completed, not where they are looked up, so that each is counted that is really sent. */
function countObjects(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || /^__|^(?:Query|PageInfo)$|(?:Connection|Edge)$/.test(type.name)) continue;
    type.isTypeOf = (_value, { stats }: EmulatorContext) => {
      stats.object(type.name);
      return true;
    };
  }
}

/** A lookup is what a query begins with, and what a project is asked for by name. */
function countLookups(schema: GraphQLSchema): void {
  for (const type of [schema.getType('Query'), schema.getType('Project')]) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      const isLookup = type.name === 'Query' || field.args.some(({ type: of }) => String(of) === 'String!');
      if (!resolve || !isLookup) continue;
      field.resolve = (source, args: unknown, context: EmulatorContext, info): unknown => {
        context.stats.lookup(`${type.name}.${field.name}`);
        return resolve(source, args, context, info);
      };
    }
  }
}

function check(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(plainSchema(), document);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
