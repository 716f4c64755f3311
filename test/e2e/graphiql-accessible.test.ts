import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { connectBrowser, violations } from '../support/browser.ts';
import { openExample, panel, run, tab, withGraphiql } from '../support/graphiql.ts';
import { startProgram, type Program } from '../support/program.ts';
import { waitUntil } from '../support/wait-until.ts';

const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;

let demo: Program;
let graphiql: string;
beforeAll(async () => {
  demo = startProgram('dist/main.js', ['--demo', '--port', '0']);
  graphiql = `${(await demo.until(/GraphQL +(\S+)\/graphql/))[1] ?? ''}/graphiql`;
});
afterAll(async () => {
  await browser?.close();
  demo.process.kill('SIGTERM');
  await demo.end();
});

const isStill = `document.getAnimations().every(
  ({ playState, effect }) => playState !== 'running' || effect.getTiming().iterations === Infinity,
)`;

/** Each state with what is wrong in it, so that one run tells of all of them. */
async function faultsIn(page: Page, states: Readonly<Record<string, () => Promise<void>>>): Promise<object> {
  const faults: Record<string, string[]> = {};
  for (const [state, reach] of Object.entries(states)) {
    await reach();
    // Panels and dialogs fade in.
    await waitUntil(() => page.evaluate<boolean>(isStill));
    const found = await violations(page);
    if (found.length > 0) faults[state] = found;
  }
  return faults;
}

const show = (page: Page, name: string) => () => page.getByRole('button', { name: `Show ${name}` }).click();
const openDialog = (page: Page, name: string) => async (): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Open ${name} dialog` }).click();
};

const wrong = new URLSearchParams({
  query: '# A comment\nquery Wrong { artifact(path: "acme/vision/none:v9") { idd } }',
  variables: '{ "n": 1 }',
}).toString();

for (const colorScheme of ['light', 'dark'] as const) {
  testInBrowser(
    `has no WCAG 2.2 AA violation in any of its states when it is ${colorScheme}`,
    async () => {
      await withGraphiql(
        browser,
        graphiql,
        async (page) => {
          const docs = page.locator('.graphiql-doc-explorer');
          const states = {
            'first view': async () => {},
            'an example ran': async () => {
              await openExample(page, 'Closure');
              await run(page);
              await panel(page).getByText('9 artifact versions').waitFor();
            },
            headers: () => page.getByRole('button', { name: 'Headers', exact: true }).click(),
            history: show(page, 'History'),
            explorer: show(page, 'GraphiQL Explorer'),
            examples: show(page, 'Examples'),
            docs: show(page, 'Documentation Explorer'),
            'docs of a type': () => docs.getByRole('link', { name: 'Query', exact: true }).first().click(),
            'docs of a field': () => docs.getByRole('link', { name: 'artifact', exact: true }).click(),
            lineage: show(page, 'Lineage'),
            'a tab more': () => page.getByRole('button', { name: 'New tab' }).click(),
            'keyboard dialog': openDialog(page, 'short keys'),
            'settings dialog': openDialog(page, 'settings'),
          };
          expect(await faultsIn(page, states)).toEqual({});
        },
        { colorScheme },
      );
      await withGraphiql(
        browser,
        `${graphiql}?${wrong}`,
        async (page) => {
          const states = {
            'an error': async () => {
              const message = 'Cannot query field "idd" on type "Artifact". Did you mean "id"?';
              expect(await run(page)).toMatchObject({ errors: [{ message }] });
              await page.locator('.graphiql-response').getByText('Cannot query field').waitFor();
            },
          };
          expect(await faultsIn(page, states)).toEqual({});
        },
        { colorScheme },
      );
    },
    300_000,
  );
}

testInBrowser(
  'the editors follow the page into dark mode',
  () =>
    withGraphiql(browser, graphiql, async (page) => {
      expect(await page.locator('.monaco-editor.vs').count()).toBeGreaterThan(0);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('.monaco-editor.vs-dark').first().waitFor();
      expect(await page.locator('.monaco-editor.vs').count()).toBe(0);
      expect(await violations(page)).toEqual([]);
    }),
  180_000,
);

testInBrowser(
  'the tabs are a list of buttons whose current one is announced and visible',
  () =>
    withGraphiql(browser, graphiql, async (page) => {
      const tabs = page.getByRole('list', { name: 'Select active operation' });
      const current = tabs.locator('[aria-current="true"]');
      expect(await tabs.getByRole('listitem').count()).toBe(1);
      expect(await current.allInnerTexts()).toEqual(['OriginAndUse']);
      for (const operation of ['WalkUp', 'Closure', 'Diff']) await openExample(page, operation);
      await tab(page, 'WalkUp').click();
      await tabs.locator('[aria-current="true"]', { hasText: 'WalkUp' }).waitFor();
      await tab(page, 'Diff').click();
      await tabs.locator('[aria-current="true"]', { hasText: 'Diff' }).waitFor();
      expect(await current.count()).toBe(1);
      for (let more = 0; more < 6; more += 1) await page.getByRole('button', { name: 'New tab' }).click();
      expect(await current.count()).toBe(1);
      const [whole, active] = await Promise.all([
        tabs.boundingBox(),
        page.locator('.graphiql-tab-active').boundingBox(),
      ]);
      const right = (box: typeof whole): number => (box ? box.x + box.width : NaN);
      expect(right(active)).toBeLessThanOrEqual(right(whole) + 1);
    }),
  180_000,
);

/** What can be pressed or read and is not whole within the window, but for tabs, which scroll. */
const cut = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const wanted = 'button, a, select, .monaco-editor, .panel, .panel p, svg.lineage';
    const shown = [...document.querySelectorAll(wanted)].filter((element) => {
      const { left, right, top, bottom, width } = element.getBoundingClientRect();
      const isWhole = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
      return width > 0 && !isWhole && !element.closest('.graphiql-tabs');
    });
    const { scrollWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) shown.push(document.documentElement);
    return shown.map((element) => element.tagName + ' ' + element.className);
  })()`);

testInBrowser(
  'a query can be run on a phone, and the panel replaces the editors while it is open',
  () =>
    withGraphiql(
      browser,
      graphiql,
      async (page) => {
        expect(await panel(page).count()).toBe(0);
        expect(await cut(page)).toEqual([]);
        await run(page);
        const answer = page.locator('.graphiql-response');
        await answer.getByText('"loggedBy"').first().waitFor();
        expect((await answer.boundingBox())?.height).toBeGreaterThan(200);
        expect((await page.locator('.graphiql-query-editor').boundingBox())?.height).toBeGreaterThan(200);
        expect(await cut(page)).toEqual([]);
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Show Lineage' }).click();
        await panel(page).getByText('2 artifact versions, 4 runs, 5 edges.').waitFor();
        expect(await answer.isVisible()).toBe(false);
        expect(await cut(page)).toEqual([]);
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Hide Lineage' }).click();
        await answer.getByText('"loggedBy"').first().waitFor();
        expect(await cut(page)).toEqual([]);
        await openExample(page, 'Diff');
        expect(await run(page)).toMatchObject({ data: { ancestryDiff: { sharedCount: 9 } } });
        expect(await cut(page)).toEqual([]);
      },
      { width: 390, height: 844 },
    ),
  180_000,
);
