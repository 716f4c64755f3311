import { visibleArtifact, type ArtifactRecord } from '../artifact/artifact.model.ts';
import type { GatewayContext } from '../context.ts';
import { visibleRun, type RunRecord } from '../run/run.model.ts';
import { maxNodesPerRequest, type Variant } from '../wandb/batch.ts';
import { contractViolation, WandbError } from '../wandb/errors.ts';
import { fillPage, mapNodes, type FilledPage, type KnownEdge, type PageKey } from '../wandb/paging.ts';
import { maxHopsAtOnce } from '../wandb/prefetch/hop-limit.ts';
import { walkPlan, type Place } from '../wandb/prefetch/plan.ts';
import { mapConcurrently } from '../wandb/yield.ts';
import { NodeRegistry, type AnyRecord, type NodePlace } from './node-registry.ts';
import type {
  Continuation,
  ExpandOptions,
  Expansion,
  KnownNode,
  LineageSource,
  Neighbour,
  NodeToExpand,
} from './source.ts';

/** W&B's lineage as one caller sees it, with the records of every node that was met. */
export interface WandbLineageSource extends LineageSource {
  /** A record as a node, which can be expanded from now on. */
  nodeFromRecord(record: AnyRecord): KnownNode;
  /** Lets a node be expanded that another source met. */
  addPlace(id: string, place: NodePlace): void;
  placeOf(id: string): NodePlace;
  recordOf(id: string): AnyRecord | undefined;
  /** What a hidden or failed node is called: `hidden run`. */
  labelOf(id: string): string;
  /** The errors of the failed nodes. */
  readonly failures: readonly WandbError[];
}

/** As many as there are: no list of W&B's is longer. */
const all = 10_000_000;
const nothing: Expansion = { neighbours: [], beyondFanout: 0 };

type ListName = 'Artifact.usedBy' | 'Run.inputArtifacts' | 'Run.outputArtifacts';
type RunPlace = Exclude<Place, { id: string }>;

/** A page of a list, and how long W&B's first page for it may be. */
interface WantedPage extends PageKey {
  maxFirstPage: number;
}

/** How much of one list is wanted. */
interface Wanted extends Pick<ExpandOptions, 'maxFanout' | 'pageSize'> {
  continuation?: Continuation;
}

