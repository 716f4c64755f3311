import { InvalidValue, splitList, type ValueType } from './value-types.ts';

/** Where replicas share their cache. The URLs hold a password: neither JSON nor inspect shows them. */
export interface RedisAddress {
  /** With user and password; several are the nodes of one cluster. */
  urls: () => readonly string[];
  /** Without them. */
  toString: () => string;
}

/** Never repeats what was given: that may hold a password. */
export const redisAddress: ValueType<RedisAddress> = {
  placeholder: '<list>',
  parse(given) {
    const urls = splitList(given);
    const wrong = urls.findIndex((url) => !isRedisUrl(url));
    if (wrong < 0 && urls.length > 0)
      return { urls: () => urls, toString: () => urls.map((url) => new URL(url).host).join(', ') };
    const which = urls.length > 1 ? ` (address ${wrong + 1} of ${urls.length})` : '';
    throw new InvalidValue(
      `is not a Redis URL${which}; write redis://user:password@host:6379, rediss:// for TLS, or the nodes of a cluster separated by commas.`,
    );
  },
};

function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, username, password } = new URL(text);
  const isDatabase = /^\/?\d*$/.test(pathname);
  const isDecodable = !/%(?![\da-f]{2})/i.test(username + password);
  return ['redis:', 'rediss:'].includes(protocol) && isDatabase && isDecodable;
}
