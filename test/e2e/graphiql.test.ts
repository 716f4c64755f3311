import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { connectBrowser, openPage, violations } from '../support/browser.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { examples, isReady, openExample, panel, run, tab, withGraphiql } from '../support/graphiql.ts';
import { startProgram, type Program } from '../support/program.ts';
import { waitUntil } from '../support/wait-until.ts';

const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;

let emulator: Emulator;
let demo: Program;
let demoUrl: string;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  demo = startProgram('dist/main.js', ['--demo', '--port', '0']);
  demoUrl = (await demo.until(/GraphQL +(\S+)\/graphql/))[1] ?? '';
});
afterAll(async () => {
  await browser?.close();
  demo.process.kill('SIGTERM');
  await demo.end();
  await emulator.close();
});

const withPage = (at: string, look: (page: Page) => Promise<void>): Promise<void> =>
  withGraphiql(browser, at, look);

async function withGateway(
  overrides: Parameters<typeof startGateway>[1],
  path: string,
  look: (page: Page, gateway: TestGateway) => Promise<void>,
): Promise<void> {
  const gateway = await startGateway(emulator, overrides);
  try {
    await withPage(`${gateway.url}${path}`, (page) => look(page, gateway));
  } finally {
    await gateway.close();
  }
}

/** How many pixels of the drawing are beside what the panel shows. */
const cutOff = (page: Page): Promise<number> =>
  panel(page).evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);

testInBrowser(
  'the demo opens with one tab, and all examples run unchanged and are drawn',
  () =>
    withPage(`${demoUrl}/graphiql`, async (page) => {
      expect(await page.locator('.graphiql-tab').allInnerTexts()).toEqual(['OriginAndUse']);
      await panel(page).getByText('Run a query').waitFor();
      expect(await violations(page)).toEqual([]);
      for (const [name, counts, root] of examples) {
        await openExample(page, name);
        const answer = await run(page);
        expect(answer['errors']).toBeUndefined();
        await panel(page).getByText(counts, { exact: true }).waitFor();
        const nodes = [...counts.matchAll(/(\d+) (?:artifact|run)/g)].map(([, count]) => Number(count));
        expect(await page.locator('svg.lineage g').count()).toBe(nodes.reduce((sum, each) => sum + each));
        const link = panel(page).getByRole('link', { name: 'Open in explorer' });
        expect(await link.getAttribute('href')).toBe(`explore?${new URLSearchParams({ root }).toString()}`);
        for (const width of [1920, 1280, 1440]) {
          await page.setViewportSize({ width, height: 860 });
          expect([name, width, await cutOff(page)]).toEqual([name, width, 0]);
        }
      }
      expect(await violations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page)).toEqual([]);
      await tab(page, 'Closure').click();
      await run(page);
      await panel(page).getByText('9 artifact versions, 7 runs, 16 edges.').waitFor();
      await panel(page).getByRole('link', { name: 'Open in explorer' }).click();
      await page.waitForURL('**/explore?root=**');
      await page.locator('.card.root', { hasText: 'flower-classifier:v2' }).waitFor();
    }),
  180_000,
);

testInBrowser(
  'queries that fail to parse, to validate or to run leave the page and the Lineage panel standing',
  () =>
    withPage(`${demoUrl}/graphiql`, async (page) => {
      await page.locator('.graphiql-tab-add').click();
      await run(page);
      await panel(page).getByText('The response contains no artifacts or runs.').waitFor();
      const broken: [string, string][] = [
        ['{ artifact(', 'Syntax Error'],
        ['{ nothing }', 'Cannot query field "nothing"'],
        [
          'query A { viewer { ...F } } fragment F on User { ...F }',
          'Cannot spread fragment "F" within itself',
        ],
        ['query ($path: String!) { artifact(path: $path) { id } }', 'Variable "$path"'],
        ['{ artifact(path: "not a path") { id } }', 'not a path'],
        ['fragment F on Run { id }', 'Fragment "F" is never used'],
      ];
      const editor = page.locator('.graphiql-query-editor .monaco-editor').first();
      for (const [query, failure] of broken) {
        await editor.click();
        await page.keyboard.press('Control+A');
        await page.keyboard.insertText(query);
        await page.keyboard.press('Control+Shift+End');
        await page.keyboard.press('Delete');
        await run(page);
        await panel(page).getByText(failure).first().waitFor();
      }
      await tab(page, 'OriginAndUse').click();
      await run(page);
      await panel(page).getByText(examples[0][1], { exact: true }).waitFor();
    }),
  180_000,
);

