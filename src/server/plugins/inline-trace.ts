import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { formatError, formatReported } from './error-format.ts';

/**
 * Federated traces (`ftv1`) for the router that asks for them. Any caller may, so its errors are those that clients read,
 * with the ones that resolvers reported beside those thrown.
 */
export function createInlineTracePlugin(): ApolloServerPlugin<GatewayContext> {
  const plugin: ApolloServerPlugin = ApolloServerPluginInlineTrace({ includeErrors: { unmodified: true } });
  return {
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
          const { reported, requestId } = context.contextValue;
          const errors = formatReported(reported, requestId).map((error) => errorFrom(error));
          if (errors.length > 0) await listener.didEncounterErrors?.({ ...context, errors });
          await listener.willSendResponse?.(context);
        },
      };
    },
  };
}

/** `original` knows its place in the document. */
function errorFrom(formatted: GraphQLFormattedError, original?: GraphQLError): GraphQLError {
  const { message, path, extensions } = formatted;
  const { nodes = null, source = null, positions = null } = original ?? {};
  return new GraphQLError(message, { path, extensions, nodes, source, positions });
}
