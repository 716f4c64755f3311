import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demoKeys } from '../../src/emulator/worlds/keys.ts';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, titles, unreadable, exploreDemo } from '../support/explorer.ts';
import { startGateway, unknownKey } from '../support/gateway.ts';
import { waitUntil } from '../support/wait-until.ts';

const model = 'acme/vision/flower-classifier:v2';
const hub = 'acme/data-platform/events:v0';
const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;
const demo = exploreDemo(browser);
const { withPage, open } = demo;
const card = (page: Page, title: string) => page.locator('.card', { hasText: title });
const select = (page: Page, title: string, isSecond = false) =>
  card(page, title)
    .first()
    .locator('.body')
    .click(isSecond ? { modifiers: ['Shift'] } : {});
const edges = (page: Page): Promise<string[]> =>
  page
    .locator('.react-flow__edge')
    .evaluateAll((all) =>
      all.map((edge) => edge.classList.toString().match(/\b(used|logged|via)\b/)?.[0] ?? ''),
    );

testInBrowser('600 consumers are one card that can be searched, and hidden ones have a reason', () =>
  withPage(async (page) => {
    await open(page, `root=${hub}`);
    // The dataset, what made it, 597 alike, and three that this key may not see.
    await drawn(page, 6);
    expect((await titles(page)).sort()).toEqual([
      '597 × dashboard',
      'events:v0',
      'hidden run',
      'hidden run',
      'hidden run',
      'load events',
    ]);
    await page
      .getByText('3 neighbours hidden (W&B counts them but does not show them to this key) at')
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await select(page, 'hidden run');
    await page.getByText('does not show it to this key', { exact: false }).last().waitFor();
    expect(await violations(page)).toEqual([]);

    await select(page, '597 × dashboard');
    await page.getByText('597 members').waitFor();
    const members = page.locator('aside tbody th');
    expect((await members.allTextContents()).slice(0, 4)).toEqual([
      'dashboard 0',
      'dashboard 1',
      'dashboard 2',
      'dashboard 3',
    ]);
    await page.getByLabel('Filter the members of this group').fill('dash-59');
    await page.getByText('10 members').waitFor();
    await page.getByRole('button', { name: 'Take out dashboard 598' }).click();
    await drawn(page, 7);
    expect(await titles(page)).toContain('dashboard 598');
    await page.getByRole('button', { name: 'Return to group' }).click();
    await drawn(page, 6);
    await select(page, '597 × dashboard');
    await page.getByRole('button', { name: 'Take out the first 3' }).click();
    await drawn(page, 9);
    expect(await titles(page)).toContain('594 × dashboard');
    await page.goBack();
    await drawn(page, 6);
    await page.getByRole('button', { name: 'Hide nodes downstream of events:v0' }).click();
    await drawn(page, 2);
    await page.getByRole('button', { name: 'Show 600 downstream of events:v0' }).click();
    await drawn(page, 6);
  }),
);

testInBrowser('filtered nodes are bridged by dotted lines, counted, and restored', () =>
  withPage(async (page) => {
    await open(page, `root=${model}&depth=4&direction=upstream`);
    await drawn(page, 5);
    // The counts come last of what the page asks by itself.
    await page.getByRole('button', { name: 'Show 1 upstream of train-split:v1' }).waitFor();
    const before = demo.emulator.stats().requests;
    await page.locator('summary', { hasText: 'Filters' }).click();
    await page.getByRole('checkbox', { name: 'dataset' }).check();
    await page.getByRole('checkbox', { name: 'package' }).check();
    await drawn(page, 3);
    expect((await titles(page)).sort()).toEqual(['flower-classifier:v2', 'package pack-2', 'train-split:v1']);
    await page.getByText('Filtered: dataset, package. 2 of 5 nodes hidden; dotted lines').waitFor();
    expect((await edges(page)).sort()).toEqual(['logged', 'via']);
    // All there is to choose from stays there to be chosen, and nothing of it has to be asked for again.
    expect(await page.getByRole('checkbox', { name: 'train' }).isVisible()).toBe(true);
    expect(demo.emulator.stats().requests).toBe(before);
    expect(await violations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Clear filters' }).click();
    await drawn(page, 5);
    await page.getByRole('checkbox', { name: 'train' }).check();
    await drawn(page, 4);
    await page.locator('.canvas').click({ position: { x: 20, y: 20 } });
    expect(await page.locator('.menu[open]').count()).toBe(0);
    await page.reload();
    await drawn(page, 4);
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    expect(await page.locator('tbody tr').count()).toBe(4);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.locator('tbody tr').nth(4).waitFor();
  }),
);

testInBrowser('the panel compares two versions, and shows the blast radius and staleness of one', () =>
  withPage(async (page) => {
    await open(page, `root=acme/vision/flower-classifier:v1&depth=6`);
    await page.locator('.canvas[data-ready="true"]').waitFor();
    await select(page, 'flower-classifier:v1');
    await page.getByRole('button', { name: /^▸ Blast radius/ }).click();
    await page
      .locator('aside')
      .getByText(/\d+ runs?/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^▸ Staleness/ }).click();
    await page.getByText(/^(Up to date|Out of date|Unknown)/).waitFor();
    expect(await violations(page)).toEqual([]);

    await open(page, `root=${model}&depth=6`);
    await page.locator('.canvas[data-ready="true"]').waitFor();
    await card(page, 'checkpoints:v9').waitFor();
    await select(page, 'flower-classifier:v2');
    await select(page, 'checkpoints:v9', true);
    await page.getByText('2 hops').waitFor();
    // The panel would cover a part of a handle.
    await page.keyboard.press('f');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Compare what they were made from' }).click();
    await page.getByText('Only in checkpoints:v9: 0 nodes').waitFor();
    await page.getByText('Only in flower-classifier:v2: 2 nodes').waitFor();
    await page.getByText(/^package pack-2 and amber-bloom-9: |^amber-bloom-9 and package pack-2: /).waitFor();
  }),
);

