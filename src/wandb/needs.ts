/**
 * Which W&B fields a caller needs, as `Fragment.field` (`RunFields.state`). An operation's fragments are pruned to it, so
 * that W&B is asked for nothing that nobody selected. `key` is equal exactly where the fields are.
 */
export interface Needs {
  readonly key: string;
  readonly fields: ReadonlySet<string>;
}

export function needsFrom(fields: Iterable<string>): Needs {
  const sorted = [...new Set(fields)].sort();
  return { key: sorted.join(' '), fields: new Set(sorted) };
}

export const noNeeds = needsFrom([]);

/** Too large to travel with what is not yet known to be wanted. */
export const heavyFields: readonly string[] = [
  'ArtifactFields.metadata',
  'RunFields.config',
  'RunFields.summaryMetrics',
];

export function union(a: Needs, b: Needs): Needs {
  return covers(a, b) ? a : covers(b, a) ? b : needsFrom([...a.fields, ...b.fields]);
}

/** Whether everything that `part` asks for is in `whole`. */
export function covers(whole: Needs, part: Needs): boolean {
  if (whole === part || whole.key === part.key) return true;
  for (const field of part.fields) if (!whole.fields.has(field)) return false;
  return true;
}

const restricted = new WeakMap<Needs, Map<readonly string[], Needs>>();

/** Only what is asked of these fragments: needs of a whole walk speak of several types at once. */
export function restrict(needs: Needs, fragments: readonly string[]): Needs {
  let byFragments = restricted.get(needs);
  if (!byFragments) restricted.set(needs, (byFragments = new Map<readonly string[], Needs>()));
  let own = byFragments.get(fragments);
  if (!own) {
    own = needsFrom(
      [...needs.fields].filter((field) => fragments.includes(field.slice(0, field.indexOf('.')))),
    );
    byFragments.set(fragments, own);
  }
  return own;
}
