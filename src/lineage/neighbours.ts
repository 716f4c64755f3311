import { createHmac } from 'node:crypto';
import type { ArtifactRecord } from '../artifact/artifact.model.ts';
import { visibleProject } from '../artifact/collection.model.ts';
import type { GatewayContext } from '../context.ts';
import type { KnownEdge, PageArguments } from '../graphql/connection.ts';
import { projectPath } from '../project/project.model.ts';
import { hopOrigin } from '../run/hop-origin.ts';
import type { RunRecord } from '../run/run.model.ts';
import { WandbError } from '../wandb/errors.ts';
import type { Needs } from '../wandb/needs.ts';
import type { FilledPage } from '../wandb/paging.ts';
import { dateFromWandb } from '../wandb/values.ts';
import type { Expansion, HiddenReason, Neighbour, Neighbours, NodeFacts, NodeRef } from './graph.ts';
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

  const fromPage = <TNode extends AnyRecord>(
    page: FilledPage<KnownEdge<TNode>> | null,
    at: AnyRecord,
    what: 'run' | 'artifact',
  ): Expansion => {
    if (page === null) {
      const error = new WandbError(
        'WANDB_ERROR',
        `W&B names the ${at.__typename.toLowerCase()} ${at.id}, but shows nothing of it.`,
      );
      return { neighbours: [], beyondFanout: null, error };
    }
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
          : node instanceof WandbError
            ? hidden(place, `${what} that could not be loaded`, 'WANDB_ERROR')
            : refOf(node);
      neighbours.push({ node: ref, usedAs: edge.usedAs ?? null });
    }
    const beyondFanout = error
      ? null
      : Math.max(0, page.hasNextPage ? page.totalCount - page.edges.length : 0);
    return { neighbours, beyondFanout, ...(error && { error }) };
  };

  const creatorOf = async (artifact: ArtifactRecord): Promise<Expansion> => {
    const creator = await artifacts.creator(artifact, needs);
    if (creator?.__typename === 'Run')
      return { neighbours: [{ node: refOf(creator), usedAs: null }], beyondFanout: 0 };
    if (creator?.__typename !== 'HiddenRun') return nothing;
    const node = hidden(`${artifact.id} creator`, 'hidden run', 'NOT_VISIBLE');
    return { neighbours: [{ node, usedAs: null }], beyondFanout: 0 };
  };

  const expandOne = async (id: string, upstream: boolean, maxFanout: number | null): Promise<Expansion> => {
    const record = records.get(id);
    if (!record) throw new TypeError(`The walk asked for a node that it was never given: ${id}.`);
    const page: PageArguments = { first: maxFanout ?? all, after: null };
    try {
      if (record.__typename === 'Artifact') {
        return upstream
          ? await creatorOf(record)
          : fromPage(await artifacts.users(record, page, needs), record, 'run');
      }
      return fromPage(await runs[upstream ? 'inputs' : 'outputs'](record, page, needs), record, 'artifact');
    } catch (error) {
      if (error instanceof WandbError) return { neighbours: [], beyondFanout: null, error };
      throw error;
    }
  };

  return {
    async expand(nodes, direction, { maxFanout, levelsLeft = 1 }) {
      await hops.ahead({
        direction: direction === 'UPSTREAM' ? 'upstream' : 'downstream',
        origins: nodes
          .map(({ id }) => records.get(id))
          .filter((record) => record !== undefined)
          .map(hopOrigin),
        hopsLeft: levelsLeft,
        maxFanout,
        needs,
      });
      return startInTurns(nodes, ({ id }) => expandOne(id, direction === 'UPSTREAM', maxFanout));
    },
    refOf,
    recordOf: (id) => records.get(id),
    labelOf: (id) => labels.get(id) ?? 'hidden node',
    failures,
  };
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
