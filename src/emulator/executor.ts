import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  defaultFieldResolver,
  execute,
  GraphQLError,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EmulatorContext } from './context.ts';
import { artifactId, runId } from './ids.ts';
import { resolvers } from './resolvers.ts';
import type { ArtifactNode, RunNode } from './world.ts';

let schema: GraphQLSchema | undefined;
const documents = new LRUCache<string, DocumentNode | readonly GraphQLError[]>({ max: 500 });

/** Built at the first use: the program pays for it only where an emulator starts. */
function emulatorSchema(): GraphQLSchema {
  if (!schema) {
    const typeDefs = readFileSync(new URL('../../schema/wandb/emulator.graphql', import.meta.url), 'utf8');
    schema = makeExecutableSchema({
      typeDefs,
      resolvers,
      resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
    });
    letFieldsFail(schema);
  }
  return schema;
}

/** Parses, checks and runs one request against a world. A refused document has errors and no data. */
export async function executeRequest(
  query: string,
  variables: Record<string, unknown> | undefined,
  context: EmulatorContext,
): Promise<ExecutionResult> {
  let document = documents.get(query);
  if (!document) {
    document = check(query);
    documents.set(query, document);
  }
  if (!('kind' in document)) return { errors: document };
  return execute({ schema: emulatorSchema(), document, contextValue: context, variableValues: variables });
}

function check(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(emulatorSchema(), document);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
  }
}

/** Every field looks whether a fault is meant for it before it resolves. */
function letFieldsFail(target: GraphQLSchema): void {
  for (const type of Object.values(target.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = field.resolve ?? defaultFieldResolver;
      const place = `${type.name}.${field.name}`;
      field.resolve = (source, args: Record<string, unknown>, context: EmulatorContext, info) => {
        if (context.fieldFaults.length > 0) failWhereMeant(place, source, args, context);
        return resolve(source, args, context, info);
      };
    }
  }
}

function failWhereMeant(
  place: string,
  source: unknown,
  args: Record<string, unknown>,
  { fieldFaults }: EmulatorContext,
): void {
  for (const { field, id } of fieldFaults) {
    if (field !== place) continue;
    if (id === undefined || id === idOf(source) || Object.values(args).includes(id)) {
      throw new GraphQLError('internal error: secret detail of W&B that nobody may see');
    }
  }
}

function idOf(source: unknown): string | null {
  const kind = (source as { kind?: unknown } | null)?.kind;
  if (kind === 'run') return runId(source as RunNode);
  return kind === 'artifact' ? artifactId(source as ArtifactNode) : null;
}
