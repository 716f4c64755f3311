import { expect, test } from '@jest/globals';
import { connectBrowser, violations } from '../support/browser.ts';
import { drawn, inPagesOf, titles, exploreDemo } from '../support/explorer.ts';
import { startGateway } from '../support/gateway.ts';
import { waitUntil } from '../support/wait-until.ts';

const model = 'acme/vision/flower-classifier:latest';
const browser = await connectBrowser();
const testInBrowser = browser ? test : test.skip;
const demo = exploreDemo(browser);
const { withPage, open } = demo;

testInBrowser('the explorer opens a root by its path, and shows how many more neighbours there are', () =>
  withPage(async (page) => {
    await page.goto(`${demo.gateway.url}/explore`);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Path of a run or artifact version').fill(model);
    await page.keyboard.press('Enter');
    await drawn(page, 6);
    expect((await titles(page)).sort()).toEqual([
      'checkpoints:v9',
      'deploy eu-north',
      'evaluate pack-2',
      'evaluations:v2',
      'flower-classifier:v2',
      'package pack-2',
    ]);
    // The alias and the version that it is.
    expect(new URL(page.url()).searchParams.get('at')).toBe('acme/vision/flower-classifier:v2');
    await page.getByRole('button', { name: 'Show 1 upstream of checkpoints:v9' }).waitFor();
    expect(await violations(page)).toEqual([]);
  }),
);

testInBrowser(
  'handles expand and collapse nodes, back and forward work, and a copied link shows the same view',
  () =>
    withPage(async (page) => {
      await open(page, `root=${model}`);
      await drawn(page, 6);
      await page.getByRole('button', { name: 'Show 1 upstream of checkpoints:v9' }).click();
      await drawn(page, 7);
      const address = page.url();
      await page.getByRole('button', { name: 'Hide nodes upstream of checkpoints:v9' }).click();
      await drawn(page, 6);
      await page.goBack();
      await drawn(page, 7);
      await page.goForward();
      await drawn(page, 6);
      await page.goto(address);
      await drawn(page, 7);
      expect(await titles(page)).toContain('amber-bloom-9');
    }),
);

testInBrowser('direction, levels, filter, table and export follow the URL', () =>
  withPage(async (page) => {
    await open(page, `root=${model}`);
    await drawn(page, 6);
    await page.getByRole('button', { name: 'Upstream', exact: true }).click();
    await drawn(page, 3);
    await page.getByRole('button', { name: 'More levels' }).click();
    await drawn(page, 4);
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    expect(await page.locator('tbody tr').count()).toBe(4);
    expect(await violations(page)).toEqual([]);
    const svg = await page.locator('a', { hasText: 'Download SVG' }).getAttribute('href');
    const response = await fetch(new URL(svg ?? '', demo.gateway.url));
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
    ]);
    await open(page, `root=${model}&type=model&jobType=package`);
    await page.getByText('Filtered: model, package').waitFor();
    expect((await titles(page)).every((title) => /classifier|checkpoints|package/.test(title))).toBe(true);
  }),
);

testInBrowser('a selection shows its details, and a second one the paths between them', () =>
  withPage(async (page) => {
    await open(page, `root=${model}&depth=4`);
    await drawn(page, 10);
    await page.locator('.card.root .body').click();
    await page.getByText('Digest').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Staleness: is it up to date?' }).click();
    await page.getByText(/^(Up to date|Out of date|Unknown)/).waitFor();
    await page
      .locator('.card', { hasText: 'package pack-2' })
      .locator('.body')
      .click({ modifiers: ['Shift'] });
    await page.getByText('1 hop').waitFor();
    expect(await violations(page)).toEqual([]);
  }),
);

testInBrowser('the explorer works by keyboard only, and in dark mode', () =>
  withPage(async (page) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(page, `root=${model}`);
    await drawn(page, 6);
    await page.keyboard.press('ArrowLeft');
    await page.locator('.card', { hasText: 'package pack-2' }).locator('.body:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('aside').getByText('acme/vision/', { exact: false }).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('aside').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('running');
    await page.getByText('1 found').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
  }),
);

testInBrowser('the explorer distinguishes missing objects from failures', () =>
  withPage(async (page) => {
    await open(page, 'root=acme/vision/nothing:v9');
    await page.getByText('Nothing found at this path').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.route('**/graphql', (route) => route.fulfill({ status: 503, body: '' }));
    await open(page, `root=${model}`);
    await page.getByText('Could not load the lineage').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Retry' }).click();
    await drawn(page, 6);
  }),
);

testInBrowser(
  'the details do not cover the selected card, and two cards highlight only the paths between them',
  () =>
    withPage(async (page) => {
      await page.setViewportSize({ width: 1024, height: 768 });
      await open(page, `root=${model}&depth=4`);
      await drawn(page, 10);
      const isInSight = async (title: string): Promise<boolean> => {
        const card = await page.locator('.card', { hasText: title }).boundingBox();
        const panel = await page.locator('aside.panel').boundingBox();
        if (card === null || panel === null) return false;
        const middle = card.x + card.width / 2;
        return middle > 0 && middle < 1024 && (middle < panel.x || middle > panel.x + panel.width);
      };
      await page.locator('.card', { hasText: 'evaluations:v2' }).locator('.body').click();
      await page.locator('aside').waitFor();
      await waitUntil(() => isInSight('evaluations:v2'));
      await page
        .locator('.card', { hasText: 'package pack-2' })
        .locator('.body')
        .dispatchEvent('click', { shiftKey: true });
      await page.getByText('3 hops').waitFor();
      const lit = await page.locator('.card:not(.dim) .title').allTextContents();
      expect(lit.sort()).toEqual([
        'evaluate pack-2',
        'evaluations:v2',
        'flower-classifier:v2',
        'package pack-2',
      ]);
      expect(await page.locator('.edge.lit').count()).toBe(3);
    }),
);

