import type { Artifact, ArtifactState } from '../graphql/resolver-types.generated.ts';
import type { Connection, Edge } from '../graphql/connection.ts';
import type { TypeNeeds } from '../graphql/selection.ts';
import { projectNeeds } from '../project/project.model.ts';
import { contractViolation, orThrow, type Answered, type WandbError } from '../wandb/errors.ts';
import type { ArtifactFieldsFragment } from '../wandb/operations.generated.ts';
import { fieldOf, type WandbRecord } from '../wandb/records.ts';
import { dateFromWandb, numberFromWandb } from '../wandb/values.ts';
import type { WebUrls } from '../wandb/web-urls.ts';
import {
  collectionNeeds,
  visibleProject,
  withoutVersionAliases,
  type CollectionRecord,
} from './collection.model.ts';

export type ArtifactData = Exclude<Answered<ArtifactFieldsFragment>, WandbError>;

/** An artifact version that W&B shows to the caller. */
export type ArtifactRecord = WandbRecord<'Artifact', ArtifactData>;

export type ArtifactConnection = Connection<ArtifactRecord>;
export type ArtifactEdge = Edge<ArtifactRecord>;

const of = (...fields: (keyof ArtifactFieldsFragment)[]): { needs: string[] } => ({
  needs: fields.map((field) => `ArtifactFields.${field}`),
});
const inCollection = [
  'ArtifactFields.artifactSequence',
  'ArtifactFields.versionIndex',
  ...collectionNeeds.base,
];

/** What a walk from here looks at, so that its root costs no request of its own. */
const asRoot = [...inCollection, 'ArtifactFields.artifactType', 'ArtifactFields.createdAt'];

export const artifactNeeds: TypeNeeds<Exclude<keyof Artifact, '__typename'>> = {
  type: 'Artifact',
  base: [],
  fields: {
    id: {},
    path: { needs: inCollection },
    label: { needs: inCollection },
    url: { needs: [...inCollection, 'ArtifactFields.artifactType'] },
    name: { needs: inCollection },
    version: of('versionIndex'),
    versionIndex: of('versionIndex'),
    type: of('artifactType'),
    state: of('state'),
    aliases: { needs: [...inCollection, 'ArtifactFields.aliases'] },
    tags: of('tags'),
    description: of('description'),
    metadata: of('metadata'),
    digest: of('digest'),
    commitHash: of('commitHash'),
    sizeBytes: of('size'),
    fileCount: of('fileCount'),
    historyStep: of('historyStep'),
    expiresAt: of('createdAt', 'ttlDurationSeconds'),
    createdAt: of('createdAt'),
    updatedAt: of('updatedAt'),
    collection: { needs: inCollection, inline: collectionNeeds },
    project: { needs: inCollection, inline: projectNeeds },
    links: {},
    loggedBy: {},
    createdBy: {},
    usedBy: {},
    usedByCount: of('usedCount'),
    lineage: { needs: asRoot, again: ['nodes.node', 'roots', 'leaves'] },
    blastRadius: { needs: [...asRoot, 'ArtifactFields.aliases'], again: ['versions.artifact'] },
    staleness: {
      needs: [...asRoot, 'ArtifactFields.digest'],
      again: ['causes.used', 'causes.current', 'causes.path', 'unknown'],
    },
  },
};

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

export function artifactAliases(artifact: ArtifactRecord): string[] {
  return aliasesIn(artifact, sourceCollection(artifact).id);
}

/** A collection's own aliases: W&B mixes those of all collections that hold the version. */
export function aliasesIn(artifact: ArtifactRecord, collection: string): string[] {
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
export function artifactExpiry(artifact: ArtifactRecord): Date | null {
  const seconds = numberFromWandb(fieldOf(artifact, 'ttlDurationSeconds'), 'Artifact.ttlDurationSeconds');
  if (seconds <= 0) return null;
  const createdAt = dateFromWandb(fieldOf(artifact, 'createdAt'), 'Artifact.createdAt');
  const expiresAt = new Date(createdAt.getTime() + seconds * 1_000);
  if (Number.isNaN(expiresAt.getTime()))
    throw contractViolation('Artifact.ttlDurationSeconds', 'a time behind the end of the calendar');
  return expiresAt;
}
