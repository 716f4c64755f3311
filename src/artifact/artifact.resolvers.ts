import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { connectionOf, pathOf, readOr } from '../graphql/connection.ts';
import { badReference } from '../graphql/errors.ts';
import { longText } from '../graphql/long-text.ts';
import { mapMaybePromise } from '../graphql/connection.ts';
import { idOf } from '../graphql/node.ts';
import type { ArtifactResolvers, QueryResolvers } from '../graphql/resolver-types.generated.ts';
import { variantFor, type BriefFields } from '../graphql/selection.ts';
import { registryEntity } from '../project/organizations.ts';
import { userFields } from '../project/project.model.ts';
import { runFields, visibleRun } from '../run/run.model.ts';
import { contractViolation, fieldOf, orThrow, WandbError } from '../wandb/errors.ts';
import { fillPage, mapNodes } from '../wandb/paging.ts';
import {
  artifactReferenceFromText,
  isDigest,
  isRegistryName,
  type ArtifactReference,
} from '../wandb/addresses.ts';
import type { Variant } from '../wandb/batch.ts';
import { dateFromWandb, dateOrNull, jsonOrNull, wholeFromWandb } from '../wandb/values.ts';
import { fullArtifact } from './artifact.loaders.ts';
import {
  artifactAliases,
  artifactExpiry,
  artifactFields,
  artifactLabel,
  artifactState,
  artifactUrl,
  artifactVersion,
  sourceCollection,
  type ArtifactRecord,
  type FullArtifact,
} from './artifact.model.ts';
import { collectionKind, versionPath, visibleProject } from './collection.model.ts';

async function artifactByPath(path: unknown, context: GatewayContext, info: GraphQLResolveInfo) {
  const reference = artifactReferenceFromText(String(path), context.gateway.appUrl);
  if (reference.kind === 'none') throw badReference('path', path, reference.problem);
  const artifact = await artifactByReference(reference, 'path', context, variantFor(info, [artifactFields]));
  if (!artifact) {
    context.wandb.assertCredentialAccepted();
    // Entities of a supergraph were found before, by others.
    if (info.fieldName !== '_entities')
      context.missing.push({ given: String(path), reference, path: pathOf(info) });
  }
  return artifact;
}

/**
 * The version that a reference names; null where W&B shows none. The organisation of a registry is looked up if the path
 * omits it, or if W&B finds nothing under the name given. Throws BAD_USER_INPUT if the key does not belong to the organisation.
 */
export async function artifactByReference(
  reference: ArtifactReference,
  argument: string,
  context: GatewayContext,
  variant: Variant,
): Promise<ArtifactRecord | null> {
  const { loaders, linkPaths } = context;
  if (reference.kind === 'artifactId') return loaders.artifactById.load({ id: reference.id, variant });
  const { path } = reference;
  const found = path.entity === '' ? null : await loaders.artifactByPath.load({ ...path, variant });
  if (found?.path) linkPaths.set(found.artifact.id, found.path);
  if (found) return found.artifact;
  if (isRegistryName(path.project)) {
    const entity = await registryEntity(path.entity, argument, context);
    if (entity === null || entity === path.entity) return null;
    return artifactByReference({ kind: 'artifact', path: { ...path, entity } }, argument, context, variant);
  }
  return isDigest(path.ref) ? loaders.artifactByDigest.load(path) : null;
}

export async function artifactById(
  id: unknown,
  argument: string,
  { loaders, wandb }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const key = { id: idOf(id, argument, ['Artifact']).id, variant: variantFor(info, [artifactFields]) };
  const artifact = await loaders.artifactById.load(key);
  if (!artifact) wandb.assertCredentialAccepted();
  return artifact;
}

export const artifactQueries: Pick<QueryResolvers, 'artifact'> = {
  artifact: (_, { path }, context, info) => artifactByPath(path, context, info),
};

type Creator = Awaited<ReturnType<GatewayContext['loaders']['creatorOfArtifact']['load']>>;

function creatorOf<T>(
  { id }: ArtifactRecord,
  types: readonly BriefFields[],
  { loaders, memoizedFields, answerBudget }: GatewayContext,
  info: GraphQLResolveInfo,
  pick: (creator: Creator) => T | null,
): T | null | Promise<T | null> {
  const creator = memoizedFields.load(info, id, () =>
    answerBudget.isExceeded()
      ? null
      : loaders.creatorOfArtifact.get({ id, variant: variantFor(info, types) }),
  );
  return mapMaybePromise(creator, (found) => (answerBudget.take(info.fieldNodes, 0) ? pick(found) : null));
}

/** A field that only the full variant has. */
function whenFull<T>(read: (artifact: FullArtifact) => T) {
  return (artifact: ArtifactRecord, _args: object, { loaders }: GatewayContext) =>
    mapMaybePromise(fullArtifact(artifact, loaders), read);
}

