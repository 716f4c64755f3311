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
