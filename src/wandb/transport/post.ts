import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { GraphQLClient } from 'graphql-request';
import { Agent, errors, request as send, type Dispatcher } from 'undici';
import type { Credential } from '../credential.ts';
import { WandbError } from '../errors.ts';
import type { MergedRequest } from '../merge.ts';
import { pauseSeconds, rateLimitFrom, type Health, type RateLimitFacts } from './limits.ts';
import {
  isGoodStatus,
  isNotJson,
  maxResponseBytes,
  outcomeFrom,
  parseBody,
  tooLarge,
  unavailable,
  type Outcome,
} from './response.ts';
import { isWorthRetrying } from './retry.ts';

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
  const isRetryable = isGoodStatus(status) ? isNotJson(response) : isWorthRetrying(status);
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

/** No whole response came. Its message says what W&B did. */
class NoResponseError extends Error {}
class ResponseTooLargeError extends Error {}

/**
 * `fetch` for graphql-request, over undici's `request`: the web streams of `fetch` took a tenth of a large walk's CPU. The
 * body is read whole and bounded. Every response is handed over as JSON with a good status, because graphql-request would
 * turn others into errors that hold the query; the real status stands beside it.
 */
function createBoundedFetch(dispatcher: Agent): typeof fetch {
  let usesNode = false;
  return async (url, init) => {
    const { body } = init ?? {};
    const options = {
      method: 'POST',
      signal: init?.signal ?? undefined,
      headers: Object.fromEntries(new Headers(init?.headers)),
    };
    const sendByNode = () => sendWithNode(new URL(url), options, body as string);
    const response = await (
      usesNode
        ? sendByNode()
        : send(url as URL, { ...options, dispatcher, body: body as string }).catch((error: unknown) => {
            if (!(error instanceof errors.SocketError) || error.message !== 'bad response') throw error;
            usesNode = true;
            return sendByNode();
          })
    ).catch((cause: unknown) => Promise.reject(new NoResponseError('cannot be reached', { cause })));
    const { statusCode: status } = response;
    const text = await textOf(response).catch((error: unknown) => {
      // A refusal says enough by its status and headers.
      if (isGoodStatus(status) || !(error instanceof NoResponseError)) throw error;
      return '';
    });
    const received = headersFrom(response);
    received.set('content-type', 'application/json');
    return { ok: true, status, headers: received, text: () => Promise.resolve(text) } as Response;
  };
}

type Received = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'> & { body: Readable };

/** undici drops the connection where a `100 Continue` comes that nobody asked for; Node's own client passes over it. */
function sendWithNode(url: URL, options: http.RequestOptions, body: string): Promise<Received> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    request(url, options, (response) => {
      resolve({ statusCode: response.statusCode ?? 0, headers: response.headers, body: response });
    })
      .once('error', reject)
      .end(body);
  });
}

/** gzip is what is asked for; a proxy may send something else. */
const unpack = new Map<string, (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

async function textOf({ body, headers }: Received): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > maxResponseBytes) throw new ResponseTooLargeError('the response is too large');
      chunks.push(chunk);
    }
    let bytes: Buffer = Buffer.concat(chunks);
    const codings = [headers['content-encoding'] ?? []].flat().join(',').toLowerCase().split(/[ ,]+/);
    for (const coding of codings.reverse())
      bytes = (await unpack.get(coding)?.(bytes, { maxOutputLength: maxResponseBytes })) ?? bytes;
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    if (cause instanceof ResponseTooLargeError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new ResponseTooLargeError('the response unpacks to too much', { cause });
    throw new NoResponseError('broke off its answer', { cause });
  }
}

function headersFrom({ headers }: Received): Headers {
  const result = new Headers();
  for (const [name, values] of Object.entries(headers))
    for (const value of [values ?? []].flat()) result.append(name, value);
  return result;
}
