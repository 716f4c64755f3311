import { lineageDocument, rootDocuments } from './documents.ts';
import { ask } from './gateway.ts';
import { pageFromAnswer, type LineagePage } from './graph/answers.ts';
import type { NodeFilter } from './graph/filter.ts';
import type { Direction } from './graph/visible.ts';
import { record, text } from './json.ts';

export interface Root {
  id: string;
  path: string;
}

const globalId = /^[A-Za-z0-9+/_-]{8,}={0,2}$/;

/** Looks up what a path refers to. Null if W&B shows nothing. */
export async function findRoot(path: string, signal: AbortSignal): Promise<Root | null> {
  if (!path.includes('/') && globalId.test(path)) {
    const query =
      'query ExploreNode($id: ID!) { node(id: $id) { id ... on Run { runPath: path } ... on Artifact { path } } }';
    const node = record((await ask(query, { id: path }, signal)).data['node']);
    const id = text(node['id']);
    return id === null ? null : { id, path: text(node['path']) ?? text(node['runPath']) ?? path };
  }
  const document = path.includes(':') ? rootDocuments.artifact : rootDocuments.either;
  const { data } = await ask(document, { path }, signal);
  for (const found of [data['run'], data['artifact']]) {
    const id = text(record(found)['id']);
    if (id !== null) return { id, path: text(record(found)['path']) ?? path };
  }
  return null;
}

export interface LineageQuestion {
  root: string;
  direction: Direction;
  maxDepth: number;
  after: string | null;
  /** The filter of the view. The page loads all nodes, to connect those that match. */
  filter?: NodeFilter;
}

const noFilter: NodeFilter = { types: [], jobTypes: [] };

/** Larger graphs are loaded page by page on request. */
const pageSize = 6_000;

export function lineageVariables({ root, direction, maxDepth, after, filter: chosen }: LineageQuestion) {
  const { types, jobTypes } = chosen ?? noFilter;
  const filter = {
    ...(types.length > 0 && { artifactTypes: types }),
    ...(jobTypes.length > 0 && { jobTypes }),
  };
  return {
    roots: [root],
    direction,
    maxDepth,
    maxNodes: pageSize,
    ...(Object.keys(filter).length > 0 && { filter }),
    ...(after !== null && { after }),
  };
}

export async function loadLineage(
  question: LineageQuestion,
  signal: AbortSignal,
): Promise<LineagePage & { problems: readonly string[] }> {
  const { data, problems } = await ask(lineageDocument, lineageVariables(question), signal);
  return { ...pageFromAnswer(record(data['lineage'])), problems };
}
