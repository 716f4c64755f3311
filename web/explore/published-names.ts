import { Kind, parse, print, specifiedScalarTypes, visit } from 'graphql';
import { prefixedField } from '../../src/federation/prefix.ts';

const scalars = new Set(specifiedScalarTypes.map(({ name }) => name));

/** One of the page's queries with prefixed names. Aliases keep the plain names in the response. */
export function withPublishedNames(document: string, prefix: string): string {
  const renamed = visit(parse(document), {
    NamedType: (node) =>
      scalars.has(node.name.value) || isFederations(node.name.value)
        ? undefined
        : { ...node, name: withPrefix(node.name, prefix) },
    Field(node, _key, _parent, _path, ancestors) {
      const holder = ancestors.at(-2);
      const isRoot = holder !== undefined && 'kind' in holder && holder.kind === Kind.OPERATION_DEFINITION;
      if (!isRoot || isFederations(node.name.value)) return undefined;
      const name = { ...node.name, value: prefixedField(prefix, node.name.value) };
      return { ...node, name, alias: node.alias ?? node.name };
    },
  });
  return print(renamed);
}

/** `_entities`, `_Any` and `__typename` have no prefix. */
function isFederations(name: string): boolean {
  return name.startsWith('_');
}

function withPrefix<T extends { value: string }>(name: T, prefix: string): T {
  return { ...name, value: `${prefix}${name.value}` };
}