testInBrowser(
  'a query that is run before the editors are ready runs once they are, with its variables',
  async () => {
    if (!browser) return;
    const { page } = await openPage(browser, demoUrl);
    try {
      let release: () => void = () => undefined;
      const clicked = new Promise<void>((resolve) => (release = resolve));
      await page.route('**/assets/editor.api-*.js', async (route) => {
        await clicked;
        await route.continue();
      });
      await page.goto(`${demoUrl}/graphiql`, { waitUntil: 'commit' });
      await page.locator('.graphiql-execute-button').click();
      expect(await page.locator('.monaco-editor').count()).toBe(0);
      release();
      await panel(page).getByText(examples[0][1], { exact: true }).waitFor();
    } finally {
      await page.close();
    }
  },
  180_000,
);

testInBrowser(
  'the Examples panel opens each example in one tab',
  () =>
    withPage(`${demoUrl}/graphiql`, async (page) => {
      await page.getByRole('button', { name: 'Show Examples' }).click();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Show Lineage' }).click();
      await openExample(page, 'Diff');
      expect(await page.locator('.graphiql-tab').count()).toBe(2);
      await tab(page, 'OriginAndUse').click();
      await openExample(page, 'Diff');
      expect(await page.locator('.graphiql-tab').count()).toBe(2);
      await page.locator('.graphiql-tab-active .graphiql-tab-close').click();
      await page.locator('.graphiql-tab', { hasText: 'Diff' }).waitFor({ state: 'detached' });
      await openExample(page, 'Diff');
      expect(await page.locator('.graphiql-tab').count()).toBe(2);
      expect(await run(page)).toMatchObject({ data: { ancestryDiff: { sharedCount: 9 } } });
    }),
  180_000,
);

testInBrowser(
  'a key in the header editor is sent and not stored',
  () =>
    withGateway({ passthrough: true }, '/graphiql', async (page) => {
      const key = emulator.keys[0]?.key ?? '';
      await page.locator('.graphiql-editor-tools').getByRole('button', { name: 'Headers' }).click();
      const editor = page.locator('section[aria-label="Headers"] .monaco-editor:visible').first();
      await editor.getByText('X-WandB-Api-Key').first().waitFor();
      // Long lines are broken, where the page is narrow.
      expect((await editor.innerText()).replaceAll(/\s+/g, ' ')).toContain(
        '// "X-WandB-Api-Key": "<your W&B API key>"',
      );
      await editor.click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(JSON.stringify({ 'X-WandB-Api-Key': key }));
      // The editor closes quotes and braces by itself.
      await page.keyboard.press('Control+Shift+End');
      await page.keyboard.press('Delete');
      const sent = page.waitForRequest((request) => request.headers()['x-wandb-api-key'] === key);
      await page.locator('.graphiql-execute-button').click();
      await sent;
      const stored = () =>
        page.evaluate<string>('JSON.stringify(localStorage) + JSON.stringify(sessionStorage)');
      // Tabs are saved with a delay.
      await waitUntil(async () => (await stored()).includes('graphiql:tabState'));
      expect(await stored()).not.toContain(key);
    }),
  180_000,
);

const linkTo = (query: string, variables: object = {}): string =>
  `/graphiql?${new URLSearchParams({ query, variables: JSON.stringify(variables) }).toString()}`;

testInBrowser(
  'a link opens its query in a new tab once, on the first visit and later',
  () => {
    const query = 'query Linked($path: String!) { artifact(path: $path) { id path loggedBy { id } } }';
    const link = linkTo(query, { path: 'acme/vision/flower-classifier:v2' });
    return withGateway({}, link, async (page, { url }) => {
      const isShown = async (): Promise<void> => {
        await page.locator('.graphiql-tab-active', { hasText: 'Linked' }).waitFor();
        expect(new URL(page.url()).search).toBe('');
        expect(await run(page)).toMatchObject({ data: { artifact: { loggedBy: {} } } });
        await panel(page).getByText('1 artifact version, 1 run, 1 edge.').waitFor();
      };
      await isShown();
      await waitUntil(async () =>
        (await page.evaluate<string>('JSON.stringify(localStorage)')).includes('Linked'),
      );
      const count = await page.locator('.graphiql-tab').count();
      await page.reload();
      await page.locator('.graphiql-tab-active').waitFor();
      expect(await page.locator('.graphiql-tab').count()).toBe(count);
      await page.goto(
        `${url}${linkTo(query.replace('loggedBy', 'maker: loggedBy').replace('Linked', 'Second'))}`,
      );
      await page.locator('.graphiql-tab-active', { hasText: 'Second' }).waitFor();
    });
  },
  180_000,
);

