/** The part of W&B's Mongo-like filters that its SDK sends: equality, `$in`, `$and`, `$or`; anything else matches all. */
export function matches(
  filtersText: string | null | undefined,
  valueOf: (field: string) => unknown,
): boolean {
  if (!filtersText) return true;
  try {
    return holds(JSON.parse(filtersText), valueOf);
  } catch {
    return true;
  }
}

function holds(filter: unknown, valueOf: (field: string) => unknown): boolean {
  if (typeof filter !== 'object' || filter === null) return true;
  return Object.entries(filter).every(([field, wanted]: [string, unknown]) => {
    if (field === '$and' && Array.isArray(wanted)) return wanted.every((each) => holds(each, valueOf));
    if (field === '$or' && Array.isArray(wanted))
      return wanted.length === 0 || wanted.some((each) => holds(each, valueOf));
    const value = valueOf(field);
    if (value === undefined) return true;
    const list = (wanted as { $in?: unknown } | null)?.$in;
    if (Array.isArray(list)) return list.includes(value);
    return typeof wanted === 'object' && wanted !== null ? true : value === wanted;
  });
}

/** `+field` or `-field`; ascending without a sign. Fields that are not known leave the order as it is. */
export function ordered<T>(
  items: readonly T[],
  order: string | null | undefined,
  keys: Record<string, (item: T) => number | string>,
): T[] {
  const [, sign, field = ''] = /^([+-]?)(\w+)$/.exec(order ?? '') ?? [];
  const keyOf = keys[field];
  if (!keyOf) return [...items];
  const factor = sign === '-' ? -1 : 1;
  return [...items].sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    return factor * (x < y ? -1 : x > y ? 1 : 0);
  });
}
