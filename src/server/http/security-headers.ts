import type { IncomingHttpHeaders } from 'node:http';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { httpError } from './errors.ts';

/** Throws FORBIDDEN for a preflight from an origin that is not allowed. The browser's console says only that something is missing; its list of requests shows this. */
export function checkPreflight(
  { origin, ...headers }: IncomingHttpHeaders,
  corsOrigins: readonly string[],
): void {
  const isPreflight = origin !== undefined && headers['access-control-request-method'] !== undefined;
  if (isPreflight && !isAllowed(origin, corsOrigins)) throw httpError('FORBIDDEN', corsRefusal(origin));
}

function isAllowed(origin: string, corsOrigins: readonly string[]): boolean {
  return corsOrigins.some((each) => each === '*' || each === origin);
}

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
  if (hasCors)
    await app.register(cors, {
      // False leaves a preflight to the admission, which refuses it by a message.
      origin: (origin, done) => done(null, origin !== undefined && isAllowed(origin, corsOrigins)),
      methods: ['GET', 'POST'],
      exposedHeaders: [
        'retry-after',
        'x-request-id',
        'etag',
        'lineage-complete',
        'lineage-incomplete-reasons',
      ],
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
