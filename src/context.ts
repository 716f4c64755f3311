import { createArtifactLoaders, type ArtifactLoaders } from './artifact/artifact.loaders.ts';
import type { Report } from './graphql/connection.ts';
import { createProjectLoaders, type ProjectLoaders } from './project/project.loaders.ts';
import { createRecords } from './run/records.ts';
import { createRunLoaders, type RunLoaders } from './run/run.loaders.ts';
import type { WandbSession } from './wandb/session.ts';
import type { WebUrls } from './wandb/web-urls.ts';

/** What resolvers work with: one caller's view of W&B for the length of one request. */
export interface GatewayContext {
  requestId: string;
  startedAtMs: number;
  wandb: WandbSession;
  artifacts: ArtifactLoaders;
  runs: RunLoaders;
  projects: ProjectLoaders;
  urls: WebUrls;
  /** Adds an error to the answer beside those that resolvers throw. */
  report: Report;
  reported: readonly { error: Error; path: readonly (string | number)[] }[];
}

export function createContext(requestId: string, wandb: WandbSession, urls: WebUrls): GatewayContext {
  const records = createRecords();
  const reported: { error: Error; path: readonly (string | number)[] }[] = [];
  return {
    requestId,
    startedAtMs: performance.now(),
    wandb,
    artifacts: createArtifactLoaders(wandb, records),
    runs: createRunLoaders(wandb, records),
    projects: createProjectLoaders(wandb),
    urls,
    report: (error, path) => reported.push({ error, path }),
    reported,
  };
}
