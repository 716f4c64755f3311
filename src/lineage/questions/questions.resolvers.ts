import { sourceCollection } from '../../artifact/artifact.model.ts';
import { collectionPath } from '../../artifact/collection.model.ts';
import type { GatewayContext } from '../../context.ts';
import { pathOf } from '../../graphql/connection.ts';
import type { QueryResolvers } from '../../graphql/resolver-types.generated.ts';
import { selects } from '../../graphql/selection.ts';
import { runConfig, runNeeds, type RunRecord } from '../../run/run.model.ts';
import { WandbError } from '../../wandb/errors.ts';
import { needsFrom } from '../../wandb/needs.ts';
import { fieldOf } from '../../wandb/records.ts';
import { ancestryDiff, runDifference, type ProducerPair } from './ancestry-diff.ts';
import { isKnown, type GraphNode } from '../source.ts';
import { checkRange } from '../lineage.arguments.ts';
import { nodesFor, rootFrom, walkNeeds } from '../lineage.model.ts';
import { completenessFrom, edgeModel, nodeNeeds, reportFailures } from '../lineage.resolvers.ts';
import { createWandbLineageSource, type WandbLineageSource } from '../wandb-source.ts';
import { findPaths } from './paths.ts';
import { artifactOf, artifactsAmong, identityNeeds, walkAll } from './whole-walk.ts';

const producerNeeds = needsFrom([...runNeeds.base, 'RunFields.config', 'RunFields.commit']);

/** A collection's key: its id, since names may be hidden. */
function identityOf(neighbours: WandbLineageSource) {
  return ({ id }: GraphNode) => {
    const artifact = artifactOf(neighbours, id);
    return artifact && { collection: sourceCollection(artifact).id, digest: fieldOf(artifact, 'digest') };
  };
}

export const questionQueries: Pick<QueryResolvers, 'lineagePaths' | 'ancestryDiff'> = {
  async lineagePaths(_, { from, to, maxDepth, first }, context, info) {
    checkRange('maxDepth', maxDepth, 1, context.gateway.limits.maxDepth);
    checkRange('first', first, 1, 100);
    const { wandb, report } = context;
    const before = wandb.requestCount;
    const neighbours = createWandbLineageSource(context, walkNeeds);
    const path = pathOf(info);
    const [start, end] = await Promise.all([
      rootFrom(from, 'from', context, neighbours, walkNeeds, path),
      rootFrom(to, 'to', context, neighbours, walkNeeds, path),
    ]);
    const missing = [start, end].filter((node) => !isKnown(node));
    if (missing.length > 0) return nothingBetween(missing, wandb.requestCount - before);
    const { paths, reversed, hasMore, truncations, complete, errors } = await findPaths(neighbours, {
      from: start,
      to: end,
      maxDepth,
      first,
      ...context.walkLimits(),
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
      completeness: completenessFrom({ complete, truncations }, wandb.requestCount - before),
    };
  },

  async ancestryDiff(_, { base, head, maxDepth }, context, info) {
    checkRange('maxDepth', maxDepth, 0, context.gateway.limits.maxDepth);
    const { wandb, report, runs } = context;
    const before = wandb.requestCount;
    const neighbours = createWandbLineageSource(context, identityNeeds);
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
    const hit = ({ node, ...continuation }: (typeof onlyInBase)[number]) => ({
      ...continuation,
      node: nodeOf(node),
    });
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
      completeness: completenessFrom(diff, wandb.requestCount - before),
    };
  },
};

/** A root that W&B does not show is listed with its id: nothing between is then known, and nothing is claimed. */
function nothingBetween(missing: readonly GraphNode[], wandbRequests: number) {
  const truncations = missing.map(({ id, kind }) => ({
    at: id,
    reason: kind === 'FAILED' ? ('WANDB_ERROR' as const) : ('HIDDEN' as const),
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
  neighbours: WandbLineageSource,
  runs: GatewayContext['runs'],
  report: GatewayContext['report'],
  path: readonly (string | number)[],
) {
  const load = async ({ id }: GraphNode): Promise<RunRecord | null> => {
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
