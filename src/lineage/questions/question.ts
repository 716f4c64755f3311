import type { GraphQLResolveInfo } from 'graphql';
import { fullArtifact } from '../../artifact/artifact.loaders.ts';
import type { ArtifactRecord } from '../../artifact/artifact.model.ts';
import type { GatewayContext } from '../../context.ts';
import { pathOf } from '../../graphql/connection.ts';
import { WandbError } from '../../wandb/errors.ts';
import type { Variant } from '../../wandb/batch.ts';
import { reportGaps, withFailures, type Gaps, type WalkFailure } from '../completeness.ts';
import type { LineageFilter } from '../filter.ts';
import type { Truncation, WalkDirection } from '../graph.ts';
import { nodesFor, type NodeModel } from '../lineage.model.ts';
import { completenessFrom, rootFrom } from '../lineage.resolvers.ts';
import { collectPage } from '../page.ts';
import type { GraphNode } from '../source.ts';
import { createWandbLineageSource } from '../wandb-source.ts';

export type Question = ReturnType<typeof openQuestion>;

/** One field that asks a question about a closure: its view of W&B, and what it costs. */
export function openQuestion(context: GatewayContext, info: GraphQLResolveInfo, variant: Variant) {
  const { wandb, report, loaders, gateway } = context;
  const requestsBefore = wandb.requestCount;
  const source = createWandbLineageSource(context, variant);
  const path = pathOf(info);
  const reported = new Set<Error>();
  /** Of nodes that were read after the walk. */
  const failures: WalkFailure[] = [];
  const fail = (at: string, error: Error): void => {
    failures.push({ at, error });
    if (!reported.has(error)) report(error, path);
    reported.add(error);
  };
  return {
    source,
    /** The node with this id. Throws BAD_USER_INPUT for what is no id of a run or version. */
    root: (id: string, argument: string) => rootFrom(id, argument, context, source, variant, path),
    rootOf: async (artifact: ArtifactRecord): Promise<GraphNode> =>
      source.nodes.add(variant === 'full' ? await fullArtifact(artifact, loaders) : artifact),
    /** All of one direction, as far as one query may go: it has no pages, so that a full page is a failure of the question. */
    async walk(root: GraphNode, direction: WalkDirection, maxDepth: number, filter: LineageFilter) {
      const { maxNodes } = gateway.limits;
      const request = { roots: [root], direction, maxDepth, maxNodes, filter };
      const page = await collectPage(source, { ...request, ...context.walkLimits() });
      const truncations = page.truncations.map((each) =>
        each.reason === 'MAX_NODES' ? { ...each, reason: 'DEADLINE' as const } : each,
      );
      return { ...page, truncations };
    },
    /** What is missing from the walks of this question, in one go. */
    reportGaps(...walks: readonly Gaps[]): void {
      const truncations = walks.flatMap((walk) => walk.truncations);
      const errors = walks.flatMap((walk) => walk.errors);
      reportGaps({ truncations, errors }, source.nodes, report, path);
    },
    /** Loads what is selected of these nodes. */
    async models(nodes: readonly GraphNode[], selected: Variant) {
      const models = await nodesFor(nodes, selected, context, source, path);
      failures.push(...models.failures);
      return models.nodeOf;
    },
    /** What is given of a node, or null where W&B failed to: the answer says so. */
    read<T>(at: string, value: () => T): T | null {
      try {
        return value();
      } catch (error) {
        if (!(error instanceof WandbError)) throw error;
        fail(at, error);
        return null;
      }
    },
    artifactOf(id: string): ArtifactRecord | null {
      const record = source.nodes.recordOf(id);
      return record?.__typename === 'Artifact' ? record : null;
    },
    /** null, and reported, where W&B fails. */
    async orReported<T>(promise: Promise<T>): Promise<T | null> {
      try {
        return await promise;
      } catch (error) {
        if (!(error instanceof WandbError)) throw error;
        if (!reported.has(error)) report(error, path);
        reported.add(error);
        return null;
      }
    },
    completeness: (found: { complete: boolean; truncations: Truncation[] }) =>
      completenessFrom(withFailures(found, failures), wandb.requestCount - requestsBefore),
  };
}

/** Only artifact versions, as fields of the type Artifact want them; one that could not be loaded is left out and was reported. */
export function artifactsAmong(nodes: readonly NodeModel[]): ArtifactRecord[] {
  return nodes.filter((node): node is ArtifactRecord => node.__typename === 'Artifact');
}
