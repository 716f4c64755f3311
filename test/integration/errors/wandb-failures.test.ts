import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { FaultKind } from '../../../src/emulator/faults/faults.ts';
import { artifactId } from '../../../src/emulator/ids.ts';
import { startGateway, type Answer, type TestGateway } from '../../support/gateway.ts';
import { specialWorld } from '../../support/special-world.ts';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: specialWorld() });
});
// A gateway for each test, since its circuit breaker and rate limits outlast a test.
beforeEach(async () => {
  emulator.resetStats();
  emulator.setFaults([]);
  gateway = await startGateway(emulator);
});
afterEach(() => gateway.close());
afterAll(() => emulator.close());

const codesOf = ({ errors = [] }: Answer) =>
  errors.map(({ path, extensions }) => [path?.join('.'), extensions?.code]).sort();
const twoLookups = '{ a: artifact(path: "acme/lab/raw") { path } b: run(path: "acme/lab/train") { path } }';

function expectNothingLeaked(answer: Answer): void {
  const text = JSON.stringify(answer) + gateway.logs.join('\n');
  expect(text).not.toMatch(/secret detail|<html|stacktrace|node_modules/i);
  expect(text).not.toContain(emulator.keys[0]?.key.slice(0, 20));
}

describe('A failure of the whole W&B request', () => {
  test.each<[FaultKind, string]>([
    ['drop', 'WANDB_UNAVAILABLE'],
    ['cut', 'WANDB_UNAVAILABLE'],
    ['malformed', 'WANDB_UNAVAILABLE'],
    ['html200', 'WANDB_UNAVAILABLE'],
    ['pathless', 'WANDB_ERROR'],
    ['400', 'WANDB_ERROR'],
    ['401', 'UNAUTHENTICATED'],
    ['403', 'FORBIDDEN'],
    ['404', 'WANDB_ERROR'],
    ['409', 'WANDB_ERROR'],
    ['429', 'WANDB_RATE_LIMITED'],
    ['500', 'WANDB_UNAVAILABLE'],
    ['502', 'WANDB_UNAVAILABLE'],
    ['503', 'WANDB_UNAVAILABLE'],
    ['504', 'WANDB_UNAVAILABLE'],
  ])('(%s) is %s on every field, never "not found"', async (kind, code) => {
    emulator.setFaults([{ kind, ...(kind === '429' && { retryAfter: '0.05' }) }]);
    const answer = await gateway.ask(twoLookups);
    expect(answer.data).toEqual({ a: null, b: null });
    expect(codesOf(answer)).toEqual([
      ['a', code],
      ['b', code],
    ]);
    expectNothingLeaked(answer);
  });

  test('(hang) is WANDB_TIMEOUT on every field, never "not found"', async () => {
    emulator.setFaults([{ kind: 'hang' }]);
    await using hasty = await startGateway(emulator, { wandbHttpTimeout: '0.3' });
    const answer = await hasty.ask(twoLookups);
    expect(answer.data).toEqual({ a: null, b: null });
    expect(codesOf(answer)).toEqual([
      ['a', 'WANDB_TIMEOUT'],
      ['b', 'WANDB_TIMEOUT'],
    ]);
  });

  test('returns retryAfterSeconds when a rate limit outlasts the query, and W&B gets no further request', async () => {
    emulator.setFaults([{ kind: '429', retryAfter: '70' }]);
    const answer = await gateway.ask(twoLookups);
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'WANDB_RATE_LIMITED',
      retryAfterSeconds: 70,
    });
    expect(answer.requests).toBe(1);
    const next = await gateway.ask(twoLookups);
    expect(next.errors?.[0]?.extensions).toMatchObject({ code: 'WANDB_RATE_LIMITED', retryAfterSeconds: 70 });
    expect(next.requests).toBe(0);
  });

  test('on a later level keeps what was found before', async () => {
    // An operation that prefetches is sent under the name of the lookup.
    emulator.setFaults([
      { kind: '502', match: 'hops' },
      { kind: '502', match: 'ArtifactCreator' },
    ]);
    const answer = await gateway.ask(
      '{ artifact(path: "acme/lab/model") { path loggedBy { path } usedBy { totalCount } } }',
    );
    expect(answer.data).toEqual({
      artifact: { path: 'acme/lab/model:v1', loggedBy: null, usedBy: { totalCount: 0 } },
    });
    expect(codesOf(answer)).toEqual([['artifact.loggedBy', 'WANDB_UNAVAILABLE']]);
  });

  test('on a wide level costs a bounded number of requests', async () => {
    emulator.setFaults([{ kind: '500' }]);
    const ids = emulator.world.artifacts.map(artifactId);
    const answer = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array.from({ length: 50 }, (_, i) => ids[i % ids.length] ?? '').concat(
        Array.from({ length: 40 }, (_, i) => Buffer.from(`Artifact:${1_000 + i}`).toString('base64')),
      ),
    });
    expect(answer.errors).toHaveLength(90);
    expect(answer.requests).toBeLessThanOrEqual(80);
  });
});

