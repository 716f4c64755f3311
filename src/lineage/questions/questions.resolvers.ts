import type { GraphQLResolveInfo } from 'graphql';
import { isFullArtifact, sourceCollection, type ArtifactRecord } from '../../artifact/artifact.model.ts';
import { collectionPath, visibleProject } from '../../artifact/collection.model.ts';
import type { GatewayContext } from '../../context.ts';
import type {
  ArtifactResolvers,
  BlastRadiusResolvers,
  QueryResolvers,
} from '../../graphql/resolver-types.generated.ts';
import { badUserInput } from '../../graphql/errors.ts';
import { selects } from '../../graphql/selection.ts';
import { fullRun } from '../../run/run.loaders.ts';
import { isFullRun, runAddress, runConfig, runMetrics, runProject } from '../../run/run.model.ts';
import type { UserRecord } from '../../project/project.model.ts';
import { fieldOf, orThrow, WandbError } from '../../wandb/errors.ts';
import { exactJsonFromWandb } from '../../wandb/values.ts';
import { nodeVariant } from '../lineage.model.ts';
import { checkRange, edgeModel, filterFrom } from '../lineage.resolvers.ts';
import type { WalkResult } from '../page.ts';
import { isKnown, type GraphNode } from '../source.ts';
import { ancestryDiff, runDifference, type ProducerPair } from './ancestry-diff.ts';
import { blastRadius, type BlastDetails, type BlastRadius } from './blast-radius.ts';
import { findPaths, nameUses } from './paths.ts';
import { artifactsAmong, openQuestion, type Question } from './question.ts';
import { staleness, type VersionDetails } from './staleness.ts';

const everyType = { includeSystemTypes: true };

/** `maxDepth` up to MAX_DEPTH, else BAD_USER_INPUT. W&B's failures are reported beside the answer, whose completeness says what is missing. */
export const artifactQuestions: Pick<ArtifactResolvers, 'blastRadius' | 'staleness'> = {
  async blastRadius(artifact, { maxDepth, filter }, context, info) {
    checkRange('maxDepth', maxDepth, 0, context.gateway.limits.maxDepth);
    // Aliases and users are counted.
    const question = openQuestion(context, info, 'full');
    const root = await question.rootOf(artifact);
    const walk = await question.walk(root, 'DOWNSTREAM', maxDepth, filterFrom(filter, 'filter') ?? {});
    question.reportGaps(walk);
    const { versions, owners, complete, truncations, ...counts } = blastRadius(walk, ({ id }) =>
      blastDetails(question, id),
    );
    return {
      ...counts,
      owners: ownersFrom(owners, walk, question),
      shown: (first, after) => shownVersions(versions, first, after, question),
      completeness: question.completeness({ complete, truncations }),
    };
  },

  async staleness(artifact, { maxDepth }, context, info) {
    checkRange('maxDepth', maxDepth, 0, context.gateway.limits.maxDepth);
    const question = openQuestion(context, info, 'brief');
    const root = await question.rootOf(artifact);
    const walk = await question.walk(root, 'UPSTREAM', maxDepth, everyType);
    const currents = await currentVersions(walk, question, context);
    question.reportGaps(walk);
    const { status, causes, unknown, truncations } = await staleness(walk, ({ id }) =>
      versionDetails(question, currents, id),
    );
    const currentOf = (collection: string): GraphNode[] => {
      const current = currents.get(collection);
      return current ? [question.source.nodes.add(current)] : [];
    };
    const nodeOf = await question.models(
      [...unknown, ...causes.flatMap((cause) => [cause.node, ...cause.path, ...currentOf(cause.collection)])],
      nodeVariant(info, 'causes.used', 'causes.current', 'causes.path', 'unknown'),
    );
    return {
      status,
      causes: causes.flatMap(({ node, collection, versionsBehind, path }) => {
        const [used, current] = artifactsAmong([node, ...currentOf(collection)].map(nodeOf));
        return used && current ? [{ used, current, versionsBehind, path: path.map(nodeOf) }] : [];
      }),
      unknown: artifactsAmong(unknown.map(nodeOf)),
      completeness: question.completeness({ complete: walk.complete, truncations }),
    };
  },
};

/** `first` from 1 to 1,000, else BAD_USER_INPUT. */
export const blastRadiusResolvers: BlastRadiusResolvers = {
  versions: ({ shown }, { first, after }) => shown(first, after ?? null),
};

