import { ClientError, GraphQLClient } from 'graphql-request';
import { Agent, fetch as undiciFetch, type Response as UndiciResponse } from 'undici';
import type { AnswerError } from './answer.ts';
import type { Health } from './breaker.ts';
import type { Credential } from './credential.ts';
import { WandbError } from './errors.ts';
import type { MergedRequest } from './merge.ts';
import { longestClosedMs } from './rate-limit-gate.ts';
import { isWorthRetrying, pauseSeconds, rateLimitFrom, type RateLimitFacts } from './retry-timing.ts';

/**
 * What came of one HTTP request. `refused`: nothing usable came; `splittable` tells whether a smaller request may fare
 * better, because the fault may lie with one of its keys or with its size.
 */
export type Outcome =
  | { kind: 'answered'; data: unknown; errors: readonly AnswerError[]; refused: WandbError }
  | { kind: 'refused'; error: WandbError; splittable: boolean };

/** One HTTP request and what it means for the next one. */
export interface Attempt {
  outcome: Outcome;
  /** null where no answer came. */
  status: number | null;
  /** The same request may fare better a little later. */
  isRetryable: boolean;
  /** Whether W&B itself failed, not this request. */
  health: Health;
  limit: RateLimitFacts;
  /** How long W&B wants nothing of this key; null: it does not say. */
  pauseSeconds: number | null;
}

/** One way to W&B: the connections to it. */
export interface Wire {
  /** Rejects only where the signal is aborted, with its reason. `timeoutHint` tells the caller what to do about a timeout. */
  attempt(
    request: Pick<MergedRequest, 'query' | 'variables'>,
    credential: Credential | null,
    options: { signal: AbortSignal; timeoutMs: number; timeoutHint: string },
  ): Promise<Attempt>;
  close(): Promise<void>;
}

/** What one answer may be long, unpacked: a small one can be packed so that it fills the memory, and end the process. */
const longestAnswerBytes = 64 * 1024 * 1024;

/** Nothing came of it on the way: the network's word, not that of whoever reads the answer. */
class NoAnswer extends Error {}
class TooLongAnswer extends Error {}

const noFacts: RateLimitFacts = { retryAfterSeconds: null, remaining: null, resetSeconds: null };

export function createWire(baseUrl: string, userAgent: string, timeoutMs: number): Wire {
  const host = new URL(baseUrl).host;
  const agent = new Agent({ connect: { timeout: Math.min(timeoutMs, 10_000) }, keepAliveTimeout: 30_000 });
  const client = new GraphQLClient(`${baseUrl}/graphql`, {
    errorPolicy: 'all',
    headers: { 'user-agent': userAgent },
    // It parses each document for the name, which is a tenth of what a large walk costs; ours begins with it.
    excludeOperationName: true,
    jsonSerializer: {
      parse: JSON.parse,
      stringify: (body) => JSON.stringify(withOperationName(body as object)),
    },
    fetch: (async (input: URL, init: object) => {
      const response = await undiciFetch(input, { ...init, dispatcher: agent, redirect: 'manual' }).catch(
        (cause: unknown) => Promise.reject(new NoAnswer('no answer', { cause })),
      );
      return Object.defineProperty(response, 'text', { value: () => boundedText(response) });
    }) as unknown as typeof fetch,
  });

  const attempt: Wire['attempt'] = async ({ query, variables }, credential, { signal, ...timing }) => {
    const patience = withTimeout(signal, timing.timeoutMs);
    try {
      const response = await client.rawRequest<unknown>({
        query,
        variables,
        signal: patience.signal,
        ...(credential && { requestHeaders: { authorization: credential.authorizationHeader() } }),
      });
      return answered(response.status, response, host, credential);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ClientError)
        return answered(error.response.status, error.response, host, credential);
      if (patience.isOver()) {
        const message = `W&B at ${host} gave no answer within ${timing.timeoutMs / 1_000} s. ${timing.timeoutHint}`;
        return silent(new WandbError('WANDB_TIMEOUT', message), true, null);
      }
      if (error instanceof NoAnswer) return silent(unavailable(host, 'cannot be reached'), false, null);
      if (error instanceof TooLongAnswer)
        return { ...silent(tooLong(host), true, 200), isRetryable: false, health: 'up' };
      // A 200 whose body is no JSON ends in a bare SyntaxError, and one of another shape or type in an error of its reader.
      return error instanceof SyntaxError
        ? { ...silent(unavailable(host, 'answered something that is not JSON'), true, 200), health: 'up' }
        : silent(unavailable(host, 'answered something that is no GraphQL answer'), false, 200);
    } finally {
      patience.clear();
    }
  };
  return { attempt, close: () => agent.close() };
}

