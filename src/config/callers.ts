import { Option, type Command } from 'commander';
import { withoutUser } from './addresses.ts';
import { GatewayTokens } from './gateway-tokens.ts';
import type { Environment, SettingsReader } from './reader.ts';

/** Who may ask. */
export interface CallerRules {
  /** Null: no list of tokens. */
  readonly tokens: GatewayTokens | null;
  /** Null: JSON Web Tokens are not taken. */
  readonly jwt: { readonly jwksUrl: URL; readonly issuer: string; readonly audience: string } | null;
  /** Names that may stand in the `Host` header; null: any. */
  readonly hosts: readonly string[] | null;
  /** Proxies in front whose word on the caller's address is taken. */
  readonly trustProxy: number | readonly string[] | false;
}

/** What commander makes of `addCallerOptions`. */
export interface CallerOptions {
  gatewayJwksUrl?: string;
  gatewayJwtIssuer?: string;
  gatewayJwtAudience?: string;
  allowedHosts?: string;
  trustProxy?: string;
}

const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];
const shortestToken = 20;

export function isLoopback(host: string): boolean {
  return loopbackHosts.includes(host);
}

export function addCallerOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--gateway-jwks-url <url>',
        'let in callers with a JSON Web Token that these keys signed',
      ).env('GATEWAY_JWKS_URL'),
    )
    .addOption(new Option('--gateway-jwt-issuer <iss>', 'who issues those tokens').env('GATEWAY_JWT_ISSUER'))
    .addOption(
      new Option('--gateway-jwt-audience <aud>', 'whom those tokens are for').env('GATEWAY_JWT_AUDIENCE'),
    )
    .addOption(
      new Option(
        '--allowed-hosts <list>',
        'names in the Host header to answer to, separated by commas (default: any; with an unchecked shared key this machine only)',
      ).env('ALLOWED_HOSTS'),
    )
    .addOption(
      new Option(
        '--trust-proxy <list>',
        "proxies whose X-Forwarded-For tells the caller's address: how many, or their addresses separated by commas",
      ).env('TRUST_PROXY'),
    )
    .addHelpText(
      'after',
      `  GATEWAY_TOKENS                  let in callers with one of these tokens, separated by commas. With tokens (or
                                  --gateway-jwks-url) every caller sends "Authorization: Bearer <gateway token>", and
                                  a W&B key of their own, if any, as "X-WandB-Api-Key: <key>"`,
    );
}

/** Whether each caller has to show a token of the gateway's own. */
export function areCallersChecked({ tokens, jwt }: Pick<CallerRules, 'tokens' | 'jwt'>): boolean {
  return tokens !== null || jwt !== null;
}

/** `openKeyOn`: whether whoever reaches the address reads what the shared key reads, given whether callers are checked. */
export function callerRulesFrom(
  options: CallerOptions,
  environment: Environment,
  read: SettingsReader,
  openKeyOn: (checked: boolean) => boolean,
): CallerRules {
  const tokens = tokensFrom(environment['GATEWAY_TOKENS'] ?? '', read);
  const jwt = jwtFrom(options, read);
  const checked = tokens !== null || jwt !== null || Boolean(options.gatewayJwksUrl);
  const named = read.list(options.allowedHosts ?? '').map((name) => name.toLowerCase());
  for (const name of named) {
    if (/[/:@\s]/.test(name.replace(/^\[[\da-f:]+\]$/, ''))) {
      read.problems.push(
        `--allowed-hosts (ALLOWED_HOSTS) holds "${name}"; write names such as lineage.example.com, without scheme and port.`,
      );
    }
  }
  // A page on another site can point its own name at 127.0.0.1, and would then be of the same origin.
  const hosts = named.length > 0 || openKeyOn(checked) ? [...loopbackHosts, '[::1]', ...named] : null;
  return Object.freeze({ tokens, jwt, hosts, trustProxy: proxiesFrom(options.trustProxy ?? '', read) });
}

function tokensFrom(text: string, read: SettingsReader): GatewayTokens | null {
  const tokens = read.list(text);
  const short = tokens.filter((token) => token.length < shortestToken || /\s/.test(token)).length;
  if (short > 0) {
    read.problems.push(
      `GATEWAY_TOKENS holds ${short === 1 ? 'a token' : `${short} tokens`} of fewer than ${shortestToken} characters, or with a blank; make one with: openssl rand -hex 32`,
    );
  } else if (text.trim() !== '' && tokens.length === 0) {
    read.problems.push(
      'GATEWAY_TOKENS holds commas and no token; leave it out, or write tokens between them.',
    );
  }
  return tokens.length > 0 && short === 0 ? new GatewayTokens(tokens) : null;
}

function jwtFrom(
  { gatewayJwksUrl, gatewayJwtIssuer, gatewayJwtAudience }: CallerOptions,
  { problems }: SettingsReader,
): CallerRules['jwt'] {
  if (!gatewayJwksUrl) {
    if (gatewayJwtIssuer || gatewayJwtAudience)
      problems.push(
        'GATEWAY_JWT_ISSUER and GATEWAY_JWT_AUDIENCE do nothing without GATEWAY_JWKS_URL; add it.',
      );
    return null;
  }
  const name = '--gateway-jwks-url (GATEWAY_JWKS_URL)';
  const jwksUrl = URL.canParse(gatewayJwksUrl) ? new URL(gatewayJwksUrl) : null;
  const isSafe =
    jwksUrl?.protocol === 'https:' || (jwksUrl?.protocol === 'http:' && isLoopback(jwksUrl.hostname));
  if (!isSafe || jwksUrl.username || jwksUrl.password) {
    problems.push(
      `${name} is "${withoutUser(gatewayJwksUrl)}"; write the https:// address of a key set, such as https://login.example.com/.well-known/jwks.json.`,
    );
  }
  if (!gatewayJwtIssuer)
    problems.push(`${name} needs GATEWAY_JWT_ISSUER: the "iss" that tokens have to carry.`);
  if (!gatewayJwtAudience)
    problems.push(`${name} needs GATEWAY_JWT_AUDIENCE: the "aud" that tokens have to carry.`);
  return isSafe && gatewayJwtIssuer && gatewayJwtAudience
    ? Object.freeze({ jwksUrl, issuer: gatewayJwtIssuer, audience: gatewayJwtAudience })
    : null;
}

function proxiesFrom(text: string, read: SettingsReader): CallerRules['trustProxy'] {
  if (/^\d+$/.test(text.trim())) return Number(text) === 0 ? false : Number(text);
  const addresses = read.list(text);
  const wrong = addresses.filter(
    (address) =>
      !/^[\da-f.:]+(?:\/\d{1,3})?$/i.test(address) && !/^(?:loopback|linklocal|uniquelocal)$/.test(address),
  );
  if (wrong.length > 0) {
    read.problems.push(
      `--trust-proxy (TRUST_PROXY) is "${text}"; write how many proxies there are, or their addresses, such as 10.0.0.0/8.`,
    );
    return false;
  }
  return addresses.length > 0 ? addresses : false;
}
