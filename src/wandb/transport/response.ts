import type { Credential } from '../credential.ts';
import { UnknownFieldError, WandbError } from '../errors.ts';
import type { ResponseError } from '../split.ts';
import { longestClosedMs } from './limits.ts';

/** The most that one response may have, unpacked: a small one can be packed so that it fills the memory. */
export const maxResponseBytes = 64 * 1024 * 1024;

export function isGoodStatus(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Whether it is an object of JSON: no list, and not null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What one HTTP request came to. `refused`: nothing usable came; `splittable` says whether a smaller request may fare
 * better, because the fault may lie with one of its items or with its size.
 */
export type Outcome =
  { kind: 'answered'; data: unknown; errors: readonly ResponseError[]; refusal: WandbError } | Refused;

export interface Refused {
  kind: 'refused';
  error: WandbError;
  splittable: boolean;
  /** null where no response came. */
  status?: number | null;
  /** Fields that W&B's validator does not know. */
  unknownFields?: readonly UnknownFieldError[];
}

/** A response as graphql-request hands it over. */
export interface GraphqlResponse {
  status: number;
  data?: unknown;
  errors?: unknown;
  extensions?: unknown;
}

const notJson = 'NOT_JSON';
const notGraphql = 'NOT_GRAPHQL';

/**
 * graphql-request's parser: it takes any JSON under any status. `{"error": ...}` is how W&B refuses before its GraphQL
 * layer is reached. What is no GraphQL response is noted in `extensions`, where nothing of W&B's is read.
 */
export function parseBody(text: string): Omit<GraphqlResponse, 'status'> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { extensions: { body: notJson } };
  }
  if (!isJsonObject(body)) return { extensions: { body: notGraphql } };
  const { data, errors, error } = body;
  if ((error ?? null) !== null && (errors ?? null) === null) return { errors: [error].flat() };
  if (data !== undefined && data !== null && !isJsonObject(data)) return { extensions: { body: notGraphql } };
  if ((errors ?? null) === null && (data ?? null) === null) return { extensions: { body: notGraphql } };
  return { data: data ?? null, ...((errors ?? null) !== null && { errors: [errors].flat() }) };
}

/** `pauseSeconds`: how long W&B wants nothing more of this key; null: it does not say. */
export function outcomeFrom(
  response: GraphqlResponse,
  pauseSeconds: number | null,
  host: string,
  credential: Credential | null,
): Outcome {
  const { status, data } = response;
  const errors = Array.isArray(response.errors) ? (response.errors as unknown[]) : [];
  const messages = errors.flatMap(messageOf);
  // W&B sends 401 for an object that this key may not see as well, which says nothing about the key.
  const isDenied = status === 401 && messages.some((message) => /permission denied/i.test(message));
  const unknownFields = messages.flatMap((message) => unknownFieldIn(message, host));
  const refusal = unknownFields[0] ?? refusalFrom(status, host);
  const paths = pathsOf(errors);
  const isAboutKey = (status === 401 && !isDenied) || status === 429;
  // W&B often sends a GraphQL answer with a 4xx status: what it resolved still stands.
  if (!isAboutKey && isJsonObject(data) && paths) return { kind: 'answered', data, errors: paths, refusal };
  const refused = (error: WandbError, splittable: boolean): Outcome => ({
    kind: 'refused',
    error,
    splittable,
    status,
    unknownFields,
  });
  if (status === 403 || isDenied)
    return refused(
      new WandbError('FORBIDDEN', `W&B at ${host} forbids this to the caller (HTTP ${status}).`),
      true,
    );
  if (status === 401) return refused(unauthenticated(host, credential), false);
  if (status === 429) return refused(rateLimited(host, pauseSeconds), false);
  if (status === 408) return refused(tookTooLong(host), true);
  if (status >= 500 || status === 425) return refused(unavailable(host, `failed (HTTP ${status})`), true);
  if (errors.length > 0) return refused(refusal, true);
  if (isGoodStatus(status))
    return refused(isNotJson(response) ? answeredNoJson(host) : answeredNoGraphql(host), true);
  if (status < 400 || status === 404) return refused(noApi(host, status), false);
  return refused(refusal, true);
}

