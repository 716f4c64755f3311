export type HopDirection = 'upstream' | 'downstream';

/** What one W&B host has shown so far of how its graphs branch: figures alone, nothing of any caller's. */
export interface HopMemory {
  /** How many hops to ask in one operation from so many nodes; 1: each by itself. */
  hopsFor(direction: HopDirection, frontier: number, hopsLeft: number): number;
  /** The page sizes of the lists of so many hops. */
  pageSizes(direction: HopDirection, frontier: number, lists: readonly boolean[]): number[];
  learn(
    direction: HopDirection,
    seen: { frontier: number; hops: number; distinct: number; repetition: number },
  ): void;
  /** W&B refused so many hops at once. */
  refused(hops: number, nowMs?: number): void;
}

/** The trial on which the rule stands assumed as much; fusing more at a host of which nothing is known may cost too much. */
const assumedFanout = 3;
const coldHops = 4;
const mostObjects = 1_000;
/** If every list were as long as its page, no answer would hold more. */
const mostObjectsAtWorst = 10_000;
const refusalMs = 5 * 60_000;
/** More are never fused, whatever the operator allows. */
export const mostHops = 16;

export function createHopMemory(maxHops: number): HopMemory {
  const known = new Map<HopDirection, { fanout: number; repetition: number }>();
  let ceiling = { hops: maxHops, untilMs: 0 };

  return {
    hopsFor(direction, frontier, hopsLeft) {
      const seen = known.get(direction);
      const most = ceiling.untilMs > Date.now() ? ceiling.hops : maxHops;
      const { fanout, repetition } = seen ?? { fanout: assumedFanout, repetition: 1 };
      for (let hops = Math.min(most, hopsLeft, seen ? most : coldHops); hops > 1; hops -= 1) {
        if (frontier * fanout ** (hops / 2) * repetition <= mostObjects) return hops;
      }
      // From one node the pages bound two hops, hub or not. Single hops teach nothing: one hub would end fusing for good.
      return frontier === 1 ? Math.max(1, Math.min(2, most, hopsLeft)) : 1;
    },
    pageSizes(direction, frontier, lists) {
      const count = lists.filter(Boolean).length;
      if (count === 0) return lists.map(() => 1);
      // Two hops from one node may be a hub: its long list is taken in W&B's largest pages.
      if (lists.length === 2 && frontier === 1 && lists[0]) return [1_000, 20];
      const fair = Math.floor((mostObjectsAtWorst / frontier) ** (1 / count));
      const fanout = known.get(direction)?.fanout ?? assumedFanout;
      const first = Math.min(200, Math.max(fair, 5 + Math.ceil(2 * fanout)));
      return lists.map(() => first);
    },
    learn(direction, { frontier, hops, distinct, repetition }) {
      if (frontier === 0 || hops === 0) return;
      const fanout = Math.max(1, (Math.max(1, distinct) / frontier) ** (2 / hops));
      const before = known.get(direction);
      // A wide answer counts at once, a narrow one little by little: the next graph may be the wide one.
      const next = before && before.fanout > fanout ? (before.fanout + fanout) / 2 : fanout;
      known.set(direction, { fanout: next, repetition: Math.max(1, repetition) });
    },
    refused(hops, nowMs = Date.now()) {
      ceiling = { hops: Math.max(1, Math.floor(hops / 2)), untilMs: nowMs + refusalMs };
    },
  };
}
