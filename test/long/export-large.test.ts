import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { LineageExportFormat } from '../../src/exports/model.ts';
import { exportLineage } from '../../src/exports/export.ts';
import { largeGraph } from '../support/export-graphs.ts';
import { slowness } from '../support/machine.ts';

const graph = largeGraph(20_000);
const formats = ['JSON', 'MERMAID', 'DOT', 'PROV_JSON', 'OPENLINEAGE', 'CYCLONEDX'] as const;

/** Milliseconds of the longest step, as another request in this process would have felt it. */
async function longestStepMs(format: LineageExportFormat, exported = graph): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await sleep(20);
  delays.reset();
  await exportLineage(exported, format);
  await sleep(5);
  delays.disable();
  return delays.max / 1e6;
}

/** The best of three: other work on the machine, and loading a library for the first time, is not what is measured. */
async function bestOfThree(format: LineageExportFormat, exported = graph): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < 3 && best > 50; round += 1)
    best = Math.min(best, await longestStepMs(format, exported));
  return best;
}

/** 16-25 ms on an idle machine; without turns the whole export, 150-900 ms. A busy machine is no fault. */
const longestTolerableMs = 130;

describe('an export of 20,000 nodes', () => {
  test.each([...formats])('as %s gives way to other requests', async (format) => {
    expect(await bestOfThree(format)).toBeLessThan(longestTolerableMs * slowness().wall);
  });
});

test('an SVG at its bound is laid out without blocking the event loop', async () => {
  expect(await bestOfThree('SVG', largeGraph(1_500))).toBeLessThan(longestTolerableMs * slowness().wall);
});
