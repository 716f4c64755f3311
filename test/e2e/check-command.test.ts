import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startProgram } from '../support/program.ts';
import { xmlElements } from '../support/xml.ts';

const script = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const policy = fileURLToPath(new URL('../../examples/policies/release.yaml', import.meta.url));
const passing = 'acme/vision/flower-classifier:v2';
const failing = 'acme/vision/flower-classifier:v1';
const undecided = 'acme/vision/legacy-classifier:v0';

async function run(...args: string[]) {
  const program = startProgram(script, args);
  const code = await program.end();
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

describe('The command check', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'check-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('exits with 0, 1 and 2 for the three verdicts on the models of the demo', async () => {
    const pass = await run('check', policy, passing, '--demo');
    expect([pass.code, pass.stderr]).toEqual([0, '']);
    expect(pass.stdout).toMatch(/^PASS {2}acme\/vision\/flower-classifier:v2 {2}\(policy release\)\n/);
    const fail = await run('check', policy, failing, '--demo');
    expect(fail.code).toBe(1);
    expect(fail.stdout).toContain(
      'distilled-labels:v0 -> split -> train-split:v0 -> amber-bloom-7 -> checkpoints:v7 -> package pack-1 -> flower-classifier:v1',
    );
    const unknown = await run('check', policy, undecided, '--demo');
    expect(unknown.code).toBe(2);
    expect(unknown.stdout).toContain(
      'acme/vision/legacy-classifier:v0: W&B names no run that made it: it was uploaded, or the run was deleted',
    );
  });

  test('exits with 1 if one of several fails, whatever the others are', async () => {
    const { code, stdout } = await run(
      'check',
      policy,
      passing,
      failing,
      undecided,
      '--demo',
      '--format',
      'json',
    );
    expect(code).toBe(1);
    const { verdict, reports } = JSON.parse(stdout) as { verdict: string; reports: { verdict: string }[] };
    expect([verdict, ...reports.map((report) => report.verdict)]).toEqual([
      'FAIL',
      'PASS',
      'FAIL',
      'UNKNOWN',
    ]);
  });

  test.each([
    [
      'a policy that is missing',
      ['/nonexistent.yaml', passing],
      '/nonexistent.yaml: cannot be read (ENOENT).\n',
    ],
    [
      'a reference that does not exist',
      [policy, passing, 'acme/vision/nothing:v0'],
      'W&B shows no run and no artifact version "acme/vision/nothing:v0" to this key. Nothing was checked: correct or leave out this reference.\n',
    ],
    ['a reference that is none', [policy, 'nothing'], 'nothing'],
    ['no reference', [policy], "error: missing required argument 'ref'"],
    ['an option out of range', [policy, passing, '--max-nodes', '0'], '--max-nodes'],
  ])('exits with 3 and one message for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await run('check', ...args, '--demo');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(message);
  });

  test('says where a policy is wrong', async () => {
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'name: x\nrules:\n  - name: a\n    require:\n      descendFrom: { types: [a] }\n');
    const { code, stderr } = await run('check', file, passing, '--demo');
    expect(code).toBe(3);
    expect(stderr).toContain(
      `${file}:5: rules[0].require.descendFrom is not known; did you mean descendsFrom?`,
    );
  });

  test('exits with 3 if W&B cannot be asked', async () => {
    const args = ['check', policy, passing, '--wandb-retry-max', '0'];
    const environment = { WANDB_BASE_URL: 'http://127.0.0.1:1', WANDB_API_KEY: 'a'.repeat(40) };
    const program = startProgram(script, args, environment);
    expect(await program.end()).toBe(3);
  });

  test('compares with another version in Markdown of less than 64 kB', async () => {
    const { stdout } = await run(
      'check',
      policy,
      passing,
      '--demo',
      '--format',
      'markdown',
      '--against',
      failing,
    );
    expect(stdout).toContain('- **no distilled labels**: FAIL → PASS');
    expect(stdout).toContain('- `acme/data-platform/train-split: v0 → v1`');
    expect(stdout).toContain('Downstream: 3 runs by 2 people');
    expect(Buffer.byteLength(stdout)).toBeLessThan(65_536);
  });

  test('writes JUnit with a failure and an error, to a file', async () => {
    const out = join(folder, 'junit.xml');
    const { code } = await run(
      'check',
      policy,
      passing,
      failing,
      undecided,
      '--demo',
      '--format',
      'junit',
      '--out',
      out,
    );
    expect(code).toBe(1);
    const text = await readFile(out, 'utf8');
    const elements = xmlElements(text);
    expect(elements.filter(({ name }) => name === 'testcase')).toHaveLength(15);
    expect(elements.filter(({ name }) => name === 'failure')[0]?.text).toContain(
      'distilled-labels:v0 -> split',
    );
    expect(text).toMatch(/<testsuites tests="15" failures="2" errors="8"/);
  });
});

describe('The command verify', () => {
  let folder: string;
  let file: (name: string) => string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verify-'));
    file = (name) => join(folder, name);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await writeFile(file('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(file('key.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('accepts what graph signed, which is the same each time, and refuses what was changed', async () => {
    const sign = ['--demo', '--up', '--depth', '50', '--format', 'in-toto', '--sign', file('key.pem')];
    for (const name of ['a.json', 'b.json'])
      expect((await run('graph', passing, ...sign, '--out', file(name))).code).toBe(0);
    const [first, second] = await Promise.all(
      ['a.json', 'b.json'].map((name) => readFile(file(name), 'utf8')),
    );
    expect(second).toBe(first);
    const valid = await run('verify', file('a.json'), '--key', file('key.pub.pem'));
    // The photos were uploaded: that is stated in the statement.
    expect(valid.code).toBe(2);
    expect(valid.stdout).toMatch(/^VALID {2}acme\/vision\/flower-classifier:v2\n {2}wandbManifestChecksum /);
    expect(valid.stdout).toContain('acme/data-platform/field-photos:v0: more omitted (producer unknown)');
    await writeFile(file('a.json'), (first ?? '').replace('ey', 'eY'));
    const changed = await run('verify', file('a.json'), '--key', file('key.pub.pem'));
    expect([changed.code, changed.stdout.startsWith('INVALID')]).toEqual([1, true]);
  });

  test('ends with 3 where a file cannot be read', async () => {
    const { code, stderr } = await run('verify', file('none.json'), '--key', file('key.pub.pem'));
    expect(code).toBe(3);
    expect(stderr).toContain('none.json cannot be read');
  });
});
