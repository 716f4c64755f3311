import { contractViolation } from './errors.ts';

const stringsAndOddNumbers = /"(?:[^"\\]|\\[\s\S])*"|-?\bInfinity\b|-?\bNaN\b/g;
// eslint-disable-next-line no-control-regex -- W&B lets control characters through inside strings
const controls = /[\u0000-\u001f]/g;

/**
 * Parses what W&B calls a JSONString. Python wrote it, so NaN, Infinity and raw control characters inside strings occur;
 * the numbers become null. Throws SyntaxError where the text is no JSON even so.
 */
export function jsonFromWandb(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const strict = text.replace(stringsAndOddNumbers, (token) =>
      token.startsWith('"') ? token.replace(controls, (c) => JSON.stringify(c).slice(1, -1)) : 'null',
    );
    return JSON.parse(strict) as unknown;
  }
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
export function jsonOrNull(text: string | null, where: string): unknown {
  if (text === null || text.trim() === '') return null;
  try {
    return jsonFromWandb(text);
  } catch {
    throw contractViolation(where, 'text that is no JSON');
  }
}
