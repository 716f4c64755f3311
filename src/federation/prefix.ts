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

/** Same meaning everywhere (`PageInfo` is Relay's), so they are shared with the other subgraphs under their own names. */
const shared = new Set(['Query', 'PageInfo']);

/** What was renamed: published names by the names in the SDL files. */
export interface Renamed {
  typeDefs: DocumentNode;
  types: ReadonlyMap<string, string>;
  rootFields: ReadonlyMap<string, string>;
}

/** Renames every type but the scalars, and every root field. Throws a RangeError where that makes two names alike. */
export function renameTypeDefs(typeDefs: DocumentNode, prefix: string): Renamed {
  const definitions = typeDefs.definitions.filter(isTypeDefinitionNode);
  const types = new Map<string, string>();
  const rootFields = new Map<string, string>();
  const kept = new Set<string>();
  for (const { kind, name } of definitions) {
    const stays = kind === Kind.SCALAR_TYPE_DEFINITION || shared.has(name.value);
    if (stays) kept.add(name.value);
    else types.set(name.value, `${prefix}${name.value}`);
  }
  for (const definition of typeDefs.definitions)
    if (isQuery(definition))
      for (const { name } of definition.fields ?? [])
        rootFields.set(name.value, prefixedField(prefix, name.value));
  const clash = [...types.values()].find((name) => kept.has(name));
  if (clash !== undefined) throw new RangeError(`With the prefix "${prefix}" two types are called ${clash}.`);

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
        ? { ...node, value: renameWords(node.value, types, rootFields) }
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

/** Descriptions name types and fields between backticks. */
function renameWords(
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

/** The same resolvers under the published names; the types that they name for an object are published ones too. */
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
