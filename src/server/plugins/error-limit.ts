import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { tooCostly } from '../http/refusals.ts';

/** As many as a list has items at most. An error costs as much as a hundred values: to make, to format and to send. */
const mostErrors = 1_000;

/** Keeps the errors of one answer few enough to be read; how many are left out is the last of them. */
export function createErrorLimitPlugin(): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ errors }) {
          const { length } = errors;
          if (length > mostErrors) {
            const instead = 'The fields of all others are null as well. Ask for less at once to read why.';
            // The list itself is what is formatted next.
            (errors as GraphQLError[]).splice(
              mostErrors,
              length,
              tooCostly('errors', length, mostErrors, instead, 200),
            );
          }
          return Promise.resolve();
        },
      }),
  };
}
