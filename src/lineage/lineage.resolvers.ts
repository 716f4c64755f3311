import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { pathOf } from '../graphql/connection.ts';
import { answerTooLarge, badReference, badUserInput } from '../graphql/errors.ts';
import type {
  ArtifactResolvers,
  CompletenessResolvers,
  LineageGraphResolvers,
  LineageNodeResolvers,
  QueryResolvers,
  RunResolvers,
} from '../graphql/resolver-types.generated.ts';
import { artifactByReference } from '../artifact/artifact.resolvers.ts';
import type { LineageFilter as FilterInput } from '../graphql/schema-types.generated.ts';
import {
  artifactPathText,
  projectPathForm,
  projectPathFromText,
  referenceFromText,
  type Reference,
} from '../wandb/addresses.ts';
import type { Variant } from '../wandb/batch.ts';
import { WandbError } from '../wandb/errors.ts';
import { runIdFromAddress, type RunAddress } from '../wandb/ids.ts';
import { inTurns } from '../wandb/yield.ts';
import { reportGaps, withFailures } from './completeness.ts';
import { CursorError } from './cursor.ts';
import type { LineageFilter } from './filter.ts';
import type { LineageDirection } from './graph.ts';
import { collectCursorPage, type LineagePage } from './page.ts';
import type { GraphNode } from './source.ts';
import {
  fullRecord,
  graphVariant,
  nodesFor,
  nodeVariant,
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
  const { nodeOf, failures } = await nodesFor(refs, variant, context, source, path);
  const wandbRequests = wandb.requestCount - before;
  const rootIds = roots.map(({ id }) => id);
  const { direction } = checked;
  return { page: withFailures(page, failures), nodeOf, rootIds, direction, wandbRequests };
}

/** The lineage of an object that W&B has given already. */
async function graphOf(
  record: AnyRecord,
  args: WalkArguments,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  return graphFrom(args, context, info, async (source, variant) => {
    const root = variant === 'full' ? await fullRecord(record, context.loaders) : record;
    return [source.nodes.add(root)];
  });
}

/** Reads what a client gave for a run or an artifact version; throws BAD_USER_INPUT for what names neither. */
export function referenceOf(text: string, argument: string, { gateway }: GatewayContext): Reference {
  const reference = referenceFromText(text, gateway.appUrl);
  if (reference.kind === 'none') throw badReference(argument, text, reference.problem);
  return reference;
}

/** What a reference names; null where W&B shows neither. Of a run and a version with the same path the version is meant. */
export async function recordOf(
  reference: Reference,
  argument: string,
  context: GatewayContext,
  variant: Variant,
): Promise<AnyRecord | null> {
  const runBy = (address: RunAddress) => context.loaders.runByPath.load({ ...address, variant });
  if (reference.kind === 'run') return runBy(reference.address);
  if (reference.kind !== 'either') return artifactByReference(reference, argument, context, variant);
  // Both are asked for in one W&B request. A failure counts only where it may hide what is meant.
  const run = runBy(reference.address).catch((error: unknown) => ({ error }));
  const artifact = await artifactByReference(
    { kind: 'artifact', path: reference.path },
    argument,
    context,
    variant,
  );
  const found = artifact ?? (await run);
  if (found && 'error' in found) throw found.error;
  return found;
}

/** The run or artifact version that a text names as a node; a hidden one where W&B does not show it. Throws BAD_USER_INPUT for other texts. */
export async function rootFrom(
  text: string,
  argument: string,
  context: GatewayContext,
  source: WandbLineageSource,
  variant: Variant,
  path: readonly (string | number)[],
): Promise<GraphNode> {
  const reference = referenceOf(text, argument, context);
  try {
    const record = await recordOf(reference, argument, context, variant);
    if (record) return source.nodes.add(record);
    context.wandb.assertCredentialAccepted();
    context.missing.push({ given: text, reference, path });
    return { id: idOfMissing(reference, source), kind: 'HIDDEN', reason: 'UNKNOWN' };
  } catch (error) {
    if (!(error instanceof WandbError) || error.code === 'UNAUTHENTICATED') throw error;
    context.report(error, path);
    return { id: idOfMissing(reference, source), kind: 'FAILED', error };
  }
}

/** W&B's id as far as the reference tells it; else one of the gateway's own, and the path is its label. */
function idOfMissing(reference: Reference, source: WandbLineageSource): string {
  if (reference.kind === 'artifactId') return reference.id;
  if (reference.kind === 'run') return runIdFromAddress(reference.address);
  const path = artifactPathText(reference.path);
  return source.nodes.addHidden(`root ${path}`, path).id;
}

export const lineageQueries: Pick<QueryResolvers, 'lineage' | 'lineageNode'> = {
  async lineageNode(_, { ref }, context, info) {
    const reference = referenceOf(ref, 'ref', context);
    const record = await recordOf(reference, 'ref', context, nodeVariant(info, ''));
    if (!record) {
      context.wandb.assertCredentialAccepted();
      context.missing.push({ given: ref, reference, path: pathOf(info) });
    }
    return record;
  },

  lineage(_, { roots, ...args }, context, info) {
    if (roots.length < 1 || roots.length > mostRoots) {
      throw badUserInput('roots', `${roots.length} references`, `a list of 1 to ${mostRoots}`);
    }
    const path = pathOf(info);
    return graphFrom(args, context, info, (source, variant) =>
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

export const lineageGraphResolvers: Omit<LineageGraphResolvers, 'export' | 'totals'> = {
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

export interface WalkArguments {
  direction: LineageDirection;
  maxDepth: number;
  maxNodes: number;
  maxFanout?: number | null | undefined;
  filter?: FilterInput | null | undefined;
  stopAt?: FilterInput | null | undefined;
  after?: string | null | undefined;
}

/** In one list of a filter. */
const maxAlternatives = 1_000;

type Limits = GatewayContext['gateway']['limits'];

/** Throws BAD_USER_INPUT with the range where a number lies outside of it. */
export function checkRange(argument: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw badUserInput(argument, value, `a whole number from ${least} to ${most.toLocaleString('en')}`);
}

export function checkWalk(args: WalkArguments, limits: Limits) {
  if (args.maxFanout !== null && args.maxFanout !== undefined)
    checkRange('maxFanout', args.maxFanout, 1, 1_000_000);
  return {
    direction: args.direction,
    maxDepth: checkRange('maxDepth', args.maxDepth, 0, limits.maxDepth),
    maxNodes: checkRange('maxNodes', args.maxNodes, 1, limits.maxNodes),
    maxFanout: args.maxFanout ?? null,
    filter: filterFrom(args.filter, 'filter'),
    stopAt: filterFrom(args.stopAt, 'stopAt'),
    after: args.after ?? null,
  };
}

/** A client's filter in the engine's terms; throws BAD_USER_INPUT where a project has the wrong form. */
export function filterFrom(input: FilterInput | null | undefined, argument: string): LineageFilter | null {
  if (!input) return null;
  for (const [name, list] of Object.entries(input))
    if (Array.isArray(list) && list.length > maxAlternatives)
      throw badUserInput(
        `${argument}.${name}`,
        `${list.length} texts`,
        `a list of at most ${maxAlternatives.toLocaleString('en')}`,
      );
  for (const project of input.projects ?? []) {
    if (!projectPathFromText(project)) throw badUserInput(`${argument}.projects`, project, projectPathForm);
  }
  const { createdAfter, createdBefore, ...rest } = input;
  return {
    ...rest,
    createdAfterMs: createdAfter?.getTime() ?? null,
    createdBeforeMs: createdBefore?.getTime() ?? null,
  };
}
