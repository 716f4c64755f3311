import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, exploreDemo } from '../support/explorer.ts';

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
    await page.getByRole('link', { name: 'package pack-1' }).first().click();
    await page.locator('.canvas[data-ready="true"]').waitFor();
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
