import { number, record, records, text, texts, type Fields } from '../json.ts';
import type { Gap, GraphEdge, GraphNode } from './model.ts';

export interface LineagePage {
  nodes: GraphNode[];
  edges: GraphEdge[];
  gaps: Gap[];
  endCursor: string | null;
}

export function pageFromAnswer(lineage: Fields): LineagePage {
  const gaps = records(record(lineage['completeness'])['truncations']).map((gap) => ({
    at: text(gap['at']) ?? '',
    reason: text(gap['reason']) ?? 'UNKNOWN',
    omitted: number(gap['omitted']),
  }));
  return {
    nodes: records(lineage['nodes']).map((hit) => nodeFromAnswer(record(hit['node']))),
    edges: edgesFromAnswer(lineage['edges']),
    gaps,
    endCursor: text(lineage['endCursor']),
  };
}

export function edgesFromAnswer(edges: unknown): GraphEdge[] {
  return records(edges).map((edge) => ({
    from: text(edge['from']) ?? '',
    to: text(edge['to']) ?? '',
    kind: edge['kind'] === 'LOGGED' ? 'LOGGED' : 'USED',
    usedAs: texts(edge['usedAs']),
  }));
}

export function nodeFromAnswer(node: Fields): GraphNode {
  const kind =
    node['__typename'] === 'Run' ? 'run' : node['__typename'] === 'Artifact' ? 'artifact' : 'hidden';
  return {
    id: text(node['id']) ?? '',
    kind,
    label: text(node['label']) ?? 'unnamed',
    path: text(node['path']) ?? text(node['runPath']),
    url: text(node['url']),
    type: text(node[kind === 'run' ? 'jobType' : 'type']),
    name: kind === 'artifact' ? text(node['name']) : null,
    state: text(node[kind === 'run' ? 'state' : 'artifactState']),
    sweep: text(node['sweepId']),
    createdAt: text(node['createdAt']),
    user: text(record(node['user'])['name']),
    expiresAt: text(node['expiresAt']),
    aliases: texts(node['aliases']),
    reason: text(node['reason']),
  };
}

/** The number of all neighbours of a node on each side. Null if unknown. */
export interface Totals {
  up: number | null;
  down: number | null;
}

export function totalsFromAnswer(node: Fields): Totals {
  if ('usedByCount' in node)
    return { up: node['loggedBy'] === null ? 0 : 1, down: number(node['usedByCount']) };
  return {
    up: number(record(node['usedArtifacts'])['totalCount']),
    down: number(record(node['loggedArtifacts'])['totalCount']),
  };
}

export function summaryOf(node: Fields): Fields {
  return record(node['summaryMetrics']);
}

/** The status of a staleness check. Empty if there is none. */
export function stalenessOf(node: Fields): string {
  return text(record(node['staleness'])['status']) ?? '';
}
