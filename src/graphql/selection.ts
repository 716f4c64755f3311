import { collectSubFields } from '@graphql-tools/utils';
import {
  getNamedType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Variant } from '../wandb/batch.ts';

/** What of `GraphQLResolveInfo` says how to read a selection; an operation that is not executed yet has it as well. */
export interface SelectionContext {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  variableValues: Readonly<Record<string, unknown>>;
}

/** `GraphQLResolveInfo`, as far as a selection goes. */
export interface SelectionInfo extends SelectionContext {
  fieldNodes: FieldNodes;
  returnType: Parameters<typeof getNamedType>[0];
}

/** One of our types, and which of its fields W&B's brief variant of it answers. */
export interface BriefFields {
  /** The type's name in the SDL files. */
  type: string;
  brief: ReadonlySet<string>;
}

type FieldNodes = readonly FieldNode[];

// GraphQL.js hands all siblings of a list the same array of field nodes, so each selection is looked through once.
const variants = new WeakMap<FieldNodes, Map<string, Variant>>();

/**
 * Which variant of W&B's fields answers what is selected of objects of these types. `paths` are the ways to the objects from
 * the current field (`edges.node` and `nodes` of a connection); none for a field that is such an object itself.
 */
export function variantFor(
  info: SelectionInfo,
  types: readonly BriefFields[],
  paths: readonly string[] = [''],
): Variant {
  let known = variants.get(info.fieldNodes);
  if (!known) variants.set(info.fieldNodes, (known = new Map<string, Variant>()));
  const key = `${types.map(({ type }) => type).join()} ${paths.join()}`;
  let variant = known.get(key);
  if (!variant) {
    const type = getNamedType(info.returnType);
    const nodes = paths.flatMap((path) => descend(info, type, info.fieldNodes, path));
    variant = types.every((each) => isBrief(info, each, nodes)) ? 'brief' : 'full';
    known.set(key, variant);
  }
  return variant;
}

export function isBrief(context: SelectionContext, { type, brief }: BriefFields, nodes: FieldNodes): boolean {
  const objectType = typeNamed(context.schema, type);
  return (
    !isObjectType(objectType) ||
    subFields(context, objectType, nodes).every(
      ({ name }) => brief.has(name.value) || name.value === '__typename',
    )
  );
}

/** Whether the caller selected the field at the end of this path (`paths.edges`) below the current one. */
export function selects(info: SelectionInfo, path: string): boolean {
  return descend(info, getNamedType(info.returnType), info.fieldNodes, path).length > 0;
}

/** The field nodes at the end of a path (`nodes.node`) that begins below these; none where it is not selected. */
export function descend(
  context: SelectionContext,
  type: GraphQLNamedType | undefined,
  fieldNodes: FieldNodes,
  path: string,
): FieldNodes {
  let nodes = fieldNodes;
  let at = type;
  for (const step of path === '' ? [] : path.split('.')) {
    if (!isObjectType(at)) break;
    const next: GraphQLObjectType = at;
    nodes = subFields(context, next, nodes).filter((node) => node.name.value === step);
    at = getNamedType(next.getFields()[step]?.type);
  }
  return nodes;
}

/** What is selected directly below these field nodes of an object of this type, fragments resolved. */
export function subFields(
  { schema, fragments, variableValues }: SelectionContext,
  type: GraphQLObjectType,
  nodes: FieldNodes,
): FieldNode[] {
  return [
    ...collectSubFields(schema, fragments, { ...variableValues }, type, nodes as FieldNode[]).fields.values(),
  ].flat();
}

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
