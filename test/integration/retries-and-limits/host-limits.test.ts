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

const nested = `query ($path: String!) { artifact(path: $path) { id digest
  usedBy { totalCount nodes { id computeSeconds tags } }
  loggedBy { id state usedArtifacts { totalCount edges { usedAs node { id collection { updatedAt name } } } } } } }`;

describe('A W&B that lacks', () => {
  test.each([
    ['InputArtifactEdge.usedAs', 'usedAs'],
    ['RunConnection.totalCount', null],
    ['Artifact.usedCount', null],
    ['Run.computeSeconds', 'computeSeconds'],
    ['ArtifactCollection.updatedAt', 'updatedAt'],
    ['Artifact.digest', 'digest'],
    ['Run.state', 'state'],
  ])(
    '%s is asked without it after one refusal, and only those who select it are told',
    async (field, selected) => {
      await using wandb = await startEmulator({ world: 'demo' });
      await using whole = await startGateway(wandb);
      const path = wandb.roots.model;
      const lineage = { path, direction: 'UPSTREAM' };
      const truths = [await whole.ask(walk, lineage), await whole.ask(nested, { path })];
      await using gateway = await startGateway(wandb);
      wandb.setFaults([{ kind: 'unknownField', field }]);
      const before = wandb.stats().struck;
      const answers = [await gateway.ask(walk, lineage), await gateway.ask(nested, { path })];
      expect(answers[0]).toMatchObject({ data: truths[0]?.data });
      const withoutField = (data: unknown): unknown =>
        JSON.parse(JSON.stringify(data, (key, value: unknown) => (key === selected ? null : value)));
      expect(answers[1]?.data).toEqual(withoutField(truths[1]?.data));
      const errors = [...(answers[0]?.errors ?? []), ...(answers[1]?.errors ?? [])];
      expect(new Set(errors.map((error) => error.path?.at(-1)))).toEqual(new Set(selected ? [selected] : []));
      for (const { message } of errors) expect(message).toContain(`does not know the field ${field}`);
      expect(wandb.stats().struck - before).toBe(1);
    },
  );
});

describe('A W&B', () => {
  test('that never gives the outputs of one run costs these outputs alone.', async () => {
    const runs = Array.from({ length: 6 }, (_, index) => ({
      id: `run-${index}`,
      uses: ['data'],
      logs: [`made-${index}`],
    }));
    await using wandb = await startEmulator({ world: worldFromGraph({ runs }) });
    await using gateway = await startGateway(wandb, { requestDeadlineMs: '10000' });
    const variables = { path: 'acme/graph/data:v0', direction: 'DOWNSTREAM' };
    const truth = await gateway.ask(walk, variables);
    expect(truth.data.artifact.lineage.nodes).toHaveLength(13);
    const hanging = truth.data.artifact.lineage.nodes[3].node.id;
    wandb.setFaults([{ kind: 'hang', id: hanging, field: 'Run.outputArtifacts' }]);
    const { data, errors } = await gateway.ask(walk, variables);
    expect(data.artifact.lineage.nodes).toHaveLength(12);
    expect(data.artifact.lineage.completeness.complete).toBe(false);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['WANDB_TIMEOUT']);
  });

  test('that sends a 100 Continue that nobody asked for is asked with another client from then on.', async () => {
    await using wandb = await startEmulator({ world: 'demo' });
    await using gateway = await startGateway(wandb);
    wandb.setFaults([{ kind: 'continue' }]);
    const query = `{ artifact(path: ${JSON.stringify(wandb.roots.model)}) { path } }`;
    for (const requests of [2, 1]) {
      const answer = await gateway.ask(query);
      expect(answer.errors).toBeUndefined();
      expect(answer.data.artifact.path).toBe(wandb.roots.model);
      expect(answer.requests).toBe(requests);
    }
  });
});
