import { maxPageSize, type Operations } from '../batch.ts';
import type { WandbClient } from '../client.ts';
import { WandbError } from '../errors.ts';
import type { BatchItem } from '../merge.ts';
import type { ItemData } from '../split.ts';
import {
  edgeVariables,
  fuseEdge,
  fuseLookup,
  nextCursor,
  nodesOf,
  objectAt,
  placeOf,
  splitFusedResult,
} from './fuse.ts';
import {
  edgeOperations,
  isList,
  planSize,
  type Place,
  type Plan,
  type PlannedEdge,
  type PlannedLookup,
} from './plan.ts';
import { createRounds, WalkDepth, type PrefetchJob } from './round.ts';

/** Several hops in one W&B request. Loaders find what it brings; without it they ask for the same, one hop a request. */
export interface Prefetch {
  /** Looks objects up together with all that is planned from them. */
  prefetchLookups(lookups: readonly PlannedLookup[]): Promise<void>;
  /** For one walk: completes the lists of these nodes, and brings what of the hops behind them fits in. */
  createWalkPrefetch(): (nodes: readonly PlannedNode[]) => Promise<void>;
}

export interface PlannedNode {
  place: Place;
  plan: Plan;
}

/** One page of a list, or one creator, that is wanted. */
interface Target {
  place: Place;
  edge: PlannedEdge;
  after: string | null;
  /** Edges of the list that are known already, and how many there are; null: not known. */
  held: number;
  total: number | null;
}

/** An operation that nests more edges than these is left to the loaders from there on. */
const maxTargets = 10_000;

export function createPrefetch(client: WandbClient, operations: Operations): Prefetch {
  const { profile } = client;
  const sendRound = createRounds(client, operations);
  /** What another walk of this request is asking for is waited for, not asked for again. */
  const inFlight = new Map<string, Promise<void>>();
  /** What looking up showed of the graph, for the walks of the operation. */
  let depthOfLookups: WalkDepth | null = null;

  async function ask(targets: readonly Target[], depth: WalkDepth, isFringe: boolean): Promise<void> {
    const others = targets.flatMap((target) => inFlight.get(keyOf(target)) ?? []);
    const own = targets.filter((target) => !inFlight.has(keyOf(target)));
    const asking = own.length === 0 ? Promise.resolve() : sendRound(own.map(edgeJob), depth, isFringe);
    for (const target of own) inFlight.set(keyOf(target), asking);
    try {
      await Promise.all([asking, ...others]);
    } finally {
      for (const target of own) inFlight.delete(keyOf(target));
    }
  }

  /** Rounds until all that is wanted is known, or was asked for in vain. `isDeep`: all of the plan, not its first edges alone. */
  async function explore(nodes: readonly PlannedNode[], depth: WalkDepth, isDeep: boolean): Promise<void> {
    if (profile.most('hops') < 2) return;
    const seen = new Set<string>();
    const asked = new Set<string>();
    let starts = targetsOf(nodes, seen);
    let hasKnown = false;
    while (starts.length > 0 && seen.size <= maxTargets) {
      const open = openTargets(starts, seen, operations, isDeep).filter(
        ({ next }) => !asked.has(keyOf(next)) && (isDeep || next.edge.to.edges.length > 0),
      );
      if (open.length === 0) return;
      hasKnown ||= open.length < starts.length;
      starts = open.map(({ start }) => start);
      const recalled = operations.recall(open.map(({ next }) => itemOf(next)));
      if (recalled) {
        // What other replicas have may lead on to more that they have.
        await recalled;
        continue;
      }
      for (const { next } of open) asked.add(keyOf(next));
      await ask(
        open.map(({ next }) => next),
        depth,
        depth.usesScout && !isDeep && hasKnown,
      );
      hasKnown = false;
    }
  }

  return {
    async prefetchLookups(lookups) {
      if (profile.most('hops') < 2) return;
      const depth = new WalkDepth(profile);
      depthOfLookups = depth;
      await operations.recall(lookups);
      const unknown = lookups.filter(({ document, variables }) => !operations.peek(document, variables));
      await sendRound(unknown.map(lookupJob), depth);
      const nodes = lookups.flatMap(({ document, variables, at, plan }): PlannedNode[] => {
        const object = objectAt(operations.peek(document, variables) ?? null, at);
        const place = object && placeOf(object, plan);
        const edges = plan.edges.filter((edge) => !edge.isWalk);
        return place ? [{ place, plan: { edges } }] : [];
      });
      await explore(nodes, depth, true);
    },
    createWalkPrefetch() {
      const depth = new WalkDepth(profile, depthOfLookups);
      return (nodes) => explore(nodes, depth, false);
    },
  };
}

