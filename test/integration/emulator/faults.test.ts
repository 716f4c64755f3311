import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { FaultKind, FaultRule } from '../../../src/emulator/faults/faults.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
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
const struck = async (...rules: FaultRule[]): Promise<EmulatorAnswer> => {
  emulator.setFaults(rules);
  return askBatch();
};
const secret = /secret detail of W&B/;

describe('A fault of the whole request', () => {
  test.each<FaultKind>(['400', '403', '404', '409', '500', '503'])(
    'returns GraphQL errors for %s',
    async (kind) => {
      const { status, data, errors } = await struck({ kind });
      expect([status, data]).toEqual([Number(kind), undefined]);
      expect(errors?.[0]?.message).toMatch(secret);
    },
  );

  test('says for 401 that nobody is logged in', async () => {
    const { status, errors } = await struck({ kind: '401' });
    expect([status, errors?.[0]?.message]).toEqual([401, 'user is not logged in']);
  });

  test.each<[FaultKind, number]>([
    ['502', 502],
    ['504', 504],
    ['html200', 200],
  ])('returns a page of HTML for %s', async (kind, wanted) => {
    const { status, headers, text } = await struck({ kind });
    expect([status, headers.get('content-type')]).toEqual([wanted, 'text/html']);
    expect(text).toMatch(/^<html>/);
  });

  test.each([
    [undefined, '1'],
    ['7', '7'],
    ['Fri, 31 Dec 2049 23:59:59 GMT', 'Fri, 31 Dec 2049 23:59:59 GMT'],
    [null, null],
  ])('sends Retry-After %p and RateLimit headers with 429', async (retryAfter, wanted) => {
    const { status, headers, text } = await struck({
      kind: '429',
      ...(retryAfter !== undefined && { retryAfter }),
    });
    expect([status, text]).toEqual([429, '{"error":"rate limit exceeded"}']);
    expect(headers.get('retry-after')).toBe(wanted);
    expect(['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`))).toEqual([
      '1000',
      '0',
      '2',
    ]);
  });

  test('closes the connection before the response for drop, and within its body for cut', async () => {
    await expect(struck({ kind: 'drop' })).rejects.toThrow('fetch failed');
    emulator.setFaults([{ kind: 'cut' }]);
    const response = await fetch(`${emulator.url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('returns 200 without valid JSON for malformed, and an error without data for pathless', async () => {
    emulator.setFaults([{ kind: 'malformed' }]);
    await expect(askBatch()).rejects.toThrow(SyntaxError);
    const { status, data, errors } = await struck({ kind: 'pathless' });
    expect([status, data, errors?.[0]?.path]).toEqual([200, null, undefined]);
  });

  test('delays the response for slow, and never responds for hang', async () => {
    const order: string[] = [];
    emulator.setFaults([{ kind: 'slow', delayMs: 500, match: 'Batch' }]);
    const slow = askBatch().then(({ status }) => order.push(`slow ${status}`));
    await ask(emulator, '{ viewer { id } }').then(({ status }) => order.push(`other ${status}`));
    await slow;
    expect(order).toEqual(['other 200', 'slow 200']);
    emulator.setFaults([{ kind: 'hang' }]);
    const hanging = fetch(`${emulator.url}/graphql`, {
      method: 'POST',
      body: '{}',
      signal: AbortSignal.timeout(150),
    });
    await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('treats every key as anonymous for viewerNull', async () => {
    emulator.setFaults([{ kind: 'viewerNull' }]);
    expect(await ask(emulator, '{ viewer { id } }')).toMatchObject({ status: 200, data: { viewer: null } });
  });
});

describe('A fault rule', () => {
  test('fails the whole batch that contains the matched key', async () => {
    const rule: FaultRule = { kind: '403', match: idOf(1) };
    expect((await struck(rule)).status).toBe(403);
    emulator.setFaults([rule]);
    const alone = await ask(emulator, 'query One($a: ID!) { artifact(id: $a) { id } }', {
      variables: { a: idOf(0) },
    });
    expect(alone).toMatchObject({ status: 200, data: { artifact: { id: idOf(0) } } });
  });

  test('applies to operations by name', async () => {
    expect((await struck({ kind: '500', match: 'Batch' })).status).toBe(500);
    expect((await struck({ kind: '500', match: 'Other' })).status).toBe(200);
  });

  test('applies to as many requests as it says', async () => {
    emulator.setFaults([{ kind: '503', times: 2 }]);
    const statuses = [await askBatch(), await askBatch(), await askBatch()].map(({ status }) => status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  test('applies to the request with its number', async () => {
    emulator.setFaults([{ kind: '503', request: 2 }]);
    const statuses = [await askBatch(), await askBatch(), await askBatch()].map(({ status }) => status);
    expect(statuses).toEqual([200, 503, 200]);
  });

  test('applies at random, reproducibly for a seed', async () => {
    const row = async (seed: number): Promise<number[]> => {
      await using other = await startEmulator({ world: 'small', seed });
      other.setFaults([{ kind: '500', probability: 0.4 }]);
      const statuses: number[] = [];
      for (let turn = 0; turn < 40; turn += 1) statuses.push((await ask(other, '{ viewer { id } }')).status);
      return statuses;
    };
    const first = await row(3);
    expect(await row(3)).toEqual(first);
    expect(await row(4)).not.toEqual(first);
    const failed = first.filter((status) => status === 500).length;
    expect(failed).toBeGreaterThan(8);
    expect(failed).toBeLessThan(24);
  });

  test('has no effect after another one that fails the whole request, but for slow', async () => {
    expect((await struck({ kind: 'slow', delayMs: 1 }, { kind: '404' }, { kind: '500' })).status).toBe(404);
  });

  test('has no effect after the rules are replaced', async () => {
    emulator.setFaults([{ kind: '500' }]);
    emulator.setFaults([]);
    expect((await askBatch()).status).toBe(200);
  });
});

describe('A fault of a part of the response', () => {
  const rules: [string, Omit<FaultRule, 'kind'>, (string | number)[]][] = [
    [
      'an object, where it would stand',
      {
        get id() {
          return idOf(1);
        },
      },
      ['b'],
    ],
    [
      'a lookup by its argument',
      {
        field: 'Query.artifact',
        get id() {
          return idOf(1);
        },
      },
      ['b'],
    ],
    [
      'a field of an object',
      {
        field: 'Artifact.digest',
        get id() {
          return idOf(1);
        },
      },
      ['b', 'digest'],
    ],
    ['a place in the answer', { path: 'b.id' }, ['b', 'id']],
  ];

  test.each(rules)("reports %s with the error's path and leaves the other aliases", async (_, rule, path) => {
    for (const [kind, status] of [
      ['partial', 200],
      ['partial400', 400],
    ] as const) {
      const answer = await struck({ kind, ...rule });
      expect(answer.status).toBe(status);
      expect(answer.data).toEqual({ a: { id: idOf(0), digest: expect.any(String) }, b: null });
      expect(answer.errors).toEqual([
        expect.objectContaining({ message: expect.stringMatching(secret), path }),
      ]);
    }
  });

  test("leaves an empty edge for an object in a list, with its place in the error's path", async () => {
    const [used] = emulator.world.runs.find(({ name }) => name === 'popular-3')?.uses ?? [];
    if (!used) throw new Error('no use');
    emulator.setFaults([{ kind: 'partial', id: artifactId(used.artifact) }]);
    const { status, data, errors } = await ask(
      emulator,
      `{ project(entityName: "acme", name: "small") { run(name: "popular-3") { name inputArtifacts { totalCount edges { node { id } } } } } }`,
    );
    expect(status).toBe(200);
    expect(data.project.run).toEqual({
      name: 'popular-3',
      inputArtifacts: { totalCount: 1, edges: [{ node: null }] },
    });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['project', 'run', 'inputArtifacts', 'edges', 0, 'node'],
    ]);
  });

  test('applies to a run wherever it would appear', async () => {
    const run = emulator.world.runs.find(({ logs }) => logs.length > 0);
    const [logged] = run?.logs ?? [];
    if (!run || !logged) throw new Error('no run');
    emulator.setFaults([{ kind: 'partial', id: runId(run) }]);
    const { data, errors } = await ask(
      emulator,
      `{ project(entityName: "acme", name: "small") { run(name: "${run.name}") { id } }
         artifact(id: "${artifactId(logged)}") { id createdBy { __typename } } }`,
    );
    expect(data).toEqual({ project: { run: null }, artifact: { id: artifactId(logged), createdBy: null } });
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual(['artifact.createdBy', 'project.run']);
  });

  test('leaves the response alone when partial400 matches nothing', async () => {
    expect((await struck({ kind: 'partial400', id: idOf(7) })).status).toBe(200);
  });

  test('returns null for a non-null field of the matched object under its alias', async () => {
    const query = `{ a: artifact(id: "${idOf(0)}") { print: digest type: artifactType { name } } b: artifact(id: "${idOf(1)}") { print: digest digest } }`;
    emulator.setFaults([{ kind: 'nullNonNull', field: 'Artifact.digest', id: idOf(1) }]);
    const { status, data, errors } = await ask(emulator, query);
    expect([status, errors]).toEqual([200, undefined]);
    expect(data).toEqual({
      a: { print: expect.any(String), type: { name: 'dataset' } },
      b: { print: null, digest: null },
    });
    emulator.setFaults([{ kind: 'nullNonNull', field: 'ArtifactType.name' }]);
    expect((await ask(emulator, query)).data.a.type).toEqual({ name: null });
  });
});

describe('A fault of a whole request with a place', () => {
  const oneDigest = (index: number): Promise<EmulatorAnswer> =>
    ask(emulator, 'query ($id: ID!) { artifact(id: $id) { digest } }', { variables: { id: idOf(index) } });

  test('applies only to responses that have the place, and is counted there', async () => {
    emulator.setFaults([{ kind: '503', id: idOf(1), times: 1 }]);
    emulator.resetStats();
    const statuses = [await oneDigest(0), await oneDigest(1), await oneDigest(1)].map(({ status }) => status);
    expect(statuses).toEqual([200, 503, 200]);
    expect(emulator.stats().struck).toBe(1);
  });

  test('makes every request hang that reads one list of one object', async () => {
    const run = emulator.world.runs.find(({ uses }) => uses.length > 0);
    if (!run) throw new Error('no run');
    emulator.setFaults([{ kind: 'hang', field: 'Run.inputArtifacts', id: runId(run) }]);
    const query = (fields: string): string =>
      JSON.stringify({
        query: `{ project(entityName: "acme", name: "small") { run(name: "${run.name}") { ${fields} } } }`,
      });
    const headers = { authorization: `Bearer ${emulator.keys[0]?.key ?? ''}` };
    const post = (body: string, signal: AbortSignal): Promise<Response> =>
      fetch(`${emulator.url}/graphql`, { method: 'POST', headers, body, signal });
    const answered = await post(query('id outputArtifacts { totalCount }'), AbortSignal.timeout(20_000));
    expect(answered.status).toBe(200);
    const hanging = post(query('inputArtifacts { totalCount }'), AbortSignal.timeout(150));
    await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('puts any value in a field, whatever its type', async () => {
    emulator.setFaults([
      { kind: 'value', field: 'Artifact.size', id: idOf(1), value: '99999999999999999999' },
      { kind: 'value', field: 'Artifact.aliases', value: { unexpected: true } },
    ]);
    const { data } = await ask(
      emulator,
      `{ a: artifact(id: "${idOf(0)}") { size } b: artifact(id: "${idOf(1)}") { size aliases { alias } } }`,
    );
    expect(data.a.size).toEqual(expect.any(Number));
    expect(data.b).toEqual({ size: '99999999999999999999', aliases: { unexpected: true } });
  });
});

describe('Fault rules', () => {
  test.each<[unknown, string]>([
    [{}, 'Fault rules are a list of objects, such as [{ "kind": "500" }].'],
    [[null], 'rules[0] is null; write an object.'],
    [[{ kind: '500' }, {}], 'rules[1].kind is missing; write one of 400, 401,'],
    [[{ kind: '418' }], 'rules[0].kind is "418"; write one of 400, 401,'],
    [[{ kind: '500', often: 1 }], 'rules[0].often is not known; the fields are kind, match,'],
    [[{ kind: '500', times: 0 }], 'rules[0].times is 0; write a whole number from 1.'],
    [[{ kind: '500', probability: 2 }], 'rules[0].probability is 2; write a number from 0 to 1.'],
    [[{ kind: 'slow', delayMs: '5' }], 'rules[0].delayMs is "5"; write a number from 0.'],
    [[{ kind: 'partial' }], 'rules[0] says not what fails: write field, id or path.'],
    [
      [{ kind: 'partial', field: 'Run.shoeSize' }],
      'rules[0].field is "Run.shoeSize"; the schema has no such field.',
    ],
    [
      [{ kind: 'nullNonNull', id: 'x' }],
      'rules[0].field is missing: write which field is null, as Type.name.',
    ],
    [[{ kind: 'unknownField' }], 'rules[0].field is missing: write which field it is, as Type.name.'],
    [[{ kind: 'value', field: 'Run.state' }], 'rules[0].value is missing: write what the field holds.'],
    [[{ kind: 'limit' }], 'rules[0].limits is missing: write such as { "aliases": 15 }.'],
    [[{ kind: 'limit', limits: { width: 1 } }], 'rules[0].limits is {"width":1}; write an object of whole'],
    [[{ kind: '500', request: 0 }], 'rules[0].request is 0; write a whole number from 1.'],
  ])('are rejected in process and over HTTP, and change nothing: %j', async (rules, message) => {
    emulator.setFaults([{ kind: '409' }]);
    expect(() => emulator.setFaults(rules as FaultRule[])).toThrow(message);
    const response = await fetch(`${emulator.url}/_emulator/faults`, {
      method: 'POST',
      body: JSON.stringify(rules),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringContaining(message) });
    expect((await askBatch()).status).toBe(409);
  });

  test('can be set and removed over HTTP', async () => {
    const endpoint = `${emulator.url}/_emulator/faults`;
    for (const method of ['POST', 'PUT']) {
      await fetch(endpoint, { method, body: '[{ "kind": "503" }]' });
      expect((await askBatch()).status).toBe(503);
      expect((await fetch(endpoint, { method: 'DELETE' })).status).toBe(200);
      expect((await askBatch()).status).toBe(200);
    }
    expect((await fetch(endpoint, { method: 'POST', body: 'no JSON' })).status).toBe(400);
    expect((await fetch(endpoint)).status).toBe(404);
  });
});
