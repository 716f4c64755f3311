import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startProgram, type Program } from '../support/program.ts';
import { hasRedis, startRedis } from '../support/redis.ts';
import { waitUntil } from '../support/wait-until.ts';

const testWithRedis = hasRedis ? test : test.skip;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function start(args: readonly string[], environment: Record<string, string> = {}): Program {
  const program = startProgram('dist/main.js', args, environment);
  closers.push(async () => {
    program.process.kill('SIGKILL');
    await program.end();
  });
  return program;
}

async function emulated(latencyMs = 0): Promise<Emulator> {
  const emulator = await startEmulator({ world: 'demo', latencyMs });
  closers.push(() => emulator.close());
  return emulator;
}

const environmentOf = ({ url, keys }: Emulator) => ({
  WANDB_BASE_URL: url,
  WANDB_API_KEY: keys[0]?.key ?? '',
});
const urlOf = async (program: Program) => (await program.until(/GraphQL +(\S+)\/graphql\n[^]*Try:/))[1] ?? '';

interface Told {
  status: number;
  body: {
    data?: { artifact: { loggedBy: unknown } | null } | null;
    errors?: { extensions: { code: string } }[];
  };
}

async function ask(url: string): Promise<Told | 'not accepted'> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ artifact(path: \\"acme/vision/flower-classifier:v2\\") { path loggedBy { path usedArtifacts { nodes { path } } } } }"}',
  }).catch((error: unknown) => {
    const { code = '' } = ((error as Error).cause ?? {}) as { code?: string };
    // A connection that was refused is no request that was accepted.
    if (code === 'ECONNREFUSED') return null;
    throw error;
  });
  return response === null
    ? 'not accepted'
    : { status: response.status, body: (await response.json()) as Told['body'] };
}

