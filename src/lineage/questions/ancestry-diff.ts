import { configDifference, type ConfigDifference } from './config-difference.ts';
import { isSystemNode } from '../filter.ts';
import { adjacencyFromEdges, type AdjacencyIndex } from './adjacency.ts';
import { truncationKinds } from '../completeness.ts';
import type { Truncation } from '../graph.ts';
import { isKnown, type GraphNode } from '../source.ts';
import type { LineageHit, WalkResult } from '../page.ts';

/** What has to be known of an artifact to compare two ancestries. */
export interface ArtifactIdentity {
  /** Identifies the collection. */
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

/** Two runs at the same place of the two ancestries. */
export interface ProducerPair {
  base: GraphNode;
  head: GraphNode;
  /** What both of them made; null: the things compared. */
  collection: string | null;
}

export interface Divergence {
  /** At least one is set; both where something on the other side corresponds to the node. */
  base: GraphNode | null;
  head: GraphNode | null;
  collection: string | null;
}

export interface AncestryDiff {
  /** Empty where the walk of the other side failed in part; so is `onlyInHead`. */
  onlyInBase: LineageHit[];
  onlyInHead: LineageHit[];
  sharedCount: number;
  /** Of collections on both sides whose versions differ, by collection. */
  versionChanges: VersionChange[];
  /** For `runDifference`: the producers of the two things compared first, then of the nearest versions of each changed collection that one side alone has. */
  producers: ProducerPair[];
  /** The oldest node of one side alone that has no input of that kind; null where the ancestries are the same, or where one of them failed in part. */
  earliestDivergence: Divergence | null;
  /** Of base, then of head. */
  truncations: Truncation[];
  /** false: what is missing from one side may be what was cut from it. */
  complete: boolean;
}

/**
 * What sets two upstream walks apart, each from one root; the roots are a part of them. Both have to show system types:
 * a path through nodes that a filter hides has no edges. They are not compared all the same, since each run has its own. An
 * artifact without identity counts as a node only.
 */
export function ancestryDiff(
  base: WalkResult,
  head: WalkResult,
  identityOf: (node: GraphNode) => ArtifactIdentity | null,
): AncestryDiff {
  const [before, after] = [sideFrom(base, identityOf), sideFrom(head, identityOf)];
  const [baseFailed, headFailed] = [hasFailed(base), hasFailed(head)];
  const onlyInBase = headFailed ? [] : before.hits.filter(({ node }) => !after.ids.has(node.id));
  const onlyInHead = baseFailed ? [] : after.hits.filter(({ node }) => !before.ids.has(node.id));
  const versionChanges = changesFrom(before, after);
  const [earliest] = [
    ...firstApart(onlyInBase, before).map((hit) => ({ hit, side: 'base' as const })),
    ...firstApart(onlyInHead, after).map((hit) => ({ hit, side: 'head' as const })),
  ].sort((a, b) => byAge(a.hit, b.hit));
  const producers = producersFrom(before, after, versionChanges);
  return {
    onlyInBase,
    onlyInHead,
    sharedCount: before.hits.filter(({ node }) => after.ids.has(node.id)).length,
    versionChanges,
    producers,
    earliestDivergence:
      earliest && !baseFailed && !headFailed
        ? divergenceAt(earliest.hit.node, earliest.side, before, after, producers, identityOf)
        : null,
    truncations: [...base.truncations, ...head.truncations],
    complete: base.complete && head.complete,
  };
}

/** What such a walk lacks may be in the other one: nothing can be said to be in the other one alone. */
function hasFailed({ truncations }: WalkResult): boolean {
  return truncations.some(({ reason }) => truncationKinds[reason] === 'failure');
}

export interface RunDetails {
  /** With `ExactNumber`s for numbers. */
  config: unknown;
  /** The last values of metrics; null where they were not asked for. */
  metrics?: unknown;
  commit: string | null;
}

export interface RunDifference extends ConfigDifference {
  metrics: ConfigDifference;
  commit: {
    base: string | null;
    head: string | null;
    /** null: one of them is unknown. */
    changed: boolean | null;
  };
}

/** How the configuration and the commit of two producing runs differ. */
export function runDifference(base: RunDetails, head: RunDetails): RunDifference {
  const changed = base.commit === null || head.commit === null ? null : base.commit !== head.commit;
  return {
    ...configDifference(base.config, head.config),
    metrics: configDifference(base.metrics ?? null, head.metrics ?? null),
    commit: { base: base.commit, head: head.commit, changed },
  };
}

/** One of the ancestries. */
interface Side {
  /** Without W&B's own types. */
  hits: LineageHit[];
  ids: ReadonlySet<string>;
  /** The versions of each collection, the nearest to the root first. */
  versions: ReadonlyMap<string, GraphNode[]>;
  digests: ReadonlyMap<string, ReadonlySet<string>>;
  root: GraphNode | undefined;
  producerOf: (node: GraphNode | undefined) => GraphNode | null;
  upstreamOf: AdjacencyIndex['upstreamOf'];
}

function sideFrom(
  { hits, edges }: WalkResult,
  identityOf: (node: GraphNode) => ArtifactIdentity | null,
): Side {
  const { upstreamOf } = adjacencyFromEdges(edges);
  const nodes = new Map(hits.map(({ node }) => [node.id, node]));
  const compared = hits.filter(({ node, depth }) => depth === 0 || !isSystemNode(node));
  const versions = new Map<string, GraphNode[]>();
  const digests = new Map<string, Set<string>>();
  for (const { node } of compared) {
    const identity = node.kind === 'ARTIFACT' ? identityOf(node) : null;
    if (!identity) continue;
    const { collection, digest } = identity;
    const known = versions.get(collection);
    if (known) known.push(node);
    else versions.set(collection, [node]);
    digests.set(collection, (digests.get(collection) ?? new Set()).add(digest));
  }
  return {
    hits: compared,
    ids: new Set(nodes.keys()),
    versions,
    digests,
    root: hits[0]?.node,
    producerOf(node) {
      const run = node?.kind === 'ARTIFACT' ? nodes.get(upstreamOf(node.id)[0] ?? '') : node;
      return run?.kind === 'RUN' ? run : null;
    },
    upstreamOf,
  };
}

function isSameSet(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}

function changesFrom(before: Side, after: Side): VersionChange[] {
  const idsOf = (versions: readonly GraphNode[]) => new Set(versions.map(({ id }) => id));
  const changes = [...before.versions].flatMap(([collection, base]): VersionChange[] => {
    const head = after.versions.get(collection);
    if (!head || isSameSet(idsOf(base), idsOf(head))) return [];
    const [old = new Set(), current = new Set()] = [before, after].map(({ digests }) =>
      digests.get(collection),
    );
    return [{ collection, base, head, contentChanged: !isSameSet(old, current) }];
  });
  return changes.sort((a, b) => (a.collection < b.collection ? -1 : 1));
}

function producersFrom(before: Side, after: Side, changes: readonly VersionChange[]): ProducerPair[] {
  const compared = [
    { collection: null, base: before.root, head: after.root },
    ...changes.map(({ collection, base, head }) => {
      const [own, other] = [
        base.find(({ id }) => !after.ids.has(id)),
        head.find(({ id }) => !before.ids.has(id)),
      ];
      return {
        collection,
        ...(own && other ? { base: own, head: other } : { base: base[0], head: head[0] }),
      };
    }),
  ];
  const pairs = new Map<string, ProducerPair>();
  for (const { collection, base, head } of compared) {
    const [from, to] = [before.producerOf(base), after.producerOf(head)];
    if (!from || !to || from.id === to.id) continue;
    const key = `${from.id} ${to.id}`;
    if (!pairs.has(key)) pairs.set(key, { base: from, head: to, collection });
  }
  return [...pairs.values()];
}

/** Where one side parts from the other: nodes of one side alone none of whose inputs is. In cycles there may be none. */
function firstApart(only: readonly LineageHit[], { upstreamOf }: Side): readonly LineageHit[] {
  const own = new Set(only.map(({ node }) => node.id));
  const apart = only.filter(({ node }) => !upstreamOf(node.id).some((id) => own.has(id)));
  return apart.length > 0 ? apart : only;
}

/** The oldest first; where ages are unknown, the farthest from the root. */
function byAge(a: LineageHit, b: LineageHit): number {
  const [age, other] = [createdAtMs(a.node), createdAtMs(b.node)];
  if (age !== other) return age < other ? -1 : 1;
  return b.depth - a.depth || (a.node.id < b.node.id ? -1 : 1);
}

function createdAtMs(node: GraphNode): number {
  const time = isKnown(node) ? node.attributes.createdAtMs : null;
  return typeof time === 'number' ? time : Infinity;
}

/** Corresponding are versions of one collection, runs that made corresponding versions, and the two things compared. */
function divergenceAt(
  node: GraphNode,
  side: 'base' | 'head',
  before: Side,
  after: Side,
  producers: readonly ProducerPair[],
  identityOf: (node: GraphNode) => ArtifactIdentity | null,
): Divergence {
  const [own, other, otherSide] =
    side === 'base' ? [before, after, 'head' as const] : [after, before, 'base' as const];
  const collection = node.kind === 'ARTIFACT' ? (identityOf(node)?.collection ?? null) : null;
  const versions = collection === null ? [] : (other.versions.get(collection) ?? []);
  const pair = producers.find((each) => each[side].id === node.id);
  const isRoot = node.id === own.root?.id && !own.ids.has(other.root?.id ?? '');
  const counterpart =
    versions.find(({ id }) => !own.ids.has(id)) ?? pair?.[otherSide] ?? (isRoot ? other.root : null) ?? null;
  return side === 'base'
    ? { base: node, head: counterpart, collection }
    : { base: counterpart, head: node, collection };
}
