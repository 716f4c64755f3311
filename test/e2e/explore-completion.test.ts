import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { createWorldBuilder } from '../../src/emulator/world-builder.ts';
import type { World } from '../../src/emulator/world.ts';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, withPage as onPage } from '../support/explorer.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;

let emulator: Emulator;
let gateway: TestGateway;
let large: Emulator;
let crowded: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator);
  large = await startEmulator({ world: crowdedWorld() });
  crowded = await startGateway(large);
});
afterAll(async () => {
  await browser?.close();
  for (const each of [crowded, large, gateway, emulator]) await each.close();
});

/** 3,000 collections in one project, W&B's automatic ones first, 120 versions of one of them, and 101 projects. */
function crowdedWorld(): World {
  const world = createWorldBuilder('crowded');
  const ada = world.user('ada', { entity: 'acme', teams: ['globex', 'initech'] });
  const big = world.project('acme', 'big');
  for (let index = 0; index < 90; index += 1) world.collection(big, `run-${index}-history`, 'wandb-history');
  for (let index = 90; index < 2_999; index += 1) world.collection(big, `set-${index}`, 'dataset');
  const needle = world.collection(big, 'Needle', 'model');
  for (let index = 0; index < 120; index += 1)
    world.artifact(needle, index === 3 ? { aliases: ['first-good'] } : {});
  for (let index = 0; index < 100; index += 1) world.project('acme', `p${index}`);
  world.key('crowded0123456789crowded0123456789crowded', 'everything', ada, '*');
  return world.build();
}

const withPage = (run: (page: Page) => Promise<void>, at = gateway.url): Promise<void> =>
  onPage(browser, at, run);
const boxOn = async (page: Page, { url }: TestGateway) => {
  await page.goto(`${url}/explore`);
  return page.getByRole('combobox', { name: 'Path of a run or artifact version' });
};
const options = (page: Page): Promise<string[]> => page.getByRole('option').allTextContents();
const option = (page: Page, name: string) => page.getByRole('option', { name, exact: true });

testInBrowser('a path can be completed by keyboard: entity, project, collection, version', () =>
  withPage(async (page) => {
    const box = await boxOn(page, gateway);
    await box.press('ArrowDown');
    await option(page, 'acme/').waitFor();
    await box.press('ArrowDown');
    await box.press('Enter');
    await option(page, 'acme/vision/').waitFor();
    expect(await options(page)).toEqual(['acme/data-platform/', 'acme/vision/']);
    expect(await violations(page)).toEqual([]);
    await box.press('ArrowDown');
    await box.press('ArrowDown');
    await box.press('Enter');
    await option(page, 'acme/vision/flower-classifier').waitFor();
    expect(await box.inputValue()).toBe('acme/vision/');
    await box.pressSequentially('CLASS');
    await page.getByRole('option').nth(1).waitFor({ state: 'detached' });
    await option(page, 'acme/vision/flower-classifier').waitFor();
    await box.press('ArrowDown');
    await box.press('Enter');
    await drawn(page, 6);
    expect(new URL(page.url()).searchParams.get('root')).toBe('acme/vision/flower-classifier');
  }),
);

testInBrowser('names that start with the typed text precede names that contain it', () =>
  withPage(async (page) => {
    const box = await boxOn(page, gateway);
    await box.fill('acme/vision/e');
    await option(page, 'acme/vision/evaluations').waitFor();
    const found = (await options(page)).map((path) => path.slice('acme/vision/'.length));
    const begins = found.filter((name) => name.startsWith('e'));
    expect(found.slice(0, begins.length)).toEqual(begins);
    expect(found.length).toBeGreaterThan(begins.length);
    // A whole name goes on with its aliases and versions.
    await box.fill('acme/vision/checkpoints');
    await option(page, 'acme/vision/checkpoints:latest').waitFor();
    await option(page, 'acme/vision/checkpoints:v9').waitFor();
  }),
);

