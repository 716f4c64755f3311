import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its responses carry an ETag; a client that has the current one gets 304. */
    tagged?: boolean;
  }
}

/**
 * Caching headers. Every response on a guarded route is private to its caller: some routers share responses that do not say so.
 * Register it before the compression, so that the ETag is that of the content.
 */
export function registerCaching(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const { open, tagged } = request.routeOptions.config;
    if (open === true) {
      done(null, payload);
      return;
    }
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache');
    addVary(reply, 'Authorization, X-WandB-Api-Key');
    const isUnchanged =
      tagged === true &&
      reply.statusCode === 200 &&
      typeof payload === 'string' &&
      matchesEtag(request.headers['if-none-match'], reply, payload);
    if (isUnchanged) void reply.code(304).removeHeader('content-length').removeHeader('content-type');
    done(null, isUnchanged ? null : payload);
  });
}

function addVary(reply: FastifyReply, names: string): void {
  const before = reply.getHeader('vary');
  void reply.header('vary', before === undefined ? names : `${[before].flat().join(', ')}, ${names}`);
}

/** When an export was made, as JSON and drawings have it: the same graph an hour later has the same tag. */
const exportTime =
  /"generatedAt": "[^"]+"|\d{4}(?:-|&#45;)\d\d(?:-|&#45;)\d\dT[\d:.]+Z(?= \S+ wandb(?:-|&#45;)lineage)/g;

/** Sets the ETag, a weak one since the same content may be compressed; whether the client has it already. */
function matchesEtag(ifNoneMatch: string | undefined, reply: FastifyReply, content: string): boolean {
  const hash = createHash('sha256').update(content.replace(exportTime, '')).digest('base64url').slice(0, 27);
  void reply.header('etag', `W/"${hash}"`);
  return (ifNoneMatch ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag.replace(/^W\//, '') === `"${hash}"`);
}
