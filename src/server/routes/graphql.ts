import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import type { GatewayContext } from '../../context.ts';
import { prefersHtml } from '../http/static-pages.ts';
import { checkDocument, checkVariables } from '../plugins/limits.ts';
import {
  checkPersistedQuery,
  resolveTrustedDocument,
  type GraphqlParameters,
} from '../plugins/trusted-documents.ts';

/** Sends people who open `/graphql` to GraphiQL. Before the admission: a page holds no data, and browsers send no token. */
export function redirectBrowsers(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, url, headers }, reply) => {
    if (method === 'GET' && /^\/graphql\/?$/.test(url) && prefersHtml(headers.accept))
      // Relative, since a proxy may serve the gateway below a path.
      return reply.header('vary', 'Accept').redirect(url.endsWith('/') ? '../graphiql' : 'graphiql');
  });
}

/** `/graphql`: checks what the request consists of, and hands it to Apollo. */
export function registerGraphql(
  app: FastifyInstance,
  apollo: ApolloServer<GatewayContext>,
  config: Config,
  contextFor: (request: FastifyRequest) => GatewayContext,
): void {
  const { trustedDocuments } = config;
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    preHandler: (request, _, done) => {
      setHostname(request);
      const parameters = parametersOf(request);
      const extensions = parsed(parameters.extensions);
      checkVariables({ ...parameters, variables: parsed(parameters.variables), extensions });
      if (trustedDocuments) {
        resolveTrustedDocument(parameters, extensions, trustedDocuments);
        if (request.method === 'GET') setQueryString(request, parameters);
      } else if (extensions) checkPersistedQuery(parameters.query, extensions);
      if (typeof parameters.query === 'string') checkDocument(parameters.query, config);
      done();
    },
    handler: fastifyApolloHandler(apollo, {
      context: (request) => Promise.resolve(contextFor(request)),
    }),
  });
}

/** Empty for a body that is no object, which Apollo refuses. */
function parametersOf({ method, body, query }: FastifyRequest): GraphqlParameters {
  const parameters = method === 'GET' ? query : body;
  return typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)
    ? parameters
    : {};
}

/** Variables or extensions: JSON text in a GET. Null where that is no JSON, which Apollo reports. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

/** Apollo's integration reads the URL itself. */
function setQueryString(request: FastifyRequest, parameters: GraphqlParameters): void {
  const [path = ''] = request.url.split('?');
  request.raw.url = `${path}?${new URLSearchParams(parameters as Record<string, string>).toString()}`;
}

/** Apollo's integration fails where host and path make no URL: HTTP/1.0 may have no host. Which hosts are allowed was checked before. */
function setHostname(request: FastifyRequest): void {
  if (URL.canParse(request.url, `${request.protocol}://${request.hostname}/`)) return;
  Object.defineProperty(request, 'hostname', { value: 'localhost' });
}
