import { GraphQLError } from 'graphql';
import { Credential, isKeyShaped, keyFromAuthorization } from '../wandb/credential.ts';
import type { ErrorCode } from '../graphql/errors.ts';

function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'UNAUTHENTICATED' satisfies ErrorCode, http: { status: 401 } },
  });
}

/**
 * The key for one request: the caller's own from `Authorization`, which always wins, else the shared one; null where there
 * is neither. Throws on a header that cannot hold a W&B key, since serving such a caller with another key would be worse.
 */
export function credentialFor(
  authorization: string | undefined,
  shared: Credential | null,
): Credential | null {
  if (authorization === undefined || authorization.trim() === '') return shared;
  const key = keyFromAuthorization(authorization);
  if (key === null) {
    throw unauthenticated(
      'The Authorization header has neither form that is wanted: "Bearer <W&B API key>" or "Basic <base64 of api:KEY>".',
    );
  }
  if (!isKeyShaped(key)) {
    throw unauthenticated(
      `The Authorization header holds a key of ${key.length} characters, which is no W&B API key: those have 40 or more of letters, digits, - and _.`,
    );
  }
  return new Credential(key);
}
