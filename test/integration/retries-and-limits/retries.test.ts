import { afterEach, describe, expect, test } from '@jest/globals';
import type { Outcome } from '../../../src/wandb/transport/response.ts';
import { Credential } from '../../../src/wandb/credential.ts';
import { RequestBudgetError } from '../../../src/wandb/errors.ts';
import type {
  BreakerState,
  WandbRequestEvent,
  WandbWaitEvent,
} from '../../../src/wandb/transport/observer.ts';
import {
  createWandbTransport,
  type WandbCall,
  type WandbTransport,
  type WandbTransportOptions,
} from '../../../src/wandb/transport/transport.ts';
import { startScriptedWandb, type ScriptedAnswer, type ScriptedWandb } from '../../support/scripted-wandb.ts';
import { passTime, useStillClock } from '../../support/still-clock.ts';
import { waitUntil } from '../../support/wait-until.ts';

let wandb: ScriptedWandb;
let transport: WandbTransport;
let events: WandbRequestEvent[];
let waits: WandbWaitEvent[];
let states: BreakerState[];

afterEach(async () => {
  await transport.close();
  await wandb.close();
});

const ada = new Credential('a'.repeat(40));
const bob = new Credential('b'.repeat(40));
const good: ScriptedAnswer = {};

async function start(
  answers: readonly ScriptedAnswer[] | Parameters<typeof startScriptedWandb>[0],
  overrides: Partial<WandbTransportOptions> = {},
): Promise<void> {
  events = [];
  waits = [];
  states = [];
  wandb = await startScriptedWandb(
    typeof answers === 'function' ? answers : (index) => answers[index] ?? good,
  );
  transport = createWandbTransport({
    baseUrl: wandb.url,
    userAgent: 'test',
    timeoutMs: 2_000,
    concurrency: 4,
    retry: { maxRetries: 3, minWaitMs: 5, maxWaitMs: 20 },
    observers: [
      {
        onRequest: (event) => events.push(event),
        onWait: (event) => waits.push(event),
        onBreaker: (state) => states.push(state),
      },
    ],
    ...overrides,
  });
}

const request = { operationName: 'Viewer', query: 'query Viewer { viewer { id } }', variables: {} };

function ask(call: Partial<WandbCall> = {}): Promise<Outcome> {
  return transport.send(request, {
    credential: ada,
    signal: new AbortController().signal,
    deadlineAtMs: Date.now() + 10_000,
    overAtMs: Date.now() + 10_000,
    effort: 'whole',
    itemCount: 1,
    admit: () => null,
    ...call,
  });
}

const codeOf = (outcome: Outcome) => (outcome.kind === 'refused' ? outcome.error.code : outcome.kind);

