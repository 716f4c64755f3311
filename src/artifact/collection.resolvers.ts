import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { connectionOf } from '../graphql/connection.ts';
import { badUserInput } from '../graphql/errors.ts';
import { longText } from '../graphql/long-text.ts';
import { mapMaybePromise } from '../graphql/connection.ts';
import { idOf } from '../graphql/node.ts';
import type {
  ArtifactCollectionResolvers,
  ArtifactCollectionVersionEdgeResolvers,
  ArtifactLinkResolvers,
  ProjectResolvers,
} from '../graphql/resolver-types.generated.ts';
import { orThrow, WandbError } from '../wandb/errors.ts';
import { linkAddressFromId, linkIdFrom } from '../wandb/ids.ts';
import { dateFromWandb, dateOrNull } from '../wandb/values.ts';
import { fillPage, mapNodes } from '../wandb/paging.ts';
import { collectionNameForm, nameFromText, projectPath } from '../wandb/addresses.ts';
import { fullArtifact } from './artifact.loaders.ts';
import { aliasesIn, visibleArtifact } from './artifact.model.ts';
import { fullCollection } from './collection.loaders.ts';
import {
  collectionKind,
  collectionPath,
  isRegistry,
  versionPath,
  withoutVersionAliases,
  type CollectionRecord,
  type FullCollection,
} from './collection.model.ts';

/** W&B's ids name the kind of a collection or, on some servers, just that it is one. */
export const collectionIdTypes = ['ArtifactCollection', 'ArtifactSequence', 'ArtifactPortfolio'];

export async function collectionById(id: unknown, argument: string, { loaders, wandb }: GatewayContext) {
  const collection = await loaders.collectionById.load(idOf(id, argument, collectionIdTypes).id);
  if (!collection) wandb.assertCredentialAccepted();
  return collection;
}

/** A field that only the full variant has. */
function whenFull<T>(read: (collection: FullCollection) => T) {
  return (collection: CollectionRecord, _args: object, { loaders }: GatewayContext) =>
    mapMaybePromise(fullCollection(collection, loaders), read);
}

export const collectionResolvers: CompleteResolvers<
  ArtifactCollectionResolvers,
  Pick<CollectionRecord, 'id' | 'name'>
> = {
  path: collectionPath,
  kind: collectionKind,
  type: whenFull(({ defaultArtifactType }) => orThrow(defaultArtifactType).name),
  description: (collection, _, context, info) =>
    mapMaybePromise(fullCollection(collection, context.loaders), ({ description }) =>
      longText(orThrow(description), context, info),
    ),
  createdAt: whenFull(({ createdAt }) => dateFromWandb(orThrow(createdAt), 'ArtifactCollection.createdAt')),
  updatedAt: whenFull(({ updatedAt }) => dateOrNull(orThrow(updatedAt), 'ArtifactCollection.updatedAt')),
  project: ({ project }) => orThrow(project),
  versions: ({ id }, args, context, info) =>
    connectionOf(id, args, context, info, async (page) => {
      const filled = await fillPage(page, 'ArtifactCollection.artifacts', (first, after) =>
        context.loaders.versionsOfCollection.load({ id, first, after }),
      );
      if (!filled) return null;
      const edges = filled.edges.map((edge) =>
        edge instanceof WandbError
          ? edge
          : { ...edge, listing: { collection: id, version: edge.version || null } },
      );
      return mapNodes({ ...filled, edges }, visibleArtifact);
    }),
  __resolveReference: ({ id }, context) => collectionById(id, 'id', context),
};

export const versionEdgeResolvers: Required<
  Pick<ArtifactCollectionVersionEdgeResolvers, 'version' | 'aliases'>
> = {
  version: ({ listing }) => listing?.version ?? null,
  aliases({ node, listing }, _, { loaders }) {
    if (node instanceof Error) throw node;
    if (!listing) return null;
    return mapMaybePromise(fullArtifact(node, loaders), (artifact) =>
      aliasesIn(artifact, listing.collection),
    );
  },
};

/** What of a project leads to collections. */
export const projectCollections: Required<Pick<ProjectResolvers, 'collection' | 'collections'>> = {
  collection({ entityName, name: project }, { name: given }, { loaders }) {
    const name = nameFromText(given);
    if (name === null) throw badUserInput('name', given, collectionNameForm);
    return loaders.collectionByName.load({ project: { entity: entityName, name: project }, name });
  },
  collections: (project, args, context, info) =>
    connectionOf(projectPath(project), args, context, info, async (page) => {
      const { entityName: entity, name } = project;
      const filled = await fillPage(page, 'Project.artifactCollections', (first, after) =>
        context.loaders.collectionsOfProject.load({ entity, name, first, after }),
      );
      return filled && mapNodes(filled, (collection) => collection);
    }),
};

/** The link with this id; null where W&B shows neither the version nor its place any more. */
export async function linkById(id: unknown, argument: string, { loaders, wandb }: GatewayContext) {
  const address = linkAddressFromId(idOf(id, argument, ['ArtifactLink']));
  if (!address) throw badUserInput(argument, id, 'the id of a link, as the field "id" of one gives it');
  const { artifactId, membershipId } = address;
  const [artifact, memberships] = await Promise.all([
    loaders.artifactById.load({ id: artifactId, variant: 'brief' }),
    // It fails where the version is not shown as well.
    loaders.membershipsOfArtifact.load(artifactId).catch((error: unknown) => ({ error })),
  ]);
  if (!artifact) wandb.assertCredentialAccepted();
  if (!artifact) return null;
  if ('error' in memberships) throw memberships.error;
  return memberships.known.find(({ id: each }) => each === membershipId) ?? null;
}

export const linkResolvers: CompleteResolvers<ArtifactLinkResolvers, object> = {
  id: ({ artifactId, id }) => linkIdFrom(artifactId, id),
  path: ({ artifactCollection, versionIndex }) => versionPath(artifactCollection, orThrow(versionIndex)),
  version: ({ versionIndex }) => {
    const index = orThrow(versionIndex);
    return index === null ? null : `v${index}`;
  },
  versionIndex: ({ versionIndex }) => orThrow(versionIndex),
  aliases: ({ aliases }) => withoutVersionAliases(orThrow(aliases).map((alias) => orThrow(alias).alias)),
  createdAt: ({ createdAt }) => dateFromWandb(orThrow(createdAt), 'ArtifactLink.createdAt'),
  collection: ({ artifactCollection }) => artifactCollection,
  isRegistry: ({ artifactCollection }) => isRegistry(artifactCollection),
};
