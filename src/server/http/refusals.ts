import type { FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../graphql/errors.ts';

function refusal(
  code: ErrorCode,
  status: number,
  message: string,
  details: Record<string, unknown> = {},
): GraphQLError {
  const wait = details['retryAfterSeconds'];
  const headers = new Map(
    typeof wait === 'number' ? [['retry-after', String(Math.max(1, Math.ceil(wait)))]] : [],
  );
  return new GraphQLError(message, { extensions: { code, ...details, http: { status, headers } } });
}

/** The gateway cannot answer now, and could later. */
export function unavailable(message: string, retryAfterSeconds: number): GraphQLError {
  return refusal('SERVICE_UNAVAILABLE', 503, message, { retryAfterSeconds });
}

/** One caller asks too often. */
export function tooMany(message: string, retryAfterSeconds: number): GraphQLError {
  return refusal('RATE_LIMITED', 429, message, { retryAfterSeconds });
}

export function forbidden(message: string): GraphQLError {
  return refusal('FORBIDDEN', 403, message);
}

/** More than one operation may ask for. `measure` is what was counted; `status` is 200 where the rest is answered. */
export function tooCostly(
  measure: string,
  cost: number,
  limit: number,
  instead: string,
  status = 400,
): GraphQLError {
  const number = (value: number): string => value.toLocaleString('en');
  return refusal(
    'QUERY_TOO_COSTLY',
    status,
    `This operation has ${number(cost)} ${measure}; the limit is ${number(limit)}. ${instead}`,
    { cost, limit },
  );
}

/** Answers outside of GraphQL's execution: the error decides the status. */
export function sendRefusal(reply: FastifyReply, { message, extensions }: GraphQLError): FastifyReply {
  const { http, ...shown } = extensions as { http?: { status?: number; headers?: Map<string, string> } };
  for (const [name, value] of http?.headers ?? []) void reply.header(name, value);
  return reply.code(http?.status ?? 500).send({ errors: [{ message, extensions: shown }] });
}
