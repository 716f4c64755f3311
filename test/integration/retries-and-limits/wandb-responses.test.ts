import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { Outcome } from '../../../src/wandb/transport/response.ts';
import { createWandbTransport } from '../../../src/wandb/transport/transport.ts';
import { startGateway } from '../../support/gateway.ts';
import { recordWandb } from '../../support/recorded-wandb.ts';
import { startScriptedWandb, type ScriptedAnswer, type ScriptedWandb } from '../../support/scripted-wandb.ts';

test.each<[string, ScriptedAnswer, string]>([
  ['an {error} envelope with 200', { body: '{"error":"secret"}' }, 'WANDB_ERROR'],
  ['an {error} envelope with 404', { status: 404, body: '{"error":"secret"}' }, 'WANDB_ERROR'],
  ['a 404 of something else', { status: 404, body: '<html>secret</html>' }, 'WANDB_UNAVAILABLE'],
  ['an {error} envelope with 400', { status: 400, body: '{"error":{"message":"secret"}}' }, 'WANDB_ERROR'],
  ['an {error} envelope with 401', { status: 401, body: '{"error":"Malformed token"}' }, 'UNAUTHENTICATED'],
  [
    'an {error} envelope with 429',
    { status: 429, body: '{"error":"rate limit exceeded"}' },
    'WANDB_RATE_LIMITED',
  ],
  ['errors that are texts', { body: '{"errors":["secret"]}' }, 'WANDB_ERROR'],
  [
    'an error with a path of nothing',
    { body: '{"data":{"viewer":null},"errors":[{"path":[]}]}' },
    'WANDB_ERROR',
  ],
  [
    'a page of HTML',
    { headers: { 'content-type': 'text/html' }, body: '<html>secret</html>' },
    'WANDB_UNAVAILABLE',
  ],
  ['a page of HTML with 502', { status: 502, body: '<html>secret</html>' }, 'WANDB_UNAVAILABLE'],
  ['more than can be read', { body: ' '.repeat(64 * 1024 * 1024 + 1) }, 'WANDB_ERROR'],
  [
    'more than can be read, packed small',
    { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(300 * 1024 * 1024, ' ')) },
    'WANDB_ERROR',
  ],
  ['nothing at all', { body: '' }, 'WANDB_UNAVAILABLE'],
  ...['[]', 'null', '42', '"secret"', '{}', '{"data":null}', '{"data":[]}', '{"data":"secret"}'].map(
    (body): [string, ScriptedAnswer, string] => [body, { body }, 'WANDB_CONTRACT_VIOLATION'],
  ),
  ['errors that are no list', { body: '{"errors":"secret"}' }, 'WANDB_ERROR'],
  [
    'a 401 for what this key may not see',
    { status: 401, body: '{"errors":[{"message":"permission denied: secret"}]}' },
    'FORBIDDEN',
  ],
  [
    'a redirect',
    { status: 302, headers: { location: 'https://example.com/' }, body: '' },
    'WANDB_UNAVAILABLE',
  ],
  ['a refusal', { status: 403, body: '{"errors":[{"message":"secret"}]}' }, 'FORBIDDEN'],
  ['a request timeout of its own', { status: 408, body: '' }, 'WANDB_TIMEOUT'],
  [
    'a field that it does not know',
    {
      status: 400,
      body: '{"errors":[{"message":"Cannot query field \\"usedCount\\" on type \\"Artifact\\"."}]}',
    },
    'WANDB_CONTRACT_VIOLATION',
  ],
])("%s is reported with its code, without W&B's words.", async (_, answer, code) => {
  const { outcome } = await askOnce(answer);
  if (outcome.kind !== 'refused') throw new Error('It was taken for an answer.');
  expect(outcome.error.code).toBe(code);
  expect(outcome.error.message).not.toMatch(/secret|html|reached/);
});

const cut = { 'content-length': '1000' };
const packed = { 'content-encoding': 'gzip' };

