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
  print,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { wandbSchema } from './contract.ts';
import type { Needs } from './needs.ts';

/** One operation for one key, as it stands in a `.graphql` file. */
export type WandbDocument<TData, TVariables> = TypedDocumentNode<TData, TVariables>;

/** A field that a prepared operation asks for, with what W&B's schema promises of its value. */
export interface PreparedField {
  /** The name in the answer that the loader reads. */
  key: string;
  /** `Type.field`, for error messages. */
  where: string;
  args: readonly { name: string; variable: string }[];
  nonNull: boolean;
  list: boolean;
  leaf: string | null;
  /** The type of the objects that it gives; null for leaves. */
  type: string | null;
  children: PreparedSelection | null;
}

/** `fields` stand in the operation itself and may be renamed by a merge; those of `fragments` never are. */
export interface PreparedSelection {
  fields: readonly PreparedField[];
  fragments: readonly PreparedFragment[];
}

export interface PreparedFragment {
  /** The type condition; an object of another concrete type has none of the fields. */
  on: string;
  /** null for an inline fragment. */
  name: string | null;
  selection: PreparedSelection;
}

export interface PreparedOperation {
  name: string;
  /** Tells the fragments of operations with other needs apart. */
  needsKey: string;
  variableTypes: ReadonlyMap<string, string>;
  selection: PreparedSelection;
  /** The printed bodies of the named fragments, `{ id name ...Other }`. */
  fragmentBodies: ReadonlyMap<string, { on: string; selection: PreparedSelection }>;
}

const prepared = new LRUCache<string, PreparedOperation>({ max: 1_000 });

/**
 * Prunes an operation's named fragments to `needs` (`id` and `__typename` always stay) and looks up in W&B's schema what
 * each value must be. The documents are ours: a literal argument or a directive in one is a programming error.
 */
export function prepareOperation(document: DocumentNode, needs: Needs): PreparedOperation {
  const definition = operationIn(document);
  const name = operationName(document);
  const cacheKey = `${name} ${needs.key}`;
  const known = prepared.get(cacheKey);
  if (known) return known;

  const definitions = new Map<string, FragmentDefinitionNode>();
  for (const d of document.definitions)
    if (d.kind === Kind.FRAGMENT_DEFINITION) definitions.set(d.name.value, d);
  const fragmentBodies = new Map<string, { on: string; selection: PreparedSelection }>();
  const root = wandbSchema.getQueryType();
  if (!root) throw new TypeError('The W&B contract has no Query type.');

  const select = (
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    fragment: string | null,
  ): PreparedSelection => {
    const fields: PreparedField[] = [];
    const fragments: PreparedFragment[] = [];
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const field = node.name.value;
        const kept = fragment === null || field === 'id' || field === '__typename';
        if (kept || needs.fields.has(`${fragment}.${field}`)) fields.push(prepareField(node, type));
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition ? compositeType(node.typeCondition.name.value) : type;
        fragments.push({ on: on.name, name: null, selection: select(node.selectionSet, on, fragment) });
      } else {
        const spread = definitions.get(node.name.value);
        if (!spread)
          throw new TypeError(`The operation ${name} spreads an unknown fragment ${node.name.value}.`);
        const on = compositeType(spread.typeCondition.name.value);
        const selection = select(spread.selectionSet, on, node.name.value);
        fragmentBodies.set(node.name.value, { on: on.name, selection });
        fragments.push({ on: on.name, name: node.name.value, selection });
      }
    }
    return { fields, fragments };
  };

  const prepareField = (node: FieldNode, parent: GraphQLCompositeType): PreparedField => {
    const args = (node.arguments ?? []).map((arg) => {
      if (arg.value.kind !== Kind.VARIABLE) throw new TypeError(`${name}: ${print(arg)} is not a variable.`);
      return { name: arg.name.value, variable: arg.value.name.value };
    });
    const declared: GraphQLOutputType | undefined =
      node.name.value === '__typename'
        ? undefined
        : (parent as GraphQLObjectType).getFields()[node.name.value]?.type;
    const bare = declared && isNonNullType(declared) ? declared.ofType : declared;
    const named = declared && getNamedType(declared);
    return {
      key: node.name.value,
      where: `${parent.name}.${node.name.value}`,
      args,
      nonNull: !declared || isNonNullType(declared),
      list: bare !== undefined && isListType(bare),
      leaf: !named ? 'String' : isLeafType(named) ? named.name : null,
      type: named && isCompositeType(named) ? named.name : null,
      // Below a field that is kept everything is: needs name only a fragment's own fields.
      children:
        node.selectionSet && named && isCompositeType(named) ? select(node.selectionSet, named, null) : null,
    };
  };

  const operation: PreparedOperation = {
    name,
    needsKey: needs.key,
    variableTypes: new Map(
      (definition.variableDefinitions ?? []).map((v) => [v.variable.name.value, print(v.type)]),
    ),
    selection: select(definition.selectionSet, root, null),
    fragmentBodies,
  };
  prepared.set(cacheKey, operation);
  return operation;
}

function operationIn(document: DocumentNode): OperationDefinitionNode {
  const definition = document.definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION);
  if (!definition?.name) throw new TypeError('A W&B document holds one named operation.');
  return definition;
}

export function operationName(document: DocumentNode): string {
  return operationIn(document).name?.value ?? '';
}

function compositeType(name: string): GraphQLCompositeType {
  const type = wandbSchema.getType(name);
  if (!isCompositeType(type)) throw new TypeError(`${name} is no object type of W&B's.`);
  return type;
}

/** Whether an object that calls itself `typename` can stand where `type` is promised. A type that W&B added since may, in a union. */
export function canBe(type: string, typename: string): boolean {
  if (type === typename) return true;
  const promised = wandbSchema.getType(type);
  const given = wandbSchema.getType(typename);
  if (!isAbstractType(promised)) return false;
  return given === undefined || (isObjectType(given) && wandbSchema.isSubType(promised, given));
}

/** Whether an object of the concrete type has the fields of a fragment on `on`. */
export function fragmentApplies(on: string, typename: string | undefined): boolean {
  if (typename === undefined || on === typename) return true;
  const condition = wandbSchema.getType(on);
  const type = wandbSchema.getType(typename);
  if (!isAbstractType(condition)) return false;
  // A type that W&B added since: it answers the interface that we asked through.
  return type === undefined || wandbSchema.isSubType(condition, type as GraphQLObjectType);
}
