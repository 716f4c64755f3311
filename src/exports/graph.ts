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
import { fieldOf } from '../wandb/errors.ts';
import { dateFromWandb, dateOrNull, numberFromWandb } from '../wandb/values.ts';
import type { ExportArtifact, ExportGraph, ExportNode, ExportRun } from './model.ts';
import type { LineageGraphModel, NodeModel } from '../lineage/lineage.model.ts';
import type { WalkResult } from '../lineage/page.ts';

/** The page as the exporters take it. */
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
): ExportGraph {
  return {
    nodes: page.hits.map(({ node, depth }) => exportNode(nodeOf(node), depth, urls)),
    edges: page.edges,
    completeness: { complete: page.complete, truncations: page.truncations },
    roots: rootIds,
    direction,
    generatedAt: new Date().toISOString(),
    gatewayVersion: gateway.version,
    wandbUrl: gateway.appUrl,
  };
}

type Urls = GatewayContext['urls'];

export function exportNode(node: NodeModel, depth: number, urls: Urls): ExportNode {
  switch (node.__typename) {
    case 'Run':
      return exportRun(node, depth, urls);
    case 'Artifact':
      return exportArtifact(node, depth, urls);
    case 'HiddenNode': {
      const { id, label, reason } = node;
      return { kind: 'HIDDEN', id, label, url: null, path: null, depth, reason };
    }
  }
}

/** A value that W&B failed to give is left out: its error is in the response beside the export. */
function given<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function exportRun(run: RunRecord, depth: number, urls: Urls): ExportRun {
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
    user: user && typeof user.username === 'string' ? user.username : null,
  };
}

function exportArtifact(artifact: ArtifactRecord, depth: number, urls: Urls): ExportArtifact {
  const full = isFullArtifact(artifact) ? artifact : null;
  const collection = sourceCollection(artifact);
  const project = visibleProject(collection);
  return {
    kind: 'ARTIFACT',
    id: artifact.id,
    label: artifactLabel(artifact),
    url: artifactUrl(artifact, urls),
    path: versionPath(collection, fieldOf(artifact, 'versionIndex')),
    depth,
    name: collection.name,
    version: artifactVersion(artifact),
    type: fieldOf(artifact, 'artifactType').name,
    state: artifactState(fieldOf(artifact, 'state')),
    aliases: given(() => full && artifactAliases(full)),
    tags: given(
      () => full && fieldOf(full, 'tags').flatMap((tag) => (tag instanceof Error ? [] : [tag.name])),
    ),
    digest: fieldOf(artifact, 'digest'),
    sizeBytes: given(() => full && numberFromWandb(fieldOf(full, 'size'), 'Artifact.size')),
    createdAt: given(() => dateFromWandb(fieldOf(artifact, 'createdAt'), 'Artifact.createdAt').toISOString()),
    description: given(() => full && fieldOf(full, 'description')),
    project: project && projectPath(project),
  };
}

/** How NDJSON shows nodes: as the JSON export does. */
export const lineFormat = { variant: 'full' as const, node: exportNode };
