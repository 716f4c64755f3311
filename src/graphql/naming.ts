import type { GraphQLField, GraphQLNamedType, GraphQLSchema } from 'graphql';

// A prefix changes the published names alone; everything inside goes on with the plain ones.
const typePrefix = 'typePrefix';
const plainName = 'plainName';

/** Notes under which prefix the schema's types, and under which plain names its root fields, are known inside. */
export function noteNaming(
  schema: GraphQLSchema,
  prefix: string,
  plainRootFields: ReadonlyMap<string, string>,
): void {
  schema.extensions = { ...schema.extensions, [typePrefix]: prefix };
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {}))
    field.extensions = { ...field.extensions, [plainName]: plainRootFields.get(field.name) };
}

/** The type that is called `name` in the SDL files, whatever it is published as. */
export function typeNamed(schema: GraphQLSchema, name: string): GraphQLNamedType | undefined {
  const prefix = schema.extensions[typePrefix];
  return schema.getType(`${typeof prefix === 'string' ? prefix : ''}${name}`);
}

/** What the field is called in the SDL files. */
export function plainNameOf(field: Pick<GraphQLField<unknown, unknown>, 'name' | 'extensions'>): string {
  const plain = field.extensions[plainName];
  return typeof plain === 'string' ? plain : field.name;
}
