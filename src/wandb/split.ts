import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import { contractViolation, essentialFields, UnknownFieldError, WandbError } from './errors.ts';
import { aliasesOf, fragmentsOf, operationOf, type BatchItem } from './merge.ts';
import { wandbSchema } from './schema.ts';

/** One entry of a response's `errors`. Only its path is used: W&B's messages are neither stable nor ours to show. */
export interface ResponseError {
  path: readonly (string | number)[];
}

/** W&B sent neither data nor an error for an item: it has to be sent again. */
export const missing = Symbol('missing');

export type ItemData = Record<string, unknown>;

/** Fields that a W&B does not have, by `Type.field`. */
export type LackingFields = ReadonlyMap<string, UnknownFieldError>;

/** The errors of a response as a tree along their paths. */
interface ErrorTree {
  failed: boolean;
  children: Map<string | number, ErrorTree>;
}

/** Whether one of the errors belongs to none of the items: nobody knows then what it cost. */
export function hasUnattributedError(errors: readonly ResponseError[], items: readonly BatchItem[]): boolean {
  if (errors.length === 0) return false;
  const aliases = new Set<string | number>(aliasesOf(items));
  return errors.some(({ path: [alias] }) => alias === undefined || !aliases.has(alias));
}

/**
 * Takes a merged response apart: for each item its data under the operation's own names, or why there are none. Every
 * value that W&B failed to give, or gave in a form that its schema rules out, is an error in its place (see `Answered`).
 */
export function splitResponse(
  items: readonly BatchItem[],
  data: unknown,
  errors: readonly ResponseError[],
  refusal: WandbError,
  lacking: LackingFields = new Map(),
): (ItemData | WandbError | typeof missing)[] {
  const tree = treeFrom(errors);
  const causes = { refusal, lacking };
  const values = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  const aliases = aliasesOf(items);
  return items.map(({ document }, index) => {
    const alias = aliases[index] ?? '';
    const failures = tree.children.get(alias);
    const field = shapeOf(document).fields[0];
    if (!field) throw new TypeError('A document for W&B asks for nothing.');
    if (!(alias in values) && !lacking.has(field.where)) return failures ? refusal : missing;
    return { [field.key]: readField(field, values[alias], failures, causes) };
  });
}

function treeFrom(errors: readonly ResponseError[]): ErrorTree {
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

/** Why values are not there: what W&B said of all that it refused, and which fields it was not asked for. */
interface Causes {
  refusal: WandbError;
  lacking: LackingFields;
}

function readField(
  field: FieldShape,
  value: unknown,
  errors: ErrorTree | undefined,
  causes: Causes,
): unknown {
  if (errors?.failed) return causes.refusal;
  const unknown = value === undefined ? causes.lacking.get(field.where) : undefined;
  if (unknown) return unknown;
  if (value === null || value === undefined) {
    // An error further down took this value with it where W&B let the null rise.
    if (errors && errors.children.size > 0) return causes.refusal;
    if (value === undefined) return contractViolation(field.where, 'nothing');
    return field.nonNull ? contractViolation(field.where, 'null') : null;
  }
  if (!field.list) return readItem(field, value, errors, causes);
  if (!Array.isArray(value)) return contractViolation(field.where, 'no list');
  const items = value.map((item: unknown, index) => {
    const at = errors?.children.get(index);
    if (item === null || item === undefined)
      return at ? causes.refusal : contractViolation(field.where, 'a list with a null in it');
    return readItem(field, item, at, causes);
  });
  if (!field.inFragment) return items;
  return items.find((item) => item instanceof WandbError) ?? items;
}

function readItem(field: FieldShape, value: unknown, errors: ErrorTree | undefined, causes: Causes): unknown {
  if (errors?.failed) return causes.refusal;
  if (field.object) return readObject(field.where, field.object, value, errors, causes);
  if (!isLeafValue(field.leaf, value)) return contractViolation(field.where, 'a value of another type');
  return field.leaf === 'ID' ? String(value) : value;
}

function readObject(
  where: string,
  shape: ObjectShape,
  value: unknown,
  errors: ErrorTree | undefined,
  causes: Causes,
): ItemData | WandbError {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return contractViolation(where, 'no object');
  const from = value as ItemData;
  const typename = typeof from['__typename'] === 'string' ? from['__typename'] : null;
  if (typename !== null && !canBe(shape.type, typename))
    return contractViolation(where, 'an object of another type');
  const into: ItemData = {};
  const failure = readFields(shape.fields, from, into, errors, causes);
  if (failure) return failure;
  for (const { on, fields } of shape.conditional) {
    if (typename !== null && !canBe(on, typename)) continue;
    const conditional = readFields(fields, from, into, errors, causes);
    if (conditional) return conditional;
  }
  return into;
}

const isEssential = new Set<string>(essentialFields);

/** Gives the error that costs the whole object. */
function readFields(
  fields: readonly FieldShape[],
  from: ItemData,
  into: ItemData,
  errors: ErrorTree | undefined,
  causes: Causes,
): WandbError | null {
  for (const field of fields) {
    const read = readField(field, from[field.key], errors?.children.get(field.key), causes);
    const isPart = field.leaf
      ? isEssential.has(field.key)
      : field.inFragment && !field.list && !(read instanceof UnknownFieldError);
    const isCostly = field.nonNull && isPart;
    if (isCostly && read instanceof WandbError) return read;
    into[field.key] = read;
  }
  return null;
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

/** A selected field, with what W&B's schema promises of its value. */
interface FieldShape {
  /** Its name in the answer. */
  key: string;
  /** `Type.field`, for error messages. */
  where: string;
  nonNull: boolean;
  list: boolean;
  /** The scalar or enum type; null for objects. */
  leaf: string | null;
  /** null for leaves. */
  object: ObjectShape | null;
  /** Below a named fragment: an error where an object may not be null costs the object that the fragment describes. */
  inFragment: boolean;
}

interface ObjectShape {
  type: GraphQLCompositeType;
  fields: FieldShape[];
  /** Fields that only objects of some types have. */
  conditional: { on: GraphQLCompositeType; fields: FieldShape[] }[];
}

const documentsWithout = new WeakMap<LackingFields, WeakMap<DocumentNode, DocumentNode>>();

/** The document without the fields that a W&B lacks. */
export function withoutFields(document: DocumentNode, lacking: LackingFields): DocumentNode {
  if (lacking.size === 0) return document;
  let documents = documentsWithout.get(lacking);
  if (!documents) documentsWithout.set(lacking, (documents = new WeakMap()));
  let known = documents.get(document);
  if (!known) documents.set(document, (known = strip(document, lacking)));
  return known;
}

function strip(document: DocumentNode, lacking: LackingFields): DocumentNode {
  const types = new TypeInfo(wandbSchema);
  const used = new Set<string>();
  const stripped = visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => (lacking.has(`${types.getParentType()?.name}.${name.value}`) ? null : undefined),
      VariableDefinition: () => false,
      Variable: ({ name }) => void used.add(name.value),
      SelectionSet: {
        // An object without fields is no GraphQL.
        leave: (set) => (set.selections.length === 0 ? { ...set, selections: [typename] } : undefined),
      },
    }),
  );
  return visit(stripped, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? false : null),
  });
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const shapes = new WeakMap<DocumentNode, ObjectShape>();

