import type { CompletenessModel } from '../lineage.model.ts';
import type { ArtifactRecord } from '../../artifact/artifact.model.ts';
import type { UserRecord } from '../../project/project.model.ts';
import { isSystemNode } from '../filter.ts';
import type { Truncation } from '../graph.ts';
import { isKnown, type GraphNode } from '../source.ts';
import type { WalkResult } from '../page.ts';

/** What W&B knows of a node beyond the walk's own attributes; left out where it was not loaded or is unknown. */
export interface BlastDetails {
  /** Runs: who started it. */
  user?: string | null;
  /** Artifacts. */
  aliases?: readonly string[];
  /** Artifacts: how many registries or portfolios link to this version. */
  linkCount?: number;
  /** Artifacts: some of the aliases could not be loaded. */
  isPartial?: boolean;
}

export interface BlastCounts {
  runs: number;
  artifacts: number;
  projects: number;
  users: number;
  /** Nodes that W&B counts but does not show, and nodes that could not be loaded. */
  hidden: number;
}

export interface BlastRadius extends BlastCounts {
  /** By depth; each project and user counts once at each depth where it has a node. */
  byDepth: (BlastCounts & { depth: number })[];
  /** Who started runs downstream, by the user's id: those with most runs first. */
  owners: { id: string; runs: number; versions: number }[];
  /** All artifact versions downstream: those that people rely on first, then by depth and id. */
  versions: { node: GraphNode; depth: number; important: boolean | null }[];
  truncations: Truncation[];
  /** false: the counts are lower bounds. */
  complete: boolean;
}

/** What lies downstream, counted; `shown` loads the versions that the caller wants to see. */
export interface BlastRadiusModel extends BlastCounts {
  byDepth: (BlastCounts & { depth: number })[];
  owners: { user: UserRecord; runs: number; versions: number }[];
  shown: (
    first: number,
    after: string | null,
  ) => Promise<{ cursor: string; artifact: ArtifactRecord; depth: number; important: boolean | null }[]>;
  completeness: CompletenessModel;
}

/** What a change to the roots of a downstream walk reaches. The roots themselves are not counted. */
export function blastRadius(
  walk: WalkResult,
  detailsOf: (node: GraphNode) => BlastDetails | null,
): BlastRadius {
  const total = createTally();
  const tallies = new Map<number, Tally>();
  const versions: BlastRadius['versions'] = [];
  const userOfRun = new Map<string, string>();
  for (const { node, depth } of walk.hits) {
    if (depth === 0) continue;
    const details = detailsOf(node);
    const tally = tallies.get(depth) ?? createTally();
    tallies.set(depth, tally);
    for (const each of [total, tally]) count(each, node, details);
    if (node.kind === 'RUN' && details?.user != null) userOfRun.set(node.id, details.user);
    if (node.kind === 'ARTIFACT') versions.push({ node, depth, important: isImportant(node, details) });
  }
  const important = versions.filter((version) => version.important === true);
  return {
    ...countsFrom(total),
    byDepth: [...tallies].map(([depth, tally]) => ({ depth, ...countsFrom(tally) })),
    owners: ownersFrom(userOfRun, versions, walk),
    versions: [...important, ...versions.filter((version) => version.important !== true)],
    truncations: walk.truncations,
    complete: walk.complete,
  };
}

/** A version counts once for each person whose runs logged it. */
function ownersFrom(
  userOfRun: ReadonlyMap<string, string>,
  versions: BlastRadius['versions'],
  { edges }: WalkResult,
): BlastRadius['owners'] {
  const owners = new Map<string, { runs: number; versions: Set<string> }>();
  const ownerOf = (user: string) => {
    const owner = owners.get(user) ?? { runs: 0, versions: new Set<string>() };
    owners.set(user, owner);
    return owner;
  };
  for (const user of userOfRun.values()) ownerOf(user).runs += 1;
  const shown = new Set(versions.map(({ node }) => node.id));
  for (const { from, to } of edges) {
    const user = userOfRun.get(from);
    if (user !== undefined && shown.has(to)) ownerOf(user).versions.add(to);
  }
  return [...owners]
    .map(([id, owner]) => ({ id, runs: owner.runs, versions: owner.versions.size }))
    .sort((a, b) => b.runs - a.runs || b.versions - a.versions || (a.id < b.id ? -1 : 1));
}

/** Whether somebody gave this alias: W&B sets `latest` and `vN` itself. */
function isGivenAlias(alias: string): boolean {
  return alias !== 'latest' && !/^v\d+$/.test(alias);
}

/** null: not known, since something that decides it could not be loaded. */
function isImportant(node: GraphNode, details: BlastDetails | null): boolean | null {
  if (isSystemNode(node)) return false;
  if (isKnown(node) && node.attributes.artifactType instanceof Error) return null;
  if ((details?.linkCount ?? 0) > 0 || details?.aliases?.some(isGivenAlias)) return true;
  return details?.isPartial ? null : false;
}

interface Tally {
  runs: number;
  artifacts: number;
  hidden: number;
  projects: Set<string>;
  users: Set<string>;
}

function createTally(): Tally {
  return { runs: 0, artifacts: 0, hidden: 0, projects: new Set(), users: new Set() };
}

function count(tally: Tally, node: GraphNode, details: BlastDetails | null): void {
  const { kind } = node;
  tally[kind === 'RUN' ? 'runs' : kind === 'ARTIFACT' ? 'artifacts' : 'hidden'] += 1;
  const project = isKnown(node) ? node.attributes.project : null;
  if (typeof project === 'string') tally.projects.add(project);
  if (kind === 'RUN' && details?.user != null) tally.users.add(details.user);
}

function countsFrom({ runs, artifacts, hidden, projects, users }: Tally): BlastCounts {
  return { runs, artifacts, hidden, projects: projects.size, users: users.size };
}
