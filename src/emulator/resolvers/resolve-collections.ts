import type { IResolvers } from '@graphql-tools/utils';
import { GraphQLError } from 'graphql';
import type { EmulatorContext } from '../context.ts';
import { collectionField, membershipField } from './filter-fields.ts';
import { matching, ordered } from './filters.ts';
import { collectionId, globalId, membershipId } from '../ids.ts';
import { pageOf, type PageArguments } from './paging.ts';
import { aliasIn, aliasNamesOf, sourceMembership } from './resolve-lineage.ts';
import type { ArtifactNode, CollectionNode, LinkNode, MembershipNode, ProjectNode } from '../world.ts';

interface ListArguments extends PageArguments {
  filters?: string | null;
  order?: string | null;
}

interface TypeNode {
  name: string;
  project: ProjectNode;
}

/** What of a collection the key sees: all of it, or, where only links lead into it, what these lead to. */
function membershipsOf(
  { portfolio, versions, links }: CollectionNode,
  { sight }: EmulatorContext,
): MembershipNode[] {
  return portfolio ? links : versions.filter(sight.artifact).map(sourceMembership);
}

/** What `collection:ref` names: the ref is an alias, `vN`, a commit hash or a digest; `latest` when it is left out. */
function membershipByName(
  project: ProjectNode,
  name: string,
  context: EmulatorContext,
): MembershipNode | null {
  const colon = name.indexOf(':');
  const [collectionName, ref] = colon < 0 ? [name, 'latest'] : [name.slice(0, colon), name.slice(colon + 1)];
  const collection = project.collections.get(collectionName.toLowerCase());
  return collection ? membershipByRef(collection, ref, context) : null;
}

function membershipByRef(
  { portfolio, links, versions }: CollectionNode,
  ref: string,
  { sight }: EmulatorContext,
): MembershipNode | null {
  const place = portfolio
    ? placeByRef<LinkNode>(links, ref, ({ artifact }) => artifact)
    : placeByRef<ArtifactNode>(versions, ref, (artifact) => artifact);
  const membership = place === undefined || 'artifact' in place ? place : sourceMembership(place);
  return membership && sight.artifact(membership.artifact) ? membership : null;
}

/** Looks without making anything, since collections of thousands of versions are asked for fifty at a time. */
function placeByRef<T extends { aliases: readonly string[]; versionIndex: number | null }>(
  places: readonly T[],
  ref: string,
  artifactOf: (place: T) => ArtifactNode,
): T | undefined {
  const isAlive = (place: T): boolean => artifactOf(place).state === 'COMMITTED';
  const index = /^v(\d+)$/.exec(ref)?.[1];
  return (
    places.find((place) => place.aliases.includes(ref) && isAlive(place)) ??
    (index === undefined ? undefined : places.find(({ versionIndex }) => String(versionIndex) === index)) ??
    places.find(
      (place) => [artifactOf(place).commitHash, artifactOf(place).digest].includes(ref) && isAlive(place),
    )
  );
}

function collectionsOf(
  project: ProjectNode,
  { filters, order }: ListArguments,
  type?: string,
): CollectionNode[] {
  const found = [...project.collections.values()].filter(
    (collection) => type === undefined || collection.type === type,
  );
  return ordered(matching(found, filters, collectionField), order, collectionField);
}

function typesOf(project: ProjectNode): TypeNode[] {
  return [...new Set([...project.collections.values()].map(({ type }) => type))].map((name) => ({
    name,
    project,
  }));
}

