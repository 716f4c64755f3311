import type { GraphQLResolveInfo } from 'graphql';
import { artifactById } from './artifact/artifact.resolvers.ts';
import { collectionById, collectionIdTypes, linkById } from './artifact/collection.resolvers.ts';
import type { GatewayContext } from './context.ts';
import { badUserInput } from './graphql/errors.ts';
import { idOf } from './graphql/node.ts';
import type { QueryResolvers, ResolversTypes } from './graphql/resolver-types.generated.ts';
import { projectById, userById } from './project/project.resolvers.ts';
import { runById } from './run/run.resolvers.ts';

const mostIds = 1_000;

type AnyNode = Awaited<ResolversTypes['Node']>;
type Lookup = (
  id: string,
  argument: string,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) => Promise<AnyNode | null>;

const lookups = new Map<string, Lookup>([
  ['Artifact', artifactById],
  ['ArtifactLink', linkById],
  ['Run', runById],
  ['Project', projectById],
  ['User', userById],
  ...collectionIdTypes.map((type) => [type, collectionById] as const),
]);

async function nodeById(id: string, argument: string, context: GatewayContext, info: GraphQLResolveInfo) {
  const { type } = idOf(id, argument, [...lookups.keys()]);
  return (await lookups.get(type)?.(id, argument, context, info)) ?? null;
}

export const nodeQueries: Pick<QueryResolvers, 'node' | 'nodes'> = {
  node: (_, { id }, context, info) => nodeById(id, 'id', context, info),
  nodes(_, { ids }, context, info) {
    if (ids.length > mostIds)
      throw badUserInput('ids', `${ids.length} ids`, `a list of at most ${mostIds} ids`);
    return ids.map((id, index) => nodeById(id, `ids[${index}]`, context, info) as Promise<never>);
  },
};

/** Collections keep W&B's own name of their kind; everything else carries ours. */
export function typenameOf({ __typename }: { __typename?: string }) {
  switch (__typename) {
    case 'Artifact':
    case 'ArtifactLink':
    case 'Run':
    case 'Project':
    case 'User':
      return __typename;
    default:
      return 'ArtifactCollection';
  }
}
