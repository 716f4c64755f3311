import { setImmediate } from 'node:timers/promises';
import { RequestBudgetError, WandbError } from './errors.ts';
import {
  fuseOperations,
  hopKey,
  hopOperations,
  type FusedStart,
  type HopKind,
  type WantedHop,
} from './fused-operation.ts';
import { createHarvester, harvest, placeOf, type Harvester } from './harvest.ts';
import type { HopDirection, HopMemory } from './hop-memory.ts';
import type { PreparedOperation } from './operation.ts';
import type { Needs } from './needs.ts';
import type { WandbSession } from './session.ts';

type Fields = Record<string, unknown>;

/** An object from which hops go on, as W&B is asked for it. */
export type HopOrigin =
  { type: 'Artifact'; id: string } | { type: 'Run'; entity: string; project: string; run: string };

export interface HopsAhead {
  direction: HopDirection;
  origins: readonly HopOrigin[];
  /** How many hops will be wanted at most. */
  hopsLeft: number;
  /** The longest list that is wanted; null: all of it. */
  maxFanout: number | null;
  needs: Needs;
}

/** The operation that looks an object up, for hops to go on from what it finds. */
export interface Lookup extends FusedStart {
  variables: Fields;
  needs: Needs;
}

/** Hops of known kinds, one below the other. */
export type HopChain = readonly ChainedHop[];

export interface ChainedHop extends WantedHop {
  /** The longest list that is wanted. */
  first: number;
}

/** Asks several hops in one operation, before the loaders ask each: they then find the answers with their session. */
export interface HopFusion {
  /** Rejects only where the whole request has ended; what fails is asked again by itself. */
  ahead(wanted: HopsAhead): Promise<void>;
  /** The same for one object of many: those that come in one tick with the same chain are asked together. */
  along(origin: HopOrigin, chain: HopChain): Promise<void>;
  /** Looks an object up and asks the hops from it in the same operation. */
  lookUp(lookup: Lookup, chain: HopChain): Promise<void>;
}

/** The two kinds of hop that take turns, beginning at an object of this type. */
const hopTurns: Record<HopDirection, Record<HopOrigin['type'], readonly [HopKind, HopKind]>> = {
  upstream: { Artifact: ['creator', 'inputs'], Run: ['inputs', 'creator'] },
  downstream: { Artifact: ['users', 'outputs'], Run: ['outputs', 'users'] },
};

/** The first hops of a walk that begins at an object of this type, with the longest list that is wanted of each. */
export function walkChain(
  direction: HopDirection,
  type: HopOrigin['type'],
  { hops, longest, needs }: { hops: number; longest: number; needs: Needs },
): HopChain {
  const [first, second] = hopTurns[direction][type];
  return Array.from({ length: hops }, (_, index) => ({
    kind: index % 2 === 0 ? first : second,
    first: longest,
    needs,
  }));
}

/** W&B's refusals that a smaller operation may escape. */
const ofSize = new Set(['WANDB_ERROR', 'WANDB_TIMEOUT', 'WANDB_UNAVAILABLE', 'WANDB_CONTRACT_VIOLATION']);