/** `maxDepth` up to MAX_DEPTH and `first` from 1 to 100, else BAD_USER_INPUT. W&B's failures are reported beside the answer. */
export const questionQueries: Pick<QueryResolvers, 'lineagePaths' | 'ancestryDiff'> = {
  async lineagePaths(_, { from, to, maxDepth, first }, context, info) {
    checkRange('maxDepth', maxDepth, 1, context.gateway.limits.maxDepth);
    checkRange('first', first, 1, 100);
    const question = openQuestion(context, info, 'brief');
    const [start, end] = await Promise.all([question.root(from, 'from'), question.root(to, 'to')]);
    const missing = [start, end].filter((node) => !isKnown(node));
    if (missing.length > 0) return nothingBetween(missing, question);
    const limits = context.walkLimits();
    const { maxNodes } = context.gateway.limits;
    const options = { from: start, to: end, maxDepth, first, maxNodes, ...limits };
    const found = await findPaths(question.source, options);
    if (selects(info, 'paths.edges.usedAs'))
      found.errors.push(...(await nameUses(question.source, found.paths, limits)));
    question.reportGaps(found);
    const nodeOf = await question.models(
      found.paths.flatMap(({ nodes }) => nodes),
      nodeVariant(info, 'paths.nodes'),
    );
    return {
      paths: found.paths.map(({ nodes, edges }) => ({
        length: edges.length,
        nodes: nodes.map(nodeOf),
        edges: edges.map(edgeModel),
      })),
      reversed: found.reversed,
      hasMore: found.hasMore,
      completeness: question.completeness(found),
    };
  },

  async ancestryDiff(_, { base, head, maxDepth }, context, info) {
    checkRange('maxDepth', maxDepth, 0, context.gateway.limits.maxDepth);
    const question = openQuestion(context, info, 'brief');
    const roots = await Promise.all([question.root(base, 'base'), question.root(head, 'head')]);
    const walks = roots.map((root) => question.walk(root, 'UPSTREAM', maxDepth, everyType));
    const [baseWalk, headWalk] = (await Promise.all(walks)) as [WalkResult, WalkResult];
    question.reportGaps(baseWalk, headWalk);
    const diff = ancestryDiff(baseWalk, headWalk, ({ id }) => {
      const artifact = question.artifactOf(id);
      if (!artifact) return null;
      // A collection's id, since names may be hidden. Without digests, versions are equal only if they are the same.
      const digest = question.read(id, () => fieldOf(artifact, 'digest')) ?? id;
      return { collection: sourceCollection(artifact).id, digest };
    });
    const { onlyInBase, onlyInHead, versionChanges, earliestDivergence, producers } = diff;
    const nodeOf = await question.models(
      [
        ...[...onlyInBase, ...onlyInHead].map(({ node }) => node),
        ...[...versionChanges, ...producers].flatMap((pair) => [pair.base, pair.head].flat()),
        ...[earliestDivergence?.base, earliestDivergence?.head].filter((node) => node != null),
      ],
      nodeVariant(
        info,
        ...['onlyInBase.node', 'onlyInHead.node', 'versionChanges.base', 'versionChanges.head'],
        ...['runChanges.base', 'runChanges.head', 'earliestDivergence.base', 'earliestDivergence.head'],
      ),
    );
    const hit = ({ node, ...rest }: (typeof onlyInBase)[number]) => ({ ...rest, node: nodeOf(node) });
    return {
      onlyInBase: onlyInBase.map(hit),
      onlyInHead: onlyInHead.map(hit),
      sharedCount: diff.sharedCount,
      versionChanges: versionChanges.map((change) => {
        const [artifact] = [...change.base, ...change.head].flatMap(
          ({ id }) => question.artifactOf(id) ?? [],
        );
        return {
          collection: artifact
            ? question.read(artifact.id, () => collectionPath(sourceCollection(artifact)))
            : null,
          base: artifactsAmong(change.base.map(nodeOf)),
          head: artifactsAmong(change.head.map(nodeOf)),
          contentChanged: change.contentChanged,
        };
      }),
      runChanges: selects(info, 'runChanges')
        ? await runChanges(producers, question, context.loaders, selectsMetrics(info))
        : [],
      earliestDivergence: earliestDivergence && {
        base: earliestDivergence.base && nodeOf(earliestDivergence.base),
        head: earliestDivergence.head && nodeOf(earliestDivergence.head),
      },
      completeness: question.completeness(diff),
    };
  },
};

function blastDetails(question: Question, id: string): BlastDetails | null {
  const record = question.source.nodes.recordOf(id);
  if (!record) return null;
  if (record.__typename === 'Run') {
    question.read(id, () => runProject(record));
    return { user: isFullRun(record) ? question.read(id, () => fieldOf(record, 'user')?.id ?? null) : null };
  }
  question.read(id, () => visibleProject(sourceCollection(record)));
  const given = isFullArtifact(record) ? question.read(id, () => fieldOf(record, 'aliases')) : [];
  const aliases = (given ?? []).map((alias) =>
    question.read(id, () => {
      const { alias: name, artifactCollection } = orThrow(alias);
      return { name, collection: orThrow(artifactCollection)?.id ?? null };
    }),
  );
  const known = aliases.filter((alias) => alias !== null);
  const own = sourceCollection(record).id;
  // Each link has at least its own `vN` among the version's aliases, so links cost no request.
  const links = new Set(known.flatMap(({ collection }) => collection ?? []).filter((at) => at !== own));
  const isPartial = given === null || aliases.includes(null);
  return { aliases: known.map(({ name }) => name), linkCount: links.size, isPartial };
}

