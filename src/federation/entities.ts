import { isUnionType, type GraphQLObjectType, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { badUserInput } from '../graphql/errors.ts';

type ReferenceResolver = (reference: unknown, context: unknown, info: GraphQLResolveInfo) => unknown;

/** As many as `Query.nodes` takes ids. */
const mostRepresentations = 1_000;

interface SubgraphExtensions {
  apollo?: { subgraph?: { resolveReference?: ReferenceResolver } };
}

/**
 * Replaces @apollo/subgraph's resolver of `_entities`. That one throws a plain error for a representation that names no
 * entity, which nulls all others; and it writes the type into our objects, or copies them.
 */
export function resolveEntities(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  if (!field || !isUnionType(union)) throw new TypeError('The subgraph has no entities.');
  const entities = new Map(union.getTypes().map((type) => [type.name, type]));
  const form = `an object with a key and the __typename of an entity: ${[...entities.keys()].join(', ')}`;
  const typeNames = new WeakMap<object, string>();
  union.resolveType = (entity: object) => typeNames.get(entity);
  field.resolve = (_source, { representations }: { representations: readonly unknown[] }, context, info) => {
    const { length } = representations;
    if (length > mostRepresentations)
      throw badUserInput('representations', `${length} of them`, `a list of at most ${mostRepresentations}`);
    return representations.map(async (representation, index) => {
      const { __typename: typename, ...keys } = presentFieldsOf(representation);
      const type = typeof typename === 'string' ? entities.get(typename) : undefined;
      const resolve = type && referenceResolverOf(type);
      if (!resolve || Object.keys(keys).length === 0)
        throw badUserInput(`representations[${index}]`, representation, form);
      const entity = await resolve({ __typename: type.name, ...keys }, context, info);
      if (typeof entity === 'object' && entity !== null) typeNames.set(entity, type.name);
      return entity;
    });
  };
}

/** Where a type has several keys, a router may send as null the one that it does not have. */
function presentFieldsOf(representation: unknown): Record<string, unknown> {
  if (typeof representation !== 'object' || Array.isArray(representation)) return {};
  return Object.fromEntries(Object.entries(representation ?? {}).filter(([, value]) => value !== null));
}

function referenceResolverOf({ extensions }: GraphQLObjectType): ReferenceResolver | undefined {
  return (extensions as SubgraphExtensions).apollo?.subgraph?.resolveReference;
}
