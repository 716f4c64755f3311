import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway } from '../../support/gateway.ts';
import { lattice, latticeKey as key } from '../../support/lattice.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: lattice(2) });
});
afterAll(() => emulator.close());

test('Requests beyond the concurrency limit wait in the queue, and beyond the queue get 503.', async () => {
  emulator.setLatency(150);
  const narrow = await startGateway(emulator, {
    maxConcurrentRequests: '2',
    maxQueuedRequests: '2',
    queueTimeoutMs: '2000',
  });
  try {
    const answers = await Promise.all(Array.from({ length: 8 }, () => narrow.ask('{ viewer { username } }')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(4);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, errors } of refused) {
      expect(status).toBe(503);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 2 });
    }
    expect((await narrow.ask('{ viewer { username } }')).status).toBe(200);
  } finally {
    emulator.setLatency(0);
    await narrow.close();
  }
});

test('A caller that exceeds the rate limit gets 429, and others do not.', async () => {
  await using limited = await startGateway(
    emulator,
    { rateLimitPerMinute: '5' },
    { WANDB_API_KEY: key, GATEWAY_TOKENS: 'token-one-0123456789,token-two-0123456789' },
  );
  const as = (token: string) =>
    limited.ask('{ viewer { username } }', {}, { authorization: `Bearer ${token}` });
  const answers = [];
  for (let i = 0; i < 7; i += 1) answers.push(await as('token-one-0123456789'));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect(answers[6]?.errors?.[0]?.extensions).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterSeconds: expect.any(Number),
  });
  expect((await as('token-two-0123456789')).status).toBe(200);
  expect((await fetch(`${limited.url}/health/live`)).status).toBe(200);
});

test('Requests with made-up keys are counted by their address.', async () => {
  await using limited = await startGateway(emulator, { rateLimitPerMinute: '3', passthrough: true }, {});
  const statuses = [];
  for (let i = 0; i < 5; i += 1)
    statuses.push(
      (await limited.ask('{ viewer { username } }', {}, { authorization: `Bearer ${String(i).repeat(40)}` }))
        .status,
    );
  expect(statuses.slice(3)).toEqual([429, 429]);
});