/** `variant`: what walks ask for along with the edges, so that what is selected of the nodes costs no request of its own. */
export function createWandbLineageSource(
  { loaders, wandb, prefetch }: Pick<GatewayContext, 'loaders' | 'wandb' | 'prefetch'>,
  variant: Variant,
): WandbLineageSource {
  const prefetchLevel = prefetch.createWalkPrefetch();
  const registry = new NodeRegistry(wandb.credential?.derive('hidden-node') ?? Buffer.from('anonymous'));

  const creatorOf = async (id: string): Promise<Expansion> => {
    const creator = await loaders.creatorOfArtifact.load({ id, variant });
    if (creator?.__typename !== 'Run' && creator?.__typename !== 'HiddenRun') return nothing;
    const node =
      creator.__typename === 'HiddenRun'
        ? registry.addHidden(`${id} creator`, 'hidden run')
        : registry.add(creator);
    return { neighbours: [{ node, usedAs: null }], beyondFanout: 0 };
  };

  const usedBy = async (id: string, page: WantedPage): Promise<FilledPage<KnownEdge<RunRecord>> | null> => {
    const filled = await fillPage(
      page,
      'Artifact.usedBy',
      (first, after) => loaders.usedByOfArtifact.load({ id, variant, first, after }),
      page.maxFirstPage,
    );
    return filled && mapNodes(filled, visibleRun);
  };

  const artifactsOf = async (
    { entity, project, run: name }: RunPlace,
    page: WantedPage,
    list: ListName,
  ): Promise<FilledPage<KnownEdge<ArtifactRecord>> | null> => {
    const loader = list === 'Run.inputArtifacts' ? loaders.inputsOfRun : loaders.outputsOfRun;
    const filled = await fillPage(
      page,
      list,
      (first, after) => loader.load({ entity, project, name, variant, first, after }),
      page.maxFirstPage,
    );
    return filled && mapNodes(filled, visibleArtifact);
  };

  const expandOne = async (
    { id, continuation }: NodeToExpand,
    upstream: boolean,
    { maxFirstPage, ...options }: Wanted & Pick<WantedPage, 'maxFirstPage'>,
  ): Promise<Expansion> => {
    const { place } = registry.placeOf(id);
    const wanted = { ...options, ...(continuation && { continuation }) };
    const left = (wanted.maxFanout ?? all) - (continuation?.count ?? 0);
    const page = {
      first: Math.min(left, wanted.pageSize ?? all),
      after: continuation?.after ?? null,
      maxFirstPage,
    };
    try {
      if ('id' in place)
        return upstream
          ? await creatorOf(id)
          : expansionFrom(await usedBy(id, page), id, 'Artifact.usedBy', wanted, registry);
      const list = upstream ? 'Run.inputArtifacts' : 'Run.outputArtifacts';
      return expansionFrom(await artifactsOf(place, page, list), id, list, wanted, registry);
    } catch (error) {
      if (error instanceof WandbError) return { neighbours: [], beyondFanout: null, error };
      throw error;
    }
  };

  return {
    async expand(nodes, direction, { maxFanout, pageSize, levelsLeft = 1 }) {
      if (levelsLeft > 1) {
        const depth = Math.min(levelsLeft, maxHopsAtOnce);
        const first = Math.min(maxFanout ?? Infinity, pageSize ?? Infinity);
        await prefetchLevel(
          nodes
            .filter(({ continuation }) => !continuation)
            .map(({ id }) => {
              const { kind, place } = registry.placeOf(id);
              const type = kind === 'RUN' ? 'Run' : 'Artifact';
              return { place, plan: walkPlan(type, { direction, depth, first, variant }) };
            }),
        );
      }
      // Pages that fill a request together: most lists are short, and the rest of a long one comes in longer pages.
      const maxFirstPage = Math.floor(maxNodesPerRequest / Math.min(nodes.length, wandb.batchSize));
      const wanted = { maxFanout, maxFirstPage, ...(pageSize !== undefined && { pageSize }) };
      return mapConcurrently(nodes, (node) => expandOne(node, direction === 'UPSTREAM', wanted));
    },
    nodeFromRecord: (record) => registry.add(record),
    addPlace: (id, place) => registry.addPlace(id, place),
    placeOf: (id) => registry.placeOf(id),
    recordOf: (id) => registry.recordOf(id),
    labelOf: (id) => registry.labelOf(id),
    failures: registry.failures,
  };
}

function expansionFrom(
  page: FilledPage<KnownEdge<AnyRecord>> | null,
  id: string,
  list: ListName,
  wanted: Wanted,
  registry: NodeRegistry,
): Expansion {
  const what = list === 'Artifact.usedBy' ? 'run' : 'artifact';
  if (page === null) {
    const kind = what === 'run' ? 'artifact' : 'run';
    const error = new WandbError('WANDB_ERROR', `W&B names the ${kind} ${id}, but shows nothing of it.`);
    return { neighbours: [], beyondFanout: null, error };
  }
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
    neighbours.push({ node: met, usedAs });
  }
  const continuation = page.failure ? null : continuationOf(page, wanted, list);
  if (continuation instanceof WandbError) return { neighbours, beyondFanout: null, error: continuation };
  const count = (wanted.continuation?.count ?? 0) + page.edges.length;
  const beyondFanout = error
    ? null
    : Math.max(0, page.hasNextPage && !continuation ? page.totalCount - count : 0);
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
  return { after: endCursor, count, remaining: Math.max(1, totalCount - count), checkpoint };
}
