import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { CallerRules } from '../../config/config.ts';
import { Credential, isKeyShaped, keyFromAuthorization } from '../../wandb/credential.ts';
import { unauthenticated } from './errors.ts';
import { createJwtVerifier } from './jwt.ts';

/** Who sends a request, and the W&B key that is used for it. */
export interface Caller {
  /** The caller's own W&B key, else the shared one, else null. */
  credential: Credential | null;
  /** Tells callers apart in logs and metrics, and reveals nothing else. */
  hash: string;
  /** Requests with the same key share one rate limit, and take turns with other keys. */
  rateKey: string;
}

export type Authenticate = (request: Pick<FastifyRequest, 'headers' | 'ip'>) => Promise<Caller>;

/** The rate limit of callers who are not authenticated. */
export function rateKeyOfAddress(ip: string): string {
  return `address ${ip}`;
}

/**
 * Decides who the caller is. Rejects with UNAUTHENTICATED for a header of the wrong form: falling back to the shared key
 * would give that caller somebody else's access. Until W&B has accepted a key (`isAccepted`), it may be made up, so its requests
 * count towards the rate limit of the address.
 */
export function createAuthenticate(
  { tokens, jwt }: Pick<CallerRules, 'tokens' | 'jwt'>,
  shared: Credential | null,
  isAccepted: (credential: Credential) => boolean,
): Authenticate {
  const verifyJwt = jwt && createJwtVerifier(jwt);

  /** A hash of the caller that the gateway token names. */
  async function checkToken(authorization: string | undefined): Promise<string> {
    const [scheme = '', token = '', ...rest] = (authorization ?? '').trim().split(/\s+/);
    if (scheme.toLowerCase() !== 'bearer' || token === '' || rest.length > 0)
      throw unauthenticated(
        `This gateway checks its callers: send "Authorization: Bearer <gateway token>". A W&B key of your own goes into "X-WandB-Api-Key".`,
      );
    if (tokens?.includes(token)) return shortHash('token', token);
    if (verifyJwt && token.split('.').length === 3) return shortHash('jwt', await verifyJwt(token));
    throw unauthenticated(
      `The Authorization header holds no token that this gateway knows. A W&B key goes into "X-WandB-Api-Key", beside the gateway's token.`,
    );
  }

  return async ({ headers: { authorization, 'x-wandb-api-key': header }, ip }) => {
    const ownKey = typeof header === 'string' ? header.trim() : '';
    const own = ownKey === '' ? null : credentialFrom(ownKey, 'X-WandB-Api-Key');
    if (tokens ?? jwt) {
      const hash = await checkToken(authorization);
      return { credential: own ?? shared, hash, rateKey: `caller ${hash}` };
    }
    const credential = own ?? credentialFromAuthorization(authorization);
    if (!credential) return { credential: shared, hash: 'anonymous', rateKey: rateKeyOfAddress(ip) };
    const hash = credential.fingerprint.slice(0, 12);
    const rateKey = isAccepted(credential) ? `caller ${hash}` : rateKeyOfAddress(ip);
    return { credential, hash, rateKey };
  };
}

function credentialFromAuthorization(authorization: string | undefined): Credential | null {
  if (authorization === undefined || authorization.trim() === '') return null;
  const key = keyFromAuthorization(authorization);
  if (key !== null) return credentialFrom(key, 'Authorization');
  throw unauthenticated(
    'The Authorization header has to be "Bearer <W&B API key>" or "Basic <base64 of api:KEY>".',
  );
}

function credentialFrom(key: string, header: string): Credential {
  if (isKeyShaped(key)) return new Credential(key);
  throw unauthenticated(
    `The ${header} header holds a key of ${key.length} characters, which is no W&B API key: those have 40 or more of letters, digits, - and _.`,
  );
}

function shortHash(kind: string, text: string): string {
  return createHash('sha256').update(`lineage-gateway:${kind}:${text}`).digest('hex').slice(0, 12);
}
