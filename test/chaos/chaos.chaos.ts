import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { generateWorld } from '../../src/emulator/generate.ts';
import { askAll, askOverHttp, faultsByName, runChaos, type ChaosRow } from '../support/chaos.ts';
import { judge } from '../support/chaos-compare.ts';
import { questionsAbout } from '../support/chaos-questions.ts';
import { startProgram, type Program } from '../support/program.ts';

// Built program, default waits, 1,000 queries for each kind of fault: some minutes.
const queries = Number(process.env['CHAOS_QUERIES'] ?? 1_000);
/** One fault alone: `CHAOS_FAULT='partial error'`. */
const only = process.env['CHAOS_FAULT'];
const chosenFaults = Object.fromEntries(
  Object.entries(faultsByName).filter(([name]) => only === undefined || name === only),
);
const callers = 20;
const canary = 'canary';

const cells = (row: readonly (string | number)[]): string =>
  row.map((cell, index) => (index === 0 ? String(cell).padEnd(22) : String(cell).padStart(12))).join('');
const print = (text: string): void => void process.stdout.write(`${text}\n`);

function printRow({ fault, wrong, ...row }: ChaosRow): void {
  const { queries: asked, wandbRequests, faults, equal, incomplete, minimal, p50Ms, p99Ms } = row;
  print(cells([fault, asked, wandbRequests, faults, equal, incomplete, minimal, wrong.length, p50Ms, p99Ms]));
  for (const why of wrong.slice(0, 3)) print(`    ${why}`);
}

// Short cache times, so that one response mixes cached and fresh parts.
const short = { CACHE: 'on', CACHE_SECONDS: '1', CACHE_MISSING_SECONDS: '1' };

describe.each<[string, Record<string, string>]>([
  ['prefetching, without cache', { CACHE: 'off' }],
  ['prefetching, with cache', short],
])('%s', (name, environment) => {
  let emulator: Emulator;
  let program: Program;
  let url: string;
  let hasEnded = false;

  beforeAll(async () => {
    const world = generateWorld({ kind: 'small', seed: 3 });
    const keys = Array.from({ length: callers }, (_, index) => ({
      key: `${canary}-${String(index).padStart(2, '0').repeat(20)}`,
      user: world.users[0] ?? null,
      sees: world.keys[0]?.sees ?? ('*' as const),
      note: 'everything',
    }));
    emulator = await startEmulator({ world: { ...world, keys }, pageCap: 10 });
    program = startProgram(
      'dist/main.js',
      ['--passthrough', '--port', '0', '--wandb-base-url', emulator.url, '--wandb-http-timeout', '1'],
      { LOG_LEVEL: 'info', ...environment },
    );
    void program.end().then(() => (hasEnded = true));
    [, url = ''] = await program.until(/GraphQL\s+(http\S+)\/graphql/);
  }, 60_000);

  afterAll(async () => {
    program.process.kill('SIGTERM');
    await program.end();
    await emulator.close();
  });

  test(
    'every response is complete or has errors for what is missing, whatever W&B does',
    async () => {
      const questions = questionsAbout(emulator.world, queries, 11);
      print(`\n${name}`);
      print(
        cells([
          'fault at 20 %',
          'queries',
          'W&B req.',
          'faults',
          'equal',
          'with errors',
          'minimal',
          'WRONG',
          'p50 ms',
          'p99 ms',
        ]),
      );
      const rows = await runChaos(emulator, url, questions, chosenFaults, printRow);
      for (const row of rows) {
        expect(row.wrong).toEqual([]);
        expect(row.equal + row.incomplete).toBe(queries);
        expect(row.faults).toBeGreaterThan(queries / 50);
      }
      // One object that fails takes nothing else with it.
      const partial = rows.find(({ fault }) => fault === 'partial error');
      if (partial) expect(partial.equal + partial.minimal).toBeGreaterThanOrEqual(queries * 0.95);
      expect(hasEnded).toBe(false);
    },
    30 * 60_000,
  );

  test('responses are complete again as soon as W&B is', async () => {
    const questions = questionsAbout(emulator.world, 60, 12);
    const keys = emulator.keys.map(({ key }) => key);
    const ask = () => askAll(questions, keys, (question, key) => askOverHttp(url, key, question));
    // Where a stall of this machine made W&B count as down, it is left alone for half a minute at most.
    for (let turn = 0; turn < 40 && (await ask()).some(({ errors }) => errors); turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    const [first, second] = [await ask(), await ask()];
    for (const [index, answer] of first.entries()) {
      expect(answer.errors).toBeUndefined();
      expect(judge(answer, second[index] ?? {}).kind).toBe('equal');
    }
  }, 120_000);

  test('the program does not end, logs nothing unexpected, and no key', () => {
    expect(hasEnded).toBe(false);
    const said = program.stdout() + program.stderr();
    expect(said).not.toMatch(/unhandled|unexpected error|MaxListenersExceeded/i);
    expect(said).not.toContain(canary);
    print(`exits 0, unhandled rejections 0, lines logged ${said.split('\n').length}`);
  });
});
