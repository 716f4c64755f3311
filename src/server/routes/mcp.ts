import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { maskedMessage } from '../http/errors.ts';
import { corsRefusal } from '../http/security-headers.ts';
import { checkVariables } from '../plugins/limits.ts';
import { logUnexpected } from '../plugins/error-format.ts';
import type { ToolHost } from '../../mcp/tool-client.ts';
import type { RouteServices } from './lineage-files.ts';

const mcpPath = '/mcp';

/** Tool calls are short, and the library quotes an invalid one with a complaint for each item. */
const maxMessageBytes = 65_536;

export interface McpServices extends RouteServices {
  corsOrigins: readonly string[];
  version: string;
  /** The schema as clients may read it; null where it is hidden. */
  sdl: string | null;
}

/**
 * The Model Context Protocol over Streamable HTTP without sessions: each POST is answered by itself, so that any replica can
 * answer it and every caller is authenticated.
 */
export function registerMcp(app: FastifyInstance, services: McpServices): void {
  app.post(mcpPath, { bodyLimit: maxMessageBytes }, async (request, reply) => {
    const { origin } = request.headers;
    if (!isTrustedOrigin(origin, services.corsOrigins))
      return sendError(reply, 403, corsRefusal(origin ?? ''));
    if (Array.isArray(request.body))
      return sendError(reply, 400, 'Batches are not supported: POST each message by itself.');
    try {
      checkVariables(request.body);
    } catch (error) {
      if (error instanceof GraphQLError) return sendError(reply, 400, error.message);
      throw error;
    }
    return reply.send(await answer(request, services.contextFor(request), services));
  });
  app.route({
    url: mcpPath,
    method: ['GET', 'DELETE'],
    handler: (_, reply) =>
      sendError(reply.header('allow', 'POST'), 405, 'This server has no sessions: POST each message.'),
  });
}

async function answer(
  request: FastifyRequest,
  context: GatewayContext,
  { clientFor, logger, version, sdl }: McpServices,
): Promise<Response> {
  // Loaded by the first call.
  const { createMcpServer } = await import('../../mcp/mcp-server.ts');
  const mcp = await import('@modelcontextprotocol/server');
  const host: ToolHost = {
    sdl,
    openClient: () => clientFor(context),
    maskUnexpected(requestId, error) {
      logUnexpected(logger, requestId, [error]);
      return maskedMessage;
    },
  };
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (/^(?:content-type|mcp-.*)$/.test(name) && typeof value === 'string') headers.set(name, value);
  // Until 2026 the protocol wanted clients to take event streams too, which are never sent here.
  headers.set('accept', 'application/json, text/event-stream');
  const message = new Request(`http://localhost${mcpPath}`, { method: 'POST', headers });
  const { body: parsedBody } = request;
  if (await mcp.isLegacyRequest(message, parsedBody)) {
    const server = createMcpServer(host, version);
    const transport = new mcp.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    return transport.handleRequest(message, { parsedBody }).finally(() => server.close());
  }
  const handler = mcp.createMcpHandler(() => createMcpServer(host, version), {
    legacy: 'reject',
    maxSubscriptions: 0,
  });
  return handler.fetch(message, { parsedBody }).finally(() => handler.close());
}

/** Pages of other sites may not use a gateway on somebody's machine, even where their host name resolves to it. */
function isTrustedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  return URL.canParse(origin) && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(origin).hostname);
}

function sendError(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
}
