import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What `npm run docs:site` makes; absent where nobody has. */
const siteFolder = new URL('../../docs/', import.meta.url);

/** The pages have no scripts; highlighted code has its colours in style attributes. */
const policy =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The documentation at `/docs`, for everybody, where it was built; says whether it was. */
export async function registerDocsSite(app: FastifyInstance, folder = siteFolder): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const open = { config: { open: true } };
  await app.register(async (scope) => {
    await scope.register(files, { root: fileURLToPath(folder), serve: false, index: false });
    scope.addHook('onSend', async (_, reply) => {
      void reply.header('content-security-policy', policy);
      return Promise.resolve();
    });
    scope.get('/docs', open, (_, reply) => reply.redirect('/docs/'));
    scope.get<{ Params: { '*': string } }>('/docs/*', open, ({ params }, reply) =>
      reply.sendFile(params['*'] === '' ? 'index.html' : params['*']),
    );
  });
  return true;
}
