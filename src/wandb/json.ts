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

/** Whether it is an object of JSON: no list, and not null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
