import { createHash, timingSafeEqual } from 'node:crypto';
import { InvalidValue, splitList, type ValueType } from './value-types.ts';

const minTokenLength = 20;

/** The tokens that let callers in. A closure holds their hashes, so that there is nothing to print. */
export interface GatewayTokens {
  /** Takes the same time whatever was given, and whichever token it is. */
  includes(token: string): boolean;
}

/** Never repeats a token. */
export const gatewayTokens: ValueType<GatewayTokens> = {
  placeholder: '<list>',
  parse(text) {
    const tokens = splitList(text);
    if (tokens.length === 0)
      throw new InvalidValue('holds commas and no token; leave it out, or write tokens between them.');
    const bad = tokens.filter((token) => token.length < minTokenLength || /\s/.test(token)).length;
    if (bad > 0)
      throw new InvalidValue(
        `holds ${bad === 1 ? 'a token' : `${bad} tokens`} of fewer than ${minTokenLength} characters, or with a blank; make one with: openssl rand -hex 32`,
      );
    const known = tokens.map(digest);
    return {
      includes(token) {
        const given = digest(token);
        return known.filter((each) => timingSafeEqual(each, given)).length > 0;
      },
    };
  },
};

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