export function createHopFusion(wandb: WandbSession, memory: HopMemory): HopFusion {
  const asked = new Map<string, Promise<void>>();

  /** `place` null: only the answer tells from which object the first hop goes. */
  async function ask(
    start: FusedStart,
    from: readonly { variables: Fields; place: Fields | null }[],
    chain: HopChain,
    own: Needs,
  ): Promise<readonly (Fields | null)[]> {
    const kinds = chain.map(({ kind }) => kind);
    const [first] = kinds;
    if (!first) return [];
    const direction = directionOf(first);
    const operation = fuseOperations(start, chain, own);
    const sizes = memory.pageSizes(
      direction,
      from.length,
      kinds.map((kind) => kind !== 'creator'),
    );
    const page = Object.fromEntries(
      sizes.map((size, index) => [`first${index}`, Math.min(size, chain[index]?.first ?? size)]),
    );
    const { answers, refusal } = await wandb.prefetch(
      from.map(({ variables }) => ({ operation, variables: { ...variables, ...page } })),
    );
    if (refusal && ofSize.has(refusal.code) && !(refusal instanceof RequestBudgetError))
      memory.refused(kinds.length);
    const harvester = createHarvester();
    for (const [index, answer] of answers.entries()) {
      const origin = from[index];
      const object = answer && objectAt(answer, start.at);
      const place = object && origin && (origin.place ?? placeOf(object, first));
      if (!place) continue;
      harvest(kinds, object, place, harvester);
      if (from.length === 1 && kinds.length === 2 && chain[0]?.first === Infinity)
        await followHub(
          { start, operation, variables: { ...origin.variables, ...page }, kinds, place },
          harvester,
        );
    }
    for (const { kind, hop, variables, data } of harvester.answers)
      wandb.prime(hopOperations[kind].document, variables, chain[hop]?.needs ?? own, data);
    const { distinct, objects, distinctObjects } = harvester.result();
    if (objects > 0) {
      memory.learn(direction, {
        frontier: from.length,
        hops: kinds.length,
        distinct,
        repetition: objects / Math.max(1, distinctObjects),
      });
    }
    return answers;
  }

  async function askFrom(origins: readonly HopOrigin[], chain: HopChain): Promise<void> {
    const [first] = chain;
    if (!first) return;
    const places = origins.map((origin) => firstHop(origin, first.kind));
    const from = places.map((place) => ({ variables: place, place }));
    await ask(hopOperations[first.kind], from, chain, first.needs);
  }

  /** The next pages of a single long list, each with the hop behind it, as long as W&B gives them. */
  async function followHub(
    hub: {
      start: FusedStart;
      operation: PreparedOperation;
      variables: Fields;
      kinds: readonly HopKind[];
      place: Fields;
    },
    into: Harvester,
  ): Promise<void> {
    const [first] = hub.kinds;
    if (!first || first === 'creator') return;
    const seen = new Set<unknown>();
    for (;;) {
      const cursor = nextCursor(into.answers.findLast(({ kind }) => kind === first)?.data, first);
      if (cursor === null || seen.has(cursor)) return;
      seen.add(cursor);
      const variables = { ...hub.variables, after0: cursor };
      const { answers } = await wandb.prefetch([{ operation: hub.operation, variables }]);
      const object = answers[0] && objectAt(answers[0], hub.start.at);
      if (!object) return;
      const before = into.answers.length;
      harvest(hub.kinds, object, { ...hub.place, after: cursor }, into);
      if (into.answers.length === before) return;
    }
  }

  let lookUps = 0;
  const waiting = new Map<HopChain, { origins: HopOrigin[]; settled: Promise<void> }>();

  async function askTogether(chain: HopChain, origins: readonly HopOrigin[]): Promise<void> {
    const [first] = chain;
    const hops = first ? memory.hopsFor(directionOf(first.kind), origins.length, chain.length) : 1;
    if (hops > 1) await askFrom(origins, chain.slice(0, hops));
  }

  return {
    async ahead({ direction, origins: all, hopsLeft, maxFanout, needs }) {
      if (hopsLeft < 2) return;
      for (const type of ['Artifact', 'Run'] as const) {
        const [first] = hopTurns[direction][type];
        const ofType = all.filter((origin) => origin.type === type);
        const recalled = recall(ofType, first, needs);
        if (recalled) await recalled;
        const origins = ofType.filter((origin) => !isKnown(origin, first, needs));
        const hops = memory.hopsFor(direction, origins.length, hopsLeft);
        if (origins.length === 0 || hops < 2) continue;
        const chain = walkChain(direction, type, { hops, longest: maxFanout ?? Infinity, needs });
        const key = JSON.stringify([chainKey(chain), origins, maxFanout]);
        let pending = asked.get(key);
        if (!pending) asked.set(key, (pending = askFrom(origins, chain)));
        await pending;
      }
    },
    async along(origin, chain) {
      const [first] = chain;
      if (!first) return;
      const recalled = recall([origin], first.kind, first.needs);
      if (recalled) await recalled;
      if (isKnown(origin, first.kind, first.needs)) return;
      const key = JSON.stringify([chainKey(chain), origin]);
      const before = asked.get(key);
      if (before) return before;
      let together = waiting.get(chain);
      if (!together) {
        const origins: HopOrigin[] = [];
        const settled = setImmediate().then(() => {
          waiting.delete(chain);
          return askTogether(chain, origins);
        });
        waiting.set(chain, (together = { origins, settled }));
      }
      together.origins.push(origin);
      asked.set(key, together.settled);
      await together.settled;
    },
    async lookUp({ document, at, variables, needs: own }, chain) {
      const [first] = chain;
      if (!first || memory.hopsFor(directionOf(first.kind), 1, 2) < 2) return;
      const recalled = wandb.recall?.(document, [variables], own);
      if (recalled) await recalled;
      if (wandb.isPrimed(document, variables, own)) return;
      lookUps += 1;
      const hops = memory.hopsFor(directionOf(first.kind), lookUps, chain.length);
      const key = JSON.stringify([hopKey(document, variables), own.key, chainKey(chain)]);
      let pending = asked.get(key);
      if (!pending) {
        const from = [{ variables, place: null }];
        pending = ask({ document, at }, from, chain.slice(0, hops), own).then(([answer]) => {
          if (answer && !(valueAt(answer, at) instanceof WandbError))
            wandb.prime(document, variables, own, answer);
        });
        asked.set(key, pending);
      }
      await pending;
    },
  };

  function recall(origins: readonly HopOrigin[], kind: HopKind, needs: Needs): Promise<void> | null {
    if (!wandb.recall) return null;
    const places = origins.map((origin) => firstHop(origin, kind));
    return wandb.recall(hopOperations[kind].document, places, needs);
  }

  function isKnown(origin: HopOrigin, kind: HopKind, needs: Needs): boolean {
    return wandb.isPrimed(hopOperations[kind].document, firstHop(origin, kind), needs);
  }
}

