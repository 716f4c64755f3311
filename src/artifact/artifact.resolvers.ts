import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { pageOf, pathOf, settleEdges } from '../graphql/connection.ts';
import { badUserInput } from '../graphql/errors.ts';
import { longText } from '../graphql/long-text.ts';
import { idOf } from '../graphql/node.ts';
import { whenKnown } from '../graphql/rejoin.ts';
import type { ArtifactResolvers, QueryResolvers } from '../graphql/resolver-types.generated.ts';
import { needsOf } from '../graphql/selection.ts';
import { userNeeds } from '../project/project.model.ts';
import { runNeeds } from '../run/run.model.ts';
import { contractViolation, orThrow, WandbError } from '../wandb/errors.ts';
import { union } from '../wandb/needs.ts';
import { ArtifactByNameDocument } from '../wandb/operations.generated.ts';
import { artifactPathForm, artifactPathFromText } from '../wandb/paths.ts';
import { fieldOf } from '../wandb/records.ts';
import { dateFromWandb, dateOrNull, jsonOrNull, wholeFromWandb } from '../wandb/values.ts';
import {
  artifactAliases,
  artifactExpiry,
  artifactLabel,
  artifactNeeds,
  artifactState,
  artifactUrl,
  artifactVersion,
  sourceCollection,
  type ArtifactRecord,
} from './artifact.model.ts';
import { artifactByNameVariables, artifactLookup, placeNeeds, type Memberships } from './artifact.loaders.ts';
import { collectionKind, linkNeeds, versionPath, visibleProject } from './collection.model.ts';

async function artifactByPath(
  path: unknown,
  { artifacts, wandb, lookUpAhead }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const parsed = typeof path === 'string' ? artifactPathFromText(path) : null;
  if (!parsed) throw badUserInput('path', path, artifactPathForm);
  const needs = needsOf(info, artifactNeeds);
  await lookUpAhead(
    {
      document: ArtifactByNameDocument,
      at: ['project', 'artifactCollectionMembership', 'artifact'],
      variables: artifactByNameVariables(parsed),
      needs: union(needs, placeNeeds),
    },
    'Artifact',
    info,
  );
  const artifact = await artifacts.byPath(parsed, needs);
  if (!artifact) wandb.assertCredentialAccepted();
  return artifact;
}

export async function artifactById(
  id: unknown,
  argument: string,
  { artifacts, wandb, lookUpAhead }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const globalId = idOf(id, argument, ['Artifact']).id;
  const needs = needsOf(info, artifactNeeds);
  await lookUpAhead(artifactLookup(globalId, needs), 'Artifact', info);
  const artifact = await artifacts.byId(globalId, needs);
  if (!artifact) wandb.assertCredentialAccepted();
  return artifact;
}

export const artifactQueries: Pick<QueryResolvers, 'artifact'> = {
  artifact: (_, { path }, context, info) => artifactByPath(path, context, info),
};

/** The creator with its own fields; `loggedBy` and `createdBy` ask W&B once. */
async function creatorOf(
  artifact: ArtifactRecord,
  { artifacts, runs, askAhead }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  await askAhead(artifact, info);
  const forRun = needsOf(info, runNeeds);
  const creator = await artifacts.creator(artifact, union(forRun, needsOf(info, userNeeds)));
  if (creator?.__typename === 'HiddenRun') return null;
  return creator?.__typename === 'Run' ? runs.fill(creator, forRun) : creator;
}

const noRoom = Symbol('the answer is too large');

function creatorAt<T>(
  artifact: ArtifactRecord,
  context: GatewayContext,
  info: GraphQLResolveInfo,
  pick: (creator: Awaited<ReturnType<typeof creatorOf>>) => T | null,
): T | null | Promise<T | null> {
  const { rejoin, room } = context;
  const found = rejoin.at(info, artifact, async () =>
    room.isFull() ? noRoom : pick(await creatorOf(artifact, context, info)),
  );
  const give = (creator: T | typeof noRoom | null): T | null => {
    if (creator !== noRoom) return creator;
    room.take(info.fieldNodes, 0);
    return null;
  };
  return whenKnown(found, give);
}

