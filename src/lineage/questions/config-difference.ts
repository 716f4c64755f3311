import { isJsonObject } from '../../wandb/transport/response.ts';

/** One key of two configurations that differ there. Values are JSON text. */
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

/** Lists are compared as a whole. W&B's own `_wandb` is left out. null for a run without a configuration. */
export function configDifference(base: unknown, head: unknown): ConfigDifference {
  const [before, after] = [flattened(base), flattened(head)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const differing = keys.filter((key) => before.get(key) !== after.get(key));
  const changes = differing.slice(0, maxChanges).map((key): ConfigChange => {
    const [from, to] = [before.get(key) ?? null, after.get(key) ?? null];
    return {
      key: short(key),
      base: from && short(from),
      head: to && short(to),
      cut: isLong(from) || isLong(to),
    };
  });
  return { changes, omitted: differing.length - changes.length };
}

function flattened(config: unknown): Map<string, string> {
  const values = new Map<string, string>();
  const go = (value: unknown, path: readonly string[]): void => {
    if (path.length === 1 && path[0] === '_wandb') return;
    const entries = isJsonObject(value) && path.length < maxKeyDepth ? Object.entries(value) : [];
    for (const [key, each] of entries) go(each, [...path, key.replaceAll(/[\\.]/g, String.raw`\$&`)]);
    if (entries.length === 0 && path.length > 0 && value !== undefined)
      values.set(path.join('.'), canonicalJson(value));
  };
  go(config, []);
  return values;
}

/** JSON with sorted keys, so that the order in which W&B returns them makes no difference. */
function canonicalJson(value: unknown): string {
  const sorted = (_: string, each: unknown): unknown =>
    isJsonObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each;
  return JSON.stringify(value, sorted);
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
