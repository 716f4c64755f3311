import { setImmediate } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { maxNodesPerRequest, maxPageSize, packItems, type Operations } from '../batch.ts';
import type { Executed, WandbClient } from '../client.ts';
import { WandbError } from '../errors.ts';
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

type HostProfile = WandbClient['profile'];
type JobItem = BatchItem & { hops: number };
type Smaller = Extract<Executed, { kind: 'tooLarge' }>;

function isSmaller(result: ItemData | Smaller | null): result is Smaller {
  return result?.['kind'] === 'tooLarge';
}

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
  readonly #profile: HostProfile;

  constructor(profile: HostProfile, before: WalkDepth | null = null) {
    this.#profile = profile;
    if (!before) return;
    this.#hops = before.#hops;
    this.#usesScout = before.#usesScout;
    this.#listLength = before.#listLength;
  }

  get hops(): number {
    return Math.min(this.#hops, this.#profile.most('hops'));
  }

  get usesScout(): boolean {
    return this.#usesScout;
  }

  /** As many hops as a scout's answer is expected to hold. */
  hopsOfScout(scout: PrefetchJob): number {
    let hops = Math.min(maxHops, this.#profile.most('hops'));
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

export function createRounds(client: WandbClient, operations: Operations): SendRound {
  const sender = createSender(client);
  async function send(jobs: readonly PrefetchJob[], wanted: number, into: FusedResult): Promise<void> {
    const { hops, pageSize } = fit(Math.min(wanted, client.profile.most('hops')), jobs, client.profile);
    let smaller = null as Smaller | null;
    const again: PrefetchJob[] = [];
    await Promise.all(
      jobs.map(async (job) => {
        const maxNodes = job.size(hops, pageSize);
        const result = await sender.load({ ...job.operation(hops, pageSize), maxNodes, hops });
        if (isSmaller(result)) {
          smaller = result;
          again.push(job);
        } else if (result) job.split(result, hops, into);
      }),
    );
    if (smaller) await sendAll(again, smaller.hops, into);
  }
  async function sendAll(jobs: readonly PrefetchJob[], hops: number, into: FusedResult): Promise<void> {
    const batchSize = client.batchSize();
    const sends: Promise<void>[] = [];
    for (let at = 0; at < jobs.length; at += batchSize)
      sends.push(send(jobs.slice(at, at + batchSize), hops, into));
    await Promise.all(sends);
  }
  return async (jobs, depth, isFringe = false) => {
    const round: FusedResult = { answers: [], ids: [], lists: { count: 0, nodes: 0 }, overflowed: false };
    const [first, ...others] = jobs;
    const scout = depth.usesScout && !isFringe ? first : undefined;
    await Promise.all([
      scout && send([scout], depth.hopsOfScout(scout), round),
      sendAll(scout ? others : jobs, depth.usesScout ? 1 : depth.hops, round),
    ]);
    for (const { document, variables, data } of round.answers) operations.prime(document, variables, data);
    if (!isFringe) depth.learn(round);
  };
}

/** As many hops as wanted, in pages as long as fit into one request; fewer hops where the pages would be too short. */
function fit(
  wanted: number,
  jobs: readonly PrefetchJob[],
  profile: HostProfile,
): { hops: number; pageSize: number } {
  const fits = (hops: number, pageSize: number): boolean =>
    jobs.reduce((sum, job) => sum + job.size(hops, pageSize), 0) <= maxNodesPerRequest;
  let hops = wanted;
  while (hops > 1 && !fits(hops, minPageSize)) hops -= 1;
  let pageSize = 1;
  let tooLong = Math.min(maxPageSize, profile.most('first')) + 1;
  while (tooLong - pageSize > 1) {
    const middle = Math.floor((pageSize + tooLong) / 2);
    if (fits(hops, middle)) pageSize = middle;
    else tooLong = middle;
  }
  return { hops, pageSize };
}

/** What comes in one tick, of all walks of the request, is sent together. What fails is null: loaders then ask for themselves. */
function createSender(client: WandbClient): DataLoader<JobItem, ItemData | Smaller | null> {
  async function execute(request: readonly JobItem[]): Promise<(ItemData | Smaller | null)[]> {
    const hops = Math.max(...request.map((item) => item.hops));
    const executed = await client.execute(request, 'piece');
    switch (executed.kind) {
      case 'answered':
        return executed.results.map((result) =>
          result === missing || result instanceof WandbError ? null : result,
        );
      case 'tooLarge':
        if (executed.hops < hops) return request.map(() => executed);
        return (await Promise.all(packItems(request, executed.items).map(execute))).flat();
      case 'refused':
        if (sizeRelated.has(executed.error.code)) client.profile.limit('hops', hops / 2);
        return request.map(() => null);
    }
  }
  return new DataLoader(
    async (items) =>
      (await Promise.all(packItems(items, client.batchSize()).map((request) => execute(request)))).flat(),
    { cache: false, batchScheduleFn: (dispatch) => void setImmediate().then(dispatch) },
  );
}

/** More are never asked for at once, whatever the operator allows. */
export const maxHopsAtOnce = 16;
