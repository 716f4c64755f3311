import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type Answer, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator, { maxWandbRequests: '3', wandbMaxFusedHops: '1' });
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const model = () => JSON.stringify(emulator.roots.model);
const codesOf = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions?.code);

async function unlimited<T>(use: (other: TestGateway) => Promise<T>): Promise<T> {
  await using other = await startGateway(emulator, { wandbMaxFusedHops: '1' });
  return await use(other);
}

test('Nested fields beyond the request budget fail with advice, and the levels before them are kept.', async () => {
  const query = `{ artifact(path: ${model()}) { path loggedBy { path usedArtifacts { nodes { path
    loggedBy { path usedArtifacts { nodes { path loggedBy { path } } } } } } } } }`;
  const whole = await unlimited((other) => other.ask(query));
  expect(whole.requests).toBeGreaterThan(3);
  const answer = await gateway.ask(query);
  expect(answer.requests).toBe(3);
  expect(answer.extensions.lineage.wandbRequests).toBe(3);
  expect(answer.data.artifact.path).toBe(whole.data.artifact.path);
  expect(answer.data.artifact.loggedBy.path).toBe(whole.data.artifact.loggedBy.path);
  expect(new Set(codesOf(answer))).toEqual(new Set(['QUERY_TOO_COSTLY']));
  expect(answer.errors?.[0]).toMatchObject({
    message: expect.stringMatching(/fewer levels.*first.*maxDepth.*MAX_WANDB_REQUESTS/),
    extensions: { cost: 3, limit: 3 },
  });
});

test('A walk that uses up the request budget reports where it was cut.', async () => {
  const query = `{ artifact(path: ${model()}) { lineage(direction: UPSTREAM, maxDepth: 50) {
    nodes { depth expanded node { id } } edges { from to } completeness { complete wandbRequests truncations { at reason omitted } } } } }`;
  const whole = (await unlimited((other) => other.ask(query))).data.artifact.lineage;
  const answer = await gateway.ask(query);
  const { nodes, edges, completeness } = answer.data.artifact.lineage;
  expect(answer.requests).toBe(3);
  expect(answer.errors).toMatchObject([
    { path: ['artifact', 'lineage'], extensions: { code: 'INCOMPLETE' } },
  ]);
  expect(completeness.complete).toBe(false);
  const unexpanded = nodes.filter(({ expanded }: { expanded: boolean }) => !expanded);
  expect(completeness.truncations).toEqual(
    unexpanded.map(({ node }: { node: { id: string } }) => ({
      at: node.id,
      reason: 'DEADLINE',
      omitted: null,
    })),
  );
  expect(unexpanded.length).toBeGreaterThan(0);
  expect(nodes.length).toBeLessThan(whole.nodes.length);
  expect(whole.nodes.map(({ node }: { node: { id: string } }) => node.id)).toEqual(
    expect.arrayContaining(nodes.map(({ node }: { node: { id: string } }) => node.id)),
  );
  expect(whole.edges).toEqual(expect.arrayContaining(edges));
});

test('A path search that uses up the request budget reports why it was cut.', async () => {
  const answer = await gateway.ask(
    `query ($from: ID!, $to: ID!) { lineagePaths(from: $from, to: $to) { paths { length } completeness { complete truncations { reason } } } }`,
    { from: 'QXJ0aWZhY3Q6MQ==', to: 'QXJ0aWZhY3Q6MjY=' },
  );
  const { completeness } = answer.data.lineagePaths;
  expect(completeness.complete).toBe(false);
  expect(completeness.truncations.map(({ reason }: { reason: string }) => reason)).toContain('DEADLINE');
  expect(answer.errors).toMatchObject([{ path: ['lineagePaths'], extensions: { code: 'INCOMPLETE' } }]);
  expect(answer.requests).toBe(3);
});

test.each([
  'blastRadius { runs artifacts }',
  'staleness { status }',
  'lineage(maxDepth: 20) { nodes { depth } }',
  'lineage(maxDepth: 20) { export(format: MERMAID) { fileName } }',
])('A walk that the budget cuts is told in errors, whatever is selected: %s', async (selection) => {
  const answer = await gateway.ask(`{ artifact(path: ${model()}) { ${selection} } }`);
  expect(answer.errors).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        path: ['artifact', selection.slice(0, selection.search(/[ (]/))],
        message: expect.stringContaining('3 requests to W&B'),
        extensions: { code: 'INCOMPLETE' },
      }),
    ]),
  );
  expect(answer.extensions.lineage.incomplete).toBe(true);
  expect(answer.requests).toBe(3);
});

test('Each query has its own budget.', async () => {
  for (const _ of [1, 2, 3, 4]) {
    const answer = await gateway.ask(`{ artifact(path: ${model()}) { path } }`);
    expect(answer.errors).toBeUndefined();
  }
});

describe('The deadline of a query', () => {
  const inTime = async (use: (other: TestGateway) => Promise<void>): Promise<void> => {
    const other = await startGateway(emulator, { requestDeadlineMs: '1000', wandbMaxFusedHops: '1' });
    // W&B never responds to the third level.
    emulator.setFaults([{ kind: 'hang', match: 'RunInputs' }]);
    emulator.resetStats();
    try {
      await use(other);
    } finally {
      emulator.setFaults([]);
      await other.close();
    }
  };

  test('fails nested fields with advice, and keeps the levels before them', async () => {
    await inTime(async (other) => {
      const answer =
        await other.ask(`{ artifact(path: ${model()}) { path loggedBy { path usedArtifacts { nodes { path
        loggedBy { path usedArtifacts { nodes { path loggedBy { path usedArtifacts { nodes { path } } } } } } } } } } }`);
      expect(answer.data.artifact.loggedBy.path).toContain('acme/');
      expect(new Set(codesOf(answer))).toEqual(new Set(['WANDB_TIMEOUT']));
      expect(answer.errors?.[0]?.message).toMatch(/Ask for less.*REQUEST_DEADLINE_MS/);
    });
  });

  test('cancels everything that would send further W&B requests', async () => {
    await inTime(async (other) => {
      const answer = await other.ask(
        `{ artifact(path: ${model()}) { lineage(maxDepth: 50) { completeness { truncations { reason } } } } }`,
      );
      const [{ reason }] = answer.data.artifact.lineage.completeness.truncations;
      expect(reason).toBe('DEADLINE');
      emulator.setFaults([]);
      const { requests } = emulator.stats();
      const later = 10;
      for (let turn = 0; turn < later; turn += 1) await other.ask('{ viewer { username } }');
      expect(emulator.stats().requests).toBe(requests + later);
    });
  });
});

test('Concurrent W&B requests are limited for all queries together.', async () => {
  const other = await startGateway(emulator, { wandbConcurrency: '2' });
  try {
    emulator.setLatency(15);
    emulator.resetStats();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => other.ask(`{ artifact(path: ${model()}) { loggedBy { path } } }`)),
    );
    for (const answer of answers) expect(answer.errors).toBeUndefined();
    expect(emulator.stats().maxConcurrent).toBe(2);
  } finally {
    emulator.setLatency(0);
    await other.close();
  }
});
