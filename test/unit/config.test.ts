import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { settingsPageFrom } from '../../docs/settings-page.js';
import { createConfig, createConnectionConfig } from '../../src/config/config.ts';
import { ConfigError, type Environment } from '../../src/config/read-settings.ts';
import * as table from '../../src/config/settings.ts';
import { serveOptions } from '../support/gateway.ts';

const key = '0123456789abcdef0123456789abcdef01234567';
const none: Environment = { NETRC: '/nonexistent' };

function problemsOf(options: Parameters<typeof serveOptions>[0], environment: Environment = none): string {
  try {
    createConfig(serveOptions(options), environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('The key that serves callers', () => {
  test('is missing everywhere: the gateway starts in demo mode', () => {
    expect(createConfig(serveOptions(), none)).toMatchObject({ mode: 'demo', shared: null });
  });

  test('is WANDB_API_KEY, shared by all callers', () => {
    const config = createConfig(serveOptions(), { ...none, WANDB_API_KEY: key });
    expect(config).toMatchObject({ mode: 'sharedKey', wandbBaseUrl: 'https://api.wandb.ai' });
    expect(config.shared?.credential.authorizationHeader()).toBe(
      `Basic ${Buffer.from(`api:${key}`).toString('base64')}`,
    );
    expect(JSON.stringify(config)).not.toContain(key.slice(0, 12));
  });

  test.each([
    [['_netrc'], '_netrc'],
    [['.netrc', '_netrc'], '.netrc'],
  ])('is read from %j of the home folder as W&B reads it: %s', (names, read) => {
    const home = mkdtempSync(join(tmpdir(), 'home-'));
    for (const name of names)
      writeFileSync(join(home, name), `machine api.wandb.ai login user password ${key}`);
    expect(createConfig(serveOptions(), { HOME: home }).shared?.source).toBe(join(home, read));
  });

  test('is otherwise the netrc entry of the W&B host', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'netrc-')), 'netrc');
    writeFileSync(file, `machine wandb.corp\n  login user\n  password ${key}\n`);
    const config = createConfig(serveOptions({ wandbBaseUrl: 'https://wandb.corp/' }), { NETRC: file });
    expect(config).toMatchObject({
      mode: 'sharedKey',
      shared: { source: file },
      wandbBaseUrl: 'https://wandb.corp',
    });
    expect(createConfig(serveOptions({ wandbBaseUrl: 'https://other.corp' }), { NETRC: file }).mode).toBe(
      'passthrough',
    );
  });

  test('is ignored with --demo and --passthrough', () => {
    expect(createConfig(serveOptions({ demo: true }), { ...none, WANDB_API_KEY: key })).toMatchObject({
      mode: 'demo',
      shared: null,
    });
    expect(createConfig(serveOptions({ passthrough: true }), { ...none, WANDB_API_KEY: key })).toMatchObject({
      mode: 'passthrough',
      shared: null,
    });
  });

  test("is the caller's own when there is a W&B host without a key", () => {
    expect(createConfig(serveOptions({ wandbBaseUrl: 'https://wandb.corp' }), none).mode).toBe('passthrough');
  });
});

