import { createHash } from 'node:crypto';
import type { LineageDirection, WalkDirection } from './graph.ts';

/** A value of a node. null: there is none, or W&B hides it; an Error: why it could not be loaded. */
export type Attribute<T> = T | null | Error;

/** What filters and counts look at. */
export interface NodeAttributes {
  /** `entity/project`. */
  project: Attribute<string>;
  /** Milliseconds since 1970. */
  createdAtMs: Attribute<number>;
  /** Artifacts only. */
  artifactType?: Attribute<string>;
  /** Runs only. */
  jobType?: Attribute<string>;
  /** Runs only, as W&B writes it ("finished"). */
  runState?: Attribute<string>;
}

export type KnownKind = 'RUN' | 'ARTIFACT';

export interface KnownNode {
  kind: KnownKind;
  /** W&B's global id. */
  id: string;
  attributes: NodeAttributes;
}

/** W&B reveals that something is there, but not what. */
export interface HiddenNode {
  kind: 'HIDDEN';
  /** Made by the source; the same for the same place in one caller's answers. */
  id: string;
  /** UNKNOWN: an id that W&B returns nothing for. */
  reason: 'NOT_VISIBLE' | 'UNKNOWN';
}

/** Something is there, but it could not be loaded. */
export interface FailedNode {
  kind: 'FAILED';
  /** As of hidden nodes. */
  id: string;
  error: Error;
}

/** Known, hidden and failed are never mixed up: what a filter, a count or an export says of one holds for no other. */
export type GraphNode = KnownNode | HiddenNode | FailedNode;

export function isKnown(node: GraphNode): node is KnownNode {
  return node.kind === 'RUN' || node.kind === 'ARTIFACT';
}

/** One neighbour met while a node was expanded. */
export interface Neighbour {
  node: GraphNode;
  usedAs: readonly string[] | null;
}

/** The neighbours of one node in one direction. */
export interface Expansion {
  /** In W&B's order, with a hidden or failed node wherever W&B shows that something is there. */
  neighbours: readonly Neighbour[];
  /** How many W&B counts beyond those listed, because of `maxFanout`: 0 none, null unknown. */
  beyondFanout: number | null;
  /** Upstream of a version: W&B names no run that logged it, so that what it was made from is not known. */
  isProducerUnknown?: boolean;
  /** Set where W&B failed for this node; what came before the failure is in `neighbours`. */
  error?: Error;
  /** Set where `pageSize` cut the list: expanding the node with it gives the next page. */
  continuation?: Continuation;
}

/** How far the list of one node's neighbours was read. */
export interface Continuation {
  after: string;
  /** How many neighbours were listed so far. */
  count: number;
  /** How many more W&B counts; at least 1. */
  remaining: number;
  /** An earlier cursor, by which a list that repeats itself is detected. */
  checkpoint: { after: string; count: number };
}

/** A node whose neighbours are wanted: from the first one on, or from where an earlier expansion ended. */
export interface NodeToExpand {
  id: string;
  kind: KnownKind;
  continuation?: Continuation;
}

export interface ExpandOptions {
  /** The most neighbours of one node in all; null: no limit. */
  maxFanout: number | null;
  /** The most neighbours of one node in one expansion. Left out: no limit. */
  pageSize?: number;
  /** How many levels, this one included, may be asked for: how far a source may prefetch. Left out: one. */
  levelsLeft?: number;
  /** Neighbours are looked for beyond the walk, or before it comes there: the source forgets those that it lists, and a failure is no failure of the walk. */
  isLook?: boolean;
  /** Called for each node as soon as it is expanded, while others of the level are still awaited. */
  onExpansion?: (node: NodeToExpand, expansion: Expansion) => void;
  /** Aborted when the answer is no longer needed: the deadline has passed or the caller has disconnected. */
  signal?: AbortSignal;
}

/**
 * Where a walk gets its edges from. One call is one level: an implementation asks W&B for all nodes together.
 * Upstream of an artifact is its creator, upstream of a run are its inputs; downstream of an artifact are the runs that
 * used it, downstream of a run its outputs. The array is as long as `nodes` and in its order; a call never rejects for a
 * single node's failure.
 */
export interface LineageSource {
  expand(
    nodes: readonly NodeToExpand[],
    direction: WalkDirection,
    options: ExpandOptions,
  ): Promise<readonly Expansion[]>;
}

/** Roots stand in the order in which they were given. */
export function rootKey(index: number): string {
  return String(index).padStart(6, '0');
}

const maxKeyBytes = 512;

/** What nodes of one depth are ordered by: the id, or for one too long for a cursor its beginning and its hash. */
export function keyFromId(id: string): string {
  // Six bytes is the most that JSON makes of one UTF-16 unit.
  if (id.length * 6 + 2 <= maxKeyBytes || Buffer.byteLength(JSON.stringify(id)) <= maxKeyBytes) return id;
  return `${id.slice(0, 64)}~${createHash('sha256').update(id, 'utf16le').digest('hex')}`;
}

/** Names in the order in which they were met, each once; null only where neither side has any. */
export function mergedUsedAs(
  a: readonly string[] | null,
  b: readonly string[] | null,
): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  return b.every((name) => a.includes(name)) ? a : [...new Set([...a, ...b])];
}

/** The directions in which a walk expands. */
export function walkDirections(direction: LineageDirection): WalkDirection[] {
  return direction === 'UPSTREAM' || direction === 'DOWNSTREAM' ? [direction] : ['UPSTREAM', 'DOWNSTREAM'];
}
