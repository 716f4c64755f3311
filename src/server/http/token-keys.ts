import type { JWK, JWTPayload, JWTVerifyOptions, RemoteJWKSet } from 'jose';

/** Verifies tokens by the keys at an address; rejects with jose's errors. */
export async function createTokenVerifier(
  jwksUrl: URL,
  rules: JWTVerifyOptions,
): Promise<(token: string) => Promise<JWTPayload>> {
  const [{ jwtVerify, errors }, keys] = await Promise.all([import('jose'), createTokenKeys(jwksUrl)]);
  return async (token) => {
    try {
      return (await jwtVerify(token, keys, rules)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // A token need not name its key (`kid`): then each that may have signed it is tried.
      for await (const key of error) {
        try {
          return (await jwtVerify(token, key, rules)).payload;
        } catch (failure) {
          if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
        }
      }
      throw new errors.JWSSignatureVerificationFailed();
    }
  };
}

/** The keys that sign callers' tokens. They are fetched when first needed, and again, not too often, for a key that is new. */
async function createTokenKeys(jwksUrl: URL): Promise<RemoteJWKSet> {
  // Only who checks such tokens pays for loading it.
  const { createRemoteJWKSet, customFetch } = await import('jose');
  return createRemoteJWKSet(jwksUrl, { [customFetch]: createPatientFetch() });
}

/** For so long a key server that failed is left alone. */
const failedPauseMs = 2_000;

/** Whoever makes up tokens would have a key server that is down asked once for each of them. */
function createPatientFetch(): (url: string, options: RequestInit) => Promise<Response> {
  let notBeforeMs = 0;
  return async (url, options) => {
    if (Date.now() < notBeforeMs) throw new TypeError('The key server failed a moment ago.');
    notBeforeMs = Date.now() + failedPauseMs;
    const response = await fetch(url, options);
    if (response.ok) notBeforeMs = 0;
    return response;
  };
}

export type TokenKeysFinding = { usable: number; problem?: never } | { usable: null; problem: string };

/** Fetches the keys once: how many can check a signature, or why none came, in words that hold nothing of the answer. */
export async function probeTokenKeys(jwksUrl: URL): Promise<TokenKeysFinding> {
  const { errors } = await import('jose');
  const keys = await createTokenKeys(jwksUrl);
  try {
    await keys.reload();
  } catch (error) {
    if (error instanceof errors.JWKSTimeout) return missing('gave no answer within 5 s');
    if (error instanceof errors.JWKSInvalid) return missing('answered something that is no JSON Web Key Set');
    if (error instanceof errors.JOSEError)
      return missing('answered with another status than 200, or something that is not JSON');
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    return missing(`cannot be reached${cause?.code === undefined ? '' : ` (${cause.code})`}`);
  }
  return { usable: keys.jwks()?.keys.filter(checksSignatures).length ?? 0 };
}

function missing(problem: string): TokenKeysFinding {
  return { usable: null, problem };
}

/** A secret that both sides know would be no secret at a public address. */
function checksSignatures({ kty, use }: JWK): boolean {
  return kty !== 'oct' && (use === undefined || use === 'sig');
}
