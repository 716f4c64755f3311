import type { ApolloServerPlugin } from '@apollo/server';
import {
  GraphQLError,
  Lexer,
  Source,
  TokenKind,
  type ASTVisitor,
  type GraphQLSchema,
  type ValidationContext,
} from 'graphql';
import type { Config } from '../../config/config.ts';
import type { GatewayContext } from '../../context.ts';
import { tooCostly } from '../http/errors.ts';
import { schemaHidden } from './error-format.ts';
import { costOf, weights } from './operation-cost.ts';

/** An error costs as much as a hundred values: to make, to format and to send. */
const maxErrors = 1_000;
/** Fields that are null because the response is too large may be a hundred thousand: these many have an error of their own. */
const maxTooLargeErrors = 100;
/** Levels of a variable: filters are lists and objects of a few. */
const maxVariableDepth = 50;

/**
 * Checks a document before it is parsed, since validation compares fields pairwise and Apollo has no hook in between that
 * may refuse. Throws QUERY_TOO_COSTLY; what is no GraphQL is left to the parser.
 */
export function checkDocument(
  text: string,
  limits: Pick<Config, 'maxQueryTokens' | 'maxQueryAliases' | 'maxQueryDirectives'>,
): void {
  const { maxQueryTokens, maxQueryAliases, maxQueryDirectives } = limits;
  const lexer = new Lexer(new Source(text));
  let [tokens, aliases, directives, parentheses] = [0, 0, 0, 0];
  try {
    while (tokens <= maxQueryTokens && lexer.advance().kind !== TokenKind.EOF) {
      const { kind } = lexer.token;
      tokens += 1;
      if (kind === TokenKind.AT) directives += 1;
      else if (kind === TokenKind.PAREN_L) parentheses += 1;
      else if (kind === TokenKind.PAREN_R) parentheses -= 1;
      // Between parentheses a colon follows the name of an argument.
      else if (kind === TokenKind.COLON && parentheses === 0) aliases += 1;
    }
  } catch {
    return;
  }
  const counts: [string, number, number, string][] = [
    ['or more words and signs', tokens, maxQueryTokens, 'Split it, or pass long lists as variables.'],
    ['aliases', aliases, maxQueryAliases, 'Use Query.nodes or lists for many objects, or ask several times.'],
    ['directives', directives, maxQueryDirectives, 'Leave out those that do nothing.'],
  ];
  for (const [measure, count, limit, advice] of counts)
    if (count > limit) throw tooCostly(measure, count, limit, advice);
}

/** Refuses variables that are nested so deeply that recursive code would overflow the stack. Throws QUERY_TOO_COSTLY. */
export function checkVariables(variables: unknown): void {
  let values: unknown[] = [variables];
  for (let depth = 0; values.length > 0; depth += 1) {
    if (depth > maxVariableDepth + 1)
      throw tooCostly('or more levels in its variables', depth - 1, maxVariableDepth, 'Nest them less.');
    const inner: unknown[] = [];
    for (const value of values)
      if (typeof value === 'object' && value !== null)
        for (const each of Object.values(value)) inner.push(each);
    values = inner;
  }
}

/** GraphQL.js refuses mutations and subscriptions only when it executes them, as if the service had failed. */
export function onlyQueries(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(
        new GraphQLError(`This gateway answers queries, and has no ${node.operation}.`, { nodes: [node] }),
      );
    },
  };
}

/** With introspection off, the field by which composers read the whole schema is off too. */
export function noServiceSdl(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '_service' || context.getParentType()?.name !== 'Query') return;
      context.reportError(new GraphQLError(schemaHidden, { nodes: [node] }));
    },
  };
}

/**
 * Rejects an operation that would cost too much before any W&B request. During execution it counts the items of lists: where
 * paths of the graph join again, nesting repeats the same objects, which cannot be known in advance. Limits the errors of a
 * response; the last one states how many are omitted.
 */
export function createLimitsPlugin(
  schema: GraphQLSchema,
  { maxQueryCost, maxQueryDepth }: Pick<Config, 'maxQueryCost' | 'maxQueryDepth'>,
): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      /** Fields that are null because the response is too large. */
      let tooLarge = 0;
      return Promise.resolve({
        async didResolveOperation({ document, operation, request, contextValue }) {
          const found = operation && costOf(schema, document, operation, request.variables ?? {});
          if (!found) return Promise.resolve();
          const { cost, levels, largestList, costPerItem, isCut } = found;
          contextValue.record.cost = cost;
          const advice = `Lower ${largestList ?? 'the number of fields'}, or ask in several operations.`;
          if (levels > maxQueryDepth)
            throw tooCostly(
              'levels of fields',
              levels,
              maxQueryDepth,
              'Ask for Artifact.lineage or Run.lineage, which walks any number of hops.',
            );
          if (isCut || cost > maxQueryCost)
            throw tooCostly(
              `${isCut ? 'or more ' : ''}values to answer with, its lists at full length`,
              cost,
              maxQueryCost,
              advice,
            );
          let counted = 0;
          const spent = (): number => counted + contextValue.memoizedFields.loads * weights.lookup;
          contextValue.answerBudget = {
            isExceeded: () => spent() > maxQueryCost,
            take(nodes, items) {
              for (const node of nodes) counted += items * (costPerItem.get(node) ?? 1);
              if (spent() <= maxQueryCost) return true;
              tooLarge += 1;
              if (tooLarge > maxTooLargeErrors) return false;
              throw tooCostly(
                'or more values to answer with, and the graph goes on',
                Math.round(spent()),
                maxQueryCost,
                advice,
                200,
              );
            },
          };
          return Promise.resolve();
        },
        async didEncounterErrors({ errors }) {
          // The array that is formatted next.
          const shown = errors as GraphQLError[];
          const omitted = shown.splice(maxErrors).length + Math.max(0, tooLarge - maxTooLargeErrors);
          if (omitted > 0)
            shown.push(
              tooCostly(
                'errors',
                shown.length + omitted,
                shown.length,
                `Besides those listed, ${omitted.toLocaleString('en')} more fields are null for such reasons. Ask for less at once.`,
                200,
              ),
            );
          return Promise.resolve();
        },
      });
    },
  };
}
