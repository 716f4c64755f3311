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
  'the start page of the demo shows a query with its response, and links to the other pages',
  async () => {
    const program = startProgram('dist/main.js', ['--demo', '--port', '0']);
    try {
      const [, url = ''] = await program.until(/GraphQL +(\S+)\/graphql/);
      await withPage(url, async (page) => {
        await page.getByText('Demo data, viewed as Ada Lindgren (ada).').waitFor();
        await page.getByText(/^\d+ W&B requests?, \d+ ms$/).waitFor();
        expect(JSON.parse(await page.locator('#answer').innerText())).toMatchObject({
          data: { artifact: { loggedBy: { path: 'acme/vision/pack-2' } } },
        });
        expect(await violations(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await violations(page)).toEqual([]);
        await page.setViewportSize({ width: 390, height: 844 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);

        const roots = page.locator('#roots a');
        expect(await roots.count()).toBe(3);
        await roots.first().click();
        await page.waitForURL('**/explore?root=acme/vision/flower-classifier:v2**');
        await page.locator('.card.root').waitFor();
        await page.goBack();
        await page.getByLabel('Path of a run or artifact version').fill('acme/vision/train-7');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/explore?root=acme/vision/train-7**');
      });
    } finally {
      program.process.kill('SIGTERM');
      await program.end();
    }
  },
);

testInBrowser("the start page shows the user's name in W&B", () =>
  withGateway([{}, undefined], async (page) => {
    await page.getByText(/^Connected to W&B at 127\.0\.0\.1:\d+ as Ada Lindgren \(ada\)\.$/).waitFor();
    expect(await page.locator('#roots').isHidden()).toBe(true);
    expect(await violations(page)).toEqual([]);
  }),
);

testInBrowser(
  'the start page reports a missing key, a rejected key, or required authentication',
  async () => {
    await withGateway([{ passthrough: true }, {}], async (page) => {
      await page.getByText(/without an API key/).waitFor();
      expect(await violations(page)).toEqual([]);
    });
    await withGateway([{}, { WANDB_API_KEY: unknownKey }], async (page) => {
      await page.getByText(/^Access denied: .*dead/).waitFor();
      expect(await violations(page)).toEqual([]);
    });
    const tokens = { WANDB_API_KEY: emulator.keys[0]?.key, GATEWAY_TOKENS: 'a-token-of-more-than-twenty' };
    await withGateway([{}, tokens], async (page) => {
      await page.getByText(/^Access denied: This gateway checks its callers/).waitFor();
    });
  },
);

testInBrowser('the start page uses prefixed names, and links no schema if introspection is off', () =>
  withGateway([{ schemaPrefix: 'ML', introspection: 'off' }, undefined], async (page) => {
    await page.getByText(/^Connected to W&B at .* as Ada/).waitFor();
    expect(await page.locator('#query').innerText()).toContain('mlViewer');
    expect(await page.getByRole('link', { name: 'Schema' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'GraphiQL', exact: true }).count()).toBe(1);
  }),
);

testInBrowser('the start page reports that the gateway does not respond', () =>
  withGateway([{}, undefined], async (page) => {
    await page.getByText(/^Connected to W&B at .* as Ada/).waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await page.reload();
    await page.getByText('The gateway does not respond. Check that it is running').first().waitFor();
    expect(await violations(page)).toEqual([]);
  }),
);
