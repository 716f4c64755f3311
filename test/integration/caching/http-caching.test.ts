import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, unknownKey, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator, { corsOrigins: 'https://app.test' });
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const query = '{"query":"{ viewer { username } }"}';
const json = { 'content-type': 'application/json' };
const root = 'root=acme/vision/flower-classifier:v2';

describe('HTTP caches', () => {
  test.each<[string, string, RequestInit]>([
    ['an answer', '/graphql', { method: 'POST', headers: json, body: query }],
    [
      'an answer by GET',
      '/graphql?query={viewer{username}}',
      { headers: { 'apollo-require-preflight': '1' } },
    ],
    [
      'an answer to a key that W&B does not know',
      '/graphql',
      { method: 'POST', headers: { ...json, authorization: `Bearer ${unknownKey}` }, body: query },
    ],
    ['a mistake', '/graphql', { method: 'POST', headers: json, body: '{"query":"{ nothing }"}' }],
    ['a drawing', `/lineage.svg?${root}`, {}],
    ['a stream', `/lineage.ndjson?${root}`, {}],
    ['the schema', '/subgraph.graphql', {}],
  ])('must not share %s between callers', async (_, path, init) => {
    const asked = new Request(`${gateway.url}${path}`, init);
    asked.headers.set('origin', 'https://app.test');
    const { headers } = await fetch(asked);
    expect(headers.get('cache-control')).toMatch(/^(?:private, no-cache|no-store)$/);
    const vary = headers.get('vary')?.split(', ') ?? [];
    expect(vary).toEqual(expect.arrayContaining(['Authorization', 'X-WandB-Api-Key', 'Origin']));
    expect(new Set(vary).size).toBe(vary.length);
  });

  test('get no directive for responses that are the same for everybody', async () => {
    const { headers } = await fetch(`${gateway.url}/health/live`);
    expect(headers.get('cache-control')).toBeNull();
  });
});