test.each<[string, Exclude<ScriptedAnswer, string>, string, number]>([
  ['a 401 that is cut', { status: 401, headers: cut, body: '{"errors":' }, 'UNAUTHENTICATED', 1],
  ['a 403 that is cut', { status: 403, headers: cut, body: '{"errors":' }, 'FORBIDDEN', 1],
  ['a 400 that is cut', { status: 400, headers: cut, body: '{"errors":' }, 'WANDB_ERROR', 1],
  ['a 401 packed into nothing', { status: 401, headers: packed, body: '' }, 'UNAUTHENTICATED', 1],
  [
    'a 404 that only says it was packed',
    { status: 404, headers: packed, body: 'no' },
    'WANDB_UNAVAILABLE',
    1,
  ],
  ['a 503 that is cut', { status: 503, headers: cut, body: '<html>' }, 'WANDB_UNAVAILABLE', 3],
  ['a 200 that is cut', { headers: cut, body: '{"data":' }, 'WANDB_UNAVAILABLE', 3],
])('%s is reported and retried by its status.', async (_, answer, code, requests) => {
  const asked = await askOnce(answer, 2);
  expect(asked.outcome).toMatchObject({ kind: 'refused', error: { code } });
  expect(asked.requests).toBe(requests);
});

test('A truncated 429 still reports how long to wait.', async () => {
  const headers = { ...cut, 'retry-after': '7' };
  const { outcome } = await askOnce({ status: 429, headers, body: '{"err' });
  expect(outcome).toMatchObject({
    error: { code: 'WANDB_RATE_LIMITED', extensions: { retryAfterSeconds: 7 } },
  });
});

const viewer = { id: '1', name: 'ada', username: 'ada', entity: 'ada', teams: { edges: [] } };
const body = JSON.stringify({ data: { viewer, viewer_1: viewer } });

test.each<[string, Buffer]>([
  ['gzip', gzipSync(body)],
  ['GZIP', gzipSync(body)],
  ['x-gzip', gzipSync(body)],
  ['gzip, identity', gzipSync(body)],
  ['deflate, gzip', gzipSync(deflateSync(body))],
  ['br', brotliCompressSync(body)],
  ['identity', Buffer.from(body)],
])('A response with Content-Encoding: %s is read.', async (encoding, packedBody) => {
  const { outcome } = await askOnce({ headers: { 'content-encoding': encoding }, body: packedBody });
  expect(outcome).toMatchObject({ kind: 'answered', data: { viewer: { id: '1' } } });
});

/** Sends one request to a W&B that always responds in this way. */
async function askOnce(
  answer: ScriptedAnswer,
  maxRetries = 0,
): Promise<{ outcome: Outcome; requests: number }> {
  const wandb = await startScriptedWandb(() => answer);
  const host = createWandbTransport({
    baseUrl: wandb.url,
    userAgent: 'test',
    timeoutMs: 60_000,
    concurrency: 1,
    retry: { maxRetries, minWaitMs: 1, maxWaitMs: 1 },
  });
  try {
    const outcome = await host.send(
      { operationName: 'Viewer', query: 'query Viewer { viewer { id } }', variables: {} },
      {
        credential: null,
        signal: new AbortController().signal,
        deadlineAtMs: Date.now() + 60_000,
        overAtMs: Date.now() + 60_000,
        effort: 'whole',
        itemCount: 1,
        admit: () => null,
      },
    );
    return { outcome, requests: wandb.requests.length };
  } finally {
    await host.close();
    await wandb.close();
  }
}

test('Complete data with a failing status does not open the circuit breaker.', async () => {
  await using wandb = await startScriptedWandb(() => ({ status: 500 }));
  await using gateway = await startGateway(asEmulator(wandb), { wandbRetryMax: '0' });
  for (let asked = 0; asked < 30; asked += 1)
    expect((await gateway.ask('{ viewer { id } }')).data).toEqual({ viewer: { id: '1' } });
});

