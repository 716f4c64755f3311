import type { Artifact, ArtifactState } from '../graphql/schema-types.generated.ts';
import type { Connection, Edge } from '../graphql/connection.ts';
import type { BriefFields } from '../graphql/selection.ts';
import { contractViolation, fieldOf, orThrow, WandbError, type Answered } from '../wandb/errors.ts';
import type { ArtifactBriefFragment, ArtifactFullFragment } from '../wandb/operations.generated.ts';
import { dateFromWandb, numberFromWandb } from '../wandb/values.ts';
import type { WebUrls } from '../wandb/web-urls.ts';
import { visibleProject, withoutVersionAliases, type CollectionRecord } from './collection.model.ts';

/** An artifact version that W&B shows to the caller, with the fields of a walk or with all its scalars. */
export type ArtifactRecord = Exclude<Answered<ArtifactBriefFragment>, WandbError>;
export type FullArtifact = Exclude<Answered<ArtifactFullFragment>, WandbError>;

export type ArtifactConnection = Connection<ArtifactRecord>;
export type ArtifactEdge = Edge<ArtifactRecord>;

/** What needs none of the fields that only `FullArtifact` has; fields with a request of their own among them. */
export const artifactFields: BriefFields = {
  type: 'Artifact',
  brief: new Set<keyof Artifact>([
    'id',
    'path',
    'label',
    'url',
    'name',
    'version',
    'versionIndex',
    'type',
    'state',
    'digest',
    'createdAt',
    'project',
    'metadata',
    'links',
    'loggedBy',
    'createdBy',
    'usedBy',
    'lineage',
    'blastRadius',
    'staleness',
  ]),
};

export function isFullArtifact(artifact: ArtifactRecord): artifact is FullArtifact {
  return 'tags' in artifact;
}

/** The version that W&B gave; one whose source collection failed to load is lost with it. */
export function visibleArtifact<T extends Answered<ArtifactBriefFragment>>(
  node: T | null,
): T | WandbError | null {
  if (node === null || node instanceof WandbError) return node;
  const { artifactSequence } = node;
  return artifactSequence instanceof WandbError ? artifactSequence : node;
}

export function sourceCollection(artifact: ArtifactRecord): CollectionRecord {
  return fieldOf(artifact, 'artifactSequence');
}

export function artifactVersion(artifact: ArtifactRecord): string | null {
  const index = fieldOf(artifact, 'versionIndex');
  return index === null ? null : `v${index}`;
}

export function artifactLabel(artifact: ArtifactRecord): string {
  const version = artifactVersion(artifact);
  const { name } = sourceCollection(artifact);
  return version === null ? name : `${name}:${version}`;
}

/** The version's page in W&B's web app; null where its own project is hidden, or it has no number. */
export function artifactUrl(artifact: ArtifactRecord, urls: WebUrls): string | null {
  const collection = sourceCollection(artifact);
  const project = visibleProject(collection);
  const version = artifactVersion(artifact);
  if (!project || version === null) return null;
  const { name: type } = fieldOf(artifact, 'artifactType');
  return urls.artifact(project.entityName, project.name, type, collection.name, version);
}

export function artifactAliases(artifact: FullArtifact): string[] {
  return aliasesIn(artifact, sourceCollection(artifact).id);
}

/** A collection's own aliases: W&B mixes those of all collections that hold the version. */
export function aliasesIn(artifact: FullArtifact, collection: string): string[] {
  const own = fieldOf(artifact, 'aliases')
    .map((alias) => orThrow(alias))
    .filter(({ artifactCollection }) => orThrow(artifactCollection)?.id === collection);
  return withoutVersionAliases([...new Set(own.map(({ alias }) => alias))]);
}

const states = new Set<string>(['PENDING', 'COMMITTED', 'DELETED', 'PENDING_DELETION', 'GARBAGE_COLLECTED']);

/** W&B's servers may add states; one that is not known here is said to be so. */
export function artifactState(state: string): ArtifactState {
  return states.has(state) ? (state as ArtifactState) : 'UNKNOWN';
}

/** W&B counts a version's life from its creation; zero and less mean that none is set. */
export function artifactExpiry(artifact: FullArtifact): Date | null {
  const seconds = numberFromWandb(fieldOf(artifact, 'ttlDurationSeconds'), 'Artifact.ttlDurationSeconds');
  if (seconds <= 0) return null;
  const createdAt = dateFromWandb(fieldOf(artifact, 'createdAt'), 'Artifact.createdAt');
  const expiresAt = new Date(createdAt.getTime() + seconds * 1_000);
  if (Number.isNaN(expiresAt.getTime()))
    throw contractViolation('Artifact.ttlDurationSeconds', 'a time behind the end of the calendar');
  return expiresAt;
}