describe('A failed request', () => {
  test.each<[string, ScriptedAnswer]>([
    ...[408, 425, 429, 500, 502, 503, 504, 599].map((status): [string, ScriptedAnswer] => [
      String(status),
      { status, body: '<html>' },
    ]),
    ['a dropped connection', 'drop'],
    ['no answer in time', 'hang'],
    ['a 200 that is no JSON', { body: '{"data": {"viewer": }' }],
    ['a body that ends in the middle', { headers: { 'content-length': '500' }, body: '{"da' }],
  ])('is sent again after %s', async (_, failure) => {
    await start([failure, failure, good], failure === 'hang' ? { timeoutMs: 500 } : {});
    expect(codeOf(await ask())).toBe('answered');
    expect(wandb.requests).toHaveLength(3);
    expect(events.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(events.at(-1)).toMatchObject({ operationName: 'Viewer', outcome: 'answered', status: 200 });
  });

  test.each([400, 401, 403, 404, 409, 410, 413, 422, 501])('is not sent again after %s', async (status) => {
    await start(() => ({ status, body: '{"errors":[{"message":"no"}]}' }));
    expect((await ask()).kind).toBe('refused');
    expect(wandb.requests).toHaveLength(1);
  });

  test('is sent as often as allowed, and then fails with the last error', async () => {
    await start(() => ({ status: 503, body: '' }));
    expect(codeOf(await ask())).toBe('WANDB_UNAVAILABLE');
    expect(wandb.requests).toHaveLength(4);
  });

  test('keeps partial data when no retry succeeds', async () => {
    const partial = { status: 500, body: '{"data":{"viewer":null},"errors":[{"path":["viewer"]}]}' };
    await start([partial, 'drop', 'drop', 'drop']);
    expect((await ask()).kind).toBe('answered');
    expect(wandb.requests).toHaveLength(4);
  });

  test('is sent once as a part of a split batch, and twice when it cannot be split further', async () => {
    await start(() => ({ status: 500, body: '' }));
    await ask({ effort: 'piece', itemCount: 8 });
    expect(wandb.requests).toHaveLength(1);
    await ask({ effort: 'lastPiece' });
    expect(wandb.requests).toHaveLength(3);
  });

  test('is not sent whole again when the batch timed out', async () => {
    await start(() => 'hang', { timeoutMs: 500 });
    const outcome = await ask({ itemCount: 8 });
    expect(outcome).toMatchObject({ kind: 'refused', splittable: true, error: { code: 'WANDB_TIMEOUT' } });
    expect(wandb.requests).toHaveLength(1);
  });

  test("is sent only as often as the caller's budget admits", async () => {
    await start(() => ({ status: 503, body: '' }));
    let sent = 0;
    const outcome = await ask({
      admit: () => (sent++ < 2 ? null : new RequestBudgetError(2)),
    });
    expect(codeOf(outcome)).toBe('WANDB_UNAVAILABLE');
    expect(codeOf(await ask({ admit: () => new RequestBudgetError(2) }))).toBe('QUERY_TOO_COSTLY');
    expect(wandb.requests).toHaveLength(2);
  });
});

describe('A rate limit', () => {
  const limited = (headers: Record<string, string>): ScriptedAnswer => ({ status: 429, headers, body: '' });

  /** Responds with `first`, and then with 429 to that key until `untilMs`. */
  function limitUntil(untilMs: number, first: ScriptedAnswer): Parameters<typeof start>[0] {
    return (index, { headers }) => {
      if (index === 0) return first;
      const isEarly = Date.now() < untilMs && headers.authorization === ada.authorizationHeader();
      return isEarly ? limited({ 'retry-after': '60' }) : good;
    };
  }

  test.each<[string, () => [name: string, value: string, untilMs: number]]>([
    ['Retry-After in seconds', () => ['retry-after', '0.4', Date.now() + 400]],
    [
      'Retry-After as a date',
      () => {
        const date = new Date(Date.now() + 1_900).toUTCString();
        return ['retry-after', date, Date.parse(date)];
      },
    ],
    ['RateLimit-Reset', () => ['ratelimit-reset', '0.4', Date.now() + 400]],
  ])('with %s holds back every request of that key, and of no other', async (_, headers) => {
    const [name, value, untilMs] = headers();
    await start(limitUntil(untilMs, limited({ [name]: value, 'ratelimit-remaining': '0' })));
    const first = ask();
    await waitUntil(() => events.length === 1);
    const second = ask();
    const other = ask({ credential: bob });
    expect((await Promise.all([first, second, other])).map(codeOf)).toEqual(Array(3).fill('answered'));
    expect(wandb.requests).toHaveLength(4);
    expect(waits.filter(({ reason }) => reason === 'rateLimit')).toHaveLength(2);
  });

  test('holds back requests that wait for a slot', async () => {
    const untilMs = Date.now() + 600;
    const limit = limited({ 'retry-after': '0.6' });
    await start((index) => (index < 2 || Date.now() < untilMs ? limit : good), { concurrency: 2 });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(outcomes.map(codeOf)).toEqual(Array.from({ length: 20 }, () => 'answered'));
    expect(wandb.requests).toHaveLength(22);
  });

  test('holds back the next request when a successful response used up the budget', async () => {
    const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '0.4' };
    await start(limitUntil(Date.now() + 400, { headers }));
    await ask();
    expect(codeOf(await ask())).toBe('answered');
    expect(wandb.requests).toHaveLength(2);
  });

  test.each([
    ['Fri, 31 Dec 9999 23:59:59 GMT', 300],
    ['1e21', 300],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 1],
  ])('with Retry-After: %s is reported as %i s', async (retryAfter, seconds) => {
    await start(() => limited({ 'retry-after': retryAfter }));
    expect(await ask()).toMatchObject({
      error: { code: 'WANDB_RATE_LIMITED', extensions: { retryAfterSeconds: seconds } },
    });
  });

  test('that outlasts the deadline is reported at once, and the key sends nothing until then', async () => {
    await start(() => limited({ 'retry-after': '30' }));
    for (const _ of [1, 2]) {
      const outcome = await ask();
      expect(outcome).toMatchObject({
        kind: 'refused',
        error: { code: 'WANDB_RATE_LIMITED', extensions: { retryAfterSeconds: 30 } },
      });
    }
    expect(wandb.requests).toHaveLength(1);
  });
});

