import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startReceiver, type OpenLineageReceiver } from '../support/openlineage-receiver.ts';
import { startProgram } from '../support/program.ts';

const model = 'acme/vision/flower-classifier:v2';
let receiver: OpenLineageReceiver;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = await mkdtemp(join(tmpdir(), 'lineage-emit-'));
});
afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true });
});

async function emit(args: readonly string[] = [], environment: Record<string, string> = {}) {
  const program = startProgram(
    'dist/main.js',
    ['emit', model, '--demo', '--to', receiver.url, ...args],
    environment,
  );
  const code = await program.end();
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

const runIds = () =>
  receiver.events.flatMap(({ run, job }) => (run ? [`${job?.name ?? ''} ${run.runId}`] : []));

describe('the command emit', () => {
  test('sends a valid event for every run of the closure, with the same ids each time', async () => {
    const first = await emit();
    expect(receiver.faults).toEqual([]);
    expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Note: .*producer unknown/) });
    const events = receiver.events.splice(0);
    expect(first.stdout).toBe(`${events.length} of ${events.length} events sent to ${receiver.url}.\n`);
    const ids = events.flatMap(({ run, job }) => (run ? [`${job?.name ?? ''} ${run.runId}`] : []));
    // Seven runs upstream of the model, three downstream of it.
    expect(ids).toHaveLength(10);
    expect(new Set(ids).size).toBe(10);
    await emit();
    expect(runIds().sort()).toEqual(ids.sort());
  });

  test('resumes after an interruption, and sends no event twice', async () => {
    const progress = join(folder, 'progress');
    const args = ['--progress', progress, '--concurrency', '1', '--wandb-retry-max', '0'];
    const [ok, down] = [{ status: 201 }, { status: 500 }];
    receiver.answers.push(ok, ok, ok, down);
    const first = await emit(args);
    expect(first.code).toBe(1);
    expect(first.stdout).toMatch(/^3 of 10 events sent/);
    expect(first.stderr).toContain('accepts no events: HTTP 500');
    // As a crash in the middle of a line leaves it.
    await writeFile(progress, `${(await readFile(progress, 'utf8')).trimEnd()}\n0123abc`);
    const second = await emit(args);
    expect(second.stdout).toMatch(/^7 of 10 events sent.*, 3 had been sent before\.\n$/);
    expect(receiver.events).toHaveLength(7);
    const third = await emit(args);
    expect(third.stdout).toMatch(/^0 of 10 events sent.*, 10 had been sent before\.\n$/);
    expect(receiver.events).toHaveLength(7);
  });

  test('retries after 429 and 503', async () => {
    receiver.answers.push({ status: 429, retryAfter: '1' }, { status: 503 });
    expect((await emit()).code).toBe(0);
    expect(receiver.events).toHaveLength(10);
  });

  test('ends with 1 when every event is rejected', async () => {
    receiver.answers.push(...Array.from({ length: 10 }, () => ({ status: 422 })));
    const { code, stdout, stderr } = await emit();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^0 of 10/);
    expect(stderr).toBe('10 events were refused: HTTP 422.\n');
  });

  test('reports rejected events, sends the others and ends with 2', async () => {
    receiver.answers.push({ status: 422 });
    const { code, stdout, stderr } = await emit();
    expect(code).toBe(2);
    expect(stdout).toMatch(/^9 of 10/);
    expect(stderr).toMatch(/^1 event was refused: HTTP 422\.\n/);
  });

  test('sends its key to the endpoint, and never prints it', async () => {
    receiver.answers.push({ status: 401 });
    const { code, stdout, stderr } = await emit(['--concurrency', '1'], {
      OPENLINEAGE_API_KEY: 'very-secret-key',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('OPENLINEAGE_API_KEY');
    expect(`${stdout}${stderr}`).not.toContain('very-secret-key');
    expect([...receiver.authorizations]).toEqual(['Bearer very-secret-key']);
  });

  test('reports that what it sent is incomplete, and ends with 2', async () => {
    const { code, stderr } = await emit(['--up', '--depth', '2']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The lineage is incomplete: depth limit/);
  });

  test.each([
    [['--to', 'localhost:5000'], /OPENLINEAGE_ENDPOINT.*such as Marquez/],
    [['--to', 'http://user:secret@localhost:5000'], /holds a user/],
    [['--to', 'http://127.0.0.1:9/api/v1/lineage', '--wandb-retry-max', '0'], /accepts no events/],
    [['--depth', '51'], /--depth is "51"/],
  ])('refuses %j', async (args, words) => {
    const { code, stderr } = await emit(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('secret@');
  });
});
