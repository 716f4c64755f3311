import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isIntrospectionType,
  isListType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { defaultPage } from '../../graphql/connection.ts';
import { plainNameOf } from '../../graphql/selection.ts';

type Field = GraphQLField<unknown, unknown>;

export interface OperationCost {
  /** Values in the response if every list has its requested length, and the work of finding them. */
  cost: number;
  /** Nested fields; `edges`, `nodes` and `node` do not count. */
  levels: number;
  /** The list that adds most, as a path of response names with its size; null where there is none. */
  largestList: string | null;
  /** Values that one item of a list brings, without those of lists below it that have a size of their own. */
  costPerItem: ReadonlyMap<FieldNode, number>;
  /** The operation is too large to be counted: it costs more than `cost`. */
  isCut: boolean;
}

/** What is not a value of the response, in values, as measured: see docs/decisions/0060. */
export const weights = {
  /** To find one object by its key. */
  lookup: 50,
  /** To go from an object to others. */
  hop: 10,
  /** To begin and end a walk, however short. */
  walk: 200,
  /** An object on a page, beside its fields. */
  pageItem: 8,
  /** A node of an export, beside the node. */
  exportedNode: 4,
  /** Beside the value itself. */
  introspectedValue: 1,
  sdl: 4_000,
};
/** Nodes that a walk without a size visits. */
const visitedNodes: Partial<Record<string, number>> = {
  blastRadius: 20_000,
  lineagePaths: 20_000,
  ancestryDiff: 1_000,
  staleness: 1_000,
};
const defaultMaxNodes = 1_000;
/** The length of a list without a size: links of a version, nodes of a path. */
const unsizedList = 10;
/** Average lengths of introspected lists; the others have one item or none. */
const introspectedLists: Partial<Record<string, number>> = { types: 75, fields: 6 };

/** Selections that are counted at most: fragments can repeat each other exponentially. */
const maxSelections = 50_000;
/** Nested fields at most, `edges`, `nodes` and `node` included: bounds the recursion. */
const maxDepth = 500;
const connectionFields = new Set(['edges', 'node', 'nodes', 'pageInfo']);
const hops = new Set(['loggedBy', 'createdBy', 'links']);

interface ListSize {
  items: number;
  /** Pages of one object have the same items wherever it is met again; walks and lookups are made at each place. */
  kind: 'page' | 'walk' | 'lookup';
  argument: string;
}

interface SizedList extends ListSize {
  node: FieldNode;
  /** The end of its path, and its size. */
  label: string;
  /** What is selected on all items together. */
  cost: number;
}

/** Where a selection set stands in the operation. */
interface Place {
  /** Objects that it is selected on. */
  count: number;
  /** Items of the lists right here, where the field above has their size (`first`, `maxNodes`). */
  items: number | null;
  /** The nearest list above that has a size. */
  list: SizedList | null;
  level: number;
  path: readonly string[];
}

