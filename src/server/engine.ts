import { createHash } from 'node:crypto';
import { createAnswerCache, type CacheUse, type CallerCache } from '../cache/caller-cache.ts';
import { createRedisStore, type SharedStoreObserver } from '../cache/shared-store.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/read-settings.ts';
import { createLargeWalks } from '../lineage/limits.ts';
import { createContext, type GatewayContext, type GatewayFacts } from '../context.ts';
import { createSchema, type GatewaySchema } from '../schema.ts';
import type { Policy } from '../policies/policy.ts';
import type { RequestRecord } from '../telemetry/request-record.ts';
import type { Credential } from '../wandb/credential.ts';
import { HostProfile } from '../wandb/transport/limits.ts';
import * as operations from '../wandb/operations.generated.ts';
import { createAcceptedCredentials, createWandbClient, type WandbClient } from '../wandb/client.ts';
import type { WandbObserver } from '../wandb/transport/observer.ts';
import { createWandbTransport } from '../wandb/transport/transport.ts';
import { appUrlFromBaseUrl } from '../wandb/web-urls.ts';

/** The W&B instance behind the gateway; in demo mode the emulator. */
export interface WandbTarget {
  baseUrl: string;
  sharedCredential: Credential | null;
  /** Suggested roots of the demo data or of a snapshot. */
  examples?: readonly { path: string; title: string }[];
}

/** Executes queries without HTTP: the server and the commands use it. */
export interface Engine extends GatewaySchema {
  /** Opens a W&B client without the cache. `timeoutMs` defaults to the request deadline. */
  readonly openClient: (
    credential: Credential | null,
    signal: AbortSignal,
    timeoutMs?: number,
  ) => WandbClient;
  /** Opens the context of one request of one caller. Its deadline starts now. */
  openContext(
    requestId: string,
    credential: Credential | null,
    signal: AbortSignal,
    record?: RequestRecord,
    use?: CacheUse,
  ): GatewayContext;
  /** Reads the policies, once. @throws ConfigError where one is wrong */
  readonly loadPolicies: () => Promise<readonly Policy[]>;
  /** Whether W&B has accepted this key recently. */
  readonly isAccepted: (credential: Credential) => boolean;
  /** Closes the connections to W&B and to Redis. */
  close(): Promise<void>;
}

export function createEngine(
  config: Config,
  target: WandbTarget,
  version: string,
  observers: readonly WandbObserver[] = [],
  storeObserver: SharedStoreObserver | null = null,
): Engine {
  const transport = createWandbTransport({
    baseUrl: target.baseUrl,
    timeoutMs: config.wandbTimeoutMs,
    userAgent: `wandb-lineage-gateway/${version}`,
    concurrency: config.wandbConcurrency,
    retry: config.wandbRetry,
    observers,
  });
  const acceptedCredentials = createAcceptedCredentials();
  let policies: Promise<readonly Policy[]> | null = null;
  const profile = new HostProfile(config.wandbMaxFusedHops);
  const gateway: GatewayFacts = {
    version,
    appUrl: config.wandbAppUrl ?? appUrlFromBaseUrl(target.baseUrl),
    limits: config,
    largeWalks: createLargeWalks(),
    policies: () => (policies ??= loadPolicies(config.policies)),
  };
  const schema = createSchema(config.schema);
  const shared =
    config.redis &&
    createRedisStore(
      config.redis.urls(),
      `${target.baseUrl} ${cacheVersionOf(schema.subgraphSdl)}`,
      storeObserver,
    );
  const answers = config.cache && createAnswerCache(config.cache, shared);
  const openClient = (
    credential: Credential | null,
    signal: AbortSignal,
    timeoutMs = config.requestDeadlineMs,
    cache: CallerCache | null = null,
  ): WandbClient =>
    createWandbClient({
      cache,
      transport,
      profile,
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
    loadPolicies: gateway.policies,
    openClient,
    openContext(requestId, credential, signal, record, use) {
      const cache = answers && answers.forCaller(credential?.fingerprint ?? null, signal, use);
      const client = openClient(credential, signal, config.requestDeadlineMs, cache);
      return createContext(requestId, client, gateway, record);
    },
    isAccepted: ({ fingerprint }) => acceptedCredentials.has(fingerprint),
    close() {
      shared?.close();
      return transport.close();
    },
  };
}

/** A service without policies does not load what reads them. */
async function loadPolicies(folder: string | null): Promise<readonly Policy[]> {
  if (folder === null) return [];
  const { readPolicies, PolicyError } = await import('../policies/policy-file.ts');
  try {
    return readPolicies(folder);
  } catch (error) {
    throw error instanceof PolicyError ? new ConfigError(error.message.split('\n')) : error;
  }
}

/** Replicas share cached values only if they send the same W&B operations and serve the same schema. */
function cacheVersionOf(subgraphSdl: string): string {
  return createHash('sha256').update(JSON.stringify(operations)).update(subgraphSdl).digest('base64url');
}
