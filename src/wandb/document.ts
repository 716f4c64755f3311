import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { wandbSchema } from './schema.ts';

/** One operation for one key, as it stands in a `.graphql` file. It has one root field. */
export type WandbDocument<TData, TVariables> = TypedDocumentNode<TData, TVariables>;

/** A selected field, with what W&B's schema promises of its value. */
export interface FieldShape {
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
  /** Below a named fragment: an error where the value may not be null costs the object that the fragment describes. */
  inFragment: boolean;
}

export interface ObjectShape {
  type: GraphQLCompositeType;
  fields: FieldShape[];
  /** Fields that only objects of some types have. */
  conditional: { on: GraphQLCompositeType; fields: FieldShape[] }[];
}

const shapes = new WeakMap<DocumentNode, ObjectShape>();

/** What an answer to the document has to look like. Fragments are merged into the objects that they stand on. */
export function shapeOf(document: DocumentNode): ObjectShape {
  let shape = shapes.get(document);
  if (!shape) shapes.set(document, (shape = compile(document)));
  return shape;
}

export function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new TypeError('A document for W&B holds one operation.');
  return operation;
}

export function operationName(document: DocumentNode): string {
  return operationOf(document).name?.value ?? '';
}

export function fragmentsOf(document: DocumentNode): readonly FragmentDefinitionNode[] {
  return document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
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
export function canBe(type: GraphQLCompositeType, typename: string): boolean {
  if (type.name === typename) return true;
  if (!isAbstractType(type)) return false;
  const given = wandbSchema.getType(typename);
  return given === undefined || (isObjectType(given) && wandbSchema.isSubType(type, given));
}
