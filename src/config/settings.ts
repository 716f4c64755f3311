import { federationVersions, isPrefix, prefixForm } from '../federation/options.ts';
import { hostNames, httpUrl, jwksUrl, origins, proxies, wandbApiUrl } from './addresses.ts';
import { gatewayTokens } from './gateway-tokens.ts';
import { redisAddress } from './redis-address.ts';
import { trustedDocumentsFile } from './trusted-documents.ts';
import { flagType, InvalidValue, numberType, oneOf, onOffType, text, type ValueType } from './value-types.ts';

/** One row of the table. Its key gives option and variable their names: `maxDepth` is `--max-depth` and `MAX_DEPTH`. */
export interface Setting<Value = unknown> extends ValueType<Value> {
  readonly description: string;
  /** The default as a user would write it; null if there is no default. */
  readonly default: string | null;
  /** The environment variable, if it is not the key in upper case; null if there is none. */
  readonly variable?: string | null;
  /** Comes from the environment alone: every user of a machine can read its command lines. */
  readonly isSecret?: true;
}

type Range = [min: number, max: number];

const setting = <Value>(type: ValueType<Value>, fallback: string | number, description: string) =>
  ({ ...type, default: String(fallback), description }) satisfies Setting<Value>;
const optional = <Value>(type: ValueType<Value>, description: string): Setting<Value | null> => ({
  ...type,
  default: null,
  description,
});
const secret = <Value>(type: ValueType<Value>, description: string) => ({
  ...optional(type, description),
  isSecret: true as const,
});
const flag = (description: string) => ({ ...setting(flagType, 'false', description), variable: null });
const onOff = (description: string) => setting(onOffType, 'on', description);
const number = (placeholder: string) => (fallback: number, range: Range, description: string) =>
  setting(numberType(placeholder, range), fallback, description);
const count = number('<number>');
const bytes = number('<bytes>');
const seconds = number('<seconds>');
const milliseconds = number('<ms>');

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const prefix: ValueType<string> = {
  placeholder: '<prefix>',
  parse(given) {
    if (given === '' || isPrefix(given)) return given;
    throw new InvalidValue(`is "${given}"; write ${prefixForm}.`);
  },
};

/** All that a command needs that asks W&B; the other groups are those of the service. */
const wandb = {
  demo: flag('use the demo data, even if there is a W&B key'),
  snapshot: {
    ...optional(text('<file>'), 'use a file written by the command "snapshot" instead of W&B'),
    variable: null,
  },
  wandbApiKey: secret(
    text('<key>'),
    'W&B API key; by default that of the W&B host in ~/.netrc or ~/_netrc (NETRC names another file), where "wandb login" puts it',
  ),
  wandbBaseUrl: setting(wandbApiUrl, 'https://api.wandb.ai', "address of W&B's API"),
  wandbAppUrl: optional(
    httpUrl,
    "address of W&B's web app; https://forge.coreweave.com/wandb for api.wandb.ai, else the host of the API",
  ),
  wandbHttpTimeout: seconds(20, [0.1, 600], 'timeout of one W&B request'),
  wandbConcurrency: count(16, [1, 64], 'maximum concurrent W&B requests, of all queries together'),
  wandbRetryMax: {
    ...count(4, [0, 100], 'maximum retries of a W&B request that failed'),
    variable: 'WANDB_X_GRAPHQL_RETRY_MAX',
  },
  wandbRetryWaitMin: {
    ...seconds(0.25, [0, 600], 'wait before the first retry; it doubles with every retry'),
    variable: 'WANDB_X_GRAPHQL_RETRY_WAIT_MIN_SECONDS',
  },
  wandbRetryWaitMax: {
    ...seconds(8, [0, 600], 'maximum wait before a retry'),
    variable: 'WANDB_X_GRAPHQL_RETRY_WAIT_MAX_SECONDS',
  },
  wandbBatchSize: count(50, [1, 500], 'maximum keys in one W&B request'),
  wandbMaxFusedHops: count(8, [1, 16], 'maximum hops in one W&B request; 1 turns prefetching off'),
  requestDeadlineMs: milliseconds(
    25_000,
    [100, 600_000],
    'deadline of one query; a lineage walk then returns what it has found',
  ),
};

const server = {
  host: setting(text('<address>'), '127.0.0.1', 'address to listen on'),
  port: count(4000, [0, 65_535], 'port to listen on; 0 picks a free one'),
  corsOrigins: setting(origins, '', 'origins of other frontends, separated by commas; * allows any'),
  graphiql: onOff('serve the pages /, /graphiql and /explore'),
  policies: optional(text('<folder>'), 'folder of policies (*.yaml) that the field checks decides'),
  logLevel: setting(
    oneOf('<level>', logLevels),
    'info',
    `minimum level of log lines: ${logLevels.join(', ')}`,
  ),
  shutdownTimeoutMs: milliseconds(10_000, [0, 600_000], 'time for running requests to finish after SIGTERM'),
};

