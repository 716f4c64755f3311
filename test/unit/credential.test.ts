import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Credential, isKeyShaped, keyFromAuthorization } from '../../src/wandb/credential.ts';
import { passwordFor } from '../../src/wandb/netrc.ts';

const hexKey = '0123456789abcdef0123456789abcdef01234567';
const longKey = `wandb_v1_${'aB3-_'.repeat(15)}xy`;
const token = `${'a'.repeat(20)}.${'b'.repeat(30)}.${'c-_'.repeat(8)}`;

test.each([hexKey, longKey, `local-${hexKey}`, token])('%s is accepted as a key.', (key) => {
  expect(isKeyShaped(key)).toBe(true);
});

test.each(['', 'short', hexKey.slice(1), `${hexKey} `, `${hexKey}\n`, `${hexKey}/`, 'a.b.c'])(
  '%j is not accepted as a key.',
  (key) => {
    expect(isKeyShaped(key)).toBe(false);
  },
);

test('A key is read from a Bearer token or from the password of Basic.', () => {
  expect(keyFromAuthorization(`Bearer ${hexKey}`)).toBe(hexKey);
  expect(keyFromAuthorization(`bearer  ${hexKey}`)).toBe(hexKey);
  expect(keyFromAuthorization(`Basic ${Buffer.from(`api:${hexKey}`).toString('base64')}`)).toBe(hexKey);
  for (const header of [
    '',
    hexKey,
    'Bearer',
    'Digest abc',
    `Bearer ${hexKey} more`,
    `Basic ${Buffer.from('nocolon').toString('base64')}`,
  ]) {
    expect(keyFromAuthorization(header)).toBeNull();
  }
});

test('A credential shows at most four characters, however it is printed.', () => {
  const credential = new Credential(hexKey);
  for (const text of [
    String(credential),
    JSON.stringify({ credential }),
    inspect({ credential }, { depth: 9, showHidden: true }),
  ]) {
    expect(text).toContain('4567');
    expect(text).not.toContain('34567');
  }
  expect(credential.fingerprint).not.toContain(hexKey.slice(0, 8));
  expect(new Credential(hexKey).fingerprint).toBe(credential.fingerprint);
  expect(new Credential(longKey).fingerprint).not.toBe(credential.fingerprint);
});

describe('A netrc file', () => {
  test('is read as wandb login writes it', () => {
    expect(passwordFor('api.wandb.ai', `machine api.wandb.ai\n  login user\n  password ${hexKey}\n`)).toBe(
      hexKey,
    );
  });

  test('is searched by host and port', () => {
    const text = `# mine\nmachine other login a password no\nmachine wandb.corp:8080 login user password "${hexKey}"\ndefault login x password no\n`;
    expect(passwordFor('wandb.corp:8080', text)).toBe(hexKey);
    expect(passwordFor('wandb.corp', text)).toBeNull();
  });

  test('with macros or syntax errors yields no key', () => {
    expect(
      passwordFor('h', 'macdef init\nmachine h login a password b\n\nmachine g password c\n'),
    ).toBeNull();
    expect(passwordFor('h', 'machine h login')).toBeNull();
  });
});