describe('A configuration is rejected with a hint for', () => {
  test('a shared key on a public address', () => {
    expect(problemsOf({ host: '0.0.0.0' }, { ...none, WANDB_API_KEY: key })).toMatch(/--allow-anonymous/);
    expect(problemsOf({ host: '0.0.0.0', allowAnonymous: true }, { ...none, WANDB_API_KEY: key })).toBe('');
    expect(problemsOf({ host: '0.0.0.0', passthrough: true }, { ...none, WANDB_API_KEY: key })).toBe('');
    expect(problemsOf({ host: '0.0.0.0', demo: true })).toBe('');
    const tokens = 'gateway-token-0123456789';
    expect(problemsOf({ host: '0.0.0.0' }, { ...none, WANDB_API_KEY: key, GATEWAY_TOKENS: tokens })).toBe('');
    const jwt = {
      gatewayJwksUrl: 'https://login.example.com/keys',
      gatewayJwtIssuer: 'https://login.example.com',
      gatewayJwtAudience: 'lineage',
    };
    expect(problemsOf({ host: '0.0.0.0', ...jwt }, { ...none, WANDB_API_KEY: key })).toBe('');
  });

  test('a snapshot on a public address', () => {
    const open = { host: '0.0.0.0', snapshot: 'saved.json' };
    expect(problemsOf(open)).toMatch(/could read the snapshot saved\.json.*--allow-anonymous/);
    expect(problemsOf({ ...open, allowAnonymous: true })).toBe('');
    expect(problemsOf({ ...open, host: '127.0.0.1' })).toBe('');
    expect(problemsOf(open, { ...none, GATEWAY_TOKENS: 'gateway-token-0123456789' })).toBe('');
  });

  test('caller authentication that would check nothing', () => {
    const short = problemsOf({}, { ...none, GATEWAY_TOKENS: 'short-secret, other' });
    expect(short).toContain('2 tokens of fewer than 20');
    expect(short).not.toContain('short-secret');
    expect(problemsOf({}, { ...none, GATEWAY_TOKENS: ' , ' })).toContain('no token');
    const half = problemsOf({ gatewayJwksUrl: 'http://login.example.com/keys' });
    for (const word of ['https://', 'GATEWAY_JWT_ISSUER', 'GATEWAY_JWT_AUDIENCE'])
      expect(half).toContain(word);
    expect(problemsOf({ gatewayJwtIssuer: 'https://login.example.com' })).toContain('GATEWAY_JWKS_URL');
    expect(problemsOf({ allowedHosts: 'https://a.example.com' })).toContain('ALLOWED_HOSTS');
    expect(problemsOf({ trustProxy: 'nginx' })).toContain('TRUST_PROXY');
  });

  test('an invalid manifest of trusted documents', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'manifest.json');
    for (const [text, words] of [
      ['no json, secret words', 'not JSON'],
      ['[]', 'not an object'],
      ['{"a":""}', 'has no text'],
      ['{}', 'no operation'],
      ['{"format":"x","operations":[]}', 'format'],
    ] as const) {
      writeFileSync(file, text);
      const problem = problemsOf({ trustedDocuments: file });
      expect(problem).toContain(words);
      expect(problem).not.toContain('secret');
    }
    expect(problemsOf({ trustedDocuments: '/nonexistent.json' })).toContain('TRUSTED_DOCUMENTS');
  });

  test.each([
    ['https://wandb.ai', 'https://api.wandb.ai'],
    ['https://www.wandb.ai/', 'https://api.wandb.ai'],
    ['https://app.wandb.ai', 'https://api.wandb.ai'],
    ['https://corp.wandb.ai', 'https://api.corp.wandb.ai'],
    ['https://forge.coreweave.com/wandb', 'https://api.wandb.ai'],
    ['https://forge.coreweave.com/wandb/acme/vision/workspace', 'https://api.wandb.ai'],
    ['https://acme.wandb.io/acme/vision/runs/abc', 'write the address of the server, https://acme.wandb.io.'],
    ['http://api.wandb.ai', 'https://api.wandb.ai'],
    ['https://wandb.corp/graphql', 'https://wandb.corp'],
    ['wandb.corp', 'https://api.wandb.ai'],
    ['ftp://wandb.corp', 'https://api.wandb.ai'],
  ])('WANDB_BASE_URL %s, which should be %s', (given, instead) => {
    const problem = problemsOf({ wandbBaseUrl: given });
    expect(problem).toContain(`"${given}"`);
    expect(problem).toContain(instead);
  });

  test.each(['HTTPS://api.wandb.corp', ' https://api.wandb.corp/ ', 'Https://API.wandb.corp\n'])(
    'no base URL written as %j',
    (given) => {
      expect(createConfig(serveOptions(), { ...none, WANDB_BASE_URL: given }).wandbBaseUrl).toBe(
        'https://api.wandb.corp',
      );
    },
  );

  test.each(['', ' '])('no WANDB_BASE_URL that is %j', (given) => {
    const { mode, wandbBaseUrl } = createConfig(serveOptions(), { ...none, WANDB_BASE_URL: given });
    expect({ mode, wandbBaseUrl }).toEqual({ mode: 'demo', wandbBaseUrl: 'https://api.wandb.ai' });
  });

  test('no base URL with a path prefix and a trailing slash', () => {
    expect(
      createConfig(serveOptions({ wandbBaseUrl: 'http://wandb.corp:8080/prefix/' }), none).wandbBaseUrl,
    ).toBe('http://wandb.corp:8080/prefix');
  });

  test('all mistakes at once, without showing a key', () => {
    const problem = problemsOf(
      {
        port: '70000',
        wandbBatchSize: 'many',
        wandbConcurrency: '0',
        wandbHttpTimeout: '-1',
        logLevel: 'loud',
        corsOrigins: 'example.com/x',
        maxQueryCost: '0',
        introspection: 'maybe',
        shutdownTimeoutMs: 'soon',
      },
      { ...none, WANDB_API_KEY: 'too-short-secret' },
    );
    for (const name of [
      'PORT',
      'WANDB_BATCH_SIZE',
      'WANDB_CONCURRENCY',
      'WANDB_HTTP_TIMEOUT',
      'LOG_LEVEL',
      'CORS_ORIGINS',
      'WANDB_API_KEY',
      'MAX_QUERY_COST',
      'INTROSPECTION',
      'SHUTDOWN_TIMEOUT_MS',
    ]) {
      expect(problem).toContain(name);
    }
    expect(problem).not.toContain('too-short-secret');
  });
});

