import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { exportIndexFromGraph, type ExportIndex } from '../exports/index.ts';
import type { ExportGraph } from '../exports/model.ts';
import type { LineageDirection, Truncation } from '../lineage/graph.ts';
import { messagesOf, type CommandAnswer, type CommandEngine } from './command-engine.ts';
import type { WalkOptions } from './command-options.ts';

export interface ClosureRequest {
  rootId: string;
  direction: LineageDirection;
  depth: number;
  /** Of all pages together. */
  maxNodes: number;
  includeSystemTypes: boolean;
}

export interface Closure {
  index: ExportIndex;
  /** Failed W&B requests; the graph says where something is missing. */
  errors: readonly GraphQLFormattedError[];
}

/** Told whenever a page begins: what is known so far, and the request that counts what goes on. */
export type OnPage = (nodesSoFar: number, context: GatewayContext) => void;

const largestPage = 20_000;

export function walkFrom({
  up,
  down,
  depth,
  maxNodes,
  includeSystemTypes,
}: WalkOptions): Omit<ClosureRequest, 'rootId'> {
  return { depth, maxNodes, includeSystemTypes, direction: up ? 'UPSTREAM' : down ? 'DOWNSTREAM' : 'BOTH' };
}

const document = `
  query Closure(
    $roots: [ID!]!, $direction: LineageDirection!, $depth: Int!, $maxNodes: Int!, $filter: LineageFilter, $after: String
  ) {
    lineage(
      roots: $roots, direction: $direction, maxDepth: $depth, maxNodes: $maxNodes, filter: $filter, after: $after
    ) { endCursor export(format: JSON) { content } }
  }`;

interface ClosurePage {
  lineage: { endCursor: string | null; export: { content: string } };
}

/** What the JSON export holds beside words for people. */
interface ExportedPage extends Omit<ExportGraph, 'completeness'> {
  complete: boolean;
  truncations: readonly Truncation[];
}

/** All pages of a walk as one graph, until nothing is left or `maxNodes` is reached; then the graph says so. */
export async function collectClosure(
  engine: CommandEngine,
  request: ClosureRequest,
  onPage: OnPage = () => undefined,
): Promise<Closure> {
  const pages: ExportedPage[] = [];
  const errors: GraphQLFormattedError[] = [];
  let count = 0;
  let after: string | null = null;
  do {
    const context = engine.openContext();
    onPage(count, context);
    const answer: CommandAnswer<ClosurePage> = await engine.ask(
      document,
      {
        roots: [request.rootId],
        direction: request.direction,
        depth: request.depth,
        maxNodes: Math.min(request.maxNodes - count, largestPage),
        filter: { includeSystemTypes: request.includeSystemTypes },
        after,
      },
      context,
    );
    const { lineage } = answer.data;
    const page = JSON.parse(lineage.export.content) as ExportedPage;
    pages.push(page);
    errors.push(...answer.errors);
    count += page.nodes.length;
    after = lineage.endCursor;
  } while (after !== null && count < request.maxNodes);
  return { index: await exportIndexFromGraph(graphFromPages(pages)), errors };
}

/** The last page knows whether anything is missing on those before it; that a page was full or late says nothing any more. */
export function graphFromPages(pages: readonly ExportedPage[]): ExportGraph {
  const last = pages.at(-1);
  if (!last) throw new RangeError('A closure has a page at least.');
  const { complete, truncations: _, nodes: _nodes, edges: _edges, ...head } = last;
  const truncations = new Map<string, Truncation>();
  for (const page of pages) {
    for (const truncation of page.truncations) {
      const overtaken = truncation.reason === 'MAX_NODES' || truncation.reason === 'DEADLINE';
      if (page === last || !overtaken)
        truncations.set(JSON.stringify([truncation.at, truncation.reason]), truncation);
    }
  }
  return {
    ...head,
    nodes: pages.flatMap(({ nodes }) => nodes),
    edges: pages.flatMap(({ edges }) => edges),
    completeness: { complete, truncations: [...truncations.values()] },
  };
}

/** For those who read only stderr, while stdout goes to a file. */
export function reportIncomplete(
  { graph, incompleteBecause }: ExportIndex,
  errors: readonly GraphQLFormattedError[],
): void {
  if (errors.length > 0) process.stderr.write(`${messagesOf(errors)}\n`);
  if (!graph.completeness.complete)
    process.stderr.write(`The lineage is incomplete: ${incompleteBecause.join('; ')}.\n`);
}
