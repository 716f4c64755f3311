import { configDifference, type ConfigDifference } from './config-difference.ts';
import { isSystemNode } from '../filter.ts';
import { adjacencyFromEdges, type AdjacencyIndex } from './adjacency.ts';
import type { Truncation } from '../graph.ts';
import { isKnown, type GraphNode } from '../source.ts';
import type { LineageHit, WalkResult } from '../page.ts';

/** What has to be known of an artifact to compare two ancestries. */
export interface ArtifactIdentity {
  /** Tells one collection from another. */
  collection: string;
  digest: string;
}

export interface VersionChange {
  collection: string;
  /** The versions on either side, those on both sides included; the nearest to the root first. Never empty. */
  base: GraphNode[];
  head: GraphNode[];
  /** Whether the contents differ, whatever the versions are called. */
  contentChanged: boolean;
}

/** Two runs that stand at the same place of the two ancestries. */
export interface ProducerPair {
  base: GraphNode;
  head: GraphNode;
  /** What both of them made; null: the things compared. */
  collection: string | null;
}

export interface Divergence {
  /** At least one is set; both where the same collection comes in different versions. */
  base: GraphNode | null;
  head: GraphNode | null;
  collection: string | null;
}

export interface AncestryDiff {
  onlyInBase: LineageHit[];
  onlyInHead: LineageHit[];
  sharedCount: number;
  /** Of collections on both sides whose versions differ, by collection. */
  versionChanges: VersionChange[];
  /** For `runDifference`: the producers of the two things compared first, then of each changed collection's nearest versions. */
  producers: ProducerPair[];
  /** The oldest node of one side alone that has no input of that kind; null where the ancestries are the same. */
  earliestDivergence: Divergence | null;
  /** Of base, then of head. */
  truncations: Truncation[];
  /** false: what is missing from one side may be what was cut from it. */
  complete: boolean;
}

/**
 * What sets two upstream walks apart, each from one root; the roots are a part of them. Both have to show system types:
 * a way through nodes that a filter hides has no edges. They are not compared all the same: each run has its own. An
 * artifact without identity counts as a node only.
 */
export function ancestryDiff(
  base: WalkResult,
  head: WalkResult,
  identityOf: (node: GraphNode) => ArtifactIdentity | null,
): AncestryDiff {
  const [baseHits, headHits] = [comparedOf(base), comparedOf(head)];
  const [baseIds, headIds] = [idsOf(base), idsOf(head)];
  const onlyInBase = baseHits.filter(({ node }) => !headIds.has(node.id));
  const onlyInHead = headHits.filter(({ node }) => !baseIds.has(node.id));
  const versionChanges = changesFrom(
    byCollection(baseHits, identityOf),
    byCollection(headHits, identityOf),
    identityOf,
  );
  const [baseIndex, headIndex] = [adjacencyFromEdges(base.edges), adjacencyFromEdges(head.edges)];
  const divergent = [
    ...firstApart(onlyInBase, baseIndex).map((hit) => ({ hit, side: 'base' as const })),
    ...firstApart(onlyInHead, headIndex).map((hit) => ({ hit, side: 'head' as const })),
  ];
  const earliest = divergent.sort((a, b) => byAge(a.hit, b.hit))[0];
  return {
    onlyInBase,
    onlyInHead,
    sharedCount: baseHits.length - onlyInBase.length,
    versionChanges,
    producers: producersFrom(base, head, baseIndex, headIndex, versionChanges),
    earliestDivergence: earliest
      ? divergenceAt(earliest.hit.node, earliest.side, versionChanges, identityOf)
      : null,
    truncations: [...base.truncations, ...head.truncations],
    complete: base.complete && head.complete,
  };
}

export interface RunDetails {
  config: unknown;
  commit: string | null;
}

export interface RunDifference extends ConfigDifference {
  commit: {
    base: string | null;
    head: string | null;
    /** null: W&B does not tell one of them. */
    changed: boolean | null;
  };
}

/** How two producing runs differ in what they were told to do. */
export function runDifference(base: RunDetails, head: RunDetails): RunDifference {
  const changed = base.commit === null || head.commit === null ? null : base.commit !== head.commit;
  return {
    ...configDifference(base.config, head.config),
    commit: { base: base.commit, head: head.commit, changed },
  };
}

function idsOf({ hits }: WalkResult): Set<string> {
  return new Set(hits.map(({ node }) => node.id));
}

function comparedOf({ hits }: WalkResult): LineageHit[] {
  return hits.filter(({ node, depth }) => depth === 0 || !isSystemNode(node));
}

