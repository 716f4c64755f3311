import type { GatewayContext } from '../context.ts';
import type { LineageEdge, Truncation, TruncationReason } from './graph.ts';
import type { WalkLimits } from './limits.ts';
import { nodesFor, type NodeModel } from './lineage.model.ts';
import { rootFrom } from './lineage.resolvers.ts';
import { edgeFrom, pairKey } from './page.ts';
import { mergedUsedAs, walkDirections, type GraphNode, type LineageSource } from './source.ts';
import type { Variant } from '../wandb/batch.ts';
import { createStreamSessions, type StreamSessions } from './stream-sessions.ts';
import { errorsOf, isMissingOnly, TruncationLog, withFailures, type WalkFailure } from './completeness.ts';
import { walk, type NodeExpansion, type VisitedNode, type WalkRequest } from './walk.ts';

export interface StreamRequest extends WalkRequest {
  /** Of the whole stream; nodes that the filter hides are not counted. */
  maxNodes: number;
  /** Called before each batch. */
  limits?: () => WalkLimits;
}

/** What one batch of a streamed walk found. */
export interface StreamPart {
  nodes: { node: GraphNode; depth: number }[];
  /**
   * Both ends are in `nodes` or in an earlier part. Where a walk in both directions learns more of an edge's `usedAs` later,
   * the edge comes again, with all that is known by then.
   */
  edges: LineageEdge[];
  /** One node may be cut for one reason in several parts: `omitted` adds up. */
  truncations: Truncation[];
  errors: WalkFailure[];
}

const batchSizes = {
  /** As many as fill the requests to W&B that may run side by side. */
  nodes: 500,
  /** Each takes some kilobytes until its lines are written. */
  neighbours: 25_000,
  /** Pages of one list come one after the other, and whoever reads waits for them. */
  pageSize: 1_000,
  /** Behind a wide level come other sessions, to which what this one prefetched is lost. */
  widestPrefetch: 2_000,
};

/** A walk as it goes: it asks W&B for nothing before the next part is asked for. Throws as `walk` does. */
export async function* streamLineage(
  source: LineageSource,
  { maxNodes, ...request }: StreamRequest,
): AsyncGenerator<StreamPart, void> {
  let nodesLeft = maxNodes;
  let lastId = '';
  const mergeEdge = createEdgeMerger(walkDirections(request.direction).length > 1);
  for await (const part of walk(source, { ...request, batchSizes })) {
    const nodes: StreamPart['nodes'] = [];
    const dropped = new Set<VisitedNode>();
    const log = new TruncationLog();
    const errors: WalkFailure[] = [];
    for (const found of part.nodes) {
      const { node, visited } = found;
      if (visited.isShown && nodesLeft === 0) {
        dropped.add(visited);
        continue;
      }
      errors.push(...log.addFound(found));
      if (!visited.isShown) continue;
      nodesLeft -= 1;
      lastId = node.id;
      nodes.push({ node, depth: visited.depth });
    }
    const edges = new Map<number, LineageEdge>();
    for (const expansion of part.expansions) {
      errors.push(...log.addFailure(expansion));
      log.addOmitted(expansion);
      for (const [other, usedAs] of expansion.neighbours)
        if (!dropped.has(other)) mergeEdge(expansion, other, usedAs, edges);
    }
    if (dropped.size > 0) log.add(lastId, 'MAX_NODES', null);
    const cut = part.unexpanded;
    const anchors = new Set(cut?.nodes.map(({ anchorId }) => anchorId));
    const truncations = [
      ...log.entries(),
      ...Array.from(anchors, (at) => ({ at, reason: cut?.reason ?? 'DEADLINE', omitted: null })),
    ];
    yield { nodes, edges: [...edges.values()], truncations, errors };
    if (dropped.size > 0) return;
  }
}

/** Adds an edge between shown nodes to those of the current part, unless an earlier part has all its names. */
function createEdgeMerger(isBoth: boolean) {
  // Only a walk in both directions meets an edge twice, once from each end.
  const known = isBoth ? new Map<number, readonly string[] | null>() : null;
  return (
    { node: expanded, direction }: NodeExpansion,
    other: VisitedNode,
    usedAsHere: readonly string[] | null,
    edges: Map<number, LineageEdge>,
  ): void => {
    if (!expanded.isShown || !other.isShown) return;
    const isUp = direction === 'UPSTREAM';
    const ends = isUp ? ([other, expanded] as const) : ([expanded, other] as const);
    const key = pairKey(ends[0].index, ends[1].index);
    const before = known?.get(key);
    const usedAs = mergedUsedAs(before ?? null, usedAsHere);
    if (before !== undefined && usedAs === before) return;
    known?.set(key, usedAs);
    edges.set(key, edgeFrom(ends, usedAs));
  };
}

