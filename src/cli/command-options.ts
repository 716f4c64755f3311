import type { Environment, GivenSettings, Overrides } from '../config/read-settings.ts';

/** What every command runs in. */
export interface CommandContext {
  readonly environment: Environment;
  readonly version: string;
  /** How the program was started, as people would type it. */
  readonly programName: string;
}

export type ServeOptions = GivenSettings & { readonly check?: true };

/** Options of the commands that walk. */
export interface WalkOptions extends GivenSettings {
  readonly up?: true;
  readonly down?: true;
  readonly depth: number;
  /** Of all pages together. */
  readonly maxNodes: number;
  readonly includeSystemTypes: boolean;
}

/** The formats that `graph` shares with the field `export`, by the names that people type. */
export const exportFormats = {
  json: 'JSON',
  mermaid: 'MERMAID',
  dot: 'DOT',
  svg: 'SVG',
  prov: 'PROV_JSON',
  openlineage: 'OPENLINEAGE',
  cyclonedx: 'CYCLONEDX',
  'cyclonedx-1.6': 'CYCLONEDX_1_6',
  'in-toto': 'IN_TOTO',
  'model-card': 'MODEL_CARD',
} as const;

export interface GraphOptions extends WalkOptions {
  readonly format: 'tree' | 'ndjson' | keyof typeof exportFormats;
  readonly totals: boolean;
  /** File of the key that signs the statement. */
  readonly sign?: string;
  readonly out?: string;
  readonly allowIncomplete: boolean;
}

export interface VerifyOptions {
  readonly key: string;
}

export interface CheckOptions extends GivenSettings {
  readonly format: 'text' | 'json' | 'markdown' | 'junit' | 'sarif';
  readonly against?: string;
  readonly maxNodes: number;
  readonly out?: string;
}

export interface SnapshotOptions extends GivenSettings {
  readonly depth: number;
  readonly maxNodes: number;
  readonly withConfig: boolean;
  readonly withMetadata: boolean;
  readonly out?: string;
  readonly allowIncomplete: boolean;
}

export interface EmitOptions extends WalkOptions {
  readonly to?: string;
  readonly progress?: string;
  readonly concurrency: number;
}

export interface ListOptions extends GivenSettings {
  readonly runs?: boolean;
}

export interface FindOptions extends GivenSettings {
  readonly in?: readonly string[];
  readonly kind?: readonly string[];
  readonly first: number;
}

export interface SchemaOptions extends GivenSettings {
  readonly federated: boolean;
  readonly prefix?: string;
  readonly out?: string;
}

/** A walk may take as long as it needs: people can interrupt it. */
export const walkOverrides: Overrides = { defaults: { requestDeadlineMs: '600000' } };
export const schemaOverrides: Overrides = { flags: { schemaPrefix: '--prefix' } };
