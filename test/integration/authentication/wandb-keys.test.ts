import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, unknownKey, type TestGateway } from '../../support/gateway.ts';
import { allKey, memberKey, specialWorld } from '../../support/special-world.ts';

const secretRun = '{ run(path: "acme/secret/hidden-step") { path } viewer { username } }';
const basic = (key: string) => `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;

describe('A gateway without a shared key', () => {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: specialWorld(), basePath: '/wandb' });
    gateway = await startGateway(emulator, { wandbBaseUrl: `${emulator.url}/` }, {});
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test.each([
    ['Bearer', `Bearer ${allKey}`, { run: { path: 'acme/secret/hidden-step' }, viewer: { username: 'bob' } }],
    ['Basic', basic(allKey), { run: { path: 'acme/secret/hidden-step' }, viewer: { username: 'bob' } }],
    ['another caller’s Bearer', `Bearer ${memberKey}`, { run: null, viewer: { username: 'ada' } }],
  ])('forwards a key from %s, so that callers see their own data', async (_, authorization, data) => {
    const answer = await gateway.ask(secretRun, {}, { authorization });
    expect(answer.data).toEqual(data);
    expect(answer.errors).toBeUndefined();
    // Where the run is not shown, another one looks for what is near.
    expect(answer.requests).toBe(data.run ? 1 : 2);
  });

  test('queries W&B anonymously for a caller without a key, whose viewer is null', async () => {
    emulator.resetStats();
    const answer = await gateway.ask('{ viewer { username } artifact(path: "acme/lab/raw") { id } }');
    expect(answer).toMatchObject({ data: { viewer: null, artifact: null } });
    expect(answer.errors).toBeUndefined();
    expect(emulator.stats().callers).toEqual(['anonymous']);
  });

  test.each([`Bearer short`, 'Digest x', 'Bearer', basic('short')])(
    'rejects the header %j with 401 and names the expected form',
    async (authorization) => {
      const answer = await gateway.ask(secretRun, {}, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
      expect(answer.errors?.[0]?.message).toMatch(/Bearer|40 or more/);
      expect(answer.data ?? null).toBeNull();
    },
  );

  test('is ready when W&B can be reached', async () => {
    const response = await fetch(`${gateway.url}/health/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ready', ready: true, problem: null });
  });
});

describe.each(['401', 'viewerNull'] as const)('A key that W&B rejects with %s', (badKey) => {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: specialWorld(), badKey });
    gateway = await startGateway(emulator);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test('causes UNAUTHENTICATED with the host and the last four characters of the key, never empty data', async () => {
    const answer = await gateway.ask(
      '{ artifact(path: "acme/lab/raw") { id } run(path: "acme/lab/train") { id } project(path: "acme/lab") { id } viewer { name } }',
      {},
      { authorization: `Bearer ${unknownKey}` },
    );
    expect(answer.data).toEqual({ artifact: null, run: null, project: null, viewer: null });
    expect(answer.errors?.map(({ path, extensions }) => [path?.[0], extensions?.code]).sort()).toEqual([
      ['artifact', 'UNAUTHENTICATED'],
      ['project', 'UNAUTHENTICATED'],
      ['run', 'UNAUTHENTICATED'],
      ['viewer', 'UNAUTHENTICATED'],
    ]);
    for (const { message } of answer.errors ?? []) {
      expect(message).toContain(new URL(emulator.url).host);
      expect(message).toContain('…dead');
    }
    expect(JSON.stringify(answer) + gateway.logs.join('')).not.toContain('fdead');
    expect(answer.requests).toBe(1);
  });

  test('does not affect the next caller', async () => {
    const answer = await gateway.ask('{ viewer { username } }');
    expect(answer.data).toEqual({ viewer: { username: 'ada' } });
  });

  test('makes the gateway not ready when it is the shared key, with the reason', async () => {
    await using bad = await startGateway(emulator, {}, { WANDB_API_KEY: unknownKey });
    const response = await fetch(`${bad.url}/health/ready`);
    const body = (await response.json()) as { problem: string };
    expect(response.status).toBe(503);
    expect(body.problem).toContain('…dead');
  });
});

test('A caller’s own key takes precedence over the shared key, which serves callers without one.', async () => {
  await using emulator = await startEmulator({ world: specialWorld() });
  await using gateway = await startGateway(emulator);
  const shared = await gateway.ask(secretRun);
  const own = await gateway.ask(secretRun, {}, { authorization: `Bearer ${allKey}` });
  expect(shared.data).toEqual({ run: null, viewer: { username: 'ada' } });
  expect(own.data).toEqual({ run: { path: 'acme/secret/hidden-step' }, viewer: { username: 'bob' } });
});
