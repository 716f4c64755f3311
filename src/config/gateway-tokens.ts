import { createHash, timingSafeEqual } from 'node:crypto';
import { InvalidValue, splitList, type ValueType } from './value-types.ts';

const minTokenLength = 20;

/** The tokens that let callers in. Only their hashes are kept: there is nothing to print. */
export class GatewayTokens {
  readonly #digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  /** Takes the same time whatever was given, and whichever token it is. */
  includes(token: string): boolean {
    const given = digest(token);
    return this.#digests.reduce((found, known) => timingSafeEqual(known, given) || found, false);
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Never repeats a token. */
export const gatewayTokens: ValueType<GatewayTokens> = {
  placeholder: '<list>',
  parse(given) {
    const tokens = splitList(given);
    if (tokens.length === 0)
      throw new InvalidValue('holds commas and no token; leave it out, or write tokens between them.');
    const bad = tokens.filter((token) => token.length < minTokenLength || /\s/.test(token)).length;
    if (bad > 0)
      throw new InvalidValue(
        `holds ${bad === 1 ? 'a token' : `${bad} tokens`} of fewer than ${minTokenLength} characters, or with a blank; make one with: openssl rand -hex 32`,
      );
    return new GatewayTokens(tokens);
  },
};
