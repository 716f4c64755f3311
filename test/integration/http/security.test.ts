import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { specialWorld } from '../../support/special-world.ts';

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: specialWorld() });
  gateway = await startGateway(emulator);
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

describe('Persisted operations', () => {
  const text = 'query Known { viewer { username } }';
  const hash = createHash('sha256').update(text).digest('hex');
  const post = async (url: string, body: unknown) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as {
      data?: unknown;
      errors?: { message: string; extensions: { code: string } }[];
    };
  };
  const get = async (url: string, { query, extensions }: { query: string; extensions: unknown }) => {
    const parameters = new URLSearchParams({ query, extensions: JSON.stringify(extensions) });
    const response = await fetch(`${url}/graphql?${parameters.toString()}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    return (await response.json()) as Awaited<ReturnType<typeof post>>;
  };
  const persisted = { persistedQuery: { version: 1, sha256Hash: hash } };

  test('can be registered by clients, by hash', async () => {
    expect((await post(gateway.url, { extensions: persisted })).errors?.[0]?.extensions.code).toBe(
      'PERSISTED_QUERY_NOT_FOUND',
    );
    expect((await post(gateway.url, { query: text, extensions: persisted })).data).toEqual({
      viewer: { username: 'ada' },
    });
    expect((await post(gateway.url, { extensions: persisted })).data).toEqual({
      viewer: { username: 'ada' },
    });
  });

  test('reject an empty query with the hash of another', async () => {
    const { errors } = await post(gateway.url, { query: '', extensions: persisted });
    expect(errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
  });

  test.each<[string, unknown, RegExp]>([
    ['another version', { version: 2, sha256Hash: hash }, /version 1/],
    ['no object', true, /version 1/],
    ['no hash', { version: 1 }, /64 hexadecimal digits/],
    ['the hash of another query', { version: 1, sha256Hash: 'a'.repeat(64) }, /not the SHA-256 of the query/],
  ])('reject %s', async (_, persistedQuery, words) => {
    for (const send of [post, get]) {
      const { data, errors } = await send(gateway.url, { query: text, extensions: { persistedQuery } });
      expect(data).toBeUndefined();
      expect(errors).toHaveLength(1);
      expect(errors?.[0]).toMatchObject({
        message: expect.stringMatching(words),
        extensions: { code: 'BAD_REQUEST' },
      });
    }
    expect(gateway.logs.join('')).not.toContain('unexpected');
  });

  test.each([
    [
      "Apollo's manifest",
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'viewer-1', name: 'Known', type: 'query', body: text }],
      },
    ],
    ['an object by id', { 'viewer-1': text }],
  ])('are the only ones that run with %s as TRUSTED_DOCUMENTS', async (_, manifest) => {
    const file = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'manifest.json');
    writeFileSync(file, JSON.stringify(manifest));
    await using trusting = await startGateway(emulator, { trustedDocuments: file });
    const wanted = { viewer: { username: 'ada' } };
    expect((await post(trusting.url, { extensions: persisted })).data).toEqual(wanted);
    expect((await post(trusting.url, { documentId: 'viewer-1' })).data).toEqual(wanted);
    expect((await post(trusting.url, { query: text })).data).toEqual(wanted);
    for (const body of [
      { query: '{ viewer { name } }' },
      { query: '{ __typename }', extensions: persisted },
      { documentId: 'viewer-2' },
      { query: '{ viewer { name } }', documentId: 'viewer-1' },
      {},
    ])
      expect((await post(trusting.url, body)).errors?.[0]?.extensions.code).toBe(
        'PERSISTED_QUERY_NOT_IN_LIST',
      );
  });
});

test('INTROSPECTION=off closes every way to the schema.', async () => {
  await using closed = await startGateway(emulator, { introspection: 'off' });
  const { errors: hidden } = await closed.ask('{ __schema { types { name } } }');
  expect(hidden?.[0]?.message).toBe('This gateway does not show its schema (INTROSPECTION=off).');
  expect((await closed.ask('{ _service { sdl } }')).errors).toBeDefined();
  expect((await fetch(`${closed.url}/schema.graphql`)).status).toBe(404);
  expect((await fetch(`${closed.url}/subgraph.graphql`)).status).toBe(404);
  for (const nearly of [
    '{ artifac(path: "a/b/c") { id } }',
    '{ artifact(pat: "a/b/c") { id } }',
    '{ artifact(path: "a/b/c") { ... on Ru { id } } }',
    '{ lineage(roots: ["a"], direction: UPSTREA) { endCursor } }',
    'query ($d: LineageDirectio) { lineage(roots: ["a"], direction: $d) { endCursor } }',
  ]) {
    const { errors = [] } = await closed.ask(nearly);
    expect(errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toMatch(/did you mean|UPSTREAM"/i);
  }
  const nearVariable = 'query ($d: LineageDirection) { lineage(roots: ["a"], direction: $d) { endCursor } }';
  const refused = await closed.ask(nearVariable, { d: 'UPSTREA' });
  expect(refused.errors?.[0]?.message).toMatch(/invalid value "UPSTREA"/);
  expect(JSON.stringify(refused.errors)).not.toMatch(/did you mean|UPSTREAM"/i);
  expect((await closed.ask('{ __typename viewer { username } }')).data).toEqual({
    __typename: 'Query',
    viewer: { username: 'ada' },
  });
});

test.each(['mutation { a }', 'subscription { a }'])('%s is a client error.', async (query) => {
  const { status, errors } = await gateway.ask(query);
  expect(status).toBe(400);
  expect(errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

describe('A malformed Host header', () => {
  const body = '{"query":"{ __typename }"}';
  const send = (url: string, head: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      socket.write(
        `POST /graphql ${head}Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
  const heads = ['[', '%', 'a b', '', '@', '%00'].map((host) => `HTTP/1.1\r\nHost: ${host}\r\n`);

  test('is accepted where every host is, as HTTP/1.0 without one is', async () => {
    await using open = await startGateway(emulator, { allowAnonymous: true });
    for (const head of [...heads, 'HTTP/1.0\r\n'])
      expect(await send(open.url, head)).toContain('{"data":{"__typename":"Query"}');
  });

  test('is rejected where only some hosts are accepted', async () => {
    for (const head of heads) expect(await send(gateway.url, head)).toMatch(/^HTTP\/1.1 403 /);
  });
});

test('Every response has the security headers.', async () => {
  for (const path of ['/health/live', '/schema.graphql', '/lineage.json']) {
    const { headers } = await fetch(`${gateway.url}${path}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  }
});