function chainKey(chain: HopChain): string[] {
  return chain.map(({ kind, needs }) => `${kind} ${needs.key}`);
}

export function directionOf(kind: HopKind): HopDirection {
  return kind === 'creator' || kind === 'inputs' ? 'upstream' : 'downstream';
}

/** The variables of a hop's operation for its first page. */
function firstHop({ type: _type, ...place }: HopOrigin, kind: HopKind): Fields {
  return kind === 'creator' ? place : { ...place, after: null };
}

/** What stands at a place of an answer: an object, null where there is none, or why it is not told. */
function valueAt(answer: Fields, at: readonly string[]): Fields | WandbError | null {
  let value: unknown = answer;
  for (const step of at) {
    if (typeof value !== 'object' || value === null || value instanceof WandbError) break;
    value = (value as Fields)[step];
  }
  return typeof value === 'object' ? (value as Fields | WandbError | null) : null;
}

function objectAt(answer: Fields, at: readonly string[]): Fields | null {
  const value = valueAt(answer, at);
  return value instanceof WandbError ? null : value;
}

/** Where a list goes on, as whoever fills the page will ask it; null at its end. */
function nextCursor(data: Fields | undefined, kind: HopKind): string | null {
  const { at, field } = hopOperations[kind];
  const list = data && (objectAt(data, at)?.[field] as Fields | null | undefined);
  if (!list) return null;
  const { hasNextPage, endCursor } = list['pageInfo'] as Fields;
  if (hasNextPage !== true) return null;
  const last = (list['edges'] as Fields[]).at(-1)?.['cursor'];
  const cursor = endCursor || last;
  return typeof cursor === 'string' ? cursor : null;
}
