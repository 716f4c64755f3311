import { ClientError, GraphQLClient } from 'graphql-request';
import { Agent, fetch as undiciFetch } from 'undici';
import type { AnswerError } from './answer.ts';
import type { Credential } from './credential.ts';
import { WandbError } from './errors.ts';
import type { MergedRequest } from './merge.ts';

/** A W&B server, shared by all callers: its address and the connections to it, nothing of anybody's. */
export interface WandbHost {
  /** Without a trailing slash and without `/graphql`. */
  baseUrl: string;
  send(request: MergedRequest, credential: Credential | null, signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}

/**
 * What came of one HTTP request. `refused`: nothing usable came; `splittable` tells whether a smaller request may fare
 * better, because the fault may lie with one of its keys or with its size.
 */
export type Outcome =
  | { kind: 'answered'; data: unknown; errors: readonly AnswerError[]; refused: WandbError }
  | { kind: 'refused'; error: WandbError; splittable: boolean };

export interface WandbHostOptions {
  baseUrl: string;
  timeoutMs: number;
  userAgent: string;
}

export function createWandbHost({ baseUrl, timeoutMs, userAgent }: WandbHostOptions): WandbHost {
  const host = new URL(baseUrl).host;
  const agent = new Agent({ connect: { timeout: Math.min(timeoutMs, 10_000) }, keepAliveTimeout: 30_000 });
  const client = new GraphQLClient(`${baseUrl}/graphql`, {
    errorPolicy: 'all',
    headers: { 'user-agent': userAgent },
    fetch: ((input: URL, init: object) =>
      undiciFetch(input, { ...init, dispatcher: agent, redirect: 'manual' })) as unknown as typeof fetch,
  });

  async function send(
    { query, variables }: MergedRequest,
    credential: Credential | null,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await client.rawRequest<unknown>({
        query,
        variables,
        signal: AbortSignal.any([signal, timeout]),
        ...(credential && { requestHeaders: { authorization: credential.authorizationHeader() } }),
      });
      return readBody(response.status, response, host, credential);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ClientError)
        return readBody(error.response.status, error.response, host, credential);
      if (timeout.aborted) {
        const message = `W&B at ${host} gave no answer within ${timeoutMs / 1_000} s. Ask for less at once, or raise WANDB_HTTP_TIMEOUT.`;
        return { kind: 'refused', error: new WandbError('WANDB_TIMEOUT', message), splittable: true };
      }
      // A 200 whose body is no JSON ends in a bare SyntaxError, and everything else is a matter of the network.
      const what = error instanceof SyntaxError ? 'answered something that is not JSON' : 'cannot be reached';
      return {
        kind: 'refused',
        error: unavailable(host, what),
        splittable: error instanceof SyntaxError,
      };
    }
  }

  return { baseUrl, send, close: () => agent.close() };
}

function unavailable(host: string, what: string): WandbError {
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
    const retryAfterSeconds = retryAfterFrom(body.headers);
    const when = retryAfterSeconds === null ? 'later' : `in ${retryAfterSeconds} s`;
    const error = new WandbError(
      'WANDB_RATE_LIMITED',
      `W&B at ${host} limits this caller's requests. Try again ${when}.`,
      {
        ...(retryAfterSeconds !== null && { retryAfterSeconds }),
      },
    );
    return { kind: 'refused', error, splittable: false };
  }
  if (status >= 500)
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

/** Seconds to wait, from `Retry-After` as seconds or as a date, else from `RateLimit-Reset`; null where neither can be read. */
export function retryAfterFrom(headers: unknown, nowMs = Date.now()): number | null {
  const get = (name: string): string | null =>
    headers !== null && typeof headers === 'object' && 'get' in headers && typeof headers.get === 'function'
      ? (headers as Headers).get(name)
      : null;
  const after = get('retry-after');
  if (after !== null) {
    const seconds = Number(after);
    if (after.trim() !== '' && Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds);
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - nowMs) / 1_000));
  }
  const reset = Number(get('ratelimit-reset') ?? Number.NaN);
  return Number.isFinite(reset) && reset >= 0 ? Math.ceil(reset) : null;
}
