import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { worldFromGraph } from '../../../src/emulator/generate.ts';
import type { FaultRule } from '../../../src/emulator/faults/faults.ts';
import { startGateway } from '../../support/gateway.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const graphs = fc.record({
  runs: fc.array(
    fc.record({
      uses: fc.array(fc.nat(11), { maxLength: 5 }),
      logs: fc.array(fc.nat(11), { maxLength: 5 }),
    }),
    { minLength: 2, maxLength: 10 },
  ),
  hidden: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  hasHidden: fc.boolean(),
  pageCap: fc.constantFrom(1, 2, 3, 500),
});

const forcedBack: FaultRule[] = [{ kind: '500', match: 'hops' }];

const walk = `query ($path: String!, $direction: LineageDirection!, $maxDepth: Int!, $maxFanout: Int) {
  artifact(path: $path) { lineage(direction: $direction, maxDepth: $maxDepth, maxFanout: $maxFanout) {
    nodes { node { id label } depth expanded hiddenNeighbours }
    edges { from to kind usedAs }
    completeness { complete truncations { at reason omitted } }
  } } }`;

const page = (first: number, inner: string): string =>
  `(first: ${first}) { totalCount hiddenCount pageInfo { hasNextPage endCursor } edges { cursor node { id label ${inner} } } }`;
const nestedUp = (hops: number, first: number): string =>
  hops === 0
    ? ''
    : `loggedBy { id displayName usedArtifacts${page(first, `aliases ${nestedUp(hops - 1, first)}`)} }`;
const nestedDown = (hops: number, first: number): string =>
  hops === 0
    ? ''
    : `usedBy${page(first, `state loggedArtifacts${page(first, nestedDown(hops - 1, first))}`)}`;

describe('Prefetching on random graphs', () => {
  test('returns what single hops return, with hidden parts, faults and any page size', async () => {
    let fusedAsked = 0;
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(
        graphs,
        fc.constantFrom('UPSTREAM', 'DOWNSTREAM', 'BOTH'),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(null, 1, 2),
        fc.constantFrom(1, 2, 50),
        fc.nat(11),
        fc.constantFrom(null, 'Run.inputArtifacts', 'Artifact.usedBy', 'Run.project', 'Artifact.createdBy'),
        async (
          { runs, hidden, hasHidden, pageCap },
          direction,
          maxDepth,
          maxFanout,
          first,
          root,
          failing,
        ) => {
          const names = runs.map((run) => ({
            uses: run.uses.map((each) => `a${each}`),
            logs: run.logs.map((each) => `a${each}`),
          }));
          const world = worldFromGraph({
            runs: names.map((run, index) => ({ id: `r${index}`, ...run })),
            isPrivate: (name) => hasHidden && hidden[Number(name.slice(1))] === true,
          });
          await using emulator = await startEmulator({ world, pageCap });
          await using fused = await startGateway(emulator, { wandbMaxFusedHops: '8' });
          await using single = await startGateway(emulator, { wandbMaxFusedHops: '1' });
          const path = `acme/graph/a${root}:v0`;
          const queries = [
            walk,
            `query ($path: String!) { artifact(path: $path) { id ${nestedUp(4, first)} } }`,
            `query ($path: String!) { artifact(path: $path) { id ${nestedDown(3, first)} } }`,
          ];
          const partial: FaultRule[] = failing === null ? [] : [{ kind: 'partial', field: failing }];
          // The rejections come last: after one, the host gets fewer hops per request.
          for (const faults of [[], partial, forcedBack]) {
            for (const query of queries) {
              const variables = query === walk ? { path, direction, maxDepth, maxFanout } : { path };
              emulator.setFaults(faults === forcedBack ? [] : faults);
              const plain = await single.ask(query, variables);
              expect(plain.operations.some((name) => name.includes('hops'))).toBe(false);
              emulator.setFaults(faults);
              const answer = await fused.ask(query, variables);
              emulator.setFaults([]);
              expect(answer.data).toEqual(plain.data);
              expect(answer.errors).toEqual(plain.errors);
              const isFused = answer.operations.some((name) => name.includes('hops'));
              if (isFused) fusedAsked += 1;
              asked += 1;
            }
          }
        },
      ),
      propertyRuns(0.15),
    );
    expect(fusedAsked).toBeGreaterThan(asked / 5);
  });
});
