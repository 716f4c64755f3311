import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import type { GatewayContext } from '../../context.ts';
import { checkDocumentShape, checkVariablesShape } from '../plugins/document-shape.ts';
import { checkPersisted, parametersOf, replaceByTrusted, unpacked } from '../plugins/persisted.ts';

/** `/graphql`: what the document is made of is looked at before Apollo parses it. */
export function registerGraphql(
  app: FastifyInstance,
  apollo: ApolloServer<GatewayContext>,
  { operationLimits, trustedDocuments }: Config,
  contextFor: (request: FastifyRequest) => GatewayContext,
): void {
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    preHandler: async (request) => {
      nameHost(request);
      if (trustedDocuments) replaceByTrusted(request, trustedDocuments);
      const parameters = parametersOf(request);
      const extensions = unpacked(parameters?.extensions);
      checkVariablesShape({ ...parameters, variables: unpacked(parameters?.variables), extensions });
      checkPersisted(parameters?.query, extensions);
      const text = parameters?.query;
      if (typeof text === 'string') checkDocumentShape(text, operationLimits);
      await Promise.resolve();
    },
    handler: fastifyApolloHandler(apollo, {
      context: (request) => Promise.resolve(contextFor(request)),
    }),
  });
}

/**
 * Apollo's integration makes an address of the request's own words, and fails where they make none: HTTP/1.0 may come without
 * a host, and whether a name is one of ours has been seen to before.
 */
function nameHost(request: FastifyRequest): void {
  if (URL.canParse(request.url, `${request.protocol}://${request.hostname}/`)) return;
  Object.defineProperty(request, 'hostname', { value: 'localhost' });
}
