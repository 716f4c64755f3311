import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { worldFromGraph } from '../../../src/emulator/generate.ts';
import { startGateway } from '../../support/gateway.ts';

const consumers = 1_500;
const steps = 8;
const walk = `query ($path: String!, $direction: LineageDirection!) { artifact(path: $path) {
  lineage(direction: $direction, maxDepth: 8, maxNodes: 20000) {
    nodes { node { id } } edges { from to } completeness { complete } } } }`;

let emulator: Emulator;
beforeAll(async () => {
  const hub = Array.from({ length: consumers }, (_, index) => ({
    id: `consumer-${index}`,
    uses: ['popular'],
    logs: index % 10 === 0 ? [`report-${index}`] : [],
  }));
  const line = Array.from({ length: steps }, (_, index) => ({
    id: `step-${index}`,
    uses: [`set-${index}`, `config-${index}`],
    logs: [`set-${index + 1}`],
  }));
  emulator = await startEmulator({ world: worldFromGraph({ runs: [...hub, ...line] }) });
});
afterAll(() => emulator.close());
afterEach(() => emulator.setFaults([]));

const limits = { hops: 2, aliases: 15, first: 500 };

describe('A W&B that refuses', () => {
  test.each([
    ['pages over 500', { first: limits.first }, 400],
    ['more than 15 aliases', { aliases: limits.aliases }, 400],
    ['more than 2 hops', { hops: limits.hops }, 400],
    ['bodies over 6,000 bytes', { bytes: 6_000 }, 413],
    ['all of these', limits, 422],
    ['all of these with 429', limits, 429],
  ])(
    '%s is asked for less after at most 12 refusals, and for no more after that',
    async (_, most, status) => {
      await using gateway = await startGateway(emulator, { wandbMaxFusedHops: '8' });
      emulator.setFaults([{ kind: 'limit', limits: most, status, retryAfter: '0', resetSeconds: 0 }]);
      const refusalsOf = async (path: string, direction: string, nodes: number): Promise<number> => {
        const before = emulator.stats().struck;
        const { data, errors } = await gateway.ask(walk, { path, direction });
        expect(errors).toBeUndefined();
        expect(data.artifact.lineage.nodes).toHaveLength(nodes);
        return emulator.stats().struck - before;
      };
      const hub = () => refusalsOf('acme/graph/popular:v0', 'DOWNSTREAM', 1 + consumers + consumers / 10);
      const line = () => refusalsOf(`acme/graph/set-${steps}:v0`, 'UPSTREAM', 1 + (3 * steps) / 2);
      expect((await hub()) + (await line())).toBeLessThanOrEqual(12);
      expect((await hub()) + (await line())).toBe(0);
    },
  );
});