testInBrowser('deleted, running and crashed nodes differ by word and shape', () =>
  withPage(async (page) => {
    await open(page, 'root=acme/vision/dropped:v0');
    await card(page, 'dropped:v0').waitFor();
    await page.locator('.canvas[data-ready="true"]').waitFor();
    const states = await page
      .locator('.card')
      .evaluateAll((all) =>
        all.map((each) => [
          each.querySelector('.title')?.textContent,
          ['deleted', 'running', 'failed'].find((name) => each.classList.contains(name)) ?? 'fine',
          each.querySelector('.mark:not(.here)')?.textContent ?? '',
        ]),
      );
    expect(states.sort()).toEqual([
      ['dropped:v0', 'deleted', 'deleted'],
      ['replay', 'failed', 'crashed'],
      ['still uploading', 'running', 'running'],
      ['train-split:v0', 'fine', expect.any(String)],
    ]);
    expect(await violations(page)).toEqual([]);
  }),
);

testInBrowser('only F fits the graph, and only Enter moves between matches', () =>
  withPage(async (page) => {
    await open(page, `root=${model}&depth=4`);
    await drawn(page, 10);
    await page.getByRole('button', { name: 'Zoom In' }).click();
    await page.getByRole('button', { name: 'Zoom In' }).click();
    expect(await unreadable(page)).not.toEqual([]);
    await page.locator('.card.root .body').focus();
    await page.keyboard.press('f');
    await waitUntil(async () => (await unreadable(page)).length === 0);
    await page.keyboard.press('/');
    await page.keyboard.type('evaluat');
    await page.getByText('2 found').waitFor();
    await page.keyboard.press('Enter');
    const focused = () =>
      page.evaluate<string>(
        `document.activeElement?.closest('.card')?.querySelector('.title')?.textContent ?? ''`,
      );
    await page.locator('.card.found .body:focus').waitFor();
    const first = await focused();
    await page.keyboard.press('/');
    await page.keyboard.press('Enter');
    await waitUntil(async () => ![first, ''].includes(await focused()));
    expect([first, await focused()].sort()).toEqual(['evaluate pack-2', 'evaluations:v2']);
    await page.keyboard.press('Enter');
    await page.locator('aside').waitFor();
    expect(await page.locator('aside h2').textContent()).toBe(await focused());
  }),
);

testInBrowser("the explorer uses the user's own key and does not store it", async () => {
  const own = await startGateway(demo.emulator, { passthrough: true }, {});
  try {
    await withPage(async (page) => {
      await page.goto(`${own.url}/explore?root=${model}`);
      await page.getByRole('heading', { name: 'Nothing found at this path' }).waitFor();
      await page.getByRole('button', { name: 'Use another API key' }).click();
      const key = page.getByLabel('W&B API key');
      await key.fill(unknownKey);
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByRole('heading', { name: 'Could not load the lineage' }).waitFor();
      expect(await violations(page)).toEqual([]);
      await page
        .getByText(/refused|not accept|unknown/i)
        .first()
        .waitFor();
      await key.fill(demoKeys.member);
      await page.keyboard.press('Enter');
      await drawn(page, 6);

      await page.locator('summary', { hasText: 'Share' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download SVG' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('lineage-acme-vision-flower-classifier-v2.svg');
      expect(await text(await download.createReadStream())).toContain('flower-classifier:v2');
      const kept = await page.evaluate<string>(
        `JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.cookie])`,
      );
      expect(kept).toContain('flower-classifier');
      expect(kept).not.toContain(demoKeys.member);

      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Key', exact: true }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('dialog').getByLabel('W&B API key').fill(demoKeys.zoo);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Nothing found at this path' }).waitFor();
      expect(await page.locator('.card').count()).toBe(0);
    }, own.url);
  } finally {
    await own.close();
  }
});

