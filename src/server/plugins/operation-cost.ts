import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { sizeOf, weigh, type Crowd, type Field, type ListSize } from './field-weight.ts';
import { schemaListLengths } from './schema-lengths.ts';

export interface OperationCost {
  /** Values in the answer if every list is as long as was asked for. */
  cost: number;
  /** Levels of fields below each other; what only holds a list together is none. */
  levels: number;
  /** The list that adds most, as a path of response names, with what it asked for; null where there is none. */
  dearest: string | null;
  /** How many values one item of a list brings, by the list's field. */
  perItem: ReadonlyMap<FieldNode, number>;
  /** Fragments repeat more fields than are worth counting: the cost is at least this. */
  isCut: boolean;
}

export interface CostQuestion {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}

/** Lists that nobody sizes are short: links of a version, ways between two nodes. */
const shortList = 10;
/** Measured: an object that a page gives out, and from which another page is asked, costs as much as so many values. */
const loadedItem = 8;
/** Tools ask nine times within itself for what a type wraps: of what is wrapped, half is wrapped once more. */
const wrappedShare = 0.5;
const mostVisits = 50_000;
/** Fields within each other, those included that only hold a list together: deeper, and the stack would not hold. */
const deepestPath = 500;
const plumbing = new Set(['edges', 'node', 'nodes', 'pageInfo']);

interface Place {
  crowd: Crowd;
  /** What the lists right here hold, where the field that they stand under has sized them. */
  items: Crowd | null;
  level: number;
  path: readonly string[];
  /** In what the schema tells of itself: not every type, but one that the query has picked. */
  isChosen: boolean;
}

interface Cost {
  /** Without what lists below bring, that have a size of their own, and without hops, which are counted as they are made. */
  own: number;
  all: number;
}

