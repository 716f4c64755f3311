import { expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage } from './browser.ts';

/** Nothing runs before the editors are there. */
export async function isReady(page: Page): Promise<void> {
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.locator('.graphiql-response .monaco-editor').first().waitFor();
}

interface Look {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

/** GraphiQL at this address, which must neither fail nor ask another host while it is looked at. */
export async function withGraphiql(
  browser: Browser | null,
  at: string,
  look: (page: Page) => Promise<void>,
  { width = 1440, height = 860, colorScheme = 'light' }: Look = {},
): Promise<void> {
  if (!browser) return;
  const { page, complaints } = await openPage(browser, new URL(at).origin);
  try {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.goto(at);
    await isReady(page);
    await look(page);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

export const tab = (page: Page, name: string): Locator =>
  page.locator(`.graphiql-tab-button[title="${name}"]`);
export const panel = (page: Page): Locator => page.locator('.panel');

/** Runs what stands in the editor: the body of the answer. */
export async function run(page: Page): Promise<Record<string, unknown>> {
  const answered = page.waitForResponse(
    (response) =>
      response.url().endsWith('/graphql') &&
      !(response.request().postData() ?? '').includes('IntrospectionQuery'),
  );
  await page.locator('.graphiql-execute-button').click();
  return (await (await answered).json()) as Record<string, unknown>;
}