/** A path to a version whose source collection is hidden, through a collection that the caller can see; null if there is none. */
async function pathOfLink({ id }: ArtifactRecord, { loaders, linkPaths }: GatewayContext) {
  const known = linkPaths.get(id);
  if (known !== undefined) return known;
  const memberships = await loaders.membershipsOfArtifact.load(id);
  const failures: unknown[] = [...memberships.failures];
  for (const { artifactCollection, versionIndex } of memberships.known) {
    try {
      const path = versionPath(artifactCollection, orThrow(versionIndex));
      if (path !== null) return path;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return null;
}

export const artifactResolvers: CompleteResolvers<
  Omit<ArtifactResolvers, 'lineage' | 'blastRadius' | 'staleness' | 'checks'>,
  Pick<ArtifactRecord, 'id'>
> = {
  path(artifact, _, context, info) {
    const collection = sourceCollection(artifact);
    const path = versionPath(collection, fieldOf(artifact, 'versionIndex'));
    if (path !== null || visibleProject(collection)) return path;
    return context.memoizedFields.load(info, artifact.id, () => pathOfLink(artifact, context));
  },
  label(artifact, _, { report }, info) {
    // The name alone is the label of a version without a number.
    const unreadable = `${sourceCollection(artifact).name}: a version that could not be loaded`;
    return readOr(unreadable, () => artifactLabel(artifact), report, info);
  },
  url: (artifact, _, { urls }) => artifactUrl(artifact, urls),
  name: (artifact) => sourceCollection(artifact).name,
  version: artifactVersion,
  versionIndex: (artifact) => fieldOf(artifact, 'versionIndex'),
  type: (artifact) => fieldOf(artifact, 'artifactType').name,
  state: (artifact) => artifactState(fieldOf(artifact, 'state')),
  digest: (artifact) => fieldOf(artifact, 'digest'),
  createdAt: (artifact) => dateFromWandb(fieldOf(artifact, 'createdAt'), 'Artifact.createdAt'),
  collection: sourceCollection,
  project: (artifact) => orThrow(sourceCollection(artifact).project),
  aliases: whenFull(artifactAliases),
  tags: whenFull((artifact) => fieldOf(artifact, 'tags').map((tag) => orThrow(tag).name)),
  commitHash: whenFull((artifact) => fieldOf(artifact, 'commitHash') || null),
  sizeBytes: whenFull((artifact) => wholeFromWandb(fieldOf(artifact, 'size'), 'Artifact.size')),
  fileCount: whenFull((artifact) => wholeFromWandb(fieldOf(artifact, 'fileCount'), 'Artifact.fileCount')),
  historyStep: whenFull((artifact) => {
    const next = fieldOf(artifact, 'historyStep');
    // W&B counts the step to come; its own SDK shows the one before.
    if (next === null) return null;
    const step = Math.max(0, wholeFromWandb(next, 'Artifact.historyStep') - 1);
    if (step >= 2 ** 31) throw contractViolation('Artifact.historyStep', 'a step beyond 2^31');
    return step;
  }),
  expiresAt: whenFull(artifactExpiry),
  updatedAt: whenFull((artifact) => dateOrNull(fieldOf(artifact, 'updatedAt'), 'Artifact.updatedAt')),
  usedByCount: whenFull((artifact) => fieldOf(artifact, 'usedCount')),
  description: (artifact, _, context, info) =>
    mapMaybePromise(fullArtifact(artifact, context.loaders), (full) =>
      longText(fieldOf(full, 'description'), context, info),
    ),
  metadata: async ({ id }, _, context, info) =>
    jsonOrNull(
      longText(await context.loaders.metadataOfArtifact.load(id), context, info),
      'Artifact.metadata',
    ),
  links({ id }, _, { loaders, memoizedFields, report }, info) {
    const memberships = memoizedFields.load(info, id, () => loaders.membershipsOfArtifact.load(id));
    return mapMaybePromise(memberships, (found) => {
      if (found.truncated) {
        const message = 'W&B lists only the first links of this version and offers no way to the rest.';
        report(new WandbError('WANDB_ERROR', message), pathOf(info));
      }
      for (const failure of found.failures) report(failure, pathOf(info));
      return found.known.filter(
        ({ artifactCollection }) => collectionKind(artifactCollection) !== 'SEQUENCE',
      );
    });
  },
  loggedBy: (artifact, _, context, info) =>
    creatorOf(artifact, [runFields], context, info, (creator) =>
      creator?.__typename === 'Run' ? creator : null,
    ),
  createdBy: (artifact, _, context, info) =>
    creatorOf(artifact, [runFields, userFields], context, info, (creator) =>
      creator?.__typename === 'HiddenRun' ? null : creator,
    ),
  usedBy({ id }, args, context, info) {
    const variant = variantFor(info, [runFields], ['edges.node', 'nodes']);
    return connectionOf(id, args, context, info, (page) =>
      mapMaybePromise(
        fillPage(page, 'Artifact.usedBy', (first, after) =>
          context.loaders.usedByOfArtifact.get({ id, variant, first, after }),
        ),
        (filled) => filled && mapNodes(filled, visibleRun),
      ),
    );
  },
  __resolveReference: (reference, context, info) =>
    'id' in reference
      ? artifactById(reference.id, 'id', context, info)
      : artifactByPath(reference.path, context, info),
};
