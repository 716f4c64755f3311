import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  Kind,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';

/** One operation for one key, as it stands in a `.graphql` file. It has one root field. */
export type WandbDocument<TData, TVariables> = TypedDocumentNode<TData, TVariables>;

/** One operation with its variables: the unit that is batched. */
export interface BatchItem {
  document: DocumentNode;
  variables: Readonly<Record<string, unknown>>;
  /** The most objects that W&B can answer it with. */
  maxNodes: number;
  /** Edges of lineage below each other; one where it is not said. */
  hops?: number;
}

export interface MergedRequest {
  operationName: string;
  query: string;
  variables: Record<string, unknown>;
}

/** An item's part of a merged document. */
interface Part {
  declarations: string;
  field: string;
}

const parts = new WeakMap<DocumentNode, Part[]>();
const operationNames = new WeakMap<DocumentNode, string>();
const fragmentTexts = new WeakMap<DocumentNode, ReadonlyMap<string, string>>();

/**
 * Puts many operations into one document. Each root field keeps its name once and has a numbered alias from then on
 * (`artifact`, `artifact_1`), which the item's variables have as their prefix. Fragments, which say the same wherever they
 * stand, come once.
 */
export function mergeItems(items: readonly BatchItem[]): MergedRequest {
  const variables: Record<string, unknown> = {};
  const fragments = new Map<string, string>();
  const places = placesOf(items);
  const merged = items.map(({ document, variables: own }, index) => {
    const { alias, count } = places[index] as Place;
    for (const [name, value] of Object.entries(own)) variables[`${alias}_${name}`] = value;
    for (const [name, text] of fragmentsAsText(document)) fragments.set(name, text);
    return partAt(document, count, alias);
  });
  const names = [...new Set(items.map(({ document }) => operationName(document)))].sort().join('_');
  const declarations = merged.map((part) => part.declarations).join('');
  const query = [
    `query ${names}${declarations === '' ? '' : `(${declarations})`}{${merged.map(({ field }) => field).join(' ')}}`,
    ...fragments.values(),
  ].join('\n');
  return { operationName: names, query, variables };
}

/** Under which name the answer holds each of the items. */
export function aliasesOf(items: readonly Pick<BatchItem, 'document'>[]): string[] {
  return placesOf(items).map(({ alias }) => alias);
}

interface Place {
  alias: string;
  /** How many items before it have the same root field. */
  count: number;
}

function placesOf(items: readonly Pick<BatchItem, 'document'>[]): Place[] {
  const counts = new Map<string, number>();
  return items.map(({ document }) => {
    const name = rootField(document).name.value;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return { alias: count === 0 ? name : `${name}_${count}`, count };
  });
}

/** The one field that an operation asks at its root. */
export function rootField(document: DocumentNode): FieldNode {
  const [field, ...others]: readonly SelectionNode[] = operationOf(document).selectionSet.selections;
  if (field?.kind !== Kind.FIELD || others.length > 0)
    throw new TypeError(`The operation ${operationName(document)} has more than one root field.`);
  return field;
}

function partAt(document: DocumentNode, count: number, alias: string): Part {
  let known = parts.get(document);
  if (!known) parts.set(document, (known = []));
  return (known[count] ??= printPart(document, alias));
}

function printPart(document: DocumentNode, alias: string): Part {
  const renamed = visit(operationOf(document), {
    Variable: (node) => ({ ...node, name: { ...node.name, value: `${alias}_${node.name.value}` } }),
  });
  const field: FieldNode = {
    ...rootField({ kind: Kind.DOCUMENT, definitions: [renamed] }),
    alias: { kind: Kind.NAME, value: alias },
  };
  return {
    declarations: (renamed.variableDefinitions ?? []).map((each) => `${print(each)} `).join(''),
    field: stripIgnoredCharacters(print(field)),
  };
}

function fragmentsAsText(document: DocumentNode): ReadonlyMap<string, string> {
  let texts = fragmentTexts.get(document);
  if (!texts) {
    texts = new Map(
      fragmentsOf(document).map((each) => [each.name.value, stripIgnoredCharacters(print(each))]),
    );
    fragmentTexts.set(document, texts);
  }
  return texts;
}

export function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new TypeError('A document for W&B holds one operation.');
  return operation;
}

export function operationName(document: DocumentNode): string {
  let name = operationNames.get(document);
  if (name === undefined) {
    name = operationOf(document).name?.value ?? '';
    operationNames.set(document, name);
  }
  return name;
}

export function fragmentsOf(document: DocumentNode): readonly FragmentDefinitionNode[] {
  return document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
}
