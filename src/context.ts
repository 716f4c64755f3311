import { artifactLoaders } from './artifact/artifact.loaders.ts';
import { collectionLoaders } from './artifact/collection.loaders.ts';
import type { AnswerBudget, Report } from './graphql/connection.ts';
import { createMemoizedFields, type MemoizedFields } from './graphql/connection.ts';
import { createWalkBudgets, type WalkBudgets, type WalkLimits } from './lineage/limits.ts';
import type { Policy } from './policies/policy.ts';
import { projectLoaders } from './project/project.loaders.ts';
import { runLoaders } from './run/run.loaders.ts';
import { searchLoaders } from './search/search.loaders.ts';
import { createRequestRecord, type RequestRecord } from './telemetry/request-record.ts';
import type { Reference } from './wandb/addresses.ts';
import { createBatch, type LoadersOf } from './wandb/batch.ts';
import type { WandbClient } from './wandb/client.ts';
import { createPrefetch, type Prefetch } from './wandb/prefetch/prefetch.ts';
import type { Slots } from './wandb/transport/limits.ts';
import { WebUrls } from './wandb/web-urls.ts';

const definitions = {
  ...artifactLoaders,
  ...collectionLoaders,
  ...runLoaders,
  ...projectLoaders,
  ...searchLoaders,
};

export type Loaders = LoadersOf<typeof definitions>;

/** What resolvers work with: one caller's view of W&B for the length of one request. */
export interface GatewayContext {
  requestId: string;
  startedAtMs: number;
  wandb: WandbClient;
  /** One DataLoader for each entity and edge. */
  loaders: Loaders;
  /** Paths by which versions were looked up: the one place of a version with a hidden source that is known without asking. */
  linkPaths: Map<string, string>;
  prefetch: Prefetch;
  urls: WebUrls;
  gateway: GatewayFacts;
  /** When walks are cut, on the clock of `Date.now`. */
  deadlineAtMs: number;
  /** For one walk: when it has to end, and how much it may expand beside others. */
  walkLimits: () => WalkLimits;
  /** The answer is made: what was held only to make it is released. What is asked for afterwards begins anew. */
  close: () => void;
  /** Adds an error to the answer beside those that resolvers throw. */
  report: Report;
  reported: readonly { error: Error; path: readonly (string | number)[] }[];
  /** What fields of the operation asked for and W&B shows nothing of; the response suggests what is near. */
  missing: MissingReference[];
  /** What the log will say of this request. */
  record: RequestRecord;
  answerBudget: AnswerBudget;
  memoizedFields: MemoizedFields;
}

/** A reference of a client's that led to nothing. */
export interface MissingReference {
  given: string;
  reference: Reference;
  path: readonly (string | number)[];
}

/** What all requests to one gateway share. */
export interface GatewayFacts {
  version: string;
  /** W&B's web app. */
  appUrl: string;
  limits: { maxDepth: number; maxNodes: number };
  largeWalks: Slots;
  /** Those of the setting POLICIES, which are loaded when they are first asked for. */
  policies: () => Promise<readonly Policy[]>;
}

/** The walks of one operation may together come to so many times the most nodes of one answer. */
const walksOfOperation = 5;

export function createContext(
  requestId: string,
  wandb: WandbClient,
  gateway: GatewayFacts,
  record = createRequestRecord(),
): GatewayContext {
  const { signal, deadlineAtMs } = wandb;
  const reported: { error: Error; path: readonly (string | number)[] }[] = [];
  const batch = lazy(() => createBatch(wandb));
  const loaders = lazy(() => batch().createLoaders(definitions));
  const prefetch = lazy(() => createPrefetch(wandb, batch().operations));
  const urls = lazy(() => new WebUrls(gateway.appUrl));
  const memoizedFields = lazy(() => createMemoizedFields(signal, wandb.noteCacheHit));
  let budgets: WalkBudgets | null = null;
  const openBudget = () => {
    budgets ??= createWalkBudgets({
      largeWalks: gateway.largeWalks,
      wait: { signal, untilMs: deadlineAtMs },
      mostNodes: walksOfOperation * gateway.limits.maxNodes,
    });
    return budgets.open();
  };
  const parts = {
    get loaders() {
      return loaders();
    },
    get prefetch() {
      return prefetch();
    },
    get urls() {
      return urls();
    },
    get memoizedFields() {
      return memoizedFields();
    },
  };
  // Apollo clones the context with Object.assign, which calls getters of its own, and keeps its prototype.
  return Object.assign(Object.create(parts) as typeof parts, {
    requestId,
    startedAtMs: performance.now(),
    wandb,
    linkPaths: new Map<string, string>(),
    gateway,
    deadlineAtMs,
    walkLimits: () => ({ deadlineAtMs, signal, budget: openBudget() }),
    close: () => budgets?.close(),
    report: (error: Error, path: readonly (string | number)[]) => reported.push({ error, path }),
    reported,
    missing: [],
    record,
    answerBudget: { isExceeded: () => false, take: () => true },
  });
}

/** Created on first use: most operations need few of a context's parts. */
function lazy<T>(create: () => T): () => T {
  let value: { created: T } | null = null;
  return () => (value ??= { created: create() }).created;
}
