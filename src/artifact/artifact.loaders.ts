import type { KnownEdge, PageArguments } from '../graphql/connection.ts';
import { withTypename } from '../graphql/node.ts';
import type { UserRecord } from '../project/project.model.ts';
import { artifactFrom, runFrom, runPageFrom, type Records } from '../run/records.ts';
import type { RunRecord } from '../run/run.model.ts';
import { contractViolation, orThrow, WandbError } from '../wandb/errors.ts';
import type { Lookup } from '../wandb/hop-fusion.ts';
import { needsFrom, restrict, union, type Needs } from '../wandb/needs.ts';
import { createNeedsLoader } from '../wandb/needs-loader.ts';
import {
  ArtifactByDigestDocument,
  ArtifactByIdDocument,
  ArtifactByNameDocument,
  ArtifactCreatorDocument,
  ArtifactMembershipsDocument,
  ArtifactUsersDocument,
  CollectionCurrentDocument,
} from '../wandb/operations.generated.ts';
import { fillPage, type FilledPage } from '../wandb/paging.ts';
import type { ArtifactPath } from '../wandb/paths.ts';
import { has } from '../wandb/records.ts';
import type { WandbSession } from '../wandb/session.ts';
import type { ArtifactRecord } from './artifact.model.ts';
import { linkNeeds, versionPath, type MembershipRecord } from './collection.model.ts';

export type RunPage = FilledPage<KnownEdge<RunRecord>>;

/** The places of a version; `truncated` where W&B has more of them than it lists. */
export interface Memberships {
  known: MembershipRecord[];
  failures: WandbError[];
  truncated: boolean;
}

/** A run that W&B names without its project: it is there, and the caller may not see it. */
export interface HiddenRun {
  __typename: 'HiddenRun';
}

const hiddenRun: HiddenRun = { __typename: 'HiddenRun' };

/** Loads artifact versions and their edges for one request. Null stands for what W&B does not show; failures reject with a WandbError. */
export interface ArtifactLoaders {
  byId(id: string, needs: Needs): Promise<ArtifactRecord | null>;
  byPath(path: ArtifactPath, needs: Needs): Promise<ArtifactRecord | null>;
  /** Asks for what the record still lacks. */
  readonly fill: (artifact: ArtifactRecord, needs: Needs) => Promise<ArtifactRecord>;
  /** The run or the user that created the version. */
  creator(artifact: ArtifactRecord, needs: Needs): Promise<RunRecord | UserRecord | HiddenRun | null>;
  users(artifact: ArtifactRecord, page: PageArguments, needs: Needs): Promise<RunPage | null>;
  memberships(artifact: ArtifactRecord, needs: Needs): Promise<Memberships | null>;
  /** A path by which the caller can see a version whose source collection is hidden; null where there is none. */
  pathOfLink(artifact: ArtifactRecord): Promise<string | null>;
  /** The version with the alias `latest`, else the newest that is committed; null where W&B shows none. */
  currentVersion(collectionId: string, needs: Needs): Promise<ArtifactRecord | null>;
}

/** The fragments that an artifact version's own fields come in. */
const ownFragments = ['ArtifactFields', 'CollectionFields', 'ProjectFields'];
/** What tells where a version was found. */
export const placeNeeds = needsFrom(linkNeeds.base);
const digestShaped = /^[0-9a-fA-F]{32,64}$/;

export function artifactByNameVariables({ entity, project, collection, ref }: ArtifactPath) {
  return { entity, project, name: `${collection}:${ref}` };
}

/** How `byId` asks W&B, for hops to go on from what it finds. */
export function artifactLookup(id: string, needs: Needs): Lookup {
  return { document: ArtifactByIdDocument, at: ['artifact'], variables: { id }, needs };
}

