import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId } from '../../../src/emulator/ids.ts';
import { ask, type EmulatorAnswer } from '../../support/emulator-client.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'small', seed: 5 });
});
afterAll(() => emulator.close());
afterEach(() => emulator.setFaults([]));

const batch =
  'query Batch($a: ID!, $b: ID!) { a: artifact(id: $a) { id digest } b: artifact(id: $b) { id digest } }';
const idOf = (index: number): string => {
  const artifact = emulator.world.artifacts[index];
  if (!artifact) throw new Error('no artifact');
  return artifactId(artifact);
};
const askBatch = (): Promise<EmulatorAnswer> =>
  ask(emulator, batch, { variables: { a: idOf(0), b: idOf(1) } });

describe('A W&B that refuses requests', () => {
  const nested = `query Nested($id: ID!, $n: Int!) { artifact(id: $id) { usedBy(first: $n) { edges { node { ...Outputs } } } } }
    fragment Outputs on Run { outputArtifacts(first: 3) { totalCount } }`;

  test.each([
    ['levels of fields', 'depth', nested, 6],
    ['hops', 'hops', nested, 2],
    ['aliases', 'aliases', batch, 2],
    ['the length of pages', 'first', nested, 10],
    ['bytes', 'bytes', `{ viewer { id } } # ${'x'.repeat(200)}`, 400],
  ])('refuses a document over its limit of %s and takes one within it', async (_, limit, query, size) => {
    const variables = { id: idOf(0), a: idOf(0), b: idOf(1), n: 10 };
    emulator.setFaults([{ kind: 'limit', limits: { [limit]: limit === 'bytes' ? 200 : size - 1 } }]);
    expect(await ask(emulator, query, { variables })).toMatchObject({
      status: 400,
      data: null,
      errors: [{ message: 'query is too complex' }],
    });
    emulator.setFaults([{ kind: 'limit', limits: { [limit]: size } }]);
    expect((await ask(emulator, query, { variables })).status).toBe(200);
  });

  test('refuses with the status and the words of the rule, with 429 in the headers too', async () => {
    emulator.setFaults([
      { kind: 'limit', limits: { aliases: 1 }, status: 429, message: 'too many aliases', retryAfter: '3' },
    ]);
    const { status, errors, headers } = await askBatch();
    expect([status, errors?.[0]?.message]).toEqual([429, 'too many aliases']);
    expect([headers.get('retry-after'), headers.get('ratelimit-remaining')]).toEqual(['3', '0']);
  });

  test('does not know a field, in the types of an interface either, and knows the others', async () => {
    emulator.setFaults([
      { kind: 'unknownField', field: 'Artifact.digest' },
      { kind: 'unknownField', field: 'ArtifactCollection.updatedAt' },
    ]);
    const { status, data, errors } = await ask(
      emulator,
      `{ artifact(id: "${idOf(0)}") { id digest artifactSequence { name updatedAt } } }`,
    );
    expect([status, data]).toEqual([400, null]);
    expect(errors?.map(({ message }) => message)).toEqual([
      'Cannot query field "digest" on type "Artifact".',
      'Cannot query field "updatedAt" on type "ArtifactSequence".',
    ]);
    const other = await ask(emulator, `{ artifact(id: "${idOf(0)}") { id updatedAt } }`);
    expect(other.status).toBe(200);
  });

  test('sends rate limit headers with a good response', async () => {
    emulator.setFaults([{ kind: 'rateLimit', remaining: 7, resetSeconds: 30 }]);
    const { status, data, headers } = await askBatch();
    expect([status, data.a.id]).toEqual([200, idOf(0)]);
    expect(['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`))).toEqual([
      '1000',
      '7',
      '30',
    ]);
  });

  test('sends an unsolicited 100 Continue before a good response', async () => {
    emulator.setFaults([{ kind: 'continue' }]);
    const received = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(emulator.url);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text));
      socket.on('error', reject);
      const body = '{"query":"{ viewer { id } }"}';
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: wandb\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    });
    expect(received).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });
});

test('A world can change between requests', async () => {
  const [run] = emulator.world.runs;
  if (!run) throw new Error('no run');
  const state = run.state;
  emulator.beforeRequest(({ number, operationName }) => {
    if (operationName === 'State' && number === 2) run.state = 'crashed';
  });
  const stateOf = async (): Promise<unknown> => {
    const query = `query State { project(entityName: "acme", name: "small") { run(name: "${run.name}") { state } } }`;
    return (await ask(emulator, query)).data.project.run.state;
  };
  const states = [await stateOf(), await stateOf()];
  emulator.beforeRequest(null);
  run.state = state;
  expect(states).toEqual([state, 'crashed']);
});
