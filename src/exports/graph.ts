import {
  artifactAliases,
  artifactLabel,
  artifactState,
  artifactUrl,
  artifactVersion,
  isFullArtifact,
  sourceCollection,
  type ArtifactRecord,
} from '../artifact/artifact.model.ts';
import { versionPath, visibleProject } from '../artifact/collection.model.ts';
import type { GatewayContext } from '../context.ts';
import { projectPath } from '../wandb/addresses.ts';
import { isFullRun, runLabel, runPath, runProject, runUrl, type RunRecord } from '../run/run.model.ts';
import { fieldOf, orThrow, WandbError } from '../wandb/errors.ts';
import { dateFromWandb, dateOrNull, numberFromWandb } from '../wandb/values.ts';
import type { ExportArtifact, ExportGraph, ExportNode, ExportRun } from './model.ts';
import { withFailures, type WalkFailure } from '../lineage/completeness.ts';
import type { LineageGraphModel, NodeModel } from '../lineage/lineage.model.ts';
import type { WalkResult } from '../lineage/page.ts';

/**
 * The page as the exporters take it. A node of which something could not be read makes the export incomplete; `report` is called
 * for each cause.
 */
export function exportGraphFrom(
  {
    page,
    nodeOf,
    rootIds,
    direction,
  }: Pick<LineageGraphModel, 'nodeOf' | 'rootIds' | 'direction'> & {
    page: Pick<WalkResult, 'hits' | 'edges' | 'complete' | 'truncations'>;
  },
  { urls, gateway }: Pick<GatewayContext, 'urls' | 'gateway'>,
  report: (error: Error) => void,
): ExportGraph {
  const failures: WalkFailure[] = [];
  const nodes = page.hits.map(({ node, depth }) =>
    exportNode(nodeOf(node), depth, urls, (error) => failures.push({ at: node.id, error })),
  );
  for (const error of new Set(failures.map((failure) => failure.error))) report(error);
  const { complete, truncations } = withFailures(page, failures);
  return {
    nodes,
    edges: page.edges,
    completeness: { complete, truncations },
    roots: rootIds,
    direction,
    generatedAt: new Date().toISOString(),
    gatewayVersion: gateway.version,
    wandbUrl: gateway.appUrl,
  };
}

type Urls = GatewayContext['urls'];
/** Is told of each value that W&B failed to give. */
type OnUnreadable = (error: WandbError) => void;

/** A node whose name is unreadable becomes a hidden one: no name is made up for it. */
export function exportNode(
  node: NodeModel,
  depth: number,
  urls: Urls,
  onUnreadable: OnUnreadable,
): ExportNode {
  if (node.__typename === 'HiddenNode') {
    const { id, label, reason } = node;
    return { kind: 'HIDDEN', id, label, url: null, path: null, depth, reason };
  }
  const given = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof WandbError)) throw error;
      onUnreadable(error);
      return null;
    }
  };
  const named = given(() =>
    node.__typename === 'Run'
      ? exportRun(node, depth, urls, given)
      : exportArtifact(node, depth, urls, given),
  );
  if (named) return named;
  const label = `${node.__typename === 'Run' ? 'run' : 'artifact'} that could not be loaded`;
  return { kind: 'HIDDEN', id: node.id, label, url: null, path: null, depth, reason: 'WANDB_ERROR' };
}

/** null where W&B failed to give the value. */
type Given = <T>(read: () => T) => T | null;

function exportRun(run: RunRecord, depth: number, urls: Urls, given: Given): ExportRun {
  const full = isFullRun(run) ? run : null;
  const user = given(() => full && fieldOf(full, 'user'));
  return {
    kind: 'RUN',
    id: run.id,
    label: runLabel(run),
    url: runUrl(run, urls),
    path: runPath(run),
    depth,
    runId: fieldOf(run, 'name'),
    displayName: given(() => fieldOf(run, 'displayName')),
    state: given(() => fieldOf(run, 'state')),
    jobType: given(() => fieldOf(run, 'jobType')),
    project: projectPath(runProject(run)),
    commit: given(() => full && fieldOf(full, 'commit')),
    createdAt: given(() => dateFromWandb(fieldOf(run, 'createdAt'), 'Run.createdAt').toISOString()),
    heartbeatAt: given(
      () => full && (dateOrNull(fieldOf(full, 'heartbeatAt'), 'Run.heartbeatAt')?.toISOString() ?? null),
    ),
    computeSeconds: given(
      () => full && numberFromWandb(fieldOf(full, 'computeSeconds'), 'Run.computeSeconds'),
    ),
    user: given(() => orThrow(user?.username ?? null)),
  };
}

function exportArtifact(artifact: ArtifactRecord, depth: number, urls: Urls, given: Given): ExportArtifact {
  const full = isFullArtifact(artifact) ? artifact : null;
  const collection = sourceCollection(artifact);
  const project = visibleProject(collection);
  return {
    kind: 'ARTIFACT',
    id: artifact.id,
    label: artifactLabel(artifact),
    url: given(() => artifactUrl(artifact, urls)),
    path: versionPath(collection, fieldOf(artifact, 'versionIndex')),
    depth,
    name: collection.name,
    version: artifactVersion(artifact),
    type: given(() => fieldOf(artifact, 'artifactType').name),
    state: given(() => artifactState(fieldOf(artifact, 'state'))),
    aliases: given(() => full && artifactAliases(full)),
    tags: given(() => full && fieldOf(full, 'tags').map((tag) => orThrow(tag).name)),
    digest: fieldOf(artifact, 'digest'),
    sizeBytes: given(() => full && numberFromWandb(fieldOf(full, 'size'), 'Artifact.size')),
    createdAt: given(() => dateFromWandb(fieldOf(artifact, 'createdAt'), 'Artifact.createdAt').toISOString()),
    description: given(() => full && fieldOf(full, 'description')),
    project: project && projectPath(project),
  };
}

/** How NDJSON shows nodes: as the JSON export does. */
export const lineFormat = { variant: 'full' as const, node: exportNode };
