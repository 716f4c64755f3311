import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { ErrorCode } from '../../graphql/errors.ts';
import { safeError } from '../../telemetry/safe-error.ts';
import { maskedMessage } from '../plugins/error-format.ts';
import { sendRefusal } from './refusals.ts';

/** Answers for what never reaches GraphQL: who may not ask, broken JSON, too large, another content type. */
export function createHttpErrorHandler(logger: Logger) {
  return (error: FastifyError | GraphQLError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error instanceof GraphQLError) {
      request.record.codes.add(String(error.extensions['code']));
      return sendRefusal(reply, error);
    }
    const status = error.statusCode ?? 500;
    const { bodyLimit } = request.routeOptions;
    if (status < 500) {
      const extensions: Record<string, unknown> =
        status === 413
          ? { code: 'QUERY_TOO_COSTLY' satisfies ErrorCode, limit: bodyLimit }
          : { code: 'BAD_REQUEST' };
      const message =
        status === 413
          ? `The request is longer than the limit of ${bodyLimit.toLocaleString('en')} bytes. Ask for less at once.`
          : error.message;
      request.record.codes.add(String(extensions['code']));
      return reply.code(status).send({ errors: [{ message, extensions }] });
    }
    const { id: requestId } = request;
    // Nobody is left to read what happened to a request that was hung up on.
    if (request.active?.signal.aborted !== true)
      logger.error({ requestId, error: safeError(error) }, 'unexpected error');
    const code = 'INTERNAL_SERVER_ERROR' satisfies ErrorCode;
    request.record.codes.add(code);
    return reply.code(500).send({ errors: [{ message: maskedMessage, extensions: { code, requestId } }] });
  };
}
