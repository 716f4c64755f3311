import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { OperationLimits } from '../config/operations.ts';
import type { GatewayContext } from '../context.ts';
import { costOf } from './operation-cost.ts';
import { tooCostly } from './refusals.ts';

const dearestFirst = (dearest: string | null): string =>
  dearest === null
    ? 'Ask for fewer fields, or in several operations.'
    : `Lower ${dearest}, or ask in several operations.`;

/**
 * Refuses what would cost too much before anything is asked of W&B, and keeps count while lists are given out: where graphs
 * rejoin, nesting writes the same object down again and again, which nobody can know beforehand.
 */
export function createOperationLimitsPlugin(
  schema: GraphQLSchema,
  { maxCost, maxLevels }: Pick<OperationLimits, 'maxCost' | 'maxLevels'>,
): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ document, operation, request, contextValue }) {
          if (!operation) return Promise.resolve();
          const found = costOf({ schema, document, operation, variables: request.variables ?? {} });
          if (!found) return Promise.resolve();
          const { cost, levels, dearest, perItem, isCut } = found;
          contextValue.record.cost = cost;
          if (levels > maxLevels) {
            return Promise.reject(
              tooCostly(
                'levels of fields',
                levels,
                maxLevels,
                'Ask for Artifact.lineage or Run.lineage, which walks any number of hops.',
              ),
            );
          }
          if (cost > maxCost || isCut) {
            const what = isCut
              ? 'or more values to answer with, its fragments repeated'
              : 'values to answer with, its lists at full length';
            return Promise.reject(tooCostly(what, cost, maxCost, dearestFirst(dearest)));
          }
          let given = 0;
          contextValue.spend = ([node], items) => {
            given += items * ((node && perItem.get(node)) ?? 1);
            if (given > maxCost)
              throw tooCostly(
                'values to answer with so far',
                Math.round(given),
                maxCost,
                dearestFirst(dearest),
              );
          };
          return Promise.resolve();
        },
      }),
  };
}
