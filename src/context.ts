import type { FieldNode } from 'graphql';
import { createArtifactLoaders, type ArtifactLoaders } from './artifact/artifact.loaders.ts';
import type { Report } from './graphql/connection.ts';
import { createProjectLoaders, type ProjectLoaders } from './project/project.loaders.ts';
import { createRecords } from './run/records.ts';
import { createRunLoaders, type RunLoaders } from './run/run.loaders.ts';
import { createHopFusion, type HopFusion } from './wandb/hop-fusion.ts';
import type { HopMemory } from './wandb/hop-memory.ts';
import type { WandbSession } from './wandb/session.ts';
import { createRequestRecord, type RequestRecord } from './telemetry/request-record.ts';
import { WebUrls } from './wandb/web-urls.ts';

/** What resolvers work with: one caller's view of W&B for the length of one request. */
export interface GatewayContext {
  requestId: string;
  startedAtMs: number;
  wandb: WandbSession;
  artifacts: ArtifactLoaders;
  runs: RunLoaders;
  projects: ProjectLoaders;
  /** Asks several hops at once before the loaders ask each. */
  hops: HopFusion;
  urls: WebUrls;
  gateway: GatewayFacts;
  /** When walks are cut, on the clock of `Date.now`. */
  deadlineAtMs: number;
  /** Adds an error to the answer beside those that resolvers throw. */
  report: Report;
  reported: readonly { error: Error; path: readonly (string | number)[] }[];
  /** What the log will say of this request. */
  record: RequestRecord;
  /** Counts items of a list that are given out; false, or an error, where the answer has become too large for them. */
  spend: Spend;
}

/** The list's field as the client wrote it, and how many items of it are given out. */
export type Spend = (fieldNodes: readonly FieldNode[], items: number) => boolean;

/** What all requests to one gateway share. */
export interface GatewayFacts {
  version: string;
  /** W&B's web app. */
  appUrl: string;
  limits: { maxDepth: number; maxNodes: number };
  hopMemory: HopMemory;
}

export function createContext(
  requestId: string,
  wandb: WandbSession,
  gateway: GatewayFacts,
  record = createRequestRecord(),
): GatewayContext {
  const records = createRecords();
  const reported: { error: Error; path: readonly (string | number)[] }[] = [];
  return {
    requestId,
    startedAtMs: performance.now(),
    wandb,
    artifacts: createArtifactLoaders(wandb, records),
    runs: createRunLoaders(wandb, records),
    projects: createProjectLoaders(wandb),
    hops: createHopFusion(wandb, gateway.hopMemory),
    urls: new WebUrls(gateway.appUrl),
    gateway,
    deadlineAtMs: wandb.deadlineAtMs,
    report: (error, path) => reported.push({ error, path }),
    reported,
    record,
    spend: () => true,
  };
}
