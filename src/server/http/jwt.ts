import type { JWTPayload, JWTVerifyOptions, RemoteJWKSet } from 'jose';
import type { CallerRules } from '../../config/config.ts';
import { unauthenticated, unavailable } from './errors.ts';

/** How long to wait before the next request to a key server that failed. */
const failurePauseMs = 2_000;

/** jose's codes for a key server that does not answer with 200, in time, or with a key set. */
const keySetFailures = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

/**
 * Verifies a JSON Web Token's signature, issuer, audience and expiry; resolves to its issuer and subject. Rejects with
 * UNAUTHENTICATED, or with SERVICE_UNAVAILABLE where the keys cannot be read.
 */
export function createJwtVerifier({
  jwksUrl,
  issuer,
  audience,
}: NonNullable<CallerRules['jwt']>): (token: string) => Promise<string> {
  const rules = { issuer, audience, requiredClaims: ['exp', 'sub'], clockTolerance: 30 };
  const ready = Promise.all([import('jose'), createKeySet(jwksUrl)]);
  return async (token) => {
    const [{ errors }, keys] = await ready;
    try {
      const { sub } = await verifyWithAnyKey(token, keys, rules);
      return `${issuer} ${sub ?? ''}`;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw unauthenticated('The token in the Authorization header has expired. Get a new one.');
      if (error instanceof errors.JWTClaimValidationFailed)
        throw unauthenticated(
          `The token in the Authorization header does not fit this gateway: its "${error.claim}" is not the one wanted.`,
        );
      if (!(error instanceof errors.JOSEError) || keySetFailures.has(error.code))
        throw unavailable(
          'The gateway cannot read the keys with which it checks tokens (GATEWAY_JWKS_URL). Try again shortly.',
          5,
        );
      throw unauthenticated(
        'The token in the Authorization header is not signed by a key that this gateway trusts.',
      );
    }
  };
}

async function verifyWithAnyKey(
  token: string,
  keys: RemoteJWKSet,
  rules: JWTVerifyOptions,
): Promise<JWTPayload> {
  const { jwtVerify, errors } = await import('jose');
  try {
    return (await jwtVerify(token, keys, rules)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // A token without `kid` may be signed by any key of the set: jose leaves it to the caller to try each.
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, rules)).payload;
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Keys are fetched on first use, and again, with a cooldown, for a key id that is new. */
async function createKeySet(jwksUrl: URL): Promise<RemoteJWKSet> {
  const { createRemoteJWKSet, customFetch } = await import('jose');
  let notBeforeMs = 0;
  // jose's cooldown begins with a success: without this one, each invalid token would ask a key server that is down.
  const fetchWithPause = async (url: string, options: RequestInit): Promise<Response> => {
    if (Date.now() < notBeforeMs) throw new TypeError('The key server failed a moment ago.');
    notBeforeMs = Date.now() + failurePauseMs;
    const response = await fetch(url, options);
    if (response.ok) notBeforeMs = 0;
    return response;
  };
  return createRemoteJWKSet(jwksUrl, { [customFetch]: fetchWithPause });
}

export type TokenKeysFinding = { usable: number; problem?: never } | { usable: null; problem: string };

/** Fetches the keys once: how many can check a signature, or why none came, without quoting the response. */
export async function probeTokenKeys(jwksUrl: URL): Promise<TokenKeysFinding> {
  const { errors } = await import('jose');
  const keySet = await createKeySet(jwksUrl);
  const failed = (problem: string): TokenKeysFinding => ({ usable: null, problem });
  try {
    await keySet.reload();
  } catch (error) {
    if (error instanceof errors.JWKSTimeout) return failed('gave no answer within 5 s');
    if (error instanceof errors.JWKSInvalid) return failed('answered something that is no JSON Web Key Set');
    if (error instanceof errors.JOSEError)
      return failed('answered with another status than 200, or something that is not JSON');
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    return failed(`cannot be reached${cause?.code === undefined ? '' : ` (${cause.code})`}`);
  }
  // A symmetric key at a public address would be no secret.
  const keys = keySet.jwks()?.keys ?? [];
  return { usable: keys.filter(({ kty, use }) => kty !== 'oct' && (use ?? 'sig') === 'sig').length };
}
