import { isSystemNode } from '../filter.ts';
import { adjacencyFromEdges, reachableFrom, type AdjacencyIndex } from './adjacency.ts';
import type { Truncation } from '../graph.ts';
import type { GraphNode } from '../source.ts';
import type { LineageHit, WalkResult } from '../page.ts';
import { yieldToEventLoop } from '../../wandb/yield.ts';

export interface Version {
  /** W&B's global id of the version. */
  id: string;
  /** The N of `vN`; null where unknown. */
  versionIndex: number | null;
  /** null: unknown. */
  digest: string | null;
}

/** What has to be known of an upstream artifact. */
export interface VersionDetails extends Version {
  /** Identifies the collection. */
  collection: string;
  /** The version with the alias `latest`, else the newest; null where unknown. */
  current: Version | null;
}

export interface StaleCause {
  node: GraphNode;
  collection: string;
  used: Version;
  current: Version;
  /** Negative where `latest` was set back to an older version; null where unknown. */
  versionsBehind: number | null;
  /** The shortest way from the cause to what is stale, both included, along the data's index. */
  path: GraphNode[];
}

export interface Staleness {
  /** UNKNOWN where anything was cut from the walk, or where nothing is stale and not all current versions are known. */
  status: 'FRESH' | 'STALE' | 'UNKNOWN';
  /** Given for UNKNOWN too: what was found is so whatever was not. Those nearest to the node first. */
  causes: StaleCause[];
  /** Upstream artifacts of which it is not known whether they are current. */
  unknown: GraphNode[];
  truncations: Truncation[];
}

/**
 * Whether the root of an upstream walk was made from versions that are no longer current. The walk has to start at one
 * root and show system types: a way through nodes that a filter hides has no edges.
 *
 * A version is outdated if its collection's current one has another digest. It counts only where a way leads from it to
 * the root past no other version of its collection: a dataset grown from its older self is not stale by that. It is a root
 * cause if no other outdated version lies upstream of it; of outdated versions in a cycle, the farthest one. Versions of
 * W&B's own types are never causes.
 */
export async function staleness(
  walk: WalkResult,
  versionOf: (node: GraphNode) => VersionDetails | null,
): Promise<Staleness> {
  const index = adjacencyFromEdges(walk.edges);
  const root = walk.hits[0];
  const inputs = walk.hits.filter(
    ({ depth, node }) => depth > 0 && node.kind === 'ARTIFACT' && !isSystemNode(node),
  );
  const versions = new Map<string, VersionDetails>();
  const unknown: GraphNode[] = [];
  for (const { node } of root ? [root, ...inputs] : inputs) {
    const details = node.kind === 'ARTIFACT' ? versionOf(node) : null;
    if (details) versions.set(node.id, details);
    if (node !== root?.node && isOutdated(details) === null) unknown.push(node);
  }
  const outdated = inputs.filter(({ node }) => isOutdated(versions.get(node.id)));
  const ways = root ? await waysToRoot(outdated, root.node.id, versions, index) : new Map<string, string[]>();
  const nodes = new Map(walk.hits.map(({ node }) => [node.id, node]));
  const effective = outdated.filter(({ node }) => ways.has(node.id));
  const causes = rootCauses(effective, index).flatMap(({ node }) => {
    const path = (ways.get(node.id) ?? []).flatMap((id) => nodes.get(id) ?? []);
    return causeFrom(node, versions.get(node.id), path);
  });
  const { truncations } = walk;
  // An unknown producer may hide further causes, but not unmake those that were found.
  const isStale = causes.length > 0 && (walk.complete || truncations.every(isProducerUnknown));
  const status = isStale ? 'STALE' : walk.complete && unknown.length === 0 ? 'FRESH' : 'UNKNOWN';
  return { status, causes, unknown, truncations };
}

function isProducerUnknown({ reason }: Truncation): boolean {
  return reason === 'PRODUCER_UNKNOWN' || reason === 'FILTERED';
}

/** null: unknown. */
function isOutdated(version: VersionDetails | null | undefined): boolean | null {
  if (!version?.current) return null;
  const { id, digest, current } = version;
  if (current.id === id) return false;
  return digest === null || current.digest === null ? null : current.digest !== digest;
}

/** For each version from which a way leads to the root past no other version of its collection, the shortest such way. */
async function waysToRoot(
  outdated: readonly LineageHit[],
  rootId: string,
  versions: ReadonlyMap<string, VersionDetails>,
  index: AdjacencyIndex,
): Promise<Map<string, string[]>> {
  const collectionOf = (id: string) => versions.get(id)?.collection;
  const counts = new Map<string, number>();
  for (const { collection } of versions.values()) counts.set(collection, (counts.get(collection) ?? 0) + 1);
  const anyWay = reachableFrom([rootId], index.upstreamOf);
  const reached = new Map<string, Map<string, string>>();
  const ways = new Map<string, string[]>();
  for (const { node } of outdated) {
    const collection = collectionOf(node.id);
    if (collection === undefined || collection === collectionOf(rootId)) continue;
    let found = counts.get(collection) === 1 ? anyWay : reached.get(collection);
    if (!found) {
      await yieldToEventLoop();
      found = reachableFrom([rootId], index.upstreamOf, (id) => collectionOf(id) !== collection);
      reached.set(collection, found);
    }
    const way = [node.id];
    for (let at = found.get(node.id); at !== undefined; at = at === rootId ? undefined : found.get(at))
      way.push(at);
    if (way.length > 1) ways.set(node.id, way);
  }
  return ways;
}

/** One of each cycle, the farthest; and nothing that lies downstream of another cause. */
function rootCauses(effective: readonly LineageHit[], { downstreamOf }: AdjacencyIndex): LineageHit[] {
  // Every hit is or lies downstream of a candidate, and no candidate lies downstream of an earlier one. So a cause comes
  // behind all candidates that lie downstream of it, and in reverse order it comes before them.
  const candidates = uncovered(
    effective.toSorted((a, b) => b.depth - a.depth),
    downstreamOf,
  );
  const causes = new Set(uncovered(candidates.toReversed(), downstreamOf));
  return effective.filter((hit) => causes.has(hit));
}

/** Those of the hits that are not downstream of an earlier one. */
function uncovered(hits: readonly LineageHit[], downstreamOf: AdjacencyIndex['downstreamOf']): LineageHit[] {
  const covered = new Set<string>();
  return hits.filter(({ node }) => {
    if (covered.has(node.id)) return false;
    const unseen = (id: string) => downstreamOf(id).filter((each) => !covered.has(each));
    for (const id of reachableFrom([node.id], unseen).keys()) covered.add(id);
    return true;
  });
}

function causeFrom(node: GraphNode, details: VersionDetails | undefined, path: GraphNode[]): StaleCause[] {
  if (!details?.current) return [];
  const { collection, current, id, versionIndex, digest } = details;
  const behind =
    versionIndex === null || current.versionIndex === null ? null : current.versionIndex - versionIndex;
  return [{ node, collection, used: { id, versionIndex, digest }, current, versionsBehind: behind, path }];
}
