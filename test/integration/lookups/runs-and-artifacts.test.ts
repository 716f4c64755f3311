import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { requestCount, startGateway, type TestGateway } from '../../support/gateway.ts';
import { allKey, memberKey, registryKey, specialWorld } from '../../support/special-world.ts';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: specialWorld() });
  gateway = await startGateway(emulator);
});
beforeEach(() => emulator.resetStats());
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const as = (key: string) => ({ authorization: `Bearer ${key}` });
const creator = `query ($path: String!) {
  artifact(path: $path) { path loggedBy { path } createdBy { __typename ... on Run { path } ... on User { username } } }
}`;

describe('The producer of a version', () => {
  test('is a run', async () => {
    const { data, errors, requests } = await gateway.ask(creator, { path: 'acme/lab/model' });
    expect(errors).toBeUndefined();
    expect(data.artifact).toEqual({
      path: 'acme/lab/model:v1',
      loggedBy: { path: 'acme/lab/train' },
      createdBy: { __typename: 'Run', path: 'acme/lab/train' },
    });
    expect(requests).toBe(requestCount(1, 2));
  });

  test.each([
    ['a user', 'raw', { __typename: 'User', username: 'bob' }],
    ['a deleted run whose user W&B keeps', 'left', { __typename: 'User', username: 'bob' }],
    ['a producer that W&B does not name', 'orphan', null],
    ['a run in a private project', 'distilled', null],
  ])('is read for a version made by %s', async (_, name, createdBy) => {
    const { data, errors, requests } = await gateway.ask(creator, { path: `acme/lab/${name}` });
    expect(errors).toBeUndefined();
    expect(data.artifact).toEqual({ path: `acme/lab/${name}:v0`, loggedBy: null, createdBy });
    expect(requests).toBe(requestCount(1, 2));
  });

  test('is a private run for a key that may see it', async () => {
    const { data } = await gateway.ask(creator, { path: 'acme/lab/distilled' }, as(allKey));
    expect(data.artifact.loggedBy).toEqual({ path: 'acme/secret/hidden-step' });
  });

  test('is null when W&B returns a private run without its project', async () => {
    await using other = await startEmulator({ world: specialWorld({ hiddenProducer: 'projectless' }) });
    await using before = await startGateway(other);
    const answer = await before.ask(creator, { path: 'acme/lab/distilled' });
    expect(answer.data.artifact).toEqual({ path: 'acme/lab/distilled:v0', loggedBy: null, createdBy: null });
    expect(JSON.stringify(answer)).not.toContain('hidden-step');
  });
});

describe('The consumers of a version', () => {
  const usedBy = `query ($path: String!) {
    artifact(path: $path) { usedByCount usedBy { totalCount hiddenCount nodes { path } edges { cursor node { path } } pageInfo { hasNextPage } } }
  }`;

  test('count a run that W&B hides, and never name it', async () => {
    const answer = await gateway.ask(usedBy, { path: 'acme/lab/raw' });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.artifact).toMatchObject({
      usedByCount: 3,
      usedBy: {
        totalCount: 3,
        hiddenCount: 1,
        nodes: [{ path: 'acme/lab/train' }, { path: 'acme/lab/twice' }],
        pageInfo: { hasNextPage: false },
      },
    });
    expect(answer.data.artifact.usedBy.edges).toHaveLength(2);
    expect(JSON.stringify(answer)).not.toContain('hidden-step');
    expect(answer.requests).toBe(requestCount(1, 2));
  });

  test('include a run once that used the version twice, and the run lists both uses', async () => {
    const { data } = await gateway.ask(
      '{ run(path: "acme/lab/twice") { usedArtifacts { totalCount edges { usedAs node { path usedBy { nodes { runId } } } } } } }',
    );
    const { edges, totalCount } = data.run.usedArtifacts;
    expect(totalCount).toBe(2);
    expect(edges.map((edge: { usedAs: string[] }) => edge.usedAs)).toEqual([['first'], ['second']]);
    expect(edges[0].node).toEqual(edges[1].node);
    expect(
      edges[0].node.usedBy.nodes.filter(({ runId }: { runId: string }) => runId === 'twice'),
    ).toHaveLength(1);
  });
});

