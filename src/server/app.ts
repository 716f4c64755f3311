import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { Kind, type OperationDefinitionNode } from 'graphql';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { areCallersChecked, type Config } from '../config/config.ts';
import type { GatewayContext } from '../context.ts';
import { prefetchOperation } from '../lineage/prefetch-operation.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { safeLog } from '../telemetry/safe-error.ts';
import type { Spans } from '../telemetry/spans.ts';
import { createEngine, type Engine, type WandbTarget } from './engine.ts';
import { admitted, registerAdmission } from './http/admission.ts';
import { createAuthenticate } from './http/authentication.ts';
import { registerCaching } from './http/caching.ts';
import { registerCompression } from './http/compression.ts';
import { createErrorHandler, sendErrors } from './http/errors.ts';
import { waitForQuietConnections } from './http/graceful-shutdown.ts';
import { createReadiness, registerHealth, type Readiness } from './http/health.ts';
import { closePipelinedResponses, createInFlightRequests } from './http/in-flight.ts';
import { registerRequestLog } from './http/request-log.ts';
import { registerSecurityHeaders } from './http/security-headers.ts';
import {
  prefersHtml,
  redirectFor,
  registerDocsSite,
  registerLandingPage,
  registerStaticPages,
} from './http/static-pages.ts';
import { clientTimeouts } from './http/timeouts.ts';
import { createInProcessClient } from './in-process-client.ts';
import { createCostReportPlugin } from './plugins/cost-report.ts';
import { formatError, formatErrorWithoutHints, logUnexpected } from './plugins/error-format.ts';
import { createLimitsPlugin, noServiceSdl, onlyQueries } from './plugins/limits.ts';
import { createResponseCachePlugin } from './plugins/response-cache.ts';
import { redirectBrowsers, registerGraphql } from './routes/graphql.ts';
import { registerLineageFiles, type ContextFor, type RouteServices } from './routes/lineage-files.ts';
import { registerLineageStream } from './routes/lineage-stream.ts';
import { registerMcp } from './routes/mcp.ts';

/** The service without an address: ready to answer requests that are handed to it. */
export interface GatewayApp {
  app: FastifyInstance;
  readiness(): Promise<Readiness>;
  /**
   * Graceful shutdown: refuses new requests with 503, waits for those in flight and cancels them after the shutdown timeout.
   * Then it goes on refusing on open connections until none has sent a request for `quietMs`.
   */
  close(quietMs?: number): Promise<void>;
}

export interface GatewayServer extends Omit<GatewayApp, 'app'> {
  /** Where it listens, without a trailing slash. */
  url: string;
}

/** Starts the HTTP server. Rejects with the system's error where it cannot listen on the address. */
export async function startServer(
  config: Config,
  target: WandbTarget,
  version: string,
  logger: Logger,
  tracing: Spans | null = null,
): Promise<GatewayServer> {
  const { app, ...gateway } = await createApp(config, target, version, logger, tracing);
  const url = await app.listen({ host: config.host, port: config.port });
  return { ...gateway, url: url.replace('[::1]', 'localhost') };
}

/**
 * Builds the service: the Fastify app that `startServer` listens with and that other programs embed.
 *
 * A request passes, in this order: the request log; admission (host, caller, rate limit, a slot for concurrent requests);
 * and for `/graphql` the checks of its document and Apollo, whose resolvers work with the context that `contextFor` opens.
 */
