import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../../context.ts';
import { logUnexpected } from '../plugins/answer-plugin.ts';
import { checkVariablesShape } from '../plugins/document-shape.ts';
import type { Engine } from '../engine.ts';

export const mcpPath = '/mcp';

/** Questions are short. What is longer is told back at a length of its own, one complaint an item. */
const longestMessageBytes = 65_536;

export interface McpServices {
  engine: Engine;
  /** Throws UNAUTHENTICATED for a caller who may not ask. */
  contextFor: (request: FastifyRequest, reply: FastifyReply) => GatewayContext | Promise<GatewayContext>;
  corsOrigins: readonly string[];
  logger: Logger;
  version: string;
}

/**
 * The Model Context Protocol by Streamable HTTP, without sessions: each POST is answered by itself, so that any replica
 * can answer, and the caller is checked each time.
 */
export function registerMcp(app: FastifyInstance, services: McpServices): void {
  app.post(mcpPath, { bodyLimit: longestMessageBytes }, async (request, reply) => {
    if (!isTrustedOrigin(request.headers.origin, services.corsOrigins))
      return sendError(
        reply,
        403,
        `Pages from ${request.headers.origin ?? ''} may not call this. The operator can allow them with --cors-origins (CORS_ORIGINS).`,
      );
    if (Array.isArray(request.body))
      return sendError(reply, 400, 'Batches are not answered: POST each message by itself.');
    let context: GatewayContext;
    try {
      checkVariablesShape(request.body);
      context = await services.contextFor(request, reply);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { status = 401 } = (error.extensions['http'] ?? {}) as { status?: number };
      if (status === 401) void reply.header('www-authenticate', 'Bearer realm="W&B API key"');
      return sendError(reply, status, error.message);
    }
    return reply.send(await answer(request, context, services));
  });
  // Without sessions there is nothing to listen to and nothing to end.
  app.route({
    url: mcpPath,
    method: ['GET', 'DELETE'],
    handler: (_, reply) =>
      sendError(reply.header('allow', 'POST'), 405, 'This server keeps no sessions: POST each message.'),
  });
}

async function answer(
  request: FastifyRequest,
  context: GatewayContext,
  { engine, logger, version }: McpServices,
): Promise<Response> {
  // Whoever never asks does not wait for it at the start.
  const [{ createMcpServer }, { WebStandardStreamableHTTPServerTransport }] = await Promise.all([
    import('../../mcp/mcp-server.ts'),
    import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'),
  ]);
  const server = createMcpServer(
    { engine, openContext: () => context, onUnexpected: (id, errors) => logUnexpected(logger, id, errors) },
    version,
  );
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const headers = new Headers();
  for (const name of ['accept', 'content-type', 'mcp-protocol-version']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const asked = new Request(`http://localhost${mcpPath}`, { method: 'POST', headers });
  try {
    return await transport.handleRequest(asked, { parsedBody: request.body });
  } finally {
    await server.close();
  }
}

/** A page elsewhere must not use a gateway on somebody's machine, even where its name leads to this address. */
function isTrustedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  return URL.canParse(origin) && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(origin).hostname);
}

function sendError(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
}
