import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import fastify from 'fastify';
import { registerDocsSite } from '../../../src/server/http/static-pages.ts';

test('The documentation is served at /docs without scripts, and no other file is.', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lineage-docs-'));
  const app = fastify();
  try {
    const site = join(folder, 'docs');
    await mkdir(site);
    await writeFile(join(site, 'index.html'), '<h1>Overview</h1>');
    await writeFile(join(site, 'querying.html'), '<h1>Querying</h1>');
    await writeFile(join(folder, 'secret.txt'), 'inner words');
    await registerDocsSite(app, pathToFileURL(`${site}/`));
    const page = await app.inject('/docs/querying.html');
    expect([page.statusCode, page.body]).toEqual([200, '<h1>Querying</h1>']);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'none';/);
    expect((await app.inject('/docs/')).body).toBe('<h1>Overview</h1>');
    expect((await app.inject('/docs')).headers.location).toBe('/docs/');
    for (const path of [
      '/docs/../secret.txt',
      '/docs/%2e%2e/secret.txt',
      '/docs/..%2fsecret.txt',
      '/docs/none.html',
    ])
      expect((await app.inject(path)).body).not.toContain('inner words');
    expect((await app.inject('/docs/..%2fsecret.txt')).statusCode).toBeGreaterThanOrEqual(400);
  } finally {
    await app.close();
    await rm(folder, { recursive: true });
  }
});

test('Without a built site, /docs is 404.', async () => {
  const app = fastify();
  try {
    await registerDocsSite(app, new URL('file:///nonexistent/docs/'));
    expect((await app.inject('/docs/')).statusCode).toBe(404);
  } finally {
    await app.close();
  }
});
