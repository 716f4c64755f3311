import type { FastifyInstance, FastifyReply } from 'fastify';

/**
 * Tells caches on the way, a router's among them, that answers are one caller's alone. Some routers share for minutes
 * what says nothing about it.
 */
export function registerSharedCaches(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    await Promise.resolve();
    const { open, tagged } = request.routeOptions.config;
    if (open === true || tagged === true) return;
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache');
    varyByCaller(reply);
  });
}

/** Whose answer it is depends on who asks. */
export function varyByCaller(reply: FastifyReply): void {
  const before = reply.getHeader('vary');
  const callers = 'Authorization, X-WandB-Api-Key';
  void reply.header('vary', before === undefined ? callers : `${[before].flat().join(', ')}, ${callers}`);
}
