import type { IResolvers } from '@graphql-tools/utils';
import { collectionResolvers } from './resolve-collections.ts';
import { findProject } from './sight.ts';
import { payloadOf } from '../ids.ts';
import { pageOf } from './paging.ts';
import { entityResolvers } from './resolve-entities.ts';
import { lineageResolvers } from './resolve-lineage.ts';
import type { EmulatorContext } from '../context.ts';
import { artifactByNumber } from '../world.ts';

interface LookupArguments {
  id?: string | null;
  name?: string | null;
  entityName?: string | null;
  userName?: string | null;
}

const features = [
  'PROJECT_ARTIFACT_COLLECTION_MEMBERSHIP',
  'ARTIFACT_REGISTRY_SEARCH',
  'ARTIFACT_COLLECTIONS_FILTERING_SORTING',
  'ARTIFACT_COLLECTION_MEMBERSHIP_FILES',
  'ARTIFACT_COLLECTION_MEMBERSHIP_FILE_DOWNLOAD_HANDLER',
  'ARTIFACT_TAGS',
  'USE_ARTIFACT_WITH_ENTITY_AND_PROJECT_INFORMATION',
  'TOTAL_COUNT_IN_FILE_CONNECTION',
  'EXPAND_DEFINED_METRIC_GLOBS',
];

/** Project lists of an entity as `models` and `projects` give them: only what the key sees. */
function projectsOf(context: EmulatorContext, args: LookupArguments & { first?: number; after?: string }) {
  const { world, sight, pageCap } = context;
  const name = args.entityName ?? sight.key?.user?.entity ?? '';
  const projects = world.entities.get(name.toLowerCase())?.projects ?? [];
  return pageOf(projects.filter(sight.project), args, pageCap, (project) => project);
}

export const resolvers: IResolvers<unknown, EmulatorContext> = {
  Query: {
    viewer: (_, _args, { sight, viewerNull }) => (viewerNull ? null : (sight.key?.user ?? null)),
    user: (_, { id, userName }: LookupArguments, { world, sight }) => {
      const number = payloadOf(id, 'User');
      const user = world.users.find((each) => String(each.number) === number || each.username === userName);
      return sight.key ? (user ?? null) : null;
    },
    entity: (_, { name }: LookupArguments, { world }) =>
      name ? (world.entities.get(name.toLowerCase()) ?? null) : null,
    organization: (_, { id, name }: LookupArguments, { world }) =>
      world.organizations.find(
        (each) => each.name === name || String(each.number) === payloadOf(id, 'Organization'),
      ) ?? null,
    project: (_, { name, entityName }: LookupArguments, { world, sight }) =>
      findProject(world, sight, entityName ?? sight.key?.user?.entity ?? '', name ?? ''),
    projects: (_, args: LookupArguments, context) => projectsOf(context, args),
    models: (_, args: LookupArguments, context) => projectsOf(context, args),
    artifact: (_, { id }: LookupArguments, { world, sight }) => {
      const artifact = artifactByNumber(world, Number(payloadOf(id, 'Artifact') ?? '0'));
      return artifact && sight.artifact(artifact) ? artifact : null;
    },
    artifactCollection: (_, { id }: LookupArguments, context) =>
      collectionBy(
        context,
        payloadOf(id, 'ArtifactSequence') ??
          payloadOf(id, 'ArtifactPortfolio') ??
          payloadOf(id, 'ArtifactCollection'),
      ),
    artifactSequence: (_, { id }: LookupArguments, context) =>
      collectionBy(context, payloadOf(id, 'ArtifactSequence')),
    artifactPortfolio: (_, { id }: LookupArguments, context) =>
      collectionBy(context, payloadOf(id, 'ArtifactPortfolio')),
    serverInfo: () => ({
      features: features.map((name) => ({ name, isEnabled: true })),
      cliVersionInfo: { max_cli_version: '0.99.0', min_cli_version: '0.10.0' },
      latestLocalVersionInfo: {
        outOfDate: false,
        latestVersionString: '0.76.0',
        versionOnThisInstanceString: '0.76.0',
      },
    }),
  },
  ...entityResolvers,
  ...lineageResolvers,
  ...collectionResolvers,
  Project: { ...fieldsOf(entityResolvers, 'Project'), ...fieldsOf(collectionResolvers, 'Project') },
};

function fieldsOf(from: IResolvers<unknown, EmulatorContext>, type: string) {
  return from[type] as Record<string, never>;
}

function collectionBy({ world, sight }: EmulatorContext, number: string | null) {
  const collection = number === null ? undefined : world.collections[Number(number) - 1];
  return collection && sight.project(collection.project) ? collection : null;
}
