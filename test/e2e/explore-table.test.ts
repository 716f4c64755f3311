import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, exploreDemo } from '../support/explorer.ts';

const model = 'acme/vision/flower-classifier:v2';
const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;
const { withPage, open } = exploreDemo(browser);

testInBrowser(
  'names in the panel lead to their cards or become the root, and a single node is described truly',
  () =>
    withPage(async (page) => {
      await open(page, `root=${model}`);
      await drawn(page, 6);
      await page.locator('.card.root .body').click();
      await page.getByRole('link', { name: 'package pack-2' }).click();
      await page.locator('aside h2', { hasText: 'package pack-2' }).waitFor();
      await drawn(page, 6);
      await open(page, `root=acme/data-platform/field-photos:v0&direction=upstream`);
      await page.getByText('Nothing is upstream of this node, as far as W&B shows.').waitFor();
      await page.getByText('W&B does not say which run made 1 version:').waitFor();
      await page.locator('.card .mark', { hasText: 'producer unknown' }).waitFor();
      await page.getByRole('button', { name: 'field-photos:v0', exact: true }).first().click();
      await page.locator('aside h2', { hasText: 'field-photos:v0' }).waitFor();
      expect(await violations(page)).toEqual([]);
    }),
);

testInBrowser('the table is sorted by any column and saved as CSV', () =>
  withPage(async (page) => {
    await open(page, `root=${model}&view=table`);
    await page.locator('tbody tr').nth(5).waitFor();
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    expect((await page.locator('tbody th').allTextContents())[0]).toBe('checkpoints:v9');
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    expect((await page.locator('tbody th').allTextContents())[0]).toBe('package pack-2');
    expect(await violations(page)).toEqual([]);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('lineage.csv');
    const lines = (await text(await file.createReadStream())).split('\r\n');
    expect(lines[0]).toBe('Name,Kind,Type,State,Owner,Project,Upstream,Downstream,Created');
    expect(lines[1]).toMatch(/^package pack-2,run,package,finished,Ada Lindgren,acme\/vision,/);
  }),
);

testInBrowser('the details list the people who are affected as CSV', () =>
  withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    await page.locator('.card.root .body').click();
    await page.getByRole('button', { name: /Who is affected/ }).click();
    await page.getByRole('rowheader', { name: 'Rex (release)' }).waitFor();
    await page.keyboard.press('f');
    expect(await violations(page)).toEqual([]);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('affected-people.csv');
    expect(await text(await file.createReadStream())).toMatch(/^Person,Username,Runs,In production,Hops\r\n/);
  }),
);