/** What an answer to the document has to look like. Fragments are merged into the objects that they stand on. */
function shapeOf(document: DocumentNode): ObjectShape {
  let shape = shapes.get(document);
  if (!shape) shapes.set(document, (shape = compile(document)));
  return shape;
}

function compile(document: DocumentNode): ObjectShape {
  const fragments = new Map(fragmentsOf(document).map((each) => [each.name.value, each]));

  function collect(
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    shape: ObjectShape,
    fields: FieldShape[],
    inFragment: boolean,
  ): void {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        addField(fields, fieldShape(node, type, inFragment));
        continue;
      }
      const named = node.kind === Kind.FRAGMENT_SPREAD;
      const fragment = named ? fragments.get(node.name.value) : node;
      if (!fragment) throw new TypeError('A document for W&B spreads a fragment that it does not define.');
      const on = fragment.typeCondition ? compositeType(fragment.typeCondition.name.value) : type;
      const within = inFragment || named;
      if (isSubType(on, shape.type)) {
        collect(fragment.selectionSet, on, shape, fields, within);
      } else {
        const inner: ObjectShape = { type: on, fields: [], conditional: [] };
        collect(fragment.selectionSet, on, inner, inner.fields, within);
        shape.conditional.push({ on, fields: inner.fields }, ...inner.conditional);
      }
    }
  }

  function fieldShape(node: FieldNode, parent: GraphQLCompositeType, inFragment: boolean): FieldShape {
    const name = node.name.value;
    const type = name === '__typename' ? null : (parent as GraphQLObjectType).getFields()[name]?.type;
    if (type === undefined) throw new TypeError(`W&B's schema has no field ${parent.name}.${name}.`);
    const nullable = isNonNullType(type) ? type.ofType : type;
    const named = type && getNamedType(type);
    let object: ObjectShape | null = null;
    if (node.selectionSet && isCompositeType(named)) {
      object = { type: named, fields: [], conditional: [] };
      collect(node.selectionSet, named, object, object.fields, inFragment);
    }
    return {
      key: name,
      where: `${parent.name}.${name}`,
      nonNull: type === null || isNonNullType(type),
      list: isListType(nullable),
      leaf: named === null ? 'String' : isLeafType(named) ? named.name : null,
      object,
      inFragment,
    };
  }

  const root = compositeType('Query');
  const shape: ObjectShape = { type: root, fields: [], conditional: [] };
  collect(operationOf(document).selectionSet, root, shape, shape.fields, false);
  return shape;
}

/** An operation and a fragment below it may ask for the same field (`id`): one shape checks both. */
function addField(fields: FieldShape[], added: FieldShape): void {
  const before = fields.find(({ key }) => key === added.key);
  if (!before) {
    fields.push(added);
    return;
  }
  before.inFragment ||= added.inFragment;
  for (const field of added.object?.fields ?? []) addField(before.object?.fields ?? [], field);
  before.object?.conditional.push(...(added.object?.conditional ?? []));
}

function compositeType(name: string): GraphQLCompositeType {
  const type = wandbSchema.getType(name);
  if (!isCompositeType(type)) throw new TypeError(`${name} is no object type of W&B's.`);
  return type;
}

/** Whether every object of the type `sub` has the fields of `type`. */
function isSubType(type: GraphQLCompositeType, sub: GraphQLCompositeType): boolean {
  return type === sub || (isAbstractType(type) && !isUnion(sub) && wandbSchema.isSubType(type, sub));
}

function isUnion(type: GraphQLCompositeType): type is Exclude<GraphQLCompositeType, GraphQLObjectType> {
  return isAbstractType(type) && !('getFields' in type);
}

/** Whether an object that calls itself `typename` can stand where `type` is promised. W&B may have added the type since. */
function canBe(type: GraphQLCompositeType, typename: string): boolean {
  if (type.name === typename) return true;
  if (!isAbstractType(type)) return false;
  const given = wandbSchema.getType(typename);
  return given === undefined || (isObjectType(given) && wandbSchema.isSubType(type, given));
}