export interface LineStreamRequest extends Omit<StreamRequest, 'roots' | 'limits'> {
  /** Global ids. */
  rootIds: readonly string[];
}

export interface LineStreamOptions {
  /** A new context of the same caller: its time begins now, and it has nothing loaded. */
  openContext: () => GatewayContext;
  /** An error as clients may read it. */
  errorForClients: (error: Error) => { message: string; extensions?: Readonly<Record<string, unknown>> };
  /** What the lines show of a node, and what has to be loaded for it. */
  format: {
    variant: Variant;
    node: (
      node: NodeModel,
      depth: number,
      urls: GatewayContext['urls'],
      onUnreadable: (error: Error) => void,
    ) => unknown;
  };
}

/** Large enough to be worth a write, small enough to wait for a slow reader with. */
const chunkLength = 64 * 1024;

/**
 * A closure as lines of JSON, written while it is found: `head`, then `node`, `edge`, `truncation` and `error`, last `end`.
 * `kind` says which of these a line is. Throws only before the first line; what fails later is part of `end`, and text without
 * an `end` was cut off on its way.
 */
export async function* lineageLines(
  { rootIds, ...request }: LineStreamRequest,
  options: LineStreamOptions,
): AsyncGenerator<string, void> {
  const { openContext, errorForClients, format } = options;
  const sessions = createStreamSessions(openContext, format.variant);
  const { roots, head } = await begin(rootIds, sessions, format.variant);
  yield line({
    kind: 'head',
    format: 'wandb-lineage-stream',
    formatVersion: 1,
    ...head,
    direction: request.direction,
    roots: rootIds,
  });

  const counts = { nodes: 0, edges: 0, truncations: {} as TruncationCounts };
  let failure: Error | null = null;
  const written = new WeakSet<Error>();
  const limits = () => sessions.limits();
  try {
    for await (const part of streamLineage(sessions.source, { ...request, roots, limits })) {
      counts.nodes += part.nodes.length;
      counts.edges += part.edges.length;
      yield* inChunks(linesOf(part, sessions.current, written, counts.truncations, options));
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  yield line({
    kind: 'end',
    complete:
      isMissingOnly(['excluded'], Object.keys(counts.truncations) as TruncationReason[]) && failure === null,
    ...counts,
    wandbRequests: sessions.wandbRequests,
    error: failure && errorForClients(failure),
  });
}

type TruncationCounts = Partial<Record<TruncationReason, number>>;

/** Apart from the lines, so that they do not keep the first session in memory. */
async function begin(
  rootIds: readonly string[],
  { current: { context, source } }: StreamSessions,
  variant: Variant,
) {
  const roots = await Promise.all(rootIds.map((id) => rootFrom(id, 'root', context, source, variant, [])));
  const { version, appUrl } = context.gateway;
  const head = { generatedAt: new Date().toISOString(), gatewayVersion: version, wandbUrl: appUrl };
  return { roots, head };
}

/** `written`: failures that have a line already: one cause may affect many nodes. */
async function* linesOf(
  part: StreamPart,
  { context, source }: StreamSessions['current'],
  written: WeakSet<Error>,
  counts: TruncationCounts,
  { errorForClients, format }: LineStreamOptions,
): AsyncGenerator<string> {
  const refs = part.nodes.map(({ node }) => node);
  const { nodeOf, failures } = await nodesFor(refs, format.variant, context, source, []);
  for (const { node, depth } of part.nodes) {
    const onUnreadable = (error: Error): number => failures.push({ at: node.id, error });
    yield line({ kind: 'node', node: format.node(nodeOf(node), depth, context.urls, onUnreadable) });
  }
  for (const edge of part.edges) yield line({ kind: 'edge', edge });
  const { truncations } = withFailures({ ...part, complete: true }, failures);
  for (const truncation of truncations) {
    counts[truncation.reason] = (counts[truncation.reason] ?? 0) + 1;
    yield line({ kind: 'truncation', ...truncation });
  }
  const errors = [...part.errors, ...failures];
  const places = new Map(errors.map(({ at, error }) => [error, at]));
  const lost = [...source.nodes.failures, ...context.reported.map(({ error }) => error)];
  for (const error of errorsOf({ truncations, errors }, lost)) {
    if (written.has(error)) continue;
    written.add(error);
    yield line({ kind: 'error', at: places.get(error) ?? null, ...errorForClients(error) });
  }
}

async function* inChunks(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const each of lines) {
    chunk += each;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