function byCollection(
  hits: readonly LineageHit[],
  identityOf: (node: GraphNode) => ArtifactIdentity | null,
): Map<string, GraphNode[]> {
  const collections = new Map<string, GraphNode[]>();
  for (const { node } of hits) {
    const identity = node.kind === 'ARTIFACT' ? identityOf(node) : null;
    if (!identity) continue;
    const versions = collections.get(identity.collection);
    if (versions) versions.push(node);
    else collections.set(identity.collection, [node]);
  }
  return collections;
}

function changesFrom(
  base: ReadonlyMap<string, GraphNode[]>,
  head: ReadonlyMap<string, GraphNode[]>,
  identityOf: (node: GraphNode) => ArtifactIdentity | null,
): VersionChange[] {
  const sameSet = (a: ReadonlySet<unknown>, b: ReadonlySet<unknown>) =>
    a.size === b.size && [...a].every((each) => b.has(each));
  const changes: VersionChange[] = [];
  for (const [collection, before] of base) {
    const after = head.get(collection);
    if (!after || sameSet(new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id)))) continue;
    const digests = (versions: readonly GraphNode[]) =>
      new Set(versions.map((node) => identityOf(node)?.digest));
    changes.push({
      collection,
      base: before,
      head: after,
      contentChanged: !sameSet(digests(before), digests(after)),
    });
  }
  return changes.sort((a, b) => (a.collection < b.collection ? -1 : 1));
}

function producersFrom(
  base: WalkResult,
  head: WalkResult,
  baseIndex: AdjacencyIndex,
  headIndex: AdjacencyIndex,
  changes: readonly VersionChange[],
): ProducerPair[] {
  const [baseNodes, headNodes] = [base, head].map(
    ({ hits }) => new Map(hits.map(({ node }) => [node.id, node])),
  );
  const producer = (
    of: GraphNode | undefined,
    index: AdjacencyIndex,
    nodes: ReadonlyMap<string, GraphNode> | undefined,
  ) => {
    const run = of?.kind === 'ARTIFACT' ? nodes?.get(index.upstreamOf(of.id)[0] ?? '') : of;
    return run?.kind === 'RUN' ? run : null;
  };
  const places = [
    { collection: null, before: base.hits[0]?.node, after: head.hits[0]?.node },
    ...changes.map((change) => ({
      collection: change.collection,
      before: change.base[0],
      after: change.head[0],
    })),
  ];
  const pairs = new Map<string, ProducerPair>();
  for (const { collection, before, after } of places) {
    const from = producer(before, baseIndex, baseNodes);
    const to = producer(after, headIndex, headNodes);
    if (!from || !to || from.id === to.id) continue;
    const key = `${from.id} ${to.id}`;
    if (!pairs.has(key)) pairs.set(key, { base: from, head: to, collection });
  }
  return [...pairs.values()];
}

/** Where one side parts from the other: nodes of one side alone none of whose inputs is. In cycles there may be none. */
function firstApart(only: readonly LineageHit[], index: AdjacencyIndex): readonly LineageHit[] {
  const own = new Set(only.map(({ node }) => node.id));
  const apart = only.filter(({ node }) => !index.upstreamOf(node.id).some((id) => own.has(id)));
  return apart.length > 0 ? apart : only;
}

/** The oldest first; where W&B does not tell ages, the farthest from the root. */
function byAge(a: LineageHit, b: LineageHit): number {
  const [age, other] = [createdAtMs(a.node), createdAtMs(b.node)];
  if (age !== other) return age < other ? -1 : 1;
  return b.depth - a.depth || (a.node.id < b.node.id ? -1 : 1);
}

function createdAtMs(node: GraphNode): number {
  return (isKnown(node) ? node.attributes.createdAtMs : null) ?? Infinity;
}

function divergenceAt(
  node: GraphNode,
  side: 'base' | 'head',
  changes: readonly VersionChange[],
  identityOf: (node: GraphNode) => ArtifactIdentity | null,
): Divergence {
  const collection = node.kind === 'ARTIFACT' ? (identityOf(node)?.collection ?? null) : null;
  const change = changes.find((each) => each.collection === collection);
  const [mine, theirs] =
    side === 'base' ? ([change?.base, change?.head] as const) : ([change?.head, change?.base] as const);
  const counterpart = theirs?.find(({ id }) => !mine?.some((each) => each.id === id)) ?? null;
  return side === 'base'
    ? { base: node, head: counterpart, collection }
    : { base: counterpart, head: node, collection };
}
