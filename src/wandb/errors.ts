/** The codes of design: what a W&B request can end in, as clients read it in `extensions.code`. */
export type WandbErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'WANDB_UNAVAILABLE'
  | 'WANDB_TIMEOUT'
  | 'WANDB_RATE_LIMITED'
  | 'WANDB_ERROR'
  | 'WANDB_CONTRACT_VIOLATION'
  | 'QUERY_TOO_COSTLY'
  | 'INCOMPLETE';

/**
 * What went wrong between the gateway and W&B, in words that are safe to show: a message holds the host and the HTTP
 * status, never W&B's body, a header, or more of a key than its last four characters.
 */
export class WandbError extends Error {
  readonly code: WandbErrorCode;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: WandbErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'WandbError';
    this.code = code;
    this.extensions = { code, ...details };
  }
}

/** An object that W&B has named, but returns nothing for. */
export class NotShownError extends WandbError {
  /** `what`: "the run acme/vision/train-7". */
  constructor(what: string) {
    super(
      'WANDB_ERROR',
      `W&B names ${what}, but shows nothing more of it: it was deleted, or this key may no longer read it.`,
    );
  }
}

/** What W&B answered of an object that it has named; throws where that is nothing. */
export function orNotShown<T>(value: T | null, what: string): T {
  if (value === null) throw new NotShownError(what);
  return value;
}

/** The query has used up the W&B requests that it may send: a bound of the gateway's own, not a failure of W&B's. */
export class RequestBudgetError extends WandbError {
  constructor(limit: number) {
    super(
      'QUERY_TOO_COSTLY',
      `This query has sent ${limit} requests to W&B, which is the most that one may. Ask for fewer levels, shorter lists (first) or a smaller walk (maxDepth, maxNodes, maxFanout), or raise MAX_WANDB_REQUESTS.`,
      { cost: limit, limit },
    );
    this.name = 'RequestBudgetError';
  }
}

/** W&B's server lacks a field. It is left out of what W&B is asked for, and this stands in its place. */
export class UnknownFieldError extends WandbError {
  /** As `Type.field`. */
  readonly field: string;

  constructor(host: string, field: string) {
    super(
      'WANDB_CONTRACT_VIOLATION',
      `W&B at ${host} does not know the field ${field}; the gateway needs a server of version 0.70.0 or later.`,
    );
    this.name = 'UnknownFieldError';
    this.field = field;
  }
}

/** The shape of W&B's answer is not the one its schema promises; `where` is the field in question. */
export function contractViolation(where: string, what: string): WandbError {
  return new WandbError(
    'WANDB_CONTRACT_VIOLATION',
    `W&B answered ${what} for ${where}, which its schema does not allow. The rest of the answer stands.`,
  );
}

/** Without one of these nothing can be said of an object: an error in such a value costs the object, others cost the value. */
export const essentialFields = [
  '__typename',
  'id',
  'name',
  'entityName',
  'alias',
  'cursor',
  'version',
  'hasNextPage',
] as const;

export type EssentialField = (typeof essentialFields)[number];

/** A value of W&B's answer, or the reason why there is none: errors stand in the place of the value that they cost. */
export type Answered<T> = T extends readonly (infer U)[]
  ? (U extends object ? Answered<U> : U)[] | WandbError
  : T extends object
    ? { [K in keyof T]: K extends EssentialField ? Essential<T[K]> : Answered<T[K]> } | WandbError
    : T | WandbError;

type Essential<T> = null extends T ? T | WandbError : T;

/** The value, or throws the reason why W&B gave none. */
export function orThrow<T>(value: T): Exclude<T, WandbError> {
  if (value instanceof WandbError) throw value;
  return value as Exclude<T, WandbError>;
}

/** A field of W&B's that the object was loaded with. Throws the reason why W&B gave none. */
export function fieldOf<T extends object, K extends keyof T>(
  object: T,
  key: K,
): Exclude<T[K], WandbError | undefined> {
  const value = object[key];
  if (value === undefined) throw new TypeError(`${String(key)} was read before it was loaded.`);
  if (value instanceof WandbError) throw value;
  return value as Exclude<T[K], WandbError | undefined>;
}
