import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, exploreDemo } from '../support/explorer.ts';

const model = 'acme/vision/flower-classifier:v2';
const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;
const demo = exploreDemo(browser);
const { withPage, open } = demo;
const card = (page: Page, title: string) => page.locator('.card', { hasText: title });

testInBrowser('the explorer explains the format of a path after an invalid one', () =>
  withPage(async (page) => {
    for (const typed of ['a b c', 'acme/vision', '%', 'https://wandb.ai/acme/vision/workspace']) {
      await open(page, `root=${encodeURIComponent(typed)}`);
      await page
        .getByRole('heading', { name: 'This is not the path of a run or artifact version' })
        .waitFor();
      await page.getByRole('alert').getByText(typed, { exact: true }).waitFor();
      await page.getByRole('alert').getByText('entity/project/name:v3').waitFor();
      expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    }
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Root: path of a run or artifact version').fill(model);
    await page.keyboard.press('Enter');
    await drawn(page, 6);
  }),
);

testInBrowser('the explorer accepts the URL of a page in W&B', () =>
  withPage(async (page) => {
    await page.goto(`${demo.gateway.url}/explore`);
    await page
      .getByLabel('Path of a run or artifact version')
      .fill('https://wandb.ai/acme/vision/artifacts/model/flower-classifier/v2/lineage?nw=nwuser');
    await page.keyboard.press('Enter');
    await drawn(page, 6);
    expect(new URL(page.url()).searchParams.get('root')).toBe(model);
    const box = page.getByLabel('Root: path of a run or artifact version');
    expect(await box.inputValue()).toBe(model);
    await box.fill('https://wandb.ai/acme/vision/artifacts/model/flower-classifier/v2');
    await page.keyboard.press('Enter');
    expect(await box.inputValue()).toBe(model);
  }),
);

testInBrowser('invalid expanded nodes in the URL are dropped, and the rest is drawn', () =>
  withPage(async (page) => {
    await open(page, `root=${model}`);
    await page.getByRole('button', { name: 'Show 1 upstream of checkpoints:v9' }).click();
    await drawn(page, 7);
    const handle = new URL(page.url()).searchParams.get('open') ?? '';
    const dropped = ['foo', 'up:foo', 'down:bm90IGFuIGlk'].map((key) => `&open=${key}`).join('');
    await open(page, `root=${model}${dropped}&open=${encodeURIComponent(handle)}`);
    await drawn(page, 7);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(new URL(page.url()).searchParams.getAll('open')).toEqual([handle]);
  }),
);

testInBrowser('a new root in the URL replaces the previous view', () =>
  withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    await card(page, 'package pack-2').locator('.body').click();
    await page.getByRole('button', { name: 'Make root' }).click();
    await page.locator('.card.root', { hasText: 'package pack-2' }).waitFor();
    expect(new URL(page.url()).searchParams.get('at') ?? '').toBe('');
    await page.reload();
    await page.locator('.card.root', { hasText: 'package pack-2' }).waitFor();
    expect(await page.getByText('This is the earlier version').count()).toBe(0);
    await page.getByRole('link', { name: 'Lineage', exact: true }).click();
    await page.getByRole('heading', { name: 'Explore ML lineage' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(await violations(page)).toEqual([]);
  }),
);

testInBrowser(
  'the explorer offers the current version after an alias has moved, and back returns to the earlier one',
  () =>
    withPage(async (page) => {
      await open(page, 'root=acme/vision/flower-classifier:latest&at=acme/vision/flower-classifier:v1');
      await page.locator('.card.root', { hasText: 'flower-classifier:v1' }).waitFor();
      await page.getByRole('button', { name: 'Show the current version' }).click();
      await page.locator('.card.root', { hasText: 'flower-classifier:v2' }).waitFor();
      await page.goBack();
      await page.locator('.card.root', { hasText: 'flower-classifier:v1' }).waitFor();
    }),
);

testInBrowser('a new root gets the focus in the graph and in the table', () =>
  withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    // Whoever comes by an address begins at the top.
    expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('BODY');
    await card(page, 'package pack-2').locator('.body').press('Enter');
    await page.getByRole('button', { name: 'Make root' }).press('Enter');
    await page.locator('.card.root', { hasText: 'package pack-2' }).locator('.body:focus').waitFor();
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await page.getByRole('button', { name: 'Make root: checkpoints:v9' }).press('Enter');
    await page.locator('tr.root', { hasText: 'checkpoints:v9' }).locator('th button:focus').waitFor();
  }),
);
