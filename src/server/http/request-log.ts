import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { GatewayContext } from '../../context.ts';
import {
  createRequestRecord,
  outcomeOf,
  type AnsweredRequest,
  type RequestRecord,
} from '../../telemetry/request-record.ts';
import type { RequestSpan, Spans } from '../../telemetry/spans.ts';

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord;
    /** The last GraphQL context of this request, null where it has none. */
    graph: GatewayContext | null;
    /** Null without tracing. */
    span: RequestSpan | null;
  }
}

/** Gives each request a record, and logs one line when it is answered or its client has disconnected. */
export function registerRequestLog(
  app: FastifyInstance,
  logger: Logger,
  tracing: Spans | null,
  onAnswered: (answered: AnsweredRequest) => void,
): void {
  // Replaced in the first hook of each request.
  app.decorateRequest('record', null as unknown as RequestRecord);
  app.decorateRequest('graph', null);
  app.decorateRequest('span', null);
  app.addHook('onRequest', (request, reply, done) => {
    request.record = createRequestRecord();
    void reply.header('x-request-id', request.id);
    // Fastify's `onRequestAbort` is not called once the body is read.
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) logAnswered(request, reply, 499);
    });
    done();
  });
  if (tracing) {
    app.addHook('onRequest', (request, _, done) => {
      request.span = tracing.startRequest(request.method, routeOf(request), request.headers);
      done();
    });
    // The body is read in the async context of the socket, not in that of the request.
    app.addHook('preHandler', (request, _, done) => {
      if (request.span) request.span.within(done);
      else done();
    });
  }
  app.addHook('onResponse', (request, reply, done) => {
    logAnswered(request, reply, reply.statusCode);
    done();
  });

  function logAnswered(request: FastifyRequest, reply: FastifyReply, status: number): void {
    const { record, graph, caller, routeOptions, id } = request;
    const answered: AnsweredRequest = {
      requestId: id,
      route: routeOf(request),
      operation: record.operationName,
      caller: caller?.hash ?? null,
      cost: record.cost,
      wandbRequests: record.wandbRequestsBefore + (graph?.wandb.requestCount ?? 0),
      cacheHits: graph?.wandb.cacheHits ?? 0,
      durationMs: Math.round(graph ? performance.now() - graph.startedAtMs : reply.elapsedTime),
      status,
      outcome: status === 499 ? 'CANCELLED' : outcomeOf(record, status),
    };
    onAnswered(answered);
    request.span?.end(answered);
    request.span = null;
    // Probes come every few seconds.
    const level = routeOptions.config.open === true ? 'debug' : 'info';
    logger[level](answered, 'answered');
  }
}

function routeOf({ is404, routeOptions }: FastifyRequest): string {
  return is404 ? 'none' : (routeOptions.url ?? 'none');
}
