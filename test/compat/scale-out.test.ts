import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startProgram, type Program } from '../support/program.ts';
import { hasRedis } from '../support/redis.ts';
import { hasProgram } from '../support/system-program.ts';

const hasNginx = hasProgram('nginx', '-v');

const walk = `query ($path: String!, $maxDepth: Int!) { artifact(path: $path) { lineage(direction: UPSTREAM, maxDepth: $maxDepth) {
  nodes { depth node { ... on Run { id } ... on Artifact { id path } } } edges { from to } } } }`;

const start = 'examples/scale-out/start.js';

(hasRedis && hasNginx ? describe : describe.skip)('three replicas behind nginx', () => {
  let emulator: Emulator;
  let program: Program;
  let url: string;
  let pids: Record<string, number>;

  beforeAll(async () => {
    emulator = await startEmulator({ world: 'medium' });
    // Six ports in a row, none of those that the system gives out.
    const port = 20_000 + (process.pid % 1_000) * 10;
    program = startProgram(start, ['--port', String(port)], {
      WANDB_BASE_URL: emulator.url,
      WANDB_API_KEY: emulator.keys[0]?.key ?? '',
    });
    [, url = ''] = await program.until(/up behind (http\S+)/);
    await program.until(/Ctrl-C/);
    const found = program.stdout().matchAll(/^ {2}(\w+(?: \d)?) +pid (\d+)/gm);
    pids = Object.fromEntries(Array.from(found, ([, name, pid]) => [name, Number(pid)]));
  }, 180_000);

  afterAll(async () => {
    program.process.kill('SIGTERM');
    await program.end();
    await emulator.close();
  });

  async function ask(maxDepth: number, headers: Record<string, string> = {}) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: walk, variables: { path: emulator.roots.model, maxDepth } }),
    });
    return { status: response.status, ...((await response.json()) as { data?: unknown; errors?: unknown }) };
  }

  test('all replicas answer from what one has fetched, without W&B requests', async () => {
    const first = await ask(6);
    expect(first).toMatchObject({ status: 200, data: expect.anything() });
    const before = emulator.stats().requests;
    for (let turn = 0; turn < 9; turn += 1) expect((await ask(6)).data).toEqual(first.data);
    expect(emulator.stats().requests).toBe(before);
  });

  test.each(['gateway 1', 'redis', 'gateway 2'])(
    '%s killed under load: each request is answered as before',
    async (name) => {
      const { data } = await ask(7);
      let asking = true;
      let answers = 0;
      const load = Array.from({ length: 10 }, async (_, index) => {
        while (asking) {
          // Some go to W&B, some to what is kept.
          const answer = await ask(7, index % 2 === 0 ? { 'cache-control': 'no-cache' } : {});
          expect(answer.errors).toBeUndefined();
          expect(answer).toMatchObject({ status: 200 });
          expect(answer.data).toEqual(data);
          answers += 1;
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
      process.kill(pids[name] ?? 0, 'SIGKILL');
      const before = answers;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      asking = false;
      await Promise.all(load);
      expect(answers).toBeGreaterThan(before + 10);
      expect(program.stderr()).toContain(`${name} ended (SIGKILL)`);
    },
    180_000,
  );

  test('invalid options and missing programs are reported before anything starts', async () => {
    const port = new URL(url).port;
    const taken = startProgram(start, ['--port', port]);
    expect(await taken.end()).toBe(1);
    expect(taken.stderr()).toContain(`Port ${port} is in use. Take others`);
    const nonsense = startProgram(start, ['--port', 'many']);
    expect(await nonsense.end()).toBe(2);
    expect(nonsense.stderr()).toContain('--port wants a number');
    const unknown = startProgram(start, ['--ports', '1']);
    expect(await unknown.end()).toBe(2);
    expect(unknown.stderr()).toContain('Usage: npm run example:scale-out');
  });
});
