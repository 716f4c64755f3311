import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { prefersHtml } from '../../../src/server/http/static-pages.ts';
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
