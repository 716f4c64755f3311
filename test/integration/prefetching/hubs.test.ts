import { expect, test } from '@jest/globals';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { worldFromGraph } from '../../../src/emulator/generate.ts';
import { startGateway } from '../../support/gateway.ts';

const consumers = 2_000;
const walk = `query ($path: String!, $maxDepth: Int!) { artifact(path: $path) {
  lineage(direction: DOWNSTREAM, maxDepth: $maxDepth, maxNodes: 20000) { nodes { node { id } } edges { from to } } } }`;

test('A hub does not disable prefetching for its host.', async () => {
  const hub = Array.from({ length: consumers }, (_, index) => ({
    id: `consumer-${index}`,
    uses: ['popular'],
    logs: [`report-${index}`],
  }));
  const line = Array.from({ length: 8 }, (_, index) => ({
    id: `step-${index}`,
    uses: [`set-${index}`],
    logs: [`set-${index + 1}`],
  }));
  await using emulator = await startEmulator({ world: worldFromGraph({ runs: [...hub, ...line] }) });
  await using gateway = await startGateway(emulator, { wandbMaxFusedHops: '8' });
  const ask = async (path: string, maxDepth: number, nodes: number): Promise<number> => {
    const { data, errors, requests } = await gateway.ask(walk, { path, maxDepth });
    expect(errors).toBeUndefined();
    expect(data.artifact.lineage.nodes).toHaveLength(nodes);
    return requests;
  };
  const popular = 1 + 2 * consumers;
  // The lookup with a first page, and W&B's pages of 500 for the rest of 2,000 consumers.
  expect(await ask('acme/graph/popular:v0', 2, popular)).toBe(5);
  expect(await ask('acme/graph/popular:v0', 2, popular)).toBe(5);
  const costs: number[] = [];
  for (let time = 0; time < 4; time += 1) costs.push(await ask('acme/graph/set-0:v0', 8, 9));
  expect(costs.at(-1)).toBe(2);
  expect(Math.max(...costs)).toBeLessThanOrEqual(5);
});
