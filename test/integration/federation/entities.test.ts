import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId } from '../../../src/emulator/ids.ts';
import { artifactPathOf } from '../../../src/emulator/world.ts';
import { demoKeys } from '../../../src/emulator/worlds/keys.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

const model = 'acme/vision/flower-classifier:v2';
const modelId = 'QXJ0aWZhY3Q6MjY=';
const otherId = 'QXJ0aWZhY3Q6MjQ=';
const run = 'acme/vision/train-9';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator, {}, { WANDB_API_KEY: demoKeys.everything });
});
afterEach(() => emulator.setFaults([]));
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const entities = `query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Artifact { path } ... on Run { runPath: path }
  ... on ArtifactCollection { name } ... on Project { projectPath: path } ... on User { username } } }`;

describe('_entities', () => {
  test('keeps the order, resolves duplicates alike and sends one W&B request', async () => {
    const artifact = { __typename: 'Artifact', path: model };
    const answer = await gateway.ask(entities, {
      r: [
        artifact,
        { __typename: 'Run', path: run },
        artifact,
        { __typename: 'Artifact', path: 'acme/vision/none:v0' },
        { __typename: 'Artifact', id: modelId },
      ],
    });
    expect(answer.data._entities).toEqual([
      { __typename: 'Artifact', path: model },
      { __typename: 'Run', runPath: run },
      { __typename: 'Artifact', path: model },
      null,
      { __typename: 'Artifact', path: model },
    ]);
    expect(answer.errors).toBeUndefined();
    expect(answer.requests).toBe(1);
  });

  test.each([
    ['valid', { __typename: 'Artifact', path: model }],
    ['invalid', { __typename: 'Nothing' }],
  ])('refuses more than 1,000 %s representations in one error and without a W&B request', async (_, one) => {
    const answer = await gateway.ask(entities, { r: Array.from({ length: 1_001 }, () => one) });
    expect(answer).toMatchObject({ data: null, requests: 0 });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.message).toContain('a list of at most 1000');
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('resolves every key of every entity', async () => {
    const { data } = await gateway.ask(
      `{ artifact(path: "${model}") { id collection { id } project { id path } } run(path: "${run}") { id user { id username } } }`,
    );
    const { artifact, run: found } = data;
    const answer = await gateway.ask(entities, {
      r: [
        { __typename: 'Artifact', id: artifact.id },
        { __typename: 'Run', id: found.id },
        { __typename: 'ArtifactCollection', id: artifact.collection.id },
        { __typename: 'Project', id: artifact.project.id },
        { __typename: 'Project', path: artifact.project.path },
        { __typename: 'User', id: found.user.id },
      ],
    });
    expect(answer.errors).toBeUndefined();
    expect(answer.data._entities).toEqual([
      { __typename: 'Artifact', path: model },
      { __typename: 'Run', runPath: run },
      { __typename: 'ArtifactCollection', name: 'flower-classifier' },
      { __typename: 'Project', projectPath: artifact.project.path },
      { __typename: 'Project', projectPath: artifact.project.path },
      { __typename: 'User', username: found.user.username },
    ]);
  });

  test.each([
    ['its id when both keys are present', { id: otherId, path: model }, otherId],
    ['its path when the id is null', { id: null, path: model }, modelId],
    ['its id when the path is null', { id: modelId, path: null }, modelId],
    ['an alias in its path', { path: model.replace(':v2', ':latest'), more: { x: [1] } }, modelId],
  ])('resolves a representation by %s', async (_, keys, id) => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Artifact { id } } }';
    const { data, errors } = await gateway.ask(query, { r: [{ __typename: 'Artifact', ...keys }] });
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([{ id }]);
  });

  test.each([
    [{ __typename: 'ArtifactLink', id: '1' }],
    [{ __typename: 'Node', id: modelId }],
    [{ __typename: 'PageInfo' }],
    [{ __typename: 'Artifact', path: 'bad' }],
    [{ __typename: 'Run', id: 'bad' }],
    [{}],
    [{ __typename: 'Nothing', id: '1' }],
    [{ __typename: '__Schema', id: '1' }],
    [{ __typename: '__proto__', id: '1' }],
    [{ __typename: ['Artifact'], path: model }],
    [{ id: '1' }],
    [[{ __typename: 'Artifact', path: model }]],
    ['Artifact'],
    [7],
    [{ __typename: 'Artifact' }],
    [{ __typename: 'Artifact', path: null }],
    [{ __typename: 'Artifact', name: 'flower-classifier' }],
    [{ __typename: 'Artifact', id: 7 }],
    [{ __typename: 'Artifact', id: 'UnVuOjE=' }],
    [{ __typename: 'Run', path: { a: 1 } }],
    [{ __typename: 'User', id: [] }],
  ])('rejects %j with BAD_USER_INPUT and resolves the others', async (representation) => {
    const { data, errors } = await gateway.ask(entities, {
      r: [{ __typename: 'Artifact', path: model }, representation, { __typename: 'Run', path: run }],
    });
    expect(data._entities).toEqual([
      { __typename: 'Artifact', path: model },
      null,
      { __typename: 'Run', runPath: run },
    ]);
    expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(JSON.stringify(errors)).not.toMatch(/stacktrace|node_modules|\.ts:/);
  });

  test('truncates a long key in the error message', async () => {
    const { errors } = await gateway.ask(entities, {
      r: [{ __typename: 'Artifact', path: 'x'.repeat(9_000) }, { __typename: 'x'.repeat(9_000) }],
    });
    expect(errors).toHaveLength(2);
    expect(JSON.stringify(errors).length).toBeLessThan(2_000);
  });

  test('rejects null in the list', async () => {
    const { data, errors, status } = await gateway.ask(entities, { r: [null] });
    expect(data).toBeUndefined();
    expect(status).toBe(400);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('nulls an entity that W&B fails to return, with an error, and resolves the others', async () => {
    emulator.setFaults([{ kind: 'partial', id: modelId }]);
    const answer = await gateway.ask(entities, {
      r: [
        { __typename: 'Artifact', id: modelId },
        { __typename: 'Run', path: run },
      ],
    });
    expect(answer.data._entities).toEqual([null, { __typename: 'Run', runPath: run }]);
    expect(answer.errors).toMatchObject([{ path: ['_entities', 0], extensions: { code: 'WANDB_ERROR' } }]);
  });

  test('resolves 1,000 references with 50 distinct ones per W&B request', async () => {
    await using medium = await startEmulator({ world: 'medium' });
    await using before = await startGateway(medium);
    const { artifacts } = medium.world;
    const distinct = artifacts.slice(0, 1_000).map((each, index) => {
      const keys = index % 2 === 0 ? { path: artifactPathOf(each) } : { id: artifactId(each) };
      return { __typename: 'Artifact', ...keys };
    });
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Artifact { id } } }';
    const all = await before.ask(query, { r: distinct });
    expect(all.errors).toBeUndefined();
    expect(all.data._entities).toEqual(artifacts.slice(0, 1_000).map((each) => ({ id: artifactId(each) })));
    expect(all.requests).toBe(1_000 / 50);

    const same = await before.ask(query, { r: Array.from({ length: 1_000 }, () => distinct[0]) });
    expect(same.data._entities).toEqual(Array.from({ length: 1_000 }, () => all.data._entities[0]));
    expect(same.requests).toBe(1);
  });
});

