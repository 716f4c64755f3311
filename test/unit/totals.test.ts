import { describe, expect, test } from '@jest/globals';
import { totalsOf, totalsText } from '../../src/exports/totals.ts';
import { exportArtifact, exportHidden, exportRun } from '../support/export-graphs.ts';

describe('Totals', () => {
  const totals = totalsOf([
    exportRun('a', { computeSeconds: 3_600 }),
    exportRun('b', { computeSeconds: 1_800, state: 'failed', user: 'bob' }),
    exportRun('c', { computeSeconds: null, user: null }),
    exportArtifact('d', { sizeBytes: 2_000_000_000 }),
    exportArtifact('e', { sizeBytes: null }),
    exportHidden('f'),
  ]);

  test('add up compute by state, sizes and people, and count what has no number', () => {
    expect(totals).toEqual({
      runs: 3,
      artifacts: 2,
      hidden: 1,
      computeSeconds: 5_400,
      sizeBytes: 2_000_000_000,
      unknown: 2,
      runsByState: [
        { state: 'finished', runs: 2, computeSeconds: 3_600 },
        { state: 'failed', runs: 1, computeSeconds: 1_800 },
      ],
      people: ['ada', 'bob'],
    });
  });

  test('are four lines for people', () => {
    expect(totalsText(totals)).toBe(
      [
        'Totals: 3 runs, 2 versions, 1 hidden',
        '  compute 1.50 h: finished 2 (1.00 h), failed 1 (0.50 h)',
        '  size 2.000 GB, by 2 people: ada, bob',
        '  2 nodes without a number are not in these sums',
        '',
      ].join('\n'),
    );
  });
});
