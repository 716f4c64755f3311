import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Page } from './landing.ts';

/** Beside the compiled program, and beside the sources when these are run as they are. */
const places = ['../../web/', '../../../dist/web/'].map((place) => new URL(place, import.meta.url));

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

// GraphiQL's editor writes its styles into the page.
const editorPolicy = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

const pages = [
  { path: '/explore', file: 'explore/index.html', policy },
  { path: '/graphiql', file: 'graphiql/index.html', policy: editorPolicy },
];

export interface Pages {
  /** Where they are, but for `/`. */
  paths: string[];
  /** For `/`, which has an answer for programs too. */
  landing: Page;
}

/** The pages that were built with the program, and their files; null where none were built. `schemaPrefix` begins the names that they ask for. */
export async function registerPages(app: FastifyInstance, schemaPrefix: string): Promise<Pages | null> {
  const root = places.find((place) => existsSync(new URL('explore/index.html', place)));
  if (!root) return null;
  const open = { config: { open: true } };
  const htmlOf = async (file: string): Promise<string> => {
    // Built a folder deeper than they are served.
    const built = (await readFile(new URL(file, root), 'utf8')).replaceAll('../assets/', 'assets/');
    const told = `<meta name="schema-prefix" content="${schemaPrefix}" />`;
    return schemaPrefix === '' ? built : built.replace('<head>', `<head>${told}`);
  };
  for (const page of pages) {
    const html = await htmlOf(page.file);
    app.get(page.path, open, (_, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', page.policy)
        .header('cache-control', 'no-cache')
        .send(html),
    );
  }
  // Their names hold a hash of their content, so that a name never means something else.
  await app.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
    });
    await files.register(fastifyStatic, {
      root: fileURLToPath(new URL('assets/', root)),
      prefix: '/assets/',
      decorateReply: false,
      preCompressed: true,
      immutable: true,
      maxAge: '365d',
      index: false,
    });
  });
  return {
    paths: pages.map(({ path }) => path),
    landing: { html: await htmlOf('landing/index.html'), policy },
  };
}
