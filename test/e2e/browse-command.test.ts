import { describe, expect, test } from '@jest/globals';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { startProgram } from '../support/program.ts';

async function run(args: readonly string[], environment: Record<string, string> = {}) {
  const program = startProgram('dist/main.js', args, environment);
  const code = await program.end();
  return { code, lines: program.stdout().split('\n').slice(0, -1), stderr: program.stderr() };
}
const demo = (...args: string[]) => run([...args, '--demo']);

describe('the command ls', () => {
  test('leads from the entities of the key to the versions of a collection, a path at the start of each line', async () => {
    expect(await demo('ls')).toMatchObject({ code: 0, lines: ['acme'], stderr: '' });
    expect((await demo('ls', 'acme')).lines).toContain('acme/vision\tModels that know flowers');
    expect((await demo('ls', 'acme/vision/')).lines).toContain('acme/vision/flower-classifier\tmodel');
    const versions = await demo('ls', 'acme/vision/flower-classifier');
    expect(versions.lines.map((line) => line.split('\t')[0])).toEqual([
      ...[
        'acme/vision/flower-classifier:v2',
        'acme/vision/flower-classifier:v1',
        'acme/vision/flower-classifier:v0',
      ],
    ]);
    const runs = await demo('ls', 'acme/vision', '--runs');
    expect(runs.lines).toContain('acme/vision/train-9\tamber-bloom-9\tfinished');
  });

  test('lists everything, however many pages there are', async () => {
    const { code, lines } = await demo('ls', 'acme/data-platform', '--runs');
    expect(code).toBe(0);
    expect(lines.length).toBeGreaterThan(500);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test.each([
    [['acme/none'], /W&B shows no "acme\/none"/],
    [['nobody/none/x'], /W&B shows no "nobody\/none\/x"/],
    [['a/b/c/d'], /"a\/b\/c\/d" has no list; write entity, entity\/project/],
    [['acme', '--runs'], /"acme" has no list of runs/],
  ])('ends with 1 and one message for %j', async (args, message) => {
    const { code, lines, stderr } = await demo('ls', ...args);
    expect([code, lines]).toEqual([1, []]);
    expect(stderr).toMatch(message);
  });

  test('ends with 1 and the reason when W&B fails', async () => {
    await using emulator = await startEmulator({ world: 'demo' });
    emulator.setFaults([{ kind: 'partial', field: 'Project.artifactCollections' }]);
    const environment = { WANDB_BASE_URL: emulator.url, WANDB_API_KEY: emulator.keys[0]?.key ?? '' };
    const { code, lines, stderr } = await run(['ls', 'acme/vision'], environment);
    expect([code, lines]).toEqual([1, []]);
    expect(stderr).toMatch(/^W&B at 127\.0\.0\.1:\d+ /);
  });
});

describe('the command find', () => {
  test('finds a run by its display name, and a version by its alias', async () => {
    const run9 = await demo('find', 'amber-bloom-9');
    expect(run9).toMatchObject({ code: 0, lines: ['acme/vision/train-9\trun\tamber-bloom-9'], stderr: '' });
    const production = await demo('find', 'production', '--kind', 'version', '--in', 'acme/vision');
    expect(production.lines).toEqual([
      'acme/vision/flower-classifier:v2\tversion\tflower-classifier:v2\talias production',
    ]);
  });

  test('says what is missing', async () => {
    const cut = await demo('find', 'bloom', '--first', '2');
    expect(cut).toMatchObject({ code: 2, stderr: expect.stringContaining('raise --first (now 2)') });
    expect(cut.lines).toHaveLength(2);
    expect(await demo('find', 'nothing-of-the-kind')).toMatchObject({
      code: 0,
      lines: [],
      stderr: 'Nothing contains "nothing-of-the-kind" where the key can look.\n',
    });
    const hidden = await demo('find', 'x', '--in', 'nobody/none');
    expect(hidden.stderr).toContain('Not searched: nobody/none: ');
  });

  test.each([
    [[''], /"text"/],
    [['x'.repeat(10_000)], /"text"/],
    [['x', '--kind', 'sweep'], /run, collection, version, project/],
    [['x', '--first', '0'], /--first is "0"/],
  ])('ends with 1 and one message for bad input', async (args, message) => {
    const { code, lines, stderr } = await demo('find', ...args);
    expect([code, lines]).toEqual([1, []]);
    expect(stderr).toMatch(message);
    expect(stderr.length).toBeLessThan(1_000);
  });
});
