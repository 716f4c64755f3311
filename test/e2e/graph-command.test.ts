import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator } from '../../src/emulator/emulator.ts';
import type { WorldJson } from '../../src/emulator/world-json.ts';
import { demoPaths } from '../../src/emulator/worlds/demo.ts';
import { startProgram, type Program } from '../support/program.ts';

const model = 'acme/vision/flower-classifier:v2';
const programs: Program[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lineage-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.process.kill('SIGKILL');
    await program.end();
  }
});

function start(args: readonly string[], environment: Record<string, string> = {}): Program {
  const program = startProgram('dist/main.js', args, environment);
  programs.push(program);
  return program;
}

/** Files may grow to 4 kB, as on a disk that is nearly full. */
function runWithFileLimit(args: readonly string[]) {
  const { status: code, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -f 8 && exec "$0" "$@"', process.execPath, 'dist/main.js', ...args],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' } },
  );
  return { code, stderr };
}

async function run(args: readonly string[], environment?: Record<string, string>) {
  const program = start(args, environment);
  const code = await program.end();
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

describe('graph', () => {
  test('draws a tree, without colors if stdout is not a terminal', async () => {
    const { code, stdout, stderr } = await run(['graph', model, '--demo', '--depth', '20']);
    expect(stderr).toMatch(
      /^Note: everything that W&B shows this key is here\. Besides, producer unknown: .*\n$/,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^acme\/vision\/flower-classifier:v2 {2}model {2}\[latest, production/);
    expect(stdout).toContain('Upstream, what it was made from\n└─ package pack-2  package  finished');
    expect(stdout).toContain('Downstream, what it led to\n├─ deploy eu-north  deploy  running');
    expect(stdout).toContain('(see above)');
    expect(stdout).not.toContain('\u001b');
  });

  test('writes NDJSON to stdout or a file, and reports an incomplete walk', async () => {
    const all = await run(['graph', model, '--demo', '--depth', '20', '--format', 'ndjson']);
    expect(all.code).toBe(0);
    const lines = all.stdout.trimEnd().split('\n');
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect([kinds[0], kinds.at(-1)]).toEqual(['head', 'end']);
    expect(kinds.filter((kind) => kind === 'node').length).toBeGreaterThan(20);
    const out = join(folder, 'lines.ndjson');
    const cut = await run(['graph', model, '--demo', '--depth', '1', '--format', 'ndjson', '--out', out]);
    expect(cut.stdout).toBe('');
    expect(cut.code).toBe(2);
    expect(cut.stderr).toBe(
      'The lineage is incomplete: the last line of the output says what is missing. For more, raise --depth.\n',
    );
    expect(await readFile(out, 'utf8')).toMatch(/"kind":"end","complete":false.*"MAX_DEPTH"/);
    const nowhere = await run(['graph', model, '--demo', '--format', 'ndjson', '--out', '/nonexistent/x']);
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('cannot be written')]);
  });

  test('walks in the requested direction only', async () => {
    const up = await run(['graph', model, '--up', '--demo']);
    const down = await run(['graph', model, '--down', '--demo']);
    expect(up.stdout).not.toContain('Downstream');
    expect(down.stdout).not.toContain('Upstream');
  });

  test('uses the demo data if there is no key', async () => {
    const { code, stdout } = await run(['graph', model, '--depth', '1']);
    expect(code).toBe(2);
    expect(stdout).toContain('deploy eu-north');
  });

  test('reports an incomplete walk on stderr too', async () => {
    const { code, stdout, stderr } = await run(['graph', model, '--demo', '--depth', '2']);
    expect(code).toBe(2);
    expect(stdout).toContain('⋯ more omitted (depth limit): raise --depth');
    expect(stdout).toContain('Incomplete:\n  depth limit: unknown number omitted');
    expect(stderr).toBe(
      'The lineage is incomplete: depth limit: unknown number omitted, at 2 places. For more, raise --depth.\n',
    );
  });

  test('stops at --max-nodes, and says so', async () => {
    const { code, stdout, stderr } = await run([
      ...['graph', 'acme/data-platform/events:v0', '--demo', '--max-nodes', '50', '--format', 'json'],
    ]);
    expect(code).toBe(2);
    const graph = JSON.parse(stdout) as { nodes: unknown[]; complete: boolean };
    expect(graph.nodes).toHaveLength(50);
    expect(graph.complete).toBe(false);
    expect(stderr).toContain('node limit');
  });

  test('takes a --max-nodes beyond what one page of the service may have', async () => {
    const { code, stdout } = await run([
      'graph',
      model,
      '--demo',
      '--up',
      '--depth',
      '20',
      '--max-nodes',
      '30000',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('field-photos:v0');
  });

  test.each([
    ['json', /^\{\n {2}"format": "wandb-lineage"/],
    ['mermaid', /flowchart/],
    ['dot', /digraph/],
    ['svg', /<svg /],
    ['prov', /"prefix"/],
    ['openlineage', /"eventType"/],
    ['cyclonedx', /"bomFormat": ?"CycloneDX"/],
  ])('writes %s', async (format, pattern) => {
    const { code, stdout } = await run(['graph', model, '--demo', '--depth', '2', '--format', format]);
    expect(code).toBe(2);
    expect(stdout).toMatch(pattern);
  });

  test('writes to a file', async () => {
    const file = join(folder, 'graph.svg');
    const draw = () =>
      run([...['graph', model, '--demo', '--depth', '20', '--format', 'svg', '--out', file]]);
    const { code, stdout } = await draw();
    expect([code, stdout]).toEqual([0, '']);
    expect(await readFile(file, 'utf8')).toContain('</svg>');
    await writeFile(file, 'the old drawing');
    expect((await draw()).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('</svg>');
  });

  test('leaves a file whole when the new one does not fit on the disk', async () => {
    const file = join(folder, 'full.svg');
    await writeFile(file, 'the old drawing');
    const limited = ['graph', model, '--demo', '--depth', '20', '--format', 'svg', '--out', file];
    const { code, stderr } = runWithFileLimit(limited);
    expect(code).toBe(1);
    expect(stderr).toMatch(/--out .*full\.svg cannot be written: EFBIG/);
    expect(await readFile(file, 'utf8')).toBe('the old drawing');
    expect((await readdir(folder)).filter((name) => name.startsWith('full'))).toEqual(['full.svg']);
  });

  test('keeps a file that a failure would make worse, unless that is allowed', async () => {
    await using emulator = await startEmulator({ world: 'demo' });
    const environment = { WANDB_BASE_URL: emulator.url, WANDB_API_KEY: emulator.keys[0]?.key ?? '' };
    for (const args of [
      ['graph', model, '--format', 'json', '--depth', '20'],
      ['graph', model, '--format', 'ndjson', '--depth', '20'],
      ['snapshot', model, '--depth', '20'],
    ]) {
      const file = join(folder, `${args[0]}-${args[3]}`);
      const save = (...more: string[]) => run([...args, '--out', file, ...more], environment);
      expect((await save()).code).toBe(0);
      const good = await readFile(file, 'utf8');
      emulator.setFaults([{ kind: 'partial', field: 'Run.inputArtifacts' }]);
      const worse = await save();
      expect(worse.code).toBe(2);
      expect(worse.stderr).toContain(`${file} was left as it is`);
      expect(worse.stderr).toContain('The lineage is incomplete');
      expect(await readFile(file, 'utf8')).toBe(good);
      const bad = await readFile(`${file}.incomplete`, 'utf8');
      expect(bad.length).toBeLessThan(good.length);
      const accepted = await save('--allow-incomplete');
      expect(accepted.code).toBe(2);
      expect(accepted.stderr).not.toContain('was left as it is');
      expect((await readFile(file, 'utf8')).length).toBe(bad.length);
      emulator.setFaults([]);
    }
  });

  test('ends with 0 and a note where W&B hides something, and everything else is there', async () => {
    const { code, stderr } = await run([
      ...['graph', demoPaths.privateInput, '--demo', '--depth', '20', '--up', '--format', 'json'],
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Note: everything that W&B shows this key is here\. Besides, .*not visible: /);
  });

  test('accepts a run, an alias and a global id', async () => {
    const byRun = await run(['graph', 'acme/vision/train-7', '--demo', '--depth', '0']);
    const byAlias = await run([
      ...['graph', 'acme/vision/flower-classifier:production', '--demo', '--depth', '0', '--format', 'json'],
    ]);
    expect(byRun.stdout).toMatch(/^acme\/vision\/train-7 {2}train/);
    const { roots } = JSON.parse(byAlias.stdout) as { roots: string[] };
    const byId = await run(['graph', roots[0] ?? '', '--demo', '--depth', '0']);
    expect(byId.stdout).toMatch(/^acme\/vision\/flower-classifier:v2 {2}model/);
  });

  test.each([
    [['acme/vision/nothing:v0', '--demo'], /no run and no artifact version "acme\/vision\/nothing:v0".*demo/],
    [['nonsense', '--demo'], /"nonsense"\. It is a name without its entity and project/],
    [[model, '--demo', '--depth', '99'], /--depth is "99"; write a whole number from 0 to 50/],
    [[model, '--demo', '--max-nodes', 'x'], /--max-nodes is "x"/],
    [[model, '--demo', '--up', '--down'], /--up.*--down/],
    [[model, '--demo', '--format', 'png'], /png[\s\S]*mermaid/],
    [[model, '--demo', '--out', '/nonexistent/file'], /--out \/nonexistent\/file cannot be written/],
    [[model, '--snapshot', '/nonexistent.json'], /--snapshot \/nonexistent\.json cannot be served/],
    [[model, '--snapshot', 'package.json'], /package\.json cannot be served: This is no world file/],
    [[model, '--demo', '--snapshot', 'x.json'], /--demo and --snapshot exclude each other/],
  ])('exits with 1 and one message for %j', async (args, message) => {
    const { code, stdout, stderr } = await run(['graph', ...args]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at |node:internal/);
    expect(stdout).toBe('');
  });

  test('names the W&B host that it could not reach', async () => {
    const { code, stderr } = await run(['graph', model], {
      WANDB_BASE_URL: 'http://127.0.0.1:9',
      WANDB_API_KEY: 'a'.repeat(40),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('127.0.0.1:9');
    expect(stderr).not.toContain('aaaaa');
  });
});

describe('snapshot', () => {
  test('writes a file that graph and serve can use instead of W&B', async () => {
    const file = join(folder, 'world.json');
    const taken = await run(['snapshot', model, '--demo', '--depth', '20', '--out', file]);
    expect(taken).toMatchObject({ code: 0, stdout: '' });
    expect(taken.stderr).toContain(`Serve it with: node dist/main.js serve --snapshot ${file}`);

    const live = await run(['graph', model, '--demo', '--depth', '20']);
    const offline = await run(['graph', model, '--snapshot', file, '--depth', '20']);
    expect(offline).toEqual(live);

    const service = start(['--snapshot', file, '--port', '0']);
    const [, url = ''] = await service.until(/GraphQL +(\S+)\/graphql/);
    await service.until(/Try:/);
    expect(service.stdout()).toContain(file);
    expect(service.stdout()).toMatch(
      /Snapshot +of acme\/vision\/flower-classifier:v2, taken 2\S+; complete\n/,
    );
    const response = await fetch(`${url}/lineage.mmd?${new URLSearchParams({ root: model }).toString()}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('flower-classifier');
  });

  test('records what is missing, and serve says it', async () => {
    const file = join(folder, 'part.json');
    const { code } = await run(['snapshot', model, '--demo', '--depth', '1', '--out', file]);
    expect(code).toBe(2);
    const { snapshot } = JSON.parse(await readFile(file, 'utf8')) as WorldJson;
    expect(snapshot).toMatchObject({ root: model, complete: false });
    expect(snapshot?.missing.join()).toMatch(/depth limit.*raise --depth/);
    const service = start(['--snapshot', file, '--port', '0']);
    await service.until(/Try:/);
    expect(service.stdout()).toMatch(/; INCOMPLETE\n +The lineage is incomplete: .*depth limit/);
  });

  test('writes to stdout if no file is given', async () => {
    const { code, stdout } = await run(['snapshot', 'acme/vision/train-7', '--demo', '--depth', '1']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'wandb-world/1',
      roots: { run: 'acme/vision/train-7' },
    });
  });
});

test.each([
  [
    'graph',
    [
      'WANDB_BASE_URL',
      'WANDB_API_KEY',
      '--demo',
      '--snapshot',
      '--max-nodes',
      'if there is one, otherwise the run',
    ],
  ],
  ['snapshot', ['WANDB_BASE_URL', 'WANDB_API_KEY', '--with-config', '--with-metadata', 'secrets']],
  ['serve', ['--snapshot']],
])('%s --help describes the options', async (command, words) => {
  const { code, stdout } = await run([command, '--help']);
  expect(code).toBe(0);
  for (const word of words) expect(stdout).toContain(word);
});
