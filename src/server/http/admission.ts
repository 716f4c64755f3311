import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { rateKeyOfAddress, type Authenticate, type Caller } from './authentication.ts';
import { httpError, unavailable } from './errors.ts';
import { checkPreflight } from './security-headers.ts';
import {
  createConcurrencyLimit,
  shuttingDown,
  type InFlightRequest,
  type InFlightRequests,
} from './in-flight.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no authentication and has no rate limit: reveals nothing of W&B and is cheap. */
    open?: boolean;
    /** Answers to every host name: a probe asks by the address of a container. */
    anyHost?: boolean;
  }
  interface FastifyRequest {
    /** Null on open routes. */
    caller: Caller | null;
    /** Null until the body has arrived, and on open routes. */
    inFlight: InFlightRequest | null;
    /** Called when the response body is complete; null while no slot is held. */
    onBodyMade: (() => void) | null;
  }
}

export interface AdmissionOptions {
  config: Config;
  authenticate: Authenticate;
  inFlight: InFlightRequests;
  onRefused: (reason: 'host' | 'caller' | 'rate' | 'load' | 'ending') => void;
}

/** Checks the host of every request, and on routes that are not open the caller, the rate limit, and one of the slots for concurrent requests. */
export async function registerAdmission(app: FastifyInstance, options: AdmissionOptions): Promise<void> {
  const { config, authenticate, inFlight, onRefused } = options;
  const { rateLimitPerMinute } = config;
  const { hosts } = config.callers;
  const secondsToWait = await createRateLimit(app, rateLimitPerMinute);
  const acquireSlot = createConcurrencyLimit(config);
  const releaseOf = createSlotRelease(config.maxConcurrentRequests);

  app.decorateRequest('caller', null);
  app.decorateRequest('inFlight', null);
  app.decorateRequest('onBodyMade', null);

  const refuse = (reason: Parameters<typeof onRefused>[0], error: unknown): never => {
    onRefused(reason);
    throw error;
  };

  // Looks at headers only: a request that is refused is not read.
  app.addHook('onRequest', async (request) => {
    const hostHeaders = request.raw.rawHeaders.filter(
      (name, index) => index % 2 === 0 && name.toLowerCase() === 'host',
    ).length;
    // Node keeps the first; a proxy in front may have checked the last.
    if (hostHeaders > 1)
      refuse('host', httpError('BAD_REQUEST', `This request has ${hostHeaders} Host headers; send one.`));
    const host = hostOf(request);
    if (hosts && !hosts.includes(host) && request.routeOptions.config.anyHost !== true)
      refuse(
        'host',
        httpError(
          'FORBIDDEN',
          `This gateway does not answer to the host name ${JSON.stringify(host)}. Ask it as 127.0.0.1 or localhost, or name the host in ALLOWED_HOSTS.`,
        ),
      );
    if (request.method === 'OPTIONS') checkPreflight(request.headers, config.corsOrigins);
    if (isOpen(request)) return;
    if (inFlight.isShuttingDown) refuse('ending', shuttingDown());
    request.caller = await authenticate(request).catch(async (error: unknown) => {
      // Guessed keys count for the address.
      await secondsToWait(request);
      return refuse('caller', error);
    });
    const retryAfterSeconds = await secondsToWait(request);
    if (retryAfterSeconds !== null)
      refuse(
        'rate',
        httpError(
          'RATE_LIMITED',
          `This caller has sent more than ${rateLimitPerMinute.toLocaleString('en')} requests in a minute. Wait ${retryAfterSeconds} s.`,
          { retryAfterSeconds },
        ),
      );
  });

  // The body has arrived by now, so that a client that sends it slowly holds no slot.
  app.addHook('preHandler', async (request, reply) => {
    const { caller } = request;
    if (!caller) return;
    const active = inFlight.add();
    request.inFlight = active;
    if (!(await acquireSlot(caller.rateKey, active.signal, releaseOf(request, reply, active))))
      refuse(
        'load',
        unavailable(
          'The gateway answers as many requests as it can at the moment. Send this one again shortly.',
          2,
        ),
      );
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    // The next request on this connection would be lost.
    if (inFlight.isShuttingDown) void reply.header('connection', 'close');
    if (typeof payload === 'string') request.onBodyMade?.();
    done();
  });
}

/** Seconds until the caller may send again, null where it may now. */
async function createRateLimit(
  app: FastifyInstance,
  rateLimitPerMinute: number,
): Promise<(request: FastifyRequest) => Promise<number | null>> {
  if (rateLimitPerMinute === 0) return () => Promise.resolve(null);
  await app.register(rateLimit, { global: false });
  const check = app.createRateLimit({
    max: rateLimitPerMinute,
    timeWindow: 60_000,
    keyGenerator: ({ caller, ip }) => caller?.rateKey ?? rateKeyOfAddress(ip),
  });
  return async (request) => {
    const state = await check(request);
    return !state.isAllowed && state.isExceeded ? Math.max(1, state.ttlInSeconds) : null;
  };
}

/**
 * Resolves when a request needs its slot no longer: when its response body is made, so that slow readers do not keep others
 * out, or, where too many responses are unread already, when it is read.
 */
function createSlotRelease(maxUnread: number) {
  let unread = 0;
  return (request: FastifyRequest, { raw }: FastifyReply, active: InFlightRequest): Promise<void> =>
    new Promise((resolve) => {
      let isUnread = false;
      request.onBodyMade = () => {
        if (unread >= maxUnread) return;
        unread += 1;
        isUnread = true;
        resolve();
      };
      raw.once('close', () => {
        request.onBodyMade = null;
        if (isUnread) unread -= 1;
        active.end();
        resolve();
      });
    });
}

function isOpen({ routeOptions, is404 }: FastifyRequest): boolean {
  return is404 || routeOptions.config.open === true;
}

/** The name in the `Host` header without its port; a page can set X-Forwarded-Host, so that is not read. */
function hostOf({ headers, host }: FastifyRequest): string {
  return (headers.host ?? host).replace(/:\d+$/, '').toLowerCase();
}

/** The caller and the signal of a request on a guarded route. */
export function admitted({ caller, inFlight, url }: FastifyRequest): { caller: Caller; signal: AbortSignal } {
  if (!caller || !inFlight) throw new TypeError(`The route ${url} is open, so it has no caller.`);
  return { caller, signal: inFlight.signal };
}
