import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { GatewayContext } from '../context.ts';
import { createRequestRecord, outcomeOf, type RequestRecord } from '../telemetry/request-record.ts';

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord;
    /** What the resolvers of this request work with; null where none did. */
    graph: GatewayContext | null;
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
  onAnswered: (answered: AnsweredRequest) => void,
): void {
  // Each request gets its own in the first hook; what stands here is never written to.
  app.decorateRequest('record', null as unknown as RequestRecord);
  app.decorateRequest('graph', null);
  app.addHook('onRequest', (request, reply, done) => {
    request.record = createRequestRecord();
    void reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    tell(request, reply, false);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    tell(request, null, true);
    done();
  });

  function tell(request: FastifyRequest, reply: FastifyReply | null, hungUp: boolean): void {
    const { record, graph, caller, routeOptions, is404, id } = request;
    const status = reply?.statusCode ?? 499;
    const answered: AnsweredRequest = {
      requestId: id,
      route: is404 ? 'none' : (routeOptions.url ?? 'none'),
      operation: record.operationName,
      caller: caller?.hash ?? null,
      cost: record.cost,
      wandbRequests: graph?.wandb.requestCount ?? 0,
      cacheHits: graph?.wandb.cacheHits ?? 0,
      durationMs: Math.round(graph ? performance.now() - graph.startedAtMs : (reply?.elapsedTime ?? 0)),
      status,
      outcome: hungUp ? 'CANCELLED' : outcomeOf(record, status),
    };
    onAnswered(answered);
    // Probes come every few seconds, and say nothing.
    const level = routeOptions.config.open === true ? 'debug' : 'info';
    logger[level](answered, 'answered');
  }
}