/** Throws nothing: variables of the wrong type are left to the execution, which says so. Null then. */
export function costOf({ schema, document, operation, variables }: CostQuestion): OperationCost | null {
  // Each error holds the whole value in words: thousands of them would stop the process for minutes.
  const coerced = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    { ...variables },
    { maxErrors: 1 },
  );
  const root = schema.getRootType(operation.operation);
  if (coerced.errors || !root) return null;
  const values = coerced.coerced;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);

  const perItem = new Map<FieldNode, number>();
  let dearest: { text: string; cost: number } | null = null;
  let levels = 0;
  let visits = 0;

  function fieldsOf(selections: readonly SelectionNode[], type: GraphQLObjectType): Map<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    const gather = (list: readonly SelectionNode[]): void => {
      for (const selection of list) {
        visits += 1;
        if (visits > mostVisits || isLeftOut(selection)) continue;
        if (selection.kind === Kind.FIELD) {
          const name = selection.alias?.value ?? selection.name.value;
          const same = fields.get(name);
          if (same) same.push(selection);
          else fields.set(name, [selection]);
          continue;
        }
        const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
        if (isSpread && seen.has(selection.name.value)) continue;
        if (isSpread) seen.add(selection.name.value);
        const fragment = isSpread ? fragments.get(selection.name.value) : selection;
        if (fragment && appliesTo(fragment.typeCondition?.name.value, type))
          gather(fragment.selectionSet.selections);
      }
    };
    gather(selections);
    return fields;
  }

  function isLeftOut(selection: SelectionNode): boolean {
    return (
      getDirectiveValues(GraphQLSkipDirective, selection, values)?.['if'] === true ||
      getDirectiveValues(GraphQLIncludeDirective, selection, values)?.['if'] === false
    );
  }

  function appliesTo(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const named = schema.getType(condition);
    return isAbstractType(named) && schema.isSubType(named, type);
  }

  /** An object is of one type: the dearest that it may be counts. */
  function costOfSelection(
    selections: readonly SelectionNode[],
    type: GraphQLCompositeType,
    place: Place,
  ): Cost {
    const types = isObjectType(type) ? [type] : schema.getPossibleTypes(type);
    const costs = types.map((possible) => {
      const cost = { own: 0, all: 0 };
      for (const [name, nodes] of fieldsOf(selections, possible)) {
        const field = nodes[0] && fieldOf(possible, nodes[0].name.value);
        const { own, all } = field
          ? costOfField(field, possible, nodes, { ...place, path: [...place.path, name] })
          : { own: place.crowd.distinct, all: place.crowd.distinct };
        cost.own += own;
        cost.all += all;
      }
      return cost;
    });
    return costs.reduce((dear, cost) => (cost.all > dear.all ? cost : dear), { own: 0, all: 0 });
  }

  /** Those that every schema has are no fields of its types; null: `__typename`, or none that validation lets through. */
  function fieldOf(type: GraphQLObjectType, name: string): Field | null {
    if (type === root && name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (type === root && name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    return type.getFields()[name] ?? null;
  }

  function costOfField(
    field: Field,
    parent: GraphQLObjectType,
    nodes: readonly FieldNode[],
    { crowd, items, level, path, isChosen }: Place,
  ): Cost {
    const [node] = nodes;
    const type = getNamedType(field.type);
    if (!node) return { own: 0, all: 0 };
    // Tools ask for a type within a type ten times over; the library bounds what that repeats.
    const tellsSchema = isIntrospectionType(parent) || isIntrospectionType(type);
    const holdsTogether = tellsSchema || (plumbing.has(field.name) && path.length > 1);
    const below = level + (holdsTogether ? 0 : 1);
    levels = Math.max(levels, below);
    const size = tellsSchema
      ? schemaSizeOf(field, parent, isChosen)
      : sizeOf(field, argumentsOf(field, node));
    const { own, led } = weigh(field, parent, { crowd, items, size, tellsSchema });
    if (!isCompositeType(type)) return { own, all: own };
    if (path.length > deepestPath) {
      visits = mostVisits + 1;
      return { own, all: own };
    }
    const wrapped = field.name === 'ofType' ? crowdOf(crowd, { items: wrappedShare, kind: 'lookup' }) : crowd;
    const sized = size && crowdOf(crowd, size);
    const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
    const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
    const inside = costOfSelection(selections, type, {
      crowd: tellsSchema ? (sized ?? wrapped) : isList ? (sized ?? items ?? timesShortList(crowd)) : crowd,
      items: isList ? null : sized,
      level: below,
      path,
      isChosen: isChosen || (type.name === '__Type' && field.name !== 'types'),
    });
    if (!size || !sized || tellsSchema) return { own: own + inside.own, all: own + led + inside.all };
    perItem.set(node, inside.own / Math.max(1, sized.distinct) + (size.kind === 'page' ? loadedItem : 0));
    const cost = own + inside.own;
    if (!dearest || cost > dearest.cost) dearest = { cost, text: `${shortPath(path)}(${size.text})` };
    return { own, all: own + led + inside.all };
  }

  function schemaSizeOf(
    { name }: Field,
    { name: parent }: GraphQLObjectType,
    isChosen: boolean,
  ): ListSize | null {
    const length = schemaListLengths(schema).get(`${parent}.${name}`);
    return length ? { items: isChosen ? length.longest : length.average, kind: 'lookup', text: '' } : null;
  }

  function argumentsOf(field: Field, node: FieldNode): Record<string, unknown> {
    try {
      return getArgumentValues(field, node, values);
    } catch {
      // The execution says what is wrong with them.
      return {};
    }
  }

  const { all } = costOfSelection(operation.selectionSet.selections, root, {
    crowd: { distinct: 1, places: 1 },
    items: null,
    level: 0,
    path: [],
    isChosen: false,
  });
  const found = dearest as { text: string; cost: number } | null;
  return { cost: Math.round(all), levels, dearest: found?.text ?? null, perItem, isCut: visits > mostVisits };
}

/** The end of it, which is where something can be lowered. */
function shortPath(path: readonly string[]): string {
  return path.length > 4 ? `….${path.slice(-3).join('.')}` : path.join('.');
}

function crowdOf({ distinct, places }: Crowd, { items, kind }: Pick<ListSize, 'items' | 'kind'>): Crowd {
  const together = Math.min(places * items, Number.MAX_SAFE_INTEGER);
  return { distinct: kind === 'page' ? Math.max(distinct, items) : together, places: together };
}

function timesShortList({ distinct, places }: Crowd): Crowd {
  return { distinct: distinct * shortList, places: places * shortList };
}
