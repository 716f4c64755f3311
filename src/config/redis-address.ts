import { inspect } from 'node:util';

/** Where replicas share what W&B has answered. It prints without the password, wherever it is printed. */
export class RedisAddress {
  readonly #urls: readonly string[];

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /** With user and password; several are the nodes of one cluster. */
  urls(): readonly string[] {
    return this.#urls;
  }

  toString(): string {
    return this.#urls.map((url) => new URL(url).host).join(', ');
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return `RedisAddress(${this.toString()})`;
  }
}

/** What `REDIS_URL` names; null where it is empty. What is wrong with it is told without what it holds: that may be a password. */
export function redisAddressFrom(text: string, problems: string[]): RedisAddress | null {
  const urls = text
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '');
  if (urls.length === 0) return null;
  const wrong = urls.findIndex(
    (url) => !URL.canParse(url) || !['redis:', 'rediss:'].includes(new URL(url).protocol),
  );
  if (wrong < 0) return new RedisAddress(urls);
  problems.push(
    `REDIS_URL's address ${wrong + 1} of ${urls.length} is none of Redis. Write redis://user:password@host:6379, rediss:// for TLS, or the nodes of a cluster with commas between them.`,
  );
  return null;
}
