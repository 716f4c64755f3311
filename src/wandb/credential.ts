import { createHash, createHmac } from 'node:crypto';
import { inspect } from 'node:util';

/** What W&B knows a caller by. It prints as its last four characters, wherever it is printed. */
export class Credential {
  readonly #key: string;
  /** A hash of the key: tells two callers apart without telling either. */
  readonly fingerprint: string;

  constructor(key: string) {
    this.#key = key;
    this.fingerprint = createHash('sha256')
      .update('wandb-lineage-gateway:')
      .update(key)
      .digest('hex')
      .slice(0, 32);
  }

  /** The header by which W&B's own SDK sends a key; identity tokens travel the same way. */
  authorizationHeader(): string {
    return `Basic ${Buffer.from(`api:${this.#key}`).toString('base64')}`;
  }

  /** A secret of this credential's own for one purpose: equal on every replica, and of no use to find the key. */
  derive(purpose: string): Buffer {
    return createHmac('sha256', this.#key).update(`wandb-lineage-gateway:${purpose}`).digest();
  }

  toString(): string {
    return `…${this.#key.slice(-4)}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return `Credential(${this.toString()})`;
  }
}

const identityToken = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const apiKey = /^(?:[\w]+-)?[\w-]{40,}$/;

/** Whether W&B's own client would take this for a key: 40 characters or more with an optional prefix, or a JWT. */
export function isKeyShaped(key: string): boolean {
  return apiKey.test(key) || (identityToken.test(key) && key.length >= 40);
}

/** The key in an `Authorization` header (`Bearer <key>` or `Basic api:<key>`); null where the header has neither form. */
export function keyFromAuthorization(header: string): string | null {
  const [scheme = '', value = '', ...rest] = header.trim().split(/\s+/);
  if (rest.length > 0 || value === '') return null;
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return null;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? null : decoded.slice(colon + 1) || null;
}
