import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { worldToJson } from '../../../src/emulator/world-json.ts';
import { worldByName } from '../../../src/emulator/worlds/worlds.ts';
import { ask } from '../../support/emulator-client.ts';
import { startProgram, type Program } from '../../support/program.ts';

const programs: Program[] = [];
const folder = mkdtempSync(join(tmpdir(), 'emulator-'));

function start(...args: string[]): Program {
  const program = startProgram('dist/emulator/main.js', ['--port', '0', ...args]);
  programs.push(program);
  return program;
}

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.process.kill('SIGKILL');
    await program.end();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  url: string;
  world: string;
  nodes: number;
  keys: { key: string; sees: string; user: string | null }[];
  roots: Record<string, string>;
}

async function lineOf(program: Program): Promise<Line> {
  const [line] = await program.until(/.*\n/);
  return JSON.parse(line) as Line;
}

describe('The emulator command', () => {
  test('prints one line of JSON with its address and keys', async () => {
    const program = start('--world', 'demo', '--base-path', '/wandb', '--page-cap', '2', '--latency', '1');
    const line = await lineOf(program);
    expect(line).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/wandb$/),
      world: 'demo',
      nodes: 693,
    });
    expect(line.keys.map(({ user, sees }) => [user, sees])).toEqual([
      ['ada', 'all but acme/skunkworks'],
      ['grace', 'everything'],
      ['rex', 'only the registry, not where its models come from'],
      ['zoe', 'only the public open-data/zoo'],
    ]);
    expect(Object.keys(line.roots).sort()).toEqual(['dataset', 'hub', 'model', 'run']);
    const { data } = await ask(
      line,
      '{ project(entityName: "acme", name: "vision") { runs { totalCount edges { cursor } } } }',
    );
    expect(data.project.runs).toMatchObject({ totalCount: 27, edges: { length: 2 } });
    expect(program.stdout().trim().split('\n')).toHaveLength(1);
    expect(program.stderr()).toBe('');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'exits with 0 on %s, even right after it printed its line',
    async (signal) => {
      const program = start('--world', 'small');
      program.process.stdout?.once('data', () => program.process.kill(signal));
      expect(await program.end()).toBe(0);
    },
  );

  test('serves a world file', async () => {
    const file = join(folder, 'awkward.json');
    writeFileSync(file, JSON.stringify(worldToJson(worldByName('awkward'))));
    const line = await lineOf(start('--file', file));
    expect(line).toMatchObject({ world: 'awkward', nodes: 35 });
    expect((await ask(line, '{ viewer { name } }')).data).toEqual({
      viewer: { name: 'Ada "the <b>first</b>" Lindgren' },
    });
  });

  test('builds another world for another seed', async () => {
    const nodes = await Promise.all(
      ['3', '3', '4'].map(async (seed) => (await lineOf(start('--world', 'medium', '--seed', seed))).nodes),
    );
    expect(nodes[1]).toBe(nodes[0]);
    expect(nodes[2]).not.toBe(nodes[0]);
  });
});

describe('The emulator command exits with 1 and one message for', () => {
  test.each([
    [['--port', '70000'], '--port is "70000"; write a whole number from 0 to 65535.'],
    [['--latency', 'soon'], '--latency is "soon"; write a whole number from 0 to 60000.'],
    [['--page-cap', '0'], '--page-cap is "0"; write a whole number from 1 to 100000.'],
    [['--seed', '1.5'], '--seed is "1.5"; write a whole number from 0 to 2147483648.'],
    [['--base-path', 'wandb'], '--base-path is "wandb"; write a path such as /wandb.'],
    [['--prot', '1'], "unknown option '--prot'"],
    [['--file', 'nothing.json'], '--file nothing.json cannot be read as JSON'],
  ])('%j', async (args, message) => {
    const program = start(...args);
    expect(await program.end()).toBe(1);
    expect(program.stderr()).toContain(message);
    expect(program.stderr()).not.toMatch(/\n\s+at |node:internal/);
    expect(program.stdout()).toBe('');
  });

  test('an invalid world file', async () => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, '{"format":"wandb-world/1","name":"x","projects":[{"path":"a"}],"keys":[]}');
    const program = start('--file', file);
    expect(await program.end()).toBe(1);
    expect(program.stderr().trim()).toBe('projects[0].path is "a"; write entity/project.');
  });
});
