import { artifactNeeds, sourceCollection, type ArtifactRecord } from '../artifact/artifact.model.ts';
import { collectionPath } from '../artifact/collection.model.ts';
import type { GatewayContext } from '../context.ts';
import { pathOf } from '../graphql/connection.ts';
import type {
  ArtifactResolvers,
  BlastRadiusResolvers,
  QueryResolvers,
} from '../graphql/resolver-types.generated.ts';
import { selects } from '../graphql/selection.ts';
import { runConfig, runNeeds, type RunRecord } from '../run/run.model.ts';
import { WandbError } from '../wandb/errors.ts';
import { needsFrom, type Needs } from '../wandb/needs.ts';
import { fieldOf } from '../wandb/records.ts';
import { blastRadius, type BlastDetails, type BlastRadius } from './blast-radius.ts';
import { ancestryDiff, runDifference, type ProducerPair } from './diff.ts';
import type { LineageFilter } from './filter.ts';
import type { NodeRef, WalkDirection } from './graph.ts';
import { checkRange, filterFrom } from './lineage.arguments.ts';
import { filterNeeds, lightNeeds, nodesFor, rootFrom, walkNeeds, type NodeModel } from './lineage.model.ts';
import {
  completenessFrom,
  completenessModel,
  edgeModel,
  nodeNeeds,
  reportFailures,
} from './lineage.resolvers.ts';
import { createNeighbours, type WandbNeighbours } from './neighbours.ts';
import { findPaths } from './paths.ts';
import { staleness, type VersionDetails } from './staleness.ts';
import { walkLineage } from './walk.ts';
import type { Walk } from './walk-result.ts';

const identityNeeds = needsFrom([
  ...walkNeeds.fields,
  'ArtifactFields.digest',
  'RunFields.createdAt',
  'ArtifactFields.createdAt',
]);
const producerNeeds = needsFrom([...runNeeds.base, 'RunFields.config', 'RunFields.commit']);

/** Walks one direction, all of it, as far as one query may go. */
function walkAll(
  root: NodeRef,
  direction: WalkDirection,
  maxDepth: number,
  filter: LineageFilter,
  { gateway, deadlineAtMs, wandb }: GatewayContext,
  neighbours: WandbNeighbours,
): Promise<Walk> {
  const { maxNodes } = gateway.limits;
  return walkLineage(neighbours, {
    roots: [root],
    direction,
    maxDepth,
    maxNodes,
    filter,
    deadlineAtMs,
    signal: wandb.signal,
  });
}

function artifactOf(neighbours: WandbNeighbours, id: string): ArtifactRecord | null {
  const record = neighbours.recordOf(id);
  return record?.__typename === 'Artifact' ? record : null;
}

/** Only artifact versions, as fields of the type Artifact want them; one that could not be loaded is left out and was reported. */
function artifactsAmong(nodes: readonly NodeModel[]): ArtifactRecord[] {
  return nodes.filter((node): node is ArtifactRecord => node.__typename === 'Artifact');
}

/** A collection's key: its id, since names may be hidden. */
function identityOf(neighbours: WandbNeighbours) {
  return ({ id }: NodeRef) => {
    const artifact = artifactOf(neighbours, id);
    return artifact && { collection: sourceCollection(artifact).id, digest: fieldOf(artifact, 'digest') };
  };
}

