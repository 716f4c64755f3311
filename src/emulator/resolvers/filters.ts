import { RefusedArgument } from '../faults/refused.ts';

/** The value that a filter or an order names; null: this item has none, undefined: there is no such field. */
export type FieldOf<T> = (item: T, field: string) => unknown;

type Holds = (value: unknown, wanted: unknown) => boolean;

/** A list, such as a run's tags, equals each of its members. */
const equals: Holds = (value, wanted) => (Array.isArray(value) ? value.includes(wanted) : value === wanted);
const isOneOf: Holds = (value, wanted) => listOf(wanted).some((each) => equals(value, each));
/** What is not there is neither less nor greater than anything. */
const compares =
  (holds: (order: number) => boolean): Holds =>
  (value, wanted) =>
    typeof value === typeof wanted && value !== null && holds(compare(value, wanted));

const operators: Record<string, Holds> = {
  $eq: equals,
  $ne: (value, wanted) => !equals(value, wanted),
  $in: isOneOf,
  $nin: (value, wanted) => !isOneOf(value, wanted),
  $gt: compares((order) => order > 0),
  $gte: compares((order) => order >= 0),
  $lt: compares((order) => order < 0),
  $lte: compares((order) => order <= 0),
  $exists: (value, wanted) => (value !== null) === wanted,
  $regex: (value, wanted) => {
    const pattern = patternFrom(wanted);
    return (Array.isArray(value) ? value : [value]).some(
      (each) => typeof each === 'string' && pattern.test(each),
    );
  },
};

/** The items that one of W&B's Mongo-like filters lets through. What the emulator does not know it refuses, rather than let all pass. */
export function matching<T>(
  items: Iterable<T>,
  filtersText: string | null | undefined,
  fieldOf: FieldOf<T>,
): T[] {
  if (!filtersText) return [...items];
  const filter = parse(filtersText);
  return [...items].filter((item) => holds(filter, (field) => fieldOf(item, field)));
}

function holds(filter: unknown, valueOf: (field: string) => unknown): boolean {
  return Object.entries(objectFrom(filter)).every(([name, wanted]) => {
    switch (name) {
      case '$and':
        return listOf(wanted).every((each) => holds(each, valueOf));
      case '$or':
        return listOf(wanted).length === 0 || listOf(wanted).some((each) => holds(each, valueOf));
      case '$nor':
        return !listOf(wanted).some((each) => holds(each, valueOf));
      case '$not':
        return !holds(wanted, valueOf);
      default:
        return fieldHolds(known(valueOf(name), name), wanted);
    }
  });
}

function fieldHolds(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return equals(value, wanted);
  return Object.entries(objectFrom(wanted)).every(([name, operand]) => {
    if (name === '$not') return !fieldHolds(value, operand);
    const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (!operator) throw new RefusedArgument(`invalid filters: unknown operator ${name}`);
    return operator(value, operand);
  });
}

/** `+field` or `-field`; ascending without a sign. What is not there comes first. */
export function ordered<T>(items: readonly T[], order: string | null | undefined, fieldOf: FieldOf<T>): T[] {
  if (!order) return [...items];
  const [, sign, field = ''] = /^([+-]?)([\w.]+)$/.exec(order) ?? [];
  const factor = sign === '-' ? -1 : 1;
  return items
    .map((item) => ({ item, value: known(fieldOf(item, field), order) }))
    .sort((a, b) => factor * compare(a.value, b.value))
    .map(({ item }) => item);
}

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return (a as string) < (b as string) ? -1 : 1;
}

function known(value: unknown, name: string): unknown {
  if (value === undefined) throw new RefusedArgument(`unknown field in filters or order: ${name}`);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedArgument('invalid filters: not JSON');
  }
}

function objectFrom(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RefusedArgument('invalid filters: not an object');
  return value;
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new RefusedArgument('invalid filters: not a list');
  return value;
}

function patternFrom(value: unknown): RegExp {
  try {
    return new RegExp(String(value));
  } catch {
    throw new RefusedArgument('invalid filters: not a regular expression');
  }
}
