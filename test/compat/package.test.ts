import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { publint } from 'publint';
import { startProgram, type Program } from '../support/program.ts';

const run = promisify(execFile);
const kib = 1_024;
const query = '{ artifact(path: "acme/vision/flower-classifier:v2") { loggedBy { path } } }';
const programs: Program[] = [];

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

/** Starts what people would type, and stops all of its processes: npx runs the program as a child of its own. */
async function npx(
  cwd: string,
  args: readonly string[],
): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn('npx', args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  let out = '';
  const url = await new Promise<string>((found, failed) => {
    void ended.then(() => failed(new Error(`npx ended before it had an address: ${out}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const address = /GraphQL +(\S+)/.exec(out)?.[1];
      if (address) found(address);
    });
  });
  return {
    url,
    async stop() {
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      await ended;
    },
  };
}

const install = (cwd: string, spec: string) =>
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', spec], {
    cwd,
    timeout: 240_000,
  });

let folder: string;
let packed: Packed;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lineage-gateway-package-'));
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { timeout: 60_000 });
  [packed] = JSON.parse(stdout) as [Packed];
  tarball = join(folder, packed.filename);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.process.kill('SIGKILL');
    await program.end();
  }
});

describe('the npm package', () => {
  test('contains the program, its types, the schema and the license, and stays below its size limit', () => {
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      'dist/main.js',
      'dist/index.js',
      'dist/index.d.ts',
      'schema/schema.graphql',
      'README.md',
      'LICENSE',
    ])
      expect(paths).toContain(path);
    const strange = paths.filter(
      (path) =>
        !/^(?:dist\/.+|schema\/.+\.graphql|(?:README|CHANGELOG)\.md|LICENSE|package\.json)$/.test(path),
    );
    expect(strange).toEqual([]);
    // The rest is the two pages, of which one holds an editor: each file plain, as gzip and as brotli.
    const service = paths.filter((path) => !path.startsWith('dist/web/'));
    expect(service.length).toBeLessThan(400);
    expect(packed.size).toBeLessThan(8_000 * kib);
  });

  test('passes publint', async () => {
    const bytes = await readFile(tarball);
    const { messages } = await publint({ pack: { tarball: bytes.buffer } });
    expect(messages).toEqual([]);
  });

  test('has types that resolve in every ES module mode', async () => {
    const { stdout } = await run(
      'test/compat/node_modules/.bin/attw',
      ['--profile', 'esm-only', '--format', 'json', tarball],
      {
        timeout: 60_000,
      },
    );
    const { analysis } = JSON.parse(stdout) as {
      analysis: { problems: { kind: string; resolutionKind: string }[] };
    };
    const problems = analysis.problems.filter(({ resolutionKind }) => /esm|bundler/.test(resolutionKind));
    expect(problems).toEqual([]);
  }, 180_000);
});

describe('the package in an empty folder', () => {
  let app: string;
  let warnings: string;

  beforeAll(async () => {
    app = join(folder, 'app');
    await run('mkdir', [app]);
    await writeFile(join(app, 'package.json'), '{ "private": true, "type": "module" }');
    ({ stderr: warnings } = await install(app, tarball));
  }, 250_000);

  test('installs on this version of Node without a warning about engines', () => {
    expect(warnings).not.toContain('EBADENGINE');
  });

  test('starts the demo by npx', async () => {
    const { url, stop } = await npx(app, ['wandb-lineage-gateway', '--demo', '--port', '0']);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(await response.json()).toMatchObject({
        data: { artifact: { loggedBy: { path: 'acme/vision/pack-2' } } },
      });
    } finally {
      await stop();
    }
  }, 180_000);

  test('answers a query in each embedding example', async () => {
    const examples = resolve('examples/embedding');
    await install(app, 'express@5.3.0');
    for (const name of (await readdir(examples)).filter((file) => file.endsWith('.js'))) {
      const script = join(app, name);
      await writeFile(script, await readFile(join(examples, name)));
      const program = startProgram(script, [], { PORT: '0' });
      programs.push(program);
      const [url] = await program.until(/http:\S+/);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(await response.json()).toMatchObject({
        data: { artifact: { loggedBy: { path: 'acme/vision/pack-2' } } },
      });
    }
  }, 180_000);
});
