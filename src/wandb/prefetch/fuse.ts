import {
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type NameNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { fragmentsOf, operationName, operationOf } from '../document.ts';
import { edgeOperations, isList, listSize, type Plan, type PlannedEdge } from './plan.ts';

/** An operation with the hops behind it, and the lengths of their lists. */
export interface FusedOperation {
  document: DocumentNode;
  pageSizes: Readonly<Record<string, number>>;
}

const documents = new LRUCache<string, DocumentNode>({ max: 500 });

/** An operation that looks an object up at `at`, with the edges of a plan nested below it, so many hops deep. */
export function fuseLookup(
  lookup: DocumentNode,
  at: readonly string[],
  plan: Plan,
  hops: number,
  pageSize: number,
): FusedOperation {
  if (plan.edges.length === 0) return { document: lookup, pageSizes: {} };
  return fused(operationName(lookup), plan, hops, pageSize, () =>
    nest(lookup, plan, hops, 0, (set, inner) => changeAt(set, at, (object) => withSelections(object, inner))),
  );
}

/** An edge's own operation, with the edges that are planned behind it nested in its nodes: so many hops with the edge. */
export function fuseEdge(edge: PlannedEdge, hops: number, pageSize: number): FusedOperation {
  const { documents: byVariant, at, field } = edgeOperations[edge.kind];
  const document = byVariant[edge.variant];
  if (hops === 1) return { document, pageSizes: {} };
  return fused(operationName(document), edge.to, hops - 1, pageSize, () =>
    nest(document, edge.to, hops - 1, 1, (set, inner) =>
      changeAt(set, at, ({ selections, ...rest }) => ({
        ...rest,
        selections: selections.map((each) =>
          each.kind === Kind.FIELD && each.name.value === field ? withInnerEdges(each, inner) : each,
        ),
      })),
    ),
  );
}

function fused(
  name: string,
  plan: Plan,
  hops: number,
  pageSize: number,
  build: () => DocumentNode,
): FusedOperation {
  const pageSizes: Record<string, number> = {};
  const key = `${name} ${planKey(plan, hops, pageSize, pageSizes)}`;
  let document = documents.get(key);
  if (!document) documents.set(key, (document = build()));
  return { document, pageSizes };
}

/** Two plans of one key are nested alike. Numbers the lists in the order in which `nest` does. */
function planKey({ edges }: Plan, hops: number, pageSize: number, pageSizes: Record<string, number>): string {
  if (hops < 1) return '';
  const keys = edges.map((edge) => {
    if (isList(edge.kind)) pageSizes[sizeVariable(Object.keys(pageSizes).length)] = listSize(edge, pageSize);
    return `${edge.kind} ${edge.variant} ${planKey(edge.to, hops - 1, pageSize, pageSizes)}`;
  });
  return `{${keys.join()}}`;
}

function sizeVariable(index: number): string {
  return `size${index}`;
}

function nest(
  start: DocumentNode,
  plan: Plan,
  hops: number,
  ownHops: number,
  place: (set: SelectionSetNode, inner: readonly FieldNode[]) => SelectionSetNode,
): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const addFragments = (document: DocumentNode): void => {
    for (const fragment of fragmentsOf(document)) fragments.set(fragment.name.value, fragment);
  };
  let lists = 0;
  const fieldsFor = ({ edges }: Plan, left: number): FieldNode[] =>
    left < 1
      ? []
      : edges.map(({ kind, variant, to }) => {
          const { documents: byVariant, at, field } = edgeOperations[kind];
          const document = byVariant[variant];
          addFragments(document);
          const variable = isList(kind) ? sizeVariable(lists++) : null;
          const edge = fromItsBeginning(fieldAt(document, [...at, field]), variable);
          return withInnerEdges(edge, fieldsFor(to, left - 1));
        });
  addFragments(start);
  const fields = fieldsFor(plan, hops);
  const operation = operationOf(start);
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...operation,
        name: nameNode(`${operationName(start)}_${ownHops + depthOf(plan, hops)}hops`),
        variableDefinitions: [
          ...(operation.variableDefinitions ?? []),
          ...Array.from({ length: lists }, (_, index) => intVariable(sizeVariable(index))),
        ],
        selectionSet: place(operation.selectionSet, fields),
      },
      ...fragments.values(),
    ],
  };
}

/** How many hops of a plan there are, and are wanted. */
function depthOf({ edges }: Plan, hops: number): number {
  if (hops < 1) return 0;
  return edges.reduce((deepest, { to }) => Math.max(deepest, 1 + depthOf(to, hops - 1)), 0);
}

/** The list's first page, with a length of its own. */
function fromItsBeginning(field: FieldNode, variable: string | null): FieldNode {
  if (variable === null) return field;
  return visit(field, {
    Argument: (node) => (node.name.value === 'after' ? null : undefined),
    Variable: () => ({ kind: Kind.VARIABLE, name: nameNode(variable) }) as const,
  });
}

/** Puts edges among the fields of the nodes that an edge leads to. Who created an artifact may be a user, who has none. */
function withInnerEdges(edge: FieldNode, inner: readonly FieldNode[]): FieldNode {
  const extend = <T extends { selectionSet?: SelectionSetNode | undefined }>(node: T): T | undefined =>
    node.selectionSet && { ...node, selectionSet: withSelections(node.selectionSet, inner) };
  return visit(edge, {
    Field: { leave: (node) => (node.name.value === 'node' ? extend(node) : undefined) },
    InlineFragment: {
      leave: (node) => (node.typeCondition?.name.value === 'Run' ? extend(node) : undefined),
    },
  });
}

function withSelections(set: SelectionSetNode, added: readonly FieldNode[]): SelectionSetNode {
  return { ...set, selections: [...set.selections, ...added] };
}

function fieldAt(document: DocumentNode, path: readonly string[]): FieldNode {
  let set: SelectionSetNode | undefined = operationOf(document).selectionSet;
  let field: FieldNode | undefined;
  for (const name of path) {
    field = set?.selections.find(
      (each): each is FieldNode => each.kind === Kind.FIELD && each.name.value === name,
    );
    set = field?.selectionSet;
  }
  if (!field) throw new TypeError(`${operationName(document)} does not ask for ${path.join('.')}.`);
  return field;
}

function changeAt(
  set: SelectionSetNode,
  path: readonly string[],
  change: (set: SelectionSetNode) => SelectionSetNode,
): SelectionSetNode {
  const [name, ...rest] = path;
  if (name === undefined) return change(set);
  return {
    ...set,
    selections: set.selections.map((each) =>
      each.kind === Kind.FIELD && each.name.value === name && each.selectionSet
        ? { ...each, selectionSet: changeAt(each.selectionSet, rest, change) }
        : each,
    ),
  };
}

function intVariable(name: string): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: nameNode(name) },
    type: {
      kind: Kind.NON_NULL_TYPE,
      type: { kind: Kind.NAMED_TYPE, name: nameNode('Int') },
    },
  };
}

function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}
