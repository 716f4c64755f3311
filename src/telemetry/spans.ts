import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { WandbObserver } from '../wandb/transport/observer.ts';
import type { AnsweredRequest } from './request-record.ts';

export interface RequestSpan {
  /** Runs the work of the request, so that W&B's spans are its children. */
  within: (run: () => void) => void;
  end: (answered: AnsweredRequest) => void;
}

/** The gateway's own spans: see docs/decisions/0063. */
export interface Spans {
  /** Continues the trace that the request's headers name. */
  startRequest: (method: string, route: string, headers: IncomingHttpHeaders) => RequestSpan;
  /** One span for each HTTP request to W&B. */
  wandb: WandbObserver;
}

export function createSpans(tracer: Tracer): Spans {
  return {
    startRequest(method, route, headers) {
      const parent = propagation.extract(context.active(), headers);
      const attributes = { 'http.request.method': method, 'http.route': route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
      const own = trace.setSpan(parent, span);
      return {
        within: (run) => context.with(own, run),
        end({ status, outcome, operation, caller, cost, wandbRequests }) {
          span.setAttributes({
            'http.response.status_code': status,
            'lineage.outcome': outcome,
            'lineage.wandb_requests': wandbRequests,
            ...(operation !== null && { 'graphql.operation.name': operation }),
            ...(caller !== null && { 'lineage.caller': caller }),
            ...(cost !== null && { 'lineage.cost': cost }),
          });
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
          span.end();
        },
      };
    },
    wandb: {
      onRequest({ operationName, batchSize, attempt, outcome, status, durationMs }) {
        const endedAt = Date.now();
        const span = tracer.startSpan(`W&B ${operationName}`, {
          kind: SpanKind.CLIENT,
          startTime: endedAt - durationMs,
          attributes: {
            'graphql.operation.name': operationName,
            'lineage.batch_size': batchSize,
            'http.request.resend_count': attempt - 1,
            'lineage.outcome': outcome,
            ...(status !== null && { 'http.response.status_code': status }),
          },
        });
        const isError = outcome !== 'answered' && outcome !== 'partial';
        if (isError) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
        span.end(endedAt);
      },
    },
  };
}
