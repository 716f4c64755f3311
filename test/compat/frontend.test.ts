import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { connectBrowser } from '../support/browser.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const example = 'examples/frontend';
const browser = await connectBrowser();
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
// npm run test:compat:install
const isBuilt = existsSync(`${example}/dist/index.html`) && existsSync(`${example}/dist-clients/all.js`);
const whenBuilt = isBuilt ? describe : describe.skip;
const whenSeen = isBuilt && browser ? describe : describe.skip;

whenBuilt('typed clients', () => {
  test('urql and graphql-request clients page, refetch by id and keep the data of a partial response', async () => {
    const emulator = await startEmulator({ world: 'demo' });
    const gateway = await startGateway(emulator);
    try {
      const script = `${example}/dist-clients/all.js`;
      const { stdout } = await promisify(execFile)(process.execPath, [script, `${gateway.url}/graphql`]);
      const wanted = {
        consumers: 597,
        again: 'acme/data-platform/events:v0',
        good: 'checkpoints:v9',
        bad: 'BAD_USER_INPUT',
      };
      expect(JSON.parse(stdout)).toEqual({ urql: wanted, graphqlRequest: wanted });
    } finally {
      await gateway.close();
      await emulator.close();
    }
  });
});

whenSeen('the example frontend', () => {
  let files: Server;
  let origin: string;
  let emulator: Emulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    files = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      readFile(join(example, 'dist', path === '/' ? 'index.html' : path)).then(
        (content) => response.setHeader('content-type', types[extname(path)] ?? 'text/html').end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator, {
      corsOrigins: origin,
      trustedDocuments: `${example}/persisted-documents.json`,
    });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await gateway.close();
    await emulator.close();
    files.closeAllConnections();
    files.close();
  });

  async function open(path: string) {
    if (!browser) throw new TypeError('There is no browser.');
    const page = await browser.newPage();
    const asked: { method: string; query: string }[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(gateway.url) || request.method() === 'OPTIONS') return;
      asked.push({ method: request.method(), query: decodeURIComponent(new URL(request.url()).search) });
    });
    const gatewayUrl = encodeURIComponent(`${gateway.url}/graphql`);
    await page.goto(`${origin}/?gateway=${gatewayUrl}&path=${encodeURIComponent(path)}`);
    return { page, asked };
  }

  test('loads, pages and refetches by id, with GET requests for the documents of its manifest', async () => {
    const { page, asked } = await open('acme/data-platform/events:v0');
    await page.locator('h1').waitFor();
    expect(await page.locator('h1').textContent()).toBe('events:v0');
    expect(await page.locator('#used-by li').count()).toBe(2);
    await page.locator('#more').click();
    await page.locator('#used-by li').nth(3).waitFor();
    expect(await page.locator('#used-by li').count()).toBe(4);
    await page.locator('#again').click();
    await page.locator('#asked-again').waitFor();
    expect(await page.locator('[role=alert]').count()).toBe(0);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
    for (const { query } of asked) {
      expect(query).toContain('sha256Hash');
      expect(query).not.toContain('query=');
    }
    await page.close();
  }, 180_000);

  test('shows a partial failure together with the data', async () => {
    emulator.setFaults([{ kind: 'partial', field: 'Artifact.usedBy' }]);
    try {
      const { page } = await open('acme/vision/checkpoints:v9');
      await page.locator('[role=alert]').waitFor();
      expect(await page.locator('[role=alert]').textContent()).toMatch(
        /Not all of this could be loaded.*W&B/,
      );
      expect(await page.locator('h1').textContent()).toBe('checkpoints:v9');
      expect(await page.locator('#lineage li').count()).toBeGreaterThan(0);
      expect(await page.locator('h2').last().textContent()).toBe('Used by an unknown number of runs');
      await page.close();
    } finally {
      emulator.setFaults([]);
    }
  }, 180_000);

  test('reports a version that does not exist', async () => {
    const { page } = await open('acme/vision/nothing:v1');
    await page.getByText('W&B shows no such version to this key.').waitFor();
    await page.close();
  }, 180_000);
});
