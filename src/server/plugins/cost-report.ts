import type { ApolloServerPlugin } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../../context.ts';
import type { SuggestionsForField } from '../../search/suggestions.ts';
import { formatReported, isForClients, logUnexpected, withRequestId } from './error-format.ts';

const maxNameLength = 100;

/** Whether data was left out by more than a mistake in the arguments of a field. */
function isIncomplete({ data, errors = [] }: Pick<FormattedExecutionResult, 'data' | 'errors'>): boolean {
  return data !== undefined && errors.some(({ extensions }) => extensions?.['code'] !== 'BAD_USER_INPUT');
}

/** Loaded where something was not found, which is rare. */
export async function suggestionsOf(context: GatewayContext): Promise<SuggestionsForField[]> {
  if (context.missing.length === 0 || context.wandb.signal.aborted) return [];
  const { suggestionsFor } = await import('../../search/suggestions.ts');
  return suggestionsFor(context.missing, context);
}

/**
 * Adds to every response what it cost and whether a failure left something out (`extensions.lineage`), and the errors that
 * resolvers reported beside those thrown, suggests what is near where nothing was found, logs errors that are masked, and closes the context.
 */
export function createCostReportPlugin(logger: Logger): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ operationName, contextValue }) {
          contextValue.record.operationName = operationName?.slice(0, maxNameLength) ?? null;
          return Promise.resolve();
        },
        didEncounterErrors({ errors, contextValue }) {
          const unexpected = errors.filter((error) => !isForClients(error));
          logUnexpected(logger, contextValue.requestId, unexpected);
          return Promise.resolve();
        },
        async willSendResponse({ response: { body }, contextValue }) {
          contextValue.close();
          if (body.kind !== 'single') return;
          const suggestions = await suggestionsOf(contextValue);
          const { singleResult } = body;
          const { requestId, wandb, reported, startedAtMs, record } = contextValue;
          if (singleResult.errors || reported.length > 0) {
            const thrown = (singleResult.errors ?? []).map((error) => withRequestId(error, requestId));
            singleResult.errors = [...thrown, ...formatReported(reported, requestId)];
            for (const { extensions } of singleResult.errors) record.codes.add(String(extensions?.['code']));
          }
          record.hasData = Object.values(singleResult.data ?? {}).some((value) => value !== null);
          singleResult.extensions = {
            ...singleResult.extensions,
            lineage: {
              wandbRequests: wandb.requestCount,
              cacheHits: wandb.cacheHits,
              durationMs: Math.round(performance.now() - startedAtMs),
              ...(isIncomplete(singleResult) && { incomplete: true }),
              ...(suggestions.length > 0 && { suggestions }),
            },
          };
        },
      }),
  };
}
