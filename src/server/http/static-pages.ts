import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyStaticOptions } from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Beside the compiled program, and beside the sources when they run as they are. */
const webFolders = ['../../web/', '../../../dist/web/'].map((folder) => new URL(folder, import.meta.url));
/** Written by `npm run docs:site`. */
const docsFolder = new URL('../../docs/', import.meta.url);

function contentSecurityPolicy(scripts: string, styles: string): string {
  const own = `script-src ${scripts}; style-src ${styles}; connect-src ${scripts}; worker-src ${scripts}`;
  const forbidden = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return `default-src 'none'; ${own}; font-src 'self'; img-src 'self' data:; ${forbidden}`;
}

const appPolicy = contentSecurityPolicy("'self'", "'self'");
// GraphiQL's editor writes style elements.
const editorPolicy = contentSecurityPolicy("'self'", "'self' 'unsafe-inline'");
// Highlighted code has its colours in style attributes.
const docsPolicy = contentSecurityPolicy("'none'", "'self' 'unsafe-inline'");

const apps = [
  { path: '/explore', file: 'explore/index.html', policy: appPolicy },
  { path: '/graphiql', file: 'graphiql/index.html', policy: editorPolicy },
];
const open = { config: { open: true } };

function sendPage(reply: FastifyReply, html: string, policy: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-cache')
    .send(html);
}

/**
 * Serves the explorer, GraphiQL and their assets, where they were built; returns the HTML of the explorer, whose start
 * page is served at `/` too. `schemaPrefix` is written into the pages.
 */
export async function registerStaticPages(
  app: FastifyInstance,
  schemaPrefix: string,
): Promise<string | null> {
  const root = webFolders.find((folder) => existsSync(new URL('explore/index.html', folder)));
  if (!root) return null;
  const htmlOf = async (file: string): Promise<string> => {
    // The files are built one folder deeper than they are served.
    const html = (await readFile(new URL(file, root), 'utf8')).replaceAll('../assets/', 'assets/');
    const prefix = `<meta name="schema-prefix" content="${schemaPrefix}" />`;
    return schemaPrefix === '' ? html : html.replace('<head>', `<head>${prefix}`);
  };
  for (const { path, file, policy } of apps) {
    const html = await htmlOf(file);
    app.get(path, open, (_, reply) => sendPage(reply, html, policy));
  }
  await registerFiles(app, new URL('assets/', root), {
    prefix: '/assets/',
    preCompressed: true,
    // The names contain a hash of the content.
    immutable: true,
    maxAge: '365d',
    index: false,
  });
  return htmlOf('explore/index.html');
}

/** `/`: the start page for browsers, and `facts` as JSON for other clients. */
export function registerLandingPage(app: FastifyInstance, html: string | null, facts: object): void {
  app.get('/', open, (request, reply) => {
    void reply.header('vary', 'Accept').header('cache-control', 'no-cache');
    return html !== null && prefersHtml(request.headers.accept)
      ? sendPage(reply, html, appPolicy)
      : reply.send(facts);
  });
}

/** Whether HTML is named and not outweighed by JSON; a bare wildcard, as curl sends it, gets JSON. */
export function prefersHtml(accept = ''): boolean {
  const qualities = new Map(
    accept.split(',').map((range): [string, number] => {
      const [type = '', quality = '1'] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/);
      return [type, Number(quality)];
    }),
  );
  const html = qualities.get('text/html') ?? 0;
  return html > 0 && html >= (qualities.get('application/json') ?? 0);
}

/** Serves the documentation at `/docs`, where it was built. */
export async function registerDocsSite(app: FastifyInstance, folder = docsFolder): Promise<void> {
  if (!existsSync(folder)) return;
  await registerFiles(app, folder, { prefix: '/docs', redirect: true }, docsPolicy);
}

/** Serves a folder without authentication. */
async function registerFiles(
  app: FastifyInstance,
  folder: URL,
  options: Omit<FastifyStaticOptions, 'root'>,
  policy?: string,
): Promise<void> {
  const { default: files } = await import('@fastify/static');
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
    });
    scope.addHook('onSend', (_, reply, payload, done) => {
      if (policy !== undefined) void reply.header('content-security-policy', policy);
      done(null, payload);
    });
    await scope.register(files, { root: fileURLToPath(folder), decorateReply: false, ...options });
  });
}

/** The address, relative to `url`, of a page that is meant by one with a slash too many or without `.html`. Null if there is none. */
export function redirectFor(url: string, endpoints: ReadonlySet<string>, folder = docsFolder): string | null {
  const [, path = '', query = ''] = /^([^?]*)(.*)$/.exec(url) ?? [];
  const name = path.split('/').at(-1) ?? '';
  // Relative, since a proxy may serve the gateway under a path.
  if (name === '' && endpoints.has(path.slice(0, -1))) return `../${path.split('/').at(-2) ?? ''}${query}`;
  const isPage = /^\/docs(?:\/[\w-]+)+$/.test(path) && existsSync(new URL(`..${path}.html`, folder));
  return isPage ? `${name}.html${query}` : null;
}

const errorPolicy = contentSecurityPolicy("'none'", "'unsafe-inline'");
const errorStyle =
  ':root{background:light-dark(#f6f6f8,#14161b);color:light-dark(#1c2130,#e9ebf0);color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:40rem;margin:15vh auto;padding:0 1.5rem;overflow-wrap:anywhere}a{color:light-dark(#5b3b9e,#c4b1f5);margin-right:1.5rem}';

/** An error as a page, for browsers that navigate to an address. */
export function sendErrorPage(reply: FastifyReply, messages: readonly string[]): FastifyReply {
  const escaped = messages.map((message) => message.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  const title = reply.statusCode === 404 ? 'Not found' : 'Something went wrong';
  const up = '../'.repeat((reply.request.url.split('?')[0] ?? '').split('/').length - 2);
  const links = Object.entries({ '/': 'Start page', '/graphiql': 'GraphiQL', '/docs': 'Documentation' })
    .filter(([url]) => reply.server.hasRoute({ method: 'GET', url }))
    .map(([url, name]) => `<a href="${up}.${url}">${name}</a>`);
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${title}</title><style>${errorStyle}</style></head><body><main><h1>${title}</h1>${escaped.map((message) => `<p>${message}</p>`).join('')}<nav aria-label="Pages">${links.join('')}</nav></main></body></html>`;
  return sendPage(reply.header('vary', 'Accept'), html, errorPolicy);
}