describe('Settings', () => {
  test('prefer an option to its variable, and treat an empty variable as not set', () => {
    const environment = {
      ...none,
      MAX_DEPTH: '7',
      MAX_NODES: '8',
      PORT: '',
      REDIS_URL: ' ',
      WANDB_BASE_URL: '',
    };
    const config = createConfig({ maxDepth: 6 }, environment);
    expect(config).toMatchObject({ mode: 'demo', port: 4000, redis: null });
    expect(config).toMatchObject({ maxDepth: 6, maxNodes: 8 });
  });

  test('read secrets from the environment only', () => {
    expect(createConfig({ wandbApiKey: key }, none).shared).toBeNull();
    expect(createConfig({ gatewayTokens: 'gateway-token-0123456789' }, none).callers.tokens).toBeNull();
  });

  test('show no secret when they are printed', () => {
    const secrets = {
      WANDB_API_KEY: key,
      GATEWAY_TOKENS: 'gateway-token-0123456789',
      REDIS_URL: 'redis://:pw-7@redis',
    };
    const config = createConfig({}, { ...none, ...secrets });
    expect(config.redis?.urls()).toEqual(['redis://:pw-7@redis']);
    const printed =
      JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true }) + String(config.redis);
    for (const secret of [key.slice(0, 12), 'gateway-token', 'pw-7']) expect(printed).not.toContain(secret);
  });

  test('for the service are ignored by a command that does not listen', () => {
    const config = createConnectionConfig(
      { wandbBatchSize: '7' },
      { ...none, WANDB_API_KEY: key, GATEWAY_TOKENS: 'short', HOST: '0.0.0.0', REDIS_URL: 'nonsense' },
      { defaults: { requestDeadlineMs: '600000' } },
    );
    expect(config).toMatchObject({ mode: 'sharedKey', wandbBatchSize: 7, cache: null, redis: null });
    expect(config.requestDeadlineMs).toBe(600_000);
  });
});

test('docs/settings.md is what "npm run docs:settings" writes', () => {
  expect(readFileSync('docs/settings.md', 'utf8')).toBe(settingsPageFrom(table));
});
