import { createHmac } from 'node:crypto';
import type { ArtifactRecord } from '../artifact/artifact.model.ts';
import { visibleProject } from '../artifact/collection.model.ts';
import { projectPath } from '../project/project.model.ts';
import { runVariables } from '../run/run.loaders.ts';
import { runAddress, type RunRecord } from '../run/run.model.ts';
import { WandbError } from '../wandb/errors.ts';
import type { Place } from '../wandb/prefetch/plan.ts';
import { dateFromWandb } from '../wandb/values.ts';
import type { FailedNode, HiddenNode, KnownKind, KnownNode, NodeAttributes } from './source.ts';

export type AnyRecord = ArtifactRecord | RunRecord;

/** Under which variables W&B is asked for a node's edges. */
export interface NodePlace {
  kind: KnownKind;
  place: Place;
}

/** The nodes that one walk has met: known ones with their records, hidden and failed ones with a label. */
export class NodeRegistry {
  readonly #secret: Buffer;
  readonly #records = new Map<string, AnyRecord>();
  readonly #places = new Map<string, NodePlace>();
  readonly #labels = new Map<string, string>();
  readonly failures: WandbError[] = [];

  /** `secret` makes the ids of hidden nodes, which reveal nothing. */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  add(record: AnyRecord): KnownNode {
    this.#records.set(record.id, record);
    const kind = record.__typename === 'Run' ? 'RUN' : 'ARTIFACT';
    const place = record.__typename === 'Run' ? runVariables(runAddress(record)) : { id: record.id };
    this.#places.set(record.id, { kind, place });
    return { id: record.id, kind, attributes: attributesOf(record) };
  }

  /** A node that is to be expanded, and of which no record is needed. */
  addPlace(id: string, place: NodePlace): void {
    if (!this.#places.has(id)) this.#places.set(id, place);
  }

  recordOf(id: string): AnyRecord | undefined {
    return this.#records.get(id);
  }

  placeOf(id: string): NodePlace {
    const place = this.#places.get(id);
    if (!place) throw new TypeError(`The walk asked for a node that it was never given: ${id}.`);
    return place;
  }

  labelOf(id: string): string {
    return this.#labels.get(id) ?? 'hidden node';
  }

  /** `at` is the node's place in W&B's lists, by which it is the same one each time. */
  addHidden(at: string, label: string): HiddenNode {
    return { id: this.#idAt(at, label), kind: 'HIDDEN', reason: 'NOT_VISIBLE' };
  }

  addFailed(at: string, label: string, error: WandbError): FailedNode {
    this.failures.push(error);
    return { id: this.#idAt(at, label), kind: 'FAILED', error };
  }

  #idAt(at: string, label: string): string {
    const digest = createHmac('sha256', this.#secret).update(at).digest('base64url').slice(0, 22);
    const id = `hidden:${digest}`;
    this.#labels.set(id, label);
    return id;
  }
}

/** A value that W&B failed to give is null. */
function attributesOf(record: AnyRecord): NodeAttributes {
  const createdAtMs = dateFromWandb(record.createdAt, 'createdAt').getTime();
  if (record.__typename === 'Run') {
    const { project, jobType, state } = record;
    return {
      project: project && !(project instanceof WandbError) ? projectPath(project) : null,
      createdAtMs,
      jobType: jobType instanceof WandbError ? null : jobType,
      runState: state instanceof WandbError ? null : state,
    };
  }
  const { artifactSequence, artifactType } = record;
  const project = artifactSequence instanceof WandbError ? null : visibleProject(artifactSequence);
  return {
    project: project && projectPath(project),
    createdAtMs,
    artifactType: artifactType instanceof WandbError ? null : artifactType.name,
  };
}
