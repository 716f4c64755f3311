import { setImmediate } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { maxNodesPerRequest, maxPageSize, packItems, type Operations } from '../batch.ts';
import type { WandbClient } from '../client.ts';
import { RequestBudgetError, WandbError } from '../errors.ts';
import type { BatchItem } from '../merge.ts';
import { missing, type ItemData } from '../split.ts';
import type { FusedResult } from './fuse.ts';

/** One operation of a round, which is given as many hops as fit. */
export interface PrefetchJob {
  operation(hops: number, pageSize: number): Pick<BatchItem, 'document' | 'variables'>;
  /** The most objects that it can bring. */
  size(hops: number, pageSize: number): number;
  /** Takes its answer apart. */
  split(data: ItemData, hops: number, into: FusedResult): void;
}

/** How many hops are nested in the first round, and how many at most later. */
const initialHops = 4;
const maxHops = 8;
/** Lists inside are expected to be at least so long: fewer hops are nested where not even that much would fit. */
const minPageSize = 3;
/** Above, most objects come many times over, since paths rejoin; below, hardly any does. */
const highRepetition = 4;
const lowRepetition = 1.6;
/** What one scout may bring. */
const scoutSize = 600;

/** W&B's refusals that a smaller operation may escape. */
const sizeRelated = new Set([
  'WANDB_ERROR',
  'WANDB_TIMEOUT',
  'WANDB_UNAVAILABLE',
  'WANDB_CONTRACT_VIOLATION',
]);

/**
 * How deep the rounds of one walk go, by what they brought so far. Where paths rejoin, every origin would bring the same
 * objects: then one of them, the scout, goes deep, and the others one hop, since what lies behind is mostly the same.
 */
export class WalkDepth {
  #hops = initialHops;
  #usesScout = false;
  #listLength = minPageSize;
  readonly #limit: HopLimit;

  constructor(limit: HopLimit, before: WalkDepth | null = null) {
    this.#limit = limit;
    if (!before) return;
    this.#hops = before.#hops;
    this.#usesScout = before.#usesScout;
    this.#listLength = before.#listLength;
  }

  get hops(): number {
    return Math.min(this.#hops, this.#limit.maxHops());
  }

  get usesScout(): boolean {
    return this.#usesScout;
  }

  /** As many hops as a scout's answer is expected to hold. */
  hopsOfScout(scout: PrefetchJob): number {
    let hops = Math.min(maxHops, this.#limit.maxHops());
    while (hops > 1 && scout.size(hops, Math.ceil(this.#listLength)) > scoutSize) hops -= 1;
    return hops;
  }

  learn({ ids, lists, overflowed }: FusedResult): void {
    if (ids.length === 0) return;
    const repetition = ids.length / new Set(ids).size;
    if (lists.count > 0) this.#listLength = lists.nodes / lists.count;
    if (repetition > highRepetition) this.#usesScout = true;
    else if (repetition < lowRepetition) this.#usesScout = false;
    if (repetition < lowRepetition && !overflowed) this.#hops = Math.min(maxHops, 2 * this.#hops);
  }
}

/**
 * Sends the jobs of one round together, and primes the operations with what they bring. `isFringe`: others of the same level
 * are known, and with them most of what lies behind.
 */
export type SendRound = (jobs: readonly PrefetchJob[], depth: WalkDepth, isFringe?: boolean) => Promise<void>;

export function createRounds(client: WandbClient, operations: Operations, limit: HopLimit): SendRound {
  const sender = createSender(client, limit);
  const send = async (chunk: readonly PrefetchJob[], hops: number, into: FusedResult): Promise<void> => {
    const fitting = fit(hops, chunk);
    await Promise.all(
      chunk.map(async (job) => {
        const maxNodes = job.size(fitting.hops, fitting.pageSize);
        const operation = job.operation(fitting.hops, fitting.pageSize);
        const data = await sender.load({ ...operation, maxNodes, hops: fitting.hops });
        if (data) job.split(data, fitting.hops, into);
      }),
    );
  };
  return async (jobs, depth, isFringe = false) => {
    const round: FusedResult = { answers: [], ids: [], lists: { count: 0, nodes: 0 }, overflowed: false };
    const [first, ...others] = jobs;
    const scout = depth.usesScout && !isFringe ? first : undefined;
    const rest = scout ? others : jobs;
    const sends = scout ? [send([scout], depth.hopsOfScout(scout), round)] : [];
    for (let at = 0; at < rest.length; at += client.batchSize)
      sends.push(send(rest.slice(at, at + client.batchSize), depth.usesScout ? 1 : depth.hops, round));
    await Promise.all(sends);
    for (const { document, variables, data } of round.answers) operations.prime(document, variables, data);
    if (!isFringe) depth.learn(round);
  };
}

/** As many hops as wanted, in pages as long as fit into one request; fewer hops where the pages would be too short. */
function fit(wanted: number, jobs: readonly PrefetchJob[]): { hops: number; pageSize: number } {
  const fits = (hops: number, pageSize: number): boolean =>
    jobs.reduce((sum, job) => sum + job.size(hops, pageSize), 0) <= maxNodesPerRequest;
  let hops = wanted;
  while (hops > 1 && !fits(hops, minPageSize)) hops -= 1;
  let pageSize = 1;
  let tooLong = maxPageSize + 1;
  while (tooLong - pageSize > 1) {
    const middle = Math.floor((pageSize + tooLong) / 2);
    if (fits(hops, middle)) pageSize = middle;
    else tooLong = middle;
  }
  return { hops, pageSize };
}

/** What comes in one tick, of all walks of the request, is sent together. What fails is null: loaders then ask for themselves. */
function createSender(
  client: WandbClient,
  limit: HopLimit,
): DataLoader<BatchItem & { hops: number }, ItemData | null> {
  return new DataLoader(
    async (items) => {
      const requests = packItems(items, client.batchSize);
      const results = await Promise.all(
        requests.map(async (request) => {
          const executed = await client.execute(request, 'piece');
          if (executed.kind === 'answered')
            return executed.results.map((result) =>
              result === missing || result instanceof WandbError ? null : result,
            );
          const { error } = executed;
          if (sizeRelated.has(error.code) && !(error instanceof RequestBudgetError))
            limit.noteRefusal(Math.max(...request.map(({ hops }) => hops)));
          return request.map(() => null);
        }),
      );
      return results.flat();
    },
    { cache: false, batchScheduleFn: (dispatch) => void setImmediate().then(dispatch) },
  );
}

/** How many hops one W&B may be asked for at once: what it refused, nothing else is kept of it. */
export interface HopLimit {
  /** 1: no hops are prefetched. */
  maxHops(): number;
  noteRefusal(hops: number): void;
}

/** More are never asked for at once, whatever the operator allows. */
export const maxHopsAtOnce = 16;

const refusalMs = 5 * 60_000;

export function createHopLimit(configured: number, now: () => number = Date.now): HopLimit {
  let refused = { hops: Infinity, untilMs: 0 };
  return {
    maxHops: () => (refused.untilMs > now() ? Math.min(configured, refused.hops) : configured),
    noteRefusal(hops) {
      refused = { hops: Math.max(1, Math.floor(hops / 2)), untilMs: now() + refusalMs };
    },
  };
}
