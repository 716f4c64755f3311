import { createHmac } from 'node:crypto';
import type { ArtifactRecord } from '../artifact/artifact.model.ts';
import { visibleProject } from '../artifact/collection.model.ts';
import type { GatewayContext } from '../context.ts';
import type { KnownEdge, PageArguments } from '../graphql/connection.ts';
import { projectPath } from '../project/project.model.ts';
import { hopOrigin } from '../run/hop-origin.ts';
import type { RunRecord } from '../run/run.model.ts';
import { contractViolation, WandbError } from '../wandb/errors.ts';
import type { Needs } from '../wandb/needs.ts';
import type { FilledPage } from '../wandb/paging.ts';
import { has } from '../wandb/records.ts';
import { dateFromWandb } from '../wandb/values.ts';
import type {
  Expansion,
  FailedNode,
  HiddenNode,
  KnownNode,
  NodeToExpand,
  Neighbour,
  LineageSource,
  NodeAttributes,
  Continuation,
} from './source.ts';
import { mapConcurrently } from '../wandb/yield.ts';

export type AnyRecord = ArtifactRecord | RunRecord;

/** W&B's lineage as one caller sees it, with the records of every node that was met. */
export interface WandbLineageSource extends LineageSource {
  /** A record as a node, which can be expanded from now on. */
  nodeFromRecord(record: AnyRecord): KnownNode;
  recordOf(id: string): AnyRecord | undefined;
  /** What a hidden or failed node is called: `hidden run`. */
  labelOf(id: string): string;
  /** The errors of the failed nodes. */
  readonly failures: readonly WandbError[];
}

/** As many as there are: no list of W&B's is longer. */
const all = 10_000_000;
const nothing: Expansion = { neighbours: [], beyondFanout: 0 };

/** `needs` are the fields that walks ask along with the edges, so that they cost no request of their own. */
export function createWandbLineageSource(
  { artifacts, runs, wandb, hops }: Pick<GatewayContext, 'artifacts' | 'runs' | 'wandb' | 'hops'>,
  needs: Needs,
): WandbLineageSource {
  const records = new Map<string, AnyRecord>();
  const labels = new Map<string, string>();
  const failures: WandbError[] = [];
  const secret = wandb.credential?.derive('hidden-node') ?? Buffer.from('anonymous');

  const nodeFromRecord = (record: AnyRecord): KnownNode => {
    records.set(record.id, record);
    return {
      id: record.id,
      kind: record.__typename === 'Run' ? 'RUN' : 'ARTIFACT',
      attributes: attributesOf(record),
    };
  };

  /** What is hidden is identified by its place in W&B's lists; the digest reveals nothing. */
  const idAt = (place: string, label: string): string => {
    const id = `hidden:${createHmac('sha256', secret).update(place).digest('base64url').slice(0, 22)}`;
    labels.set(id, label);
    return id;
  };
  const hidden = (place: string, label: string): HiddenNode => ({
    id: idAt(place, label),
    kind: 'HIDDEN',
    reason: 'NOT_VISIBLE',
  });
  const failed = (place: string, label: string, error: Error): FailedNode => ({
    id: idAt(place, label),
    kind: 'FAILED',
    error,
  });

  /** Another walk, or a nested field, may have asked for the same list with other fields: asks for what they left out. */
  const failuresAmong = async (found: readonly AnyRecord[]): Promise<ReadonlyMap<AnyRecord, WandbError>> => {
    const errors = new Map<AnyRecord, WandbError>();
    const fill = async (record: AnyRecord): Promise<void> => {
      try {
        await fillRecord(record, needs, { artifacts, runs });
      } catch (error) {
        if (!(error instanceof WandbError)) throw error;
        failures.push(error);
        errors.set(record, error);
      }
    };
    await Promise.all(found.filter((record) => !has(record, needs)).map(fill));
    return errors;
  };

  const fromPage = async <TNode extends AnyRecord>(
    page: FilledPage<KnownEdge<TNode>> | null,
    at: AnyRecord,
    where: ListName,
    wanted: Wanted,
  ): Promise<Expansion> => {
    const what = where === 'Artifact.usedBy' ? 'run' : 'artifact';
    if (page === null) {
      const error = new WandbError(
        'WANDB_ERROR',
        `W&B names the ${at.__typename.toLowerCase()} ${at.id}, but shows nothing of it.`,
      );
      return { neighbours: [], beyondFanout: null, error };
    }
    const errors = await failuresAmong(
      page.edges.flatMap((edge) =>
        edge instanceof WandbError || edge.node === null || edge.node instanceof WandbError
          ? []
          : [edge.node],
      ),
    );
    const neighbours: Neighbour[] = [];
    let error = page.failure;
    for (const edge of page.edges) {
      if (edge instanceof WandbError) {
        error ??= edge;
        continue;
      }
      const { node, cursor } = edge;
      const place = `${at.id} ${what} ${cursor}`;
      if (node instanceof WandbError) failures.push(node);
      const failure = node instanceof WandbError ? node : node && errors.get(node);
      const met =
        node === null
          ? hidden(place, `hidden ${what}`)
          : failure
            ? failed(place, `${what} that could not be loaded`, failure)
            : nodeFromRecord(node as TNode);
      neighbours.push({ node: met, usedAs: edge.usedAs ?? null });
    }
    const continuation = page.failure ? null : continuationOf(page, wanted, where);
    if (continuation instanceof WandbError) return { neighbours, beyondFanout: null, error: continuation };
    const count = (wanted.continuation?.count ?? 0) + page.edges.length;
    const beyondFanout = error
      ? null
      : Math.max(0, page.hasNextPage && !continuation ? page.totalCount - count : 0);
    return { neighbours, beyondFanout, ...(error && { error }), ...(continuation && { continuation }) };
  };

  const creatorOf = async (artifact: ArtifactRecord): Promise<Expansion> => {
    const creator = await artifacts.creator(artifact, needs);
    if (creator?.__typename !== 'Run' && creator?.__typename !== 'HiddenRun') return nothing;
    const place = `${artifact.id} creator`;
    const failure = creator.__typename === 'Run' ? (await failuresAmong([creator])).get(creator) : undefined;
    const node =
      creator.__typename === 'HiddenRun'
        ? hidden(place, 'hidden run')
        : failure
          ? failed(place, 'run that could not be loaded', failure)
          : nodeFromRecord(creator);
    return { neighbours: [{ node, usedAs: null }], beyondFanout: 0 };
  };

  const expandOne = async (
    { id, continuation }: NodeToExpand,
    upstream: boolean,
    options: Wanted,
  ): Promise<Expansion> => {
    const record = records.get(id);
    if (!record) throw new TypeError(`The walk asked for a node that it was never given: ${id}.`);
    const wanted = { ...options, ...(continuation && { continuation }) };
    const left = (wanted.maxFanout ?? all) - (continuation?.count ?? 0);
    const page: PageArguments = {
      first: Math.min(left, wanted.pageSize ?? all),
      after: continuation?.after ?? null,
    };
    try {
      if (record.__typename === 'Artifact') {
        return upstream
          ? await creatorOf(record)
          : await fromPage(await artifacts.users(record, page, needs), record, 'Artifact.usedBy', wanted);
      }
      return upstream
        ? await fromPage(await runs.inputs(record, page, needs), record, 'Run.inputArtifacts', wanted)
        : await fromPage(await runs.outputs(record, page, needs), record, 'Run.outputArtifacts', wanted);
    } catch (error) {
      if (error instanceof WandbError) return { neighbours: [], beyondFanout: null, error };
      throw error;
    }
  };

  return {
    async expand(nodes, direction, { maxFanout, pageSize, levelsLeft = 1 }) {
      const longest = Math.min(maxFanout ?? all, pageSize ?? all);
      await hops.ahead({
        direction: direction === 'UPSTREAM' ? 'upstream' : 'downstream',
        origins: nodes
          .filter(({ continuation }) => !continuation)
          .map(({ id }) => records.get(id))
          .filter((record) => record !== undefined)
          .map(hopOrigin),
        hopsLeft: levelsLeft,
        maxFanout: longest === all ? null : longest,
        needs,
      });
      const wanted = { maxFanout, ...(pageSize !== undefined && { pageSize }) };
      return mapConcurrently(nodes, (node) => expandOne(node, direction === 'UPSTREAM', wanted));
    },
    nodeFromRecord,
    recordOf: (id) => records.get(id),
    labelOf: (id) => labels.get(id) ?? 'hidden node',
    failures,
  };
}

