import type { GraphQLResolveInfo } from 'graphql';
import { createArtifactLoaders, type ArtifactLoaders } from './artifact/artifact.loaders.ts';
import { createCollectionLoaders, type CollectionLoaders } from './artifact/collection.loaders.ts';
import { artifactNeeds, type ArtifactRecord } from './artifact/artifact.model.ts';
import type { AnswerRoom, Report } from './graphql/connection.ts';
import { createNestedHops } from './graphql/nested-hops.ts';
import { createRejoin, type Rejoin } from './graphql/rejoin.ts';
import { lineageAhead } from './lineage/lineage-ahead.ts';
import { createWalkBudgets, type WalkLimits } from './lineage/limits.ts';
import { createProjectLoaders, type ProjectLoaders } from './project/project.loaders.ts';
import { userNeeds } from './project/project.model.ts';
import { hopOrigin } from './run/hop-origin.ts';
import { createRecords } from './run/records.ts';
import { createRunLoaders, type RunLoaders } from './run/run.loaders.ts';
import { runNeeds, type RunRecord } from './run/run.model.ts';
import { createRequestRecord, type RequestRecord } from './telemetry/request-record.ts';
import type { FairSlots } from './wandb/fair-slots.ts';
import { createHopFusion, type HopFusion, type Lookup } from './wandb/hop-fusion.ts';
import type { HopMemory } from './wandb/hop-memory.ts';
import type { WandbSession } from './wandb/session.ts';
import { WebUrls } from './wandb/web-urls.ts';

/** What resolvers work with: one caller's view of W&B for the length of one request. */
export interface GatewayContext {
  requestId: string;
  startedAtMs: number;
  wandb: WandbSession;
  artifacts: ArtifactLoaders;
  collections: CollectionLoaders;
  runs: RunLoaders;
  projects: ProjectLoaders;
  /** Asks several hops at once before the loaders ask each. */
  hops: HopFusion;
  /** Asks ahead what the caller nests below a traversal field of this object. */
  askAhead: (record: ArtifactRecord | RunRecord, info: GraphQLResolveInfo) => Promise<void> | null;
  /** Looks an object up together with what the caller nests below it. */
  lookUpAhead: (lookup: Lookup, type: 'Artifact' | 'Run', info: GraphQLResolveInfo) => Promise<void> | null;
  urls: WebUrls;
  gateway: GatewayFacts;
  /** When walks are cut, on the clock of `Date.now`. */
  deadlineAtMs: number;
  /** For one walk: when it has to end, and the room that it has beside others. */
  walkLimits: () => WalkLimits;
  /** The answer is made: what was only for the making is given back. What is asked with it afterwards begins anew. */
  close: () => void;
  /** Adds an error to the answer beside those that resolvers throw. */
  report: Report;
  reported: readonly { error: Error; path: readonly (string | number)[] }[];
  /** What the log will say of this request. */
  record: RequestRecord;
  room: AnswerRoom;
  /** What the same field of the same object gave elsewhere in the answer. */
  rejoin: Rejoin;
}

/** What all requests to one gateway share. */
export interface GatewayFacts {
  version: string;
  /** W&B's web app. */
  appUrl: string;
  limits: { maxDepth: number; maxNodes: number };
  hopMemory: HopMemory;
  largeWalks: FairSlots;
}

/** How often the walks of one operation may come to the most nodes of one answer. */
const walksOfOperation = 5;

const lists = ['edges.node', 'nodes'];
const creator = { kind: 'creator', paths: [''], to: [runNeeds, userNeeds] } as const;

/** The fields that walk lineage, by which nested queries are seen to ask for several hops. */
const nestedHops = createNestedHops({
  Artifact: {
    loggedBy: creator,
    createdBy: creator,
    usedBy: { kind: 'users', paths: lists, to: [runNeeds] },
  },
  Run: {
    usedArtifacts: { kind: 'inputs', paths: lists, to: [artifactNeeds] },
    loggedArtifacts: { kind: 'outputs', paths: lists, to: [artifactNeeds] },
  },
});

export function createContext(
  requestId: string,
  wandb: WandbSession,
  gateway: GatewayFacts,
  record = createRequestRecord(),
): GatewayContext {
  const records = createRecords();
  const hops = createHopFusion(wandb, gateway.hopMemory);
  const { signal, deadlineAtMs } = wandb;
  const budgets = createWalkBudgets({
    largeWalks: gateway.largeWalks,
    turn: { owner: wandb, signal, untilMs: deadlineAtMs },
    mostNodes: walksOfOperation * gateway.limits.maxNodes,
  });
  const reported: { error: Error; path: readonly (string | number)[] }[] = [];
  return {
    requestId,
    startedAtMs: performance.now(),
    wandb,
    artifacts: createArtifactLoaders(wandb, records),
    collections: createCollectionLoaders(wandb, records),
    runs: createRunLoaders(wandb, records),
    projects: createProjectLoaders(wandb),
    hops,
    askAhead(record, info) {
      const chain = nestedHops.along(info, record.__typename);
      return chain && hops.along(hopOrigin(record), chain);
    },
    lookUpAhead(lookup, type, info) {
      const chain =
        lineageAhead(info, type) ?? nestedHops.below(info, type === 'Run' ? runNeeds : artifactNeeds);
      return chain && hops.lookUp(lookup, chain);
    },
    urls: new WebUrls(gateway.appUrl),
    gateway,
    deadlineAtMs,
    walkLimits: () => ({ deadlineAtMs, signal, budget: budgets.open() }),
    close: budgets.close,
    report: (error, path) => reported.push({ error, path }),
    reported,
    record,
    room: { isFull: () => false, take: () => true },
    rejoin: createRejoin(signal, wandb.noteCacheHit),
  };
}
