import { describe, expect, test } from '@jest/globals';
import { createHopMemory } from '../../src/wandb/hop-memory.ts';

/** What a walk of two hops along a line of one version a run teaches. */
const narrow = { frontier: 1, hops: 2, distinct: 1, repetition: 1 };
const hub = { frontier: 1, hops: 2, distinct: 5_000, repetition: 1 };

describe('what is remembered of a host', () => {
  test('at an unknown host four hops from one node, at a narrow one eight', () => {
    const memory = createHopMemory(8);
    expect(memory.hopsFor('downstream', 1, 50)).toBe(4);
    memory.learn('downstream', narrow);
    expect(memory.hopsFor('downstream', 1, 50)).toBe(8);
    expect(memory.hopsFor('upstream', 1, 50)).toBe(4);
  });

  test('a hub is asked in two hops the second time too, its pages as long as they can be', () => {
    const memory = createHopMemory(8);
    memory.learn('downstream', hub);
    expect(memory.hopsFor('downstream', 1, 2)).toBe(2);
    expect(memory.pageSizes('downstream', 1, [true, true])).toEqual([1_000, 20]);
  });

  test('after a hub, wide frontiers are asked hop by hop, and narrow ones bring eight hops back', () => {
    const memory = createHopMemory(8);
    memory.learn('downstream', hub);
    expect(memory.hopsFor('downstream', 100, 8)).toBe(1);
    const hops: number[] = [];
    for (let walk = 0; walk < 14; walk += 1) {
      const now = memory.hopsFor('downstream', 1, 8);
      hops.push(now);
      // Only what was fused teaches anything.
      if (now > 1) memory.learn('downstream', { ...narrow, hops: now });
    }
    expect(hops[0]).toBe(2);
    expect(hops.at(-1)).toBe(8);
  });

  test('1 means never, a hub or not, and so does a refusal of two', () => {
    const off = createHopMemory(1);
    off.learn('downstream', hub);
    expect(off.hopsFor('downstream', 1, 2)).toBe(1);
    const refused = createHopMemory(8);
    refused.refused(2);
    expect(refused.hopsFor('downstream', 1, 2)).toBe(1);
  });
});
