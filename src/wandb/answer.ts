import { contractViolation, WandbError } from './errors.ts';
import {
  canBe,
  fragmentApplies,
  type PreparedField,
  type PreparedOperation,
  type PreparedSelection,
} from './operation.ts';

/** One entry of a GraphQL answer's `errors`: only its place is used, as W&B's texts are neither stable nor ours to show. */
export interface AnswerError {
  path: readonly (string | number)[];
}

/** The errors of an answer as a tree along their paths. */
export interface ErrorTree {
  failed: boolean;
  children: Map<string | number, ErrorTree>;
}

export function errorTreeFrom(errors: readonly AnswerError[]): ErrorTree {
  const root: ErrorTree = { failed: false, children: new Map() };
  for (const { path } of errors) {
    let at = root;
    for (const given of path) {
      // No name begins with a digit: some servers write a position in a list as text.
      const step = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
      let next = at.children.get(step);
      if (!next) at.children.set(step, (next = { failed: false, children: new Map() }));
      at = next;
    }
    at.failed = true;
  }
  return root;
}

/** Whether one of the errors stands where nothing was asked: nobody knows then what it cost, so it counts for everything. */
export function isAstray(
  { children }: ErrorTree,
  work: readonly { operation: PreparedOperation }[],
  aliases: readonly ReadonlyMap<PreparedField, string>[],
): boolean {
  if (children.size === 0) return false;
  const asked = new Set<string | number>(
    work.flatMap(({ operation }, index) =>
      operation.selection.fields.map((field) => aliases[index]?.get(field) ?? field.key),
    ),
  );
  return [...children.keys()].some((name) => !asked.has(name));
}

/** Neither data nor error came for this operation: W&B left it out, so it has to be asked again. */
export const unanswered = Symbol('unanswered');

/** Another operation's part failed and took with it an object that both asked of: this one has to be asked again without it. */
export const lost = Symbol('lost');

/**
 * Takes one operation's part out of a merged answer: own names again, and an error in the place of every value that W&B
 * failed to give or gave in a shape that its schema rules out. Named fragments are objects: a value that may not be null
 * costs the object. The frame around them (connections, edges) keeps each error in its place, so that it never costs a list.
 */
export function readAnswer(
  operation: PreparedOperation,
  aliases: ReadonlyMap<PreparedField, string>,
  data: unknown,
  errors: ErrorTree,
  refused: WandbError,
): Record<string, unknown> | WandbError | typeof unanswered | typeof lost {
  const losses = new Set<PreparedField>();
  const read = (
    field: PreparedField,
    value: unknown,
    tree: ErrorTree | undefined,
    whole: boolean,
  ): unknown => {
    if (tree?.failed) return refused;
    if (value === null || value === undefined) {
      // An error further down took this value with it when W&B let the null rise.
      if (tree && tree.children.size > 0) {
        if (!failsWithin(field, tree, aliases)) losses.add(field);
        return refused;
      }
      if (value === undefined) return contractViolation(field.where, 'nothing');
      return field.nonNull ? contractViolation(field.where, 'null') : null;
    }
    if (!field.list) return readItem(field, value, tree, whole);
    if (!Array.isArray(value)) return contractViolation(field.where, 'no list');
    const items = value.map((item: unknown, index) => {
      const at = tree?.children.get(index);
      if (item === null || item === undefined) {
        return at ? refused : contractViolation(field.where, 'a list with a null in it');
      }
      return readItem(field, item, at, whole);
    });
    return whole ? (items.find((item) => item instanceof WandbError) ?? items) : items;
  };

  const readItem = (
    field: PreparedField,
    value: unknown,
    tree: ErrorTree | undefined,
    whole: boolean,
  ): unknown => {
    if (tree?.failed) return refused;
    if (field.children) {
      const typename = (value as { __typename?: unknown }).__typename;
      if (field.type !== null && typeof typename === 'string' && !canBe(field.type, typename))
        return contractViolation(field.where, 'an object of another type');
      return readObject(field.where, field.children, value, tree, whole);
    }
    if (!isLeafValue(field.leaf, value)) return contractViolation(field.where, 'a value of another type');
    return field.leaf === 'ID' ? String(value) : value;
  };

  const readObject = (
    where: string,
    selection: PreparedSelection,
    value: unknown,
    tree: ErrorTree | undefined,
    inFragment: boolean,
  ): Record<string, unknown> | WandbError => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return contractViolation(where, 'no object');
    const from = value as Record<string, unknown>;
    const typename = typeof from['__typename'] === 'string' ? from['__typename'] : undefined;
    const into: Record<string, unknown> = {};
    const fill = ({ fields, fragments }: PreparedSelection, whole: boolean): WandbError | null => {
      for (const field of fields) {
        const name = aliases.get(field) ?? field.key;
        const given = read(field, from[name], tree?.children.get(name), whole);
        if (given instanceof WandbError && field.nonNull && (whole || (!field.children && !field.list)))
          return given;
        into[field.key] = mergedValue(into[field.key], given);
      }
      for (const fragment of fragments) {
        if (!fragmentApplies(fragment.on, typename)) continue;
        const failure = fill(fragment.selection, whole || fragment.name !== null);
        if (failure) return failure;
      }
      return null;
    };
    return fill(selection, inFragment) ?? into;
  };

  if (typeof data !== 'object' || data === null) return errors.children.size > 0 ? refused : unanswered;
  const root = data as Record<string, unknown>;
  for (const field of operation.selection.fields) {
    const name = aliases.get(field) ?? field.key;
    if (!(name in root) && !errors.children.has(name)) return unanswered;
  }
  const result = readObject('Query', operation.selection, data, errors, false);
  return losses.size > 0 ? lost : result;
}

/** Whether one of the errors is of this field, or of what is asked below it. */
function failsWithin(
  field: PreparedField,
  tree: ErrorTree,
  aliases: ReadonlyMap<PreparedField, string>,
): boolean {
  if (tree.failed) return true;
  const { children } = field;
  if (!children) return tree.children.size > 0;
  const below = ({ fields, fragments }: PreparedSelection, at: ErrorTree): boolean =>
    at.failed ||
    fields.some((each) => {
      const failed = at.children.get(aliases.get(each) ?? each.key);
      return failed !== undefined && failsWithin(each, failed, aliases);
    }) ||
    fragments.some(({ selection }) => below(selection, at));
  if (!field.list) return below(children, tree);
  return [...tree.children.values()].some((item) => below(children, item));
}

/** A field may be asked both by an operation and by a fragment below it (`id`): objects are put together. */
function mergedValue(before: unknown, after: unknown): unknown {
  if (typeof before !== 'object' || before === null || Array.isArray(before) || before instanceof Error)
    return after;
  if (typeof after !== 'object' || after === null || Array.isArray(after) || after instanceof Error)
    return after;
  return { ...before, ...after };
}

function isLeafValue(type: string | null, value: unknown): boolean {
  switch (type) {
    case 'Int':
      return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
    case 'Boolean':
      return typeof value === 'boolean';
    // W&B sends numbers; a string is taken too, as JavaScript servers must send large ones so.
    case 'Int64':
    case 'Duration':
      return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
    case 'ID':
      return typeof value === 'string' || Number.isSafeInteger(value);
    case 'JSON':
      return true;
    default:
      return typeof value === 'string';
  }
}
