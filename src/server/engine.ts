import { createHash } from 'node:crypto';
import { createAnswerCache, type CallerCache } from '../cache/caller-cache.ts';
import { createRedisStore, type SharedStoreObserver } from '../cache/shared-store.ts';
import type { Config } from '../config/config.ts';
import { createLargeWalks } from '../lineage/limits.ts';
import { createContext, type GatewayContext, type GatewayFacts } from '../context.ts';
import { createSchema, type GatewaySchema } from '../schema.ts';
import type { RequestRecord } from '../telemetry/request-record.ts';
import type { Credential } from '../wandb/credential.ts';
import { createHopLimit } from '../wandb/prefetch/hop-limit.ts';
import * as operations from '../wandb/operations.generated.ts';
import { createAcceptedCredentials, createWandbClient, type WandbClient } from '../wandb/client.ts';
import type { WandbObserver } from '../wandb/transport/observer.ts';
import { createWandbTransport } from '../wandb/transport/transport.ts';
import { appUrlFromBaseUrl } from '../wandb/web-urls.ts';

/** The W&B behind the gateway, once the demo has its emulator. */
export interface WandbTarget {
  baseUrl: string;
  sharedCredential: Credential | null;
  /** Telling roots, where everybody may know of them: those of made-up data. */
  examples?: readonly { path: string; title: string }[];
}

/** What a request has to do with the answers that are kept for its caller. */
export interface CacheUse {
  /** Nothing that earlier requests found is used. */
  isFresh?: boolean;
  /** false: nothing that it finds is kept for later ones. */
  keeps?: boolean;
}

/** What answers queries, without anything that listens: the service puts HTTP around it, the commands use it as it is. */
export interface Engine extends GatewaySchema {
  /** `timeoutMs` left out: as long as one query may take. */
  readonly openClient: (
    credential: Credential | null,
    signal: AbortSignal,
    timeoutMs?: number,
  ) => WandbClient;
  /**
   * One caller's view of W&B for the length of one request; the time that walks may take begins now.
   */
  openContext(
    requestId: string,
    credential: Credential | null,
    signal: AbortSignal,
    record?: RequestRecord,
    use?: CacheUse,
  ): GatewayContext;
  /** Whether W&B has taken this key lately. */
  readonly isAccepted: (credential: Credential) => boolean;
  /** Closes the connections to W&B and to Redis. */
  close(): Promise<void>;
}

export function createEngine(
  config: Config,
  target: WandbTarget,
  version: string,
  observer: WandbObserver = {},
  storeObserver: SharedStoreObserver | null = null,
): Engine {
  const transport = createWandbTransport({
    baseUrl: target.baseUrl,
    timeoutMs: config.wandbTimeoutMs,
    userAgent: `wandb-lineage-gateway/${version}`,
    concurrency: config.wandbConcurrency,
    retry: config.wandbRetry,
    observer,
  });
  const acceptedCredentials = createAcceptedCredentials();
  const gateway: GatewayFacts = {
    version,
    appUrl: config.wandbAppUrl ?? appUrlFromBaseUrl(target.baseUrl),
    limits: config,
    hopLimit: createHopLimit(config.wandbMaxFusedHops),
    largeWalks: createLargeWalks(),
  };
  const schema = createSchema(config.schema);
  const shared =
    config.redis &&
    createRedisStore(config.redis.urls(), `${target.baseUrl} ${formOf(schema.subgraphSdl)}`, storeObserver);
  const answers = config.cache && createAnswerCache(config.cache, shared);
  const open = (
    credential: Credential | null,
    signal: AbortSignal,
    timeoutMs: number,
    cache: CallerCache | null,
  ): WandbClient =>
    createWandbClient({
      cache,
      transport,
      credential,
      signal,
      acceptedCredentials,
      batchSize: config.wandbBatchSize,
      concurrency: config.wandbConcurrency,
      deadlineAtMs: Date.now() + timeoutMs,
      maxRequests: config.maxWandbRequests,
    });
  return {
    ...schema,
    // Whether W&B answers now is what sessions of their own ask: probes and the doctor.
    openClient: (credential, signal, timeoutMs = config.requestDeadlineMs) =>
      open(credential, signal, timeoutMs, null),
    openContext(requestId, credential, signal, record, { isFresh = false, keeps = true } = {}) {
      const cache =
        answers &&
        answers.forCaller(credential?.fingerprint ?? null, signal, { isFresh, isReadOnly: !keeps });
      const client = open(credential, signal, config.requestDeadlineMs, cache);
      return createContext(requestId, client, gateway, record);
    },
    isAccepted: ({ fingerprint }) => acceptedCredentials.has(fingerprint),
    close() {
      shared?.close();
      return transport.close();
    },
  };
}

/** Kept values are of use only to those who would ask W&B the same, and answer in the same form. */
function formOf(subgraphSdl: string): string {
  return createHash('sha256').update(JSON.stringify(operations)).update(subgraphSdl).digest('base64url');
}
