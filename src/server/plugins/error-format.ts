import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '../../graphql/errors.ts';
import { WandbError } from '../../wandb/errors.ts';

/** GraphQL's and Apollo's own codes: their messages speak of the client's document alone. */
const clientCodes = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT' satisfies ErrorCode,
  'UNAUTHENTICATED' satisfies ErrorCode,
  'FORBIDDEN' satisfies ErrorCode,
  'QUERY_TOO_COSTLY' satisfies ErrorCode,
  'RATE_LIMITED' satisfies ErrorCode,
  'SERVICE_UNAVAILABLE' satisfies ErrorCode,
  'PERSISTED_QUERY_NOT_IN_LIST' satisfies ErrorCode,
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Stands in the place of every message that was not made for clients. */
export const maskedMessage =
  'Something went wrong in the gateway itself. Its log has the details under the requestId given here.';

/** Whether an error was made for clients to read; all others are masked and logged. */
export function isForClients(error: unknown): boolean {
  const original = unwrapResolverError(error);
  if (original instanceof WandbError) return true;
  return original instanceof GraphQLError && clientCodes.has(original.extensions['code']);
}

/** What the client reads: known errors as they are, anything else without a word of its own. Never a stack trace. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  if (original instanceof WandbError)
    return { message: original.message, ...place, extensions: { ...original.extensions } };
  if (clientCodes.has(formatted.extensions?.['code'])) {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    return { message: shortened(formatted.message), ...place, extensions };
  }
  return {
    message: maskedMessage,
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode },
  };
}

const longestMessage = 1_000;

/** GraphQL quotes a variable that is wrong as a whole; what is wrong with it stands at the end. */
function shortened(message: string): string {
  if (message.length <= longestMessage) return message;
  const half = longestMessage / 2;
  return `${message.slice(0, half)}… (${message.length} characters) …${message.slice(-half)}`;
}

/** As `formatError`, for a gateway that does not tell its schema: GraphQL would spell the names that were nearly hit. */
export function formatErrorWithoutHints(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const shown = formatError(formatted, error);
  return { ...shown, message: shown.message.replace(/ ?Did you mean .*?\?(?=$|\s[A-Z])/gs, '') };
}
