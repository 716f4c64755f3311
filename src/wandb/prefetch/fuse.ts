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
import { fragmentsOf, operationName, operationOf } from '../merge.ts';
import { UnknownFieldError, WandbError } from '../errors.ts';
import type { ItemData } from '../split.ts';
import {
  edgeOperations,
  isList,
  listSize,
  type EdgeKind,
  type Place,
  type Plan,
  type PlannedEdge,
} from './plan.ts';

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

/** What a fused answer is taken apart into, and what it tells about the graph. */
export interface FusedResult {
  /** The answers of the single operations, as they would have come. */
  answers: { document: DocumentNode; variables: Record<string, unknown>; data: ItemData }[];
  ids: string[];
  lists: { count: number; nodes: number };
  /** A list inside was longer than its page. */
  overflowed: boolean;
}

/**
 * Takes the nested edges out of an object again. A list that holds an error is left out: its own operation is sent when it is
 * wanted, so that the error is met where it belongs. `after` is where the first list began.
 */
export function splitFusedResult(
  object: ItemData,
  place: Place,
  plan: Plan,
  hops: number,
  after: string | null,
  into: FusedResult,
): void {
  for (const edge of hops < 1 ? [] : plan.edges) {
    const { documents, at, field } = edgeOperations[edge.kind];
    const value = object[field];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the object was made for this answer
    delete object[field];
    const found = typeof value === 'string' ? nodesOf(null) : nodesOf(value);
    if (!found) continue;
    into.overflowed ||= found.hasNextPage && after === null;
    if (isList(edge.kind)) {
      into.lists.count += 1;
      into.lists.nodes += found.nodes.length;
    }
    for (const node of found.nodes) {
      into.ids.push(String(node['id']));
      const nextPlace = placeOf(node, edge.to);
      if (nextPlace) splitFusedResult(node, nextPlace, edge.to, hops - 1, null, into);
    }
    const data = at.reduceRight<ItemData>((inner, step) => ({ [step]: inner }), {
      id: object['id'],
      [field]: value,
    });
    into.answers.push({
      document: documents[edge.variant],
      variables: edgeVariables(edge.kind, place, after),
      data,
    });
  }
}

/** The variables of an edge's own operation, without a page size. */
export function edgeVariables(kind: EdgeKind, place: Place, after: string | null): Record<string, unknown> {
  return isList(kind) ? { ...place, after } : { ...place };
}

/** How the operations of a plan's edges name an object; null where W&B does not show enough of it. */
export function placeOf(object: ItemData, { edges }: Plan): Place | null {
  const kind = edges[0]?.kind;
  if (kind === undefined) return null;
  if (kind === 'creator' || kind === 'usedBy' || kind === 'metadata')
    return object['__typename'] === 'Artifact' ? { id: String(object['id']) } : null;
  const project = object['project'];
  if (object['__typename'] !== 'Run' || !isObject(project)) return null;
  const { entityName, name } = project as { entityName: string; name: string };
  return { entity: entityName, project: name, run: String(object['name']) };
}

/** Where a list goes on; null at its end. */
export function nextCursor(data: ItemData, { kind }: PlannedEdge): { after: string; total: number } | null {
  const { at, field } = edgeOperations[kind];
  const list = objectAt(data, at)?.[field];
  if (!isObject(list) || !isObject(list['pageInfo']) || !Array.isArray(list['edges'])) return null;
  const { hasNextPage, endCursor } = list['pageInfo'];
  if (hasNextPage !== true) return null;
  const last: unknown = list['edges'].at(-1);
  const cursor = endCursor || (isObject(last) ? last['cursor'] : null);
  return typeof cursor === 'string' ? { after: cursor, total: Number(list['totalCount']) || 0 } : null;
}

/** The nodes that an edge leads to; null where a part of the list failed. */
export function nodesOf(value: unknown): { nodes: ItemData[]; hasNextPage: boolean } | null {
  if (value === null) return { nodes: [], hasNextPage: false };
  if (!isObject(value)) return null;
  if (!('edges' in value)) {
    if (Object.values(value).some(isFailed)) return null;
    return { nodes: value['__typename'] === 'Run' ? [value] : [], hasNextPage: false };
  }
  const { edges, pageInfo, totalCount } = value;
  if (!Array.isArray(edges) || !isObject(pageInfo) || isFailed(totalCount)) return null;
  const nodes: ItemData[] = [];
  for (const edge of edges as unknown[]) {
    if (!isObject(edge)) return null;
    const { node, usedAs } = edge;
    if (node instanceof WandbError || isFailed(usedAs)) return null;
    if (isObject(node)) nodes.push(node);
  }
  return { nodes, hasNextPage: pageInfo['hasNextPage'] === true };
}

/** What a W&B never gives is no failure of this list. */
function isFailed(value: unknown): boolean {
  return value instanceof WandbError && !(value instanceof UnknownFieldError);
}

function isObject(value: unknown): value is ItemData {
  return typeof value === 'object' && value !== null && !(value instanceof Error);
}

/** What stands at a path in an answer; null where nothing does, or an error. */
export function objectAt(data: ItemData | null, at: readonly string[]): ItemData | null {
  let value: unknown = data;
  for (const step of at) value = isObject(value) ? value[step] : null;
  return isObject(value) ? value : null;
}
