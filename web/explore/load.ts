import { lineageDocument, rootDocuments } from './documents.ts';
import { ask } from './gateway.ts';
import { nodeFromAnswer, pageFromAnswer, type LineagePage } from './graph/answers.ts';
import type { NodeFilter } from './graph/filter.ts';
import type { Direction } from './graph/visible.ts';
import type { GraphNode } from './graph/model.ts';
import { record } from './json.ts';

export interface Root {
  id: string;
  path: string;
  /** Drawn while its surroundings are being loaded. */
  node: GraphNode;
}

/** Looks up what a path, an id or an address refers to. Null if W&B shows nothing. */
export async function findRoot(ref: string, signal: AbortSignal): Promise<Root | null> {
  const { data } = await ask(rootDocuments.reference, { ref }, signal);
  const node = nodeFromAnswer(record(data['lineageNode']));
  return node.id === '' ? null : { id: node.id, path: node.path ?? ref, node };
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
