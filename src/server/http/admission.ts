import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { CallerRules } from '../../config/callers.ts';
import type { OperationLimits } from '../../config/operations.ts';
import type { Credential } from '../../wandb/credential.ts';
import { createFairSlots } from '../../wandb/fair-slots.ts';
import type { Caller, IdentifyCaller } from './caller.ts';
import { ending, type ActiveRequest, type Lifecycle } from './lifecycle.ts';
import { forbidden, tooMany, unavailable } from './refusals.ts';
import { cutOffStalled } from './slow-clients.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered to everybody, uncounted: what tells nothing of W&B and costs next to nothing. */
    open?: boolean;
  }
  interface FastifyRequest {
    /** Null on open routes. */
    caller: Caller | null;
    active: ActiveRequest | null;
    /** Told when the whole answer is made; null where no slot is held. */
    onAnswerMade: (() => void) | null;
  }
}

/** A client that reads as fast as most has its answer by then. */
const readingMs = 1_000;

export interface AdmissionOptions {
  rules: CallerRules;
  limits: OperationLimits;
  identify: IdentifyCaller;
  lifecycle: Lifecycle;
  /** Whether W&B has taken this key lately. */
  isAccepted: (credential: Credential) => boolean;
  /** Told of each request that was turned away, and why. */
  onRefused: (reason: 'host' | 'caller' | 'rate' | 'load' | 'ending') => void;
}

/**
 * Decides who comes in, before anything of the request is looked at but its headers: every route is guarded, unless it
 * says that it is open.
 */
export async function registerAdmission(app: FastifyInstance, options: AdmissionOptions): Promise<void> {
  const { rules, limits, identify, lifecycle, onRefused } = options;
  const isOverRate = await createRateCheck(app, options);
  const slots = createFairSlots(limits.maxConcurrent);
  // Callers take turns at the slots: the same caller has the same owner.
  const owners = new LRUCache<string, object>({ max: 10_000 });
  let waiting = 0;
  /** Whose answers are made and not read yet: they have given back their slots. */
  let unread = 0;

  app.decorateRequest('caller', null);
  app.decorateRequest('active', null);
  app.decorateRequest('onAnswerMade', null);

  app.addHook('onRequest', async (request) => {
    if (isOpen(request)) return;
    if (lifecycle.isEnding) {
      onRefused('ending');
      throw ending();
    }
    if (rules.hosts && !rules.hosts.includes(hostOf(request))) {
      onRefused('host');
      throw forbidden(
        `This gateway does not answer to the host name ${JSON.stringify(hostOf(request))}. Ask it as 127.0.0.1 or localhost, or name the host in ALLOWED_HOSTS.`,
      );
    }
    try {
      request.caller = await identify(request.headers);
    } catch (error) {
      onRefused('caller');
      // Who guesses keys is counted too.
      await isOverRate?.(request);
      throw error;
    }
    const wait = await isOverRate?.(request);
    if (wait !== undefined && wait !== null) {
      onRefused('rate');
      throw tooMany(
        `This caller has sent more than ${limits.ratePerMinute.toLocaleString('en')} requests in a minute. Wait ${wait} s.`,
        wait,
      );
    }
  });

  // Whoever is answered while we end must not send the next request down the same connection.
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (lifecycle.isEnding) void reply.header('connection', 'close');
    if (typeof payload === 'string') request.onAnswerMade?.();
    await Promise.resolve();
  });

  // Once the body is there: a client that sends it slowly takes no slot.
  app.addHook('preHandler', async (request, reply) => {
    if (isOpen(request) || !request.caller) return;
    const active = lifecycle.begin();
    request.active = active;
    cutOffStalled(reply.raw);
    const finished = new Promise<void>((resolve) => {
      let isUnread = false;
      let reading: NodeJS.Timeout | undefined;
      // Few clients that do not read what they asked for would keep all others out.
      request.onAnswerMade = () => {
        reading = setTimeout(() => {
          if (unread >= limits.maxConcurrent) return;
          unread += 1;
          isUnread = true;
          resolve();
        }, readingMs);
      };
      reply.raw.once('close', () => {
        clearTimeout(reading);
        request.onAnswerMade = null;
        if (isUnread) unread -= 1;
        // Answered or not: what a walk that was cut still asks of W&B is of no use to anybody.
        active.cancel();
        active.done();
        resolve();
      });
    });
    const isFull = lifecycle.inFlight - unread > limits.maxConcurrent;
    if (isFull && waiting >= limits.maxQueued) throw overloaded();
    const key = rateKeyOf(request, options.isAccepted);
    const owner = owners.get(key) ?? {};
    owners.set(key, owner);
    const turn = { owner, signal: active.signal, untilMs: Date.now() + limits.queueTimeoutMs };
    waiting += 1;
    const isAdmitted = await new Promise<boolean>((resolve, reject) => {
      slots
        .run(turn, () => {
          resolve(true);
          return finished;
        })
        .then((outcome) => {
          if (outcome === null) resolve(false);
        }, reject);
    }).finally(() => (waiting -= 1));
    if (!isAdmitted) throw overloaded();
  });

  function overloaded() {
    onRefused('load');
    return unavailable(
      'The gateway answers as many requests as it can at the moment. Send this one again shortly.',
      2,
    );
  }
}

/** Seconds to wait where a caller asks too often, else null. */
async function createRateCheck(
  app: FastifyInstance,
  { limits, isAccepted }: AdmissionOptions,
): Promise<((request: FastifyRequest) => Promise<number | null>) | null> {
  if (limits.ratePerMinute === 0) return null;
  await app.register(rateLimit, { global: false });
  const check = app.createRateLimit({
    max: limits.ratePerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => rateKeyOf(request, isAccepted),
  });
  return async (request) => {
    const state = await check(request);
    return !state.isAllowed && state.isExceeded ? Math.max(1, state.ttlInSeconds) : null;
  };
}

/** A key that W&B has not taken may be made up, with another one for each request: it counts for the address. */
function rateKeyOf({ caller, ip }: FastifyRequest, isAccepted: (credential: Credential) => boolean): string {
  if (!caller || caller.hash === 'anonymous') return `address ${ip}`;
  if (caller.isKnown || (caller.credential && isAccepted(caller.credential))) return `caller ${caller.hash}`;
  return `address ${ip}`;
}

function isOpen({ routeOptions, is404 }: FastifyRequest): boolean {
  return is404 || routeOptions.config.open === true;
}

/** The name in the `Host` header, without its port. */
function hostOf({ headers, host }: FastifyRequest): string {
  // Not what a proxy says the name was: a page can say it too.
  return (headers.host ?? host).replace(/:\d+$/, '').toLowerCase();
}

/** The signal of the request, and whose it is. Only for guarded routes. */
export function admittedTo(request: FastifyRequest): { caller: Caller; signal: AbortSignal } {
  const { caller, active } = request;
  if (!caller || !active) throw new TypeError(`The route ${request.url} is open, and asks W&B.`);
  return { caller, signal: active.signal };
}