describe('The inputs and outputs of a run', () => {
  test('count a hidden input and carry the names of each use', async () => {
    const { data, errors, requests } = await gateway.ask(
      '{ run(path: "acme/lab/train") { usedArtifacts { totalCount hiddenCount edges { usedAs node { path } } nodes { path } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.run.usedArtifacts).toEqual({
      totalCount: 3,
      hiddenCount: 1,
      edges: [
        { usedAs: ['train', 'valid'], node: { path: 'acme/lab/raw:v0' } },
        { usedAs: [], node: { path: 'acme/lab/distilled:v0' } },
      ],
      nodes: [{ path: 'acme/lab/raw:v0' }, { path: 'acme/lab/distilled:v0' }],
    });
    expect(requests).toBe(requestCount(1, 2));
  });

  test('include PENDING and DELETED versions with their state', async () => {
    const { data, errors } = await gateway.ask(
      '{ run(path: "acme/lab/odd") { state loggedArtifacts { totalCount nodes { label path version state commitHash } } usedArtifacts { nodes { label state } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.run.state).toBeNull();
    expect(data.run.loggedArtifacts).toMatchObject({
      totalCount: 2,
      nodes: [
        { label: 'pending', path: null, version: null, state: 'PENDING', commitHash: null },
        { label: 'deleted:v0', path: 'acme/lab/deleted:v0', version: 'v0', state: 'DELETED' },
      ],
    });
    expect(data.run.usedArtifacts.nodes).toEqual([{ label: 'deleted:v0', state: 'DELETED' }]);
  });

  test('include a version that another run logged first, whose creator stays that run', async () => {
    const { data } = await gateway.ask(
      '{ run(path: "acme/lab/again") { loggedArtifacts { nodes { path loggedBy { runId } } } } }',
    );
    expect(data.run.loggedArtifacts.nodes).toEqual([
      { path: 'acme/lab/model:v1', loggedBy: { runId: 'train' } },
    ]);
  });

  test('may contain each other', async () => {
    const { data, errors } = await gateway.ask(
      '{ run(path: "acme/lab/cycle") { id usedArtifacts { nodes { loggedBy { id usedArtifacts { nodes { loggedBy { id } } } } } } } }',
    );
    expect(errors).toBeUndefined();
    const [loop] = data.run.usedArtifacts.nodes;
    expect(loop.loggedBy.id).toBe(data.run.id);
    expect(loop.loggedBy.usedArtifacts.nodes[0].loggedBy.id).toBe(data.run.id);
  });
});

describe('A name', () => {
  test.each(['100%-clean', 'a%2Fb', 'with space', 'say "hi"', "it's", '花-дані', 'end'])(
    '(%s) is found and returned as it is',
    async (name) => {
      const byAlias = await gateway.ask(
        'query ($path: String!) { artifact(path: $path) { path name label url aliases } }',
        { path: `acme/lab/${name}:tag:${name.length}/x` },
      );
      expect(byAlias.errors).toBeUndefined();
      expect(byAlias.data.artifact).toEqual({
        path: `acme/lab/${name}:v0`,
        name,
        label: `${name}:v0`,
        url: `${emulator.url}/acme/lab/artifacts/dataset/${encodeURIComponent(name)}/v0`,
        aliases: ['latest', `tag:${name.length}/x`],
      });
      expect(byAlias.requests).toBe(1);
    },
  );

  test('with a ref that contains : and / resolves to the path with the version number', async () => {
    const { data } = await gateway.ask(
      '{ artifact(path: "acme/lab/model:release/2024:rc1") { path aliases } }',
    );
    expect(data.artifact).toEqual({ path: 'acme/lab/model:v1', aliases: ['latest', 'release/2024:rc1'] });
  });

  test('with a digest as its ref is found, whatever the case of entity and project', async () => {
    const { data } = await gateway.ask('{ artifact(path: "acme/lab/model") { digest } }');
    const again = await gateway.ask('query ($path: String!) { artifact(path: $path) { path } }', {
      path: `ACME/Lab/model:${data.artifact.digest}`,
    });
    expect(again.data.artifact).toEqual({ path: 'acme/lab/model:v1' });
  });
});

