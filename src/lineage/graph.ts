/** What a walk needs to know of a node: enough to filter it, nothing to show it. */
export interface NodeFacts {
  /** `entity/project`; null where W&B does not tell. */
  project: string | null;
  /** Milliseconds since 1970; null where W&B does not tell. */
  createdAtMs: number | null;
  /** Artifacts only. */
  artifactType?: string | null;
  /** Runs only. */
  jobType?: string | null;
  /** Runs only, as W&B writes it ("finished"). */
  runState?: string | null;
}

export type NodeKind = 'RUN' | 'ARTIFACT' | 'HIDDEN';
export type HiddenReason = 'NOT_VISIBLE' | 'UNKNOWN' | 'WANDB_ERROR';

/** A node as the walk sees it. `id` is W&B's global id; a hidden node's is made by the port and stable within one caller's answers. */
export interface NodeRef {
  id: string;
  kind: NodeKind;
  /** null only for hidden nodes. */
  facts: NodeFacts | null;
  /** Set only on hidden nodes. */
  reason?: HiddenReason;
}

export type WalkDirection = 'UPSTREAM' | 'DOWNSTREAM';
export type LineageDirection = WalkDirection | 'BOTH';
export type EdgeKind = 'USED' | 'LOGGED';

/** One edge along the data's flow: USED goes artifact -> run, LOGGED run -> artifact. */
export interface LineageEdge {
  from: string;
  to: string;
  kind: EdgeKind;
  /** null: not told (W&B tells it from the run's side only). */
  usedAs: readonly string[] | null;
}

export type TruncationReason =
  'MAX_DEPTH' | 'MAX_NODES' | 'FANOUT' | 'DEADLINE' | 'WANDB_ERROR' | 'HIDDEN' | 'FILTERED';

export interface Truncation {
  /** The node at which the walk was cut. */
  at: string;
  reason: TruncationReason;
  /** null: unknown; never a made-up 0. */
  omitted: number | null;
}

/** One neighbour met while a node was expanded. */
export interface Neighbour {
  node: NodeRef;
  usedAs: readonly string[] | null;
}

/** The answer to "what is next to this node in this direction". */
export interface Expansion {
  /** In W&B's order; hidden neighbours are in it as HIDDEN nodes where W&B shows that something is there. */
  neighbours: readonly Neighbour[];
  /** How many W&B counts beyond those listed, because of `maxFanout`: 0 none, null unknown. */
  beyondFanout: number | null;
  /** Set where W&B failed for this node; what came before the failure stands in `neighbours`. */
  error?: Error;
  /** Set where `pageSize` cut the list: with it the node is asked for what comes next. */
  rest?: Rest;
}

/** How far the list of one node's neighbours was read. */
export interface Rest {
  after: string;
  /** How many neighbours were given so far. */
  count: number;
  /** How many more W&B counts; at least 1. */
  left: number;
  /** A cursor of before, to see by it that W&B goes in circles. */
  mark: { after: string; count: number };
}

/** A node whose neighbours are wanted: from the first one on, or from where an answer left off. */
export interface AskedNode extends NodeRef {
  rest?: Rest;
}

export interface ExpandOptions {
  /** How many neighbours of one node are wanted at most; null: all. */
  maxFanout: number | null;
  /** How many neighbours of one node are wanted in one answer at most. Left out: all of them. */
  pageSize?: number;
  /** How many levels, this one included, will be asked for at most: what an implementation may ask ahead. Left out: one. */
  levelsLeft?: number;
  /** Aborted when nobody waits for the answer any more: the deadline struck or the caller went away. */
  signal?: AbortSignal;
}

/**
 * Where the walk gets its edges from. One call is one level: an implementation asks W&B for all nodes together.
 * Going upstream an artifact's neighbours are its creator, a run's its inputs; downstream an artifact's are its
 * consumers, a run's its outputs. The array is as long as `nodes` and in its order; a call never rejects for a
 * single node's failure.
 */
export interface Neighbours {
  expand(
    nodes: readonly AskedNode[],
    direction: WalkDirection,
    options: ExpandOptions,
  ): Promise<readonly Expansion[]>;
}