export async function createApp(
  config: Config,
  target: WandbTarget,
  version: string,
  logger: Logger,
  tracing: Spans | null = null,
): Promise<GatewayApp> {
  const inFlight = createInFlightRequests();
  const metrics = createMetrics(() => inFlight.count, target.sharedCredential?.fingerprint ?? null);
  const engine = createEngine(config, target, version, [metrics.wandb, tracing?.wandb ?? {}], {
    onLookups: metrics.sharedStore.onLookups,
    onAway(isAway, reason) {
      metrics.sharedStore.onAway(isAway, reason);
      if (isAway) logger.warn({ reason }, 'Redis failed: the gateway skips it for a while');
      else logger.info('Redis is used again');
    },
  });
  await engine.loadPolicies();
  const readiness = createReadiness((signal, timeoutMs) =>
    engine.openClient(target.sharedCredential, signal, timeoutMs),
  );
  const apollo = createApollo(config, engine, logger);
  await apollo.start();

  const app = createFastify(config);
  const endpoints = listEndpoints(app);
  // Before any route: a route uses the error handler that is set when it is registered.
  app.setErrorHandler(createErrorHandler(logger));
  closePipelinedResponses(app);
  registerRequestLog(app, logger, tracing, metrics.countRequest);
  await registerSecurityHeaders(app, config.corsOrigins);
  registerCaching(app);
  if (config.graphiql) redirectBrowsers(app);
  await registerAdmission(app, {
    config,
    authenticate: createAuthenticate(config.callers, target.sharedCredential, engine.isAccepted),
    inFlight,
    onRefused: metrics.countRefusal,
  });
  await registerCompression(app);

  const contextFor = createContextFor(engine);
  const services: RouteServices = {
    schema: engine.ownSchema,
    contextFor,
    clientFor: (context) =>
      createInProcessClient(engine, context, (errors) => logUnexpected(logger, context.requestId, errors)),
    logger,
  };
  registerGraphql(app, apollo, config, contextFor);
  registerLineageFiles(app, services);
  registerLineageStream(app, { ...services, maxStreamNodes: config.maxStreamNodes });
  registerMcp(app, {
    ...services,
    corsOrigins: config.corsOrigins,
    version,
    sdl: config.introspection ? engine.apiSdl : null,
  });
  registerHealth(app, readiness, inFlight);
  await registerInformation(app, config, target, version, engine, metrics, endpoints);

  return {
    app,
    readiness,
    async close(quietMs = 0) {
      // It goes on listening, so that clients that connect meanwhile get 503 instead of a broken connection.
      await inFlight.drain(config.shutdownTimeoutMs);
      await waitForQuietConnections(app.server, quietMs);
      app.server.closeIdleConnections();
      await apollo.stop();
      app.server.closeAllConnections();
      await app.close();
      await engine.close();
    },
  };
}

function createFastify({
  callers,
  maxBodyBytes,
  queueTimeoutMs,
  requestDeadlineMs,
}: Config): FastifyInstance {
  const { trustProxy } = callers;
  return fastify({
    // `registerRequestLog` writes one line for each request.
    logger: false,
    genReqId: requestIdFrom,
    forceCloseConnections: 'idle',
    bodyLimit: maxBodyBytes,
    ...clientTimeouts({
      receiveMs: 30_000,
      // Nothing is sent while a request waits for a slot, for W&B, or for a busy CPU.
      idleMs: queueTimeoutMs + requestDeadlineMs + 120_000,
    }),
    trustProxy:
      typeof trustProxy === 'number'
        ? (_: string, hop: number) => hop < trustProxy
        : trustProxy && [...trustProxy],
    rewriteUrl: ({ url = '/' }) => decodableUrl(url),
  });
}

function createApollo(
  config: Config,
  { schema, apiSdl }: Engine,
  logger: Logger,
): ApolloServer<GatewayContext> {
  const { introspection } = config;
  return new ApolloServer<GatewayContext>({
    schema,
    formatError: introspection ? formatError : formatErrorWithoutHints,
    includeStacktraceInErrorResponses: false,
    introspection,
    validationRules: [onlyQueries, ...(introspection ? [] : [noServiceSdl])],
    allowBatchedHttpRequests: false,
    executionOptions: { maxCoercionErrors: 5 },
    logger: safeLog(logger),
    stopOnTerminationSignals: false,
    plugins: [
      // It would wrap every field; responses are private anyway.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      // First, since it bounds the errors that the others read.
      createLimitsPlugin(schema, config),
      lazyInlineTrace,
      createResponseCachePlugin(),
      createPrefetchPlugin(apiSdl),
      createCostReportPlugin(logger),
    ],
  });
}

