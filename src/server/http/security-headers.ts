import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * What browsers are told of every answer: data are no page, not to be framed, and not for other sites. Pages that are
 * meant to be seen set a policy of their own.
 */
export async function registerSecurityHeaders(
  app: FastifyInstance,
  isOpenToOtherSites: boolean,
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    // A drawing in another site's page would tell whether a name exists, so that has to be wanted.
    crossOriginResourcePolicy: { policy: isOpenToOtherSites ? 'cross-origin' : 'same-origin' },
    // Which scheme a whole domain uses is up to the proxy in front, which ends TLS.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}
