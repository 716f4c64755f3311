import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { ErrorCode } from '../../graphql/errors.ts';
import { safeError } from '../../telemetry/safe-error.ts';
import { WandbError } from '../../wandb/errors.ts';
import { prefersHtml, sendErrorPage } from './static-pages.ts';

/** Replaces every message that was not written for clients. */
export const maskedMessage =
  'Something went wrong in the gateway itself. Its log has the details under the requestId given here.';

/**
 * The codes of errors that clients may read, GraphQL's and Apollo's first, and the HTTP status of a response that has errors and
 * no data.
 */
const statusOfCode: Readonly<Record<string, number>> = {
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  PERSISTED_QUERY_NOT_FOUND: 400,
  PERSISTED_QUERY_NOT_SUPPORTED: 400,
  BAD_REQUEST: 400,
  BAD_USER_INPUT: 400,
  QUERY_TOO_COSTLY: 400,
  INCOMPLETE: 503,
  PERSISTED_QUERY_NOT_IN_LIST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  WANDB_ERROR: 502,
  WANDB_CONTRACT_VIOLATION: 502,
  SERVICE_UNAVAILABLE: 503,
  WANDB_RATE_LIMITED: 503,
  WANDB_UNAVAILABLE: 503,
  WANDB_TIMEOUT: 504,
} satisfies Record<Exclude<ErrorCode, 'INTERNAL_SERVER_ERROR'>, number> & Record<string, number>;

/** Whether errors of this code speak of the client's request or of W&B; all others are masked. */
export function isClientCode(code: unknown): boolean {
  return typeof code === 'string' && Object.hasOwn(statusOfCode, code);
}

/** An error of the gateway's own, with the HTTP status and headers that Apollo and `sendErrors` give its response. */
export function httpError(
  code: ErrorCode,
  message: string,
  { status = statusOfCode[code] ?? 500, ...details }: { status?: number; [detail: string]: unknown } = {},
): GraphQLError {
  const headers = new Map<string, string>();
  const { retryAfterSeconds } = details;
  if (typeof retryAfterSeconds === 'number') headers.set('retry-after', retryAfter(retryAfterSeconds));
  if (code === 'UNAUTHENTICATED') headers.set('www-authenticate', 'Bearer realm="lineage-gateway"');
  return new GraphQLError(message, { extensions: { code, ...details, http: { status, headers } } });
}

/** Status 401: the message names the header that is wrong. */
export function unauthenticated(message: string): GraphQLError {
  return httpError('UNAUTHENTICATED', message);
}

/** The gateway cannot answer now, but may later. */
export function unavailable(message: string, retryAfterSeconds: number): GraphQLError {
  return httpError('SERVICE_UNAVAILABLE', message, { retryAfterSeconds });
}

/** An operation over a limit. `status` is 200 where the rest of it is answered. */
export function tooCostly(
  measure: string,
  cost: number,
  limit: number,
  advice: string,
  status = 400,
): GraphQLError {
  const number = (value: number): string => value.toLocaleString('en');
  return httpError(
    'QUERY_TOO_COSTLY',
    `This operation has ${number(cost)} ${measure}; the limit is ${number(limit)}. ${advice}`,
    { status, cost, limit },
  );
}

/** Sends errors in the one shape that they have outside of GraphQL's execution. The first one decides the status, if none is given. */
export function sendErrors(
  reply: FastifyReply,
  errors: readonly GraphQLFormattedError[],
  status?: number,
): FastifyReply {
  const { code, retryAfterSeconds, http } = (errors[0]?.extensions ?? {}) as {
    code?: string;
    retryAfterSeconds?: number;
    http?: { status: number; headers: Map<string, string> };
  };
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfter(retryAfterSeconds));
  for (const [name, value] of http?.headers ?? []) void reply.header(name, value);
  const shown = errors.map(({ message, extensions: { http: _, ...extensions } = {} }) => ({
    message,
    extensions,
  }));
  void reply.code(status ?? http?.status ?? statusOfCode[code ?? ''] ?? 500);
  return reply.request.method === 'GET' && prefersHtml(reply.request.headers.accept)
    ? sendErrorPage(
        reply,
        shown.map(({ message }) => message),
      )
    : reply.send({ errors: shown });
}

function retryAfter(seconds: number): string {
  return String(Math.max(1, Math.ceil(seconds)));
}

/** Answers requests that fail outside of GraphQL: callers who are refused, malformed JSON, bodies that are too large. */
export function createErrorHandler(logger: Logger) {
  return (
    error: FastifyError | GraphQLError | WandbError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply => {
    const isForClients = error instanceof GraphQLError || error instanceof WandbError;
    const shown = isForClients ? error : errorFromFastify(error, request);
    const { message, extensions } = shown;
    const code = String(extensions['code']);
    request.record.codes.add(code);
    const isUnexpected = code === 'INTERNAL_SERVER_ERROR';
    // Work that is cancelled because its client disconnected fails too.
    if (isUnexpected && request.inFlight?.signal.aborted !== true)
      logger.error({ requestId: request.id, error: safeError(error) }, 'unexpected error');
    return sendErrors(reply, [{ message, extensions: { ...extensions } }]);
  };
}

function errorFromFastify({ statusCode: status = 500, message }: FastifyError, request: FastifyRequest) {
  if (status >= 500) return httpError('INTERNAL_SERVER_ERROR', maskedMessage, { requestId: request.id });
  if (status !== 413) return httpError('BAD_REQUEST', message, { status });
  const limit = request.routeOptions.bodyLimit;
  return httpError(
    'QUERY_TOO_COSTLY',
    `The request is longer than the limit of ${limit.toLocaleString('en')} bytes. Ask for less at once.`,
    { status, limit },
  );
}
