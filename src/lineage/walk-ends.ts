import type { VisitedNode } from './walk-book.ts';
import { shouldYield, yieldToEventLoop } from '../wandb/yield.ts';

/**
 * Settles which nodes have something shown upstream or downstream of them where only filtered nodes lie between: a
 * filter that hides all runs must not make every artifact a root.
 */
export async function settleEnds(hiding: readonly VisitedNode[]): Promise<void> {
  for (const side of ['hasUpstream', 'hasDownstream'] as const) {
    const reached = hiding.filter((node) => node[side]);
    for (let node = reached.pop(); node; node = reached.pop()) {
      for (const next of (side === 'hasUpstream' ? node.ways?.downstream : node.ways?.upstream) ?? []) {
        if (shouldYield()) await yieldToEventLoop();
        if (next[side]) continue;
        next[side] = true;
        if (!next.shown) reached.push(next);
      }
    }
  }
}
