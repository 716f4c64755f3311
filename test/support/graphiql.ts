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

/** The examples by their operations, with what their drawings contain in the demo, and where these open in the explorer. */
export const examples = [
  ['OriginAndUse', '2 artifact versions, 4 runs, 5 edges.', 'acme/vision/flower-classifier:v2'],
  ['WalkUp', '3 artifact versions, 2 runs, 4 edges.', 'acme/vision/flower-classifier:v2'],
  ['WalkDown', '3 artifact versions, 3 runs, 5 edges.', 'acme/data-platform/train-split:v1'],
  ['Closure', '9 artifact versions, 7 runs, 16 edges.', 'acme/vision/flower-classifier:v2'],
  ['BlastRadius', '6 artifact versions, 6 runs, 11 edges.', 'acme/data-platform/train-split:v1'],
  ['Paths', '6 artifact versions, 6 runs, 12 edges.', 'acme/data-platform/field-photos:v0'],
  ['Diff', '8 artifact versions, 6 runs, no edges.', 'acme/vision/flower-classifier:v1'],
  ['Search', '1 artifact version, no edges.', 'acme/vision/flower-classifier:v2'],
  ['NewestRuns', '5 runs, no edges.', 'acme/vision/eval-legacy'],
  ['Check', '3 artifact versions, no edges.', 'acme/vision/flower-classifier:v2'],
  ['Entities', '2 artifact versions, 2 runs, 2 edges.', 'acme/vision/flower-classifier:v2'],
] as const;

/** Opens an example from the panel, in a tab named after its operation. */
export async function openExample(page: Page, operation: string): Promise<void> {
  await page.getByRole('button', { name: 'Show Examples' }).click();
  await page.getByRole('button', { name: `(${operation})` }).click();
  await page.locator('.graphiql-tab-active', { hasText: operation }).waitFor();
}

/** The text of the variables editor. */
export async function variables(page: Page): Promise<string> {
  const editor = page.locator('section[aria-label="Variables"] .monaco-editor:visible').first();
  return (await editor.innerText()).replaceAll('\u00a0', ' ');
}

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