/** Prefetches the hops of an operation that was not found in the response cache. Introspection is answered at once. */
function createPrefetchPlugin(apiSdl: string): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        async responseForOperation({ schema, document, operation, operationName, request, contextValue }) {
          const variables = request.variables ?? {};
          if (asksForSchema(operation)) {
            const { introspect } = await import('./plugins/introspection.ts');
            return introspect(apiSdl, document, operationName, variables);
          }
          await prefetchOperation(contextValue, schema, document, operationName, variables);
          return null;
        },
      }),
  };
}

/** Whether the operation asks for the schema and for nothing else. */
function asksForSchema({ selectionSet }: OperationDefinitionNode): boolean {
  const names = selectionSet.selections.map((each) => (each.kind === Kind.FIELD ? each.name.value : ''));
  return (
    names.some((name) => name === '__schema' || name === '__type') &&
    names.every((name) => name.startsWith('__'))
  );
}

const lazyInlineTrace: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart(request) {
    if (request.request.http?.headers.get('apollo-federation-include-trace') !== 'ftv1') return;
    const { createInlineTracePlugin } = await import('./plugins/inline-trace.ts');
    return createInlineTracePlugin().requestDidStart?.(request);
  },
};

/** Opens the context of one request. Its signal is aborted when the client disconnects. */
function createContextFor(engine: Engine): ContextFor {
  return (request, use) => {
    const { caller, signal } = admitted(request);
    const isFresh = /\bno-(?:cache|store)\b/i.test(request.headers['cache-control'] ?? '');
    request.graph = engine.openContext(request.id, caller.credential, signal, request.record, {
      isFresh,
      ...use,
    });
    return request.graph;
  };
}

/** The paths of the routes that are registered from now on, except those below which are files. */
function listEndpoints(app: FastifyInstance): ReadonlySet<string> {
  const endpoints = new Set<string>();
  app.addHook('onRoute', ({ url }) => {
    if (!url.includes('*')) endpoints.add(url);
  });
  return endpoints;
}

/** Registers schemas, metrics, pages, documentation, and `/`, which lists all endpoints. */
async function registerInformation(
  app: FastifyInstance,
  config: Config,
  { baseUrl, examples = [] }: WandbTarget,
  version: string,
  { apiSdl, subgraphSdl }: Engine,
  metrics: Metrics,
  endpoints: ReadonlySet<string>,
): Promise<void> {
  const schemas = config.introspection ? { '/schema.graphql': apiSdl, '/subgraph.graphql': subgraphSdl } : {};
  for (const [path, sdl] of Object.entries(schemas))
    app.get(path, { config: { tagged: true } }, (_, reply) =>
      reply.type('text/plain; charset=utf-8').send(sdl),
    );
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  const landingPage = config.graphiql ? await registerStaticPages(app, config.schema.prefix) : null;
  await registerDocsSite(app);
  registerLandingPage(app, landingPage, {
    name: 'wandb-lineage-gateway',
    version,
    mode: config.mode,
    wandb: baseUrl,
    endpoints: [...endpoints],
    // Those of a snapshot name private data.
    examples: areCallersChecked(config.callers) ? [] : examples,
  });
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const [path = ''] = request.url.split('?');
    const page = redirectFor(request.url, endpoints);
    if (page !== null) return reply.redirect(page, 308);
    const advice = prefersHtml(request.headers.accept) ? '' : ` Try one of ${[...endpoints].join(', ')}.`;
    return sendErrors(reply, [{ message: `There is nothing at ${path}.${advice}` }], 404);
  });
}

/** The client's `X-Request-Id`, so that its log and ours can be joined; a new id where it is missing or not a plain word. */
function requestIdFrom({ headers }: { headers: IncomingHttpHeaders }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
}

/** A path that cannot be decoded would bypass all hooks: it is escaped, so that it is not found like any other. */
function decodableUrl(url: string): string {
  const [path = '', ...query] = url.split('?');
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?');
  }
}
