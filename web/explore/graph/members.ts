import { record, type Fields } from '../json.ts';
import { matches } from './find.ts';
import type { GraphNode } from './model.ts';

/** The configuration and the summary of a run by name. Where both have a name, `config.` precedes that of the configuration. */
export type MemberValues = ReadonlyMap<string, unknown>;

export function memberValuesOf(node: Fields): MemberValues {
  const [config, summary] = [record(node['config']), record(node['summaryMetrics'])];
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(config))
    values.set(name in summary ? `config.${name}` : name, value);
  // W&B's own values, such as `_runtime` and `_step`, come last.
  const names = Object.keys(summary).sort(
    (one, other) => Number(one.startsWith('_')) - Number(other.startsWith('_')),
  );
  for (const name of names) values.set(name, summary[name]);
  return values;
}

/** The names of all values: those that differ between members first. */
export function valueNames(members: readonly MemberValues[]): { varying: string[]; constant: string[] } {
  const seen = new Map<string, Set<string>>();
  for (const values of members)
    for (const [name, value] of values) {
      const set = seen.get(name) ?? new Set<string>();
      seen.set(name, set.add(JSON.stringify(value)));
    }
  const isVarying = (name: string): boolean =>
    (seen.get(name)?.size ?? 0) > 1 || members.some((values) => !values.has(name));
  const names = [...seen.keys()];
  return { varying: names.filter(isVarying), constant: names.filter((name) => !isVarying(name)) };
}

const term = /^(.+?)\s*(<=|>=|!=|<|>|=)\s*(.+)$/;

/** Whether a member matches a filter: words, and conditions such as `lr<0.01`, separated by spaces. */
export function matchesFilter(node: GraphNode, values: MemberValues | undefined, typed: string): boolean {
  const parts = typed
    .replaceAll(/\s*(<=|>=|!=|<|>|=)\s*/g, '$1')
    .split(/\s+/)
    .filter(Boolean);
  const words = parts.filter((part) => !term.test(part));
  const conditions = parts.filter((part) => term.test(part));
  if (words.length > 0 && !matches(node, words.join(' '))) return false;
  return conditions.every((part) => {
    const [, name = '', operator = '', wanted = ''] = term.exec(part) ?? [];
    const value = values?.get(name);
    return value !== undefined && value !== null && holds(value, operator, wanted);
  });
}

function holds(value: unknown, operator: string, wanted: string): boolean {
  const isNumber = typeof value === 'number' && !Number.isNaN(Number(wanted));
  const [one, other] = isNumber
    ? [value, Number(wanted)]
    : [String(value).toLowerCase(), wanted.toLowerCase()];
  if (operator === '=') return one === other;
  if (operator === '!=') return one !== other;
  if (!isNumber) return false;
  if (operator === '<') return one < other;
  if (operator === '>') return one > other;
  return operator === '<=' ? one <= other : one >= other;
}
