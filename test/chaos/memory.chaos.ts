import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { worldByName } from '../../src/emulator/worlds/worlds.ts';
import { askOverHttp } from '../support/chaos.ts';
import { questionsAbout } from '../support/chaos-questions.ts';
import { startGateway } from '../support/gateway.ts';
import { startProgram } from '../support/program.ts';

const queries = Number(process.env['MEMORY_QUERIES'] ?? 10_000);
const callers = 10;

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

/** What is held after everything that can be let go of is let go of. */
async function heapMegabytes(): Promise<number> {
  for (let turn = 0; turn < 4; turn += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return process.memoryUsage().heapUsed / 1_048_576;
}

test.each([
  ['prefetching, without cache', {}],
  ['prefetching, with cache', { cache: 'on', cacheMaxBytes: '4194304' }],
])(
  'memory stays flat over thousands of queries, with faults of W&B’s and clients that disconnect: %s',
  async (name, overrides) => {
    // In a process of its own, so that what it counts does not count here.
    const emulator = startProgram('dist/emulator/main.js', ['--port', '0', '--world', 'small']);
    const [line] = await emulator.until(/\{.*\}\n/);
    const { url, keys } = JSON.parse(line) as { url: string; keys: { key: string }[] };
    const wandb = { url, keys: keys.map(({ key }) => ({ key, sees: '*', user: null })) };
    const gateway = await startGateway({ ...wandb, stats: () => ({}) as never }, overrides);
    const tell = (what: string, method: string, body: unknown = null) =>
      fetch(`${url}/_emulator/${what}`, { method, ...(body !== null && { body: JSON.stringify(body) }) });
    const key = keys[0]?.key ?? '';
    const questions = questionsAbout(worldByName('small'), 200, 5);
    let asked = 0;
    const round = async (count: number): Promise<void> => {
      await Promise.all(
        Array.from({ length: callers }, async () => {
          for (let turn = 0; turn < count / callers; turn += 1) {
            const question = questions[asked++ % questions.length];
            if (!question) throw new Error('no question');
            if (asked % 50 === 0) await hangUp(gateway.url, key, question);
            else await askOverHttp(gateway.url, key, question);
          }
        }),
      );
      await tell('stats', 'DELETE');
      gateway.logs.length = 0;
    };
    try {
      await tell('faults', 'POST', [
        { kind: '500', probability: 0.05 },
        { kind: 'drop', probability: 0.02 },
        { kind: 'partial', field: 'Run.user', probability: 0.05 },
      ]);
      await round(queries / 5);
      const heaps = [await heapMegabytes()];
      for (let turn = 0; turn < 8; turn += 1) {
        await round(queries / 10);
        heaps.push(await heapMegabytes());
      }
      const [first = 0] = heaps;
      const last = heaps.at(-1) ?? 0;
      process.stdout.write(
        `${name}: heap after each ${queries / 10} queries, MB: ${heaps.map((mb) => mb.toFixed(1)).join(' ')}\n`,
      );
      // A leak of one small object a query would be megabytes here.
      expect(last - first).toBeLessThan(Math.max(4, first * 0.05));
    } finally {
      await gateway.close();
      emulator.process.kill('SIGTERM');
      await emulator.end();
    }
  },
  20 * 60_000,
);

async function hangUp(url: string, key: string, question: object): Promise<void> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 3);
  await fetch(`${url}/graphql`, {
    method: 'POST',
    signal: controller.signal,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(question),
  }).then(
    (response) => response.text().catch(() => ''),
    () => '',
  );
}
