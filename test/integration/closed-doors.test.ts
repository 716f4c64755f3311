import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { specialWorld } from '../support/special-world.ts';

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

describe('persisted operations', () => {
  const text = 'query Known { viewer { username } }';
  const hash = createHash('sha256').update(text).digest('hex');
  const post = async (url: string, body: unknown) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  };
  const persisted = { persistedQuery: { version: 1, sha256Hash: hash } };

  test('clients may register theirs by hash', async () => {
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
  ])('a gateway with %s answers what is in it and nothing else', async (_, manifest) => {
    const file = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'manifest.json');
    writeFileSync(file, JSON.stringify(manifest));
    const trusting = await startGateway(emulator, { trustedDocuments: file });
    try {
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
    } finally {
      await trusting.close();
    }
  });
});

test('introspection can be switched off, with every other way to the schema', async () => {
  const closed = await startGateway(emulator, { introspection: 'off' });
  try {
    expect((await closed.ask('{ __schema { types { name } } }')).errors).toBeDefined();
    expect((await closed.ask('{ _service { sdl } }')).errors).toBeDefined();
    expect((await fetch(`${closed.url}/schema.graphql`)).status).toBe(404);
    expect((await fetch(`${closed.url}/subgraph.graphql`)).status).toBe(404);
    expect((await closed.ask('{ __typename viewer { username } }')).data).toEqual({
      __typename: 'Query',
      viewer: { username: 'ada' },
    });
  } finally {
    await closed.close();
  }
});

test('every answer carries the headers that keep browsers from misusing it', async () => {
  for (const path of ['/health/live', '/schema.graphql', '/lineage.json']) {
    const { headers } = await fetch(`${gateway.url}${path}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  }
});