/**
 * Estimates what an operation costs, with variables, fragments, `@skip` and `@include` as the executor sees them. Lists
 * multiply, except pages: nested pages meet the same objects again, so that the larger of the two counts. Null for variables
 * of the wrong type, which the execution reports.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): OperationCost | null {
  const definitions = operation.variableDefinitions ?? [];
  // Each error quotes the whole value: thousands of them would take minutes.
  const { coerced } = getVariableValues(schema, definitions, { ...variables }, { maxErrors: 1 });
  const root = schema.getRootType(operation.operation);
  if (!coerced || !root) return null;
  const counter = new CostCounter(schema, document, coerced);
  counter.visit(operation.selectionSet, root, { count: 1, items: null, list: null, level: 0, path: [] });
  return counter.result();
}

class CostCounter {
  readonly #schema: GraphQLSchema;
  readonly #variables: Record<string, unknown>;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #lists: SizedList[] = [];
  #cost = 0;
  #levels = 0;
  #selections = 0;

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>) {
    this.#schema = schema;
    this.#variables = variables;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
  }

  visit(set: SelectionSetNode | undefined, type: GraphQLNamedType | undefined, place: Place): void {
    if (!set || !isCompositeType(type)) return;
    for (const selection of set.selections) {
      this.#selections += 1;
      if (this.#selections > maxSelections || this.#isSkipped(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        this.#visitField(selection, type, place);
        continue;
      }
      const isInline = selection.kind === Kind.INLINE_FRAGMENT;
      const fragment = isInline ? selection : this.#fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      this.visit(
        fragment?.selectionSet,
        condition === undefined ? type : this.#schema.getType(condition),
        place,
      );
    }
  }

  #visitField(node: FieldNode, parent: GraphQLCompositeType, place: Place): void {
    const field = fieldOf(parent, node.name.value);
    const path = [...place.path, node.alias?.value ?? node.name.value];
    if (path.length > maxDepth) this.#selections = maxSelections;
    if (!field) {
      // `__typename`.
      this.#add(place, place.count);
      return;
    }
    const level = place.level + (connectionFields.has(field.name) && place.path.length > 0 ? 0 : 1);
    this.#levels = Math.max(this.#levels, level);
    const size = sizeOf(field, this.#argumentsOf(field, node));
    const exported = field.name === 'export' ? (place.items ?? 0) * weights.exportedNode : 0;
    this.#add(place, place.count * (1 + ownCostOf(field, parent, size)) + exported);
    // Not part of what an item costs: hops are counted when they are made.
    if (size?.kind === 'page' || hops.has(field.name)) this.#cost += place.count * weights.hop;
    const below = this.#placeBelow(field, node, size, place, path);
    this.visit(node.selectionSet, getNamedType(field.type), { ...below, level });
  }

  #placeBelow(
    field: Field,
    node: FieldNode,
    size: ListSize | null,
    place: Place,
    path: readonly string[],
  ): Place {
    const { count, items } = place;
    const isList = isListType(getNullableType(field.type));
    if (!size)
      return { ...place, path, count: isList ? (items ?? count * lengthOf(field)) : count, items: null };
    const total = size.kind === 'page' ? Math.max(count, size.items) : count * size.items;
    const label = `${path.slice(-3).join('.')}(${size.argument})`;
    const list = { ...size, node, label, items: total, cost: 0 };
    if (node.selectionSet) this.#lists.push(list);
    return { ...place, path, list, count: isList ? total : count, items: isList ? null : total };
  }

  #add({ list }: Place, cost: number): void {
    this.#cost += cost;
    if (list) list.cost += cost;
  }

  #isSkipped(selection: SelectionNode): boolean {
    return (
      getDirectiveValues(GraphQLSkipDirective, selection, this.#variables)?.['if'] === true ||
      getDirectiveValues(GraphQLIncludeDirective, selection, this.#variables)?.['if'] === false
    );
  }

  #argumentsOf(field: Field, node: FieldNode): Record<string, unknown> {
    try {
      return getArgumentValues(field, node, this.#variables);
    } catch {
      // The execution reports what is wrong with them.
      return {};
    }
  }

  result(): OperationCost {
    const costPerItem = new Map<FieldNode, number>();
    let largest: SizedList | null = null;
    for (const list of this.#lists) {
      const perItem = list.cost / Math.max(1, list.items) + (list.kind === 'page' ? weights.pageItem : 0);
      // A field of a fragment stands at several places.
      costPerItem.set(list.node, Math.max(perItem, costPerItem.get(list.node) ?? 0));
      if (!largest || list.cost > largest.cost) largest = list;
    }
    return {
      cost: Math.round(this.#cost),
      levels: this.#levels,
      largestList: largest && largest.label,
      costPerItem,
      isCut: this.#selections > maxSelections,
    };
  }
}

function fieldOf(type: GraphQLCompositeType, name: string): Field | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return 'getFields' in type ? type.getFields()[name] : undefined;
}

/** The length of a list that has no size. */
function lengthOf(field: Field): number {
  return isIntrospectionType(getNamedType(field.type)) ? (introspectedLists[field.name] ?? 1) : unsizedList;
}

/** What a field costs on each object, beside its value and what is selected below it. */
function ownCostOf(field: Field, parent: GraphQLCompositeType, size: ListSize | null): number {
  if (parent.name === '_Service') return weights.sdl;
  if (isIntrospectionType(parent)) return weights.introspectedValue;
  const isLookup = field.args.some(({ name }) => ['id', 'path', 'ref', 'name'].includes(name));
  const lookups = size?.kind === 'lookup' ? size.items : isLookup ? 1 : 0;
  const walk = size?.kind === 'walk' ? weights.walk : 0;
  return lookups * weights.lookup + walk + (visitedNodes[plainNameOf(field)] ?? 0);
}

/** The size that a field's arguments give to its list, or to the lists right below it. */
function sizeOf(field: Field, args: Record<string, unknown>): ListSize | null {
  for (const name of ['ids', 'representations']) {
    const keys = args[name];
    if (Array.isArray(keys))
      return { items: keys.length, kind: 'lookup', argument: `${name}: ${keys.length} of them` };
  }
  const name = ['maxNodes', 'first'].find((each) => field.args.some((argument) => argument.name === each));
  if (name === undefined) return null;
  const given = args[name];
  const items =
    typeof given === 'number' && given > 0 ? given : name === 'first' ? defaultPage : defaultMaxNodes;
  const kind = name === 'maxNodes' || plainNameOf(field) === 'lineagePaths' ? 'walk' : 'page';
  return { items, kind, argument: `${name}: ${items}` };
}
