import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { formatReported } from './answer-plugin.ts';
import { formatError } from './error-format.ts';

/**
 * Traces for the router that asks for them (`ftv1`). Anybody may ask, so that errors are in them as clients read them; and
 * those that resolvers reported beside those thrown are in them too, which the server does not know of.
 */
export function createInlineTracePlugin(): ApolloServerPlugin<GatewayContext> {
  const plugin: ApolloServerPlugin = ApolloServerPluginInlineTrace({ includeErrors: { unmodified: true } });
  return {
    ...plugin,
    async requestDidStart(request) {
      const listener = await plugin.requestDidStart?.(request);
      if (!listener) return undefined;
      return {
        ...listener,
        async didEncounterErrors(context) {
          const errors = context.errors.map((error) => errorFrom(formatError(error.toJSON(), error), error));
          await listener.didEncounterErrors?.({ ...context, errors });
        },
        async willSendResponse(context) {
          const errors = formatReported(context.contextValue.reported).map((error) => errorFrom(error));
          if (errors.length > 0) await listener.didEncounterErrors?.({ ...context, errors });
          await listener.willSendResponse?.(context);
        },
      };
    },
  };
}

/** Where in the document it is, another error knows. */
function errorFrom(formatted: GraphQLFormattedError, place?: GraphQLError): GraphQLError {
  const { message, path, extensions } = formatted;
  const { nodes = null, source = null, positions = null } = place ?? {};
  return new GraphQLError(message, { path, extensions, nodes, source, positions });
}
