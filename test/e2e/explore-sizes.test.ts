import { afterAll, expect, test } from '@jest/globals';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, inPagesOf, titles, unreadable, withPage } from '../support/explorer.ts';
import { startGateway } from '../support/gateway.ts';

const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;
afterAll(() => browser?.close());

testInBrowser('a long chain starts readable at its root, and is fitted as a whole on request', async () => {
  const long = await startEmulator({ world: 'chain' });
  const server = await startGateway(long);
  try {
    await withPage(browser, server.url, async (page) => {
      await page.goto(`${server.url}/explore?root=acme/chain/set-38-0:v0&depth=20`);
      await drawn(page, 41);
      const outOfView = await unreadable(page);
      expect(outOfView.filter((card) => card.startsWith('set-38-0:v0'))).toEqual([]);
      expect(outOfView.length).toBeGreaterThan(30);
      await page.keyboard.press('f');
      const widths = await page.evaluate<{ drawing: number; frame: number }>(`({
        drawing: Math.max(...[...document.querySelectorAll('.card')].map((card) => card.getBoundingClientRect().right)),
        frame: document.querySelector('.canvas').getBoundingClientRect().right,
      })`);
      expect(widths.drawing).toBeLessThanOrEqual(widths.frame);
      expect(await page.locator('.react-flow__edge').count()).toBe(40);
    });
  } finally {
    await server.close();
    await long.close();
  }
});

testInBrowser(
  'a sweep of 2,500 runs is drawn as a few cards, and a member is taken out with its chain',
  async () => {
    const sweep = await startEmulator({ world: 'sweep' });
    const large = await startGateway(sweep);
    try {
      await withPage(browser, large.url, async (page) => {
        await page.goto(`${large.url}/explore?root=acme/sweep/training-data:v0`);
        // The dataset, 2,392 runs, their models, and 108 runs that failed without one.
        await drawn(page, 4);
        expect((await titles(page)).sort()).toEqual([
          '108 × sweep-lr',
          '2,392 × candidates',
          '2,392 × sweep-lr',
          'training-data:v0',
        ]);
        await page.locator('.card', { hasText: '2,392 × sweep-lr' }).locator('.body').click();
        await page.getByLabel('Filter the members of this group').fill('sweep-lr-2000');
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Take out sweep-lr-2000' }).click();
        await drawn(page, 6);
        await page.getByRole('button', { name: 'Return to group' }).click();
        await drawn(page, 4);
        await page.getByRole('button', { name: 'Hide nodes downstream of training-data:v0' }).click();
        await drawn(page, 1);
        await page.getByRole('button', { name: 'Show 2,500 downstream of training-data:v0' }).click();
        await drawn(page, 4);
      });
      await withPage(browser, large.url, async (page) => {
        await inPagesOf(page, 2_000);
        await page.goto(`${large.url}/explore?root=acme/sweep/training-data:v0&direction=upstream`);
        await page.getByRole('button', { name: 'Show 2,500 downstream of training-data:v0' }).click();
        await page
          .getByText(/Incomplete: training-data:v0 has more than 1,\d{3} neighbours downstream\./)
          .waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByText('Incomplete:').waitFor({ state: 'detached' });
        await page.getByText('2,501 nodes').waitFor();
      });
    } finally {
      await large.close();
      await sweep.close();
    }
  },
  180_000,
);

testInBrowser(
  'the explorer refuses to draw too many cards, and drawing many can be cancelled',
  async () => {
    const sweep = await startEmulator({ world: 'sweep' });
    const large = await startGateway(sweep);
    try {
      await withPage(browser, large.url, async (page) => {
        await page.goto(`${large.url}/explore?root=acme/sweep/training-data:v0&group=none`);
        await page.getByRole('heading', { name: '4,893 cards are too many to read' }).waitFor();
        expect(await page.getByRole('button', { name: 'Draw all' }).count()).toBe(0);
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Show 1 level' }).click();
        await page.getByRole('heading', { name: '2,501 cards are too many to read' }).waitFor();
        await page.getByRole('button', { name: 'Group similar nodes' }).click();
        await drawn(page, 2);

        await inPagesOf(page, 1_500);
        const worker = '**/layout.worker*';
        await page.route(worker, () => undefined);
        await page.goto(`${large.url}/explore?root=acme/sweep/training-data:v0&group=none`);
        await page.getByRole('button', { name: 'Draw all' }).click();
        await page.getByText('Laying out 1,500 cards').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Cancel' }).click();
        await page.getByRole('heading', { name: '1,500 cards are too many to read' }).waitFor();
        await page.unroute(worker);
        await page.getByRole('button', { name: 'Draw all' }).click();
        await drawn(page, 1_500);
      });
    } finally {
      await large.close();
      await sweep.close();
    }
  },
  180_000,
);
