import { expect, test } from '@jest/globals';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { generateWorld } from '../../../src/emulator/generate.ts';
import { startGateway } from '../../support/gateway.ts';

const walk = `query ($roots: [ID!]!, $direction: LineageDirection!, $maxDepth: Int!, $after: String) {
  lineage(roots: $roots, direction: $direction, maxDepth: $maxDepth, maxNodes: 200, after: $after) {
    nodes { node { ... on Run { id } ... on Artifact { id } ... on HiddenNode { label } } depth }
    roots { ... on Run { id } ... on Artifact { id } }
    endCursor
    completeness { complete }
  } }`;

test('Roots given by id are looked up together with their first hops: a chain of 200 hops in four walks.', async () => {
  await using emulator = await startEmulator({ world: generateWorld({ kind: 'chain', hops: 200 }) });
  await using gateway = await startGateway(emulator, { wandbMaxFusedHops: '8' });
  await using single = await startGateway(emulator, { wandbMaxFusedHops: '1' });
  const path = emulator.roots.model;
  const { data } = await gateway.ask('query ($path: String!) { artifact(path: $path) { id } }', { path });
  let at = data.artifact.id;
  let requests = 0;
  const met = new Set<string>();
  for (let leg = 0; leg < 4; leg += 1) {
    const variables = { roots: [at], direction: 'UPSTREAM', maxDepth: 50 };
    const answer = await gateway.ask(walk, variables);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual((await single.ask(walk, variables)).data);
    requests += answer.requests;
    for (const { node } of answer.data.lineage.nodes) met.add(node.id);
    at = answer.data.lineage.roots[0].id;
  }
  expect(met.size).toBe(201);
  // Four hops with the first root, for the host is not known yet, and then eight at a time: 1 + 46 / 8 + 3 x 50 / 8.
  expect(requests).toBe(28);
});

test('Several roots are looked up in one request with their first hops, although one is unknown.', async () => {
  await using emulator = await startEmulator({ world: 'medium' });
  await using gateway = await startGateway(emulator, { wandbMaxFusedHops: '8' });
  await using single = await startGateway(emulator, { wandbMaxFusedHops: '1' });
  const path = emulator.roots.model;
  const known = await gateway.ask('query ($path: String!) { artifact(path: $path) { id loggedBy { id } } }', {
    path,
  });
  const { id, loggedBy } = known.data.artifact;
  const unknown = Buffer.from('Artifact:999999999').toString('base64');
  const variables = { roots: [id, loggedBy.id, unknown], direction: 'UPSTREAM', maxDepth: 2 };
  const plain = await single.ask(walk, variables);
  const fused = await gateway.ask(walk, variables);
  expect(fused.data).toEqual(plain.data);
  expect(fused.errors).toEqual(plain.errors);
  expect(fused.data.lineage.nodes.map(({ node }: { node: { label?: string } }) => node.label)).toContain(
    'hidden node',
  );
  expect([fused.requests, plain.requests]).toEqual([1, 4]);
});
