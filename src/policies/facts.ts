import type { Closure } from './closure.ts';
import type { Version } from '../lineage/questions/staleness.ts';
import type { Fact } from './truth.ts';

/** What the walk brought of a node. What does not apply to its kind is null. */
export interface NodeFacts {
  path: Fact<string>;
  /** `entity/project`. */
  project: Fact<string>;
  /** Of runs and versions, as W&B writes it. */
  state: Fact<string>;
  tags: Fact<readonly string[]>;
  createdAtMs: Fact<number>;
  /** Versions: `entity/project/name`. */
  collection: Fact<string>;
  type: Fact<string>;
  aliases: Fact<readonly string[]>;
  expiresAtMs: Fact<number>;
  version: Fact<Version & { collection: string }>;
  /** Runs. */
  jobType: Fact<string>;
  /** The username of who started it. */
  owner: Fact<string>;
  commit: Fact<string>;
}

/**
 * What is known of the nodes. `metadata`, `config`, `current` and `inputs` cost a request: what was not loaded yet is not
 * known, and noted to be loaded before the next evaluation.
 */
export interface FactSource {
  /** null: hidden, or could not be loaded. */
  of(id: string): NodeFacts | null;
  metadata(id: string): Fact<object>;
  config(id: string): Fact<object>;
  /** The current version of a collection. */
  current(collection: string): Fact<Version>;
  /** What a run used: one hop upstream of it. */
  inputs(run: string): Closure | null;
}
