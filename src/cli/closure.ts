import { exportGraphFrom } from '../exports/graph.ts';
import { exportIndexFromGraph, type ExportIndex } from '../exports/index.ts';
import { reportGaps, withFailures } from '../lineage/completeness.ts';
import type { LineageDirection } from '../lineage/graph.ts';
import { nodesFor } from '../lineage/lineage.model.ts';
import { rootFrom } from '../lineage/lineage.resolvers.ts';
import { collectPage } from '../lineage/page.ts';
import { createWandbLineageSource } from '../lineage/wandb-source.ts';
import { messagesOf, type CommandEngine } from './command-engine.ts';
import type { WalkOptions } from './command-options.ts';

export interface ClosureRequest {
  rootId: string;
  direction: LineageDirection;
  depth: number;
  maxNodes: number;
  includeSystemTypes: boolean;
}

export interface Closure {
  index: ExportIndex;
  /** Failed W&B requests; the graph says where something is missing. */
  errors: readonly Error[];
}

export function walkFrom({
  up,
  down,
  depth,
  maxNodes,
  includeSystemTypes,
}: WalkOptions): Omit<ClosureRequest, 'rootId'> {
  return { depth, maxNodes, includeSystemTypes, direction: up ? 'UPSTREAM' : down ? 'DOWNSTREAM' : 'BOTH' };
}

/** The whole walk as one graph, whose completeness says what is missing. */
export async function collectClosure(
  { openContext }: CommandEngine,
  { rootId, direction, depth, maxNodes, includeSystemTypes }: ClosureRequest,
): Promise<Closure> {
  const context = openContext();
  const source = createWandbLineageSource(context, 'full');
  const root = await rootFrom(rootId, 'root', context, source, 'full', []);
  const page = await collectPage(source, {
    roots: [root],
    direction,
    maxDepth: depth,
    maxNodes,
    filter: { includeSystemTypes },
    ...context.walkLimits(),
  });
  reportGaps(page, source.nodes, context.report, []);
  const nodes = page.hits.map(({ node }) => node);
  const { nodeOf, failures } = await nodesFor(nodes, 'full', context, source, []);
  context.close();
  const graph = exportGraphFrom(
    { page: withFailures(page, failures), nodeOf, rootIds: [rootId], direction },
    context,
    (error) => context.report(error, []),
  );
  return { index: await exportIndexFromGraph(graph), errors: context.reported.map(({ error }) => error) };
}

/** For those who read only stderr, while stdout goes to a file. */
export function reportIncomplete({ index: { graph, incompleteBecause }, errors }: Closure): void {
  if (errors.length > 0) process.stderr.write(`${messagesOf(errors)}\n`);
  if (!graph.completeness.complete)
    process.stderr.write(`The lineage is incomplete: ${incompleteBecause.join('; ')}.\n`);
}
