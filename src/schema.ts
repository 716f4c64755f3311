import { readdirSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { isUnionType, parse, print, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { artifactQueries, artifactResolvers } from './artifact/artifact.resolvers.ts';
import { collectionResolvers, linkResolvers } from './artifact/collection.resolvers.ts';
import { badUserInput } from './graphql/errors.ts';
import type { Resolvers } from './graphql/resolver-types.generated.ts';
import { scalarResolvers } from './graphql/scalars.ts';
import {
  artifactLineage,
  completenessResolvers,
  lineageGraphResolvers,
  lineageQueries,
  runLineage,
} from './lineage/lineage.resolvers.ts';
import { artifactQuestions, blastRadiusResolvers } from './lineage/artifact-questions.resolvers.ts';
import { questionQueries } from './lineage/questions.resolvers.ts';
import { nodeQueries, typenameOf } from './node.resolvers.ts';
import { projectQueries, projectResolvers, userResolvers } from './project/project.resolvers.ts';
import { runQueries, runResolvers } from './run/run.resolvers.ts';

const folder = new URL('../schema/', import.meta.url);

/** The SDL files, one a concept, as one document. */
function readTypeDefs(): DocumentNode {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.graphql'))
    .map((file) => readFileSync(new URL(file.name, folder), 'utf8'));
  return parse(files.join('\n'));
}

const resolvers: Resolvers = {
  ...scalarResolvers,
  Query: {
    ...artifactQueries,
    ...runQueries,
    ...projectQueries,
    ...nodeQueries,
    ...lineageQueries,
    ...questionQueries,
  },
  Artifact: { ...artifactResolvers, ...artifactLineage, ...artifactQuestions },
  ArtifactCollection: collectionResolvers,
  ArtifactLink: linkResolvers,
  BlastRadius: blastRadiusResolvers,
  Completeness: completenessResolvers,
  LineageGraph: lineageGraphResolvers,
  LineageNode: { __resolveType: ({ __typename }) => __typename },
  HiddenNode: { url: () => null },
  Run: { ...runResolvers, ...runLineage },
  Project: projectResolvers,
  User: userResolvers,
  Node: { __resolveType: typenameOf },
  ArtifactCreator: { __resolveType: ({ __typename }) => (__typename === 'Run' ? 'Run' : 'User') },
};

export interface GatewaySchema {
  schema: GraphQLSchema;
  /** What a client may ask, without the federation's own fields and directives. */
  apiSdl: string;
  /** What a composer wants of a subgraph. */
  subgraphSdl: string;
}

export function createSchema(): GatewaySchema {
  const typeDefs = readTypeDefs();
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as Record<string, never> }]);
  guardEntities(schema);
  return { schema, apiSdl: print(withoutFederation(typeDefs)), subgraphSdl: printSubgraphSchema(schema) };
}

function withoutFederation(typeDefs: DocumentNode): DocumentNode {
  const federated = new Set(['key', 'shareable']);
  return visit(typeDefs, {
    SchemaExtension: () => null,
    Directive: ({ name }) => (federated.has(name.value) ? null : undefined),
  });
}

/**
 * The library throws a plain error, and with it away all other entities, where a representation names no entity of ours.
 * Each representation stands for itself instead.
 */
function guardEntities(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  const original = field?.resolve;
  if (!field || !original || !isUnionType(union)) throw new TypeError('The subgraph has no entities.');
  const entities = union.getTypes().map(({ name }) => name);
  field.resolve = (source, { representations }: { representations: readonly unknown[] }, context, info) =>
    representations.map((representation, index) => {
      const typename = (representation as { __typename?: unknown } | null)?.__typename;
      if (typeof typename !== 'string' || !entities.includes(typename)) {
        const wanted = `an object with a key and the __typename of an entity: ${entities.join(', ')}`;
        return badUserInput(`representations[${index}]`, representation, wanted);
      }
      const [entity] = original(source, { representations: [representation] }, context, info) as unknown[];
      return entity;
    });
}
