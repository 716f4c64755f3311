import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { GatewayContext } from '../../context.ts';
import type { RequestSpan, Spans } from '../../telemetry/spans.ts';
import { createRequestRecord, outcomeOf, type RequestRecord } from '../../telemetry/request-record.ts';

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord;
    /** What the resolvers of this request work with; null where none did. */
    graph: GatewayContext | null;
    /** Null where nobody traces. */
    span: RequestSpan | null;
  }
}

/** One request as it went, for whoever counts or writes it down. */
export interface AnsweredRequest {
  requestId: string;
  route: string;
  operation: string | null;
  caller: string | null;
  cost: number | null;
  wandbRequests: number;
  cacheHits: number;
  durationMs: number;
  status: number;
  outcome: string;
}

/** Keeps a record of each request, and tells of it once it is answered: one line in the log, and whoever else listens. */
export function registerRequestLog(
  app: FastifyInstance,
  logger: Logger,
  tracing: Spans | null,
  onAnswered: (answered: AnsweredRequest) => void,
): void {
  // Each request gets its own in the first hook; what stands here is never written to.
  app.decorateRequest('record', null as unknown as RequestRecord);
  app.decorateRequest('graph', null);
  app.decorateRequest('span', null);
  app.addHook('onRequest', (request, reply, done) => {
    request.record = createRequestRecord();
    void reply.header('x-request-id', request.id);
    // Fastify tells of nobody who hangs up once the whole request is read.
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) tell(request, reply, true);
    });
    done();
  });
  if (tracing) {
    app.addHook('onRequest', (request, _, done) => {
      const { method, headers } = request;
      request.span = tracing.startRequest({ method, route: routeOf(request), headers });
      done();
    });
    // The body is read in the context of its socket: what follows is put back into that of the request.
    app.addHook('preHandler', (request, _, done) => {
      if (request.span) request.span.within(done);
      else done();
    });
  }
  app.addHook('onResponse', (request, reply, done) => {
    tell(request, reply, false);
    done();
  });

  function tell(request: FastifyRequest, reply: FastifyReply, hungUp: boolean): void {
    const { record, graph, caller, routeOptions, id } = request;
    const status = hungUp ? 499 : reply.statusCode;
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
      outcome: hungUp ? 'CANCELLED' : outcomeOf(record, status),
    };
    onAnswered(answered);
    request.span?.end(answered);
    request.span = null;
    // Probes come every few seconds, and say nothing.
    const level = routeOptions.config.open === true ? 'debug' : 'info';
    logger[level](answered, 'answered');
  }
}

/** The address as it is registered, which is one of few. */
function routeOf({ is404, routeOptions }: FastifyRequest): string {
  return is404 ? 'none' : (routeOptions.url ?? 'none');
}
