import { isLoopback, loopbackHosts } from './addresses.ts';
import {
  ConfigError,
  readSettings,
  type Environment,
  type GivenSettings,
  type Overrides,
  type ReadSettings,
} from './read-settings.ts';
import { allSettings, connectionSettings } from './settings.ts';
import { findSharedKey } from './shared-key.ts';

/** Where the key comes from that serves callers without one of their own. */
export type AuthMode = 'demo' | 'snapshot' | 'sharedKey' | 'passthrough';

/** Every setting by its name, and what follows from several of them. */
export type Config = ReturnType<typeof configFrom>;
export type CallerRules = Config['callers'];

/** Checks all settings and finds the key. @throws ConfigError */
export function createConfig(given: GivenSettings, environment: Environment): Config {
  return configFrom(readSettings(allSettings, given, environment), environment);
}

/** The settings of a command that asks W&B and listens nowhere. @throws ConfigError */
export function createConnectionConfig(
  given: GivenSettings,
  environment: Environment,
  { defaults = {} }: Overrides = {},
): Config {
  // A command is one query, for which nobody else waits.
  const overrides = { defaults: { cache: 'off', maxWandbRequests: '1000000', ...defaults } };
  return configFrom(readSettings(connectionSettings, given, environment, overrides), environment);
}

function configFrom(read: ReadSettings, environment: Environment) {
  const { mode, shared, jwt, exposed } = checkTogether(read, environment);
  // Secrets stand in objects that print nothing of them.
  const { wandbApiKey: _, gatewayTokens: tokens, redisUrl: redis, ...values } = read.values;
  return Object.freeze({
    ...values,
    mode,
    /** Null in the other modes. */
    shared,
    callers: Object.freeze({
      tokens,
      jwt,
      /** Accepted `Host` headers; null: any. A page on another site can point its own name at 127.0.0.1, and would then be of the same origin. */
      hosts:
        values.allowedHosts.length > 0 || exposed !== null
          ? [...loopbackHosts, '[::1]', ...values.allowedHosts]
          : null,
      /** What anyone who reaches the gateway can read, although it is private; null: nothing, or `--allow-anonymous` accepts it. */
      exposed,
      trustProxy: values.trustProxy,
    }),
    schema: Object.freeze({ prefix: values.schemaPrefix, federationVersion: values.federationVersion }),
    wandbTimeoutMs: values.wandbHttpTimeout * 1_000,
    wandbRetry: Object.freeze({
      maxRetries: values.wandbRetryMax,
      minWaitMs: values.wandbRetryWaitMin * 1_000,
      maxWaitMs: values.wandbRetryWaitMax * 1_000,
    }),
    /** Null: nothing is cached. */
    cache: values.cache
      ? Object.freeze({
          maxBytes: values.cacheMaxBytes,
          lifetimeMs: values.cacheSeconds * 1_000,
          missingMs: values.cacheMissingSeconds * 1_000,
        })
      : null,
    /** Null: replicas share no cache. */
    redis,
  });
}

/** The rules that concern several settings. @throws ConfigError that lists these problems and those of single settings */
function checkTogether({ values, problems, isGiven }: ReadSettings, environment: Environment) {
  const { demo, snapshot, passthrough, host } = values;
  const sources = [
    ...(demo ? ['--demo'] : []),
    ...(snapshot === null ? [] : ['--snapshot']),
    ...(passthrough ? ['--passthrough'] : []),
  ];
  if (sources.length > 1)
    problems.push(`${sources.join(' and ')} exclude each other; leave all but one of them out.`);
  const shared = sources.length > 0 ? null : findSharedKey(values, environment, problems);
  const isForCallersWithKeys = passthrough || isGiven('wandbBaseUrl');
  const modeOfService = shared ? 'sharedKey' : isForCallersWithKeys ? 'passthrough' : 'demo';
  const mode: AuthMode = demo ? 'demo' : snapshot === null ? modeOfService : 'snapshot';

  const isChecked = isGiven('gatewayTokens') || isGiven('gatewayJwksUrl');
  const privateData = {
    sharedKey: `what the W&B key from ${shared?.source ?? ''} can read`,
    snapshot: `the snapshot ${snapshot ?? ''}`,
    passthrough: null,
    demo: null,
  }[mode];
  const exposed = isChecked || values.allowAnonymous ? null : privateData;
  if (exposed !== null && !isLoopback(host)) {
    const ownKeys = mode === 'sharedKey' ? ' let them send their own keys with --passthrough,' : '';
    problems.push(
      `--host (HOST) is "${host}": anyone who reaches that address could read ${exposed}. Check callers with GATEWAY_TOKENS or GATEWAY_JWKS_URL,${ownKeys} listen on 127.0.0.1, or accept it with --allow-anonymous.`,
    );
  }
  if (isGiven('redisUrl') && !values.cache)
    problems.push('REDIS_URL is set and CACHE is off: leave one of them out.');
  const { gatewayJwksUrl: jwksUrl, gatewayJwtIssuer: issuer, gatewayJwtAudience: audience } = values;
  if (isGiven('gatewayJwksUrl')) {
    const needs = '--gateway-jwks-url (GATEWAY_JWKS_URL) needs';
    if (!issuer) problems.push(`${needs} GATEWAY_JWT_ISSUER: the "iss" that tokens must have.`);
    if (!audience) problems.push(`${needs} GATEWAY_JWT_AUDIENCE: the "aud" that tokens must have.`);
  } else if (issuer || audience) {
    problems.push(
      'GATEWAY_JWT_ISSUER and GATEWAY_JWT_AUDIENCE have no effect without GATEWAY_JWKS_URL; add it.',
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const jwt = jwksUrl && issuer && audience ? Object.freeze({ jwksUrl, issuer, audience }) : null;
  return { mode, shared, jwt, exposed };
}

/** Whether every caller has to show a token of the gateway's own. */
export function areCallersChecked({ tokens, jwt }: Pick<CallerRules, 'tokens' | 'jwt'>): boolean {
  return tokens !== null || jwt !== null;
}
