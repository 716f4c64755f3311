import { isJsonObject } from '../../wandb/transport/response.ts';
import { ExactNumber } from '../../wandb/values.ts';

/** One key of two configurations that differ there. Values are JSON text, with numbers as W&B wrote them. */
export interface ConfigChange {
  /** Keys of nested objects are joined by dots. */
  key: string;
  /** null: the key is not there. */
  base: string | null;
  head: string | null;
  /** A value was longer than shown: it ends in "…". */
  cut: boolean;
}

export interface ConfigDifference {
  /** By key. */
  changes: ConfigChange[];
  /** How many more keys differ than are given. */
  omitted: number;
}

const maxValueLength = 256;
const maxChanges = 200;
const maxKeyDepth = 12;

/**
 * Lists are compared as a whole, and numbers by their exact value. W&B's own `_wandb` is left out. null for a run without
 * a configuration.
 */
export function configDifference(base: unknown, head: unknown): ConfigDifference {
  const [before, after] = [flattened(base), flattened(head)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const compared = (side: Map<string, unknown>, key: string) =>
    side.has(key) ? jsonText(side.get(key), ({ value }) => value) : null;
  const shown = (side: Map<string, unknown>, key: string) =>
    side.has(key) ? jsonText(side.get(key), ({ token }) => token) : null;
  const differing = keys.filter((key) => compared(before, key) !== compared(after, key));
  const changes = differing.slice(0, maxChanges).map((key): ConfigChange => {
    const [from, to] = [shown(before, key), shown(after, key)];
    return {
      key: short(key),
      base: from && short(from),
      head: to && short(to),
      cut: isLong(from) || isLong(to),
    };
  });
  return { changes, omitted: differing.length - changes.length };
}

function flattened(config: unknown): Map<string, unknown> {
  const values = new Map<string, unknown>();
  const go = (value: unknown, path: readonly string[]): void => {
    if (path.length === 1 && path[0] === '_wandb') return;
    const isNested = isJsonObject(value) && !(value instanceof ExactNumber) && path.length < maxKeyDepth;
    const entries = isNested ? Object.entries(value) : [];
    for (const [key, each] of entries) go(each, [...path, key.replaceAll(/[\\.]/g, String.raw`\$&`)]);
    if (entries.length === 0 && path.length > 0) values.set(path.join('.'), value);
  };
  go(config, []);
  return values;
}

/** JSON with sorted keys, so that the order in which W&B returns them makes no difference. */
function jsonText(value: unknown, numberText: (number: ExactNumber) => string): string {
  if (value instanceof ExactNumber) return numberText(value);
  if (Array.isArray(value)) return `[${value.map((each) => jsonText(each, numberText)).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = entries.map(([key, each]) => `${JSON.stringify(key)}:${jsonText(each, numberText)}`);
  return `{${texts.join(',')}}`;
}

function isLong(text: string | null): boolean {
  return text !== null && text.length > maxValueLength;
}

function short(text: string): string {
  if (!isLong(text)) return text;
  const cut = text.slice(0, maxValueLength - 1);
  // Half a surrogate pair is not text.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
