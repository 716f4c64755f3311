import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { Agent, request as send, type Dispatcher } from 'undici';
import type { Health } from './breaker.ts';
import type { Credential } from './credential.ts';
import { WandbError } from './errors.ts';
import type { MergedRequest } from './merge.ts';
import {
  isGood,
  notJson,
  outcomeOf,
  tooLong,
  unavailable,
  type HttpAnswer,
  type Outcome,
} from './outcome.ts';
import { isWorthRetrying, pauseSeconds, rateLimitFrom, type RateLimitFacts } from './retry-timing.ts';

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

/** Nothing came of it on the way: the network's word, not that of whoever reads the answer. Its message says what W&B did. */
class NoAnswer extends Error {}
class TooLongAnswer extends Error {}

const noFacts: RateLimitFacts = { retryAfterSeconds: null, remaining: null, resetSeconds: null };

export function createWire(baseUrl: string, userAgent: string, timeoutMs: number): Wire {
  const host = new URL(baseUrl).host;
  const dispatcher = new Agent({
    connect: { timeout: Math.min(timeoutMs, 10_000) },
    keepAliveTimeout: 30_000,
  });
  const url = `${baseUrl}/graphql`;
  const fixedHeaders = {
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'content-type': 'application/json',
    'user-agent': userAgent,
  };

  const attempt: Wire['attempt'] = async ({ query, variables }, credential, { signal, ...timing }) => {
    const patience = withTimeout(signal, timing.timeoutMs);
    try {
      const response = await send(url, {
        method: 'POST',
        dispatcher,
        signal: patience.signal,
        headers: { ...fixedHeaders, ...(credential && { authorization: credential.authorizationHeader() }) },
        body: JSON.stringify({ query, variables, operationName: /^query (\w+)/.exec(query)?.[1] }),
      }).catch((cause: unknown) => Promise.reject(new NoAnswer('cannot be reached', { cause })));
      const { statusCode: status, headers } = response;
      const json = jsonFrom(await textOf(response).catch(unlessRefused(status)));
      signal.throwIfAborted();
      return answered({ status, headers, json }, host, credential);
    } catch (error) {
      signal.throwIfAborted();
      if (patience.isOver()) {
        const message = `W&B at ${host} gave no answer within ${timing.timeoutMs / 1_000} s. ${timing.timeoutHint}`;
        return silent(new WandbError('WANDB_TIMEOUT', message), true);
      }
      if (error instanceof NoAnswer) return silent(unavailable(host, error.message), false);
      if (error instanceof TooLongAnswer) {
        const outcome = {
          kind: 'refused' as const,
          error: tooLong(host, longestAnswerBytes),
          splittable: true,
        };
        return { outcome, status: 200, isRetryable: false, health: 'up', limit: noFacts, pauseSeconds: null };
      }
      throw error;
    } finally {
      patience.clear();
    }
  };
  return { attempt, close: () => dispatcher.close() };
}

/** `gzip` is what is asked for; a proxy may have its own mind. */
const unpack = new Map<string, (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** Rejects with NoAnswer where it breaks off, and with TooLongAnswer where it does not end. */
async function textOf({ body, headers }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > longestAnswerBytes) throw new TooLongAnswer('the answer is too long');
      chunks.push(chunk);
    }
    let bytes: Buffer = Buffer.concat(chunks);
    const codings = [headers['content-encoding'] ?? []].flat().join(',').toLowerCase().split(/[ ,]+/);
    for (const coding of codings.reverse())
      bytes = (await unpack.get(coding)?.(bytes, { maxOutputLength: longestAnswerBytes })) ?? bytes;
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    if (cause instanceof TooLongAnswer) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new TooLongAnswer('the answer unpacks to too much', { cause });
    throw new NoAnswer('broke its answer off', { cause });
  }
}

function silent(error: WandbError, splittable: boolean): Attempt {
  const outcome = { kind: 'refused' as const, error, splittable };
  return { outcome, status: null, isRetryable: true, health: 'down', limit: noFacts, pauseSeconds: null };
}

function answered(answer: HttpAnswer, host: string, credential: Credential | null): Attempt {
  const { status, headers, json } = answer;
  const limit = rateLimitFrom({ get: (name: string) => [headers[name] ?? []].flat().join(', ') });
  const pause = pauseSeconds(status, limit);
  // Where a good answer is no JSON it was cut, or is not W&B's: that may pass.
  const isRetryable = isWorthRetrying(status) || (isGood(status) && json === notJson);
  const outcome = outcomeOf(answer, pause, host, credential);
  return {
    outcome,
    status,
    isRetryable,
    // What it resolved although it failed, nobody with a W&B that is down would have.
    health: status >= 500 && isRetryable && outcome.kind === 'refused' ? 'down' : 'up',
    limit,
    pauseSeconds: pause,
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

/** A refusal is told by its status and headers, whatever became of its body. */
function unlessRefused(status: number): (error: unknown) => string {
  return (error) => {
    if (isGood(status) || !(error instanceof NoAnswer)) throw error;
    return '';
  };
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return notJson;
  }
}
