import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerError } from './answer.ts';
import type { Credential } from './credential.ts';
import { WandbError } from './errors.ts';
import { isJsonObject } from './json.ts';
import { longestClosedMs } from './rate-limit-gate.ts';

/**
 * What came of one HTTP request. `refused`: nothing usable came; `splittable` tells whether a smaller request may fare
 * better, because the fault may lie with one of its keys or with its size.
 */
export type Outcome =
  { kind: 'answered'; data: unknown; errors: readonly AnswerError[]; refused: WandbError } | Refused;

interface Refused {
  kind: 'refused';
  error: WandbError;
  splittable: boolean;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The body; `notJson` where it is none. */
  json: unknown;
}

export const notJson = Symbol('not JSON');

export function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

/** What W&B puts into its bodies; `error` is the form of whatever refuses before its GraphQL does. */
interface Body {
  data?: unknown;
  errors?: unknown;
  error?: unknown;
}

/** Reads what W&B answered. `pause`: for how many seconds it wants nothing more of this key; null: it does not say. */
export function outcomeOf(
  answer: HttpAnswer,
  pause: number | null,
  host: string,
  credential: Credential | null,
): Outcome {
  const { status, json } = answer;
  const body: Body = isJsonObject(json) ? json : {};
  const isDenied = status === 401 && deniesPermission(body);
  const refused = refusal(status, body, host);
  const places = pathsOf(body.errors);
  const countsForAll = (status === 401 && !isDenied) || status === 429;
  // W&B often sends a GraphQL answer with a 4xx status: what it resolved still stands.
  if (!countsForAll && isJsonObject(body.data) && places !== null)
    return { kind: 'answered', data: body.data, errors: places, refused };
  if (status === 403 || isDenied) return refusedBy(forbidden(host, status), true);
  if (status === 401) return refusedBy(unauthenticated(host, credential), false);
  if (status === 429) return refusedBy(rateLimited(host, pause), false);
  if (status === 408) return refusedBy(gaveUp(host), true);
  if (status >= 500 || status === 425) return refusedBy(unavailable(host, `failed (HTTP ${status})`), true);
  if (hasSpoken(body)) return refusedBy(refused, true);
  if (isGood(status)) return refusedBy(json === notJson ? noJson(host) : noGraphql(host), true);
  if (status < 400 || status === 404) return refusedBy(nothingThere(host, status), false);
  return refusedBy(refused, true);
}

function refusedBy(error: WandbError, splittable: boolean): Refused {
  return { kind: 'refused', error, splittable };
}

/** Whether W&B itself says why; proxies in between do not, in either of its two forms. */
function hasSpoken({ errors, error }: Body): boolean {
  return (errors ?? error ?? null) !== null;
}

/** W&B sends 401 for an object that this key may not see as well, which says nothing of the key. */
function deniesPermission({ errors, error }: Body): boolean {
  return messagesOf(errors ?? error).some((message) => /permission denied/i.test(message));
}

function messagesOf(errors: unknown): string[] {
  return [errors].flat().flatMap((error) => {
    const message = isJsonObject(error) ? error['message'] : error;
    return typeof message === 'string' ? [message] : [];
  });
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

function refusal(status: number, { errors }: Body, host: string): WandbError {
  const tooOld = unknownField(errors);
  return tooOld === null
    ? new WandbError(
        'WANDB_ERROR',
        `W&B at ${host} refused this part of the request${isGood(status) ? '' : ` (HTTP ${status})`}.`,
      )
    : new WandbError(
        'WANDB_CONTRACT_VIOLATION',
        `W&B at ${host} does not know ${tooOld}; the gateway needs a server of version 0.63.0 or later.`,
      );
}

/** The field of ours that a GraphQL validator did not know, in our own words: nothing of W&B's text but a name of our document. */
function unknownField(errors: unknown): string | null {
  if (!Array.isArray(errors)) return null;
  for (const message of messagesOf(errors)) {
    const match = /^Cannot query field "(\w{1,40})" on type "(\w{1,40})"/.exec(message);
    if (match) return `the field ${match[2]}.${match[1]}`;
  }
  return null;
}

export function unavailable(host: string, what: string): WandbError {
  return new WandbError(
    'WANDB_UNAVAILABLE',
    `W&B at ${host} ${what}. Check WANDB_BASE_URL, or try again later.`,
  );
}

function noJson(host: string): WandbError {
  return unavailable(host, 'answered something that is not JSON');
}

function noGraphql(host: string): WandbError {
  return new WandbError(
    'WANDB_CONTRACT_VIOLATION',
    `W&B at ${host} answered JSON that is no GraphQL answer. Check WANDB_BASE_URL, and what stands in between.`,
  );
}

function nothingThere(host: string, status: number): WandbError {
  const place = status === 404 ? 'this address' : 'this address but a redirect';
  return unavailable(host, `has no GraphQL API at ${place} (HTTP ${status})`);
}

function forbidden(host: string, status: number): WandbError {
  return new WandbError('FORBIDDEN', `W&B at ${host} forbids this to the caller (HTTP ${status}).`);
}

function gaveUp(host: string): WandbError {
  const message = `W&B at ${host} gave up on a request that took too long (HTTP 408). Ask for less at once.`;
  return new WandbError('WANDB_TIMEOUT', message);
}

export function tooLong(host: string, limitBytes: number): WandbError {
  const most = limitBytes / 1_024 / 1_024;
  return new WandbError(
    'WANDB_ERROR',
    `W&B at ${host} answers this with more than ${most} MiB, which is the most that is read. Ask for shorter lists (first), or for fewer fields.`,
  );
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
