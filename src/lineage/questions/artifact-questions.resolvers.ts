import { artifactNeeds, sourceCollection, type ArtifactRecord } from '../../artifact/artifact.model.ts';
import type { GatewayContext } from '../../context.ts';
import { pathOf } from '../../graphql/connection.ts';
import type { ArtifactResolvers, BlastRadiusResolvers } from '../../graphql/resolver-types.generated.ts';
import { WandbError } from '../../wandb/errors.ts';
import { needsFrom, type Needs } from '../../wandb/needs.ts';
import { fieldOf } from '../../wandb/records.ts';
import { blastRadius, type BlastDetails, type BlastRadius } from './blast-radius.ts';
import { checkRange, filterFrom } from '../lineage.arguments.ts';
import { filterNeeds, lightNeeds, nodesFor } from '../lineage.model.ts';
import { completenessFrom, nodeNeeds, reportFailures } from '../lineage.resolvers.ts';
import { createWandbLineageSource, type WandbLineageSource } from '../wandb-source.ts';
import { staleness, type VersionDetails } from './staleness.ts';
import type { WalkResult } from '../page.ts';
import { artifactOf, artifactsAmong, identityNeeds, walkAll } from './whole-walk.ts';

export const artifactQuestions: Pick<ArtifactResolvers, 'blastRadius' | 'staleness'> = {
  async blastRadius(artifact, { maxDepth, filter }, context, info) {
    checkRange('maxDepth', maxDepth, 0, context.gateway.limits.maxDepth);
    const { wandb, report, artifacts } = context;
    const before = wandb.requestCount;
    const selected = nodeNeeds(info, 'versions.artifact');
    const needs = lightNeeds(
      filterNeeds,
      needsFrom(['RunFields.user', 'UserFields.username', ...(artifactNeeds.fields.aliases.needs ?? [])]),
      selected,
    );
    const neighbours = createWandbLineageSource(context, needs);
    const root = neighbours.nodeFromRecord(await artifacts.fill(artifact, needs));
    const walk = await walkAll(
      root,
      'DOWNSTREAM',
      maxDepth,
      filterFrom(filter, 'filter') ?? {},
      context,
      neighbours,
    );
    const path = pathOf(info);
    reportFailures(walk, neighbours, report, path);
    const { versions, complete, truncations, ...counts } = blastRadius(walk, ({ id }) =>
      blastDetails(neighbours, id),
    );
    return {
      ...counts,
      shown: (first) => shownVersions(versions, first, selected, context, neighbours, path),
      completeness: completenessFrom({ complete, truncations }, wandb.requestCount - before),
    };
  },

  async staleness(artifact, { maxDepth }, context, info) {
    checkRange('maxDepth', maxDepth, 0, context.gateway.limits.maxDepth);
    const { wandb, report, artifacts } = context;
    const before = wandb.requestCount;
    const neighbours = createWandbLineageSource(context, identityNeeds);
    const root = neighbours.nodeFromRecord(await artifacts.fill(artifact, identityNeeds));
    const walk = await walkAll(root, 'UPSTREAM', maxDepth, { includeSystemTypes: true }, context, neighbours);
    const path = pathOf(info);
    const currents = await currentVersions(walk, neighbours, context, path);
    reportFailures(walk, neighbours, report, path);
    const { status, causes, unknown, truncations } = await staleness(walk, ({ id }) =>
      versionDetails(neighbours, currents, id),
    );
    const refs = [...unknown, ...causes.flatMap((cause) => [cause.node, ...cause.path])];
    const currentRefs = causes
      .flatMap(({ collection }) => currents.get(collection) ?? [])
      .map((each) => neighbours.nodeFromRecord(each));
    const selected = nodeNeeds(info, 'causes.used', 'causes.current', 'causes.path', 'unknown');
    const nodeOf = await nodesFor([...refs, ...currentRefs], selected, context, neighbours, path);
    return {
      status,
      causes: causes.flatMap((cause) => {
        const current = currents.get(cause.collection);
        const [used, now] = artifactsAmong([
          nodeOf(cause.node),
          ...(current ? [nodeOf(neighbours.nodeFromRecord(current))] : []),
        ]);
        if (!used || !now) return [];
        return [{ used, current: now, versionsBehind: cause.versionsBehind, path: cause.path.map(nodeOf) }];
      }),
      unknown: artifactsAmong(unknown.map(nodeOf)),
      completeness: completenessFrom({ complete: walk.complete, truncations }, wandb.requestCount - before),
    };
  },
};

export const blastRadiusResolvers: BlastRadiusResolvers = {
  versions: ({ shown }, { first }) => shown(first),
};

function blastDetails(neighbours: WandbLineageSource, id: string): BlastDetails | null {
  const record = neighbours.recordOf(id);
  if (!record) return null;
  if (record.__typename === 'Run') {
    const user = record.data.user;
    return { user: user && !(user instanceof Error) ? user.id : null };
  }
  const aliases = (record.data.aliases ?? []) as readonly {
    alias: string;
    artifactCollection: { id: string } | null;
  }[];
  const source = sourceCollection(record).id;
  // Each link has at least its own `vN` among the version's aliases, so links cost no request.
  const links = new Set(
    aliases.flatMap(({ artifactCollection: at }) => (at && at.id !== source ? [at.id] : [])),
  );
  return { aliases: aliases.map(({ alias }) => alias), linkCount: links.size };
}

async function shownVersions(
  versions: BlastRadius['versions'],
  first: number,
  selected: Needs,
  context: GatewayContext,
  neighbours: WandbLineageSource,
  path: readonly (string | number)[],
) {
  checkRange('first', first, 1, 1_000);
  const shown = versions.slice(0, first);
  const nodeOf = await nodesFor(
    shown.map(({ node }) => node),
    selected,
    context,
    neighbours,
    path,
  );
  return shown.flatMap(({ node, depth, important }) =>
    artifactsAmong([nodeOf(node)]).map((artifact) => ({ artifact, depth, important })),
  );
}

/** The current version of each collection upstream, by the collection's id; one that W&B failed to tell is missing and reported. */
async function currentVersions(
  { hits }: WalkResult,
  neighbours: WandbLineageSource,
  { artifacts, report }: GatewayContext,
  path: readonly (string | number)[],
): Promise<Map<string, ArtifactRecord>> {
  const known = hits
    .map(({ node }) => artifactOf(neighbours, node.id))
    .filter((artifact) => artifact !== null);
  const ids = [...new Set(known.map((artifact) => sourceCollection(artifact).id))];
  const currents = new Map<string, ArtifactRecord>();
  const failures = new Set<Error>();
  await Promise.all(
    ids.map(async (id) => {
      try {
        const current = await artifacts.currentVersion(id, identityNeeds);
        if (current) currents.set(id, current);
      } catch (error) {
        if (!(error instanceof WandbError)) throw error;
        failures.add(error);
      }
    }),
  );
  for (const failure of failures) report(failure, path);
  return currents;
}

function versionDetails(
  neighbours: WandbLineageSource,
  currents: ReadonlyMap<string, ArtifactRecord>,
  id: string,
): VersionDetails | null {
  const artifact = artifactOf(neighbours, id);
  if (!artifact) return null;
  const versionOf = (each: ArtifactRecord) => ({
    id: each.id,
    versionIndex: fieldOf(each, 'versionIndex'),
    digest: fieldOf(each, 'digest'),
  });
  const collection = sourceCollection(artifact).id;
  const current = currents.get(collection);
  return { ...versionOf(artifact), collection, current: current ? versionOf(current) : null };
}
