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
  /**
   * A field fails: `field` (`Run.user`), of the object `id` or asked for with the argument `id` where given; without
   * `field` every place where the object `id` itself would stand; or the place `path` in the answer.
   */
  'partial',
  /** The same with the status 400. */
  'partial400',
  /** A field that must not be null is null: `field` (`Artifact.digest`), of the object `id` where given. */
  'nullNonNull',
  /** `viewer` is null, whatever the key. */
  'viewerNull',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  kind: FaultKind;
  /** Only requests whose operation name or variables contain this text. */
  match?: string;
  /** How often at most; without limit when left out. */
  times?: number;
  /** Between 0 and 1; always when left out. */
  probability?: number;
  delayMs?: number;
  /** For 429: the header's value, seconds or a date; `1` when left out, null for no header. */
  retryAfter?: string | null;
  /** `Type.name`. */
  field?: string;
  /** A global id. */
  id?: string;
  /** In the answer, joined with dots: `a1.usedBy.edges.0.node`. */
  path?: string;
}

export interface Faults {
  set(rules: readonly FaultRule[]): void;
  /** The rules that strike this request. */
  strike(operationName: string, variables: unknown): FaultRule[];
}

export function createFaults(seed: number): Faults {
  let rules: { rule: FaultRule; left: number }[] = [];
  const random = mulberry32(seed);
  return {
    set(given) {
      rules = given.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
    },
    strike(operationName, variables) {
      if (rules.length === 0) return [];
      const text = `${operationName} ${JSON.stringify(variables ?? {})}`;
      const struck = rules.filter(
        ({ rule, left }) =>
          left > 0 &&
          (rule.match === undefined || text.includes(rule.match)) &&
          (rule.probability === undefined || random() < rule.probability),
      );
      for (const each of struck) each.left -= 1;
      return struck.map(({ rule }) => rule);
    },
  };
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
