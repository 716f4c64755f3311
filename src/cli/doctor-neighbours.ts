import { probeRedis } from '../cache/shared-store.ts';
import type { Config } from '../config/config.ts';
import type { RedisAddress } from '../config/redis-address.ts';
import { probeTokenKeys } from '../server/http/jwt.ts';
import type { Finding } from './doctor.ts';

/** What the gateway needs beside W&B, as far as the settings name it: the keys of callers' tokens, and Redis. */
export async function neighbourFindings({ callers, redis }: Config): Promise<Finding[]> {
  const findings: Promise<Finding>[] = [];
  if (callers.jwt) findings.push(tokenKeysFinding(callers.jwt.jwksUrl));
  if (redis) findings.push(redisFinding(redis));
  return Promise.all(findings);
}

async function tokenKeysFinding(jwksUrl: URL): Promise<Finding> {
  const subject = 'Token keys';
  const found = await probeTokenKeys(jwksUrl);
  const where = `${jwksUrl.origin}${jwksUrl.pathname}`;
  if (found.usable === 0) {
    const words = `${where} holds no key that could check a signature: every token would be refused with 401; check what the issuer publishes there`;
    return { state: 'bad', subject, words };
  }
  if (found.usable !== null) {
    const keys = found.usable === 1 ? 'one key that signs' : `${found.usable} keys that sign`;
    return { state: 'ok', subject, words: `${where} has ${keys} callers' tokens` };
  }
  const words = `${where} ${found.problem}: callers with a token would get 503; check GATEWAY_JWKS_URL`;
  return { state: 'bad', subject, words };
}

async function redisFinding(redis: RedisAddress): Promise<Finding> {
  const subject = 'Redis';
  const found = await probeRedis(redis.urls());
  const where = redis.toString();
  if ('durationMs' in found)
    return {
      state: 'ok',
      subject,
      words: `${where} kept a value and gave it back in ${found.durationMs} ms`,
    };
  const words = `${where}: ${found.problem}; replicas would share nothing, and each ask W&B itself; check REDIS_URL`;
  return { state: 'bad', subject, words };
}
