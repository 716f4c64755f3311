import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { pageOf, settleEdges } from '../graphql/connection.ts';
import { badUserInput } from '../graphql/errors.ts';
import { longText } from '../graphql/long-text.ts';
import { idOf } from '../graphql/node.ts';
import type {
  ArtifactCollectionResolvers,
  ArtifactCollectionVersionEdgeResolvers,
  ArtifactLinkResolvers,
  ProjectResolvers,
} from '../graphql/resolver-types.generated.ts';
import { needsOf } from '../graphql/selection.ts';
import { projectPath } from '../project/project.model.ts';
import { orThrow } from '../wandb/errors.ts';
import { dateFromWandb, dateOrNull } from '../wandb/values.ts';
import { union } from '../wandb/needs.ts';
import { collectionNameForm, nameFromText } from '../wandb/paths.ts';
import { aliasesIn, artifactNeeds } from './artifact.model.ts';
import {
  collectionKind,
  collectionNeeds,
  collectionPath,
  isRegistry,
  versionEdgeNeeds,
  versionPath,
  withoutVersionAliases,
  type CollectionRecord,
  type MembershipRecord,
} from './collection.model.ts';

/** W&B's ids name the kind of a collection or, on some servers, just that it is one. */
export const collectionIdTypes = ['ArtifactCollection', 'ArtifactSequence', 'ArtifactPortfolio'];

export async function collectionById(
  id: unknown,
  argument: string,
  { collections, wandb }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const collection = await collections.byId(
    idOf(id, argument, collectionIdTypes).id,
    needsOf(info, collectionNeeds),
  );
  if (!collection) wandb.assertCredentialAccepted();
  return collection;
}

/** Where to find the objects in a list of ours. */
const listed = ['edges.node', 'nodes'];

export const collectionResolvers: CompleteResolvers<
  ArtifactCollectionResolvers,
  Pick<CollectionRecord, 'id' | 'name'>
> = {
  path: collectionPath,
  kind: collectionKind,
  type: ({ defaultArtifactType }) => orThrow(defaultArtifactType).name,
  description: ({ description }, _, context, info) => longText(orThrow(description), context, info),
  createdAt: ({ createdAt }) => dateFromWandb(createdAt, 'ArtifactCollection.createdAt'),
  updatedAt: ({ updatedAt }) => dateOrNull(orThrow(updatedAt), 'ArtifactCollection.updatedAt'),
  project: ({ project }) => orThrow(project),
  versions({ id }, args, context, info) {
    const { artifacts, collections } = context;
    return pageOf(id, args, context, info, async (page) => {
      const needs = union(needsOf(info, artifactNeeds, listed), needsOf(info, versionEdgeNeeds, ['edges']));
      const found = await collections.versions(id, page, needs);
      return found && settleEdges(found, needs, artifacts.fill);
    });
  },
  __resolveReference: ({ id }, context, info) => collectionById(id, 'id', context, info),
};

export const versionEdgeResolvers: Required<
  Pick<ArtifactCollectionVersionEdgeResolvers, 'version' | 'aliases'>
> = {
  version: ({ placed }) => placed?.version ?? null,
  aliases({ node, placed }) {
    if (node instanceof Error) throw node;
    return placed && aliasesIn(node, placed.collection);
  },
};

/** What of a project leads to collections. */
export const projectCollections: Required<Pick<ProjectResolvers, 'collection' | 'collections'>> = {
  collection({ entityName, name: project }, { name: given }, { collections }, info) {
    const name = nameFromText(given);
    if (name === null) throw badUserInput('name', given, collectionNameForm);
    return collections.byName({ entity: entityName, name: project }, name, needsOf(info, collectionNeeds));
  },
  collections: (project, args, context, info) =>
    pageOf(projectPath(project), args, context, info, (page) =>
      context.collections.ofProject(
        { entity: project.entityName, name: project.name },
        page,
        needsOf(info, collectionNeeds, listed),
      ),
    ),
};

export const linkResolvers: CompleteResolvers<ArtifactLinkResolvers, Pick<MembershipRecord, 'id'>> = {
  path: ({ artifactCollection, versionIndex }) => versionPath(artifactCollection, orThrow(versionIndex)),
  version: ({ versionIndex }) => {
    const index = orThrow(versionIndex);
    return index === null ? null : `v${index}`;
  },
  versionIndex: ({ versionIndex }) => orThrow(versionIndex),
  aliases: ({ aliases }) => withoutVersionAliases(orThrow(aliases).map((alias) => orThrow(alias).alias)),
  createdAt: ({ createdAt }) => dateFromWandb(createdAt, 'ArtifactLink.createdAt'),
  collection: ({ artifactCollection }) => artifactCollection,
  isRegistry: ({ artifactCollection }) => isRegistry(artifactCollection),
};
