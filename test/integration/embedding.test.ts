import { requestCount } from '../support/gateway.ts';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { configFromSettings } from '../../src/embedding/settings.ts';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { createGateway, type Gateway, type GatewayOptions, type GatewaySettings } from '../../src/index.ts';
import { waitUntil } from '../support/wait-until.ts';

const query = '{ artifact(path: "acme/vision/flower-classifier:v2") { path loggedBy { path } } }';
const wanted = {
  artifact: { path: 'acme/vision/flower-classifier:v2', loggedBy: { path: 'acme/vision/pack-2' } },
};
const asked = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
};

let emulator: Emulator;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
});
afterAll(() => emulator.close());
afterEach(async () => {
  emulator.setLatency(0);
  for (const close of closers.splice(0)) await close();
});

function open(settings: GatewaySettings = {}, options: Omit<GatewayOptions, 'settings'> = {}): Gateway {
  const gateway = createGateway({
    ...options,
    settings: { passthrough: true, wandbBaseUrl: emulator.url, logLevel: 'silent', ...settings },
  });
  closers.push(gateway.close);
  return gateway;
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const withKey = (): Record<string, string> => ({
  ...asked.headers,
  authorization: `Bearer ${emulator.keys[0]?.key ?? ''}`,
});

async function dataOf(response: Response): Promise<unknown> {
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

describe('An embedded gateway', () => {
  test('answers a web Request with as many W&B requests as the service', async () => {
    const gateway = open({}, { basePath: '/lineage' });
    const before = emulator.stats().requests;
    const response = await gateway.fetch(
      new Request('https://app.example.com/lineage/graphql', { ...asked, headers: withKey() }),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await dataOf(response)).toEqual(wanted);
    expect(emulator.stats().requests - before).toBe(requestCount(1, 2));
  });

  test('serves lineage files and health checks under its base path only', async () => {
    const gateway = open({}, { basePath: '/lineage/' });
    const get = (path: string) => gateway.fetch(new Request(`https://app.example.com${path}`));
    expect(await (await get('/lineage/health/live')).json()).toEqual({ status: 'ok' });
    expect((await get('/lineage/schema.graphql')).status).toBe(200);
    expect((await get('/lineages/health/live')).status).toBe(404);
    expect((await get('/lineage')).status).toBe(200);
  });

  test('rejects a Request body that is malformed or too large', async () => {
    const gateway = open();
    const post = (body: string) =>
      gateway.fetch(new Request('https://app.example.com/graphql', { ...asked, body }));
    expect((await post('{')).status).toBe(400);
    expect(
      (await post(JSON.stringify({ query: `{ viewer { id } } #${'x'.repeat(2_000_000)}` }))).status,
    ).toBe(413);
  });

  test('cancels the W&B requests of a Request that is aborted', async () => {
    const gateway = open();
    await gateway.ready();
    emulator.setLatency(60_000);
    const controller = new AbortController();
    const answer = gateway.fetch(
      new Request('https://app.example.com/graphql', {
        ...asked,
        headers: withKey(),
        signal: controller.signal,
      }),
    );
    const before = emulator.stats().requests;
    await waitUntil(() => emulator.stats().requests > before);
    controller.abort();
    await expect(answer).rejects.toThrow();
    // The next request succeeds.
    emulator.setLatency(0);
    expect(
      await dataOf(
        await gateway.fetch(new Request('https://app.example.com/graphql', { ...asked, headers: withKey() })),
      ),
    ).toEqual(wanted);
  });

  test('answers requests and responses of node:http', async () => {
    const url = await listen(open({}, { basePath: '/x' }).node);
    expect(await dataOf(await fetch(`${url}/x/graphql`, { ...asked, headers: withKey() }))).toEqual(wanted);
  });

  test.each([
    ['before', true],
    ['after', false],
  ])('works in Express %s a body parser', async (_, first) => {
    const gateway = open();
    const app = express();
    if (first) app.use('/lineage', gateway.node).use(express.json());
    else app.use(express.json()).use('/lineage', gateway.node);
    const url = await listen(app);
    expect(await dataOf(await fetch(`${url}/lineage/graphql`, { ...asked, headers: withKey() }))).toEqual(
      wanted,
    );
  });

  test('works in Fastify after its parsers have read the body', async () => {
    const gateway = open({}, { basePath: '/lineage' });
    const app = fastify();
    closers.push(() => app.close());
    app.all('/lineage/*', (request, reply) => {
      reply.hijack();
      gateway.node(Object.assign(request.raw, { body: request.body }), reply.raw);
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    expect(await dataOf(await fetch(`${url}/lineage/graphql`, { ...asked, headers: withKey() }))).toEqual(
      wanted,
    );
    expect((await fetch(`${url}/lineage/health/live`)).status).toBe(200);
  });

  test('starts again when it is used after it was closed', async () => {
    const gateway = open({ passthrough: false, demo: true });
    const live = () => gateway.fetch(new Request('https://app.example.com/health/live'));
    expect((await live()).status).toBe(200);
    await gateway.close();
    await gateway.close();
    expect((await live()).status).toBe(200);
  });

  test('responds 503 with the reason when it cannot start, and tries again', async () => {
    const gateway = open({ passthrough: false, snapshot: '/nonexistent/world.json', allowAnonymous: true });
    await expect(gateway.ready()).rejects.toThrow('/nonexistent/world.json');
    const url = await listen(gateway.node);
    const response = await fetch(`${url}/graphql`);
    expect(response.status).toBe(503);
    expect(JSON.stringify(await response.json())).toContain('could not start');
  });
});

describe('A gateway that Express mounts without a trailing slash', () => {
  test.each([
    ['by the router', '', '/lineage', 'lineage/'],
    ['by the router, with a query', '', '/lineage?a=1', 'lineage/?a=1'],
    ['by its base path', '/lineage', '/lineage', 'lineage/'],
  ])(
    'redirects to its start page, whose links are relative: cut off %s',
    async (_, basePath, path, location) => {
      const gateway = open({}, { basePath });
      const app = express();
      if (basePath === '') app.use('/lineage', gateway.node);
      else app.use(gateway.node);
      const url = await listen(app);
      const moved = await fetch(`${url}${path}`, { redirect: 'manual' });
      expect([moved.status, moved.headers.get('location')]).toEqual([308, location]);
      const followed = await fetch(`${url}${path}`);
      expect(new URL(followed.url).pathname).toBe('/lineage/');
      expect(await followed.json()).toMatchObject({ name: 'wandb-lineage-gateway' });
    },
  );
});

describe('The settings of an embedded gateway', () => {
  test('have types for every setting that is no secret', () => {
    const settings = {
      trustProxy: 1,
      demo: 'on',
      maxDepth: 7,
      federationVersion: '2.3',
      gatewayJwksUrl: 'https://login.example.com/keys',
      gatewayJwtIssuer: 'https://login.example.com',
      gatewayJwtAudience: 'lineage',
    } satisfies GatewaySettings;
    const config = configFromSettings(settings, { NETRC: '/nonexistent' });
    expect(config).toMatchObject({ mode: 'demo', maxDepth: 7, callers: { trustProxy: 1 } });
  });

  test('are rejected together, each by name', () => {
    expect(() => createGateway({ settings: { dmo: true } as GatewaySettings })).toThrow(
      /settings\.dmo is not a setting; there are allowAnonymous,.*demo/,
    );
    expect(() => createGateway({ settings: { demo: true, maxDepth: 0, maxNodes: -1 } })).toThrow(
      /MAX_DEPTH[\s\S]*MAX_NODES/,
    );
    expect(() => createGateway({ basePath: 'lineage' })).toThrow('write a path such as /lineage');
  });

  test('share a key or a snapshot with callers only when the program allows it', () => {
    const environment = { WANDB_API_KEY: 'k'.repeat(40), NETRC: '/nonexistent' };
    expect(() => configFromSettings({}, environment)).toThrow(
      /anyone who reaches the program.*what the W&B key from WANDB_API_KEY can read/i,
    );
    expect(configFromSettings({ allowAnonymous: true }, environment).mode).toBe('sharedKey');
    expect(configFromSettings({ passthrough: true }, environment).mode).toBe('passthrough');
    expect(() => configFromSettings({ snapshot: 'saved.json' }, environment)).toThrow(
      /anyone who reaches the program.*the snapshot saved.json/i,
    );
    const checked = { ...environment, GATEWAY_TOKENS: 't'.repeat(32) };
    expect(configFromSettings({}, checked).mode).toBe('sharedKey');
  });

  test('are the options of the command line, without secrets and the address', () => {
    const environment = { NETRC: '/nonexistent', PORT: 'the other program listens here', MAX_DEPTH: '7' };
    const config = configFromSettings(
      { demo: true, cache: false, introspection: 'off', maxNodes: 5 },
      environment,
    );
    expect(config).toMatchObject({ mode: 'demo', cache: null, introspection: false });
    expect(config).toMatchObject({ maxDepth: 7, maxNodes: 5 });
    for (const name of ['host', 'port', 'wandbApiKey', 'gatewayTokens', 'redisUrl'])
      expect(() => configFromSettings({ [name]: 'x' }, environment)).toThrow(
        `settings.${name} is not a setting`,
      );
  });
});