describe('Inline traces', () => {
  const asking = { 'apollo-federation-include-trace': 'ftv1' };
  const traceOf = (answer: { extensions: object }): string =>
    Buffer.from((answer.extensions as { ftv1: string }).ftv1, 'base64').toString();

  test('are sent only to a router that asks for them', async () => {
    const query = `{ artifact(path: "${model}") { path } }`;
    const traced = await gateway.ask(query, {}, asking);
    expect(traceOf(traced)).toContain('artifact');
    expect(traced.extensions.lineage).toBeDefined();
    expect((await gateway.ask(query)).extensions).not.toHaveProperty('ftv1');
  });

  test('contain the errors as clients see them', async () => {
    emulator.setFaults([
      { kind: 'partial', field: 'Run.user' },
      { kind: 'partial', field: 'Artifact.digest' },
    ]);
    const query = `{ _entities(representations: [{ __typename: "Run", path: "${run}" }, { __typename: "No" }])
      { ... on Run { label user { name } usedArtifacts { nodes { digest } } } } }`;
    const answer = await gateway.ask(query, {}, asking);
    expect(answer.errors).toHaveLength(3);
    const trace = traceOf(answer);
    for (const { message, path, extensions } of answer.errors ?? []) {
      expect(trace).toContain(message);
      expect(trace).toContain(`"path":${JSON.stringify(path)}`);
      expect(trace).toContain(`"code":"${extensions?.code}"`);
    }
    expect(trace).not.toMatch(/node_modules|stacktrace|masked/);
  });

  test('reveal nothing that the response hides', async () => {
    emulator.setFaults([{ kind: 'malformed' }]);
    const answer = await gateway.ask(`{ run(path: "${run}") { label } }`, {}, asking);
    expect(answer.errors).toHaveLength(1);
    expect(traceOf(answer)).toContain(answer.errors?.[0]?.message);
    expect(traceOf(answer)).not.toMatch(/SyntaxError|JSON\.parse|api:/);
  });
});
