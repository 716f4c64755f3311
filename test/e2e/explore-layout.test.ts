import { expect, test } from '@jest/globals';
import { startEmulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { generateWorld } from '../../src/emulator/generate.ts';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, exploreDemo, pictureFaults, placesOnScreen, withPage } from '../support/explorer.ts';
import { startGateway } from '../support/gateway.ts';
import { waitUntil } from '../support/wait-until.ts';

const model = 'acme/vision/flower-classifier:latest';
const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;
const demo = exploreDemo(browser);
const { open } = demo;

const isInside = (page: Parameters<typeof placesOnScreen>[0], title: string): Promise<boolean> =>
  page.evaluate<boolean>(`(() => {
    const card = [...document.querySelectorAll('.card')].find((each) => each.querySelector('.title').textContent === ${JSON.stringify(title)});
    const frame = document.querySelector('.canvas').getBoundingClientRect();
    const { left, right, top, bottom } = card?.getBoundingClientRect() ?? { left: -1 };
    return left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
  })()`);

testInBrowser('selecting a card and closing its details move no card, at any place of the card', () =>
  demo.withPage(async (page) => {
    await open(page, `root=${model}&depth=8`);
    await drawn(page, 18);
    await page.locator('main[aria-busy="false"]').waitFor();
    const before = await placesOnScreen(page);
    const titles = ['package pack-2', 'flower-classifier:v2', 'deploy eu-north', 'evaluations:v2'];
    for (const title of titles) {
      const body = page.locator('.card', { hasText: title }).locator('.body');
      await body.click();
      await page.locator('aside.panel h2', { hasText: title }).waitFor();
      expect([title, await placesOnScreen(page)]).toEqual([title, before]);
      // The panel is on the side where the card is not.
      const [card, panel] = [await body.boundingBox(), await page.locator('aside.panel').boundingBox()];
      if (!card || !panel) throw new Error('The card or the panel is not shown.');
      expect(card.x + card.width <= panel.x || card.x >= panel.x + panel.width).toBe(true);
      await page.getByRole('button', { name: 'Close details' }).click();
      await page.locator('aside.panel').waitFor({ state: 'detached' });
      expect([title, await placesOnScreen(page)]).toEqual([title, before]);
    }
  }),
);

testInBrowser('an expanded card stays where it is, and the new card comes into view', () =>
  demo.withPage(async (page) => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      await page.emulateMedia({ reducedMotion });
      await open(page, `root=${model}`);
      await drawn(page, 6);
      const before = await page.evaluate<Record<string, string>>(places);
      await page.getByRole('button', { name: 'Show 1 upstream of checkpoints:v9' }).click();
      await drawn(page, 7);
      await waitUntil(() => isInside(page, 'amber-bloom-9'));
      expect(await isInside(page, 'checkpoints:v9')).toBe(true);
      expect(await page.evaluate<Record<string, string>>(places)).toMatchObject(before);
      expect(await pictureFaults(page)).toEqual([]);
    }
  }),
);

/** The places of the cards in the drawing, wherever it is scrolled to. */
const places = `Object.fromEntries([...document.querySelectorAll('.react-flow__node')].map((node) => [node.dataset.id, node.style.transform]))`;

testInBrowser('cards keep their places when levels are added, until they are tidied', () =>
  demo.withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    const before = await page.evaluate<Record<string, string>>(places);
    await page.getByRole('button', { name: 'More levels' }).click();
    await page.getByRole('button', { name: 'More levels' }).click();
    await drawn(page, 10);
    const held = await page.evaluate<Record<string, string>>(places);
    expect(held).toMatchObject(before);
    await page.getByRole('button', { name: 'Tidy' }).click();
    await waitUntil(
      async () => (await page.evaluate<string>(`JSON.stringify(${places})`)) !== JSON.stringify(held),
    );
    expect(await pictureFaults(page)).toEqual([]);
  }),
);

testInBrowser('a double click on a card makes its node the root', () =>
  demo.withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    await page.locator('.card', { hasText: 'evaluations:v2' }).locator('.body').dblclick();
    await page.locator('.card.root', { hasText: 'evaluations:v2' }).waitFor();
    expect(new URL(page.url()).searchParams.get('root')).toBe('acme/vision/evaluations:v2');
  }),
);

testInBrowser.each<[string, EmulatorOptions['world'], string, number]>([
  ['the demo at two levels', 'demo', model, 2],
  ['the demo at eight levels', 'demo', model, 8],
  ['the pipelines', 'medium', 'acme/medium/line-0-raw:v1', 10],
  ['the sweep', 'sweep', 'acme/sweep/training-data:v0', 2],
  ['a hub of 600 runs', generateWorld({ kind: 'hub', consumers: 600 }), 'acme/hub/popular:v0', 2],
  ['a chain of 60 hops', generateWorld({ kind: 'chain', hops: 60 }), 'acme/chain/model:v0', 20],
])(
  'in the drawing of %s no edge runs under a card, no button covers an arrowhead, and Fit shows everything',
  async (_, world, root, depth) => {
    const emulator = await startEmulator({ world });
    const gateway = await startGateway(emulator);
    try {
      await withPage(browser, gateway.url, async (page) => {
        await page.goto(`${gateway.url}/explore?root=${root}&depth=${depth}`);
        await page.locator('main[aria-busy="false"] .canvas[data-ready="true"]').waitFor();
        expect(await pictureFaults(page)).toEqual([]);
        await page.getByRole('button', { name: 'Fit' }).click();
        const titles = await page.locator('.card .title').allTextContents();
        for (const title of titles) expect([title, await isInside(page, title)]).toEqual([title, true]);
        expect(await pictureFaults(page)).toEqual([]);
      });
    } finally {
      await gateway.close();
      await emulator.close();
    }
  },
);

testInBrowser('the root is drawn while its surroundings are still being loaded', () =>
  demo.withPage(async (page) => {
    let release = (): void => undefined;
    const isReleased = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('ExploreLineage')) await isReleased;
      await route.continue();
    });
    await open(page, `root=${model}`);
    await page.locator('.card.root', { hasText: 'flower-classifier:v2' }).waitFor();
    await page.getByText('Loading level 2 of 2').waitFor();
    expect(await page.getByText('Nothing is').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    release();
    await drawn(page, 6);
  }),
);