const authentication = {
  passthrough: flag('require every caller to send a W&B key; use no key of this machine'),
  allowAnonymous: flag(
    'let anyone who can reach the address read what the shared W&B key can read, or the snapshot',
  ),
  gatewayTokens: secret(gatewayTokens, 'tokens that callers may send, separated by commas'),
  gatewayJwksUrl: optional(jwksUrl, 'JSON Web Key Set; callers may send JSON Web Tokens signed by its keys'),
  gatewayJwtIssuer: optional(text('<iss>'), 'issuer that these tokens must name'),
  gatewayJwtAudience: optional(text('<aud>'), 'audience that these tokens must name'),
  allowedHosts: setting(
    hostNames,
    '',
    'accepted Host headers, separated by commas; if empty, any, or only this machine where callers are not checked and the data are private',
  ),
  trustProxy: setting(
    proxies,
    '',
    'proxies whose X-Forwarded-For is trusted: their number, or their addresses separated by commas',
  ),
};

const limits = {
  maxDepth: count(50, [1, 50], 'maximum hops of a lineage walk'),
  maxNodes: count(20_000, [1, 20_000], 'maximum nodes on one page of a lineage walk'),
  maxWandbRequests: count(500, [1, 1_000_000], 'maximum W&B requests of one query'),
  maxStreamNodes: count(1_000_000, [1, 10_000_000], 'maximum nodes in one response of /lineage.ndjson'),
  maxQueryCost: count(1_000_000, [1, 1e9], 'maximum values in one response, every list at its full size'),
  maxQueryDepth: count(32, [1, 1_000], 'maximum depth of a query; edges, nodes and node do not count'),
  maxQueryAliases: count(500, [0, 100_000], 'maximum aliases in a query'),
  maxQueryDirectives: count(100, [0, 100_000], 'maximum directives in a query'),
  maxQueryTokens: count(5_000, [1, 1_000_000], 'maximum tokens in a query'),
  maxBodyBytes: bytes(1_048_576, [1_024, 1e9], 'maximum size of a request body'),
  rateLimitPerMinute: count(0, [0, 10_000_000], 'maximum requests of one caller per minute; 0: no limit'),
  maxConcurrentRequests: count(200, [1, 100_000], 'maximum requests answered at the same time'),
  maxQueuedRequests: count(1_000, [0, 1_000_000], 'maximum requests waiting for that; others get 503'),
  queueTimeoutMs: milliseconds(5_000, [0, 600_000], 'maximum wait; then they get 503 too'),
};

const caching = {
  cache: onOff('reuse responses of W&B for later requests with the same key'),
  cacheMaxBytes: bytes(67_108_864, [1_048_576, 1e11], 'maximum memory for the cache'),
  cacheSeconds: count(15, [0, 3_600], 'seconds to cache a response of W&B; 0: not at all'),
  cacheMissingSeconds: count(5, [0, 3_600], 'seconds to cache that W&B shows no such object'),
  redisUrl: secret(
    redisAddress,
    'Redis through which replicas share the cache: redis://user:password@host:6379, rediss:// for TLS, or the nodes of a cluster separated by commas',
  ),
};

const schema = {
  schemaPrefix: setting(
    prefix,
    '',
    'prefix of every type and root field, if a name is taken in the supergraph',
  ),
  federationVersion: setting(
    oneOf('<version>', federationVersions),
    federationVersions[0],
    `Apollo Federation ${federationVersions.join(' or ')}; the later has @cost and @listSize`,
  ),
  introspection: onOff('let clients read the schema'),
  trustedDocuments: optional(trustedDocumentsFile, 'manifest of the only operations that are answered'),
};

/** The settings by group, as `--help` and docs/settings.md show them. */
export const groups = {
  'Weights & Biases': wandb,
  Server: server,
  Authentication: authentication,
  Limits: limits,
  Caching: caching,
  Schema: schema,
} satisfies Record<string, Record<string, Setting>>;

/** Every setting. Options, variables, types, `--help` and docs/settings.md come from here. */
export const settings = { ...wandb, ...server, ...authentication, ...limits, ...caching, ...schema };

export type SettingName = keyof typeof settings;
export type SettingValue<Name extends SettingName> = ReturnType<(typeof settings)[Name]['parse']>;

const namesOf = (...chosen: object[]) => chosen.flatMap((group) => Object.keys(group)) as SettingName[];

export const allSettings = namesOf(settings);
/** What a command reads that asks W&B and listens nowhere. */
export const connectionSettings = namesOf(wandb);
export const schemaSettings: SettingName[] = ['schemaPrefix', 'federationVersion'];

/** `--max-depth` for `maxDepth`. */
export function flagOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `MAX_DEPTH` for `maxDepth`; null where no variable is read. */
export function variableOf(name: SettingName): string | null {
  const { variable }: Setting = settings[name];
  return variable === undefined ? name.replace(/[A-Z]/g, '_$&').toUpperCase() : variable;
}
