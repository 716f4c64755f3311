import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { generateWorld } from '../../../src/emulator/generate.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: generateWorld({ kind: 'hub', consumers: 500 }) });
  gateway = await startGateway(emulator, { maxNodes: '100' });
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

interface Closure {
  completeness: { complete: boolean; truncations: { reason: string }[] };
}

const reasonsOf = ({ completeness }: Closure): string[] =>
  [...new Set(completeness.truncations.map(({ reason }) => reason))].sort();

test('The walks of one operation share a budget, and each says what it leaves out.', async () => {
  const path = emulator.roots.dataset;
  const count = 30;
  const fields = Array.from(
    { length: count },
    (
      _,
      index,
    ) => `l${index}: lineage(direction: DOWNSTREAM, maxDepth: ${index + 2}, maxNodes: 100, filter: { runStates: ["none such"] }) {
      nodes { node { id } } completeness { complete truncations { reason } } endCursor }`,
  );
  const { data, errors } = await gateway.ask(
    `query ($path: String!) { artifact(path: $path) { ${fields.join(' ')} } }`,
    { path },
  );
  const closures = Object.values<Closure & { nodes: unknown[] }>(data.artifact);
  expect(closures).toHaveLength(count);
  const cut = closures.filter((closure) => reasonsOf(closure).includes('DEADLINE'));
  expect(cut.length).toBeGreaterThan(0);
  // One error for each field that was cut, none for the others.
  expect(errors).toHaveLength(cut.length);
  for (const closure of closures) {
    // All of the hub's 500 consumers are either hidden by the filter or not reached, and both are reported.
    expect(closure.completeness.complete).toBe(false);
    expect(closure.nodes.length).toBeGreaterThan(0);
  }
});

test('A single walk returns all of its pages.', async () => {
  const query = `query ($path: String!, $after: String) { artifact(path: $path) {
    lineage(direction: DOWNSTREAM, maxDepth: 2, maxNodes: 100, after: $after) { nodes { node { id } } endCursor } } }`;
  const met = new Set<string>();
  let after: string | null = null;
  do {
    const { data, errors } = await gateway.ask(query, { path: emulator.roots.dataset, after });
    expect(errors).toBeUndefined();
    const { nodes, endCursor } = data.artifact.lineage as {
      nodes: { node: { id: string } }[];
      endCursor: string | null;
    };
    for (const { node } of nodes) met.add(node.id);
    after = endCursor;
  } while (after !== null);
  // The dataset, 500 runs and their outputs.
  expect(met.size).toBe(1 + 2 * 500);
});
