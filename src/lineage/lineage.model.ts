import { artifactLookup } from '../artifact/artifact.loaders.ts';
import { artifactNeeds } from '../artifact/artifact.model.ts';
import type { GatewayContext } from '../context.ts';
import { idOf, runAddressOf } from '../graphql/node.ts';
import { userNeeds } from '../project/project.model.ts';
import { runLookup } from '../run/run.loaders.ts';
import { runNeeds } from '../run/run.model.ts';
import { WandbError } from '../wandb/errors.ts';
import { walkChain, type HopChain } from '../wandb/hop-fusion.ts';
import { mostHops } from '../wandb/hop-memory.ts';
import { heavyFields, needsFrom, type Needs } from '../wandb/needs.ts';
import type { LineagePage } from './cursor.ts';
import type { HiddenReason, LineageDirection, Truncation } from './graph.ts';
import type { GraphNode } from './source.ts';
import type { WalkArguments } from './lineage.arguments.ts';
import { fillRecord, type AnyRecord, type WandbLineageSource } from './wandb-source.ts';
import { mapConcurrently } from '../wandb/yield.ts';

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

/** What a walk itself has to know: names, places, and what the default filter looks at. */
export const walkNeeds = needsFrom([
  ...runNeeds.base,
  ...(artifactNeeds.fields.path.needs ?? []),
  'ArtifactFields.artifactType',
]);

/** Beside those, what filters look at. */
export const filterNeeds = needsFrom([
  ...walkNeeds.fields,
  'RunFields.jobType',
  'RunFields.state',
  'RunFields.createdAt',
  'ArtifactFields.createdAt',
]);

const runFields = ['label', 'state', 'jobType', 'commit', 'createdAt', 'heartbeatAt', 'user'] as const;
const artifactFields = [
  'url',
  'state',
  'aliases',
  'tags',
  'digest',
  'sizeBytes',
  'createdAt',
  'description',
] as const;

/** All that an export shows of nodes. */
export const exportNeeds = needsFrom([
  ...runNeeds.base,
  ...runFields.flatMap((field) => runNeeds.fields[field].needs ?? []),
  ...(userNeeds.fields.username.needs ?? []),
  ...artifactFields.flatMap((field) => artifactNeeds.fields[field].needs ?? []),
]);

/** The fields that may travel with the edges of a walk; the heavy ones are asked only for nodes that are given out. */
export function lightNeeds(...all: readonly Needs[]): Needs {
  return needsFrom(all.flatMap(({ fields }) => [...fields]).filter((field) => !heavyFields.includes(field)));
}

/** What travels with the edges of a walk: what it has to know, what its filters look at, and what is shown in the end. */
export function needsAlong(
  { filter = null, stopAt = null }: { filter?: unknown; stopAt?: unknown },
  ...shown: readonly Needs[]
): Needs {
  const looksAtFields = filter !== null || stopAt !== null;
  return lightNeeds(walkNeeds, ...(looksAtFields ? [filterNeeds] : []), ...shown);
}

/** The first hops of a walk that begins at an object of this type; of both directions those upstream. null: it takes none. */
export function hopsAlong(
  type: AnyRecord['__typename'],
  { direction, maxDepth, maxFanout }: Pick<WalkArguments, 'direction' | 'maxDepth' | 'maxFanout'>,
  needs: Needs,
): HopChain | null {
  if (maxDepth < 1) return null;
  return walkChain(direction === 'DOWNSTREAM' ? 'downstream' : 'upstream', type, {
    hops: Math.min(maxDepth, mostHops),
    longest: typeof maxFanout === 'number' && maxFanout >= 1 ? maxFanout : Infinity,
    needs,
  });
}

/** The walk that begins at a root, whose first hops are asked together with it; null where no walk is known. */
export type WalkFromRoot = Parameters<typeof hopsAlong>[1] | null;

/** The run or artifact version with this id as a node; a hidden one where W&B does not show it. Throws BAD_USER_INPUT for other ids. */
export async function rootFrom(
  id: string,
  argument: string,
  { artifacts, runs, wandb, hops, report }: GatewayContext,
  neighbours: WandbLineageSource,
  needs: Needs,
  path: readonly (string | number)[],
  walk: WalkFromRoot = null,
): Promise<GraphNode> {
  const globalId = idOf(id, argument, ['Run', 'Artifact']);
  const address = globalId.type === 'Run' ? runAddressOf(globalId, argument, id) : null;
  try {
    const chain = walk && hopsAlong(address ? 'Run' : 'Artifact', walk, needs);
    if (chain)
      await hops.lookUp(address ? runLookup(address, needs) : artifactLookup(globalId.id, needs), chain);
    const record = address ? await runs.byAddress(address, needs) : await artifacts.byId(globalId.id, needs);
    if (record) return neighbours.nodeFromRecord(record);
    wandb.assertCredentialAccepted();
    return { id: globalId.id, kind: 'HIDDEN', reason: 'UNKNOWN' };
  } catch (error) {
    if (!(error instanceof WandbError) || error.code === 'UNAUTHENTICATED') throw error;
    report(error, path);
    return { id: globalId.id, kind: 'FAILED', error };
  }
}

/**
 * Loads what the caller selected of the nodes that are given out. A node for which that fails is given out as hidden, and
 * the failure is reported once for each cause.
 */
export async function nodesFor(
  refs: readonly GraphNode[],
  needs: Needs,
  { report, ...loaders }: GatewayContext,
  neighbours: WandbLineageSource,
  path: readonly (string | number)[],
): Promise<(ref: GraphNode) => NodeModel> {
  const failed = new Map<string, WandbError>();
  await mapConcurrently(refs, async ({ id }) => {
    const record = neighbours.recordOf(id);
    if (!record) return;
    try {
      await fillRecord(record, needs, loaders);
    } catch (error) {
      if (!(error instanceof WandbError)) throw error;
      failed.set(id, error);
    }
  });
  for (const failure of new Set(failed.values())) report(failure, path);
  return (ref) => {
    const record = neighbours.recordOf(ref.id);
    if (record && !failed.has(ref.id)) return record;
    if (failed.has(ref.id)) return hiddenModel(ref.id, 'node that could not be loaded', 'WANDB_ERROR');
    const reason = ref.kind === 'FAILED' ? 'WANDB_ERROR' : ref.kind === 'HIDDEN' ? ref.reason : 'UNKNOWN';
    return hiddenModel(ref.id, neighbours.labelOf(ref.id), reason);
  };
}

function hiddenModel(id: string, label: string, reason: HiddenReason): HiddenNodeModel {
  return { __typename: 'HiddenNode', id, label, reason };
}
