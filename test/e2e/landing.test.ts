import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { connectBrowser, openPage, violations } from '../support/browser.ts';
import { startGateway, unknownKey } from '../support/gateway.ts';
import { startProgram } from '../support/program.ts';

const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
});
afterAll(async () => {
  await browser?.close();
  await emulator.close();
});

async function withPage(at: string, look: (page: Page) => Promise<void>): Promise<void> {
  if (!browser) return;
  const { page, complaints } = await openPage(browser, at);
  try {
    await page.goto(at);
    await look(page);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

/** A gateway in front of the emulator, and its first page. */
async function withGateway(
  [overrides, environment]: [Parameters<typeof startGateway>[1], Parameters<typeof startGateway>[2]],
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const gateway = await startGateway(emulator, overrides, environment);
  try {
    await withPage(gateway.url, look);
  } finally {
    await gateway.close();
  }
}

testInBrowser(
  'the start page of the demo offers examples, registries and projects, in both themes and on a phone',
  async () => {
    const program = startProgram('dist/main.js', ['--demo', '--port', '0']);
    try {
      const [, url = ''] = await program.until(/GraphQL +(\S+)\/graphql/);
      await withPage(url, async (page) => {
        await page.getByText('Demo data, viewed as Ada Lindgren (ada).').waitFor();
        await page.getByRole('link', { name: 'Flower Classifier:v2' }).waitFor();
        expect(await violations(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await violations(page)).toEqual([]);
        await page.setViewportSize({ width: 390, height: 844 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);

        await page.getByText('acme/vision', { exact: true }).click();
        await page.getByRole('link', { name: 'checkpoints' }).waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Which are out of date?' }).click();
        await page.getByText(/^\d versions? of \d made from inputs that have a newer version\.$/).waitFor();

        const examples = page.getByRole('region', { name: 'Examples' }).getByRole('button');
        expect(await examples.count()).toBe(3);
        await examples.first().click();
        await page.waitForURL('**/explore?root=acme/vision/flower-classifier:v2**');
        await page.locator('.card.root').waitFor();
        await page.goBack();
        await page.getByRole('region', { name: 'Recent' }).waitFor();
        expect(new URL(page.url()).pathname).toBe('/');
      });
    } finally {
      program.process.kill('SIGTERM');
      await program.end();
    }
  },
);

testInBrowser('the search finds runs by name, says what they are, and Ctrl+K opens it on every page', () =>
  withGateway([{}, undefined], async (page) => {
    await page.getByText(/^Connected to W&B at 127\.0\.0\.1:\d+ as Ada Lindgren \(ada\)\.$/).waitFor();
    expect(await page.getByRole('region', { name: 'Examples' }).count()).toBe(0);
    await page.keyboard.press('Control+K');
    await page.keyboard.type('amber-bloom');
    const hit = page.getByRole('option', { name: /^amber-bloom-9 run · train · finished · Grace Okafor/ });
    await hit.waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.locator('.card.root', { hasText: 'amber-bloom-9' }).locator('.body:focus').waitFor();
    expect(new URL(page.url()).searchParams.get('root')).toBe('acme/vision/train-9');
    await page.keyboard.press('Control+K');
    await page.keyboard.type('no such thing');
    await page.getByText('Nothing found for “no such thing”.').waitFor();
    expect(await violations(page)).toEqual([]);
  }),
);

testInBrowser(
  'the start page asks for a key where one is missing or rejected, or a token is required',
  async () => {
    const key = emulator.keys[0]?.key ?? '';
    await withGateway([{ passthrough: true }, {}], async (page) => {
      await page.getByLabel('W&B API key').fill(key);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByText(/^Connected to W&B at .* as Ada/).waitFor();
      expect(await page.getByLabel('W&B API key').count()).toBe(0);
      await page.getByText('acme/vision', { exact: true }).waitFor();
    });
    await withGateway([{}, { WANDB_API_KEY: unknownKey }], async (page) => {
      await page.getByText(/^Access denied: .*dead/).waitFor();
      await page.getByLabel('W&B API key').waitFor();
      expect(await violations(page)).toEqual([]);
    });
    const tokens = { WANDB_API_KEY: key, GATEWAY_TOKENS: 'a-token-of-more-than-twenty' };
    await withGateway([{}, tokens], async (page) => {
      await page.getByText(/^Access denied: This gateway checks its callers/).waitFor();
      await page.getByLabel('Gateway token, if this gateway requires one').waitFor();
    });
  },
);

testInBrowser('the start page works with a prefix, and links no schema if introspection is off', () =>
  withGateway([{ schemaPrefix: 'ML', introspection: 'off' }, undefined], async (page) => {
    await page.getByText(/^Connected to W&B at .* as Ada/).waitFor();
    await page.getByRole('link', { name: 'Flower Classifier:v2' }).waitFor();
    expect(await page.getByRole('link', { name: 'Schema' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'GraphiQL', exact: true }).count()).toBe(1);
  }),
);

testInBrowser('the start page reports that the gateway does not respond', () =>
  withGateway([{}, undefined], async (page) => {
    await page.getByText(/^Connected to W&B at .* as Ada/).waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await page.reload();
    await page.getByText('The gateway does not respond').first().waitFor();
    expect(await violations(page)).toEqual([]);
  }),
);
