import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, withPage } from '../support/explorer.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const prefix = '/team/lineage';
const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;

let emulator: Emulator;
let gateway: TestGateway;
let proxy: Server;
let origin: string;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator);
  // As `location /team/lineage/ { proxy_pass http://gateway/; }`: what has no prefix is somebody else's.
  proxy = createServer((request, response) => {
    if (!request.url?.startsWith(`${prefix}/`)) {
      response.writeHead(404).end();
      return;
    }
    const onwards = send(
      new URL(request.url.slice(prefix.length), gateway.url),
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onwards);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser?.close();
  proxy.closeAllConnections();
  proxy.close();
  await gateway.close();
  await emulator.close();
});

testInBrowser("all pages work behind a proxy's path and link to each other", () =>
  withPage(browser, origin, async (page) => {
    const lost: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) lost.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${origin}${prefix}/`);
    await page.getByLabel('Path of a run or artifact version').fill('acme/vision/flower-classifier:v2');
    await page.keyboard.press('Enter');
    await drawn(page, 6);
    expect(new URL(page.url()).pathname).toBe(`${prefix}/explore`);
    await page.reload();
    await drawn(page, 6);
    await page.locator('summary', { hasText: 'Share' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download JSON' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.json$/);
    await page.getByRole('link', { name: 'Open in GraphiQL' }).click();
    await page.locator('.graphiql-execute-button').waitFor();
    expect(new URL(page.url()).pathname).toBe(`${prefix}/graphiql`);
    await page.locator('.graphiql-execute-button').click();
    await page.locator('svg.lineage').waitFor();
    await page.getByRole('link', { name: 'Open in explorer' }).click();
    await drawn(page, 6);
    expect(new URL(page.url()).pathname).toBe(`${prefix}/explore`);
    expect(lost).toEqual([]);
  }),
);

testInBrowser("the page of an unknown address links to the pages behind the proxy's path", () =>
  withPage(browser, origin, async (page) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const answer = await page.goto(`${origin}${prefix}/no/such/page?a=b`);
      expect(answer?.status()).toBe(404);
      await page.getByRole('heading', { name: 'Not found' }).waitFor();
      expect(await violations(page)).toEqual([]);
    }
    await page.getByRole('link', { name: 'GraphiQL' }).click();
    await page.locator('.graphiql-execute-button').waitFor();
    expect(new URL(page.url()).pathname).toBe(`${prefix}/graphiql`);
    await page.goto(`${origin}${prefix}/explore/?root=acme/vision/flower-classifier:v2`);
    await drawn(page, 6);
    expect(new URL(page.url()).pathname).toBe(`${prefix}/explore`);
  }),
);
