import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { xmlElements } from '../support/xml.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const policy = pathOf('examples/policies/release.yaml');
const models = [
  'acme/vision/flower-classifier:v2',
  'acme/vision/flower-classifier:v1',
  'acme/vision/legacy-classifier:v0',
];

describe('The script of the CI examples', () => {
  let emulator: Emulator;
  let folder: string;
  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    folder = await mkdtemp(join(tmpdir(), 'ci-'));
  });
  afterAll(async () => {
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  function script(args: readonly string[], environment: Record<string, string> = {}) {
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      WANDB_BASE_URL: emulator.url,
      WANDB_API_KEY: emulator.keys[0]?.key ?? '',
      LINEAGE_GATEWAY: `${process.execPath} ${pathOf('dist/main.js')}`,
      ...environment,
    };
    return new Promise<{ code: number; stderr: string }>((resolve) => {
      const child = execFile(
        pathOf('examples/ci/check-lineage.sh'),
        args,
        { cwd: folder, env },
        (_, __, stderr) => resolve({ code: child.exitCode ?? -1, stderr }),
      );
    });
  }

  test('passes, fails or is undecided with the models that it checks, and leaves both reports', async () => {
    const summary = join(folder, 'summary.md');
    expect(await script([policy, models[0] ?? ''], { GITHUB_STEP_SUMMARY: summary })).toEqual({
      code: 0,
      stderr: '',
    });
    expect(await readFile(summary, 'utf8')).toContain('## Lineage check: ✅ PASS');
    expect((await script([policy, models[2] ?? ''])).code).toBe(2);
    const { code } = await script([policy, ...models], { LINEAGE_AGAINST: models[1] ?? '' });
    expect(code).toBe(1);
    const elements = xmlElements(await readFile(join(folder, 'lineage.xml'), 'utf8'));
    expect(elements.filter(({ name }) => name === 'testsuite')).toHaveLength(3);
    expect(await readFile(join(folder, 'lineage.md'), 'utf8')).toContain(
      '**no distilled labels**: FAIL → PASS',
    );
  });

  test('writes SARIF on request', async () => {
    expect((await script([policy, ...models], { LINEAGE_REPORT: 'sarif' })).code).toBe(1);
    const { runs } = JSON.parse(await readFile(join(folder, 'lineage.sarif'), 'utf8')) as {
      runs: { results: { kind: string }[] }[];
    };
    const kinds = runs[0]?.results.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['pass', 'fail', 'open']));
  });

  test('ends with 3 and without a report where nothing could be checked', async () => {
    for (const file of await readdir(folder)) if (file.startsWith('lineage')) await rm(join(folder, file));
    const { code, stderr } = await script([policy, 'acme/vision/nothing:v0']);
    expect(code).toBe(3);
    expect(stderr).toContain('Nothing was checked');
    expect((await readdir(folder)).filter((file) => file.startsWith('lineage'))).toEqual([]);
  });

  test.each(['github-workflow.yml', 'gitlab-job.yml'])('is what %s runs', async (file) => {
    const text = await readFile(pathOf(`examples/ci/${file}`), 'utf8');
    expect(() => parse(text) as unknown).not.toThrow();
    expect(text).toContain('check-lineage.sh policies/release.yaml');
  });
});
