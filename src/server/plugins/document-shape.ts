import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import type { OperationLimits } from '../../config/operations.ts';
import { tooCostly } from '../http/refusals.ts';

type ShapeLimits = Pick<OperationLimits, 'maxTokens' | 'maxAliases' | 'maxDirectives'>;

/**
 * Refuses a document that costs more to parse and validate than any honest one: Apollo has no hook for that which could
 * refuse, and validation compares fields pairwise. Throws QUERY_TOO_COSTLY; what is no GraphQL is left to the parser.
 */
export function checkDocumentShape(text: string, limits: ShapeLimits): void {
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let aliases = 0;
  let directives = 0;
  let parentheses = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      tokens += 1;
      if (tokens > limits.maxTokens)
        throw tooCostly(
          'or more words and signs',
          tokens,
          limits.maxTokens,
          'Split it, or pass long lists as variables.',
        );
      if (token.kind === TokenKind.AT) directives += 1;
      else if (token.kind === TokenKind.PAREN_L) parentheses += 1;
      else if (token.kind === TokenKind.PAREN_R) parentheses -= 1;
      // Between parentheses a colon follows the name of an argument.
      else if (token.kind === TokenKind.COLON && parentheses === 0) aliases += 1;
    }
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions['code'] === undefined) return;
    throw error;
  }
  if (aliases > limits.maxAliases)
    throw tooCostly(
      'aliases',
      aliases,
      limits.maxAliases,
      'Use Query.nodes or lists for many objects, or ask in several operations.',
    );
  if (directives > limits.maxDirectives)
    throw tooCostly('directives', directives, limits.maxDirectives, 'Leave out those that do nothing.');
}

/** The most levels of a variable: what honest ones hold are lists and objects of a filter. */
const mostLevels = 50;

/**
 * Refuses variables that are nested so deeply that whatever goes through them level by level runs out of stack. Throws
 * QUERY_TOO_COSTLY.
 */
export function checkVariablesShape(variables: unknown): void {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostLevels + 1)
      throw tooCostly('or more levels in its variables', depth - 1, mostLevels, 'Nest them less.');
    const below: unknown[] = [];
    for (const value of level)
      if (typeof value === 'object' && value !== null)
        for (const inner of Object.values(value)) below.push(inner);
    level = below;
  }
}
