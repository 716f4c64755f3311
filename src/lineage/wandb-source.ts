import { visibleArtifact } from '../artifact/artifact.model.ts';
import type { GatewayContext } from '../context.ts';
import { visibleRun } from '../run/run.model.ts';
import { maxNodesPerRequest, type Variant } from '../wandb/batch.ts';
import { contractViolation, NotShownError, WandbError } from '../wandb/errors.ts';
import { fillPage, mapNodes, type FilledPage, type KnownEdge, type PageKey } from '../wandb/paging.ts';
import { maxHopsAtOnce } from '../wandb/prefetch/round.ts';
import { walkPlan, type Place, type Plan } from '../wandb/prefetch/plan.ts';
import { mapConcurrently } from '../wandb/yield.ts';
import { NodeRegistry, type AnyRecord, type RunAddresses } from './node-registry.ts';
import type {
  Continuation,
  ExpandOptions,
  KnownKind,
  Expansion,
  LineageSource,
  Neighbour,
  NodeToExpand,
} from './source.ts';

/** W&B's lineage as one caller sees it, with the records of every node that was met. */
export interface WandbLineageSource extends LineageSource {
  readonly nodes: NodeRegistry;
}

/** As many as there are: no list of W&B's is longer. */
const all = 10_000_000;
const producerUnknown: Expansion = { neighbours: [], beyondFanout: 0, isProducerUnknown: true };

type ListName = 'Artifact.usedBy' | 'Run.inputArtifacts' | 'Run.outputArtifacts';
/** How much of one list is wanted. */
interface Wanted extends Pick<ExpandOptions, 'maxFanout' | 'pageSize'> {
  continuation?: Continuation;
}

/**
 * `variant`: what walks ask for along with the edges, so that what is selected of the nodes costs no request of its own.
 * `runAddresses`: those that other sources of the same walk have learned.
 */
export function createWandbLineageSource(
  { loaders, wandb, prefetch }: Pick<GatewayContext, 'loaders' | 'wandb' | 'prefetch'>,
  variant: Variant,
  runAddresses: RunAddresses = new Map(),
): WandbLineageSource {
  const prefetchLevel = prefetch.createWalkPrefetch();
  const secret = wandb.credential?.derive('hidden-node') ?? Buffer.from('anonymous');
  const registry = new NodeRegistry(secret, runAddresses);

  async function creatorOf(id: string, into: NodeRegistry): Promise<Expansion> {
    const creator = await loaders.creatorOfArtifact.load({ id, variant });
    if (creator?.__typename !== 'Run' && creator?.__typename !== 'HiddenRun') return producerUnknown;
    const isHidden = creator.__typename === 'HiddenRun';
    const node = isHidden ? into.addHidden(`${id} creator`, 'hidden run') : into.add(creator, id);
    return { neighbours: [{ node, usedAs: null }], beyondFanout: 0 };
  }

  async function pageOf(
    place: Place,
    list: ListName,
    page: PageKey,
    maxFirstPage: number,
  ): Promise<FilledPage<KnownEdge<AnyRecord>> | null> {
    if ('id' in place) {
      const fetchPage = (first: number, after: string | null) =>
        loaders.usedByOfArtifact.load({ ...place, variant, first, after });
      const filled = await fillPage(page, list, fetchPage, maxFirstPage);
      return filled && mapNodes(filled, visibleRun);
    }
    const { run: name, ...project } = place;
    const loader = list === 'Run.inputArtifacts' ? loaders.inputsOfRun : loaders.outputsOfRun;
    const fetchPage = (first: number, after: string | null) =>
      loader.load({ ...project, name, variant, first, after });
    const filled = await fillPage(page, list, fetchPage, maxFirstPage);
    return filled && mapNodes(filled, visibleArtifact);
  }

  async function expandOne(
    node: NodeToExpand,
    isUpstream: boolean,
    maxFirstPage: number,
    options: Omit<Wanted, 'continuation'>,
    into: NodeRegistry,
  ): Promise<Expansion> {
    const { id, kind, continuation } = node;
    const wanted = { ...options, ...(continuation && { continuation }) };
    const left = (wanted.maxFanout ?? all) - (continuation?.count ?? 0);
    const page = { first: Math.min(left, wanted.pageSize ?? all), after: continuation?.after ?? null };
    try {
      if (kind === 'ARTIFACT' && isUpstream) return await creatorOf(id, into);
      const ofRun = isUpstream ? 'Run.inputArtifacts' : 'Run.outputArtifacts';
      const list = kind === 'ARTIFACT' ? 'Artifact.usedBy' : ofRun;
      const filled = await pageOf(registry.placeOf(node), list, page, maxFirstPage);
      return expansionFrom(filled, id, list, wanted, into);
    } catch (error) {
      return failedExpansion(error, registry.nameOf(node));
    }
  }

  return {
    nodes: registry,
    async expand(nodes, direction, { maxFanout, pageSize, levelsLeft = 1, isLook = false, onExpansion }) {
      if (levelsLeft > 1) {
        const first = Math.min(maxFanout ?? Infinity, pageSize ?? Infinity);
        const begun = nodes.filter(({ continuation }) => !continuation);
        const plans = plansFor({ direction, first, variant }, levelsLeft);
        await prefetchLevel(begun.map((node) => ({ place: registry.placeOf(node), plan: plans[node.kind] })));
      }
      // Pages that fill a request together: most lists are short, and the rest of a long one comes in longer pages.
      const maxFirstPage = Math.floor(maxNodesPerRequest / Math.min(nodes.length, wandb.batchSize()));
      const wanted = { maxFanout, ...(pageSize !== undefined && { pageSize }) };
      const into = isLook ? new NodeRegistry(secret, runAddresses) : registry;
      return mapConcurrently(nodes, async (node) => {
        const expansion = await expandOne(node, direction === 'UPSTREAM', maxFirstPage, wanted, into);
        onExpansion?.(node, expansion);
        return expansion;
      });
    },
  };
}