const collectionFields: IResolvers<CollectionNode, EmulatorContext> = {
  id: collectionId,
  project: ({ project }: CollectionNode, _args: unknown, { sight }: EmulatorContext) =>
    sight.project(project) ? project : null,
  defaultArtifactType: ({ type, project }: CollectionNode) => ({ name: type, project }),
  artifacts: (collection: CollectionNode, args: ListArguments, context: EmulatorContext) => {
    const found = matching(membershipsOf(collection, context), args.filters, membershipField);
    const page = pageOf(ordered(found, args.order, membershipField), args, context.pageCap, (place) => place);
    const edges = page.edges.map(({ cursor, node }) => ({
      cursor,
      version: node.versionIndex === null ? '' : `v${node.versionIndex}`,
      node: node.artifact,
    }));
    return { ...page, edges };
  },
  aliases: (collection: CollectionNode, args: PageArguments, context: EmulatorContext) => {
    const aliases = membershipsOf(collection, context).flatMap((place) =>
      place.aliases.map((alias) => ({ ...aliasIn(collection, alias), artifact: place.artifact })),
    );
    return pageOf(aliases, args, context.pageCap, (alias) => alias);
  },
  artifactMemberships: (collection: CollectionNode, args: PageArguments, context: EmulatorContext) =>
    pageOf(membershipsOf(collection, context), args, context.pageCap, (place) => place),
  artifactMembership: (
    collection: CollectionNode,
    { aliasName }: { aliasName: string },
    context: EmulatorContext,
  ) => membershipByRef(collection, aliasName, context),
  tags: (_: CollectionNode, _args: unknown, { pageCap }: EmulatorContext) =>
    pageOf([], {}, pageCap, (tag) => tag),
};

export const collectionResolvers: IResolvers<unknown, EmulatorContext> = {
  ArtifactCollection: {
    __resolveType: ({ portfolio }: CollectionNode) => (portfolio ? 'ArtifactPortfolio' : 'ArtifactSequence'),
  },
  ArtifactSequence: collectionFields,
  ArtifactPortfolio: collectionFields,
  ArtifactCollectionMembership: {
    id: membershipId,
    commitHash: ({ artifact }: MembershipNode) => artifact.commitHash,
    aliases: (place: MembershipNode) => aliasNamesOf(place).map((alias) => aliasIn(place.collection, alias)),
    artifactCollection: ({ collection }: MembershipNode, _args, { sight }) =>
      sight.project(collection.project) ? collection : null,
    artifact: ({ artifact }: MembershipNode, _args, { sight }) =>
      sight.artifact(artifact) ? artifact : null,
  },
  Project: {
    artifact: (project: ProjectNode, { name }: { name: string }, context) =>
      membershipByName(project, name, context)?.artifact ?? null,
    artifactCollectionMembership: (project: ProjectNode, { name }: { name: string }, context) =>
      membershipByName(project, name, context),
    artifactType: (project: ProjectNode, { name }: { name: string }) =>
      typesOf(project).find((type) => type.name === name) ?? null,
    artifactTypes: (project: ProjectNode, args: PageArguments, { pageCap }) =>
      pageOf(typesOf(project), args, pageCap, (type) => type),
    artifactCollection: ({ collections }: ProjectNode, { name }: { name: string }) =>
      collections.get(name.toLowerCase()) ?? null,
    artifactCollections: (project: ProjectNode, args: ListArguments, { pageCap }) =>
      pageOf(collectionsOf(project, args), args, pageCap, (collection) => collection),
  },
  ArtifactType: {
    id: ({ name, project }: TypeNode) => globalId('ArtifactType', `${project.number}:${name}`),
    createdAt: ({ project }: TypeNode) => project.createdAt,
    project: ({ project }: TypeNode, _args, { sight }) => {
      if (!sight.project(project)) throw new GraphQLError('permission denied');
      return project;
    },
    artifact: ({ name: type, project }: TypeNode, { name }: { name: string }, context) => {
      const place = membershipByName(project, name, context);
      return place?.collection.type === type ? place.artifact : null;
    },
    artifactCollection: ({ name: type, project }: TypeNode, { name }: { name: string }, { sight }) => {
      const collection = project.collections.get(name.toLowerCase());
      return collection?.type === type && sight.project(project) ? collection : null;
    },
    artifactCollections: ({ project, name }: TypeNode, args: ListArguments, { pageCap, sight }) =>
      sight.project(project)
        ? pageOf(collectionsOf(project, args, name), args, pageCap, (collection) => collection)
        : null,
  },
};