/** The users with their names, as their runs came with them. */
function ownersFrom(owners: BlastRadius['owners'], { hits }: WalkResult, { source }: Question) {
  const users = new Map<string, UserRecord>();
  for (const { node } of hits) {
    const record = source.nodes.recordOf(node.id);
    const user = record?.__typename === 'Run' && isFullRun(record) ? record.user : null;
    if (user && !(user instanceof WandbError)) users.set(user.id, user);
  }
  return owners.flatMap(({ id, runs, versions }) => {
    const user = users.get(id);
    return user ? [{ user, runs, versions }] : [];
  });
}

/** A cursor is the id of a version: the list has the same order each time, and names it again where it changes. */
async function shownVersions(
  versions: BlastRadius['versions'],
  first: number,
  after: string | null,
  question: Question,
) {
  checkRange('first', first, 1, 1_000);
  const last = after === null ? -1 : versions.findIndex(({ node }) => node.id === after);
  if (after !== null && last < 0)
    throw badUserInput('after', after, 'the cursor of a version that this list gave with the same arguments');
  const shown = versions.slice(last + 1, last + 1 + first);
  const nodeOf = await question.models(
    shown.map(({ node }) => node),
    'full',
  );
  return shown.flatMap(({ node, depth, important }) =>
    artifactsAmong([nodeOf(node)]).map((artifact) => ({ cursor: node.id, artifact, depth, important })),
  );
}

/** The current version of each collection upstream, by the collection's id; one that W&B failed to give is missing and reported. */
async function currentVersions(
  { hits }: WalkResult,
  question: Question,
  { loaders }: GatewayContext,
): Promise<Map<string, ArtifactRecord>> {
  const known = hits.flatMap(({ node }) => question.artifactOf(node.id) ?? []);
  const ids = new Set(known.map((artifact) => sourceCollection(artifact).id));
  const currents = await Promise.all(
    Array.from(ids, async (id) => {
      const current = await question.orReported(loaders.currentVersionOfCollection.load(id));
      return current ? [[id, current] as const] : [];
    }),
  );
  return new Map(currents.flat());
}

function versionDetails(
  question: Question,
  currents: ReadonlyMap<string, ArtifactRecord>,
  id: string,
): VersionDetails | null {
  const artifact = question.artifactOf(id);
  if (!artifact) return null;
  const versionOf = (each: ArtifactRecord) => ({
    id: each.id,
    versionIndex: question.read(each.id, () => fieldOf(each, 'versionIndex')),
    digest: question.read(each.id, () => fieldOf(each, 'digest')),
  });
  const collection = sourceCollection(artifact).id;
  const current = currents.get(collection);
  return { ...versionOf(artifact), collection, current: current ? versionOf(current) : null };
}

/** A root that W&B does not show is listed with its id: nothing between is then known, and nothing is claimed. */
function nothingBetween(missing: readonly GraphNode[], question: Question) {
  const truncations = missing.map(({ id, kind }) => ({
    at: id,
    reason: kind === 'FAILED' ? ('WANDB_ERROR' as const) : ('HIDDEN' as const),
    omitted: null,
  }));
  const completeness = question.completeness({ complete: false, truncations });
  return { paths: [], reversed: false, hasMore: false, completeness };
}

/** Summaries may be megabytes: they are loaded only where they are selected. */
function selectsMetrics(info: GraphQLResolveInfo): boolean {
  return selects(info, 'runChanges.metrics') || selects(info, 'runChanges.metricsOmitted');
}

/** One that W&B failed to give is left out and reported. */
async function runChanges(
  producers: readonly ProducerPair[],
  question: Question,
  loaders: GatewayContext['loaders'],
  withMetrics: boolean,
) {
  const load = async ({ id }: GraphNode) => {
    const record = question.source.nodes.recordOf(id);
    if (record?.__typename !== 'Run') return null;
    const [run, config, summary] = await Promise.all([
      fullRun(record, loaders),
      loaders.configOfRun.load(runAddress(record)),
      withMetrics ? loaders.summaryOfRun.load(runAddress(record)) : null,
    ]);
    return {
      run,
      details: {
        config: runConfig(config, exactJsonFromWandb),
        metrics: runMetrics(summary, exactJsonFromWandb),
        commit: question.read(run.id, () => fieldOf(run, 'commit')),
      },
    };
  };
  const changeOf = async (pair: ProducerPair) => {
    const [base, head] = await Promise.all([load(pair.base), load(pair.head)]);
    if (!base || !head) return null;
    const { changes, omitted, metrics, commit } = runDifference(base.details, head.details);
    return {
      base: base.run,
      head: head.run,
      config: changes,
      configOmitted: omitted,
      metrics: metrics.changes,
      metricsOmitted: metrics.omitted,
      baseCommit: commit.base,
      headCommit: commit.head,
      commitChanged: commit.changed,
    };
  };
  const changes = await Promise.all(producers.map((pair) => question.orReported(changeOf(pair))));
  return changes.filter((change) => change !== null);
}