export const questionQueries: Pick<QueryResolvers, 'lineagePaths' | 'ancestryDiff'> = {
  async lineagePaths(_, { from, to, maxDepth, first }, context, info) {
    checkRange('maxDepth', maxDepth, 1, context.gateway.limits.maxDepth);
    checkRange('first', first, 1, 100);
    const { wandb, report, deadlineAtMs } = context;
    const before = wandb.requestCount;
    const neighbours = createNeighbours(context, walkNeeds);
    const path = pathOf(info);
    const [start, end] = await Promise.all([
      rootFrom(from, 'from', context, neighbours, walkNeeds, path),
      rootFrom(to, 'to', context, neighbours, walkNeeds, path),
    ]);
    const missing = [start, end].filter(({ kind }) => kind === 'HIDDEN');
    if (missing.length > 0) return nothingBetween(missing, wandb.requestCount - before);
    const { paths, reversed, hasMore, truncations, complete, errors } = await findPaths(neighbours, {
      from: start,
      to: end,
      maxDepth,
      first,
      deadlineAtMs,
      signal: wandb.signal,
    });
    reportFailures({ errors }, neighbours, report, path);
    const nodeOf = await nodesFor(
      paths.flatMap(({ nodes }) => nodes),
      nodeNeeds(info, 'paths.nodes'),
      context,
      neighbours,
      path,
    );
    return {
      paths: paths.map(({ nodes, edges }) => ({
        length: edges.length,
        nodes: nodes.map(nodeOf),
        edges: edges.map(edgeModel),
      })),
      reversed,
      hasMore,
      completeness: completenessModel(
        completenessFrom({ complete, truncations }, wandb.requestCount - before),
      ),
    };
  },

  async ancestryDiff(_, { base, head, maxDepth }, context, info) {
    checkRange('maxDepth', maxDepth, 0, context.gateway.limits.maxDepth);
    const { wandb, report, runs } = context;
    const before = wandb.requestCount;
    const neighbours = createNeighbours(context, identityNeeds);
    const path = pathOf(info);
    const roots = await Promise.all([
      rootFrom(base, 'base', context, neighbours, identityNeeds, path),
      rootFrom(head, 'head', context, neighbours, identityNeeds, path),
    ]);
    const [baseWalk, headWalk] = await Promise.all(
      roots.map((root) =>
        walkAll(root, 'UPSTREAM', maxDepth, { includeSystemTypes: true }, context, neighbours),
      ),
    );
    if (!baseWalk || !headWalk) throw new TypeError('Two walks gave fewer than two answers.');
    reportFailures({ errors: [...baseWalk.errors, ...headWalk.errors] }, neighbours, report, path);
    const diff = ancestryDiff(baseWalk, headWalk, identityOf(neighbours));
    const { onlyInBase, onlyInHead, versionChanges, earliestDivergence, producers } = diff;
    const shown = [
      ...[...onlyInBase, ...onlyInHead].map(({ node }) => node),
      ...versionChanges.flatMap((change) => [...change.base, ...change.head]),
      ...[earliestDivergence?.base, earliestDivergence?.head].filter((ref) => ref != null),
      ...producers.flatMap((pair) => [pair.base, pair.head]),
    ];
    const selected = nodeNeeds(
      info,
      ...['onlyInBase.node', 'onlyInHead.node', 'versionChanges.base', 'versionChanges.head'],
      ...['runChanges.base', 'runChanges.head', 'earliestDivergence.base', 'earliestDivergence.head'],
    );
    const nodeOf = await nodesFor(shown, selected, context, neighbours, path);
    const runChanges = selects(info, 'runChanges')
      ? await changesOf(producers, neighbours, runs, report, path)
      : [];
    const hit = ({ node, ...rest }: (typeof onlyInBase)[number]) => ({ ...rest, node: nodeOf(node) });
    return {
      onlyInBase: onlyInBase.map(hit),
      onlyInHead: onlyInHead.map(hit),
      sharedCount: diff.sharedCount,
      versionChanges: versionChanges.map((change) => {
        const some = [...change.base, ...change.head]
          .map(({ id }) => artifactOf(neighbours, id))
          .find((each) => each !== null);
        return {
          collection: some ? collectionPath(sourceCollection(some)) : null,
          base: artifactsAmong(change.base.map(nodeOf)),
          head: artifactsAmong(change.head.map(nodeOf)),
          contentChanged: change.contentChanged,
        };
      }),
      runChanges,
      earliestDivergence: earliestDivergence && {
        base: earliestDivergence.base && nodeOf(earliestDivergence.base),
        head: earliestDivergence.head && nodeOf(earliestDivergence.head),
      },
      completeness: completenessModel(completenessFrom(diff, wandb.requestCount - before)),
    };
  },
};

