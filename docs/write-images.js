// Takes the screenshots in docs/images from the demo of the built program: npm run images.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import process from 'node:process';
import { URL } from 'node:url';
import { chromium } from 'playwright-core';

const browserAt = process.env.CHROMIUM ?? '/usr/bin/chromium';
const folder = new URL('images/', import.meta.url);
const dataset = 'acme/data-platform/train-split:v1';
const largestBytes = 200_000;

const shots = [
  {
    name: 'explore',
    path: `/explore?root=${dataset}`,
    /** @param {import('playwright-core').Page} page */
    async prepare(page) {
      await page.locator('.canvas[data-ready="true"]').waitFor();
      await page.locator('.card', { hasText: 'checkpoints:v9' }).waitFor();
      // The view is fitted after all cards are laid out.
      await page.waitForTimeout(2_000);
      await page.keyboard.press('f');
    },
  },
  {
    name: 'graphiql',
    path: '/graphiql',
    /** @param {import('playwright-core').Page} page */
    async prepare(page) {
      await page.locator('.graphiql-query-editor .view-line').first().waitFor();
      await page.locator('.graphiql-tab-button[title="WalkDown"]').click();
      await page.locator('.graphiql-response .monaco-editor').first().waitFor();
      await page.locator('.graphiql-execute-button').click();
      await page.locator('svg.lineage').waitFor();
      await page.mouse.move(0, 0);
    },
  },
];

/** @returns {Promise<{ url: string, stop: () => Promise<void> }>} */
async function startDemo() {
  const program = spawn(process.execPath, ['dist/main.js', '--demo', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(program, 'exit');
  let printed = '';
  for await (const chunk of program.stdout) {
    printed += String(chunk);
    const url = /GraphQL +(\S+)\/graphql/.exec(printed)?.[1];
    if (url) {
      return {
        url,
        async stop() {
          program.kill('SIGTERM');
          await ended;
        },
      };
    }
  }
  throw new Error(`The demo exited before it printed its address: ${printed}`);
}

await mkdir(folder, { recursive: true });
const demo = await startDemo();
const browser = await chromium.launch({ executablePath: browserAt, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const { name, path, prepare } of shots) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 640 }, colorScheme });
      await page.goto(`${demo.url}${path}`);
      await prepare(page);
      // Wait for animations and fonts.
      await page.waitForTimeout(1_500);
      const file = new URL(`${name}-${colorScheme}.png`, folder);
      await page.screenshot({ path: file.pathname });
      await page.close();
      const { size } = await stat(file);
      if (size > largestBytes)
        throw new Error(`${file.pathname} has ${size} bytes, more than ${largestBytes}.`);
      process.stdout.write(`${name}-${colorScheme}.png ${size} bytes\n`);
    }
  }
} finally {
  await browser.close();
  await demo.stop();
}
