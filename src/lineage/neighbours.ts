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
  AskedNode,
  Expansion,
  HiddenReason,
  Neighbour,
  Neighbours,
  NodeFacts,
  NodeRef,
  Rest,
} from './graph.ts';
import { startInTurns } from './turns.ts';

export type AnyRecord = ArtifactRecord | RunRecord;

/** W&B's lineage as one caller sees it, with the records of every node that was met. */
export interface WandbNeighbours extends Neighbours {
  /** A record as a node; it is remembered. */
  refOf(record: AnyRecord): NodeRef;
  recordOf(id: string): AnyRecord | undefined;
  /** What a hidden node is taken for: `hidden run`. */
  labelOf(id: string): string;
  /** Failures that cost one node: it is hidden, and this is why. */
  readonly failures: readonly WandbError[];
}

/** As many as there are: no list at W&B is longer. */
const all = 10_000_000;
const nothing: Expansion = { neighbours: [], beyondFanout: 0 };

/** `needs` are the fields that walks ask along with the edges, so that they cost no request of their own. */
export function createNeighbours(
  { artifacts, runs, wandb, hops }: Pick<GatewayContext, 'artifacts' | 'runs' | 'wandb' | 'hops'>,
  needs: Needs,
): WandbNeighbours {
  const records = new Map<string, AnyRecord>();
  const labels = new Map<string, string>();
  const failures: WandbError[] = [];
  const secret = wandb.credential?.derive('hidden-node') ?? Buffer.from('anonymous');

  const refOf = (record: AnyRecord): NodeRef => {
    records.set(record.id, record);
    return { id: record.id, kind: record.__typename === 'Run' ? 'RUN' : 'ARTIFACT', facts: factsOf(record) };
  };

  /** The place where something hidden stands tells it apart; the digest tells a reader nothing. */
  const hidden = (place: string, label: string, reason: HiddenReason): NodeRef => {
    const id = `hidden:${createHmac('sha256', secret).update(place).digest('base64url').slice(0, 22)}`;
    labels.set(id, label);
    return { id, kind: 'HIDDEN', facts: null, reason };
  };

  /** Another walk, or a nested field, may have asked for the same list with other fields: asks for what they left out. */
  const lostAmong = async (found: readonly AnyRecord[]): Promise<ReadonlyMap<AnyRecord, WandbError>> => {
    const lost = new Map<AnyRecord, WandbError>();
    const fill = async (record: AnyRecord): Promise<void> => {
      try {
        await fillRecord(record, needs, { artifacts, runs });
      } catch (error) {
        if (!(error instanceof WandbError)) throw error;
        failures.push(error);
        lost.set(record, error);
      }
    };
    await Promise.all(found.filter((record) => !has(record, needs)).map(fill));
    return lost;
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
    const lost = await lostAmong(
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
      const ref =
        node === null
          ? hidden(place, `hidden ${what}`, 'NOT_VISIBLE')
          : node instanceof WandbError || lost.has(node)
            ? hidden(place, `${what} that could not be loaded`, 'WANDB_ERROR')
            : refOf(node);
      neighbours.push({ node: ref, usedAs: edge.usedAs ?? null });
    }
    const rest = page.failure ? null : restOf(page, wanted, where);
    if (rest instanceof WandbError) return { neighbours, beyondFanout: null, error: rest };
    const count = (wanted.rest?.count ?? 0) + page.edges.length;
    const beyondFanout = error ? null : Math.max(0, page.hasNextPage && !rest ? page.totalCount - count : 0);
    return { neighbours, beyondFanout, ...(error && { error }), ...(rest && { rest }) };
  };

  const creatorOf = async (artifact: ArtifactRecord): Promise<Expansion> => {
    const creator = await artifacts.creator(artifact, needs);
    if (creator?.__typename !== 'Run' && creator?.__typename !== 'HiddenRun') return nothing;
    const place = `${artifact.id} creator`;
    const isLost = creator.__typename === 'Run' && (await lostAmong([creator])).size > 0;
    const node =
      creator.__typename === 'HiddenRun'
        ? hidden(place, 'hidden run', 'NOT_VISIBLE')
        : isLost
          ? hidden(place, 'run that could not be loaded', 'WANDB_ERROR')
          : refOf(creator);
    return { neighbours: [{ node, usedAs: null }], beyondFanout: 0 };
  };

  const expandOne = async (
    { id, rest }: AskedNode,
    upstream: boolean,
    options: Wanted,
  ): Promise<Expansion> => {
    const record = records.get(id);
    if (!record) throw new TypeError(`The walk asked for a node that it was never given: ${id}.`);
    const wanted = { ...options, ...(rest && { rest }) };
    const left = (wanted.maxFanout ?? all) - (rest?.count ?? 0);
    const page: PageArguments = { first: Math.min(left, wanted.pageSize ?? all), after: rest?.after ?? null };
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
          .filter(({ rest }) => !rest)
          .map(({ id }) => records.get(id))
          .filter((record) => record !== undefined)
          .map(hopOrigin),
        hopsLeft: levelsLeft,
        maxFanout: longest === all ? null : longest,
        needs,
      });
      const wanted = { maxFanout, ...(pageSize !== undefined && { pageSize }) };
      return startInTurns(nodes, (node) => expandOne(node, direction === 'UPSTREAM', wanted));
    },
    refOf,
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
  rest?: Rest;
}

/** Where a list that is read in pieces goes on; null where it ends, or was not cut. */
function restOf(
  { hasNextPage, endCursor, edges, totalCount }: FilledPage<unknown>,
  { maxFanout, pageSize, rest: before }: Wanted,
  where: ListName,
): Rest | WandbError | null {
  const count = (before?.count ?? 0) + edges.length;
  if (pageSize === undefined || !hasNextPage || endCursor === null || count >= (maxFanout ?? all))
    return null;
  // Brent's way of finding a circle: the mark moves on whenever the way has become twice as long.
  const isDue = before && count >= 2 * before.mark.count;
  const mark = isDue || !before ? { after: endCursor, count: Math.max(1, count) } : before.mark;
  if (before && [before.after, before.mark.after].includes(endCursor))
    return contractViolation(where, 'a next page without a way to it');
  return { after: endCursor, count, left: Math.max(1, totalCount - count), mark };
}

/** What the record holds by now; a value that was not asked for, or that W&B failed to give, is untold. */
function factsOf(record: AnyRecord): NodeFacts {
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
