import { getNamedType, type GraphQLResolveInfo } from 'graphql';
import { artifactNeeds } from '../artifact/artifact.model.ts';
import type { GatewayContext } from '../context.ts';
import { pathOf, type Report } from '../graphql/connection.ts';
import { answerTooLarge, badUserInput } from '../graphql/errors.ts';
import type {
  ArtifactResolvers,
  CompletenessResolvers,
  LineageGraphResolvers,
  QueryResolvers,
  RunResolvers,
} from '../graphql/resolver-types.generated.ts';
import { inTurns } from '../graphql/long-list.ts';
import { descend, needsOf } from '../graphql/selection.ts';
import { runNeeds } from '../run/run.model.ts';
import { needsFrom, type Needs } from '../wandb/needs.ts';
import { collectCursorPage, CursorError, type LineagePage } from './cursor.ts';
import type { GraphNode } from './source.ts';
import { checkWalk, type WalkArguments } from './lineage.arguments.ts';
import {
  exportNeeds,
  needsAlong,
  nodesFor,
  rootFrom,
  type CompletenessModel,
  type LineageGraphModel,
} from './lineage.model.ts';
import {
  createWandbLineageSource,
  fillRecord,
  type AnyRecord,
  type WandbLineageSource,
} from './wandb-source.ts';

/** How many roots one walk may have. */
export const mostRoots = 50;

/** What the caller selected of runs and artifact versions at these places below the current field. */
export function nodeNeeds(info: GraphQLResolveInfo, ...paths: string[]): Needs {
  return needsFrom([...needsOf(info, runNeeds, paths).fields, ...needsOf(info, artifactNeeds, paths).fields]);
}

/** What the caller selected of the nodes of a graph; `at` is the way to it from the current field: `lineage.`. */
export function graphNeeds(info: GraphQLResolveInfo, at = ''): Needs {
  const selected = nodeNeeds(info, `${at}nodes.node`, `${at}roots`, `${at}leaves`);
  const exports = descend(info, getNamedType(info.returnType), info.fieldNodes, `${at}export`);
  return exports.length > 0 ? needsFrom([...selected.fields, ...exportNeeds.fields]) : selected;
}

/** The failures of a walk, each cause once, beside what was found. */
export function reportFailures(
  { errors }: { errors: readonly { error: Error }[] },
  { failures }: WandbLineageSource,
  report: Report,
  path: readonly (string | number)[],
): void {
  for (const error of new Set([...errors.map((failure) => failure.error), ...failures])) report(error, path);
}

/** Walks from the roots that `rootsOf` finds once it has the port. */
async function graphFrom(
  args: WalkArguments,
  context: GatewayContext,
  info: GraphQLResolveInfo,
  rootIds: readonly string[],
  rootsOf: (neighbours: WandbLineageSource, needs: Needs) => Promise<readonly GraphNode[]>,
): Promise<LineageGraphModel> {
  const checked = checkWalk(args, context.gateway.limits);
  const { wandb, report } = context;
  const before = wandb.requestCount;
  const whole = graphNeeds(info);
  // A first page gives out most of what it meets, so the selected fields travel with the edges; a later page walks far
  // before its first node, and asks for the fields of its own nodes alone.
  const forWalk = needsAlong(checked, ...(checked.after === null ? [whole] : []));
  const neighbours = createWandbLineageSource(context, forWalk);
  const roots = await rootsOf(neighbours, forWalk);
  let page: LineagePage;
  try {
    page = await collectCursorPage(neighbours, {
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
  reportFailures(page, neighbours, report, path);
  if (!context.room.take(info.fieldNodes, page.hits.length)) throw answerTooLarge();
  const refs = page.hits.map(({ node }) => node);
  const nodeOf = await nodesFor(refs, whole, context, neighbours, path);
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
  return graphFrom(args, context, info, [record.id], async (neighbours, needs) => {
    return [neighbours.nodeFromRecord(await fillRecord(record, needs, context))];
  });
}

export const lineageQueries: Pick<QueryResolvers, 'lineage'> = {
  lineage(_, { roots, ...args }, context, info) {
    if (roots.length < 1 || roots.length > mostRoots) {
      throw badUserInput('roots', `${roots.length} ids`, `a list of 1 to ${mostRoots} ids`);
    }
    const path = pathOf(info);
    // A later page walks from the roots as well, but asks for no more of them than it has to.
    const walk = typeof args.after === 'string' ? null : args;
    return graphFrom(args, context, info, roots, (neighbours, needs) =>
      Promise.all(
        roots.map((id, index) => rootFrom(id, `roots[${index}]`, context, neighbours, needs, path, walk)),
      ),
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
