import {
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLSchema,
} from 'graphql';

/** How long a list of introspection is: where it is asked of every type, and where of a chosen one. */
interface ListLength {
  average: number;
  longest: number;
}

const measured = new WeakMap<GraphQLSchema, ReadonlyMap<string, ListLength>>();

/** The lengths of all lists in what a schema tells of itself, by `Type.field`. */
export function schemaListLengths(schema: GraphQLSchema): ReadonlyMap<string, ListLength> {
  let known = measured.get(schema);
  if (!known) {
    known = measure(schema);
    measured.set(schema, known);
  }
  return known;
}

function measure(schema: GraphQLSchema): ReadonlyMap<string, ListLength> {
  const types = Object.values(schema.getTypeMap());
  const directives = schema.getDirectives();
  const composite = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = composite.map((type) => Object.values(type.getFields()));
  const inputs = types.filter(isInputObjectType).map((type) => Object.values(type.getFields()));
  const enums = types.filter(isEnumType).map((type) => type.getValues());
  const possible = types.filter(isAbstractType).map((type) => schema.getPossibleTypes(type));
  return new Map([
    ['__Schema.types', lengthOf([types])],
    ['__Schema.directives', lengthOf([directives])],
    ['__Type.fields', lengthOf(fields)],
    ['__Type.interfaces', lengthOf(composite.map((type) => type.getInterfaces()))],
    ['__Type.possibleTypes', lengthOf(possible)],
    ['__Type.inputFields', lengthOf(inputs)],
    ['__Type.enumValues', lengthOf(enums)],
    ['__Field.args', lengthOf(fields.flat().map(({ args }) => args))],
    ['__Directive.args', lengthOf(directives.map(({ args }) => args))],
    ['__Directive.locations', lengthOf(directives.map(({ locations }) => locations))],
  ]);
}

/** At least one: that a list may be empty is not to be relied on. */
function lengthOf(lists: readonly (readonly unknown[])[]): ListLength {
  const lengths = lists.map(({ length }) => length);
  const items = lengths.reduce((sum, length) => sum + length, 0);
  return { average: Math.max(1, items / Math.max(1, lengths.length)), longest: Math.max(1, ...lengths) };
}
