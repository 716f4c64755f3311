import { readdirSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { buildASTSchema, parse, printSchema, type DocumentNode, type GraphQLSchema } from 'graphql';
import { artifactQueries, artifactResolvers } from './artifact/artifact.resolvers.ts';
import {
  collectionResolvers,
  linkResolvers,
  projectCollections,
  versionEdgeResolvers,
} from './artifact/collection.resolvers.ts';
import { lineageExport } from './exports/export.resolvers.ts';
import { resolveEntities } from './federation/entities.ts';
import { renameResolvers, renameTypeDefs } from './federation/prefix.ts';
import type { FederationVersion } from './federation/options.ts';
import { typeDefsForVersion, withoutFederation } from './federation/version.ts';
import { noteNaming } from './graphql/selection.ts';
import type { Resolvers } from './graphql/resolver-types.generated.ts';
import { scalarResolvers } from './graphql/scalars.ts';
import {
  artifactLineage,
  completenessResolvers,
  lineageGraphResolvers,
  lineageNodeResolvers,
  lineageQueries,
  runLineage,
} from './lineage/lineage.resolvers.ts';
import {
  artifactQuestions,
  blastRadiusResolvers,
  questionQueries,
} from './lineage/questions/questions.resolvers.ts';
import {
  artifactChecks,
  policyQueries,
  ruleResultResolvers,
  runChecks,
} from './policies/checks/policies.resolvers.ts';
import { lineageTotals } from './lineage/questions/totals.ts';
import { nodeQueries, typenameOf } from './node.resolvers.ts';
import { projectQueries, projectResolvers, userResolvers } from './project/project.resolvers.ts';
import { searchQueries } from './search/search.resolvers.ts';
import { projectRuns, runQueries, runResolvers } from './run/run.resolvers.ts';

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
    ...searchQueries,
    ...lineageQueries,
    ...questionQueries,
    ...policyQueries,
  },
  Artifact: { ...artifactResolvers, ...artifactLineage, ...artifactQuestions, ...artifactChecks },
  ArtifactCollection: collectionResolvers,
  ArtifactCollectionVersionEdge: versionEdgeResolvers,
  ArtifactLink: linkResolvers,
  BlastRadius: blastRadiusResolvers,
  Completeness: completenessResolvers,
  LineageGraph: { ...lineageGraphResolvers, ...lineageTotals, ...lineageExport },
  LineageNode: lineageNodeResolvers,
  HiddenNode: { path: () => null, url: () => null, createdAt: () => null, project: () => null },
  Run: { ...runResolvers, ...runLineage, ...runChecks },
  PolicyRuleResult: ruleResultResolvers,
  Project: { ...projectResolvers, ...projectRuns, ...projectCollections },
  User: userResolvers,
  Node: { __resolveType: typenameOf },
  ArtifactCreator: { __resolveType: ({ __typename }) => (__typename === 'Run' ? 'Run' : 'User') },
};

/** Under which names, and for which composers, the schema is published. */
export interface SchemaOptions {
  /** Begins the name of every type and root field; empty: the names as they are. */
  prefix: string;
  federationVersion: FederationVersion;
}

export const plainSchema: SchemaOptions = Object.freeze({ prefix: '', federationVersion: '2.3' });

export interface GatewaySchema {
  /** What clients and routers see. */
  schema: GraphQLSchema;
  /** The same without a prefix, for the service's own documents; the same object where there is none. */
  ownSchema: GraphQLSchema;
  /** What a client may ask, without the federation's own fields and directives; every type once. */
  apiSdl: string;
  /** What a composer wants of a subgraph. */
  subgraphSdl: string;
}

export function createSchema(options: SchemaOptions = plainSchema): GatewaySchema {
  const typeDefs = typeDefsForVersion(readTypeDefs(), options.federationVersion);
  if (options.prefix === '') {
    const schema = buildSchema(typeDefs, resolvers);
    return { schema, ownSchema: schema, ...sdlOf(typeDefs, schema) };
  }
  const renamed = renameTypeDefs(typeDefs, options.prefix);
  const schema = buildSchema(renamed.typeDefs, renameResolvers(resolvers, renamed));
  const plainRootFields = new Map([...renamed.rootFields].map(([plain, published]) => [published, plain]));
  noteNaming(schema, options.prefix, plainRootFields);
  return { schema, ownSchema: buildSchema(typeDefs, resolvers), ...sdlOf(renamed.typeDefs, schema) };
}

function buildSchema(typeDefs: DocumentNode, named: object): GraphQLSchema {
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: named as Record<string, never> }]);
  resolveEntities(schema);
  return schema;
}

function sdlOf(typeDefs: DocumentNode, schema: GraphQLSchema): Pick<GatewaySchema, 'apiSdl' | 'subgraphSdl'> {
  return {
    apiSdl: `${printSchema(buildASTSchema(withoutFederation(typeDefs), { assumeValidSDL: true }))}\n`,
    subgraphSdl: `${printSubgraphSchema(schema)}\n`,
  };
}
