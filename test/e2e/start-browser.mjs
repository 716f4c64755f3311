import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Starts the browser that all workers connect to. If none is installed, the tests of pages are skipped, except in CI. */
export default async function startBrowser() {
  if (!existsSync(executablePath)) {
    if (process.env.CI)
      throw new Error(`CI needs a browser at ${executablePath}: apt-get install -y chromium`);
    process.stderr.write(`There is no ${executablePath}: the tests of pages are skipped.\n`);
    return;
  }
  const server = await chromium.launchServer({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  });
  globalThis.browserServer = server;
  process.env.BROWSER_ENDPOINT = server.wsEndpoint();
}
