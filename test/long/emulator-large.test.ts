import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { worldByName } from '../../src/emulator/worlds/worlds.ts';
import { slowness } from '../support/machine.ts';
import { startProgram } from '../support/program.ts';

test('The emulator builds the large world of 200,000 nodes in 3 s of CPU.', () => {
  const { cpu } = slowness();
  const startedAt = process.cpuUsage();
  worldByName('large');
  const { user, system } = process.cpuUsage(startedAt);
  expect((user + system) / 1_000).toBeLessThan(3_000 * cpu);
});

test('The emulator serves 200,000 nodes after 3 s, in 500 MB.', async () => {
  // The best of three: what else the machine does is not what is measured.
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 3 && best > 3_000; turn += 1) {
    const { wall } = slowness();
    const startedAt = performance.now();
    const program = startProgram('dist/emulator/main.js', ['--port', '0', '--world', 'large']);
    try {
      const [line] = await program.until(/.*\n/);
      expect((JSON.parse(line) as { nodes: number }).nodes).toBe(200_000);
      best = Math.min(best, (performance.now() - startedAt) / wall);
      const status = `/proc/${program.process.pid ?? ''}/status`;
      if (existsSync(status)) {
        const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1];
        expect(Number(kilobytes)).toBeLessThan(500_000);
      }
    } finally {
      program.process.kill('SIGKILL');
      await program.end();
    }
  }
  expect(best).toBeLessThan(3_000);
});
