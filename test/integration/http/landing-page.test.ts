import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { prefersHtml, redirectFor } from '../../../src/server/http/static-pages.ts';
import { startGateway } from '../../support/gateway.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
});
afterAll(() => emulator.close());

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

test.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['application/json, text/html;q=0.9', false],
  ['text/html;q=0, */*', false],
  ['text/plain', false],
  [browser, true],
  ['TEXT/HTML', true],
  ['text/html, application/json', true],
])('A client that accepts %p is treated as a browser: %p.', (accept, isBrowser) => {
  expect(prefersHtml(accept)).toBe(isBrowser);
});

async function opened(
  overrides: Parameters<typeof startGateway>[1],
  look: (get: (accept: string) => Promise<Response>) => Promise<void>,
): Promise<void> {
  await using gateway = await startGateway(emulator, overrides);
  await look((accept) => fetch(gateway.url, { headers: { accept } }));
}

test('/ is a page for browsers and JSON for programs, and varies by Accept.', () =>
  opened({}, async (get) => {
    const page = await get(browser);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('vary')).toMatch(/^accept\b/i);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    const html = await page.text();
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const facts = await get('application/json');
    expect(facts.headers.get('vary')).toMatch(/^accept\b/i);
    expect(await facts.json()).toMatchObject({
      name: 'wandb-lineage-gateway',
      mode: 'sharedKey',
      examples: [],
    });
  }));

test('/ is JSON for browsers when pages are switched off.', () =>
  opened({ graphiql: 'off' }, async (get) => {
    const answer = await get(browser);
    expect(answer.headers.get('content-type')).toContain('application/json');
    const { endpoints } = (await answer.json()) as { endpoints: string[] };
    expect(endpoints).not.toContain('/graphiql');
    expect(endpoints).toContain('/graphql');
  }));

test('/ lists no schema address when introspection is switched off.', () =>
  opened({ introspection: 'off' }, async (get) => {
    const { endpoints } = (await (await get('*/*')).json()) as { endpoints: string[] };
    expect(endpoints).toContain('/explore');
    expect(endpoints).not.toContain('/schema.graphql');
    expect(endpoints).not.toContain('/subgraph.graphql');
  }));

test('A browser gets errors as a page, and programs get them as JSON.', async () => {
  await using gateway = await startGateway(emulator);
  const get = (path: string, accept: string) =>
    fetch(`${gateway.url}${path}`, { headers: { accept }, redirect: 'manual' });
  const { endpoints } = (await (await get('/', 'application/json')).json()) as { endpoints: string[] };
  const page = await get('/no/<script>', browser);
  expect([page.status, page.headers.get('content-type'), page.headers.get('vary')]).toEqual([
    404,
    'text/html; charset=utf-8',
    expect.stringMatching(/accept/i),
  ]);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'none'");
  const html = await page.text();
  expect(html).toContain('<p>There is nothing at /no/%3Cscript%3E.</p>');
  expect(html).toContain('<a href=".././">Start page</a>');
  expect(html.includes('<a href=".././graphiql">GraphiQL</a>')).toBe(endpoints.includes('/graphiql'));
  expect(html.includes('<a href=".././docs">Documentation</a>')).toBe(endpoints.includes('/docs'));
  const missing = await get('/lineage.svg?root=a/b/c:v1', browser);
  expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(await missing.text()).toContain('a/b/c:v1');
  const json = await get('/nowhere', 'application/json');
  expect(json.status).toBe(404);
  expect(await json.text()).toMatch(/^{"errors":\[{"message":"There is nothing at \/nowhere\./);
});

test.each([
  ['/explore/?root=a/b/c:v1', '../explore?root=a/b/c:v1'],
  ['/graphiql/', '../graphiql'],
])('%s redirects to %s.', async (from, to) => {
  await using gateway = await startGateway(emulator);
  const answer = await fetch(`${gateway.url}${from}`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([308, to]);
});

test('A path of the documentation without .html redirects to its page.', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  const docs = pathToFileURL(`${folder}/docs/`);
  mkdirSync(docs);
  writeFileSync(new URL('quickstart.html', docs), '');
  writeFileSync(new URL('../secret.html', docs), '');
  expect(redirectFor('/docs/quickstart?a=b', new Set(), docs)).toBe('quickstart.html?a=b');
  expect(redirectFor('/docs/nothing', new Set(), docs)).toBeNull();
  expect(redirectFor('/docs/../secret', new Set(), docs)).toBeNull();
  expect(redirectFor('/nowhere/', new Set(['/explore']), docs)).toBeNull();
  rmSync(folder, { recursive: true });
});
