/** What can go wrong on purpose. Those with a number answer that HTTP status, as W&B or a proxy before it would. */
export const faultKinds = [
  '400',
  '401',
  '403',
  '404',
  '409',
  '429',
  '500',
  '502',
  '503',
  '504',
  /** The socket is closed before a byte of the answer. */
  'drop',
  /** The body ends in the middle. */
  'cut',
  /** A 200 whose body is no JSON. */
  'malformed',
  /** A 200 with an HTML page. */
  'html200',
  /** A 200 with an error that has no path, and no data. */
  'pathless',
  /** The answer comes `delayMs` late. */
  'slow',
  /** The answer never comes. */
  'hang',
  /** An unsolicited `100 Continue` comes before the answer. */
  'continue',
  /** The answer comes with `RateLimit-*` headers. */
  'rateLimit',
  /** A request over one of `limits` is refused with `status` and `message`. */
  'limit',
  /** This W&B does not have `field`: it refuses a document that selects it. */
  'unknownField',
  /** The place is null, and an error says so. */
  'partial',
  /** The same with the status 400. */
  'partial400',
  /** `field` (`Artifact.digest`), which must not be null, is null without an error. */
  'nullNonNull',
  /** `field` holds `value`, of whatever type. */
  'value',
  /** `viewer` is null, whatever the key. */
  'viewerNull',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** The most that a W&B takes in one request. */
export interface RequestLimits {
  /** Levels of fields. */
  depth?: number;
  /** Levels of lineage edges: `createdBy`, `usedBy`, `inputArtifacts`, `outputArtifacts`. */
  hops?: number;
  aliases?: number;
  /** Of `first` and `last`. */
  first?: number;
  /** Of the body. */
  bytes?: number;
}

/**
 * `field`, `id` and `path` name a place in the answer: `field` of every object, or of the object `id`, or asked for with the
 * argument `id`; `id` alone every place where this object stands; `path` the one place. A rule with a place applies only
 * to answers that have it; a kind of a whole request (`hang`, `500`) then applies to these requests.
 */
export interface FaultRule {
  kind: FaultKind;
  /** Only requests whose operation name or variables contain this text. */
  match?: string;
  /** Only the request with this number, counted from 1 since the rules were set. */
  request?: number;
  /** In how many requests at most; without limit when left out. */
  times?: number;
  /** Between 0 and 1; always when left out. */
  probability?: number;
  delayMs?: number;
  /** For 429: the header's value, seconds or a date; `1` when left out, null for no header. */
  retryAfter?: string | null;
  /** For 429 and rateLimit: the headers `RateLimit-Remaining`, of 1,000, and `RateLimit-Reset`; 0 and 2 when left out. */
  remaining?: number;
  resetSeconds?: number;
  /** For limit. */
  limits?: RequestLimits;
  /** For limit: 400 when left out. */
  status?: number;
  /** For limit: what the error says; `query is too complex` when left out. */
  message?: string;
  /** For value. */
  value?: unknown;
  /** `Type.name`. */
  field?: string;
  /** A global id. */
  id?: string;
  /** In the answer, joined with dots: `a1.usedBy.edges.0.node`. */
  path?: string;
}

/** A value that an answer is to have at a place. */
export interface ReplacedValue {
  path: readonly (string | number)[];
  value: unknown;
}

export interface Faults {
  set(rules: readonly FaultRule[]): void;
  /** The rules for this request, in their order. Whether each of them applies may depend on the answer. */
  select(operationName: string, variables: unknown): FaultRule[];
  /** Counts that the rule applies to a request; false where it has done so as often as it may. */
  use(rule: FaultRule): boolean;
}

export function createFaults(seed: number): Faults {
  let rules: readonly FaultRule[] = [];
  let uses = new Map<FaultRule, number>();
  let requests = 0;
  const random = mulberry32(seed);
  const isLeft = (rule: FaultRule): boolean =>
    (uses.get(rule) ?? 0) < (rule.times ?? Number.POSITIVE_INFINITY);
  return {
    set(given) {
      rules = given.map((rule) => ({ ...rule }));
      uses = new Map();
      requests = 0;
    },
    select(operationName, variables) {
      if (rules.length === 0) return [];
      requests += 1;
      const text = `${operationName} ${JSON.stringify(variables ?? {})}`;
      return rules.filter(
        (rule) =>
          isLeft(rule) &&
          (rule.request === undefined || rule.request === requests) &&
          (rule.match === undefined || text.includes(rule.match)) &&
          (rule.probability === undefined || random() < rule.probability),
      );
    },
    use(rule) {
      if (!isLeft(rule)) return false;
      uses.set(rule, (uses.get(rule) ?? 0) + 1);
      return true;
    },
  };
}

/** Whether the rule looks at the document, before anything is looked up. */
export function isRefusing({ kind }: FaultRule): boolean {
  return kind === 'limit' || kind === 'unknownField';
}

/** Whether the rule names a place in the answer. */
export function hasPlace(rule: FaultRule): boolean {
  const { field, id, path } = rule;
  return !isRefusing(rule) && (field !== undefined || id !== undefined || path !== undefined);
}

/** A small seeded source of numbers from 0 up to 1; the same seed gives the same row. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
