import type { Turns } from './turns.ts';
import type { Member } from './walk-book.ts';

/**
 * Settles which members have something shown upstream or downstream of them where only filtered nodes lie between: a
 * filter that hides all runs must not make every artifact a root.
 */
export async function settleEnds(hiding: readonly Member[], turns: Turns): Promise<void> {
  for (const side of ['hasUpstream', 'hasDownstream'] as const) {
    const reached = hiding.filter((member) => member[side]);
    for (let member = reached.pop(); member; member = reached.pop()) {
      for (const next of (side === 'hasUpstream' ? member.ways?.downstream : member.ways?.upstream) ?? []) {
        if (turns.due()) await turns.next();
        if (next[side]) continue;
        next[side] = true;
        if (!next.shown) reached.push(next);
      }
    }
  }
}
