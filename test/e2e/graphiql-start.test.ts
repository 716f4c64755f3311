import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { connectBrowser, violations } from '../support/browser.ts';
import { startGateway, unknownKey } from '../support/gateway.ts';
import { examples, openExample, panel, run, variables, withGraphiql } from '../support/graphiql.ts';
import { waitUntil } from '../support/wait-until.ts';

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

/** That the demo's first key sees, with the most lineage. */
const newestVersion = 'acme/vision/model-card:v0';
const gatewayToken = 'token-of-a-reader-0123456789';

async function withGateway(
  overrides: Parameters<typeof startGateway>[1],
  look: (page: Page) => Promise<void>,
  { width = 1440, environment }: { width?: number; environment?: Parameters<typeof startGateway>[2] } = {},
): Promise<void> {
  const gateway = await startGateway(emulator, overrides, environment);
  try {
    await withGraphiql(browser, `${gateway.url}/graphiql`, look, { width });
  } finally {
    await gateway.close();
  }
}

const hasOwnPath = (page: Page): Promise<void> =>
  waitUntil(async () => (await variables(page)).includes('acme/'));

testInBrowser(
  "the first tab and the examples ask about the newest version of the key's user",
  () =>
    withGateway({ cache: 'on' }, async (page) => {
      await panel(page).getByText('Run a query').waitFor();
      await hasOwnPath(page);
      const asked = emulator.stats().operationNames;
      expect(asked.length).toBeLessThanOrEqual(6);
      const { data } = (await run(page)) as { data: { artifact: { path: string } } };
      expect(data.artifact.path).toBe(newestVersion);
      expect(await variables(page)).toContain(newestVersion.split('/').at(-1));
      for (const [name] of examples) {
        await openExample(page, name);
        const answer = await run(page);
        expect([name, answer['errors']]).toEqual([name, undefined]);
        const values = Object.values(answer['data'] as object).flat();
        expect([name, values.includes(null)]).toEqual([name, false]);
      }
    }),
  180_000,
);

testInBrowser(
  'without a key, the page asks for one, uses it and does not store it',
  () =>
    withGateway({ passthrough: true }, async (page) => {
      await page.getByText('The gateway has no W&B API key for you.').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByLabel('W&B API key', { exact: true }).fill(unknownKey);
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByText('Access denied:').waitFor();
      expect(await violations(page)).toEqual([]);
      const key = emulator.keys[0]?.key ?? '';
      await page.getByLabel('W&B API key', { exact: true }).fill(key);
      await page.keyboard.press('Enter');
      await panel(page).getByText('Run a query').waitFor();
      await hasOwnPath(page);
      expect(await run(page)).toMatchObject({ data: { artifact: { path: newestVersion } } });
      const stored = () =>
        page.evaluate<string>('JSON.stringify(localStorage) + JSON.stringify(sessionStorage)');
      await waitUntil(async () => (await stored()).includes(newestVersion));
      expect(await stored()).not.toContain(key);
    }),
  180_000,
);

testInBrowser(
  'a gateway that demands a token gets it from the form, also for the schema',
  () =>
    withGateway(
      {},
      async (page) => {
        await page.getByText('Access denied:').waitFor();
        await page.getByLabel('Gateway token').fill(gatewayToken);
        await page.getByRole('button', { name: 'Apply' }).click();
        await panel(page).getByText('Run a query').waitFor();
        await hasOwnPath(page);
        await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
        await page
          .locator('.graphiql-doc-explorer')
          .getByRole('link', { name: 'Query', exact: true })
          .waitFor();
      },
      { environment: { WANDB_API_KEY: emulator.keys[0]?.key, GATEWAY_TOKENS: gatewayToken } },
    ),
  180_000,
);

testInBrowser(
  'the Examples panel says why there is no path of the user in the examples',
  async () => {
    const broken = await startEmulator({ world: 'demo' });
    try {
      broken.setFaults([{ kind: 'partial', field: 'Query.models' }]);
      const gateway = await startGateway(broken);
      await withGraphiql(browser, `${gateway.url}/graphiql`, async (page) => {
        await page.getByRole('button', { name: 'Show Examples' }).click();
        await page.getByText('Could not look for your newest artifact version').waitFor();
        expect(await variables(page)).toContain('entity/project/name:alias');
        expect(await violations(page)).toEqual([]);
      });
      await gateway.close();
    } finally {
      await broken.close();
    }
  },
  180_000,
);