testInBrowser('the explorer says that there are more pages and loads them on request', () =>
  withPage(async (page) => {
    await inPagesOf(page, 4);
    await open(page, `root=${model}`);
    await page.getByText('Incomplete: there are more than 4 nodes within 2 levels.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Continue' }).click();
    await drawn(page, 6);
    expect(await page.getByText('Incomplete:').count()).toBe(0);
  }),
);

testInBrowser('the explorer reports counts that failed to load instead of showing none', () =>
  withPage(async (page) => {
    let isBroken = true;
    await page.route('**/graphql', (route) =>
      isBroken && route.request().postData()?.includes('ExploreCounts')
        ? route.fulfill({ status: 502, body: '' })
        : route.continue(),
    );
    await open(page, `root=${model}`);
    await page.getByText('Could not load the number of neighbours').waitFor();
    expect(await violations(page)).toEqual([]);
    isBroken = false;
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('button', { name: 'Show 1 upstream of checkpoints:v9' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  }),
);

testInBrowser('loading can be stopped and resumed', () =>
  withPage(async (page) => {
    let isSlow = true;
    await page.route('**/graphql', async (route) => {
      const isHandle = route.request().postData()?.includes('"maxDepth":1') ?? false;
      if (isHandle && isSlow) return;
      await route.continue();
    });
    await open(page, `root=${model}`);
    await drawn(page, 6);
    await page.getByRole('button', { name: 'Show 1 upstream of checkpoints:v9' }).click();
    await page.getByText('Loading upstream nodes').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Stopped: the neighbours of 1 node are not loaded.').waitFor();
    isSlow = false;
    await page.getByRole('button', { name: 'Continue' }).click();
    await drawn(page, 7);
  }),
);

testInBrowser('failed parts are reported, and a reload keeps what is there', () =>
  withPage(async (page) => {
    let isBroken = true;
    await page.route('**/graphql', async (route) => {
      if (!isBroken || !route.request().postData()?.includes('ExploreLineage')) return route.continue();
      const answer = await route.fetch();
      const body = (await answer.json()) as {
        data: { lineage: { nodes: { node: { id: string } }[]; completeness: Record<string, unknown> } };
      };
      const [at] = body.data.lineage.nodes.map(({ node }) => node.id);
      body.data.lineage.completeness['truncations'] = [{ at, reason: 'DEADLINE', omitted: null }];
      return route.fulfill({ response: answer, json: body });
    });
    await open(page, `root=${model}`);
    await page
      .getByText('Some neighbours not shown (the query reached its time or request limit) at')
      .waitFor();
    await drawn(page, 6);
    isBroken = false;
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('the query reached its time or request limit').waitFor({ state: 'detached' });
    await drawn(page, 6);
  }),
);

testInBrowser('the explorer works with a schema prefix', async () => {
  const prefixed = await startGateway(demo.emulator, { schemaPrefix: 'ML' });
  try {
    await withPage(async (page) => {
      await page.goto(`${prefixed.url}/explore?root=${model}`);
      await drawn(page, 6);
      expect(await page.locator('.card.run').count()).toBe(3);
      await page.getByRole('button', { name: 'Show 1 upstream of checkpoints:v9' }).waitFor();
      await page.locator('.card.root .body').click();
      await page.getByText('Digest').waitFor();
      await page
        .locator('.card', { hasText: 'package pack-2' })
        .locator('.body')
        .click({ modifiers: ['Shift'] });
      await page.getByText('1 hop').waitFor();
    }, prefixed.url);
  } finally {
    await prefixed.close();
  }
});

testInBrowser('the menus filter and share the view', () =>
  withPage(async (page) => {
    await open(page, `root=${model}&depth=4`);
    await drawn(page, 10);
    await page.locator('summary', { hasText: 'Filters' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Group similar nodes by').selectOption('jobType');
    expect(new URL(page.url()).searchParams.get('group')).toBe('jobType');
    await page.getByRole('checkbox', { name: 'train' }).check();
    await page.getByText('Filtered: train').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await drawn(page, 10);
    expect(await page.locator('.menu[open]').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.locator('.menu[open]').count()).toBe(0);
    await page.locator('summary', { hasText: 'Share' }).click();
    expect(await violations(page)).toEqual([]);
    const links = await page
      .locator('.sheet.right a')
      .evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''));
    const types = await Promise.all(
      links.slice(0, 3).map(async (link) => {
        const answer = await fetch(new URL(link, demo.gateway.url));
        return [answer.status, answer.headers.get('content-type')?.split(';')[0]];
      }),
    );
    expect(types).toEqual([
      [200, 'image/svg+xml'],
      [200, 'text/vnd.mermaid'],
      [200, 'application/json'],
    ]);
    expect(links[3]).toMatch(/^graphiql\?query=/);
    expect(await page.getByText('Unlike the link').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Hide nodes downstream of flower-classifier:v2' }).click();
    await page.locator('summary', { hasText: 'Share' }).click();
    await page.getByText('the downloads and the query still include nodes that you collapsed.').waitFor();
    expect(await violations(page)).toEqual([]);
  }),
);