export function createArtifactLoaders(wandb: WandbSession, records: Records): ArtifactLoaders {
  /** Links by which versions were looked up: the one place that is known without asking. */
  const lookedUpBy = new Map<string, string>();

  const byId = createNeedsLoader<string, ArtifactRecord | null>(
    (id) => id,
    async (id, needs) => {
      const { artifact } = await wandb.request(ArtifactByIdDocument, { id }, needs);
      return orThrow(artifactFrom(records, artifact, needs));
    },
    { remember: false, onHit: wandb.noteCacheHit },
  );

  const byPath = createNeedsLoader<ArtifactPath, ArtifactRecord | null>(
    ({ entity, project, collection, ref }) => JSON.stringify([entity, project, collection, ref]),
    async ({ entity, project, collection, ref }, needs) => {
      const all = union(needs, placeNeeds);
      const variables = artifactByNameVariables({ entity, project, collection, ref });
      const answer = await wandb.request(ArtifactByNameDocument, variables, all);
      const membership = orThrow(orThrow(answer.project)?.artifactCollectionMembership ?? null);
      if (membership) {
        const artifact = orThrow(artifactFrom(records, membership.artifact, all));
        const place = orThrow(membership.artifactCollection);
        const path = place && versionPath(place, orThrow(membership.versionIndex));
        if (artifact && path) lookedUpBy.set(artifact.id, path);
        return artifact;
      }
      // Nobody could check whether memberships are found by digest; the older lookup is known to take one.
      if (!digestShaped.test(ref)) return null;
      const byDigest = await wandb.request(ArtifactByDigestDocument, variables, needs);
      return orThrow(artifactFrom(records, orThrow(byDigest.project)?.artifact ?? null, needs));
    },
    { remember: false, onHit: wandb.noteCacheHit },
  );

  const creator = createNeedsLoader<ArtifactRecord, RunRecord | UserRecord | HiddenRun | null>(
    ({ id }) => id,
    async ({ id }, needs) => {
      const answer = await wandb.request(ArtifactCreatorDocument, { id }, needs);
      const createdBy = orThrow(orThrow(answer.artifact)?.createdBy ?? null);
      if (createdBy === null) return null;
      if (createdBy.__typename === 'Run') return orThrow(runFrom(records, createdBy, needs)) ?? hiddenRun;
      // W&B may come to name others.
      if ((createdBy.__typename as string) !== 'User')
        throw contractViolation('Artifact.createdBy', 'an object of another type');
      return withTypename('User', createdBy);
    },
    { remember: true, onHit: wandb.noteCacheHit },
  );

  const users = createNeedsLoader<PageArguments & { artifact: ArtifactRecord }, RunPage | null>(
    ({ artifact, first, after }) => JSON.stringify([artifact.id, first, after]),
    async ({ artifact: { id }, ...page }, needs) => {
      const filled = await fillPage(page, 'Artifact.usedBy', async (first, after) => {
        const answer = await wandb.request(ArtifactUsersDocument, { id, first, after }, needs);
        return orThrow(answer.artifact)?.usedBy ?? null;
      });
      return filled && runPageFrom(records, filled, needs);
    },
    { remember: true, onHit: wandb.noteCacheHit },
  );

  const memberships = createNeedsLoader<ArtifactRecord, Memberships | null>(
    ({ id }) => id,
    async ({ id }, needs) => {
      const answer = await wandb.request(ArtifactMembershipsDocument, { id }, needs);
      const connection = orThrow(orThrow(answer.artifact)?.artifactMemberships ?? null);
      if (connection === null) return null;
      const known: MembershipRecord[] = [];
      const failures: WandbError[] = [];
      for (const edge of orThrow(connection.edges)) {
        const place = edge instanceof WandbError ? edge : edge.node;
        const collection = place instanceof WandbError ? place : place?.artifactCollection;
        if (collection instanceof WandbError) failures.push(collection);
        else if (collection && place && !(place instanceof WandbError))
          known.push({ ...place, artifactCollection: collection });
      }
      return { known, failures, truncated: orThrow(connection.pageInfo).hasNextPage };
    },
    { remember: false, onHit: wandb.noteCacheHit },
  );

  const current = createNeedsLoader<string, ArtifactRecord | null>(
    (id) => id,
    async (id, needs) => {
      const variables = {
        id,
        alias: 'latest',
        first: 1,
        order: '-version_index',
        filters: '{"state":"COMMITTED"}',
      };
      const { artifactCollection: found } = await wandb.request(CollectionCurrentDocument, variables, needs);
      const collection = orThrow(found);
      const latest = orThrow(orThrow(collection?.artifactMembership ?? null)?.artifact ?? null);
      if (latest) return orThrow(artifactFrom(records, latest, needs));
      const [newest] = orThrow(orThrow(collection?.artifacts ?? null)?.edges ?? []);
      return newest === undefined ? null : orThrow(artifactFrom(records, orThrow(newest).node, needs));
    },
    { remember: true, onHit: wandb.noteCacheHit },
  );

  return {
    async byId(id, allNeeds) {
      const needs = restrict(allNeeds, ownFragments);
      const known = records.artifacts.get(id);
      if (!known || !has(known, needs)) return byId.load(id, needs);
      wandb.noteCacheHit();
      return known;
    },
    byPath: (path, needs) => byPath.load(path, needs),
    async fill(artifact, allNeeds) {
      const needs = restrict(allNeeds, ownFragments);
      if (has(artifact, needs)) return artifact;
      const filled = await byId.load(artifact.id, needs);
      // Another artifact than the one that was asked for fills nothing either.
      if (!filled || !has(artifact, needs))
        throw new WandbError('WANDB_ERROR', `W&B no longer shows the artifact ${artifact.id}.`);
      return artifact;
    },
    creator: (artifact, needs) => creator.load(artifact, needs),
    users: (artifact, page, needs) => users.load({ artifact, ...page }, needs),
    memberships: (artifact, needs) => memberships.load(artifact, needs),
    async pathOfLink(artifact) {
      const known = lookedUpBy.get(artifact.id);
      if (known !== undefined) return known;
      const found = await memberships.load(artifact, placeNeeds);
      for (const { artifactCollection, versionIndex } of found?.known ?? []) {
        const path = versionPath(artifactCollection, orThrow(versionIndex));
        if (path !== null) return path;
      }
      return null;
    },
    currentVersion: (collectionId, needs) => current.load(collectionId, needs),
  };
}
