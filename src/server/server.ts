import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { GatewayContext } from '../context.ts';
import { createAnswerPlugin } from './answer-plugin.ts';
import { credentialFor } from './credentials.ts';
import { createEngine, type WandbTarget } from './engine.ts';
import { formatError, maskedMessage } from './error-format.ts';
import { createReadiness, type Readiness } from './health.ts';
import { mcpPath, registerMcp } from './mcp/mcp-route.ts';
import { lineageTwinPaths, registerLineageTwins } from './lineage-twins.ts';

/** The service without an address: ready to answer whoever hands it requests. */
export interface GatewayApp {
  app: FastifyInstance;
  readiness(): Promise<Readiness>;
  close(): Promise<void>;
}

export interface GatewayServer extends Omit<GatewayApp, 'app'> {
  /** Where it listens, without a trailing slash. */
  url: string;
}

const endpoints = [
  '/graphql',
  '/schema.graphql',
  '/subgraph.graphql',
  ...lineageTwinPaths,
  mcpPath,
  '/health/live',
  '/health/ready',
];

/** Starts the HTTP server. Rejects with the system's error where the address cannot be had. */
export async function startServer(
  config: Config,
  target: WandbTarget,
  version: string,
  logger: Logger,
): Promise<GatewayServer> {
  const { app, ...gateway } = await createApp(config, target, version, logger);
  const url = await app.listen({ host: config.host, port: config.port });
  return { ...gateway, url: url.replace('[::1]', 'localhost') };
}

/** All that the service is but its address: what `startServer` listens with, and what other programs embed. */
export async function createApp(
  config: Config,
  target: WandbTarget,
  version: string,
  logger: Logger,
): Promise<GatewayApp> {
  const engine = createEngine(config, target, version);
  const { schema, apiSdl, subgraphSdl, openSession } = engine;
  const contextFor = (request: FastifyRequest, reply: FastifyReply): GatewayContext =>
    engine.openContext(
      request.id,
      credentialFor(request.headers.authorization, target.sharedCredential),
      signalOf(reply),
    );
  const readiness = createReadiness((signal, timeoutMs) =>
    openSession(target.sharedCredential, signal, timeoutMs),
  );

  // Its own log lines (one a request, one a port) would say twice what is said elsewhere.
  const app = fastify({ logger: false, genReqId: () => randomUUID(), forceCloseConnections: 'idle' });
  const apollo = new ApolloServer<GatewayContext>({
    schema,
    formatError,
    includeStacktraceInErrorResponses: false,
    introspection: true,
    logger,
    stopOnTerminationSignals: false,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTrace(),
      createAnswerPlugin(logger),
    ],
  });
  await apollo.start();

  if (config.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: config.corsOrigins.includes('*') ? true : [...config.corsOrigins],
      methods: ['GET', 'POST'],
    });
  }
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    handler: fastifyApolloHandler(apollo, {
      context: (request, reply) => Promise.resolve(contextFor(request, reply)),
    }),
  });
  registerLineageTwins(app, { engine, contextFor, logger });
  registerMcp(app, { engine, contextFor, corsOrigins: config.corsOrigins, logger, version });
  app.get('/schema.graphql', (_, reply) => sendText(reply, apiSdl));
  app.get('/subgraph.graphql', (_, reply) => sendText(reply, subgraphSdl));
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_, reply) => {
    const state = await readiness();
    return reply
      .code(state.ready ? 200 : 503)
      .send({ status: state.ready ? 'ready' : 'not ready', ...state });
  });
  app.get('/', () => ({ name: 'wandb-lineage-gateway', version, wandb: target.baseUrl, endpoints }));
  app.setNotFoundHandler(notFound);
  app.setErrorHandler(createHttpErrorHandler(logger));

  return {
    app,
    readiness,
    async close() {
      // Apollo drains first; closing Fastify alone waits for idle connections.
      await apollo.stop();
      await app.close();
      await engine.close();
    },
  };
}

/** Aborts the W&B requests of a caller that hangs up. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
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

/** Answers for bodies that never reach GraphQL: broken JSON, too large, another content type. */
function createHttpErrorHandler(logger: Logger) {
  return (error: FastifyError, { id: requestId }: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      return reply
        .code(status)
        .send({ errors: [{ message: error.message, extensions: { code: 'BAD_REQUEST' } }] });
    }
    logger.error({ requestId, message: error.message, stack: error.stack }, 'unexpected error');
    return reply.code(500).send({
      errors: [{ message: maskedMessage, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }],
    });
  };
}