testInBrowser(
  'the panel draws the operation that ran, and says what is missing',
  () => {
    const query = `query One { artifact(path: "acme/vision/flower-classifier:v2") { id } }
query Cut {
  artifact(path: "acme/vision/flower-classifier:v2") {
    lineage(direction: UPSTREAM, maxDepth: 2) {
      nodes { node { __typename id label } }
      edges { from to kind }
      completeness { complete truncations { reason omitted } }
    }
  }
}`;
    return withGateway({}, linkTo(query), async (page) => {
      await page.locator('.graphiql-execute-button[aria-haspopup="menu"]').click();
      await page.getByRole('menuitem', { name: 'Cut' }).click();
      await panel(page).getByText('2 artifact versions, 1 run, 2 edges.').waitFor();
      await panel(page)
        .getByText(/not in this response: farther away than maxDepth\.$/)
        .waitFor();
      await panel(page).getByText('to open the node in the explorer').waitFor();
      expect(await violations(page)).toEqual([]);
    });
  },
  180_000,
);

testInBrowser(
  'the examples use the names of a prefixed schema',
  async () => {
    const prefixed = startProgram('dist/main.js', ['--demo', '--port', '0', '--schema-prefix', 'ML']);
    try {
      const [, url = ''] = await prefixed.until(/GraphQL +(\S+)\/graphql/);
      await withPage(`${url}/graphiql`, async (page) => {
        for (const [name, counts] of examples) {
          await openExample(page, name);
          const answer = await run(page);
          expect([name, answer['errors']]).toEqual([name, undefined]);
          await panel(page).getByText(counts, { exact: true }).waitFor();
        }
      });
    } finally {
      prefixed.process.kill('SIGTERM');
      await prefixed.end();
    }
  },
  180_000,
);

/** What a page and the answers that it asks for take on the wire, and the names of its files. */
async function transferred(path: string): Promise<{ bytes: number; files: string[] }> {
  if (!browser) throw new TypeError('There is no browser.');
  const { page } = await openPage(browser, demoUrl);
  const files: string[] = [];
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    files.push(new URL(request.url()).pathname);
    sizes.push(
      request.sizes().then(
        ({ responseBodySize }) => responseBodySize,
        () => 0,
      ),
    );
  });
  try {
    // Not brotli, which browsers ask of addresses with TLS alone where it is not this machine.
    await page.setExtraHTTPHeaders({ 'accept-encoding': 'gzip' });
    await page.goto(`${demoUrl}${path}`);
    if (path === '/graphiql') await isReady(page);
    // Its workers are asked for by and by.
    for (let seen = -1; seen !== files.length;) {
      seen = files.length;
      await page.waitForTimeout(3_000);
    }
    return { bytes: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0), files };
  } finally {
    await page.close();
  }
}

testInBrowser(
  'GraphiQL transfers less than 2.1 MB, and the other pages load none of it',
  async () => {
    const [graphiql, explore, landing] = [
      await transferred('/graphiql'),
      await transferred('/explore?root=acme/vision/flower-classifier:v2'),
      await transferred('/'),
    ];
    expect(graphiql.bytes).toBeGreaterThan(500_000);
    expect(graphiql.bytes).toBeLessThan(2_100_000);
    expect(explore.bytes).toBeLessThan(250_000);
    expect(landing.bytes).toBeLessThan(250_000);
    const editor = /graphiql|monaco|editor/;
    expect(graphiql.files.some((file) => editor.test(file))).toBe(true);
    expect(
      [...explore.files, ...landing.files].filter((file) => file.startsWith('/assets') && editor.test(file)),
    ).toEqual([]);
    process.stdout.write(
      `Transferred: /graphiql ${graphiql.bytes}, /explore ${explore.bytes}, / ${landing.bytes} bytes.\n`,
    );
  },
  180_000,
);
