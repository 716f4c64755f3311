import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Fields } from '../explore/json.ts';

/** The selected fields of an object by their response keys. */
export type AskedFields = Map<string, { name: string; selections: SelectionSetNode[] }>;

/** The operation that was run: the one with this name if there are several, null if not found. */
export function operationIn(
  { definitions }: DocumentNode,
  name: string | null,
): OperationDefinitionNode | null {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [first = null] = operations;
  return operations.length > 1 ? (operations.find((each) => each.name?.value === name) ?? null) : first;
}

export function askedFields(
  document: DocumentNode,
  sets: readonly SelectionSetNode[],
  found: AskedFields = new Map(),
): AskedFields {
  for (const selection of sets.flatMap((set) => set.selections)) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const field = found.get(key) ?? { name: selection.name.value, selections: [] };
      if (selection.selectionSet) field.selections.push(selection.selectionSet);
      found.set(key, field);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      askedFields(document, [selection.selectionSet], found);
    } else {
      const fragment = document.definitions.find(
        (definition) =>
          definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) {
        askedFields(document, [fragment.selectionSet], found);
      }
    }
  }
  return found;
}

/** The values of a response object by the schema's field names instead of aliases. */
export function namedValues(value: Fields, fields: AskedFields): Fields {
  return Object.fromEntries(
    [...fields].filter(([key]) => key in value).map(([key, { name }]) => [name, value[key]]),
  );
}