/** Asks for what a record of either kind still lacks. */
export function fillRecord(
  record: AnyRecord,
  needs: Needs,
  { artifacts, runs }: Pick<GatewayContext, 'artifacts' | 'runs'>,
): Promise<AnyRecord> {
  return record.__typename === 'Run' ? runs.fill(record, needs) : artifacts.fill(record, needs);
}

type ListName = 'Artifact.usedBy' | 'Run.inputArtifacts' | 'Run.outputArtifacts';

/** How much of one list is wanted. */
interface Wanted {
  maxFanout: number | null;
  pageSize?: number;
  continuation?: Continuation;
}

/** Where a list that is read in pieces goes on; null where it ends, or was not cut. */
function continuationOf(
  { hasNextPage, endCursor, edges, totalCount }: FilledPage<unknown>,
  { maxFanout, pageSize, continuation: before }: Wanted,
  where: ListName,
): Continuation | WandbError | null {
  const count = (before?.count ?? 0) + edges.length;
  if (pageSize === undefined || !hasNextPage || endCursor === null || count >= (maxFanout ?? all))
    return null;
  // Brent's cycle detection: the checkpoint moves on whenever the list has become twice as long.
  const isDue = before && count >= 2 * before.checkpoint.count;
  const checkpoint = isDue || !before ? { after: endCursor, count: Math.max(1, count) } : before.checkpoint;
  if (before && [before.after, before.checkpoint.after].includes(endCursor))
    return contractViolation(where, 'a next page without a way to it');
  return { after: endCursor, count, remaining: Math.max(1, totalCount - count), checkpoint };
}

/** What the record holds by now; a value that was not asked for, or that W&B failed to give, is untold. */
function attributesOf(record: AnyRecord): NodeAttributes {
  const { createdAt } = record.data;
  const createdAtMs = typeof createdAt === 'string' ? dateFromWandb(createdAt, 'createdAt').getTime() : null;
  if (record.__typename === 'Run') {
    const { project, jobType, state } = record.data;
    return {
      project: project && !(project instanceof Error) ? projectPath(project) : null,
      createdAtMs,
      jobType: text(jobType),
      runState: text(state),
    };
  }
  const { artifactSequence, artifactType } = record.data;
  const source =
    artifactSequence && !(artifactSequence instanceof Error) ? visibleProject(artifactSequence) : null;
  const type = artifactType && !(artifactType instanceof Error) ? artifactType.name : null;
  return { project: source ? projectPath(source) : null, createdAtMs, artifactType: type };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
