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
  isObjectType,
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
} from 'graphql';
import { defaultPage } from '../../graphql/connection.ts';
import { plainNameOf } from '../../graphql/naming.ts';

export interface OperationCost {
  /** Values in the response if every list is as long as was asked for, and what it takes to find them. */
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

// Costs in values of a response, as measured: see docs/decisions/0036.
/** To find one object by its key. */
export const lookupCost = 50;
/** To go from an object to others. */
const hopCost = 10;
/** To begin and end a walk, however short. */
const walkCost = 200;
/** One introspected value. */
const introspectionCost = 2;
/** The schema as text. */
const sdlCost = 4_000;
/** A node of an export, beside the node itself. */
const exportedNodeCost = 4;
/** An object on a page, beside its fields. */
const pageItemCost = 8;
/** Nodes that a walk without a size visits. */
const visitedNodes = new Map([
  ['blastRadius', 20_000],
  ['lineagePaths', 20_000],
  ['ancestryDiff', 1_000],
  ['staleness', 1_000],
]);

const defaultMaxNodes = 1_000;
/** The length of a list without a size: links of a version, nodes of a path. */
const unsizedList = 10;
/** Average lengths of introspected lists; of the types that tools unwrap with `ofType`, half are wrapped once more. */
const introspectedLists = new Map([
  ['types', 100],
  ['directives', 10],
  ['locations', 5],
  ['fields', 8],
  ['ofType', 0.5],
]);

/** Selections that are counted at most: fragments can repeat each other exponentially. */
const maxSelections = 50_000;
/** Nested fields at most, `edges`, `nodes` and `node` included: bounds the recursion. */
const maxDepth = 500;
const connectionFields = new Set(['edges', 'node', 'nodes', 'pageInfo']);
const hops = new Set(['loggedBy', 'createdBy', 'links']);

interface ListSize {
  items: number;
  /** Pages of one object have the same items wherever it is met again; walks and lookups are made at each place. */
  isPage: boolean;
  isWalk: boolean;
  text: string;
}

interface SizedList extends ListSize {
  node: FieldNode;
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
  const { coerced: values } = getVariableValues(schema, definitions, { ...variables }, { maxErrors: 1 });
  const root = schema.getRootType(operation.operation);
  if (!values || !root) return null;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);

  const lists: SizedList[] = [];
  let cost = 0;
  let levels = 0;
  let selectionCount = 0;

