import { fullArtifact } from '../artifact/artifact.loaders.ts';
import { artifactFields, type FullArtifact } from '../artifact/artifact.model.ts';
import type { GatewayContext, Loaders } from '../context.ts';
import { selects, variantFor, type SelectionContext, type SelectionInfo } from '../graphql/selection.ts';
import { fullRun } from '../run/run.loaders.ts';
import { isFullRun, runFields, type FullRun } from '../run/run.model.ts';
import { NotShownError, WandbError } from '../wandb/errors.ts';
import type { Variant } from '../wandb/batch.ts';
import { mapConcurrently } from '../wandb/yield.ts';
import type { WalkFailure } from './completeness.ts';
import type { LineagePage } from './page.ts';
import type { HiddenReason, LineageDirection, Truncation } from './graph.ts';
import type { GraphNode } from './source.ts';
import type { AnyRecord } from './node-registry.ts';
import type { WandbLineageSource } from './wandb-source.ts';

/** Something that is there, and not shown. */
export interface HiddenNodeModel {
  __typename: 'HiddenNode';
  id: string;
  label: string;
  reason: HiddenReason;
}

export type NodeModel = AnyRecord | HiddenNodeModel;

/** One page of a walk, with its nodes as they are given out. */
export interface LineageGraphModel {
  page: LineagePage;
  nodeOf: (ref: GraphNode) => NodeModel;
  rootIds: readonly string[];
  direction: LineageDirection;
  wandbRequests: number;
}

export interface CompletenessModel {
  complete: boolean;
  truncations: Truncation[];
  wandbRequests: number;
}

const nodePlaces = ['nodes.node', 'roots', 'leaves'];

/** Which variant of its nodes is selected of a lineage graph. */
export function graphVariant(
  context: SelectionContext,
  returnType: SelectionInfo['returnType'],
  fieldNodes: SelectionInfo['fieldNodes'],
): Variant {
  const info = { ...context, returnType, fieldNodes };
  return selects(info, 'export') || selects(info, 'totals') ? 'full' : nodeVariant(info, ...nodePlaces);
}

/** Which variant is selected of the runs and artifact versions at these places below the current field. */
export function nodeVariant(info: SelectionInfo, ...paths: string[]): Variant {
  return variantFor(info, [runFields, artifactFields], paths);
}

/**
 * Loads what the caller selected of the nodes that are given out. A node for which that fails is given out as hidden, and
 * the failure is reported once for each cause, and is among `failures`.
 */
export async function nodesFor(
  nodes: readonly GraphNode[],
  variant: Variant,
  { report, loaders }: GatewayContext,
  source: WandbLineageSource,
  path: readonly (string | number)[],
): Promise<{ nodeOf: (node: GraphNode) => NodeModel; failures: WalkFailure[] }> {
  const loaded = new Map<string, AnyRecord>();
  const failed = new Map<string, WandbError>();
  await mapConcurrently(nodes, async ({ id }) => {
    const record = source.nodes.recordOf(id);
    if (!record) return;
    try {
      const named = source.nodes.versionNaming(id);
      loaded.set(id, variant === 'full' ? await fullRecord(record, loaders, named) : record);
    } catch (error) {
      if (!(error instanceof WandbError)) throw error;
      failed.set(id, error);
    }
  });
  for (const failure of new Set(failed.values())) report(failure, path);
  const nodeOf = (node: GraphNode): NodeModel => {
    const record = loaded.get(node.id);
    if (record) return record;
    if (failed.has(node.id)) return hiddenModel(node.id, 'node that could not be loaded', 'WANDB_ERROR');
    const reason = node.kind === 'FAILED' ? 'WANDB_ERROR' : node.kind === 'HIDDEN' ? node.reason : 'UNKNOWN';
    return hiddenModel(node.id, source.nodes.labelOf(node.id), reason);
  };
  return { nodeOf, failures: Array.from(failed, ([at, error]) => ({ at, error })) };
}

/** A run or version with all its scalars. A run that can no longer be looked up is as the version tells that names it. */
export async function fullRecord(
  record: AnyRecord,
  loaders: Loaders,
  versionId?: string,
): Promise<FullRun | FullArtifact> {
  if (record.__typename === 'Artifact') return fullArtifact(record, loaders);
  try {
    return await fullRun(record, loaders);
  } catch (error) {
    if (!(error instanceof NotShownError) || versionId === undefined) throw error;
    const creator = await loaders.creatorOfArtifact.load({ id: versionId, variant: 'full' });
    if (creator?.__typename === 'Run' && isFullRun(creator)) return creator;
    throw error;
  }
}

function hiddenModel(id: string, label: string, reason: HiddenReason): HiddenNodeModel {
  return { __typename: 'HiddenNode', id, label, reason };
}