testInBrowser('the explorer sends a gateway token, and says why a download failed', async () => {
  const token = 'team-token-of-thirty-two-characters';
  const checked = await startGateway(
    demo.emulator,
    {},
    { WANDB_API_KEY: demoKeys.member, GATEWAY_TOKENS: token },
  );
  try {
    await withPage(async (page) => {
      await page.goto(`${checked.url}/explore?root=${model}`);
      await page.getByLabel(/^Gateway token/).fill(token);
      await page.keyboard.press('Enter');
      await drawn(page, 6);
      await page.route('**/lineage.*', (route) =>
        route.fulfill({ status: 502, body: JSON.stringify({ errors: [{ message: 'W&B is away.' }] }) }),
      );
      await page.locator('summary', { hasText: 'Share' }).click();
      await page.getByRole('link', { name: 'Download JSON' }).click();
      await page.getByText('Could not download JSON: W&B is away.').waitFor();
      expect(await violations(page)).toEqual([]);
    }, checked.url);
  } finally {
    await checked.close();
  }
});

testInBrowser('the table selects members of groups, a second one with Shift, in that order', () =>
  withPage(async (page) => {
    await open(page, `root=${hub}&view=table`);
    const member = page.locator('tbody').getByRole('button', { name: 'dashboard 104', exact: true });
    await member.click();
    await page.locator('aside h2', { hasText: 'dashboard 104' }).waitFor();
    expect(await member.getAttribute('aria-pressed')).toBe('true');
    expect(await violations(page)).toEqual([]);
    await page
      .locator('tbody')
      .getByRole('button', { name: 'events:v0', exact: true })
      .click({ modifiers: ['Shift'] });
    await page.getByText('Data flows from the second to the first', { exact: false }).waitFor();
  }),
);

testInBrowser('the table lists every name in order, and counts search results', () =>
  withPage(async (page) => {
    await open(page, `root=${hub}&view=table`);
    await page.locator('caption', { hasText: '602 nodes.' }).waitFor();
    const names = await page.locator('tbody th').allTextContents();
    expect(names.slice(0, 13)).toEqual([
      'events:v0',
      ...Array.from({ length: 12 }, (_, at) => `dashboard ${at}`),
    ]);
    const downstream = page.locator('tbody tr').first().locator('td').nth(6);
    expect(await downstream.innerText()).toMatch(/^dashboard 0, dashboard 1, .*dashboard 7\s+and 592 more$/);
    await downstream.locator('summary').press('Enter');
    await downstream.getByText('dashboard 8, dashboard 9, dashboard 10,', { exact: false }).waitFor();
    expect(await downstream.innerText()).toContain('dashboard 598, hidden run');
    expect(await violations(page)).toEqual([]);
    await page.getByPlaceholder('Search').fill('dash-59');
    await page.getByText('10 found', { exact: true }).waitFor();
    await page.locator('caption', { hasText: '10 of 602 nodes match “dash-59”.' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(10);
    await page.getByRole('button', { name: 'Graph', exact: true }).click();
    await page.getByText('10 found in 1 card', { exact: true }).waitFor();
    const bar = await page.locator('header.bar').boundingBox();
    expect(bar?.height).toBeLessThan(60);
  }),
);

testInBrowser('no name in the first view is truncated before its version', () =>
  withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('.card .title')]
      .filter((title) => title.scrollWidth > title.clientWidth).map((title) => title.textContent)`);
    expect(cut).toEqual([]);
  }),
);

testInBrowser('a name of any length keeps its version on a card of any size', () =>
  withPage(async (page) => {
    const names = ['flower-classifier-finetuned-on-all-autumn-photos:v12', 'train-classifications:v12'];
    await page.route('**/graphql', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text())
        .replaceAll('"label":"flower-classifier:v2"', `"label":"${names[0]}"`)
        .replaceAll('"label":"checkpoints:v9"', `"label":"${names[1]}"`);
      await route.fulfill({ response: answer, body });
    });
    await page.setViewportSize({ width: 2000, height: 900 });
    await open(page, `root=${model}`);
    await drawn(page, 6);
    for (const size of ['large', 'middle', 'small']) {
      while ((await page.locator(`.canvas[data-size="${size}"]`).count()) === 0)
        await page.getByRole('button', { name: 'Zoom Out' }).click();
      await page.waitForTimeout(300);
      const ends = await page.locator('.card .title:has(.end)').evaluateAll((all) =>
        all.flatMap((title) => {
          const [whole, end] = [title, title.querySelector('.end')].map((part) =>
            part.getBoundingClientRect(),
          );
          const isInside =
            Math.floor(end.right) <= Math.ceil(whole.right) &&
            Math.floor(end.bottom) <= Math.ceil(whole.bottom);
          return isInside ? [title.textContent] : [];
        }),
      );
      expect([size, ends.sort()]).toEqual([size, ['evaluations:v2', ...names]]);
    }
  }),
);

testInBrowser('a dialog returns the focus to the element that opened it', () =>
  withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('button[aria-label="Keyboard shortcuts"]:focus').waitFor();
  }),
);
