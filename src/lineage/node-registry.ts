import { createHmac } from 'node:crypto';
import { artifactLabel, type ArtifactRecord } from '../artifact/artifact.model.ts';
import { visibleProject } from '../artifact/collection.model.ts';
import { projectPath } from '../wandb/addresses.ts';
import { runVariables } from '../run/run.loaders.ts';
import { runAddress, runPath, type RunRecord } from '../run/run.model.ts';
import { orThrow, WandbError } from '../wandb/errors.ts';
import { runAddressFromText, runIdFromAddress, type RunAddress } from '../wandb/ids.ts';
import type { Place } from '../wandb/prefetch/plan.ts';
import { dateFromWandb } from '../wandb/values.ts';
import type { FailedNode, HiddenNode, KnownNode, NodeAttributes, NodeToExpand } from './source.ts';

export type AnyRecord = ArtifactRecord | RunRecord;

/** The addresses of the runs whose ids do not contain them, by id. */
export type RunAddresses = Map<string, RunAddress>;

/** The nodes that one walk has met: known ones with their records, hidden and failed ones with a label. */
export class NodeRegistry {
  readonly #secret: Buffer;
  readonly #records = new Map<string, AnyRecord>();
  readonly #namedBy = new Map<string, string>();
  readonly #runAddresses: RunAddresses;
  readonly #labels = new Map<string, string>();
  /** The errors of the failed nodes. */
  readonly failures: WandbError[] = [];

  /** `secret` makes the ids of hidden nodes, which reveal nothing. */
  constructor(secret: Buffer, runAddresses: RunAddresses) {
    this.#secret = secret;
    this.#runAddresses = runAddresses;
  }

  /** `versionId`: the version that names this run as its creator. */
  add(record: AnyRecord, versionId?: string): KnownNode {
    const { id } = record;
    this.#records.set(id, record);
    if (versionId !== undefined) this.#namedBy.set(id, versionId);
    if (record.__typename === 'Run') {
      const address = runAddress(record);
      if (runIdFromAddress(address) !== id) this.#runAddresses.set(id, address);
    }
    return { id, kind: record.__typename === 'Run' ? 'RUN' : 'ARTIFACT', attributes: attributesOf(record) };
  }

  /** A version that names this run as its creator: what W&B still tells of a run that was deleted, it tells there. */
  versionNaming(id: string): string | undefined {
    return this.#namedBy.get(id);
  }

  /** For messages: "the run acme/vision/train-7". */
  nameOf({ id, kind }: NodeToExpand): string {
    const record = this.#records.get(id);
    const type = kind === 'RUN' ? 'the run' : 'the artifact version';
    if (!record) return type;
    try {
      return `${type} ${record.__typename === 'Run' ? runPath(record) : artifactLabel(record)}`;
    } catch {
      return type;
    }
  }

  recordOf(id: string): AnyRecord | undefined {
    return this.#records.get(id);
  }

  /** The variables under which W&B is asked for the node's edges. */
  placeOf({ id, kind }: NodeToExpand): Place {
    if (kind === 'ARTIFACT') return { id };
    const address = this.#runAddresses.get(id) ?? runAddressFromText(id);
    if (!address) throw new TypeError(`The run ${id} is expanded, but was never listed.`);
    return runVariables(address);
  }

  /** What a hidden or failed node is called: `hidden run`. */
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

function attributesOf(record: AnyRecord): NodeAttributes {
  const createdAtMs = attribute(() => dateFromWandb(orThrow(record.createdAt), 'createdAt').getTime());
  if (record.__typename === 'Run') {
    const { project, jobType, state } = record;
    const path = project && !(project instanceof WandbError) ? projectPath(project) : project;
    return { project: path, createdAtMs, jobType, runState: state };
  }
  const { artifactSequence, artifactType } = record;
  return {
    project: attribute(() => {
      const project = visibleProject(orThrow(artifactSequence));
      return project && projectPath(project);
    }),
    createdAtMs,
    artifactType: artifactType instanceof WandbError ? artifactType : artifactType.name,
  };
}

function attribute<T>(read: () => T): T | WandbError {
  try {
    return read();
  } catch (error) {
    if (error instanceof WandbError) return error;
    throw error;
  }
}
