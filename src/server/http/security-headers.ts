import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { httpError } from './errors.ts';

export function corsRefusal(origin: string): string {
  return `Pages from ${origin} may not call this gateway. Its operator can allow them with --cors-origins (CORS_ORIGINS).`;
}

/**
 * Security headers for every response: data is not a page, may not be framed, and not be read by other sites than
 * `corsOrigins`. Pages set a content security policy of their own.
 */
export async function registerSecurityHeaders(
  app: FastifyInstance,
  corsOrigins: readonly string[],
): Promise<void> {
  const hasCors = corsOrigins.length > 0;
  app.addHook('onRequest', async ({ method, headers: { origin, ...headers } }) => {
    const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
    if (!isPreflight || origin === undefined || corsOrigins.some((each) => each === '*' || each === origin))
      return Promise.resolve();
    // The browser's console says only that something is missing; its list of requests shows this.
    throw httpError('FORBIDDEN', corsRefusal(origin));
  });
  if (hasCors)
    await app.register(cors, {
      origin: corsOrigins.includes('*') ? true : [...corsOrigins],
      methods: ['GET', 'POST'],
      exposedHeaders: ['retry-after', 'x-request-id', 'etag'],
      maxAge: 600,
    });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    // Another site that embeds a drawing learns whether a name exists.
    crossOriginResourcePolicy: { policy: hasCors ? 'cross-origin' : 'same-origin' },
    // Left to the proxy that terminates TLS for the domain.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}
