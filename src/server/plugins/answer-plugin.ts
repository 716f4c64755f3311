import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../../context.ts';
import { safeError } from '../../telemetry/safe-error.ts';
import { WandbError } from '../../wandb/errors.ts';
import { formatError, isForClients } from './error-format.ts';

const longestName = 100;

/**
 * Puts on every answer what it cost (`extensions.lineage`) and the errors that resolvers reported beside those thrown, and
 * logs what was masked under the request's id. The context is closed then.
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
        didResolveOperation({ operationName, contextValue }) {
          contextValue.record.operationName = operationName?.slice(0, longestName) ?? null;
          return Promise.resolve();
        },
        willSendResponse({ response, contextValue }) {
          contextValue.close();
          if (response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          const { requestId, wandb, reported, startedAtMs, record } = contextValue;
          const errors = [...(singleResult.errors ?? []), ...formatReported(reported)].map((error) =>
            withRequestId(error, requestId),
          );
          if (errors.length > 0) singleResult.errors = errors;
          for (const { extensions } of errors) record.codes.add(String(extensions?.['code']));
          record.hasData = isSomething(singleResult.data);
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
    // The path is made of response names and positions, which the caller chose: nothing of W&B's.
    logger.error(
      { requestId, path: error.path, error: safeError(error.originalError ?? error) },
      'unexpected error',
    );
  }
}

/** Reported errors as clients read them, each once: how many W&B requests failed in one way at one place tells them nothing. */
export function formatReported(reported: GatewayContext['reported']): GraphQLFormattedError[] {
  const formatted = new Map<string, GraphQLFormattedError>();
  for (const { error, path } of reported) {
    const extensions = error instanceof WandbError ? error.extensions : {};
    const told = formatError({ message: error.message, path, extensions }, error);
    formatted.set(JSON.stringify(told), told);
  }
  return [...formatted.values()];
}

/** The id under which the log has what was masked. */
export function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}

/** Whether an answer holds more than nulls at its top. */
function isSomething(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null);
}
