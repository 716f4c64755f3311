import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { createWandbHost } from '../../src/wandb/transport.ts';
import { startGateway } from '../support/gateway.ts';
import { startScriptedWandb, type ScriptedAnswer } from '../support/scripted-wandb.ts';

test.each<[string, ScriptedAnswer, string]>([
  ['an {error} envelope with 200', { body: '{"error":"secret"}' }, 'WANDB_UNAVAILABLE'],
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
  ['JSON called something else', { headers: { 'content-type': 'text/html' } }, 'WANDB_UNAVAILABLE'],
  ['more than can be read', { body: ' '.repeat(64 * 1024 * 1024 + 1) }, 'WANDB_ERROR'],
  [
    'more than can be read, packed small',
    { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(300 * 1024 * 1024, ' ')) },
    'WANDB_ERROR',
  ],
  ['nothing at all', { body: '' }, 'WANDB_UNAVAILABLE'],
  ['a list', { body: '[]' }, 'WANDB_UNAVAILABLE'],
  ['null', { body: 'null' }, 'WANDB_UNAVAILABLE'],
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
])('%s has its code, and none of W&B’s words', async (_, answer, code) => {
  const wandb = await startScriptedWandb(() => answer);
  const host = createWandbHost({
    baseUrl: wandb.url,
    userAgent: 'test',
    timeoutMs: 60_000,
    concurrency: 1,
    retry: { maxRetries: 0, minWaitMs: 1, maxWaitMs: 1 },
  });
  try {
    const outcome = await host.send(
      { operationName: 'Viewer', query: 'query Viewer { viewer { id } }', variables: {}, aliases: [] },
      {
        credential: null,
        signal: new AbortController().signal,
        query: {},
        deadlineAtMs: Date.now() + 60_000,
        overAtMs: Date.now() + 60_000,
        effort: 'whole',
        batchSize: 1,
        admit: () => null,
        onSent: () => undefined,
      },
    );
    if (outcome.kind !== 'refused') throw new Error('It was taken for an answer.');
    expect(outcome.error.code).toBe(code);
    expect(outcome.error.message).not.toMatch(/secret|html|reached/);
  } finally {
    await host.close();
    await wandb.close();
  }
});

test('an error of W&B’s in a place that nobody asked for is not lost', async () => {
  const wandb = await startScriptedWandb(() => ({
    body: '{"data":{"viewer":null},"errors":[{"message":"secret","path":["constructor"]}]}',
  }));
  const gateway = await startGateway({
    ...wandb,
    keys: [{ key: 'c'.repeat(40), sees: 'nothing', user: 'ada' }],
    stats: () => ({ requests: 0, operationNames: [] }),
  } as unknown as Parameters<typeof startGateway>[0]);
  try {
    const answer = await gateway.ask('{ viewer { id } }');
    expect(answer.data).toEqual({ viewer: null });
    expect(answer.errors).toMatchObject([{ path: ['viewer'], extensions: { code: 'WANDB_ERROR' } }]);
  } finally {
    await gateway.close();
    await wandb.close();
  }
});
