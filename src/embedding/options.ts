import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The options of `lineage-gateway serve` that have a meaning without an address of its own; `--help` tells what each
 * does. What is left out comes from the environment variable of that option, else it is the default.
 */
export interface GatewaySettings {
  readonly demo?: boolean;
  readonly snapshot?: string;
  readonly passthrough?: boolean;
  readonly allowAnonymous?: boolean;
  readonly wandbBaseUrl?: string;
  readonly wandbAppUrl?: string;
  /** In seconds. */
  readonly wandbHttpTimeout?: number;
  readonly wandbConcurrency?: number;
  readonly wandbBatchSize?: number;
  readonly wandbMaxFusedHops?: number;
  readonly wandbRetryMax?: number;
  /** In seconds, as is the next. */
  readonly wandbRetryWaitMin?: number;
  readonly wandbRetryWaitMax?: number;
  readonly requestDeadlineMs?: number;
  readonly maxDepth?: number;
  readonly maxNodes?: number;
  readonly maxWandbRequests?: number;
  /** Separated by commas. */
  readonly corsOrigins?: string;
  readonly logLevel?: string;
  readonly gatewayJwksUrl?: string;
  readonly gatewayJwtIssuer?: string;
  readonly gatewayJwtAudience?: string;
  /** Separated by commas. */
  readonly allowedHosts?: string;
  /** How many proxies, or their addresses separated by commas. */
  readonly trustProxy?: string;
  readonly maxQueryCost?: number;
  readonly maxQueryDepth?: number;
  readonly maxQueryAliases?: number;
  readonly maxQueryDirectives?: number;
  readonly maxQueryTokens?: number;
  readonly maxBodyBytes?: number;
  readonly rateLimitPerMinute?: number;
  readonly maxConcurrentRequests?: number;
  readonly maxQueuedRequests?: number;
  readonly queueTimeoutMs?: number;
  readonly shutdownTimeoutMs?: number;
  readonly introspection?: 'on' | 'off';
  readonly graphiql?: 'on' | 'off';
  readonly trustedDocuments?: string;
}

export interface GatewayOptions {
  readonly settings?: GatewaySettings;
  /** Where the other program has the gateway: `/lineage`. It is cut off the addresses that come in. */
  readonly basePath?: string;
}

/** The whole service as handlers, for programs that listen themselves. */
export interface Gateway {
  /** For whatever speaks the web's own Request and Response: a Next.js route, Hono, Remix. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** For Node's own server, Express, and Fastify after `reply.hijack()`. A body that was read before is taken from `request.body`. */
  readonly node: (request: IncomingMessage, response: ServerResponse) => void;
  /** Resolves once requests can be answered; they wait for it by themselves. Rejects where the demo or a snapshot cannot start. */
  readonly ready: () => Promise<void>;
  /** Ends running requests and closes every connection. A later request starts all of it anew. */
  readonly close: () => Promise<void>;
}
