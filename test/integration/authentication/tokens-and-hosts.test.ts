import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { allKey, memberKey, specialWorld } from '../../support/special-world.ts';

const token = 'gateway-token-0123456789-abcdefghij';
const otherToken = 'gateway-token-zyxwvutsrq-9876543210';
const whoAmI = '{ viewer { username } }';
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: specialWorld() });
});
afterAll(() => emulator.close());

describe('A gateway with a shared key and GATEWAY_TOKENS', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway(
      emulator,
      { host: '0.0.0.0' },
      { WANDB_API_KEY: memberKey, GATEWAY_TOKENS: `${token}, ${otherToken}` },
    );
  });
  afterAll(() => gateway.close());

  test.each([token, otherToken])('serves callers that send the token %s with the shared key', async (one) => {
    const answer = await gateway.ask(whoAmI, {}, bearer(one));
    expect(answer).toMatchObject({ status: 200, data: { viewer: { username: 'ada' } } });
  });

  test('uses the W&B key that a caller sends beside the token', async () => {
    const answer = await gateway.ask(whoAmI, {}, { ...bearer(token), 'x-wandb-api-key': allKey });
    expect(answer.data).toEqual({ viewer: { username: 'bob' } });
  });

  test.each<[string, Record<string, string>]>([
    ['nobody', {}],
    ['a token that is not in the list', bearer(`${token}x`)],
    ['the beginning of one', bearer(token.slice(0, -1))],
    ['a W&B key in the place of the token', bearer(allKey)],
    ['a W&B key and no token', { 'x-wandb-api-key': allKey }],
    ['Basic', { authorization: `Basic ${Buffer.from(`api:${token}`).toString('base64')}` }],
    ['a JSON Web Token, which it does not take', bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.')],
  ])('rejects %s on every endpoint without a request to W&B', async (_, headers) => {
    const answer = await gateway.ask(whoAmI, {}, headers);
    expect(answer).toMatchObject({ status: 401, requests: 0 });
    expect(answer.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    expect(answer.errors?.[0]?.message).toMatch(/Bearer|X-WandB-Api-Key/);
    for (const path of ['/lineage.json?root=acme/lab/model', '/schema.graphql', '/subgraph.graphql']) {
      const response = await fetch(`${gateway.url}${path}`, { headers });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  test('serves health probes without a token', async () => {
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
  });

  test('responds 401 when X-WandB-Api-Key holds no W&B key, although the token is valid', async () => {
    const answer = await gateway.ask(whoAmI, {}, { ...bearer(token), 'x-wandb-api-key': 'short' });
    expect(answer.status).toBe(401);
    expect(answer.errors?.[0]?.message).toContain('X-WandB-Api-Key');
  });

  test('logs a hash of the caller, never the token', async () => {
    await gateway.ask(whoAmI, {}, bearer(token));
    await gateway.ask(whoAmI, {}, bearer(otherToken));
    const callers = gateway.logs.map((line) => (JSON.parse(line) as { caller?: string }).caller);
    expect(new Set(callers.filter((caller) => typeof caller === 'string')).size).toBeGreaterThanOrEqual(2);
    expect(gateway.logs.join('')).not.toContain(token.slice(0, 20));
  });
});

describe('A gateway with GATEWAY_JWKS_URL', () => {
  let gateway: TestGateway;
  let key: CryptoKey;
  let stranger: CryptoKey;
  let isUp = true;
  let keyRequests = 0;
  const claims = { issuer: 'https://login.example.com', audience: 'lineage' };
  const keyServer = createServer((_, response) => {
    keyRequests += 1;
    if (!isUp) response.writeHead(500).end();
    else void keySet().then((keys) => response.setHeader('content-type', 'application/json').end(keys));
  });
  let publicKey: CryptoKey;
  let older: CryptoKey;
  const keySet = async () =>
    JSON.stringify({
      keys: [
        { ...(await exportJWK(older)), alg: 'ES256', kid: 'older' },
        { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'one' },
      ],
    });

  beforeAll(async () => {
    ({ privateKey: key, publicKey } = await generateKeyPair('ES256'));
    ({ publicKey: older } = await generateKeyPair('ES256'));
    ({ privateKey: stranger } = await generateKeyPair('ES256'));
    await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
    gateway = await startChecked();
  });
  afterAll(async () => {
    await gateway.close();
    keyServer.close();
    keyServer.closeAllConnections();
  });

  const startChecked = () =>
    startGateway(
      emulator,
      {
        gatewayJwksUrl: `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/keys`,
        gatewayJwtIssuer: claims.issuer,
        gatewayJwtAudience: claims.audience,
      },
      { WANDB_API_KEY: memberKey, GATEWAY_TOKENS: token },
    );

  interface Claims {
    issuer?: string;
    audience?: string;
    /** `never`: the token has no such claim. */
    expires?: string;
    subject?: string;
    /** null: the token does not name its key. */
    kid?: string | null;
  }

  const sign = (given: Claims = {}, by = key) => {
    const wanted = { ...claims, expires: '5m', subject: 'eve', kid: 'one', ...given };
    const { issuer, audience, expires, subject, kid } = wanted;
    const header = { alg: 'ES256', ...(kid !== null && { kid }) };
    const unsigned = new SignJWT({}).setProtectedHeader(header).setIssuedAt();
    unsigned.setIssuer(issuer).setAudience(audience).setSubject(subject);
    if (expires !== 'never') unsigned.setExpirationTime(expires);
    return unsigned.sign(by);
  };

  test('serves a caller with a valid JSON Web Token', async () => {
    const answer = await gateway.ask(whoAmI, {}, bearer(await sign()));
    expect(answer).toMatchObject({ status: 200, data: { viewer: { username: 'ada' } } });
  });

  test('verifies a token without "kid" against every key of the set', async () => {
    const answer = await gateway.ask(whoAmI, {}, bearer(await sign({ kid: null })));
    expect(answer).toMatchObject({ status: 200, data: { viewer: { username: 'ada' } } });
    const forged = await gateway.ask(whoAmI, {}, bearer(await sign({ kid: null }, stranger)));
    expect(forged).toMatchObject({ status: 401, requests: 0 });
    expect(forged.errors?.[0]?.message).toContain('not signed');
    const expired = await gateway.ask(whoAmI, {}, bearer(await sign({ kid: null, expires: '-5m' })));
    expect(expired.errors?.[0]?.message).toContain('expired');
  });

  test('accepts a token from GATEWAY_TOKENS as well', async () => {
    expect((await gateway.ask(whoAmI, {}, bearer(token))).status).toBe(200);
  });

  test.each<[string, Claims, RegExp]>([
    ['of another issuer', { issuer: 'https://evil.example.com' }, /"iss"/],
    ['for another audience', { audience: 'payroll' }, /"aud"/],
    ['that has expired', { expires: '-5m' }, /expired/],
    ['that never expires', { expires: 'never' }, /"exp"/],
  ])('rejects a token %s', async (_, changes, words) => {
    const answer = await gateway.ask(whoAmI, {}, bearer(await sign(changes)));
    expect(answer).toMatchObject({ status: 401, requests: 0 });
    expect(answer.errors?.[0]?.message).toMatch(words);
  });

  test('rejects a token that is unsigned or signed by another key', async () => {
    const forged = await sign({}, stranger);
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.split('.')[1] ?? ''}.`;
    for (const bad of [forged, none]) {
      const answer = await gateway.ask(whoAmI, {}, bearer(bad));
      expect(answer).toMatchObject({ status: 401, requests: 0 });
      expect(answer.errors?.[0]?.message).toContain('not signed');
    }
  });

  test('responds 503, not 401, while the key set cannot be fetched', async () => {
    isUp = false;
    const fresh = await startChecked();
    const before = keyRequests;
    const answer = await fresh.ask(whoAmI, {}, bearer(await sign()));
    // Made-up tokens must not cause a request to the key server each.
    for (let i = 0; i < 5; i += 1) await fresh.ask(whoAmI, {}, bearer(await sign()));
    const asked = keyRequests - before;
    await fresh.close();
    isUp = true;
    expect(asked).toBe(1);
    expect(answer.status).toBe(503);
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      retryAfterSeconds: 5,
    });
  });
});

describe('A gateway without caller authentication', () => {
  test('prefers the key in X-WandB-Api-Key to the one in Authorization', async () => {
    await using gateway = await startGateway(emulator, { passthrough: true }, {});
    const alone = await gateway.ask(whoAmI, {}, { 'x-wandb-api-key': allKey });
    const both = await gateway.ask(whoAmI, {}, { 'x-wandb-api-key': allKey, ...bearer(memberKey) });
    expect(alone.data).toEqual({ viewer: { username: 'bob' } });
    expect(both.data).toEqual({ viewer: { username: 'bob' } });
  });

  test.each([
    ['a shared key', {}, { WANDB_API_KEY: memberKey }],
    ['a snapshot', { snapshot: 'saved.json' }, {}],
  ])(
    'accepts only loopback host names when it has %s, so that DNS rebinding fails',
    async (_, options, environment) => {
      await using gateway = await startGateway(emulator, options, environment);
      const { port } = new URL(gateway.url);
      expect(await statusAs('rebound.example.com', port)).toBe(403);
      // The names of a snapshot's nodes stand there as examples.
      expect(await statusAs('rebound.example.com', port, {}, '/')).toBe(403);
      for (const name of ['localhost', '127.0.0.1', '[::1]']) expect(await statusAs(name, port)).toBe(200);
      // Probes ask by the address of a container.
      expect(await statusAs('10.1.2.3', port, {}, '/health/live')).toBe(200);
    },
  );

  test('answers to any host name when a snapshot is served with --allow-anonymous', async () => {
    await using gateway = await startGateway(emulator, { snapshot: 'saved.json', allowAnonymous: true }, {});
    expect(await statusAs('lineage.example.com', new URL(gateway.url).port)).toBe(200);
  });

  test.each(['/graphql', '/', '/health/live'])('refuses two Host headers at %s', async (path) => {
    await using gateway = await startGateway(emulator, {}, { WANDB_API_KEY: memberKey });
    const { port } = new URL(gateway.url);
    const hosts = [`127.0.0.1:${port}`, 'evil.example.com'];
    expect(await statusAs(hosts, port, {}, path)).toBe(400);
    expect(await statusAs(hosts.reverse(), port, {}, path)).toBe(400);
  });

  test('ignores X-Forwarded-Host when it checks the host name', async () => {
    await using gateway = await startGateway(emulator, { trustProxy: '1' }, { WANDB_API_KEY: memberKey });
    const { port } = new URL(gateway.url);
    const forwarded = { 'x-forwarded-host': 'localhost' };
    expect(await statusAs('rebound.example.com', port, forwarded)).toBe(403);
    expect(await statusAs('localhost', port, { 'x-forwarded-host': 'rebound.example.com' })).toBe(200);
  });

  test('accepts the host names in ALLOWED_HOSTS', async () => {
    await using gateway = await startGateway(
      emulator,
      { allowedHosts: 'lineage.example.com' },
      { WANDB_API_KEY: memberKey },
    );
    const { port } = new URL(gateway.url);
    expect(await statusAs('lineage.example.com', port)).toBe(200);
    expect(await statusAs('evil.example.com', port)).toBe(403);
  });
});

/** `fetch` does not let its caller choose the Host header. */
async function statusAs(
  host: string | string[],
  port: string,
  headers: Record<string, string> = {},
  path = '/graphql',
): Promise<number> {
  const hosts = Array.isArray(host) ? host : [`${host}:${port}`];
  const body = JSON.stringify({ query: '{ __typename }' });
  const lines = [
    `${path === '/graphql' ? 'POST' : 'GET'} ${path} HTTP/1.1`,
    ...hosts.map((each) => `Host: ${each}`),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(path === '/graphql' ? ['Content-Type: application/json', `Content-Length: ${body.length}`] : []),
    'Connection: close',
  ];
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(`${lines.join('\r\n')}\r\n\r\n${path === '/graphql' ? body : ''}`);
  return Number((await text(socket)).split(' ')[1]);
}
