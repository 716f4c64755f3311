import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startProgram, type Program } from '../support/program.ts';
import { allKey, memberKey, specialWorld } from '../support/special-world.ts';
import { waitUntil } from '../support/wait-until.ts';

// The world has a run of this name, which only `allKey` sees.
const canaryNode = 'canary-secret-run';
const token = 'canary-gateway-token-0123456789';
const madeUpKey = `canary${'0'.repeat(40)}`;
const variable = 'canary-in-a-variable';

let emulator: Emulator;
let program: Program;
let url = '';
const exported: { path: string; body: string }[] = [];
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    exported.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString('latin1') });
    response.end();
  });
});

const ask = async (query: string, headers: Record<string, string> = {}, variables = {}) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, text: await response.text() };
};
const secretRun = 'query SecretRun { run(path: "acme/secret/hidden-step") { label displayName } }';

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  emulator = await startEmulator({ world: specialWorld() });
  program = startProgram('dist/main.js', ['--port', '0'], {
    WANDB_BASE_URL: emulator.url,
    WANDB_API_KEY: memberKey,
    GATEWAY_TOKENS: token,
    LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  [, url = ''] = await program.until(/GraphQL +(\S+)\/graphql\n[^]*Try:/);
});
afterAll(async () => {
  program.process.kill('SIGTERM');
  await program.end();
  await emulator.close();
  collector.close();
  collector.closeAllConnections();
});

test('logs, metrics and traces describe the outcome of requests without any of their content', async () => {
  const own = await ask(secretRun, {
    'x-wandb-api-key': allKey,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'x-request-id': 'from-the-router-1',
  });
  expect(own.text).toContain(canaryNode);
  const errors = [
    await ask(secretRun),
    await ask(secretRun, { 'x-wandb-api-key': madeUpKey }),
    await ask(secretRun, { authorization: `Bearer ${madeUpKey}` }),
    await ask(
      '{ artifact(path: "acme/lab/raw") { usedBy { nodes { label loggedArtifacts { nodes { label } } } } } }',
    ),
    await ask('query ($path: String!) { run(path: $path) { id } }', {}, { path: `acme/lab/${variable}` }),
  ];
  await fetch(`${url}/lineage.json?root=acme/lab/${variable}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  emulator.setFaults([{ kind: 'html200' }]);
  errors.push(await ask(secretRun, { 'x-wandb-api-key': allKey, 'cache-control': 'no-cache' }));
  emulator.setFaults([]);
  for (const { text } of errors) {
    expect(text).not.toContain(canaryNode);
    expect(text).not.toContain(madeUpKey);
  }

  const refused = await fetch(`${url}/metrics`);
  expect(refused.status).toBe(401);
  const metrics = await (
    await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  ).text();
  expect(metrics).toMatch(/lineage_gateway_requests_total\{route="\/graphql",outcome="ok"\} [3-9]/);
  expect(metrics).toMatch(/lineage_gateway_requests_total\{route="\/graphql",outcome="UNAUTHENTICATED"\} 2/);
  expect(metrics).toMatch(/lineage_gateway_refusals_total\{reason="caller"\} 2/);
  expect(metrics).toMatch(/lineage_gateway_wandb_requests_total\{outcome="answered"\} [3-9]/);
  expect(metrics).toMatch(/lineage_gateway_wandb_requests_total\{outcome="WANDB_UNAVAILABLE"\} \d/);
  for (const name of [
    'request_duration_seconds_bucket',
    'wandb_batch_size_bucket',
    'cache_hits_total',
    'wandb_breaker_state',
    'operation_cost_bucket',
  ])
    expect(metrics).toContain(`lineage_gateway_${name}`);
  expect(metrics).toContain('nodejs_eventloop_lag_seconds');

  const lines = program
    .stderr()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const first = lines.find(({ requestId }) => requestId === 'from-the-router-1');
  expect(first).toMatchObject({
    route: '/graphql',
    operation: 'SecretRun',
    caller: expect.stringMatching(/^[\da-f]{12}$/),
    // Three values, and a lookup.
    cost: 53,
    wandbRequests: 1,
    status: 200,
    outcome: 'ok',
    durationMs: expect.any(Number),
  });
  expect(lines.filter(({ outcome }) => outcome === 'UNAUTHENTICATED')).toHaveLength(3);

  await waitUntil(() => exported.some(({ body }) => body.includes('W&B RunByName')));
  expect(new Set(exported.map(({ path }) => path))).toEqual(new Set(['/v1/traces']));
  const traces = exported.map(({ body }) => body).join('');
  expect(traces).toContain('POST /graphql');
  expect(traces).toContain('SecretRun');
  // The span of the router that asked, and the trace it began.
  expect(traces).toContain(Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex').toString('latin1'));
  expect(traces).toContain(Buffer.from('b7ad6b7169203331', 'hex').toString('latin1'));

  for (const [where, text] of [
    ['log', program.stderr()],
    ['output', program.stdout()],
    ['metrics', metrics],
    ['traces', traces],
  ] as const)
    for (const secret of [
      canaryNode,
      'hidden-step',
      variable,
      token,
      allKey,
      memberKey,
      madeUpKey,
      allKey.slice(9, 30),
      memberKey.slice(0, 20),
    ])
      expect([where, text.includes(secret)]).toEqual([where, false]);
});
