import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** The browser that all tests of pages share; null where none is installed, and those tests are skipped. */
export async function connectBrowser(): Promise<Browser | null> {
  const endpoint = process.env['BROWSER_ENDPOINT'];
  if (endpoint !== undefined) return chromium.connect(endpoint);
  if (existsSync(executablePath)) throw new Error('No browser was started: run npm run test:e2e.');
  return null;
}

export interface WatchedPage {
  page: Page;
  /** Page errors, refused resources, and requests to any host but the gateway's. */
  complaints: string[];
}

export async function openPage(browser: Browser, origin: string): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
  // Sooner than the test ends, so that it is told what was waited for.
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol.startsWith('http')) complaints.push(`asked ${request.url()}`);
  });
  return { page, complaints };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA violations in the page as it stands, as `rule: selector`. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    // @ts-expect-error: set by the script above, in the page.
    const { violations: found } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return found.flatMap((rule: { id: string; nodes: { target: string[] }[] }) =>
      rule.nodes.map(({ target }) => `${rule.id}: ${target.join(' ')}`),
    );
  });
}