describe('A caller that disconnects', () => {
  test.each<[string, ScriptedAnswer, Partial<WandbTransportOptions>]>([
    ['in the middle of a request', 'hang', { timeoutMs: 60_000 }],
    [
      'in the middle of a wait after a failure',
      'drop',
      { retry: { maxRetries: 9, minWaitMs: 60_000, maxWaitMs: 60_000 } },
    ],
    [
      'in the middle of a wait that W&B wants',
      { status: 429, headers: { 'retry-after': '60' }, body: '' },
      {},
    ],
  ])('%s ends the request', async (_, answer, overrides) => {
    await start(() => answer, overrides);
    const controller = new AbortController();
    const laterMs = Date.now() + 120_000;
    const asked = ask({ signal: controller.signal, deadlineAtMs: laterMs, overAtMs: laterMs });
    await waitUntil(() => (answer === 'hang' ? wandb.requests : events).length === 1);
    controller.abort(new Error('hung up'));
    await expect(asked).rejects.toThrow('hung up');
    expect(wandb.requests).toHaveLength(1);
  });

  test('while waiting for a slot gives it to the next caller', async () => {
    await start(() => ({ delayMs: 100 }), { concurrency: 1 });
    const controller = new AbortController();
    const first = ask();
    const second = ask({ signal: controller.signal });
    const third = ask();
    controller.abort(new Error('hung up'));
    await expect(second).rejects.toThrow('hung up');
    expect((await Promise.all([first, third])).map(codeOf)).toEqual(['answered', 'answered']);
    expect(wandb.requests).toHaveLength(2);
  });
});

describe('The deadline of a caller', () => {
  test('ends the waits between retries', async () => {
    await start(() => 'drop', { retry: { maxRetries: 50, minWaitMs: 60_000, maxWaitMs: 60_000 } });
    expect(codeOf(await ask({ deadlineAtMs: Date.now() + 300 }))).toBe('WANDB_UNAVAILABLE');
  });

  test('ends a request in flight, and does not count as a failure of W&B', async () => {
    await start((index) => (index < 3 ? 'hang' : good), {
      timeoutMs: 5_000,
      breaker: { failuresInARow: 2, openMs: 60_000, longestOpenMs: 60_000 },
    });
    for (const _ of [1, 2, 3]) {
      const outcome = await ask({ deadlineAtMs: Date.now() + 60, overAtMs: Date.now() + 60 });
      expect(codeOf(outcome)).toBe('WANDB_TIMEOUT');
    }
    expect(states).toEqual([]);
    expect(codeOf(await ask())).toBe('answered');
  });

  test('ends the wait for a slot', async () => {
    await start(() => ({ delayMs: 250 }), { concurrency: 1 });
    const first = ask();
    const second = await ask({ overAtMs: Date.now() + 50 });
    expect(codeOf(second)).toBe('WANDB_TIMEOUT');
    expect(codeOf(await first)).toBe('answered');
    expect(wandb.requests).toHaveLength(1);
  });
});

