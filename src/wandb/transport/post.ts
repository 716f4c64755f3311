import { GraphQLClient } from 'graphql-request';
import { Agent } from 'undici';
import type { Credential } from '../credential.ts';
import { WandbError } from '../errors.ts';
import type { MergedRequest } from '../merge.ts';
import { createBoundedFetch, isGoodStatus, NoResponseError, ResponseTooLargeError } from './bounded-fetch.ts';
import type { Health } from './breaker.ts';
import { isNotJson, outcomeFrom, parseBody, tooLarge, unavailable, type Outcome } from './response.ts';
import { isWorthRetrying, pauseSeconds, rateLimitFrom, type RateLimitFacts } from './retry.ts';

/** One HTTP request and what it means for the next one. */
export interface Attempt {
  outcome: Outcome;
  /** null where no response came. */
  status: number | null;
  /** The same request may fare better a little later. */
  isRetryable: boolean;
  /** Whether W&B itself failed, not this request. */
  health: Health;
  limit: RateLimitFacts;
  /** How long W&B wants nothing of this key; null: it does not say. */
  pauseSeconds: number | null;
}

export interface Poster {
  /** Rejects only where the signal is aborted, with its reason. `timeoutHint` says what to do about a timeout. */
  post(
    request: MergedRequest,
    credential: Credential | null,
    options: { signal: AbortSignal; timeoutMs: number; timeoutHint: string },
  ): Promise<Attempt>;
  close(): Promise<void>;
}

const noFacts: RateLimitFacts = { retryAfterSeconds: null, remaining: null, resetSeconds: null };

export function createPoster(baseUrl: string, userAgent: string, timeoutMs: number): Poster {
  const { host } = new URL(baseUrl);
  const dispatcher = new Agent({
    connect: { timeout: Math.min(timeoutMs, 10_000) },
    keepAliveTimeout: 30_000,
  });
  const client = new GraphQLClient(`${baseUrl}/graphql`, {
    fetch: createBoundedFetch(dispatcher),
    errorPolicy: 'all',
    // It would parse each document for the name, which `stringify` knows.
    excludeOperationName: true,
    jsonSerializer: { parse: parseBody, stringify: bodyFrom },
    headers: { accept: 'application/json', 'accept-encoding': 'gzip', 'user-agent': userAgent },
  });

  return {
    async post({ query, variables }, credential, { signal, timeoutMs: limitMs, timeoutHint }) {
      const timeout = createTimeout(signal, limitMs);
      try {
        const requestHeaders = credential ? { authorization: credential.authorizationHeader() } : {};
        const response = await client.rawRequest<unknown>({
          query,
          variables,
          requestHeaders,
          signal: timeout.signal,
        });
        signal.throwIfAborted();
        return attemptFrom(response, host, credential);
      } catch (error) {
        signal.throwIfAborted();
        if (timeout.isOver()) {
          const message = `W&B at ${host} gave no answer within ${limitMs / 1_000} s. ${timeoutHint}`;
          return withoutResponse(new WandbError('WANDB_TIMEOUT', message), true);
        }
        if (error instanceof NoResponseError) return withoutResponse(unavailable(host, error.message), false);
        if (!(error instanceof ResponseTooLargeError)) throw error;
        const outcome = { kind: 'refused', error: tooLarge(host), splittable: true } as const;
        return { outcome, status: 200, isRetryable: false, health: 'up', limit: noFacts, pauseSeconds: null };
      } finally {
        timeout.clear();
      }
    },
    close: () => dispatcher.close(),
  };
}

function bodyFrom(body: unknown): string {
  const { query, variables } = body as { query: string; variables: unknown };
  return JSON.stringify({ query, variables, operationName: /^query (\w+)/.exec(query)?.[1] });
}

function withoutResponse(error: WandbError, splittable: boolean): Attempt {
  const outcome = { kind: 'refused', error, splittable } as const;
  return { outcome, status: null, isRetryable: true, health: 'down', limit: noFacts, pauseSeconds: null };
}

function attemptFrom(
  response: { status: number; headers: Headers; data: unknown; errors?: unknown; extensions?: unknown },
  host: string,
  credential: Credential | null,
): Attempt {
  const { status, headers } = response;
  const limit = rateLimitFrom(headers);
  const pause = pauseSeconds(status, limit);
  // A good response that is not JSON was cut, or is not W&B's: that may pass.
  const isRetryable = isWorthRetrying(status) || (isGoodStatus(status) && isNotJson(response));
  const outcome = outcomeFrom(response, pause, host, credential);
  // A W&B that is down would not have resolved anything.
  const isDown = status >= 500 && isRetryable && outcome.kind === 'refused';
  return { outcome, status, isRetryable, health: isDown ? 'down' : 'up', limit, pauseSeconds: pause };
}

/** Follows a signal and a clock. A timer of its own: `AbortSignal.timeout` keeps its listeners until it strikes. */
function createTimeout(signal: AbortSignal, timeoutMs: number) {
  const controller = new AbortController();
  let isOver = false;
  const onAbort = (): void => controller.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    isOver = true;
    controller.abort();
  }, timeoutMs);
  return {
    signal: controller.signal,
    isOver: () => isOver,
    clear() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
