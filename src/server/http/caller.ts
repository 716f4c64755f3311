import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import type { CallerRules } from '../../config/callers.ts';
import type { ErrorCode } from '../../graphql/errors.ts';
import { Credential, isKeyShaped, keyFromAuthorization } from '../../wandb/credential.ts';
import { unavailable } from './refusals.ts';
import { createTokenVerifier } from './token-keys.ts';

/** Who asks, and with which key W&B is asked for them. */
export interface Caller {
  /** The caller's own W&B key, else the shared one, else null. */
  credential: Credential | null;
  /** Tells callers apart in logs and counters, and tells nothing else. */
  hash: string;
  /** Whether the hash stands for something that the gateway itself has checked. */
  isKnown: boolean;
}

export type IdentifyCaller = (headers: IncomingHttpHeaders) => Promise<Caller>;

const keyHeader = 'x-wandb-api-key';

function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: {
      code: 'UNAUTHENTICATED' satisfies ErrorCode,
      http: { status: 401, headers: new Map([['www-authenticate', 'Bearer realm="lineage-gateway"']]) },
    },
  });
}

/**
 * Reads who asks from the headers. Rejects with UNAUTHENTICATED for a header that cannot hold what it should, since serving
 * such a caller with another key would be worse.
 */
export function createIdentifyCaller(
  rules: Pick<CallerRules, 'tokens' | 'jwt'>,
  shared: Credential | null,
): IdentifyCaller {
  const { tokens, jwt } = rules;
  const verifyJwt = jwt && createJwtCheck(jwt);

  /** Throws unless the header names a caller who may ask: a hash of who that is. */
  async function check(authorization: string | undefined): Promise<string> {
    const [scheme = '', token = '', ...rest] = (authorization ?? '').trim().split(/\s+/);
    if (scheme.toLowerCase() !== 'bearer' || token === '' || rest.length > 0) {
      throw unauthenticated(
        `This gateway checks its callers: send "Authorization: Bearer <gateway token>". A W&B key of your own goes into "X-WandB-Api-Key".`,
      );
    }
    if (tokens?.includes(token)) return shortHash('token', token);
    if (verifyJwt && token.split('.').length === 3) return shortHash('jwt', await verifyJwt(token));
    throw unauthenticated(
      `The Authorization header holds no token that this gateway knows. A W&B key goes into "X-WandB-Api-Key", beside the gateway's token.`,
    );
  }

  return async ({ authorization, [keyHeader]: given }) => {
    const ownKey = typeof given === 'string' && given.trim() !== '' ? given.trim() : null;
    const own = ownKey === null ? null : credentialFrom(ownKey, 'X-WandB-Api-Key');
    if (tokens ?? jwt) {
      const hash = await check(authorization);
      return { credential: own ?? shared, hash, isKnown: true };
    }
    const credential = own ?? credentialFromAuthorization(authorization);
    return {
      credential: credential ?? shared,
      hash: credential ? credential.fingerprint.slice(0, 12) : 'anonymous',
      isKnown: false,
    };
  };
}

function credentialFromAuthorization(authorization: string | undefined): Credential | null {
  if (authorization === undefined || authorization.trim() === '') return null;
  const key = keyFromAuthorization(authorization);
  if (key === null) {
    throw unauthenticated(
      'The Authorization header has neither form that is wanted: "Bearer <W&B API key>" or "Basic <base64 of api:KEY>".',
    );
  }
  return credentialFrom(key, 'Authorization');
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

/** Checks signature, issuer, audience and expiry: resolves to whom the token names. */
function createJwtCheck({ jwksUrl, issuer, audience }: NonNullable<CallerRules['jwt']>) {
  const rules = { issuer, audience, requiredClaims: ['exp', 'sub'], clockTolerance: 30 };
  const ready = Promise.all([createTokenVerifier(jwksUrl, rules), import('jose')]);
  return async (token: string): Promise<string> => {
    const [verify, { errors }] = await ready;
    try {
      const { sub } = await verify(token);
      return `${issuer} ${sub ?? ''}`;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw unauthenticated('The token in the Authorization header has expired. Get a new one.');
      if (error instanceof errors.JWTClaimValidationFailed) {
        throw unauthenticated(
          `The token in the Authorization header does not fit this gateway: its "${error.claim}" is not the one wanted.`,
        );
      }
      const isTheirs =
        error instanceof errors.JOSEError &&
        !(error instanceof errors.JWKSTimeout) &&
        !(error instanceof errors.JWKSInvalid) &&
        error.code !== 'ERR_JOSE_GENERIC';
      if (isTheirs)
        throw unauthenticated(
          'The token in the Authorization header is not signed by a key that this gateway trusts.',
        );
      throw unavailable(
        'The gateway cannot read the keys with which it checks tokens (GATEWAY_JWKS_URL). Try again shortly.',
        5,
      );
    }
  };
}