/** A root that W&B does not show is listed with its id: nothing between is then known, and nothing is claimed. */
function nothingBetween(missing: readonly NodeRef[], wandbRequests: number) {
  const truncations = missing.map(({ id, reason }) => ({
    at: id,
    reason: reason === 'WANDB_ERROR' ? ('WANDB_ERROR' as const) : ('HIDDEN' as const),
    omitted: null,
  }));
  return {
    paths: [],
    reversed: false,
    hasMore: false,
    completeness: { complete: false, truncations, wandbRequests },
  };
}

async function changesOf(
  producers: readonly ProducerPair[],
  neighbours: WandbNeighbours,
  runs: GatewayContext['runs'],
  report: GatewayContext['report'],
  path: readonly (string | number)[],
) {
  const load = async ({ id }: NodeRef): Promise<RunRecord | null> => {
    const record = neighbours.recordOf(id);
    return record?.__typename === 'Run' ? runs.fill(record, producerNeeds) : null;
  };
  const changes = await Promise.all(
    producers.map(async (pair) => {
      try {
        const [base, head] = await Promise.all([load(pair.base), load(pair.head)]);
        if (!base || !head) return null;
        const { changes: config, omitted, commit } = runDifference(detailsOf(base), detailsOf(head));
        return {
          base,
          head,
          config,
          configOmitted: omitted,
          baseCommit: commit.base,
          headCommit: commit.head,
          commitChanged: commit.changed,
        };
      } catch (error) {
        if (!(error instanceof WandbError)) throw error;
        report(error, path);
        return null;
      }
    }),
  );
  return changes.filter((change) => change !== null);
}

function detailsOf(run: RunRecord) {
  return { config: runConfig(fieldOf(run, 'config')), commit: fieldOf(run, 'commit') };
}

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
    const neighbours = createNeighbours(context, needs);
    const root = neighbours.refOf(await artifacts.fill(artifact, needs));
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
      completeness: completenessModel(
        completenessFrom({ complete, truncations }, wandb.requestCount - before),
      ),
    };
  },

  async staleness(artifact, { maxDepth }, context, info) {
    checkRange('maxDepth', maxDepth, 0, context.gateway.limits.maxDepth);
    const { wandb, report, artifacts } = context;
    const before = wandb.requestCount;
    const neighbours = createNeighbours(context, identityNeeds);
    const root = neighbours.refOf(await artifacts.fill(artifact, identityNeeds));
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
      .map((each) => neighbours.refOf(each));
    const selected = nodeNeeds(info, 'causes.used', 'causes.current', 'causes.path', 'unknown');
    const nodeOf = await nodesFor([...refs, ...currentRefs], selected, context, neighbours, path);
    return {
      status,
      causes: causes.flatMap((cause) => {
        const current = currents.get(cause.collection);
        const [used, now] = artifactsAmong([
          nodeOf(cause.node),
          ...(current ? [nodeOf(neighbours.refOf(current))] : []),
        ]);
        if (!used || !now) return [];
        return [{ used, current: now, versionsBehind: cause.versionsBehind, path: cause.path.map(nodeOf) }];
      }),
      unknown: artifactsAmong(unknown.map(nodeOf)),
      completeness: completenessModel(
        completenessFrom({ complete: walk.complete, truncations }, wandb.requestCount - before),
      ),
    };
  },
};

export const blastRadiusResolvers: BlastRadiusResolvers = {
  versions: ({ shown }, { first }) => shown(first),
};

function blastDetails(neighbours: WandbNeighbours, id: string): BlastDetails | null {
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
  neighbours: WandbNeighbours,
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
  { hits }: Walk,
  neighbours: WandbNeighbours,
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
  neighbours: WandbNeighbours,
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