describe('A failure caused by one key of a batch', () => {
  const names = ['raw', 'left', 'orphan', 'distilled', 'model', 'loop', 'end', 'with space', '100%-clean'];
  const ask = () =>
    gateway.ask(
      `{ ${names.map((name, i) => `k${i}: artifact(path: ${JSON.stringify(`acme/lab/${name}`)}) { name }`).join(' ')} }`,
    );

  test.each<FaultKind>(['400', '403', '500', '502', 'pathless', 'malformed'])(
    '(%s) is isolated by splitting the batch',
    async (kind) => {
      emulator.setFaults([
        { kind, match: 'loop:latest' },
        { kind, match: 'raw:latest' },
      ]);
      const answer = await ask();
      names.forEach((name, i) => {
        expect(answer.data[`k${i}`]).toEqual(name === 'loop' || name === 'raw' ? null : { name });
      });
      expect(answer.errors?.map(({ path }) => path).sort()).toEqual([['k0'], ['k5']]);
      expect(answer.requests).toBeLessThanOrEqual(4 * names.length);
      expectNothingLeaked(answer);
    },
  );

  test.each<FaultKind>(['partial', 'partial400'])(
    '(%s) costs that key alone, in one request',
    async (kind) => {
      const loop = emulator.world.artifacts.find(({ collection }) => collection.name === 'loop');
      if (!loop) throw new Error('no loop');
      emulator.setFaults([{ kind, field: 'Artifact.artifactSequence', id: artifactId(loop) }]);
      const answer = await ask();
      names.forEach((name, i) => {
        expect(answer.data[`k${i}`]).toEqual(name === 'loop' ? null : { name });
      });
      expect(codesOf(answer)).toEqual([['k5', 'WANDB_ERROR']]);
      expect(answer.requests).toBe(1);
    },
  );
});

describe('A failure of a part of an object', () => {
  test('nulls a nullable field with an error and keeps the rest', async () => {
    emulator.setFaults([{ kind: 'partial', field: 'Run.user' }]);
    const answer = await gateway.ask('{ run(path: "acme/lab/train") { path state user { name } } }');
    expect(answer.data).toEqual({ run: { path: 'acme/lab/train', state: 'finished', user: null } });
    expect(codesOf(answer)).toEqual([['run.user', 'WANDB_ERROR']]);
  });

  test('keeps the edge of a failed node, leaves it out of nodes, and reports the error', async () => {
    const distilled = emulator.world.artifacts.find(({ collection }) => collection.name === 'distilled');
    if (!distilled) throw new Error('no distilled');
    emulator.setFaults([{ kind: 'partial', field: 'Artifact.digest', id: artifactId(distilled) }]);
    const answer = await gateway.ask(
      '{ run(path: "acme/lab/train") { usedArtifacts { totalCount hiddenCount edges { cursor node { name digest } } nodes { name } } } }',
    );
    expect(answer.data.run.usedArtifacts).toMatchObject({
      totalCount: 3,
      hiddenCount: 1,
      edges: [{ node: { name: 'raw' } }, { node: null }],
      nodes: [{ name: 'raw' }],
    });
    expect(codesOf(answer).sort()).toEqual([
      ['run.usedArtifacts.edges.1.node', 'WANDB_ERROR'],
      ['run.usedArtifacts.nodes', 'WANDB_ERROR'],
    ]);
  });

  test('is WANDB_CONTRACT_VIOLATION on the field when W&B returns null for a non-null field', async () => {
    emulator.setFaults([{ kind: 'nullNonNull', field: 'Artifact.digest' }]);
    const answer = await gateway.ask(
      '{ a: artifact(path: "acme/lab/raw") { digest } b: run(path: "acme/lab/train") { path } }',
    );
    expect(answer.data).toEqual({ a: { digest: null }, b: { path: 'acme/lab/train' } });
    expect(codesOf(answer)).toEqual([['a.digest', 'WANDB_CONTRACT_VIOLATION']]);
    expect(answer.errors?.[0]?.message).toContain('Artifact.digest');
  });

  test('on the second page keeps the first page and its endCursor', async () => {
    await using short = await startEmulator({ world: specialWorld(), pageCap: 1 });
    await using paging = await startGateway(short);
    const secondPage = Buffer.from('cursor:0').toString('base64');
    short.setFaults([{ kind: '500', match: secondPage }]);
    const query =
      'query ($after: String) { artifact(path: "acme/lab/raw") { usedBy(after: $after) { totalCount hiddenCount nodes { runId } pageInfo { hasNextPage endCursor } } } }';
    const answer = await paging.ask(query);
    expect(answer.data.artifact.usedBy).toEqual({
      totalCount: 3,
      hiddenCount: 1,
      nodes: [],
      pageInfo: { hasNextPage: true, endCursor: expect.stringContaining(secondPage) },
    });
    expect(codesOf(answer)).toEqual([['artifact.usedBy', 'WANDB_UNAVAILABLE']]);
    short.setFaults([]);
    const rest = await paging.ask(query, { after: answer.data.artifact.usedBy.pageInfo.endCursor });
    expect(rest.data.artifact.usedBy.nodes).toEqual([{ runId: 'train' }, { runId: 'twice' }]);
  });
});