export const artifactResolvers: CompleteResolvers<
  Omit<ArtifactResolvers, 'lineage' | 'blastRadius' | 'staleness'>,
  Pick<ArtifactRecord, 'id'>
> = {
  path: (artifact, _, { artifacts, rejoin }, info) =>
    versionPath(sourceCollection(artifact), fieldOf(artifact, 'versionIndex')) ??
    (visibleProject(sourceCollection(artifact))
      ? null
      : rejoin.at(info, artifact, () => artifacts.pathOfLink(artifact))),
  label: artifactLabel,
  url: (artifact, _, { urls }) => artifactUrl(artifact, urls),
  name: (artifact) => sourceCollection(artifact).name,
  version: artifactVersion,
  versionIndex: (artifact) => fieldOf(artifact, 'versionIndex'),
  type: (artifact) => fieldOf(artifact, 'artifactType').name,
  state: (artifact) => artifactState(fieldOf(artifact, 'state')),
  aliases: artifactAliases,
  tags: (artifact) => fieldOf(artifact, 'tags').map((tag) => orThrow(tag).name),
  description: (artifact, _, context, info) => longText(fieldOf(artifact, 'description'), context, info),
  metadata: (artifact, _, context, info) =>
    jsonOrNull(longText(fieldOf(artifact, 'metadata'), context, info), 'Artifact.metadata'),
  digest: (artifact) => fieldOf(artifact, 'digest'),
  commitHash: (artifact) => fieldOf(artifact, 'commitHash') || null,
  sizeBytes: (artifact) => wholeFromWandb(fieldOf(artifact, 'size'), 'Artifact.size'),
  fileCount: (artifact) => wholeFromWandb(fieldOf(artifact, 'fileCount'), 'Artifact.fileCount'),
  historyStep(artifact) {
    const next = fieldOf(artifact, 'historyStep');
    // W&B counts the step to come; its own SDK shows the one before.
    if (next === null) return null;
    const step = Math.max(0, wholeFromWandb(next, 'Artifact.historyStep') - 1);
    if (step >= 2 ** 31) throw contractViolation('Artifact.historyStep', 'more steps than can be told');
    return step;
  },
  expiresAt: artifactExpiry,
  createdAt: (artifact) => dateFromWandb(fieldOf(artifact, 'createdAt'), 'Artifact.createdAt'),
  updatedAt: (artifact) => dateOrNull(fieldOf(artifact, 'updatedAt'), 'Artifact.updatedAt'),
  collection: sourceCollection,
  project: (artifact) => orThrow(sourceCollection(artifact).project),
  links(artifact, _, { artifacts, rejoin, report }, info) {
    const give = (found: Memberships | null) => {
      if (!found) return null;
      if (found.truncated) {
        report(
          new WandbError(
            'WANDB_ERROR',
            'W&B lists only the first links of this version and offers no way to the rest.',
          ),
          pathOf(info),
        );
      }
      for (const failure of found.failures) report(failure, pathOf(info));
      return found.known.filter(
        ({ artifactCollection }) => collectionKind(artifactCollection) !== 'SEQUENCE',
      );
    };
    const found = rejoin.at(info, artifact, () => artifacts.memberships(artifact, needsOf(info, linkNeeds)));
    return whenKnown(found, give);
  },
  loggedBy: (artifact, _, context, info) =>
    creatorAt(artifact, context, info, (creator) => (creator?.__typename === 'Run' ? creator : null)),
  createdBy: (artifact, _, context, info) => creatorAt(artifact, context, info, (creator) => creator),
  usedBy(artifact, args, context, info) {
    const { artifacts, runs, askAhead } = context;
    return pageOf(artifact, args, context, info, async (page) => {
      await askAhead(artifact, info);
      const needs = needsOf(info, runNeeds, ['edges.node', 'nodes']);
      const found = await artifacts.users(artifact, page, needs);
      return found && settleEdges(found, needs, runs.fill);
    });
  },
  usedByCount: (artifact) => fieldOf(artifact, 'usedCount'),
  __resolveReference: (reference, context, info) =>
    'id' in reference
      ? artifactById(reference.id, 'id', context, info)
      : artifactByPath(reference.path, context, info),
};
