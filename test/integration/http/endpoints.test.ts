import { request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { requestCount, startGateway, type TestGateway } from '../../support/gateway.ts';
import { startScriptedWandb } from '../../support/scripted-wandb.ts';
import { specialWorld } from '../../support/special-world.ts';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: specialWorld() });
  gateway = await startGateway(emulator, { corsOrigins: 'https://app.example.com' });
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

test('/schema.graphql returns the client schema without federation directives.', async () => {
  const sdl = await (await fetch(`${gateway.url}/schema.graphql`)).text();
  const schema = buildSchema(sdl);
  expect(schema.getType('Artifact')).toBeDefined();
  expect(schema.getQueryType()?.getFields()).not.toHaveProperty('_entities');
  expect(sdl).not.toMatch(/@key|@link|@shareable|_Any/);
});

test('/subgraph.graphql returns the schema with @key and @link, as _service does.', async () => {
  const text = await (await fetch(`${gateway.url}/subgraph.graphql`)).text();
  expect(text).toContain('https://specs.apollo.dev/federation/v2.3');
  for (const type of ['Run', 'Artifact', 'Project']) {
    expect(text).toMatch(
      new RegExp(`type ${type}\\b[^{]*@key\\(fields: "id"\\)[^{]*@key\\(fields: "path"\\)`),
    );
  }
  const { data } = await gateway.ask('{ _service { sdl } }');
  expect(data._service.sdl).toContain('@key(fields: "path")');
});

test('/health/live sends no W&B request, and /health/ready at most one in ten seconds.', async () => {
  expect(await (await fetch(`${gateway.url}/health/live`)).json()).toEqual({ status: 'ok' });
  emulator.resetStats();
  for (let i = 0; i < 5; i += 1) {
    const response = await fetch(`${gateway.url}/health/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ready', ready: true, problem: null });
  }
  expect(emulator.stats().requests).toBe(1);
});

test('/health/ready reports a W&B that hangs in words of its own.', async () => {
  await using wandb = await startScriptedWandb(() => 'hang');
  await using waiting = await startGateway({ ...emulator, url: wandb.url }, { wandbHttpTimeout: '60' });
  const response = await fetch(`${waiting.url}/health/ready`);
  expect(response.status).toBe(503);
  const { problem } = (await response.json()) as { problem: string };
  expect(problem).toMatch(/^W&B gave no answer within 4 s\. Check WANDB_BASE_URL/);
});

test('A URL that cannot be decoded is 404 with the usual headers.', async () => {
  const { status, headers, body } = await plainGet(gateway.url, '/%E0%A4%A?of=%E0%A4%A');
  expect(status).toBe(404);
  expect(headers['x-request-id']).toEqual(expect.any(String));
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(body).toContain('There is nothing at /%25E0%25A4%25A.');
});

test('A browser that opens /graphql is sent to GraphiQL, and programs are not.', async () => {
  const get = (path: string, accept: string) =>
    fetch(`${gateway.url}${path}`, { redirect: 'manual', headers: { accept } });
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const moved = await get('/graphql', browser);
  expect([moved.status, moved.headers.get('location')]).toEqual([302, 'graphiql']);
  expect(moved.headers.get('vary')).toContain('Accept');
  expect((await get('/graphql/', browser)).headers.get('location')).toBe('../graphiql');
  for (const [path, accept] of [
    ['/graphql', '*/*'],
    ['/graphql', 'application/json, text/html;q=0.5'],
    ['/graphql?query=%7B__typename%7D', browser],
  ] as const)
    expect((await get(path, accept)).status).not.toBe(302);
  await using plain = await startGateway(emulator, { graphiql: 'off' });
  expect((await fetch(`${plain.url}/graphql`, { headers: { accept: browser } })).status).toBe(400);
});

test('A preflight from an origin that is not allowed is refused by a message that names CORS_ORIGINS.', async () => {
  const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
  for (const corsOrigins of ['', 'https://other.example.com']) {
    await using closed = await startGateway(emulator, { corsOrigins });
    const refused = await fetch(`${closed.url}/graphql`, { method: 'OPTIONS', headers });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('Pages from https://app.example.com may not call this gateway');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  }
  await using any = await startGateway(emulator, { corsOrigins: '*' });
  expect((await fetch(`${any.url}/graphql`, { method: 'OPTIONS', headers })).status).toBe(204);
});

test('CORS headers are sent only to the configured origins.', async () => {
  const preflight = (origin: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const named = await preflight('https://app.example.com');
  expect(named.status).toBe(204);
  expect(named.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  expect(named.headers.get('access-control-allow-headers')).toContain('authorization');
  const answer = await fetch(`${gateway.url}/health/live`, {
    headers: { origin: 'https://app.example.com' },
  });
  expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
  const other = await preflight('https://evil.example.com');
  expect(other.headers.get('access-control-allow-origin')).not.toBe('https://evil.example.com');
});

test('A GET without a preflight header is rejected.', async () => {
  const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent('{ viewer { name } }')}`);
  expect(response.status).toBe(400);
  expect(JSON.stringify(await response.json())).toMatch(/CSRF|preflight/);
});

test('Every response reports its cost.', async () => {
  const { extensions } = await gateway.ask('{ artifact(path: "acme/lab/model") { loggedBy { path } } }');
  expect(extensions.lineage).toEqual({
    wandbRequests: requestCount(1, 2),
    cacheHits: expect.any(Number),
    durationMs: expect.any(Number),
  });
});

test('Introspection describes every type, field and argument.', async () => {
  const { data } = await gateway.ask(
    '{ __schema { types { name kind description fields { name description args { name description } } enumValues { name description } } } }',
  );
  const ours = data.__schema.types.filter(
    ({ name }: { name: string }) => !/^(_|link__|federation__|String$|Int$|Float$|Boolean$|ID$)/.test(name),
  );
  expect(ours.length).toBeGreaterThan(20);
  for (const type of ours) {
    const elements = [
      type,
      ...(type.fields ?? []),
      ...(type.fields ?? []).flatMap((field: { args: unknown[] }) => field.args),
      ...(type.enumValues ?? []),
    ];
    for (const { name, description } of elements) {
      if (!name.startsWith('_') && name !== 'representations')
        expect([type.name, name, description]).toEqual([type.name, name, expect.any(String)]);
    }
  }
});

/** `fetch` would normalize the URL. */
function plainGet(url: string, path: string) {
  return new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }>(
    (resolve, reject) => {
      request(`${url}/`, { path }, (response) => {
        const { statusCode: status, headers } = response;
        text(response).then((body) => resolve({ status, headers, body }), reject);
      })
        .once('error', reject)
        .end();
    },
  );
}
