import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import cors from '@fastify/cors';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { GatewayContext } from '../context.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { safeLog } from '../telemetry/safe-error.ts';
import type { Spans } from '../telemetry/spans.ts';
import { observeBoth } from '../wandb/observer.ts';
import { createAnswerPlugin } from './plugins/answer-plugin.ts';
import { admittedTo, registerAdmission } from './http/admission.ts';
import { createIdentifyCaller } from './http/caller.ts';
import { registerCompression } from './http/compression.ts';
import { registerDocsSite } from './http/docs-site.ts';
import { createEngine, type WandbTarget } from './engine.ts';
import { formatError, formatErrorWithoutHints } from './plugins/error-format.ts';
import { createErrorLimitPlugin } from './plugins/error-limit.ts';
import { registerGraphql } from './routes/graphql.ts';
import { createReadiness, type Readiness } from './http/health.ts';
import { createHttpErrorHandler } from './http/http-errors.ts';
import { createInlineTracePlugin } from './plugins/inline-trace.ts';
import { createKeptAnswersPlugin } from './plugins/kept-answers.ts';
import { registerLanding } from './http/landing.ts';
import { lastCall } from './http/last-call.ts';
import { createLifecycle } from './http/lifecycle.ts';
import { lineageStreamPath, registerLineageStream } from './routes/lineage-stream.ts';
import { lineageTwinPaths, registerLineageTwins, type ContextFor } from './routes/lineage-files.ts';
import { mcpPath, registerMcp } from './routes/mcp.ts';
import { noServiceSdl } from './plugins/no-schema-rule.ts';
import { onlyQueries } from './plugins/only-queries-rule.ts';
import { createOperationLimitsPlugin } from './plugins/operation-limits.ts';
import { registerPages } from './http/pages.ts';
import { tellQueuedReplies } from './http/queued-replies.ts';
import { registerRequestLog } from './http/request-log.ts';
import { registerSecurityHeaders } from './http/security-headers.ts';
import { registerSharedCaches } from './shared-caches.ts';
import { cutOffEndlessBodies } from './http/slow-clients.ts';

/** The service without an address: ready to answer whoever hands it requests. */
export interface GatewayApp {
  app: FastifyInstance;
  readiness(): Promise<Readiness>;
  /**
   * Answers what is being answered, and tells whoever comes to come back; what takes too long is cancelled. After the last
   * answer it goes on telling while connections are open, until nobody has come for `lastCallMs` (0 when left out): a
   * connection that is closed just as its client sends again loses the request.
   */
  close(lastCallMs?: number): Promise<void>;
}

export interface GatewayServer extends Omit<GatewayApp, 'app'> {
  /** Where it listens, without a trailing slash. */
  url: string;
}

const schemaPaths = ['/schema.graphql', '/subgraph.graphql'];
const endpoints = [
  '/graphql',
  ...schemaPaths,
  ...lineageTwinPaths,
  lineageStreamPath,
  mcpPath,
  '/health/live',
  '/health/ready',
  '/metrics',
];

/** Starts the HTTP server. Rejects with the system's error where the address cannot be had. */
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

