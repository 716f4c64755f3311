import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../context.ts';
import { WandbError } from '../wandb/errors.ts';
import { formatError, isForClients } from './error-format.ts';

/**
 * Puts on every answer what it cost (`extensions.lineage`) and the errors that resolvers reported beside those thrown, and
 * logs what was masked under the request's id.
 */
export function createAnswerPlugin(logger: Logger): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ errors, contextValue }) {
          const unexpected = errors.filter((error) => !isForClients(error));
          logUnexpected(logger, contextValue.requestId, unexpected);
          return Promise.resolve();
        },
        willSendResponse({ response, contextValue }) {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          const { requestId, wandb, reported, startedAtMs } = contextValue;
          const errors = [...(singleResult.errors ?? []), ...reported.map(formatReported)].map((error) =>
            withRequestId(error, requestId),
          );
          if (errors.length > 0) singleResult.errors = errors;
          singleResult.extensions = {
            ...singleResult.extensions,
            lineage: {
              wandbRequests: wandb.requestCount,
              cacheHits: wandb.cacheHits,
              durationMs: Math.round(performance.now() - startedAtMs),
            },
          };
          return Promise.resolve();
        },
      }),
  };
}

/** What the log has of errors that clients read masked. */
export function logUnexpected(logger: Logger, requestId: string, errors: readonly GraphQLError[]): void {
  for (const error of errors) {
    const { message, stack } = error.originalError ?? error;
    logger.error({ requestId, path: error.path, message, stack }, 'unexpected error');
  }
}

/** A reported error as clients read it. */
export function formatReported({ error, path }: GatewayContext['reported'][number]): GraphQLFormattedError {
  const extensions = error instanceof WandbError ? error.extensions : {};
  return formatError({ message: error.message, path, extensions }, error);
}

/** The id under which the log has what was masked. */
export function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}
