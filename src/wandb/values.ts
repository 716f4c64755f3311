import { contractViolation } from './errors.ts';

const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\bInfinity\b|-?\bNaN\b/g;
// eslint-disable-next-line no-control-regex -- W&B lets control characters through inside strings
const controls = /[\u0000-\u001f]/g;
/** Numbers that JavaScript may not hold have 16 digits before the point, or an exponent of three. */
const longNumber = /(?<![\d.])\d{16}|\d[eE]\+?\d{3}/;

/**
 * Parses what W&B calls a JSONString. Python wrote it, so NaN, Infinity and raw control characters inside strings occur;
 * NaN and the infinities become null, and whole numbers beyond 2^53 become strings with all their digits. Throws
 * SyntaxError where the text is no JSON even so.
 */
export function jsonFromWandb(text: string): unknown {
  if (!longNumber.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // It may be JSON as Python writes it.
    }
  }
  const strict = rewriteJson(text, withoutControls, (number) => {
    const value = Number(number);
    if (/[IN]/.test(number)) return 'null';
    const isLossy = /^-?\d+$/.test(number) ? !Number.isSafeInteger(value) : !Number.isFinite(value);
    return isLossy ? `"${number}"` : number;
  });
  return JSON.parse(strict) as unknown;
}

/** A number as W&B wrote it: every digit, and NaN or an infinity too. */
export class ExactNumber {
  readonly token: string;

  constructor(token: string) {
    this.token = token;
  }

  /** The same text for the same value: 1, 1.0 and 10e-1 are equal, and so are 0 and -0. */
  get value(): string {
    const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,15}))?$/.exec(this.token);
    if (!parts) return this.token;
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
    const digits = (whole + fraction).replace(/^0+/, '');
    let length = digits.length;
    while (digits[length - 1] === '0') length -= 1;
    if (length === 0) return '0';
    return `${sign}${digits.slice(0, length)}e${Number(exponent) - fraction.length + digits.length - length}`;
  }
}

/** As `jsonFromWandb`, but every number is an `ExactNumber`. */
export function exactJsonFromWandb(text: string): unknown {
  // Every string is marked, keys too, so that no text of W&B's can be taken for a number.
  const marked = rewriteJson(
    text,
    (string) => `"s${withoutControls(string).slice(1)}`,
    (number) => `"n${number}"`,
  );
  return withExactNumbers(JSON.parse(marked));
}

function withExactNumbers(marked: unknown): unknown {
  if (typeof marked === 'string')
    return marked.startsWith('n') ? new ExactNumber(marked.slice(1)) : marked.slice(1);
  if (Array.isArray(marked)) return marked.map(withExactNumbers);
  if (typeof marked !== 'object' || marked === null) return marked;
  return Object.fromEntries(
    Object.entries(marked).map(([key, value]) => [key.slice(1), withExactNumbers(value)]),
  );
}

/** The text with its strings (quotes included) and its numbers replaced. A regular expression for strings would overflow the stack. */
function rewriteJson(
  text: string,
  string: (token: string) => string,
  number: (token: string) => string,
): string {
  let rewritten = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('"', at);
    rewritten += text.slice(at, open < 0 ? text.length : open).replace(numbers, number);
    if (open < 0) return rewritten;
    let close = text.indexOf('"', open + 1);
    while (close > 0 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
    if (close < 0) return rewritten + text.slice(open);
    at = close + 1;
    rewritten += string(text.slice(open, at));
  }
}

function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (text[start - 1] === '\\') start -= 1;
  return (index - start) % 2 === 1;
}

function withoutControls(token: string): string {
  return token.replace(controls, (control) => JSON.stringify(control).slice(1, -1));
}

/** W&B's instants are UTC, with or without a zone behind them. Throws where the text is none. */
export function dateFromWandb(text: string, where: string): Date {
  const zoned = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const date = new Date(zoned);
  if (Number.isNaN(date.getTime())) throw contractViolation(where, 'no date');
  return date;
}

export function dateOrNull(text: string | null, where: string): Date | null {
  return text === null ? null : dateFromWandb(text, where);
}

/** An Int64 or Duration, which W&B sends as a number; strings are taken too. */
export function numberFromWandb(value: string | number, where: string): number {
  const number = Number(value);
  if (!Number.isFinite(number)) throw contractViolation(where, 'no number');
  return number;
}

/** A count or a size that JavaScript can tell exactly. */
export function wholeFromWandb(value: string | number, where: string): number {
  const number = numberFromWandb(value, where);
  if (!Number.isSafeInteger(number)) throw contractViolation(where, 'no whole number up to 2^53');
  return number;
}

/** The parsed value of a JSONString; null stays null, and so does an empty text. Throws where the text is no JSON. */
export function jsonOrNull(text: string | null, where: string, parse = jsonFromWandb): unknown {
  if (text === null || text.trim() === '') return null;
  try {
    return parse(text);
  } catch {
    throw contractViolation(where, 'text that is no JSON');
  }
}

const systemTypes = new Set(['run_table', 'code', 'job']);

/** Whether W&B makes artifacts of this type by itself. */
export function isSystemType(artifactType: string): boolean {
  return artifactType.startsWith('wandb-') || systemTypes.has(artifactType);
}