export function isNotJson({ extensions }: GraphqlResponse): boolean {
  return isJsonObject(extensions) && extensions['body'] === notJson;
}

function messageOf(error: unknown): string[] {
  const message = isJsonObject(error) ? error['message'] : error;
  return typeof message === 'string' ? [message] : [];
}

/** The errors' paths; null where one has none, since it then counts for the whole request. */
function pathsOf(errors: readonly unknown[]): ResponseError[] | null {
  const paths: ResponseError[] = [];
  for (const error of errors) {
    const path = isJsonObject(error) ? error['path'] : null;
    if (!Array.isArray(path) || path.length === 0) return null;
    paths.push({ path: path as (string | number)[] });
  }
  return paths;
}

/** Of W&B's words, only the name of a field of ours that its validator does not know is told. */
function unknownFieldIn(message: string, host: string): UnknownFieldError[] {
  const match = /^Cannot query field "(\w{1,40})" on type "(\w{1,40})"/.exec(message);
  return match ? [new UnknownFieldError(host, `${match[2]}.${match[1]}`)] : [];
}

function refusalFrom(status: number, host: string): WandbError {
  const http = isGoodStatus(status) ? '' : ` (HTTP ${status})`;
  return new WandbError('WANDB_ERROR', `W&B at ${host} refused this part of the request${http}.`);
}

export function unavailable(host: string, what: string): WandbError {
  return new WandbError(
    'WANDB_UNAVAILABLE',
    `W&B at ${host} ${what}. Check WANDB_BASE_URL, or try again later.`,
  );
}

function answeredNoJson(host: string): WandbError {
  return unavailable(host, 'answered something that is not JSON');
}

function answeredNoGraphql(host: string): WandbError {
  return new WandbError(
    'WANDB_CONTRACT_VIOLATION',
    `W&B at ${host} answered JSON that is not a GraphQL response. Check WANDB_BASE_URL and any proxy in between.`,
  );
}

function noApi(host: string, status: number): WandbError {
  const what = status === 404 ? 'has no GraphQL API' : 'redirects and has no GraphQL API';
  return unavailable(host, `${what} at this address (HTTP ${status})`);
}

function tookTooLong(host: string): WandbError {
  const message = `W&B at ${host} gave up on a request that took too long (HTTP 408). Ask for less at once.`;
  return new WandbError('WANDB_TIMEOUT', message);
}

export function tooLarge(host: string): WandbError {
  return new WandbError(
    'WANDB_ERROR',
    `W&B at ${host} answered with more than ${maxResponseBytes / 1_024 / 1_024} MiB, the most that the gateway reads. Ask for shorter lists (first) or fewer fields.`,
  );
}

export function rateLimited(host: string, seconds: number | null): WandbError {
  // A date in the past, or a year by mistake: the key is tried again as the gate has it.
  const retryAfterSeconds =
    seconds === null ? null : Math.min(Math.max(1, Math.ceil(seconds)), longestClosedMs / 1_000);
  const when = retryAfterSeconds === null ? 'later' : `in ${retryAfterSeconds} s`;
  return new WandbError(
    'WANDB_RATE_LIMITED',
    `W&B at ${host} limits this caller's requests. Try again ${when}.`,
    { ...(retryAfterSeconds !== null && { retryAfterSeconds }) },
  );
}

/** A key that W&B does not accept, named by its last four characters at most. */
export function unauthenticated(host: string, credential: Credential | null): WandbError {
  return new WandbError(
    'UNAUTHENTICATED',
    credential
      ? `W&B at ${host} does not accept the key that ends in ${credential.toString()}. Make a new one in W&B's user settings, and check that it belongs to this host.`
      : `W&B at ${host} wants a key. Send "Authorization: Bearer <W&B API key>", or start the gateway with WANDB_API_KEY.`,
  );
}
