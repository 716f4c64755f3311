import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { openPage } from './browser.ts';
import { startGateway, type TestGateway } from './gateway.ts';

/** The demo behind a gateway, for as long as the tests of a file run; the browser goes with it. */
export interface ExploredDemo {
  readonly emulator: Emulator;
  readonly gateway: TestGateway;
  /** `at` left out: this gateway. */
  readonly withPage: (run: (page: Page) => Promise<void>, at?: string) => Promise<void>;
  readonly open: (page: Page, query: string) => Promise<unknown>;
}

export function exploreDemo(browser: Browser | null): ExploredDemo {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator);
  });
  afterAll(async () => {
    await browser?.close();
    await gateway.close();
    await emulator.close();
  });
  return {
    get emulator() {
      return emulator;
    },
    get gateway() {
      return gateway;
    },
    withPage: (run, at = gateway.url) => withPage(browser, at, run),
    open: (page, query) => page.goto(`${gateway.url}/explore?${query}`),
  };
}

/** Runs on a new page, which may complain of nothing. */
export async function withPage(
  browser: Browser | null,
  at: string,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  if (!browser) return;
  const { page, complaints } = await openPage(browser, at);
  try {
    await run(page);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

export const titles = (page: Page): Promise<string[]> => page.locator('.card .title').allTextContents();
export const drawn = async (page: Page, cards: number): Promise<void> => {
  await page.locator(`.canvas[data-ready="true"][data-cards="${cards}"]`).waitFor();
};
/** Texts of cards that are smaller on the screen than one can read, and cards that stand out of the drawing's frame. */
export const unreadable = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const { transform } = getComputedStyle(document.querySelector('.react-flow__viewport'));
    const zoom = new DOMMatrix(transform).a;
    const frame = document.querySelector('.canvas').getBoundingClientRect();
    return [...document.querySelectorAll('.card')].flatMap((card) => {
      const title = card.querySelector('.title');
      const size = Number.parseFloat(getComputedStyle(title).fontSize) * zoom;
      const { left, right, top, bottom } = card.getBoundingClientRect();
      const isInside = [left >= frame.left, right <= frame.right, top >= frame.top, bottom <= frame.bottom];
      return size >= 11 && isInside.every(Boolean) ? [] : [title.textContent + ' ' + size.toFixed(1)];
    });
  })()`);

/** Has the page ask for so few nodes at a time that its questions are answered in pages. */
export const inPagesOf = (page: Page, maxNodes: number) =>
  page.route('**/graphql', async (route) => {
    const body = route.request().postDataJSON() as { query: string; variables: Record<string, unknown> };
    if (body.variables['maxNodes'] !== undefined) body.variables['maxNodes'] = maxNodes;
    await route.continue({ postData: JSON.stringify(body) });
  });

/** What is wrong with the picture: edges under a third card, and arrowheads under a button. Empty for none. */
export const pictureFaults = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const cards = [...document.querySelectorAll('.react-flow__node')].map((node) => {
      const { e: x, f: y } = new DOMMatrix(getComputedStyle(node).transform);
      return { id: node.dataset.id, x, y, right: x + node.offsetWidth, bottom: y + node.offsetHeight };
    });
    const buttons = [...document.querySelectorAll('.opener')]
      .filter((button) => getComputedStyle(button).opacity !== '0')
      .map((button) => button.getBoundingClientRect());
    return [...document.querySelectorAll('.react-flow__edge')].flatMap((edge) => {
      const path = edge.querySelector('.react-flow__edge-path');
      const length = path.getTotalLength();
      const points = Array.from({ length: Math.ceil(length / 5) }, (_, index) => path.getPointAtLength(index * 5));
      const ends = edge.dataset.id.split('>');
      const isUnder = cards.some(({ id, x, y, right, bottom }) => !ends.includes(id) &&
        points.some((point) => point.x > x && point.x < right && point.y > y && point.y < bottom));
      const tip = path.getPointAtLength(length - 4).matrixTransform(path.getScreenCTM());
      const isCovered = buttons.some(({ left, right, top, bottom }) =>
        tip.x > left && tip.x < right && tip.y > top && tip.y < bottom);
      return [...(isUnder ? ['under a card: ' + edge.ariaLabel] : []), ...(isCovered ? ['covered: ' + edge.ariaLabel] : [])];
    });
  })()`);

/** Where each card is on the screen. */
export const placesOnScreen = (page: Page) =>
  page.evaluate<Record<string, string>>(`Object.fromEntries(
    [...document.querySelectorAll('.react-flow__node')].map((node) => {
      const { x, y } = node.getBoundingClientRect();
      return [node.dataset.id, Math.round(x) + ' ' + Math.round(y)];
    }),
  )`);
