import { isUnionType, type GraphQLObjectType, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { badUserInput } from '../graphql/errors.ts';

type ReferenceResolver = (reference: unknown, context: unknown, info: GraphQLResolveInfo) => unknown;

interface Subgraph {
  apollo?: { subgraph?: { resolveReference?: ReferenceResolver } };
}

/**
 * Replaces the library's resolver of `_entities`: where a representation names no entity, that one throws a plain error and
 * with it away all others; and it writes the type into our objects, or copies them, where they carry a name of W&B's.
 */
export function resolveEntities(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  if (!field || !isUnionType(union)) throw new TypeError('The subgraph has no entities.');
  const entities = new Map(union.getTypes().map((type) => [type.name, type]));
  const wanted = `an object with a key and the __typename of an entity: ${[...entities.keys()].join(', ')}`;
  const typeNames = new WeakMap<object, string>();
  union.resolveType = (entity: object) => typeNames.get(entity);
  field.resolve = (_source, { representations }: { representations: readonly unknown[] }, context, info) =>
    representations.map(async (representation, index) => {
      const { __typename: typename, ...keys } = presentFieldsOf(representation);
      const type = typeof typename === 'string' ? entities.get(typename) : undefined;
      const resolve = type && referenceResolver(type);
      if (!resolve || Object.keys(keys).length === 0)
        throw badUserInput(`representations[${index}]`, representation, wanted);
      const entity = await resolve({ __typename: type.name, ...keys }, context, info);
      if (typeof entity === 'object' && entity !== null) typeNames.set(entity, type.name);
      return entity;
    });
}

/** Where a type has several keys, a router may send as null the one that it does not have. */
function presentFieldsOf(representation: unknown): Record<string, unknown> {
  if (typeof representation !== 'object' || Array.isArray(representation)) return {};
  return Object.fromEntries(Object.entries(representation ?? {}).filter(([, value]) => value !== null));
}

function referenceResolver({ extensions }: GraphQLObjectType): ReferenceResolver | undefined {
  return (extensions as Subgraph).apollo?.subgraph?.resolveReference;
}
