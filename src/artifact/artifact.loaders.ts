import { withTypename } from '../graphql/node.ts';
import type { UserRecord } from '../project/project.model.ts';
import { visibleRun, type RunRecord } from '../run/run.model.ts';
import { defineLoader, type LoadersOf } from '../wandb/batch.ts';
import { contractViolation, orNotShown, orThrow, WandbError } from '../wandb/errors.ts';
import {
  ArtifactByDigestDocument,
  ArtifactByIdDocument,
  ArtifactByIdFullDocument,
  ArtifactByNameDocument,
  ArtifactByNameFullDocument,
  ArtifactCreatorDocument,
  ArtifactCreatorFullDocument,
  ArtifactMembershipsDocument,
  ArtifactMetadataDocument,
  ArtifactUsedByDocument,
  ArtifactUsedByFullDocument,
  CollectionCurrentDocument,
} from '../wandb/operations.generated.ts';
import type { PageKey } from '../wandb/paging.ts';
import type { ArtifactPath } from '../wandb/addresses.ts';
import type { Variant } from '../wandb/batch.ts';
import {
  artifactLabel,
  isFullArtifact,
  visibleArtifact,
  type ArtifactRecord,
  type FullArtifact,
} from './artifact.model.ts';
import { versionPath, type MembershipRecord } from './collection.model.ts';

export interface ArtifactKey {
  id: string;
  variant: Variant;
}

/** A version that was found by a path of it. */
export interface FoundArtifact {
  artifact: ArtifactRecord;
  /** By which the caller sees it, whether or not its source is visible; null where W&B failed to give it. */
  path: string | null;
}

/** A run that W&B names without its project: it is there, and the caller may not see it. */
export interface HiddenRun {
  __typename: 'HiddenRun';
}

/** The places of a version; `truncated` where W&B has more of them than it lists. */
export interface Memberships {
  known: MembershipRecord[];
  failures: WandbError[];
  truncated: boolean;
}

/** Keys have its id alone; where the error stands says which version it is. */
const thisVersion = 'this artifact version';

/** How W&B is asked for artifact versions and their edges. Null stands for what W&B does not show; failures are WandbErrors. */
export const artifactLoaders = {
  artifactById: defineLoader({
    document: { brief: ArtifactByIdDocument, full: ArtifactByIdFullDocument },
    variables: ({ id }: ArtifactKey) => ({ id }),
    value: ({ artifact }) => orThrow(visibleArtifact(artifact)),
  }),

  artifactByPath: defineLoader({
    document: { brief: ArtifactByNameDocument, full: ArtifactByNameFullDocument },
    variables: artifactPathVariables,
    value: ({ project }): FoundArtifact | null => {
      const membership = orThrow(orThrow(project)?.artifactCollectionMembership ?? null);
      const artifact = orThrow(visibleArtifact(membership?.artifact ?? null));
      const collection = orThrow(membership?.artifactCollection ?? null);
      const index = membership?.versionIndex;
      const isReadable = !(collection?.project instanceof WandbError) && !(index instanceof WandbError);
      const path = collection && isReadable ? versionPath(collection, index ?? null) : null;
      return artifact && { artifact, path };
    },
  }),

  /** Nobody could check whether memberships are found by digest; this older lookup is known to take one. */
  artifactByDigest: defineLoader({
    document: ArtifactByDigestDocument,
    variables: artifactPathVariables,
    value: ({ project }) => orThrow(visibleArtifact(orThrow(project)?.artifact ?? null)),
  }),

  /** Metadata may be megabytes: asked for only where it is selected. */
  metadataOfArtifact: defineLoader({
    document: ArtifactMetadataDocument,
    variables: (id: string) => ({ id }),
    value: ({ artifact }) => orThrow(orNotShown(orThrow(artifact), thisVersion).metadata),
  }),

  /** The run or the user that created the version. */
  creatorOfArtifact: defineLoader({
    document: { brief: ArtifactCreatorDocument, full: ArtifactCreatorFullDocument },
    variables: ({ id }: ArtifactKey) => ({ id }),
    value: ({ artifact }): RunRecord | UserRecord | HiddenRun | null => {
      const creator = orThrow(orNotShown(orThrow(artifact), thisVersion).createdBy);
      if (creator === null) return null;
      if (creator.__typename === 'Run') return orThrow(visibleRun(creator)) ?? { __typename: 'HiddenRun' };
      // W&B may come to name others.
      if ((creator.__typename as string) !== 'User')
        throw contractViolation('Artifact.createdBy', 'an object of another type');
      return withTypename('User', creator);
    },
  }),

  /** A page of W&B's; `fillPage` makes pages of the caller's length of them. */
  usedByOfArtifact: defineLoader({
    document: { brief: ArtifactUsedByDocument, full: ArtifactUsedByFullDocument },
    variables: ({ id, first, after }: ArtifactKey & PageKey) => ({ id, first, after }),
    value: ({ artifact }) =>
      orNotShown(orThrow(orNotShown(orThrow(artifact), thisVersion).usedBy), thisVersion),
  }),

  /** The collections that hold a version. */
  membershipsOfArtifact: defineLoader({
    document: ArtifactMembershipsDocument,
    variables: (id: string) => ({ id }),
    value: ({ artifact }, artifactId): Memberships => {
      const shown = orNotShown(orThrow(artifact), thisVersion);
      const connection = orNotShown(orThrow(shown.artifactMemberships), thisVersion);
      const known: MembershipRecord[] = [];
      const failures: WandbError[] = [];
      for (const edge of orThrow(connection.edges)) {
        const place = edge instanceof WandbError ? edge : edge.node;
        const collection = place instanceof WandbError ? place : place?.artifactCollection;
        if (collection instanceof WandbError) failures.push(collection);
        else if (collection && place && !(place instanceof WandbError))
          known.push({ ...place, __typename: 'ArtifactLink', artifactCollection: collection, artifactId });
      }
      return { known, failures, truncated: orThrow(connection.pageInfo).hasNextPage };
    },
  }),

  /** The version with the alias `latest`, else the newest that is committed; null where W&B shows none. */
  currentVersionOfCollection: defineLoader({
    document: CollectionCurrentDocument,
    variables: (id: string) => ({
      id,
      alias: 'latest',
      first: 1,
      order: '-version_index',
      filters: '{"state":"COMMITTED"}',
    }),
    value: ({ artifactCollection }) => {
      const collection = orThrow(artifactCollection);
      const latest = orThrow(orThrow(collection?.artifactMembership ?? null)?.artifact ?? null);
      if (latest) return orThrow(visibleArtifact(latest));
      const [newest] = orThrow(orThrow(collection?.artifacts ?? null)?.edges ?? []);
      return newest === undefined ? null : orThrow(visibleArtifact(orThrow(newest).node));
    },
  }),
};

export type ArtifactLoaders = LoadersOf<typeof artifactLoaders>;

export function artifactPathVariables({
  entity,
  project,
  collection,
  ref,
}: ArtifactPath & { variant?: Variant }) {
  return { entity, project, name: `${collection}:${ref}` };
}

/** A version with all its scalars: asks for those that it came without. */
export function fullArtifact(
  artifact: ArtifactRecord,
  { artifactById }: Pick<ArtifactLoaders, 'artifactById'>,
): FullArtifact | Promise<FullArtifact> {
  if (isFullArtifact(artifact)) return artifact;
  return artifactById.load({ id: artifact.id, variant: 'full' }).then((found) => {
    return orNotShown(
      found && isFullArtifact(found) ? found : null,
      `the artifact version ${artifactLabel(artifact)}`,
    );
  });
}
