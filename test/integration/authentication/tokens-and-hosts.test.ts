import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

describe('a shared key behind GATEWAY_TOKENS', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway(
      emulator,
      { host: '0.0.0.0' },
      { WANDB_API_KEY: memberKey, GATEWAY_TOKENS: `${token}, ${otherToken}` },
    );
  });
  afterAll(() => gateway.close());

  test.each([token, otherToken])('serves callers with the token %s with it', async (one) => {
    const answer = await gateway.ask(whoAmI, {}, bearer(one));
    expect(answer).toMatchObject({ status: 200, data: { viewer: { username: 'ada' } } });
  });

  test("serves a caller's own W&B key, beside the token, with theirs", async () => {
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
  ])('lets %s in nowhere, and asks nothing of W&B', async (_, headers) => {
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

  test('answers probes without a token', async () => {
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
  });

  test('says 401 for a header that holds no W&B key beside a good token', async () => {
    const answer = await gateway.ask(whoAmI, {}, { ...bearer(token), 'x-wandb-api-key': 'short' });
    expect(answer.status).toBe(401);
    expect(answer.errors?.[0]?.message).toContain('X-WandB-Api-Key');
  });

  test('writes down a hash of who asked, never the token', async () => {
    await gateway.ask(whoAmI, {}, bearer(token));
    await gateway.ask(whoAmI, {}, bearer(otherToken));
    const callers = gateway.logs.map((line) => (JSON.parse(line) as { caller?: string }).caller);
    expect(new Set(callers.filter((caller) => typeof caller === 'string')).size).toBeGreaterThanOrEqual(2);
    expect(gateway.logs.join('')).not.toContain(token.slice(0, 20));
  });
});

describe('a gateway that checks JSON Web Tokens', () => {
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

  test('serves who has one', async () => {
    const answer = await gateway.ask(whoAmI, {}, bearer(await sign()));
    expect(answer).toMatchObject({ status: 200, data: { viewer: { username: 'ada' } } });
  });

  test('serves who has one that does not name its key, whichever of the keys signed it', async () => {
    const answer = await gateway.ask(whoAmI, {}, bearer(await sign({ kid: null })));
    expect(answer).toMatchObject({ status: 200, data: { viewer: { username: 'ada' } } });
    const forged = await gateway.ask(whoAmI, {}, bearer(await sign({ kid: null }, stranger)));
    expect(forged).toMatchObject({ status: 401, requests: 0 });
    expect(forged.errors?.[0]?.message).toContain('not signed');
    const expired = await gateway.ask(whoAmI, {}, bearer(await sign({ kid: null, expires: '-5m' })));
    expect(expired.errors?.[0]?.message).toContain('expired');
  });

  test('takes a token of the list as well', async () => {
    expect((await gateway.ask(whoAmI, {}, bearer(token))).status).toBe(200);
  });

  test.each<[string, Claims, RegExp]>([
    ['of another issuer', { issuer: 'https://evil.example.com' }, /"iss"/],
    ['for another audience', { audience: 'payroll' }, /"aud"/],
    ['that has expired', { expires: '-5m' }, /expired/],
    ['that never expires', { expires: 'never' }, /"exp"/],
  ])('refuses a token %s', async (_, changes, words) => {
    const answer = await gateway.ask(whoAmI, {}, bearer(await sign(changes)));
    expect(answer).toMatchObject({ status: 401, requests: 0 });
    expect(answer.errors?.[0]?.message).toMatch(words);
  });

  test('refuses a signature by somebody else, and none', async () => {
    const forged = await sign({}, stranger);
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.split('.')[1] ?? ''}.`;
    for (const bad of [forged, none]) {
      const answer = await gateway.ask(whoAmI, {}, bearer(bad));
      expect(answer).toMatchObject({ status: 401, requests: 0 });
      expect(answer.errors?.[0]?.message).toContain('not signed');
    }
  });

  test('says 503, not 401, while the keys cannot be read', async () => {
    isUp = false;
    const fresh = await startChecked();
    const before = keyRequests;
    const answer = await fresh.ask(whoAmI, {}, bearer(await sign()));
    // Whoever makes up tokens must not have the key server asked for each of them.
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

describe('a gateway that does not check callers', () => {
  test("takes a caller's key from X-WandB-Api-Key too, before Authorization", async () => {
    const gateway = await startGateway(emulator, { passthrough: true }, {});
    try {
      const alone = await gateway.ask(whoAmI, {}, { 'x-wandb-api-key': allKey });
      const both = await gateway.ask(whoAmI, {}, { 'x-wandb-api-key': allKey, ...bearer(memberKey) });
      expect(alone.data).toEqual({ viewer: { username: 'bob' } });
      expect(both.data).toEqual({ viewer: { username: 'bob' } });
    } finally {
      await gateway.close();
    }
  });

  test('with a shared key answers to this machine’s names alone: no other site’s page can read with it', async () => {
    const gateway = await startGateway(emulator, {}, { WANDB_API_KEY: memberKey });
    try {
      const { port } = new URL(gateway.url);
      expect(await statusAs('rebound.example.com', port)).toBe(403);
      for (const name of ['localhost', '127.0.0.1', '[::1]']) expect(await statusAs(name, port)).toBe(200);
    } finally {
      await gateway.close();
    }
  });

  test('takes no other name from a proxy than the one that was asked for', async () => {
    const gateway = await startGateway(emulator, { trustProxy: '1' }, { WANDB_API_KEY: memberKey });
    try {
      const { port } = new URL(gateway.url);
      const forwarded = { 'x-forwarded-host': 'localhost' };
      expect(await statusAs('rebound.example.com', port, forwarded)).toBe(403);
      expect(await statusAs('localhost', port, { 'x-forwarded-host': 'rebound.example.com' })).toBe(200);
    } finally {
      await gateway.close();
    }
  });

  test('answers to the names in ALLOWED_HOSTS', async () => {
    const gateway = await startGateway(
      emulator,
      { allowedHosts: 'lineage.example.com' },
      { WANDB_API_KEY: memberKey },
    );
    try {
      const { port } = new URL(gateway.url);
      expect(await statusAs('lineage.example.com', port)).toBe(200);
      expect(await statusAs('evil.example.com', port)).toBe(403);
    } finally {
      await gateway.close();
    }
  });
});

/** `fetch` does not let its caller choose the Host header. */
async function statusAs(
  host: string,
  port: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ query: '{ __typename }' });
    request(
      {
        port,
        host: '127.0.0.1',
        path: '/graphql',
        method: 'POST',
        agent: false,
        headers: {
          ...headers,
          host: `${host}:${port}`,
          'content-type': 'application/json',
          'content-length': body.length,
        },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    )
      .once('error', reject)
      .end(body);
  });
}
