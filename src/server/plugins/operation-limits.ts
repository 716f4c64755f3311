import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { OperationLimits } from '../../config/operations.ts';
import type { GatewayContext } from '../../context.ts';
import { loadCost } from './field-weight.ts';
import { costOf } from './operation-cost.ts';
import { tooCostly } from '../http/refusals.ts';

const dearestFirst = (dearest: string | null): string =>
  dearest === null
    ? 'Ask for fewer fields, or in several operations.'
    : `Lower ${dearest}, or ask in several operations.`;

/** An error for each of a hundred thousand lists would cost more than the lists. */
const mostErrors = 100;
const grown = 'or more values to answer with, and the graph goes on';

/**
 * Refuses what would cost too much before anything is asked of W&B, and keeps count while lists are given out: where graphs
 * rejoin, nesting writes the same object down again and again, which nobody can know beforehand.
 */
export function createOperationLimitsPlugin(
  schema: GraphQLSchema,
  { maxCost, maxLevels }: Pick<OperationLimits, 'maxCost' | 'maxLevels'>,
): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart() {
      let missing = 0;
      return Promise.resolve({
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
          const spent = (): number => given + contextValue.rejoin.loads * loadCost;
          contextValue.room = {
            isFull: () => spent() > maxCost,
            take([node], items) {
              given += items * ((node && perItem.get(node)) ?? 1);
              if (spent() <= maxCost) return true;
              missing += 1;
              if (missing > mostErrors) return false;
              throw tooCostly(grown, Math.round(spent()), maxCost, dearestFirst(dearest), 200);
            },
          };
          return Promise.resolve();
        },
        willSendResponse({ response: { body } }) {
          if (missing <= mostErrors || body.kind !== 'single') return Promise.resolve();
          const { message, extensions } = tooCostly(
            grown,
            maxCost,
            maxCost,
            `Besides those named, ${(missing - mostErrors).toLocaleString('en')} more fields are null for the same reason.`,
          );
          const { http: _, ...shown } = extensions;
          body.singleResult.errors = [...(body.singleResult.errors ?? []), { message, extensions: shown }];
          return Promise.resolve();
        },
      });
    },
  };
}
