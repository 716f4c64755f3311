import type { GatewayContext } from '../context.ts';
import { exportNeeds, exportNode } from '../exports/graph.ts';
import type { TruncationReason } from './graph.ts';
import { isComplete } from './truncation-log.ts';
import { needsAlong, nodesFor, rootFrom } from './lineage.model.ts';
import type { Needs } from '../wandb/needs.ts';
import { createStreamLegs, type StreamLegs } from './stream-legs.ts';
import { streamLineage, type StreamRequest } from './stream.ts';
import type { StreamPart } from './stream-walk.ts';

export interface LineStreamRequest extends Omit<StreamRequest, 'roots' | 'signal'> {
  /** Global ids. */
  rootIds: readonly string[];
}

export interface LineStreamSource {
  /** A fresh request of the same caller: its time begins now, and it knows nothing of what was loaded before. */
  openContext: () => GatewayContext;
  /** An error as clients may read it. */
  errorForClients: (error: Error) => { message: string; extensions?: Readonly<Record<string, unknown>> };
}

/** Large enough to be worth a write, small enough to wait for a slow reader with. */
const pieceLength = 64 * 1024;

/**
 * A closure as lines of JSON, given out while it is found: `head`, then `node`, `edge`, `truncation` and `error`, last `end`.
 * A line says in `kind` which of these it is. Throws only before the first line; what goes wrong later stands in `end`, and
 * text without an `end` was cut off on its way.
 */
export async function* lineageLines(
  { rootIds, ...request }: LineStreamRequest,
  { openContext, errorForClients }: LineStreamSource,
): AsyncGenerator<string, void> {
  const needs = needsAlong(request, exportNeeds);
  const legs = createStreamLegs(openContext, needs);
  const { roots, signal, head } = await beginAt(rootIds, legs, needs);
  yield line({
    kind: 'head',
    format: 'wandb-lineage-stream',
    formatVersion: 1,
    ...head,
    direction: request.direction,
    roots: rootIds,
  });

  const counts = { nodes: 0, edges: 0, truncations: {} as Partial<Record<TruncationReason, number>> };
  let complete = true;
  let failure: Error | null = null;
  const told = createTold();
  try {
    for await (const part of streamLineage(() => legs.next(), { ...request, roots, signal })) {
      counts.nodes += part.nodes.length;
      counts.edges += part.edges.length;
      for (const { reason } of part.truncations)
        counts.truncations[reason] = (counts.truncations[reason] ?? 0) + 1;
      complete &&= isComplete(part.truncations);
      yield* inPieces(linesOf(part, legs.current, told, errorForClients));
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  yield line({
    kind: 'end',
    complete: complete && failure === null,
    ...counts,
    wandbRequests: legs.wandbRequests,
    error: failure && errorForClients(failure),
  });
}

/** Apart from the lines, so that nothing of the first leg stays with them. */
async function beginAt(
  rootIds: readonly string[],
  { current: { context, neighbours } }: StreamLegs,
  needs: Needs,
) {
  const roots = await Promise.all(rootIds.map((id) => rootFrom(id, 'root', context, neighbours, needs, [])));
  const { version, appUrl } = context.gateway;
  const head = { generatedAt: new Date().toISOString(), gatewayVersion: version, wandbUrl: appUrl };
  return { roots, signal: context.wandb.signal, head };
}

/** Failures that were written already: one cause may strike at many nodes, and is told at the first. */
interface Told {
  isNew(error: Error): boolean;
}

function createTold(): Told {
  const errors = new WeakSet<Error>();
  return {
    isNew(error) {
      if (errors.has(error)) return false;
      errors.add(error);
      return true;
    },
  };
}

async function* linesOf(
  part: StreamPart,
  { context, neighbours }: StreamLegs['current'],
  told: Told,
  errorForClients: LineStreamSource['errorForClients'],
): AsyncGenerator<string> {
  const refs = part.nodes.map(({ node }) => node);
  const nodeOf = await nodesFor(refs, exportNeeds, context, neighbours, []);
  for (const { node, depth } of part.nodes)
    yield line({ kind: 'node', node: exportNode(nodeOf(node), depth, context.urls) });
  for (const edge of part.edges) yield line({ kind: 'edge', edge });
  for (const truncation of part.truncations) yield line({ kind: 'truncation', ...truncation });
  const failures = [
    ...part.errors,
    ...[...neighbours.failures, ...context.reported.map(({ error }) => error)].map((error) => ({
      at: null,
      error,
    })),
  ];
  for (const { at, error } of failures)
    if (told.isNew(error)) yield line({ kind: 'error', at, ...errorForClients(error) });
}

async function* inPieces(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const each of lines) {
    piece += each;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
