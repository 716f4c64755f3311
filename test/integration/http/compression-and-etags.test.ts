import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { demoPaths } from '../../../src/emulator/worlds/demo.ts';
import { demoKeys } from '../../../src/emulator/worlds/keys.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator);
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

/** The bytes as they are sent: `fetch` would decompress them. */
async function get(path: string, headers: Record<string, string> = {}) {
  const { statusCode, headers: told, body } = await request(`${gateway.url}${path}`, { headers });
  return { status: statusCode, headers: told, bytes: Buffer.from(await body.arrayBuffer()) };
}

const root = `root=${encodeURIComponent(demoPaths.model)}`;
const packed = { 'accept-encoding': 'gzip' };

test.each(['/schema.graphql', `/lineage.json?${root}`, `/lineage.svg?${root}`, `/lineage.ndjson?${root}`])(
  '%s is compressed for a client that accepts gzip, with the same content.',
  async (path) => {
    const plain = await get(path);
    const small = await get(path, packed);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(small.headers['content-encoding']).toBe('gzip');
    expect(String(small.headers['vary']).toLowerCase()).toContain('accept-encoding');
    expect(small.bytes.length).toBeLessThan(plain.bytes.length / 2);
    const words = (bytes: Buffer) =>
      bytes.toString().replaceAll(/\d{4}(?:-|&#45;)\d\d(?:-|&#45;)\d\dT[\d:.]+Z/g, '');
    expect(words(gunzipSync(small.bytes))).toBe(words(plain.bytes));
  },
);

test('A GraphQL response is compressed.', async () => {
  const query = `{ artifact(path: "${demoPaths.model}") { lineage(maxDepth: 20) { edges { from to } } } }`;
  const path = `/graphql?query=${encodeURIComponent(query)}`;
  const headers = { 'apollo-require-preflight': 'true' };
  const plain = await get(path, headers);
  const small = await get(path, { ...headers, ...packed });
  expect(small.headers['content-encoding']).toBe('gzip');
  const dataOf = (bytes: Buffer) => (JSON.parse(bytes.toString()) as { data: unknown }).data;
  expect(dataOf(gunzipSync(small.bytes))).toEqual(dataOf(plain.bytes));
});

test('A compressed stream can be read before W&B has returned everything.', async () => {
  await using slow = await startEmulator({ world: 'demo', latencyMs: 150 });
  await using behind = await startGateway(slow);
  const response = await fetch(`${behind.url}/lineage.ndjson?${root}&maxDepth=20`, { headers: packed });
  expect(response.headers.get('content-encoding')).toBe('gzip');
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const first = await reader.read();
  const asked = slow.stats().requests;
  expect(Buffer.from(first.value ?? []).toString()).toContain('"kind":"head"');
  while (!(await reader.read()).done);
  expect(slow.stats().requests).toBeGreaterThan(asked);
});

describe('A client with a matching ETag', () => {
  test.each(['/schema.graphql', ...['json', 'svg', 'mmd', 'dot'].map((twin) => `/lineage.${twin}?${root}`)])(
    'gets 304 for %s',
    async (path) => {
      const first = await get(path, packed);
      const tag = String(first.headers['etag']);
      expect(tag).toMatch(/^W\/"[\w-]{27}"$/);
      for (const given of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
        const again = await get(path, { ...packed, 'if-none-match': given });
        expect([again.status, again.bytes.length]).toEqual([304, 0]);
        expect(again.headers['etag']).toBe(tag);
      }
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    },
  );

  test('gets a new response when the parameters or the caller differ', async () => {
    const path = `/lineage.json?${root}`;
    const first = await get(path);
    const has = { 'if-none-match': String(first.headers['etag']) };
    expect((await get(`${path}&maxDepth=1`, has)).status).toBe(200);
    const other = await get(path, { ...has, authorization: `Bearer ${demoKeys.registry}` });
    expect(other.status).not.toBe(304);
    expect(String(first.headers['vary'])).toContain('Authorization');
    expect(first.headers['cache-control']).toBe('private, no-cache');
  });
});

describe('The W&B client', () => {
  let server: Server;
  const accepted: (string | undefined)[] = [];
  beforeAll(async () => {
    server = createServer((incoming, outgoing) => {
      accepted.push(incoming.headers['accept-encoding']);
      const pieces: Buffer[] = [];
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('end', () => {
        void fetch(`${emulator.url}/graphql`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: incoming.headers.authorization ?? '',
          },
          body: Buffer.concat(pieces),
        }).then(async (answer) => {
          outgoing.writeHead(answer.status, {
            'content-type': 'application/json',
            'content-encoding': 'gzip',
          });
          outgoing.end(gzipSync(Buffer.from(await answer.arrayBuffer())));
        });
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => void server.close(resolve)));

  test('accepts and decompresses gzip responses', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const behind = await startGateway({ ...emulator, url });
    try {
      const { data } = await behind.ask(`{ artifact(path: "${demoPaths.model}") { path } }`);
      expect(data.artifact.path).toBe(demoPaths.model);
      expect(accepted.every((encodings) => encodings?.includes('gzip'))).toBe(true);
    } finally {
      await behind.close();
      server.closeAllConnections();
    }
  });
});
