import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { specialWorld } from '../../support/special-world.ts';
import { graphqlSurfaces, type Roots } from '../../support/sweep/graphql-surfaces.ts';
import {
  commandSurfaces,
  fileSurfaces,
  mcpSurfaces,
  removeCommandFiles,
} from '../../support/sweep/other-surfaces.ts';
import {
  recordTruths,
  runSweep,
  sample,
  type SweepReport,
  type SweepResult,
} from '../../support/sweep/sweep.ts';

/** How many cases of each group, the same ones each time; all of them for `npm run sweep`. */
const asked = process.env['SWEEP_CASES'] ?? '100';
const count = asked === 'all' ? Number.POSITIVE_INFINITY : Number(asked);

const roots: Roots = {
  model: 'acme/lab/model:v1',
  otherModel: 'acme/lab/model:v0',
  dataset: 'acme/lab/raw:v0',
  run: 'acme/lab/train',
  project: 'acme/lab',
  entity: 'acme',
  collection: 'model',
};

const groups = [
  ['GraphQL', graphqlSurfaces(roots)],
  ['lineage files', fileSurfaces(roots)],
  ['MCP tools', mcpSurfaces(roots)],
  ['commands', commandSurfaces(roots)],
] as const;

function print(name: string, of: number, report: SweepReport): void {
  const { cases, equal, warned, unmet, silent } = report;
  process.stdout.write(
    `${name}: ${cases} of ${of} cases, ${equal} equal, ${warned} with a warning, ${silent.length} silent, ${report.false.length} false, ${unmet} without effect\n`,
  );
  for (const [kind, results] of [
    ['silent', silent],
    ['false', report.false],
  ] as const) {
    // One line for each kind of difference, with an example.
    const groups = new Map<string, SweepResult[]>();
    for (const each of results) {
      const place = each.difference.slice(0, each.difference.indexOf(':')).replace(/\.\d+/g, '');
      const key = `${each.surface} at ${place}`;
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    for (const [key, [example, ...more]] of groups)
      process.stdout.write(
        `  ${kind}, ${more.length + 1} times: ${key}\n    ${example?.fault ?? ''}\n    ${example?.difference ?? ''}\n    ${example?.warnings.join(' | ').slice(0, 200) ?? ''}\n`,
      );
  }
}

describe('With one thing failing at W&B,', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ world: specialWorld() });
  });
  afterAll(async () => {
    await emulator.close();
    removeCommandFiles();
  });

  test.each(groups)(
    '%s give the true answer, or say that theirs is not all',
    async (name, surfaces) => {
      const truths = await recordTruths(emulator, surfaces);
      const cases = [...truths.values()].flatMap((truth) => truth.cases);
      const report = await runSweep(emulator, truths, sample(cases, count, 7));
      print(name, cases.length, report);
      expect({ silent: report.silent.length, false: report.false.length }).toEqual({ silent: 0, false: 0 });
    },
    asked === 'all' ? 10_800_000 : Math.max(300_000, count * 2_000),
  );
});
