import type { HiddenReason, LineageDirection, LineageEdge, Truncation } from '../lineage/graph.ts';

export const lineageExportFormats = [
  'JSON',
  'MERMAID',
  'DOT',
  'SVG',
  'PROV_JSON',
  'OPENLINEAGE',
  'CYCLONEDX',
  'CYCLONEDX_1_6',
  'IN_TOTO',
  'MODEL_CARD',
] as const;
export type LineageExportFormat = (typeof lineageExportFormats)[number];

interface ExportNodeBase {
  /** W&B's global id; a hidden node's own. Exports use it where a format wants identity, never as a name to show. */
  id: string;
  label: string;
  /** W&B's page of the node. Anything but http(s) is left out of the exports. */
  url: string | null;
  /** Canonical path; null where unknown. */
  path: string | null;
  /** Shortest distance from a root. */
  depth: number;
}

export interface ExportRun extends ExportNodeBase {
  kind: 'RUN';
  runId: string | null;
  displayName: string | null;
  /** As W&B writes it ("finished"). */
  state: string | null;
  jobType: string | null;
  /** `entity/project`. */
  project: string | null;
  commit: string | null;
  createdAt: string | null;
  heartbeatAt: string | null;
  /** The username. */
  user: string | null;
  computeSeconds: number | null;
}

export interface ExportArtifact extends ExportNodeBase {
  kind: 'ARTIFACT';
  /** The collection's name. */
  name: string | null;
  /** `vN`. */
  version: string | null;
  type: string | null;
  /** As W&B writes it ("COMMITTED"). */
  state: string | null;
  /** null: not loaded; empty: none. */
  aliases: readonly string[] | null;
  tags: readonly string[] | null;
  /** Of the manifest, not of the content. */
  digest: string | null;
  sizeBytes: number | null;
  createdAt: string | null;
  description: string | null;
  /** `entity/project`. */
  project: string | null;
}

/** Hidden by W&B, unknown to it, or failed to load: `reason` is the difference. */
export interface ExportHidden extends ExportNodeBase {
  kind: 'HIDDEN';
  /** null: not known. */
  reason: HiddenReason | null;
}

export type ExportNode = ExportRun | ExportArtifact | ExportHidden;

export interface ExportCompleteness {
  complete: boolean;
  truncations: readonly Truncation[];
}

/** All that an export knows: nothing is fetched, and no clock is read, so that the same graph gives the same file. */
export interface ExportGraph {
  /** In the order of the walk; every id once. */
  nodes: readonly ExportNode[];
  edges: readonly LineageEdge[];
  completeness: ExportCompleteness;
  /** Ids; one that is not among `nodes` was asked for and not found, or is on another page. */
  roots: readonly string[];
  direction: LineageDirection;
  /** ISO 8601, with its zone. */
  generatedAt: string;
  gatewayVersion: string;
  /** Address of W&B's web app, as `appUrlFromBaseUrl` gives it. */
  wandbUrl: string;
}

export interface LineageExport {
  mediaType: string;
  /** ASCII, safe in a Content-Disposition header. */
  fileName: string;
  content: string;
}