function withOperationName(body: { query?: string }): object {
  return { ...body, operationName: /^query (\w+)/.exec(body.query ?? '')?.[1] };
}

/** Rejects with NoAnswer where it breaks off, and with TooLongAnswer where it does not end. */
async function boundedText({ body }: UndiciResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      bytes += (chunk as Uint8Array).byteLength;
      if (bytes > longestAnswerBytes) throw new TooLongAnswer('the answer is too long');
      chunks.push(chunk as Uint8Array);
    }
  } catch (cause) {
    throw cause instanceof TooLongAnswer ? cause : new NoAnswer('the answer broke off', { cause });
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function tooLong(host: string): WandbError {
  const most = longestAnswerBytes / 1024 / 1024;
  return new WandbError(
    'WANDB_ERROR',
    `W&B at ${host} answers this with more than ${most} MiB, which is the most that is read. Ask for shorter lists (first), or for fewer fields.`,
  );
}

function silent(error: WandbError, splittable: boolean, status: number | null): Attempt {
  const outcome = { kind: 'refused' as const, error, splittable };
  return { outcome, status, isRetryable: true, health: 'down', limit: noFacts, pauseSeconds: null };
}

function answered(status: number, body: Body, host: string, credential: Credential | null): Attempt {
  const outcome = readBody(status, body, host, credential);
  const isRetryable = isWorthRetrying(status);
  const limit = rateLimitFrom(body.headers);
  return {
    outcome,
    status,
    isRetryable,
    health: isRetryable && status >= 500 ? 'down' : 'up',
    limit,
    pauseSeconds: pauseSeconds(status, limit),
  };
}

/** Follows a signal and a clock. A timer of its own: `AbortSignal.timeout` keeps what listens to it until it strikes. */
function withTimeout(signal: AbortSignal, timeoutMs: number) {
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

export function unavailable(host: string, what: string): WandbError {
  return new WandbError(
    'WANDB_UNAVAILABLE',
    `W&B at ${host} ${what}. Check WANDB_BASE_URL, or try again later.`,
  );
}

interface Body {
  data?: unknown;
  errors?: unknown;
  headers?: unknown;
}

function readBody(status: number, body: Body, host: string, credential: Credential | null): Outcome {
  const places = pathsOf(body.errors);
  const ok = status >= 200 && status < 300;
  const tooOld = unknownField(body.errors);
  const refused = tooOld
    ? new WandbError(
        'WANDB_CONTRACT_VIOLATION',
        `W&B at ${host} does not know ${tooOld}; the gateway needs a server of version 0.63.0 or later.`,
      )
    : new WandbError(
        'WANDB_ERROR',
        `W&B at ${host} refused this part of the request${ok ? '' : ` (HTTP ${status})`}.`,
      );

  // W&B often sends a GraphQL answer with a 4xx status: what it resolved still stands. A 401 counts for the whole request.
  if (
    status !== 401 &&
    status !== 429 &&
    typeof body.data === 'object' &&
    body.data !== null &&
    !Array.isArray(body.data) &&
    places !== null
  ) {
    return { kind: 'answered', data: body.data, errors: places, refused };
  }
  if (ok) {
    if (body.errors !== undefined) return { kind: 'refused', error: refused, splittable: true };
    return {
      kind: 'refused',
      error: unavailable(host, 'answered something that is no GraphQL answer'),
      splittable: false,
    };
  }
  return refusedByStatus(status, body, host, credential, refused);
}

function refusedByStatus(
  status: number,
  body: Body,
  host: string,
  credential: Credential | null,
  refused: WandbError,
): Outcome {
  if (status === 401) return { kind: 'refused', error: unauthenticated(host, credential), splittable: false };
  if (status === 403) {
    const message = `W&B at ${host} forbids this to the caller (HTTP 403).`;
    return { kind: 'refused', error: new WandbError('FORBIDDEN', message), splittable: true };
  }
  if (status === 429) {
    return {
      kind: 'refused',
      error: rateLimited(host, pauseSeconds(status, rateLimitFrom(body.headers))),
      splittable: false,
    };
  }
  if (status === 408) {
    const message = `W&B at ${host} gave up on a request that took too long (HTTP 408). Ask for less at once.`;
    return { kind: 'refused', error: new WandbError('WANDB_TIMEOUT', message), splittable: true };
  }
  if (status >= 500 || status === 425)
    return { kind: 'refused', error: unavailable(host, `failed (HTTP ${status})`), splittable: true };
  if (status < 400 || (status === 404 && body.errors === undefined)) {
    const error = unavailable(
      host,
      `has no GraphQL API at ${status === 404 ? 'this address' : 'this address but a redirect'} (HTTP ${status})`,
    );
    return { kind: 'refused', error, splittable: false };
  }
  return { kind: 'refused', error: refused, splittable: true };
}

export function rateLimited(host: string, seconds: number | null): WandbError {
  // A date that is past, or a year by mistake: the key is tried again as the gate has it.
  const retryAfterSeconds =
    seconds === null ? null : Math.min(Math.max(1, Math.ceil(seconds)), longestClosedMs / 1_000);
  const when = retryAfterSeconds === null ? 'later' : `in ${retryAfterSeconds} s`;
  return new WandbError(
    'WANDB_RATE_LIMITED',
    `W&B at ${host} limits this caller's requests. Try again ${when}.`,
    { ...(retryAfterSeconds !== null && { retryAfterSeconds }) },
  );
}

/** A key that W&B does not take, told by its host and at most its last four characters. */
export function unauthenticated(host: string, credential: Credential | null): WandbError {
  return new WandbError(
    'UNAUTHENTICATED',
    credential
      ? `W&B at ${host} does not accept the key that ends in ${credential.toString()}. Make a new one in W&B's user settings, and check that it belongs to this host.`
      : `W&B at ${host} wants a key. Send "Authorization: Bearer <W&B API key>", or start the gateway with WANDB_API_KEY.`,
  );
}

/** The errors' paths; null where one has none, since it then counts for the whole request. */
function pathsOf(errors: unknown): AnswerError[] | null {
  if (errors === undefined || errors === null) return [];
  if (!Array.isArray(errors)) return null;
  const places: AnswerError[] = [];
  for (const error of errors as unknown[]) {
    const path = (error as { path?: unknown } | null)?.path;
    if (!Array.isArray(path) || path.length === 0) return null;
    places.push({ path: path as (string | number)[] });
  }
  return places;
}

/** The field of ours that a GraphQL validator did not know, in our own words: nothing of W&B's text but a name of our document. */
function unknownField(errors: unknown): string | null {
  if (!Array.isArray(errors)) return null;
  for (const error of errors as unknown[]) {
    const message = (error as { message?: unknown } | null)?.message;
    const match =
      typeof message === 'string'
        ? /^Cannot query field "(\w{1,40})" on type "(\w{1,40})"/.exec(message)
        : null;
    if (match) return `the field ${match[2]}.${match[1]}`;
  }
  return null;
}
