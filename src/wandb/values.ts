import { contractViolation } from './errors.ts';
import { jsonFromWandb } from './json.ts';

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
