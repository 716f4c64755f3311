import { InvalidValue, listOf, splitList, type ValueType } from './value-types.ts';

export const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];

export function isLoopback(host: string): boolean {
  return loopbackHosts.includes(host);
}

/** An HTTP address without a trailing slash. */
export const httpUrl: ValueType<string> = {
  placeholder: '<url>',
  parse(given) {
    if (!/^https?:\/\//i.test(given.trim()) || !URL.canParse(given))
      throw new InvalidValue(
        `is "${withoutUser(given)}"; write a URL that begins with http:// or https://, such as https://api.wandb.ai.`,
      );
    const { origin, pathname, username, password, search, hash } = new URL(given);
    if (username || password || search || hash)
      throw new InvalidValue('holds more than an address (a user, a query or a fragment); leave that out.');
    return `${origin}${pathname}`.replace(/\/+$/, '');
  },
};

/** Catches the mistakes that W&B's own client catches: the web app's address for the API's, plain HTTP to W&B, `/graphql` at the end. */
export const wandbApiUrl: ValueType<string> = {
  placeholder: '<url>',
  parse(given) {
    const base = httpUrl.parse(given);
    const { hostname, protocol, origin } = new URL(base);
    const shown = `is "${withoutUser(given)}"`;
    if (/(^|\.)wandb\.ai$/.test(hostname) && !hostname.startsWith('api.')) {
      const api = hostname.replace(/^(www|app)\./, '').replace(/^(?!api\.)/, 'api.');
      throw new InvalidValue(`${shown}, W&B's web app; write the address of its API, https://${api}.`);
    }
    if (hostname === 'forge.coreweave.com')
      throw new InvalidValue(`${shown}, W&B's web app; write the address of its API, https://api.wandb.ai.`);
    const page = /^(.*?)\/[^/]+\/[^/]+\/(?:workspace|runs|artifacts|reports|sweeps|table)\b/.exec(base)?.[1];
    if (page !== undefined)
      throw new InvalidValue(`${shown}, a page of W&B's web app; write the address of the server, ${page}.`);
    if (hostname.endsWith('wandb.ai') && protocol === 'http:')
      throw new InvalidValue(`${shown}; W&B keys are sent over HTTPS only: write https://${hostname}.`);
    if (base.endsWith('/graphql')) {
      const instead = base.slice(0, -'/graphql'.length) || origin;
      throw new InvalidValue(`${shown}; leave out /graphql: write ${instead}.`);
    }
    return base;
  },
};

/** Origins as browsers write them, or `*`. */
export const origins = listOf((written) => {
  const origin = written.replace(/\/$/, '');
  return origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin) ? origin : null;
}, 'origins such as https://app.example.com');

/** Names in the `Host` header; IPv6 addresses stand in brackets. */
export const hostNames = listOf(
  (name) => (/[/:@\s]/.test(name.replace(/^\[[\da-f:]+\]$/i, '')) ? null : name.toLowerCase()),
  'names such as lineage.example.com, without scheme and port',
);

/** How many proxies stand in front of the gateway, or their addresses; false: none. */
export const proxies: ValueType<number | readonly string[] | false> = {
  placeholder: '<list>',
  parse(given) {
    if (/^\d+$/.test(given.trim())) return Number(given) === 0 ? false : Number(given);
    const addresses = splitList(given);
    const isAddress = (address: string): boolean =>
      /^[\da-f.:]+(?:\/\d{1,3})?$/i.test(address) || /^(?:loopback|linklocal|uniquelocal)$/.test(address);
    if (addresses.every(isAddress)) return addresses.length > 0 && addresses;
    throw new InvalidValue(
      `is "${given}"; write how many proxies there are, or their addresses, such as 10.0.0.0/8.`,
    );
  },
};

/** Where the keys are that sign callers' tokens. */
export const jwksUrl: ValueType<URL> = {
  placeholder: '<url>',
  parse(given) {
    const url = URL.canParse(given) ? new URL(given) : null;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    if (isSafe && !url.username && !url.password) return url;
    throw new InvalidValue(
      `is "${withoutUser(given)}"; write the https:// address of a key set, such as https://login.example.com/.well-known/jwks.json.`,
    );
  },
};

/** For messages: a user and password before the host's name are not repeated. */
function withoutUser(url: string): string {
  return url.replace(/^([a-z]+:\/\/)?.*@/i, '$1…@');
}