/** The first neighbours behind the last level come along, by which walks see whether anything lies beyond. */
function plansFor(
  options: Omit<Parameters<typeof walkPlan>[1], 'depth' | 'looks'>,
  levelsLeft: number,
): Record<KnownKind, Plan> {
  const depth = Math.min(levelsLeft, maxHopsAtOnce);
  const whole = { ...options, depth, looks: depth === levelsLeft };
  return { RUN: walkPlan('Run', whole), ARTIFACT: walkPlan('Artifact', whole) };
}

function failedExpansion(error: unknown, name: string): Expansion {
  if (!(error instanceof WandbError)) throw error;
  const named = error instanceof NotShownError ? new NotShownError(name) : error;
  return { neighbours: [], beyondFanout: null, error: named };
}

function expansionFrom(
  page: FilledPage<KnownEdge<AnyRecord>> | null,
  id: string,
  list: ListName,
  wanted: Wanted,
  registry: NodeRegistry,
): Expansion {
  const what = list === 'Artifact.usedBy' ? 'run' : 'artifact';
  if (page === null) throw new NotShownError(`the list ${list}`);
  const neighbours: Neighbour[] = [];
  let error = page.failure;
  for (const edge of page.edges) {
    if (edge instanceof WandbError) {
      error ??= edge;
      continue;
    }
    const { node, cursor, usedAs = null } = edge;
    const at = `${id} ${what} ${cursor}`;
    const met =
      node === null
        ? registry.addHidden(at, `hidden ${what}`)
        : node instanceof WandbError
          ? registry.addFailed(at, `${what} that could not be loaded`, node)
          : registry.add(node);
    neighbours.push({ node: met, usedAs: usedAs instanceof WandbError ? null : usedAs });
  }
  const continuation = page.failure ? null : continuationOf(page, wanted, list);
  if (continuation instanceof WandbError) return { neighbours, beyondFanout: null, error: continuation };
  const count = (wanted.continuation?.count ?? 0) + page.edges.length;
  const beyondFanout = error ? null : page.hasNextPage && !continuation ? remainingIn(page, count) : 0;
  return { neighbours, beyondFanout, ...(error && { error }), ...(continuation && { continuation }) };
}

/** Where a list that is read in pieces goes on; null where it ends, or was not cut. */
function continuationOf(
  { hasNextPage, endCursor, edges, totalCount }: FilledPage<unknown>,
  { maxFanout, pageSize, continuation: before }: Wanted,
  list: ListName,
): Continuation | WandbError | null {
  const count = (before?.count ?? 0) + edges.length;
  if (pageSize === undefined || !hasNextPage || endCursor === null || count >= (maxFanout ?? all))
    return null;
  // Brent's cycle detection: the checkpoint moves on whenever the list has become twice as long.
  const isDue = before && count >= 2 * before.checkpoint.count;
  const checkpoint = isDue || !before ? { after: endCursor, count: Math.max(1, count) } : before.checkpoint;
  if (before && [before.after, before.checkpoint.after].includes(endCursor))
    return contractViolation(list, 'a next page without a way to it');
  return { after: endCursor, count, remaining: remainingIn({ totalCount }, count), checkpoint };
}

/** How much of a list is left that has more pages; one where W&B does not count. */
function remainingIn({ totalCount }: Pick<FilledPage<unknown>, 'totalCount'>, count: number): number {
  return totalCount instanceof WandbError ? 1 : Math.max(1, totalCount - count);
}