/** All that the service is but its address: what `startServer` listens with, and what other programs embed. */
export async function createApp(
  config: Config,
  target: WandbTarget,
  version: string,
  logger: Logger,
  tracing: Spans | null = null,
): Promise<GatewayApp> {
  const lifecycle = createLifecycle();
  const metrics = createMetrics(() => lifecycle.inFlight, target.sharedCredential?.fingerprint ?? null);
  const engine = createEngine(config, target, version, observeBoth(metrics.wandb, tracing?.wandb ?? {}), {
    onLookups: metrics.sharedStore.onLookups,
    onAway(isAway, reason) {
      metrics.sharedStore.onAway(isAway, reason);
      if (isAway) logger.warn({ reason }, 'Redis is left alone for a while: W&B is asked instead');
      else logger.info('Redis is used again');
    },
  });
  const { schema, apiSdl, subgraphSdl, openSession } = engine;
  const contextFor: ContextFor = (request, { keeps = true } = {}) => {
    const { caller, signal } = admittedTo(request);
    const isFresh = /\bno-(?:cache|store)\b/i.test(request.headers['cache-control'] ?? '');
    request.graph = engine.openContext(request.id, caller.credential, signal, request.record, {
      isFresh,
      keeps,
    });
    return request.graph;
  };
  const readiness = createReadiness((signal, timeoutMs) =>
    openSession(target.sharedCredential, signal, timeoutMs),
  );

  // Its own log lines (one a request, one a port) would say twice what is said elsewhere.
  const app = fastify({
    logger: false,
    genReqId: requestIdFrom,
    forceCloseConnections: 'idle',
    bodyLimit: config.operationLimits.maxBodyBytes,
    // For its headers; what comes behind them is seen to below.
    requestTimeout: 30_000,
    trustProxy: proxyTrustFrom(config.callers.trustProxy),
    rewriteUrl: ({ url = '/' }) => readableAddress(url),
  });
  // Before any route: one that stands when a later plugin is awaited keeps the handler of that moment.
  app.setErrorHandler(createHttpErrorHandler(logger));
  const apollo = new ApolloServer<GatewayContext>({
    schema,
    formatError: config.introspection ? formatError : formatErrorWithoutHints,
    includeStacktraceInErrorResponses: false,
    introspection: config.introspection,
    validationRules: [onlyQueries, ...(config.introspection ? [] : [noServiceSdl])],
    allowBatchedHttpRequests: false,
    executionOptions: { maxCoercionErrors: 5 },
    logger: safeLog(logger),
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      // Before whatever reads the errors.
      createErrorLimitPlugin(),
      createInlineTracePlugin(),
      createOperationLimitsPlugin(schema, config.operationLimits),
      createKeptAnswersPlugin(),
      createAnswerPlugin(logger),
    ],
  });
  await apollo.start();

  // Before whatever counts on hearing when a client is gone.
  tellQueuedReplies(app);
  registerRequestLog(app, logger, tracing, metrics.countRequest);
  cutOffEndlessBodies(app);
  if (config.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: config.corsOrigins.includes('*') ? true : [...config.corsOrigins],
      methods: ['GET', 'POST'],
      // Pages of other sites read no other header, and have to know when to come back and what to report.
      exposedHeaders: ['retry-after', 'x-request-id', 'etag'],
      maxAge: 600,
    });
  }
  await registerSecurityHeaders(app, config.corsOrigins.length > 0);
  registerSharedCaches(app);
  await registerAdmission(app, {
    rules: config.callers,
    limits: config.operationLimits,
    identify: createIdentifyCaller(config.callers, target.sharedCredential),
    lifecycle,
    isAccepted: engine.isAccepted,
    onRefused: metrics.countRefusal,
  });
  await registerCompression(app);
  registerGraphql(app, apollo, config, contextFor);
  registerLineageTwins(app, { engine, contextFor, logger });
  const { maxStreamNodes } = config.operationLimits;
  registerLineageStream(app, { engine, contextFor, logger, maxStreamNodes });
  registerMcp(app, {
    engine,
    contextFor: (request) => contextFor(request),
    corsOrigins: config.corsOrigins,
    logger,
    version,
  });
  const tagged = { config: { tagged: true } };
  if (config.introspection) {
    app.get('/schema.graphql', tagged, (_, reply) => sendText(reply, apiSdl));
    app.get('/subgraph.graphql', tagged, (_, reply) => sendText(reply, subgraphSdl));
  }
  const docs = (await registerDocsSite(app)) ? ['/docs/'] : [];
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  const pages = config.graphiql ? await registerPages(app, config.schema.prefix) : null;
  const served = endpoints.filter((path) => config.introspection || !schemaPaths.includes(path));
  const open = { config: { open: true } };
  app.get('/health/live', open, () => ({ status: 'ok' }));
  app.get('/health/ready', open, async (_, reply) => {
    const state = lifecycle.isEnding
      ? { ready: false, viewer: null, problem: 'The gateway is shutting down.' }
      : await readiness();
    return reply
      .code(state.ready ? 200 : 503)
      .send({ status: state.ready ? 'ready' : 'not ready', ...state });
  });
  registerLanding(app, pages?.landing ?? null, {
    name: 'wandb-lineage-gateway',
    version,
    mode: config.mode,
    wandb: target.baseUrl,
    endpoints: [...(pages?.paths ?? []), ...docs, ...served],
    examples: target.examples ?? [],
  });
  app.setNotFoundHandler(notFound);

  return {
    app,
    readiness,
    async close(lastCallMs = 0) {
      // It goes on listening, so that whoever connects meanwhile is told to come back instead of being cut off.
      await lifecycle.end(config.shutdownTimeoutMs);
      await lastCall(app.server, lastCallMs);
      app.server.closeIdleConnections();
      await apollo.stop();
      app.server.closeAllConnections();
      await app.close();
      await engine.close();
    },
  };
}

function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/plain; charset=utf-8').send(text);
}

function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [path = ''] = request.url.split('?');
  return reply
    .code(404)
    .send({ errors: [{ message: `There is nothing at ${path}. Try one of ${endpoints.join(', ')}.` }] });
}

/** An id that came along ties our log to that of whoever sent it; anything but a plain word is not taken. */
function requestIdFrom({ headers }: { headers: IncomingHttpHeaders }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
}

/** An address that no one can decode would pass by every hook: it is taken by the letter, and nothing is there. */
function readableAddress(url: string): string {
  const [path = '', ...query] = url.split('?');
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?');
  }
}

function proxyTrustFrom(trust: Config['callers']['trustProxy']) {
  if (typeof trust === 'number') return (_: string, hop: number) => hop < trust;
  return trust === false ? false : [...trust];
}