testInBrowser('the box distinguishes an empty list, no match and a failure', () =>
  withPage(async (page) => {
    const box = await boxOn(page, gateway);
    const says = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
    await box.fill('nobody/');
    await says('This key cannot see any projects of nobody.');
    await box.fill('acme/zz');
    await says('No project of acme matches “zz”.');
    await box.fill('acme/nowhere/');
    await says('This key cannot see a project acme/nowhere.');
    await box.fill('acme/vision/zz');
    await says('No collection of acme/vision matches “zz”.');
    await box.fill('acme/vision/zz:');
    await says('This key cannot see any versions of it.');
    await box.fill('acme/vision/checkpoints:zz');
    await says('No version or alias of checkpoints matches “zz”.');
    expect(await violations(page)).toEqual([]);
    emulator.setFaults([{ kind: 'partial', field: 'Project.artifactCollections' }]);
    try {
      await box.fill('acme/data-platform/');
      await says('Search failed:');
    } finally {
      emulator.setFaults([]);
    }
    // What failed is asked again.
    await box.fill('acme/data-platform/f');
    await option(page, 'acme/data-platform/field-photos').waitFor();
  }),
);

testInBrowser('further typing cancels a search, and loaded names are not requested again', () =>
  withPage(async (page) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      const name = /query (\w+)/.exec(request.postData() ?? '')?.[1];
      // The start page asks for other things at the same time.
      if (name === 'ExploreCollections' || name === 'ExploreSearch') asked.push(name);
    });
    const box = await boxOn(page, gateway);
    await box.pressSequentially('acme/vision/check', { delay: 20 });
    await option(page, 'acme/vision/checkpoints').waitFor();
    await box.fill('acme/vision/eval');
    await option(page, 'acme/vision/evaluations').waitFor();
    expect(asked).toEqual(['ExploreCollections']);
    await box.press('Escape');
    await box.fill('acme/vision/check');
    await option(page, 'acme/vision/checkpoints').waitFor();
    expect(asked).toEqual(['ExploreCollections', 'ExploreCollections']);
  }),
);

testInBrowser('the box says when a list is long, and finds names beyond its first pages', () =>
  withPage(async (page) => {
    const box = await boxOn(page, crowded);
    const says = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
    await box.press('ArrowDown');
    await option(page, 'globex/').waitFor();
    expect(await options(page)).toEqual(['acme/', 'globex/', 'initech/']);
    await box.fill('acme/');
    await says('Showing the first 100 of more.');
    expect(await options(page)).toHaveLength(100);
    await box.fill('acme/p99');
    await option(page, 'acme/p99/').waitFor();

    await box.fill('acme/big/');
    await says('Showing the first 100 of more.');
    // The automatic collections, which W&B lists first, stand last.
    const listed = await options(page);
    expect(listed.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, i) => `acme/big/set-${90 + i}`));
    expect(listed[10]).toBe('acme/big/run-0-history');
    expect(await violations(page)).toEqual([]);
    await box.fill('acme/big/SET-2500');
    await option(page, 'acme/big/set-2500').waitFor();
    // It is the last of 3,000, and that many are not read.
    await box.fill('acme/big/needle');
    await says('None of the first 2,600 collections matches “needle”; there are more.');
    await box.fill('acme/big/Needle:');
    await option(page, 'acme/big/Needle:latest').waitFor();
    expect((await options(page))[1]).toBe('acme/big/Needle:v119');
    await box.fill('acme/big/Needle:FIRST');
    await option(page, 'acme/big/Needle:first-good').waitFor();
    await box.press('ArrowUp');
    await box.press('Enter');
    await drawn(page, 1);
  }, crowded.url),
);

testInBrowser("the completion uses the user's own key and reports failures", () =>
  withPage(async (page) => {
    await page.goto(`${gateway.url}/explore`);
    const box = page.getByRole('combobox', { name: 'Path of a run or artifact version' });
    await box.fill('ac');
    await page.getByRole('option', { name: 'acme/', exact: true }).waitFor();
    await box.fill('acme/vision/flower-classifier:');
    await page.getByRole('option', { name: 'acme/vision/flower-classifier:v1', exact: true }).waitFor();
    expect(await page.getByRole('option', { name: /classifier:v3/ }).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await box.fill('acme/vision/flower-classifier:prod');
    await page.getByRole('option', { name: 'acme/vision/flower-classifier:production' }).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await box.getAttribute('aria-activedescendant')).not.toBeNull();
    await page.keyboard.press('Enter');
    await drawn(page, 6);
    expect(new URL(page.url()).searchParams.get('root')).toBe('acme/vision/flower-classifier:production');

    const root = page.getByRole('combobox', { name: /^Root/ });
    await page.route('**/graphql', (route) => route.fulfill({ status: 503, body: '' }));
    await root.fill('acme/vision/checkpoints:v');
    await page.getByText('Search failed', { exact: false }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await root.getAttribute('aria-expanded')).toBe('false');
  }),
);