/** Each list that is not known as far as it is wanted, with its page that comes next; with `isDeep`, those behind it too. */
function openTargets(
  targets: readonly Target[],
  seen: Set<string>,
  operations: Operations,
  isDeep: boolean,
): { start: Target; next: Target }[] {
  const open: { start: Target; next: Target }[] = [];
  let level = targets;
  while (level.length > 0) {
    const behind: PlannedNode[] = [];
    for (const start of level) {
      const plan = start.edge.to;
      const next = nextPage(start, operations, (nodes) => {
        if (!isDeep || start.edge.isWalk) return;
        for (const node of nodes) {
          const place = placeOf(node, plan);
          if (place) behind.push({ place, plan });
        }
      });
      if (next) open.push({ start, next });
    }
    level = targetsOf(behind, seen);
  }
  return open;
}

/** Goes along the pages that are known to the one that is not; null where all that is wanted is. */
function nextPage(
  start: Target,
  operations: Operations,
  onNodes: (nodes: readonly ItemData[]) => void,
): Target | null {
  let target = start;
  for (;;) {
    const { edge, after } = target;
    const { document, variables } = itemOf(target);
    const data = operations.peek(document, variables);
    if (!data) return target;
    const { at, field } = edgeOperations[edge.kind];
    const value = objectAt(data, at)?.[field] ?? null;
    const found = typeof value === 'string' ? null : nodesOf(value);
    if (!found) return null;
    onNodes(found.nodes);
    const held = target.held + found.nodes.length;
    const next = held < edge.first ? nextCursor(data, edge) : null;
    if (!next || next.after === after) return null;
    target = { ...target, after: next.after, held, total: next.total };
  }
}

function targetsOf(nodes: readonly PlannedNode[], seen: Set<string>): Target[] {
  return nodes.flatMap(({ place, plan }) =>
    plan.edges.flatMap((edge) => {
      const target: Target = { place, edge, after: null, held: 0, total: null };
      const key = keyOf(target);
      if (seen.has(key)) return [];
      seen.add(key);
      return [target];
    }),
  );
}

function keyOf({ place, edge, after }: Target): string {
  return JSON.stringify([edge.kind, edge.variant, place, after]);
}

function itemOf({ place, edge, after }: Target): Pick<BatchItem, 'document' | 'variables'> {
  const { documents } = edgeOperations[edge.kind];
  return { document: documents[edge.variant], variables: edgeVariables(edge.kind, place, after) };
}

function edgeJob(target: Target): PrefetchJob {
  const { place, edge, after } = target;
  return {
    operation(hops, pageSize) {
      const { document, pageSizes } = fuseEdge(edge, hops, pageSize);
      const first = isList(edge.kind) && { first: firstSize(target, pageSize) };
      return { document, variables: { ...edgeVariables(edge.kind, place, after), ...first, ...pageSizes } };
    },
    size: (hops, pageSize) => firstSize(target, pageSize) * (1 + planSize(edge.to, hops - 1, pageSize)),
    split(data, hops, into) {
      const object = objectAt(data, edgeOperations[edge.kind].at);
      if (object) splitFusedResult(object, place, { edges: [edge] }, hops, after, into);
    },
  };
}

function lookupJob({ document, variables, at, plan }: PlannedLookup): PrefetchJob {
  return {
    operation(hops, pageSize) {
      const fused = fuseLookup(document, at, plan, hops, pageSize);
      return { document: fused.document, variables: { ...variables, ...fused.pageSizes } };
    },
    size: (hops, pageSize) => 1 + planSize(plan, hops, pageSize),
    split(data, hops, into) {
      const object = objectAt(data, at);
      const place = object && placeOf(object, plan);
      if (object && place) splitFusedResult(object, place, plan, hops, null, into);
      if (object || !holdsError(data, at)) into.answers.push({ document, variables: { ...variables }, data });
    },
  };
}

/** How long the page of the target's own list is. */
function firstSize({ edge, held, total }: Target, pageSize: number): number {
  if (!isList(edge.kind)) return 1;
  const wanted = Math.min(edge.first - held, maxPageSize);
  return total === null ? Math.min(wanted, pageSize) : Math.max(1, Math.min(wanted, total - held));
}

function holdsError(data: ItemData, at: readonly string[]): boolean {
  let value: unknown = data;
  for (const step of at) {
    value = (value as ItemData)[step];
    if (value instanceof WandbError) return true;
    if (value === null) return false;
  }
  return false;
}