describe('The circuit breaker', () => {
  useStillClock();
  const quick = { retry: { maxRetries: 0, minWaitMs: 1, maxWaitMs: 1 } };

  test('opens after many failures in a row, lets one request try, and closes when it succeeds', async () => {
    let isUp = false;
    await start(() => (isUp ? { delayMs: 60 } : { status: 502, body: '<html>' }), {
      ...quick,
      breaker: { failuresInARow: 5, openMs: 150, longestOpenMs: 150 },
    });
    for (let turn = 0; turn < 20; turn += 1) expect(codeOf(await ask())).toBe('WANDB_UNAVAILABLE');
    expect(wandb.requests).toHaveLength(5);
    const left = await ask({ credential: bob });
    expect(left).toMatchObject({ error: { extensions: { retryAfterSeconds: 1 } } });
    expect(states).toEqual(['open']);

    passTime(160);
    expect(codeOf(await ask())).toBe('WANDB_UNAVAILABLE');
    expect(wandb.requests).toHaveLength(6);
    expect(states).toEqual(['open', 'halfOpen', 'open']);

    isUp = true;
    passTime(160);
    const outcomes = (await Promise.all([ask(), ask(), ask()])).map(codeOf);
    expect(outcomes.filter((code) => code === 'answered')).toHaveLength(1);
    expect(wandb.requests).toHaveLength(7);
    expect(codeOf(await ask())).toBe('answered');
    expect(states.at(-1)).toBe('closed');
  });

  test('counts queries, not their retries and parts', async () => {
    await start(() => ({ status: 500, body: '' }), {
      breaker: { failuresInARow: 3, openMs: 60_000, longestOpenMs: 60_000 },
    });
    await ask({ itemCount: 8 });
    for (let turn = 0; turn < 20; turn += 1) await ask({ effort: 'piece', itemCount: 4 });
    await ask({ itemCount: 8 });
    expect(states).toEqual([]);
    await ask({ itemCount: 8 });
    expect(states).toEqual(['open']);
    const before = wandb.requests.length;
    expect(codeOf(await ask({ effort: 'piece' }))).toBe('WANDB_UNAVAILABLE');
    expect(wandb.requests).toHaveLength(before);
  });

  test('lets the next request try when the caller of the trial request disconnects', async () => {
    await start((index) => (index < 3 ? 'drop' : index === 3 ? 'hang' : good), {
      timeoutMs: 5_000,
      retry: { maxRetries: 0, minWaitMs: 1, maxWaitMs: 1 },
      breaker: { failuresInARow: 3, openMs: 100, longestOpenMs: 200 },
    });
    for (const _ of [1, 2, 3]) await ask();
    passTime(120);
    const controller = new AbortController();
    const probe = ask({ signal: controller.signal });
    await waitUntil(() => wandb.requests.length === 4);
    controller.abort(new Error('hung up'));
    await expect(probe).rejects.toThrow('hung up');
    expect(codeOf(await ask())).toBe('answered');
  });

  test('stays closed while parts of a batch succeed', async () => {
    // The whole batch fails, then a part of it succeeds.
    await start((index) => (index % 2 === 0 ? { status: 500, body: '' } : good), {
      ...quick,
      breaker: { failuresInARow: 3, openMs: 60_000, longestOpenMs: 60_000 },
    });
    for (let turn = 0; turn < 10; turn += 1) {
      expect(codeOf(await ask({ itemCount: 8 }))).toBe('WANDB_UNAVAILABLE');
      expect(codeOf(await ask({ effort: 'piece', itemCount: 4 }))).toBe('answered');
    }
    expect(states).toEqual([]);
  });

  test('stays open for longer each time that the trial request fails', async () => {
    await start(() => 'drop', {
      ...quick,
      breaker: { failuresInARow: 1, openMs: 1_100, longestOpenMs: 60_000 },
    });
    await ask();
    const seconds = async () => {
      const outcome = await ask();
      return outcome.kind === 'refused' ? outcome.error.extensions['retryAfterSeconds'] : null;
    };
    expect(await seconds()).toBe(2);
    passTime(1_150);
    await ask();
    expect(await seconds()).toBe(3);
    expect(wandb.requests).toHaveLength(2);
  });

  test.each<[string, ScriptedAnswer]>([
    ['429', { status: 429, body: '' }],
    ['400', { status: 400, body: '{"errors":[{"message":"no"}]}' }],
    ['401', { status: 401, body: '{"error":"no"}' }],
    ['a partial error', { body: '{"data":{"viewer":null},"errors":[{"path":["viewer"]}]}' }],
  ])('stays closed however often W&B responds with %s', async (_, answer) => {
    await start(() => answer, {
      ...quick,
      breaker: { failuresInARow: 3, openMs: 60_000, longestOpenMs: 60_000 },
    });
    for (let turn = 0; turn < 10; turn += 1) await ask();
    expect(wandb.requests).toHaveLength(10);
    expect(states).toEqual([]);
  });
});

test('Concurrent W&B requests are limited for all callers together.', async () => {
  await start(() => ({ delayMs: 20 }), { concurrency: 3 });
  const outcomes = await Promise.all(
    Array.from({ length: 30 }, (_, index) => ask({ credential: index % 2 === 0 ? ada : bob })),
  );
  expect(outcomes.map(codeOf)).toEqual(Array.from({ length: 30 }, () => 'answered'));
  expect(wandb.mostAtOnce()).toBe(3);
});
