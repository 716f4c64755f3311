import { GraphQLError } from 'graphql';
import type { WandbErrorCode } from '../wandb/errors.ts';

/** Every `extensions.code` of this service's own; GraphQL's own codes (`GRAPHQL_VALIDATION_FAILED`, ...) come beside them. */
export type ErrorCode =
  | WandbErrorCode
  | 'BAD_USER_INPUT'
  | 'BAD_REQUEST'
  | 'QUERY_TOO_COSTLY'
  | 'RATE_LIMITED'
  | 'SERVICE_UNAVAILABLE'
  | 'PERSISTED_QUERY_NOT_IN_LIST'
  | 'INTERNAL_SERVER_ERROR';

const longestEcho = 200;

/** What was given, short enough to be read in a message. */
function echo(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > longestEcho ? `${text.slice(0, longestEcho)}… (${text.length} characters)` : text;
}

/** An argument of the wrong form: names the argument, what was given, and the form that is wanted. */
export function badUserInput(argument: string, given: unknown, wanted: string): GraphQLError {
  const message = `The argument "${argument}" was ${echo(given)}, but has to be ${wanted}.`;
  const extensions = { code: 'BAD_USER_INPUT' satisfies ErrorCode, argument };
  return withoutStack(() => new GraphQLError(message, { extensions }));
}

/** An argument that names no node; `problem` says what it was understood as, and what to write. */
export function badReference(argument: string, given: unknown, problem: string): GraphQLError {
  const extensions = { code: 'BAD_USER_INPUT' satisfies ErrorCode, argument };
  return withoutStack(
    () => new GraphQLError(`The argument "${argument}" was ${echo(given)}. ${problem}`, { extensions }),
  );
}

/** Where in our code a client's mistake was found tells nobody anything, and a thousand of them would cost most by it. */
function withoutStack(make: () => GraphQLError): GraphQLError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The answer has grown beyond its limit before this came to be written down. */
export function answerTooLarge(): GraphQLError {
  return new GraphQLError(
    'The answer has become too large for this. Ask for it in an operation of its own.',
    {
      extensions: { code: 'QUERY_TOO_COSTLY' satisfies ErrorCode },
    },
  );
}
