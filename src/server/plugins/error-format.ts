import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../../context.ts';
import type { ErrorCode } from '../../graphql/errors.ts';
import { safeError } from '../../telemetry/safe-error.ts';
import { WandbError } from '../../wandb/errors.ts';
import { isClientCode, maskedMessage } from '../http/errors.ts';

const maxMessageLength = 1_000;
export const schemaHidden = 'This gateway does not show its schema (INTROSPECTION=off).';

/** Whether clients may read an error's message; all others are masked and logged. */
export function isForClients(error: unknown): boolean {
  const original = unwrapResolverError(error);
  if (original instanceof WandbError) return true;
  return original instanceof GraphQLError && isClientCode(original.extensions['code']);
}

/** An error as clients read it: known ones as they are, all others masked. Never a stack trace. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  if (original instanceof WandbError)
    return { message: original.message, ...place, extensions: { ...original.extensions } };
  if (isClientCode(formatted.extensions?.['code'])) {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    return { message: shortened(formatted.message), ...place, extensions };
  }
  const code = 'INTERNAL_SERVER_ERROR' satisfies ErrorCode;
  return { message: maskedMessage, ...place, extensions: { code } };
}

/** GraphQL.js quotes the complete value of an invalid variable and states the problem at the end. */
function shortened(message: string): string {
  if (message.length <= maxMessageLength) return message;
  const half = maxMessageLength / 2;
  return `${message.slice(0, half)}… (${message.length} characters) …${message.slice(-half)}`;
}

/** `formatError` for a gateway without introspection: GraphQL.js suggests names of the schema, and Apollo an option that we do not have. */
export function formatErrorWithoutHints(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const shown = formatError(formatted, error);
  if (shown.extensions?.['validationErrorCode'] === 'INTROSPECTION_DISABLED')
    return { ...shown, message: schemaHidden };
  return { ...shown, message: shown.message.replace(/ ?Did you mean .*?\?(?=$|\s[A-Z])/gs, '') };
}

/** An error that no client's document is to blame for, as clients read it. */
export function formatFailure(
  error: Error,
  requestId: string,
  path?: readonly (string | number)[],
): GraphQLFormattedError {
  const extensions = error instanceof WandbError ? error.extensions : {};
  return withRequestId(
    formatError({ message: error.message, ...(path && { path }), extensions }, error),
    requestId,
  );
}

/** Errors that resolvers reported beside those thrown, each once, however many W&B requests failed in the same way. */
export function formatReported(
  reported: GatewayContext['reported'],
  requestId: string,
): GraphQLFormattedError[] {
  const formatted = new Map<string, GraphQLFormattedError>();
  for (const { error, path } of reported) {
    const shown = formatFailure(error, requestId, path);
    formatted.set(JSON.stringify(shown), shown);
  }
  return [...formatted.values()];
}

/** Adds to a masked error the id under which the log has its details. */
export function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}

/** Logs errors that clients read masked. */
export function logUnexpected(logger: Logger, requestId: string, errors: readonly GraphQLError[]): void {
  for (const error of errors) {
    // A path consists of response names and indices, which the client chose: nothing of W&B's.
    logger.error(
      { requestId, path: error.path, error: safeError(error.originalError ?? error) },
      'unexpected error',
    );
  }
}
