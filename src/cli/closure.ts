import { exportGraphFrom } from '../exports/graph.ts';
import { exportIndexFromGraph, type ExportIndex } from '../exports/index.ts';
import { reportGaps, truncationKinds, withFailures, type TruncationKind } from '../lineage/completeness.ts';
import type { LineageDirection, TruncationReason } from '../lineage/graph.ts';
import { nodesFor } from '../lineage/lineage.model.ts';
import { rootFrom } from '../lineage/lineage.resolvers.ts';
import { collectPage } from '../lineage/page.ts';
import { createWandbLineageSource } from '../lineage/wandb-source.ts';
import { messagesOf, type CommandEngine } from './command-engine.ts';
import type { WalkOptions } from './command-options.ts';
import { limitOptions } from './tree.ts';

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
  errors: readonly { message: string }[];
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

/** Whether all is there, as commands end. */
export interface Verdict {
  /** 0: everything that W&B shows this key is there. 2: something was cut or failed. */
  exitCode: 0 | 2;
  /** Something failed that may be there another time, so that an earlier result may have more. */
  hasFailed: boolean;
  /** What is missing, for people. */
  lines: readonly string[];
}

/** `words`: what is missing, one reason each. */
export function verdictOn(
  reasons: readonly TruncationReason[],
  words: readonly string[],
  failures: readonly { message: string }[],
): Verdict {
  const kinds = new Set<TruncationKind>(reasons.map((reason) => truncationKinds[reason]));
  const hasFailed = failures.length > 0 || kinds.has('failure');
  const missing = words.join('; ');
  if (!hasFailed && !kinds.has('limit')) {
    const note = `Note: everything that W&B shows this key is here. Besides, ${missing}.`;
    return { exitCode: 0, hasFailed, lines: kinds.has('unseen') ? [note] : [] };
  }
  const options = new Set(reasons.flatMap((reason) => limitOptions[reason] ?? []));
  const advice = options.size > 0 ? ` For more, raise ${[...options].join(' and ')}.` : '';
  const lines = missing === '' ? [] : [`The lineage is incomplete: ${missing}.${advice}`];
  return { exitCode: 2, hasFailed, lines: failures.length > 0 ? [messagesOf(failures), ...lines] : lines };
}

export function verdictOnClosure({ index: { graph, incompleteBecause }, errors }: Closure): Verdict {
  const reasons = graph.completeness.truncations.map(({ reason }) => reason);
  return verdictOn(reasons, incompleteBecause, errors);
}

/** For those who read only stderr, while stdout goes to a file, and for scripts. */
export function reportVerdict({ exitCode, lines }: Verdict): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exitCode = exitCode;
}