describe('SIGTERM', () => {
  test('answers every accepted request, or tells its client to retry, and exits with 0', async () => {
    const emulator = await emulated(60);
    const program = start(['--port', '0'], environmentOf(emulator));
    const url = await urlOf(program);
    let stop = false;
    const outcomes: (Told | 'not accepted')[] = [];
    const load = Array.from({ length: 20 }, async () => {
      while (!stop) {
        const outcome = await ask(url);
        outcomes.push(outcome);
        if (outcome === 'not accepted') return;
        // As the answer says.
        if (outcome.status === 503) await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    });
    await waitUntil(() => outcomes.length > 40);
    program.process.kill('SIGTERM');
    expect(await program.end()).toBe(0);
    stop = true;
    await Promise.all(load);
    const told = outcomes.filter((outcome) => outcome !== 'not accepted');
    expect(told.length).toBeGreaterThan(20);
    for (const { status, body } of told) {
      if (status === 200) {
        expect(body.errors).toBeUndefined();
        expect(body.data?.artifact?.loggedBy).not.toBeNull();
      } else {
        expect([status, body.errors?.[0]?.extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      }
    }
  });

  test('cancels requests that take longer than SHUTDOWN_TIMEOUT_MS, and tells their clients to retry', async () => {
    const emulator = await emulated();
    const program = start(['--port', '0', '--shutdown-timeout-ms', '300'], environmentOf(emulator));
    const url = await urlOf(program);
    emulator.setLatency(8_000);
    const before = emulator.stats().requests;
    const slow = ask(url);
    await waitUntil(() => emulator.stats().requests > before);
    program.process.kill('SIGTERM');
    const told = (await slow) as Told;
    expect(await program.end()).toBe(0);
    expect(told.body.errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  });
});

describe('--check', () => {
  test('exits with 0 if settings and connection are valid, and names the user', async () => {
    const emulator = await emulated();
    const program = start(['--check', '--port', '0'], environmentOf(emulator));
    expect(await program.end()).toBe(0);
    expect(program.stdout()).toMatch(/The settings are valid\. W&B at http:\S+ responds, as ada\./);
  });

  test('exits with 1 and the reason if W&B rejects the key', async () => {
    const emulator = await emulated();
    const key = 'f'.repeat(40);
    const program = start(['--check', '--port', '0'], { ...environmentOf(emulator), WANDB_API_KEY: key });
    expect(await program.end()).toBe(1);
    expect(program.stdout()).toMatch(/Problem: .*does not accept the key that ends in …ffff/);
    expect(program.stdout() + program.stderr()).not.toContain('fffff');
  });
});

describe('--check does not listen', () => {
  test('a gateway that already uses the port is no problem', async () => {
    const emulator = await emulated();
    const { port } = new URL(await urlOf(start(['--port', '0'], environmentOf(emulator))));
    const program = start(['--check', '--port', port], environmentOf(emulator));
    expect(await program.end()).toBe(0);
    expect(program.stdout()).toContain('The settings are valid.');
  });

  test('a key set for access tokens that cannot be loaded is a problem', async () => {
    const emulator = await emulated();
    const program = start(['--check', '--port', '0'], {
      ...environmentOf(emulator),
      GATEWAY_JWKS_URL: 'http://127.0.0.1:59973/keys',
      GATEWAY_JWT_ISSUER: 'https://login.example.com',
      GATEWAY_JWT_AUDIENCE: 'lineage',
    });
    expect(await program.end()).toBe(1);
    expect(program.stdout()).toMatch(/^Problem: Token keys: http:\S+ cannot be reached/m);
    expect(program.stdout()).not.toContain('The settings are valid');
  });
});

describe('doctor', () => {
  test('checks everything, and exits with 0 if nothing is wrong', async () => {
    const emulator = await emulated();
    const program = start(['doctor', emulator.roots.model, '--port', '0'], environmentOf(emulator));
    expect(await program.end()).toBe(0);
    for (const subject of [
      'Node',
      'Settings',
      'Key',
      'Port',
      'Address',
      'Clock',
      'Permissions',
      'Visibility',
    ])
      expect(program.stdout()).toMatch(new RegExp(`^ok +${subject} `, 'm'));
    expect(program.stdout()).not.toContain(emulator.keys[0]?.key);
  });

  test.each<[string, (url: string) => Record<string, string>, readonly string[], RegExp]>([
    [
      'an address where nothing listens',
      () => ({ WANDB_BASE_URL: 'http://127.0.0.1:59973' }),
      [],
      /^BAD +Address .*nothing listens there/m,
    ],
    ['an unknown host name', () => ({ WANDB_BASE_URL: 'http://wandb.invalid' }), [], /^BAD +Address .*DNS/m],
    ['a key that W&B rejects', () => ({ WANDB_API_KEY: 'f'.repeat(40) }), [], /^BAD +Permissions .*…ffff/m],
    ['contradicting settings', () => ({ HOST: '0.0.0.0' }), [], /^BAD +Settings .*GATEWAY_TOKENS/m],
    ['a path that W&B does not show', () => ({}), ['acme/vision/no-such:v1'], /^BAD +Visibility .*no-such/m],
  ])('reports %s, and exits with 1', async (_, changes, words, pattern) => {
    const emulator = await emulated();
    const program = start(['doctor', ...words, '--port', '0'], {
      ...environmentOf(emulator),
      ...changes(emulator.url),
    });
    expect(await program.end()).toBe(1);
    expect(program.stdout()).toMatch(pattern);
  });

  test('reports a port in use, a response that is not from a GraphQL API, and a wrong clock', async () => {
    const taken = createServer((request: IncomingMessage, response) => {
      request.resume();
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      response.end('<html>');
    });
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    closers.push(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const html = start(['doctor', '--port', String(port)], { WANDB_BASE_URL: `http://127.0.0.1:${port}` });
    expect(await html.end()).toBe(1);
    expect(html.stdout()).toMatch(new RegExp(`^BAD +Port +${port} on 127.0.0.1 is in use`, 'm'));
    expect(html.stdout()).toMatch(/^BAD +Address .*not as a GraphQL API/m);
    taken.removeAllListeners('request');
    taken.on('request', (request: IncomingMessage, response) => {
      request.resume();
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      response.setHeader('content-type', 'application/json').end('{"data":{"__typename":"Query"}}');
    });
    const late = start(['doctor', '--port', '0'], { WANDB_BASE_URL: `http://127.0.0.1:${port}` });
    expect(await late.end()).toBe(1);
    expect(late.stdout()).toMatch(/^BAD +Clock +3[56]\d\d s behind W&B's/m);
  });

  test('loads the key set for access tokens as the service does', async () => {
    const emulator = await emulated();
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const signing = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
    let answer: { status: number; body: string } = { status: 200, body: '' };
    const issuer = createServer((request: IncomingMessage, response) => {
      request.resume();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    closers.push(() => issuer.close());
    const { port } = issuer.address() as AddressInfo;
    const examine = async (address: string): Promise<[number | null, string]> => {
      const program = start(['doctor', '--port', '0'], {
        ...environmentOf(emulator),
        GATEWAY_JWKS_URL: `${address}?token=secret-of-the-address`,
        GATEWAY_JWT_ISSUER: 'https://issuer.example',
        GATEWAY_JWT_AUDIENCE: 'lineage',
      });
      const code = await program.end();
      expect(program.stdout()).not.toContain('secret-of-the-address');
      return [code, /^.*Token keys .*$/m.exec(program.stdout())?.[0] ?? program.stdout() + program.stderr()];
    };
    const address = `http://127.0.0.1:${port}/keys`;
    const cases: [{ status: number; body: string }, number, RegExp][] = [
      [
        { status: 200, body: JSON.stringify({ keys: [signing] }) },
        0,
        /^ok .*\/keys has one key for callers' tokens/,
      ],
      [{ status: 200, body: JSON.stringify({ keys: [] }) }, 1, /^BAD .*no key that could check.*401/],
      [
        { status: 200, body: JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }) },
        1,
        /^BAD .*no key that/,
      ],
      [{ status: 200, body: '{"keys":"none"}' }, 1, /^BAD .*no JSON Web Key Set/],
      [{ status: 404, body: '<html>' }, 1, /^BAD .*another status than 200.*GATEWAY_JWKS_URL/],
    ];
    for (const [next, code, words] of cases) {
      answer = next;
      expect(await examine(address)).toEqual([code, expect.stringMatching(words)]);
    }
    expect(await examine('http://127.0.0.1:59973/keys')).toEqual([
      1,
      expect.stringMatching(/^BAD .*cannot be reached \(ECONNREFUSED\)/),
    ]);
  }, 180_000);

  testWithRedis(
    'writes to Redis and reads it back, and never prints its password',
    async () => {
      const emulator = await emulated();
      const password = 'a-password-that-nobody-may-read';
      const redis = await startRedis();
      closers.push(() => redis.close());
      await redis.client.configSet('requirepass', password);
      const examine = async (url: string): Promise<[number | null, string]> => {
        const program = start(['doctor', '--port', '0'], { ...environmentOf(emulator), REDIS_URL: url });
        const code = await program.end();
        expect(program.stdout() + program.stderr()).not.toMatch(/a-password|wrong-one/);
        return [code, /^.*Redis .*$/m.exec(program.stdout())?.[0] ?? program.stdout() + program.stderr()];
      };
      expect(await examine(`redis://:${password}@127.0.0.1:${redis.port}`)).toEqual([
        0,
        expect.stringMatching(/^ok .*returned it in \d+ ms/),
      ]);
      expect(await redis.client.keys('*')).toHaveLength(1);
      expect(await redis.client.pTTL((await redis.client.keys('*'))[0] ?? '')).toBeLessThan(5_000);
      for (const [url, words] of [
        [`redis://:wrong-one@127.0.0.1:${redis.port}`, /^BAD .*WRONGPASS.*REDIS_URL/],
        [`redis://127.0.0.1:${redis.port}`, /^BAD .*NOAUTH/],
        ['redis://127.0.0.1:59973', /^BAD .*ECONNREFUSED/],
        [emulator.url.replace('http', 'redis'), /^BAD .*not Redis/],
      ] as const)
        expect(await examine(url)).toEqual([1, expect.stringMatching(words)]);
    },
    180_000,
  );
});
