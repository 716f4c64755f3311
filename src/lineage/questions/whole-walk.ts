import type { ArtifactRecord } from '../../artifact/artifact.model.ts';
import type { GatewayContext } from '../../context.ts';
import { needsFrom } from '../../wandb/needs.ts';
import type { LineageFilter } from '../filter.ts';
import type { WalkDirection } from '../graph.ts';
import type { GraphNode } from '../source.ts';
import { walkNeeds, type NodeModel } from '../lineage.model.ts';
import type { WandbLineageSource } from '../wandb-source.ts';
import { collectPage, type WalkResult } from '../page.ts';

/** What tells versions apart by content and by age. */
export const identityNeeds = needsFrom([
  ...walkNeeds.fields,
  'ArtifactFields.digest',
  'RunFields.createdAt',
  'ArtifactFields.createdAt',
]);

/** Walks one direction, all of it, as far as one query may go. */
export function walkAll(
  root: GraphNode,
  direction: WalkDirection,
  maxDepth: number,
  filter: LineageFilter,
  { gateway, walkLimits }: GatewayContext,
  neighbours: WandbLineageSource,
): Promise<WalkResult> {
  const { maxNodes } = gateway.limits;
  return collectPage(neighbours, {
    roots: [root],
    direction,
    maxDepth,
    maxNodes,
    filter,
    ...walkLimits(),
  });
}

export function artifactOf(neighbours: WandbLineageSource, id: string): ArtifactRecord | null {
  const record = neighbours.recordOf(id);
  return record?.__typename === 'Artifact' ? record : null;
}

/** Only artifact versions, as fields of the type Artifact want them; one that could not be loaded is left out and was reported. */
export function artifactsAmong(nodes: readonly NodeModel[]): ArtifactRecord[] {
  return nodes.filter((node): node is ArtifactRecord => node.__typename === 'Artifact');
}
