import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';

/** Types that mean the same in every subgraph, and are shared. */
const sharedTypes = new Set(['Query', 'PageInfo']);

/** The renamed document, and the published names by the names in the SDL files. */
export interface Renamed {
  typeDefs: DocumentNode;
  types: ReadonlyMap<string, string>;
  rootFields: ReadonlyMap<string, string>;
}

/** Renames all types except scalars, and all root fields. Throws a RangeError where two types would have the same name. */
export function renameTypeDefs(typeDefs: DocumentNode, prefix: string): Renamed {
  const definitions = typeDefs.definitions.filter(isTypeDefinitionNode);
  const types = new Map<string, string>();
  const rootFields = new Map<string, string>();
  const unprefixed = new Set<string>();
  for (const { kind, name } of definitions) {
    const isShared = kind === Kind.SCALAR_TYPE_DEFINITION || sharedTypes.has(name.value);
    if (isShared) unprefixed.add(name.value);
    else types.set(name.value, `${prefix}${name.value}`);
  }
  for (const definition of typeDefs.definitions)
    if (isQuery(definition))
      for (const { name } of definition.fields ?? [])
        rootFields.set(name.value, prefixedField(prefix, name.value));
  const clash = [...types.values()].find((name) => unprefixed.has(name));
  if (clash !== undefined) throw new RangeError(`With the prefix "${prefix}" two types are named ${clash}.`);

  const document: DocumentNode = visit(typeDefs, {
    enter(node, _key, _parent, _path, ancestors) {
      if (isNamed(node)) {
        const name = types.get(node.name.value);
        if (name !== undefined) return { ...node, name: { ...node.name, value: name } };
      }
      if (node.kind === Kind.FIELD_DEFINITION && isQuery(ancestors.at(-1))) {
        const name = rootFields.get(node.name.value) ?? node.name.value;
        return { ...node, name: { ...node.name, value: name } };
      }
      return undefined;
    },
    StringValue(node, key) {
      return key === 'description'
        ? { ...node, value: renameInDescription(node.value, types, rootFields) }
        : undefined;
    },
  });
  return { typeDefs: document, types, rootFields };
}

/** `wandbArtifact` for Wandb, `mlArtifact` for ML, `wandb_artifact` for Wandb_. */
export function prefixedField(prefix: string, field: string): string {
  const start = prefix.replace(/^(?:[A-Z]+(?![a-z])|[A-Z])/, (letters) => letters.toLowerCase());
  return start.endsWith('_')
    ? `${start}${field}`
    : `${start}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}

function isNamed(node: ASTNode): node is ASTNode & { name: { value: string } } {
  return node.kind === Kind.NAMED_TYPE || isTypeDefinitionNode(node) || isTypeExtensionNode(node);
}

function isQuery(
  node: ASTNode | readonly ASTNode[] | undefined,
): node is ObjectTypeDefinitionNode | ObjectTypeExtensionNode {
  if (node === undefined || !('kind' in node)) return false;
  const { kind } = node;
  const isObject = kind === Kind.OBJECT_TYPE_DEFINITION || kind === Kind.OBJECT_TYPE_EXTENSION;
  return isObject && node.name.value === 'Query';
}

/** Descriptions name types and fields in backticks. */
function renameInDescription(
  text: string,
  types: ReadonlyMap<string, string>,
  rootFields: ReadonlyMap<string, string>,
): string {
  return text.replace(/`([A-Za-z]+)(?:\.([A-Za-z]+))?(?=[`(])/g, (whole, type: string, field?: string) => {
    if (type === 'Query' && field !== undefined) return `\`Query.${rootFields.get(field) ?? field}`;
    const name = types.get(type);
    if (name === undefined) return whole;
    return field === undefined ? `\`${name}` : `\`${name}.${field}`;
  });
}

type ResolverMap = Readonly<Record<string, unknown>>;
type TypeResolver = (...args: readonly unknown[]) => string;

/** The same resolvers under the published names, which their `__resolveType` returns too. */
export function renameResolvers(resolvers: ResolverMap, { types, rootFields }: Renamed): ResolverMap {
  const published = (name: string): string => types.get(name) ?? name;
  const entries = Object.entries(resolvers).map(([type, value]): [string, unknown] => {
    if (type === 'Query')
      return [type, renameKeys(value as ResolverMap, (name) => rootFields.get(name) ?? name)];
    const resolveType = (value as { __resolveType?: TypeResolver }).__resolveType;
    if (!resolveType) return [published(type), value];
    return [
      published(type),
      { ...(value as ResolverMap), __resolveType: (...args: unknown[]) => published(resolveType(...args)) },
    ];
  });
  return Object.fromEntries(entries);
}

function renameKeys(map: ResolverMap, rename: (name: string) => string): ResolverMap {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [rename(name), value]));
}
