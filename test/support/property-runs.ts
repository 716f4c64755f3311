const defaultRuns = 30;
const defaultSeed = 20_261_123;

const { FC_RUNS: runs = String(defaultRuns), FC_SEED: seed } = process.env;

/**
 * How often a property test runs: the same 30 cases each time, unless the environment asks for more with `FC_RUNS` (600 in the long
 * run), which then are new ones unless `FC_SEED` names a seed. `share` makes fewer of them where one case is costly.
 */
export function propertyRuns(share = 1): { numRuns: number; seed?: number } {
  const numRuns = Math.max(1, Math.round(Number(runs) * share));
  if (seed !== undefined) return { numRuns, seed: Number(seed) };
  return process.env['FC_RUNS'] === undefined ? { numRuns, seed: defaultSeed } : { numRuns };
}
