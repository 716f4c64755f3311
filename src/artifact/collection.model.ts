import type { ArtifactCollectionKind } from '../graphql/schema-types.generated.ts';
import type { Connection, Edge } from '../graphql/connection.ts';
import { isRegistryName, projectPath } from '../wandb/addresses.ts';
import { orThrow, type Answered, type WandbError } from '../wandb/errors.ts';
import type {
  CollectionBriefFragment,
  CollectionFullFragment,
  MembershipFieldsFragment,
} from '../wandb/operations.generated.ts';

/** A collection that W&B shows to the caller, as it comes with a version or with all its scalars. */
export type CollectionRecord = Exclude<Answered<CollectionBriefFragment>, WandbError>;
export type FullCollection = Exclude<Answered<CollectionFullFragment>, WandbError>;

export type CollectionConnection = Connection<CollectionRecord>;
export type CollectionEdge = Edge<CollectionRecord>;

/** A version's place in a collection that W&B shows. */
export type MembershipRecord = Exclude<Answered<MembershipFieldsFragment>, WandbError> & {
  __typename: 'ArtifactLink';
  artifactCollection: CollectionRecord;
  artifactId: string;
};

const versionAlias = /^v\d+$/;

/** The collection's project; null where it is hidden or deleted. Throws the reason why W&B gave none. */
export function visibleProject({ project }: CollectionRecord) {
  return orThrow(project);
}

export function collectionKind(collection: CollectionRecord): ArtifactCollectionKind {
  switch (collection.__typename as string) {
    case 'ArtifactSequence':
      return 'SEQUENCE';
    case 'ArtifactPortfolio':
      return 'PORTFOLIO';
    default:
      return 'UNKNOWN';
  }
}

export function collectionPath(collection: CollectionRecord): string | null {
  const project = visibleProject(collection);
  return project && `${projectPath(project)}/${collection.name}`;
}

export function isRegistry(collection: CollectionRecord): boolean {
  return isRegistryName(visibleProject(collection)?.name ?? '');
}

/** `entity/project/collection:vN`; null where the project is hidden or there is no number. */
export function versionPath(collection: CollectionRecord, versionIndex: number | null): string | null {
  const path = collectionPath(collection);
  return path === null || versionIndex === null ? null : `${path}:v${versionIndex}`;
}

/** Aliases as people gave them: W&B lists every version's own `vN` among them. */
export function withoutVersionAliases(aliases: readonly string[]): string[] {
  return aliases.filter((alias) => !versionAlias.test(alias));
}
