import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { pathOf } from '../graphql/connection.ts';
import { answerTooLarge, badUserInput } from '../graphql/errors.ts';
import type {
  ArtifactResolvers,
  CompletenessResolvers,
  LineageGraphResolvers,
  LineageNodeResolvers,
  QueryResolvers,
  RunResolvers,
} from '../graphql/resolver-types.generated.ts';
import type { Variant } from '../wandb/batch.ts';
import { inTurns } from '../wandb/yield.ts';
import { reportGaps } from './completeness.ts';
import { collectCursorPage, CursorError, type LineagePage } from './cursor.ts';
import type { GraphNode } from './source.ts';
import { checkWalk, type WalkArguments } from './lineage.arguments.ts';
import {
  fullRecord,
  graphVariant,
  nodesFor,
  rootFrom,
  type CompletenessModel,
  type LineageGraphModel,
} from './lineage.model.ts';
import type { AnyRecord } from './node-registry.ts';
import { createWandbLineageSource, type WandbLineageSource } from './wandb-source.ts';

/** How many roots one walk may have. */
export const mostRoots = 50;

/** Walks from the roots that `rootsOf` finds once it has the port. */
async function graphFrom(
  args: WalkArguments,
  context: GatewayContext,
  info: GraphQLResolveInfo,
  rootIds: readonly string[],
  rootsOf: (source: WandbLineageSource, variant: Variant) => Promise<readonly GraphNode[]>,
): Promise<LineageGraphModel> {
  const checked = checkWalk(args, context.gateway.limits);
  const { wandb, report } = context;
  const before = wandb.requestCount;
  const variant = graphVariant(info, info.returnType, info.fieldNodes);
  // A first page shows most of the nodes that the walk meets, so that the selected fields come with the edges. A later page
  // walks far before its first node, and loads the fields of its own nodes alone.
  const walkVariant = checked.after === null ? variant : 'brief';
  const source = createWandbLineageSource(context, walkVariant);
  const roots = await rootsOf(source, walkVariant);
  let page: LineagePage;
  try {
    page = await collectCursorPage(source, {
      ...checked,
      roots,
      ...context.walkLimits(),
      cursorKey: wandb.credential?.derive('lineage-cursor') ?? 'anonymous',
    });
  } catch (error) {
    if (!(error instanceof CursorError)) throw error;
    throw badUserInput(
      'after',
      checked.after,
      `the endCursor of the page before, with the same arguments and key; ${error.message.replace(/\.$/, '')}`,
    );
  }
  const path = pathOf(info);
  reportGaps(page, source.nodes, report, path);
  if (!context.answerBudget.take(info.fieldNodes, page.hits.length)) throw answerTooLarge();
  const refs = page.hits.map(({ node }) => node);
  const nodeOf = await nodesFor(refs, variant, context, source, path);
  const wandbRequests = wandb.requestCount - before;
  return { page, nodeOf, rootIds, direction: checked.direction, wandbRequests };
}

/** The lineage of an object that W&B has given already. */
async function graphOf(
  record: AnyRecord,
  args: WalkArguments,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  return graphFrom(args, context, info, [record.id], async (source, variant) => {
    const root = variant === 'full' ? await fullRecord(record, context.loaders) : record;
    return [source.nodes.add(root)];
  });
}

export const lineageQueries: Pick<QueryResolvers, 'lineage'> = {
  lineage(_, { roots, ...args }, context, info) {
    if (roots.length < 1 || roots.length > mostRoots) {
      throw badUserInput('roots', `${roots.length} ids`, `a list of 1 to ${mostRoots} ids`);
    }
    const path = pathOf(info);
    return graphFrom(args, context, info, roots, (source, variant) =>
      Promise.all(roots.map((id, index) => rootFrom(id, `roots[${index}]`, context, source, variant, path))),
    );
  },
};

export const runLineage: Pick<RunResolvers, 'lineage'> = {
  lineage: (run, args, context, info) => graphOf(run, args, context, info),
};

export const artifactLineage: Pick<ArtifactResolvers, 'lineage'> = {
  lineage: (artifact, args, context, info) => graphOf(artifact, args, context, info),
};

/** What a walk says of itself, as it is given out. */
export function completenessFrom(
  { complete, truncations }: Pick<LineagePage, 'complete' | 'truncations'>,
  wandbRequests: number,
): CompletenessModel {
  return { complete, truncations, wandbRequests };
}

export const lineageNodeResolvers: LineageNodeResolvers = { __resolveType: ({ __typename }) => __typename };

export const completenessResolvers: Required<Pick<CompletenessResolvers, 'truncations'>> = {
  truncations: ({ truncations }) => inTurns(truncations, (truncation) => truncation),
};

export const lineageGraphResolvers: Omit<LineageGraphResolvers, 'export'> = {
  nodes: ({ page, nodeOf }) => inTurns(page.hits, (hit) => ({ ...hit, node: nodeOf(hit.node) })),
  edges: ({ page }) => inTurns(page.edges, edgeModel),
  roots: ({ page, nodeOf }) => inTurns(page.roots, nodeOf),
  leaves: ({ page, nodeOf }) => inTurns(page.leaves, nodeOf),
  completeness: ({ page, wandbRequests }) => completenessFrom(page, wandbRequests),
  endCursor: ({ page }) => page.endCursor,
};

/** The engine's lists are read-only; the generated types want their own. */
export function edgeModel({ usedAs, ...edge }: LineagePage['edges'][number]) {
  return { ...edge, usedAs: usedAs && [...usedAs] };
}