test('JSON is read whatever its content type is.', async () => {
  await using wandb = await startScriptedWandb(() => ({ headers: { 'content-type': 'text/plain' } }));
  await using gateway = await startGateway(asEmulator(wandb));
  const answer = await gateway.ask('{ viewer { id } }');
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toEqual({ viewer: { id: '1' } });
});

test('A response that is not GraphQL is not retried, and does not open the circuit breaker.', async () => {
  await using wandb = await startScriptedWandb((index) => (index < 30 ? { body: '{"data":[]}' } : {}));
  await using gateway = await startGateway(asEmulator(wandb));
  for (let asked = 0; asked < 30; asked += 1) {
    const { errors } = await gateway.ask('{ viewer { id } }');
    expect(errors?.[0]?.extensions?.code).toBe('WANDB_CONTRACT_VIOLATION');
  }
  expect(wandb.requests).toHaveLength(30);
  expect((await gateway.ask('{ viewer { id } }')).data).toEqual({ viewer: { id: '1' } });
});

test.each<[string, number, string]>([
  ['an {error} envelope with 404', 404, '{"error":"project not found"}'],
  ['an {error} envelope with 200', 200, '{"error":"project not found"}'],
  ['data of null', 200, '{"data":null}'],
  ['a 401 for what this key may not see', 401, '{"errors":[{"message":"permission denied"}]}'],
])('%s for one of several lookups costs that one alone.', async (_, status, body) => {
  const lost = 'acme/lost/run';
  await using emulator = await startEmulator({ world: 'demo' });
  await using wandb = await recordWandb(emulator, (answer, sent) =>
    sent.includes('"lost"') ? { status, body } : answer,
  );
  await using gateway = await startGateway({ ...emulator, url: wandb.url });
  const answer = await gateway.ask(
    `{ good: artifact(path: "${emulator.roots.model}") { path } lost: run(path: "${lost}") { path } viewer { username } }`,
  );
  expect(answer.data).toMatchObject({ good: { path: expect.any(String) }, viewer: { username: 'ada' } });
  expect(answer.data.lost).toBeNull();
  expect(answer.errors).toHaveLength(1);
  expect(answer.errors?.[0]?.path).toEqual(['lost']);
});

test('A creator of an unknown type is an error, not null.', async () => {
  await using emulator = await startEmulator({ world: 'demo' });
  await using wandb = await recordWandb(emulator, ({ status, body }) => ({
    status,
    body: body.replaceAll('"__typename":"Run"', '"__typename":"Robot"'),
  }));
  await using gateway = await startGateway({ ...emulator, url: wandb.url });
  const { data, errors } = await gateway.ask(
    `{ artifact(path: "${emulator.roots.model}") { path createdBy { __typename } loggedBy { id } } }`,
  );
  expect(data.artifact).toEqual({ path: emulator.roots.model, createdBy: null, loggedBy: null });
  expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions?.code])).toEqual([
    ['createdBy', 'WANDB_CONTRACT_VIOLATION'],
    ['loggedBy', 'WANDB_CONTRACT_VIOLATION'],
  ]);
});

function asEmulator({ url }: ScriptedWandb): Emulator {
  const keys = [{ key: 'c'.repeat(40), sees: 'nothing', user: 'ada' }];
  return { url, keys, stats: () => ({ requests: 0, operationNames: [] }) } as unknown as Emulator;
}

test('An error with a path that was not requested is reported.', async () => {
  await using wandb = await startScriptedWandb(() => ({
    body: '{"data":{"viewer":null},"errors":[{"message":"secret","path":["constructor"]}]}',
  }));
  await using gateway = await startGateway(asEmulator(wandb));
  const answer = await gateway.ask('{ viewer { id } }');
  expect(answer.data).toEqual({ viewer: null });
  expect(answer.errors).toMatchObject([{ path: ['viewer'], extensions: { code: 'WANDB_ERROR' } }]);
});
