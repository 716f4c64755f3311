import type { DocumentNode } from 'graphql';
import { WandbError } from '../errors.ts';
import type { ItemData } from '../split.ts';
import { edgeOperations, isList, type EdgeKind, type Place, type Plan, type PlannedEdge } from './plan.ts';

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
  if (object['__typename'] !== 'Run' || typeof project !== 'object' || project === null) return null;
  if (project instanceof WandbError) return null;
  const { entityName, name } = project as { entityName: string; name: string };
  return { entity: entityName, project: name, run: String(object['name']) };
}

/** Where a list goes on; null at its end. */
export function nextCursor(data: ItemData, { kind }: PlannedEdge): { after: string; total: number } | null {
  const { at, field } = edgeOperations[kind];
  let object: unknown = data;
  for (const step of at) object = isObject(object) ? object[step] : null;
  const list = isObject(object) ? object[field] : null;
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
    if (Object.values(value).some((each) => each instanceof WandbError)) return null;
    return { nodes: value['__typename'] === 'Run' ? [value] : [], hasNextPage: false };
  }
  const { edges, pageInfo, totalCount } = value;
  if (!Array.isArray(edges) || !isObject(pageInfo) || totalCount instanceof WandbError) return null;
  const nodes: ItemData[] = [];
  for (const edge of edges as unknown[]) {
    if (!isObject(edge)) return null;
    const { node, usedAs } = edge;
    if (node instanceof WandbError || usedAs instanceof WandbError) return null;
    if (isObject(node)) nodes.push(node);
  }
  return { nodes, hasNextPage: pageInfo['hasNextPage'] === true };
}

function isObject(value: unknown): value is ItemData {
  return typeof value === 'object' && value !== null && !(value instanceof Error);
}
