import type { IResolvers } from '@graphql-tools/utils';
import type { EmulatorContext } from './context.ts';
import { matches, ordered } from './filters.ts';
import { collectionId, globalId, linkId } from './ids.ts';
import { pageOf, type PageArguments } from './paging.ts';
import { aliasIn, sourceMembership } from './resolve-lineage.ts';
import type { CollectionNode, LinkNode, ProjectNode } from './world.ts';

interface ListArguments extends PageArguments {
  filters?: string | null;
  order?: string | null;
}

interface TypeNode {
  name: string;
  project: ProjectNode;
}

function membershipsOf({ portfolio, versions, links }: CollectionNode): LinkNode[] {
  return portfolio ? links : versions.map(sourceMembership);
}

/** What `collection:ref` names: the ref is an alias, `vN`, a commit hash or a digest; `latest` when it is left out. */
function membershipByName(project: ProjectNode, name: string): LinkNode | null {
  const colon = name.indexOf(':');
  const [collectionName, ref] = colon < 0 ? [name, 'latest'] : [name.slice(0, colon), name.slice(colon + 1)];
  const collection = project.collections.get(collectionName.toLowerCase());
  return collection ? membershipByRef(collection, ref) : null;
}

function membershipByRef(collection: CollectionNode, ref: string): LinkNode | null {
  const places = membershipsOf(collection);
  const alive = places.filter(({ artifact }) => artifact.state === 'COMMITTED');
  return (
    alive.find(({ aliases }) => aliases.includes(ref)) ??
    places.find(({ versionIndex }) => `v${versionIndex}` === ref) ??
    alive.find(({ artifact }) => artifact.commitHash === ref || artifact.digest === ref) ??
    null
  );
}

function collectionsOf(
  project: ProjectNode,
  { filters, order }: ListArguments,
  type?: string,
): CollectionNode[] {
  const found = [...project.collections.values()].filter(
    (collection) =>
      (type === undefined || collection.type === type) &&
      matches(filters, (field) => (field === 'name' ? collection.name : undefined)),
  );
  return ordered(found, order, { name: ({ name }) => name, created_at: ({ createdAt }) => createdAt });
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
  artifacts: (collection: CollectionNode, args: ListArguments, { pageCap, sight }: EmulatorContext) => {
    const found = membershipsOf(collection).filter(
      ({ artifact }) =>
        sight.artifact(artifact) &&
        matches(args.filters, (field) => (field === 'state' ? artifact.state : undefined)),
    );
    const sorted = ordered(found, args.order, {
      version_index: ({ versionIndex }) => versionIndex,
      created_at: ({ createdAt }) => createdAt,
    });
    const page = pageOf(sorted, args, pageCap, (place) => place);
    const edges = page.edges.map(({ cursor, node }) => ({
      cursor,
      version: `v${node.versionIndex}`,
      node: node.artifact,
    }));
    return { ...page, edges };
  },
  aliases: (collection: CollectionNode, args: PageArguments, { pageCap }: EmulatorContext) => {
    const aliases = membershipsOf(collection).flatMap((place) =>
      place.aliases.map((alias) => ({ ...aliasIn(collection, alias), artifact: place.artifact })),
    );
    return pageOf(aliases, args, pageCap, (alias) => alias);
  },
  artifactMemberships: (collection: CollectionNode, args: PageArguments, { pageCap }: EmulatorContext) =>
    pageOf(membershipsOf(collection), args, pageCap, (place) => place),
  artifactMembership: (collection: CollectionNode, { aliasName }: { aliasName: string }) =>
    membershipByRef(collection, aliasName),
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
    id: linkId,
    commitHash: ({ artifact }: LinkNode) => artifact.commitHash,
    aliases: ({ collection, aliases, versionIndex }: LinkNode) =>
      [...aliases, `v${versionIndex}`].map((alias) => aliasIn(collection, alias)),
    artifactCollection: ({ collection }: LinkNode, _args, { sight }) =>
      sight.project(collection.project) ? collection : null,
    artifact: ({ artifact }: LinkNode, _args, { sight }) => (sight.artifact(artifact) ? artifact : null),
  },
  Project: {
    artifact: (project: ProjectNode, { name }: { name: string }, { sight }) => {
      const artifact = membershipByName(project, name)?.artifact;
      return artifact && sight.artifact(artifact) ? artifact : null;
    },
    artifactCollectionMembership: (project: ProjectNode, { name }: { name: string }) =>
      membershipByName(project, name),
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
    artifact: ({ project }: TypeNode, { name }: { name: string }) =>
      membershipByName(project, name)?.artifact ?? null,
    artifactCollection: ({ project }: TypeNode, { name }: { name: string }) =>
      project.collections.get(name.toLowerCase()) ?? null,
    artifactCollections: ({ project, name }: TypeNode, args: ListArguments, { pageCap }) =>
      pageOf(collectionsOf(project, args, name), args, pageCap, (collection) => collection),
  },
};