describe('A registry link', () => {
  const viaLink = `query ($path: String!) {
    artifact(path: $path) { id path version aliases url name project { path } collection { path kind } links { path version aliases isRegistry collection { path kind } } }
  }`;
  const links = [
    {
      path: 'acme-org/wandb-registry-models/Flower Classifier:v1',
      version: 'v1',
      aliases: ['latest', 'production'],
      isRegistry: true,
      collection: { path: 'acme-org/wandb-registry-models/Flower Classifier', kind: 'PORTFOLIO' },
    },
  ];

  test('resolves to its source version', async () => {
    const direct = await gateway.ask(viaLink, { path: 'acme/lab/model:v1' });
    const linked = await gateway.ask(viaLink, {
      path: 'acme-org/wandb-registry-models/Flower Classifier:production',
    });
    expect(linked.errors).toBeUndefined();
    expect(linked.data).toEqual(direct.data);
    expect(linked.data.artifact).toMatchObject({
      path: 'acme/lab/model:v1',
      aliases: ['latest', 'release/2024:rc1'],
      collection: { path: 'acme/lab/model', kind: 'SEQUENCE' },
      links,
    });
    expect(linked.requests).toBe(2);
  });

  test('in a legacy registry is followed to its successor', async () => {
    const { data } = await gateway.ask(
      '{ artifact(path: "acme/model-registry/Flower Classifier:first") { path links { path } } }',
    );
    expect(data.artifact).toEqual({
      path: 'acme/lab/model:v0',
      links: [{ path: 'acme-org/wandb-registry-models/Flower Classifier:v0' }],
    });
  });

  test('lends its path to a source that the key may not see', async () => {
    const { data, errors, requests } = await gateway.ask(
      viaLink,
      { path: 'acme-org/wandb-registry-models/Flower Classifier:production' },
      as(registryKey),
    );
    expect(errors).toBeUndefined();
    expect(data.artifact).toMatchObject({
      path: 'acme-org/wandb-registry-models/Flower Classifier:v1',
      url: null,
      name: 'model',
      project: null,
      collection: { path: null, kind: 'SEQUENCE' },
      links,
    });
    expect(requests).toBe(2);
    const byId = await gateway.ask(
      'query ($id: ID!) { node(id: $id) { ... on Artifact { path } } }',
      { id: data.artifact.id },
      as(registryKey),
    );
    expect(byId.data.node).toEqual({ path: 'acme-org/wandb-registry-models/Flower Classifier:v1' });
    expect(byId.requests).toBe(2);
  });
});

describe('The values of', () => {
  test('a run are complete', async () => {
    const { data, errors, requests } = await gateway.ask(`{ run(path: "acme/lab/runs/train") {
      path label url runId displayName state jobType group sweepId tags notes commit createdAt heartbeatAt computeSeconds
      user { name username entity } project { id path name entity url } config summaryMetrics } }`);
    expect(errors).toBeUndefined();
    expect(data.run).toEqual({
      path: 'acme/lab/train',
      label: 'train flowers',
      url: `${emulator.url}/acme/lab/runs/train`,
      runId: 'train',
      displayName: 'train flowers',
      state: 'finished',
      jobType: 'train',
      group: 'g1',
      sweepId: 'sw1',
      tags: ['a', 'b'],
      notes: '*hi*',
      commit: 'abc123',
      createdAt: expect.stringMatching(/^2024-01-01T\d\d:\d\d:00\.000Z$/),
      heartbeatAt: expect.stringMatching(/Z$/),
      computeSeconds: 90,
      user: { name: 'Ada Lindgren', username: 'ada', entity: 'acme' },
      project: {
        id: Buffer.from('Project:v1:lab:acme').toString('base64'),
        path: 'acme/lab',
        name: 'lab',
        entity: 'acme',
        url: `${emulator.url}/acme/lab/workspace`,
      },
      config: { lr: 0.1, nested: { depth: 3 } },
      summaryMetrics: { loss: null, best: null, acc: 0.9 },
    });
    expect(requests).toBe(requestCount(1, 2));
  });

  test('a version are complete', async () => {
    const { data, errors, requests } = await gateway.ask(`{ artifact(path: "acme/lab/model:v1") {
      versionIndex type state tags metadata digest commitHash sizeBytes fileCount historyStep expiresAt createdAt updatedAt
      collection { id name type createdAt } usedByCount } b: artifact(path: "acme/lab/raw") { tags description expiresAt historyStep } }`);
    expect(errors).toBeUndefined();
    expect(data.artifact).toMatchObject({
      versionIndex: 1,
      type: 'model',
      state: 'COMMITTED',
      tags: [],
      metadata: { acc: 0.9, note: 'ünïcode' },
      digest: expect.stringMatching(/^[0-9a-f]{32}$/),
      sizeBytes: expect.any(Number),
      fileCount: 1,
      historyStep: 4,
      createdAt: '2024-03-01T10:00:00.000Z',
      expiresAt: '2024-03-01T11:00:00.000Z',
      updatedAt: null,
      collection: { name: 'model', type: 'model' },
      usedByCount: 0,
    });
    expect(data.b).toEqual({
      tags: ['gold'],
      description: 'from the field',
      expiresAt: null,
      historyStep: null,
    });
    expect(requests).toBe(requestCount(1, 2));
  });

  test("the viewer are those of the key's user", async () => {
    const mine = await gateway.ask('{ viewer { name username entity } }');
    expect(mine.data.viewer).toEqual({ name: 'Ada Lindgren', username: 'ada', entity: 'acme' });
    const other = await gateway.ask('{ viewer { username } }', {}, as(allKey));
    expect(other.data.viewer).toEqual({ username: 'bob' });
    expect(mine.requests).toBe(1);
    expect(emulator.stats().callers).toHaveLength(2);
    expect(memberKey).not.toBe(allKey);
  });
});
