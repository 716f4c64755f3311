import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, exploreDemo } from '../support/explorer.ts';
import { startGateway } from '../support/gateway.ts';

const model = 'acme/vision/flower-classifier:v2';
const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;
const demo = exploreDemo(browser);
const { withPage, open } = demo;

/** Violations in both themes at the width of a phone too, and whether the page has to be scrolled sideways there. */
async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const [colorScheme, width] of [['light', 1440] as const, ['dark', 390] as const]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    found.push(...(await violations(page)));
  }
  const isWide = await page.evaluate<boolean>(`(() => {
    const main = document.querySelector('main');
    return main.scrollWidth > main.clientWidth || document.documentElement.scrollWidth > innerWidth;
  })()`);
  await page.setViewportSize({ width: 1440, height: 860 });
  return isWide ? [...found, 'scrolls sideways'] : found;
}

testInBrowser('a version is compared with the one before it, from its card and from the start page', () =>
  withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    await page.locator('.card.root .body').click();
    await page.getByRole('link', { name: 'Compare…' }).click();
    await page.getByText('They share 9 nodes upstream.').waitFor();
    expect(new URL(page.url()).search).toBe(`?page=compare&root=${model}`);
    const rows = page.getByRole('region', { name: /^Differences of package pack-2/ }).locator('tr');
    expect(await rows.allInnerTexts()).toEqual([
      'Value\tpackage pack-2 of flower-classifier:v2\tpackage pack-1 of flower-classifier:v1',
      'commit\t77e0b14\t1f3a9c2',
      'opset Configuration\t19\t17',
    ]);
    await page.getByText('W&B does not say which run logged a version').waitFor();
    // In the graph, each of the 7 nodes that only one of them has says so, and the 9 others do not.
    await drawn(page, 23);
    expect(await page.locator('.card:has(.only-head)').count()).toBe(7);
    expect(await page.locator('.card .only-base').allInnerTexts()).toEqual(Array(7).fill('only v1'));
    expect(await faults(page)).toEqual([]);

    await page.getByLabel('With: version').selectOption('v0');
    await page.getByText('Only in flower-classifier:v0: ').waitFor();
    expect(new URL(page.url()).searchParams.get('with')).toBe('acme/vision/flower-classifier:v0');
    await page.goBack();
    await page.getByText('Only in flower-classifier:v1: ').waitFor();

    await page.goto(`${demo.gateway.url}/`);
    await page.getByRole('link', { name: 'Compare two versions' }).click();
    await page.getByRole('combobox', { name: 'Compare' }).fill('acme/vision/flower-classifier:v1');
    await page.keyboard.press('Enter');
    await page.getByText('Only in flower-classifier:v0: ').waitFor();
    expect(await page.getByLabel('With: version').inputValue()).toBe('v0');
    await page.locator('.card .body', { hasText: 'package pack-1' }).click();
    await page.locator('.canvas[data-ready="true"] .card.root', { hasText: 'package pack-1' }).waitFor();
  }),
);

testInBrowser('a comparison says what it could not find', () =>
  withPage(async (page) => {
    await open(page, 'page=compare&root=acme/vision/no-such-model:v1');
    await page.getByText('W&B shows no run or version acme/vision/no-such-model:v1 to this key.').waitFor();
    await open(page, 'page=compare&root=acme/vision/flower-classifier:v0');
    await page.getByText('There is no earlier version. Choose what to compare it with.').waitFor();
    expect(await faults(page)).toEqual([]);
  }),
);

testInBrowser('the people affected by a dataset are listed, those with versions in production first', () =>
  withPage(async (page) => {
    await page.goto(`${demo.gateway.url}/`);
    await page.getByRole('link', { name: 'Impact of a version' }).click();
    await page.getByRole('combobox', { name: 'Version or run' }).fill('acme/data-platform/field-photos:v0');
    await page.keyboard.press('Enter');
    const people = page.getByRole('region', { name: 'People with runs downstream' });
    await people.getByRole('rowheader', { name: 'Ada Lindgren' }).waitFor();
    await page.getByText('W&B counts them but does not show them to this key').waitFor();
    expect(await faults(page)).toEqual([]);
    const saved = page.waitForEvent('download');
    await people.getByRole('button', { name: 'Download CSV' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('affected-people.csv');
    expect((await text(await file.createReadStream())).split('\r\n').slice(0, 2)).toEqual([
      'Person,Username,In production,Runs,Versions',
      'Ada Lindgren,ada,acme/vision/flower-classifier:v2,25,21',
    ]);
    const versions = page.getByRole('region', { name: 'Versions downstream' }).locator('tbody tr');
    expect(await versions.first().innerText()).toContain('in production');
    await open(page, 'page=impact&root=acme/vision/pack-2');
    await page.getByRole('rowheader', { name: 'Rex (release)' }).waitFor();
  }),
);

testInBrowser('the versions in production of a project are listed with their old inputs', () =>
  withPage(async (page) => {
    const older = demo.emulator.world.artifacts.find(
      ({ collection, versionIndex }) => collection.name === 'flower-classifier' && versionIndex === 1,
    );
    older?.aliases.push('champion');
    await page.goto(`${demo.gateway.url}/`);
    await page.getByRole('link', { name: 'Out-of-date models' }).click();
    await page.getByRole('link', { name: 'acme/vision', exact: true }).click();
    await page
      .getByText(/^1 version of 2 in production is out of date\. \d+ of \d+ collections have/)
      .waitFor();
    const rows = page.getByRole('region', { name: 'Versions in production' }).locator('tbody tr');
    expect((await rows.allInnerTexts()).map((row) => row.split(/\s*\t\s*/))).toEqual([
      [
        'flower-classifier:v1',
        expect.stringContaining('champion'),
        'out of date',
        'train-split:v0, now train-split:v1',
      ],
      ['flower-classifier:v2', expect.stringContaining('production'), 'unknown', ''],
    ]);
    await page.getByText(/^flower-classifier:v2 could not be checked completely: W&B does not say/).waitFor();
    expect(await faults(page)).toEqual([]);
    await open(page, 'page=stale&root=acme/nowhere');
    await page.getByText('W&B shows no acme/nowhere to this key.').waitFor();
  }),
);

testInBrowser('checks show the verdict of each rule and the path to each culprit', async () => {
  const guarded = await startGateway(demo.emulator, { policies: 'examples/policies' });
  try {
    await withPage(async (page) => {
      await page.goto(`${guarded.url}/explore?root=acme/vision/flower-classifier:v1&depth=1`);
      await page.locator('.card.root .body').click();
      await page.getByRole('button', { name: 'Checks: 1 policy' }).click();
      await page.locator('aside').getByRole('region', { name: 'Policy release' }).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Open as a page' }).click();
      const check = page.getByRole('main').getByRole('region', { name: 'Policy release' });
      const rule = check.locator('.rules > li', { hasText: 'no distilled labels' });
      expect((await rule.innerText()).replaceAll(/\s+/g, ' ')).toContain(
        'distilled-labels:v0 → split → train-split:v0 → amber-bloom-7 → checkpoints:v7 → package pack-1 → flower-classifier:v1',
      );
      expect(await check.getByRole('heading').innerText()).toMatch(/^release\s+fail$/);
      await page.getByText('Policy release leaves “finished runs” undecided: W&B does not say').waitFor();
      expect(await faults(page)).toEqual([]);
    }, guarded.url);
  } finally {
    await guarded.close();
  }
  await withPage(async (page) => {
    await open(page, `page=checks&root=${model}`);
    await page.getByText('This gateway has no policies.').waitFor();
  });
});
