import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createConfig, ConfigError, type Environment } from '../../src/config.ts';
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

describe('which key serves callers', () => {
  test('none anywhere: the demo', () => {
    expect(createConfig(serveOptions(), none)).toMatchObject({ mode: 'demo', shared: null });
  });

  test('WANDB_API_KEY is shared', () => {
    const config = createConfig(serveOptions(), { ...none, WANDB_API_KEY: key });
    expect(config).toMatchObject({ mode: 'sharedKey', wandbBaseUrl: 'https://api.wandb.ai' });
    expect(config.shared?.credential.authorizationHeader()).toBe(
      `Basic ${Buffer.from(`api:${key}`).toString('base64')}`,
    );
    expect(JSON.stringify(config)).not.toContain(key.slice(0, 12));
  });

  test('else the entry for the W&B host in netrc, as wandb login writes it', () => {
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

  test('--demo and --passthrough leave a key alone', () => {
    expect(createConfig(serveOptions({ demo: true }), { ...none, WANDB_API_KEY: key })).toMatchObject({
      mode: 'demo',
      shared: null,
    });
    expect(createConfig(serveOptions({ passthrough: true }), { ...none, WANDB_API_KEY: key })).toMatchObject({
      mode: 'passthrough',
      shared: null,
    });
  });

  test('a W&B host without a key: each caller brings one', () => {
    expect(createConfig(serveOptions({ wandbBaseUrl: 'https://wandb.corp' }), none).mode).toBe('passthrough');
  });
});

describe('what is refused, with what to write instead', () => {
  test('a shared key on an address that others reach', () => {
    expect(problemsOf({ host: '0.0.0.0' }, { ...none, WANDB_API_KEY: key })).toMatch(/--allow-anonymous/);
    expect(problemsOf({ host: '0.0.0.0', allowAnonymous: true }, { ...none, WANDB_API_KEY: key })).toBe('');
    expect(problemsOf({ host: '0.0.0.0', passthrough: true }, { ...none, WANDB_API_KEY: key })).toBe('');
    expect(problemsOf({ host: '0.0.0.0', demo: true })).toBe('');
  });

  test.each([
    ['https://wandb.ai', 'https://api.wandb.ai'],
    ['https://www.wandb.ai/', 'https://api.wandb.ai'],
    ['https://app.wandb.ai', 'https://api.wandb.ai'],
    ['https://corp.wandb.ai', 'https://api.corp.wandb.ai'],
    ['http://api.wandb.ai', 'https://api.wandb.ai'],
    ['https://wandb.corp/graphql', 'https://wandb.corp'],
    ['wandb.corp', 'https://api.wandb.ai'],
    ['ftp://wandb.corp', 'https://api.wandb.ai'],
  ])('WANDB_BASE_URL %s: write %s', (given, instead) => {
    const problem = problemsOf({ wandbBaseUrl: given });
    expect(problem).toContain(`"${given}"`);
    expect(problem).toContain(instead);
  });

  test('a path prefix and a trailing slash are fine', () => {
    expect(
      createConfig(serveOptions({ wandbBaseUrl: 'http://wandb.corp:8080/prefix/' }), none).wandbBaseUrl,
    ).toBe('http://wandb.corp:8080/prefix');
  });

  test('everything that is wrong is listed at once, and no key is shown', () => {
    const problem = problemsOf(
      {
        port: '70000',
        wandbBatchSize: 'many',
        wandbConcurrency: '0',
        wandbHttpTimeout: '-1',
        logLevel: 'loud',
        corsOrigins: 'example.com/x',
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
    ]) {
      expect(problem).toContain(name);
    }
    expect(problem).not.toContain('too-short-secret');
  });
});