  function visitSelections(
    selections: readonly SelectionNode[],
    type: GraphQLNamedType | undefined,
    place: Place,
  ) {
    if (!isCompositeType(type)) return;
    for (const selection of selections) {
      selectionCount += 1;
      if (selectionCount > maxSelections || isSkipped(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        visitField(selection, type, place);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) continue;
      const condition = fragment.typeCondition?.name.value;
      visitSelections(
        fragment.selectionSet.selections,
        condition === undefined ? type : schema.getType(condition),
        place,
      );
    }
  }

  function visitField(
    node: FieldNode,
    parent: GraphQLCompositeType,
    { count, items, list, level, path }: Place,
  ) {
    const field = fieldOf(parent, node.name.value);
    const type = field && getNamedType(field.type);
    const isIntrospection = isIntrospectionType(parent) || (type && isIntrospectionType(type));
    if (path.length > maxDepth) selectionCount = maxSelections;
    const add = (amount: number): void => {
      cost += amount;
      if (list) list.cost += amount;
    };
    add(isIntrospection ? count * introspectionCost : count);
    if (!field || !type) return;
    const isCounted = !isIntrospection && !(connectionFields.has(field.name) && path.length > 0);
    const below = { level: level + (isCounted ? 1 : 0), path: [...path, node.alias?.value ?? field.name] };
    levels = Math.max(levels, below.level);
    const selections = node.selectionSet?.selections ?? [];
    if (isIntrospection) {
      const length = introspectedLists.get(field.name) ?? 1;
      visitSelections(selections, type, { ...below, count: count * length, items: null, list });
      return;
    }

    const size = sizeOf(field, argumentsOf(field, node));
    add(count * ownCostOf(field, parent, size));
    if (field.name === 'export') add((items ?? 0) * exportedNodeCost);
    // Not part of a list's items: hops are counted when they are made.
    if (size?.isPage === true || hops.has(field.name)) cost += count * hopCost;
    const isList = isListType(getNullableType(field.type));
    if (!size) {
      const listed = isList ? (items ?? count * unsizedList) : count;
      visitSelections(selections, type, { ...below, count: listed, items: null, list });
      return;
    }
    const total = size.isPage ? Math.max(count, size.items) : count * size.items;
    const sized = { ...size, node, items: total, cost: 0, text: `${shortPath(below.path)}(${size.text})` };
    lists.push(sized);
    visitSelections(selections, type, {
      ...below,
      count: isList ? total : count,
      items: isList ? null : total,
      list: sized,
    });
  }

  function isSkipped(selection: SelectionNode): boolean {
    return (
      getDirectiveValues(GraphQLSkipDirective, selection, values)?.['if'] === true ||
      getDirectiveValues(GraphQLIncludeDirective, selection, values)?.['if'] === false
    );
  }

  function fieldOf(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    return 'getFields' in type ? type.getFields()[name] : undefined;
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Record<string, unknown> {
    try {
      return getArgumentValues(field, node, values);
    } catch {
      // The execution reports what is wrong with them.
      return {};
    }
  }

  visitSelections(operation.selectionSet.selections, root, {
    count: 1,
    items: null,
    list: null,
    level: 0,
    path: [],
  });
  const costPerItem = new Map<FieldNode, number>();
  let largest: SizedList | null = null;
  for (const list of lists) {
    const perItem = list.cost / Math.max(1, list.items) + (list.isPage ? pageItemCost : 0);
    // A field of a fragment stands at several places.
    costPerItem.set(list.node, Math.max(perItem, costPerItem.get(list.node) ?? 0));
    if (!largest || list.cost > largest.cost) largest = list;
  }
  return {
    cost: Math.round(cost),
    levels,
    largestList: largest?.text ?? null,
    costPerItem,
    isCut: selectionCount > maxSelections,
  };
}

/** What a field costs on each object, beside its value and what is selected below it. */
function ownCostOf(
  field: GraphQLField<unknown, unknown>,
  parent: GraphQLCompositeType,
  size: ListSize | null,
): number {
  if (isObjectType(parent) && parent.name === '_Service') return sdlCost;
  if (size?.isWalk === true) return walkCost;
  if (size && !size.isPage) return size.items * lookupCost;
  const isLookup = field.args.some(({ name }) => name === 'id' || name === 'path' || name === 'name');
  return (visitedNodes.get(plainNameOf(field)) ?? 0) + (isLookup ? lookupCost : 0);
}

/** The size that a field's arguments give to its list, or to the lists right below it. */
function sizeOf(field: GraphQLField<unknown, unknown>, args: Record<string, unknown>): ListSize | null {
  for (const name of ['ids', 'representations']) {
    const keys = args[name];
    if (Array.isArray(keys))
      return { items: keys.length, isPage: false, isWalk: false, text: `${name}: ${keys.length} of them` };
  }
  for (const [name, fallback] of [
    ['maxNodes', defaultMaxNodes],
    ['first', defaultPage],
  ] as const) {
    if (!field.args.some((argument) => argument.name === name)) continue;
    const value = args[name];
    const items = typeof value === 'number' && value > 0 ? value : fallback;
    const isWalk = name === 'maxNodes' || plainNameOf(field) === 'lineagePaths';
    return { items, isPage: !isWalk, isWalk, text: `${name}: ${items}` };
  }
  return null;
}

/** Its end, which is where something can be lowered. */
function shortPath(path: readonly string[]): string {
  return path.length > 4 ? `….${path.slice(-3).join('.')}` : path.join('.');
}
