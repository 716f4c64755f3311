import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { demoKeys } from '../../../src/emulator/worlds/keys.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { ask, basic } from '../../support/emulator-client.ts';

const unknownKey = 'f'.repeat(36) + 'dead';
let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
});
afterAll(() => emulator.close());

const post = (body: string, path = '/graphql') =>
  fetch(`${emulator.url}${path}`, {
    method: 'POST',
    headers: { authorization: basic(demoKeys.member) },
    body,
  });

describe('Authentication', () => {
  const who = '{ viewer { username entity } }';

  test.each([
    ['as the SDK sends it', basic(demoKeys.member), 'ada'],
    ['without a user name', basic(demoKeys.member, ''), 'ada'],
    ['as a Bearer token', `Bearer ${demoKeys.everything}`, 'grace'],
    ['with the scheme in lower case', basic(demoKeys.registry).replace('Basic', 'basic'), 'rex'],
  ])('accepts a key sent %s', async (_, authorization, username) => {
    const { status, data } = await ask(emulator, who, { authorization });
    expect([status, data.viewer.username]).toEqual([200, username]);
  });

  test('gives a request without a header access to public projects only', async () => {
    const { status, data } = await ask(
      emulator,
      `{ viewer { id } zoo: project(entityName: "open-data", name: "zoo") { name }
         vision: project(entityName: "acme", name: "vision") { name } }`,
      { authorization: null },
    );
    expect(status).toBe(200);
    expect(data).toEqual({ viewer: null, zoo: { name: 'zoo' }, vision: null });
  });

  test.each([basic(unknownKey), `Bearer ${unknownKey}`, 'Bearer', 'Basic !!'])(
    'rejects %s with 401',
    async (authorization) => {
      const { status, data, errors } = await ask(emulator, who, { authorization });
      expect(status).toBe(401);
      expect(data).toEqual({ viewer: null });
      expect(errors).toEqual([{ message: 'user is not logged in', path: ['viewer'] }]);
    },
  );

  test('can respond 200 without a viewer instead, as W&B does at times', async () => {
    await using other = await startEmulator({ world: 'demo', badKey: 'viewerNull' });
    const { status, text } = await ask(
      other,
      '{ viewer { id } project(entityName: "acme", name: "vision") { id } }',
      {
        authorization: basic(unknownKey),
      },
    );
    expect([status, text]).toEqual([200, '{"data":{"viewer":null,"project":null}}']);
  });

  test("keeps only the beginning of a key's hash", async () => {
    await using fresh = await startEmulator({ world: 'demo' });
    await ask(fresh, who);
    await ask(fresh, who, { authorization: null });
    const { callers } = fresh.stats();
    expect(callers).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/), 'anonymous']);
    expect(JSON.stringify(fresh.stats())).not.toContain(demoKeys.member);
  });
});

describe('The GraphQL endpoint', () => {
  test('rejects an unknown field in the words that the SDK looks for', async () => {
    const { status, data, errors } = await ask(emulator, '{ viewer { shoeSize } }');
    expect([status, data]).toEqual([400, undefined]);
    expect(errors?.[0]?.message).toBe('Cannot query field "shoeSize" on type "User".');
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no query', '{"variables":{}}'],
    ['a query that is no text', '{"query":5}'],
    ['variables that are a list', '{"query":"{ viewer { id } }","variables":[]}'],
    ['variables that are no object', '{"query":"{ viewer { id } }","variables":"x"}'],
  ])('responds 400 with a message to %s', async (_, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringContaining('request body') });
  });

  test('responds 400 to a variable of the wrong type', async () => {
    const query = 'query Q($id: ID!) { artifact(id: $id) { id } }';
    expect((await ask(emulator, query, { variables: {} })).status).toBe(400);
    expect((await ask(emulator, query, { variables: { id: 'nonsense' } })).data).toEqual({ artifact: null });
  });

  test('runs the named operation of several', async () => {
    const query = 'query A { viewer { id } } query B { viewer { name } }';
    expect((await ask(emulator, query, { operationName: 'B' })).data).toEqual({
      viewer: { name: 'Ada Lindgren' },
    });
    expect((await ask(emulator, query)).status).toBe(400);
  });

  test('answers the introspection queries of SDKs up to 0.22', async () => {
    const { data } = await ask(
      emulator,
      '{ run: __type(name: "Run") { fields { name } } nothing: __type(name: "No") { name } }',
    );
    expect(data.run.fields).toContainEqual({ name: 'projectId' });
    expect(data.nothing).toBeNull();
  });

  test('lists the features of the server', async () => {
    const { data } = await ask(emulator, '{ serverInfo { features { name isEnabled } } }');
    expect(data.serverInfo.features).toContainEqual({
      name: 'PROJECT_ARTIFACT_COLLECTION_MEMBERSHIP',
      isEnabled: true,
    });
  });
});

describe('The HTTP server', () => {
  test('responds with a page of HTML to a wrong path or method, as behind a proxy', async () => {
    for (const response of [await post('{}', '/graphiql'), await fetch(`${emulator.url}/graphql`)]) {
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('text/html');
    }
  });

  test.each(['/wandb', 'wandb/', '/a/b/'])('includes the base path %s in its address', async (basePath) => {
    await using behind = await startEmulator({ world: 'small', basePath });
    const path = `/${basePath.split('/').filter(Boolean).join('/')}`;
    expect(new URL(behind.url).pathname).toBe(path);
    expect((await ask(behind, '{ viewer { username } }')).data).toEqual({ viewer: { username: 'ada' } });
    expect((await ask({ ...behind, url: new URL(behind.url).origin }, '{ viewer { id } }')).status).toBe(404);
    for (const stats of [`${behind.url}/_emulator/stats`, new URL('/_emulator/stats', behind.url)]) {
      expect(await (await fetch(stats)).json()).toMatchObject({ requests: 1 });
    }
  });

  test("rejects with the system's error when the port is taken", async () => {
    const port = Number(new URL(emulator.url).port);
    await expect(startEmulator({ world: 'small', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('closes idle and pending connections at once', async () => {
    const other = await startEmulator({ world: 'small' });
    other.setFaults([{ kind: 'hang' }]);
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET /_emulator/stats HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    const waiting = expect(ask(other, '{ viewer { id } }')).rejects.toThrow('fetch failed');
    await waitUntil(() => other.stats().requests > 0);
    await other.close();
    await Promise.all([ended, waiting]);
  });

  test('delays responses by the latency, which can be changed', async () => {
    await using slow = await startEmulator({ world: 'small', latencyMs: 500 });
    const order: string[] = [];
    const first = ask(slow, '{ viewer { id } }').then(() => order.push('first'));
    await waitUntil(() => slow.stats().requests === 1);
    slow.setLatency(0);
    await ask(slow, '{ viewer { id } }').then(() => order.push('second'));
    await first;
    expect(order).toEqual(['second', 'first']);
  });
});
