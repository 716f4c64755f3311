import type { Level } from './expander.ts';
import type { Expansion, WalkDirection } from './graph.ts';
import { reasonOf, type Ledger } from './ledger.ts';
import type { Place } from './place.ts';
import type { Turns } from './turns.ts';
import type { Book, Member } from './walk-book.ts';
import type { WalkPage } from './walk-page.ts';
import type { WalkFailure } from './walk-result.ts';

export interface Lane {
  direction: WalkDirection;
  bit: number;
  /** At the depth that the walk has come to, in order. */
  frontier: Member[];
}

/** One walk in progress. */
export interface Walking {
  book: Book;
  page: WalkPage;
  ledger: Ledger;
  errors: (WalkFailure & { late: boolean })[];
  turns: Turns;
  expansions: number;
}

function anchorOf(member: Member): string {
  return (member.via ?? member).ref.id;
}

/**
 * What has to be expanded at this depth: behind the end of a page of which more is known to follow, nothing. Where all
 * roots are of one kind, two nodes of one depth are never neighbours (every hop changes the kind), so that a page which
 * ends at this depth learns nothing from those that earlier pages have expanded.
 */
export function dueMembers({ frontier }: Lane, depth: number, page: WalkPage, skipsGiven: boolean): Member[] {
  return frontier.filter((member) => {
    if (member.ref.kind === 'HIDDEN' || member.stops) return false;
    if (!page.more) return true;
    const place = { depth, key: member.key };
    return !page.isLate(place) && !(skipsGiven && page.isGivenNode(member) && page.isGivenExpansion(place));
  });
}

export function levelFrom(members: readonly Member[], lane: Lane | undefined, levelsLeft: number): Level {
  return { nodes: members.map(({ ref }) => ref), direction: lane?.direction ?? 'UPSTREAM', levelsLeft };
}

export function noteFound(found: readonly Member[], { page, ledger }: Walking): void {
  for (const member of found) {
    if (page.isGivenNode(member)) continue;
    if (!member.shown) ledger.note(anchorOf(member), 'FILTERED', 1, page.isLate(member));
    if (member.depth === 0 && member.ref.kind === 'HIDDEN') {
      ledger.note(
        member.ref.id,
        member.ref.reason === 'WANDB_ERROR' ? 'WANDB_ERROR' : 'HIDDEN',
        null,
        page.isLate(member),
      );
    }
  }
}

export function noteUnexpanded(
  members: readonly Member[],
  depth: number,
  reason: 'MAX_DEPTH' | 'DEADLINE',
  { page, ledger }: Walking,
): void {
  for (const member of members) {
    const place: Place = { depth, key: member.key };
    if (reason === 'MAX_DEPTH' && page.isGivenExpansion(place)) continue;
    ledger.note(anchorOf(member), reason, null, reason === 'MAX_DEPTH' && page.isLate(place));
  }
}

export async function readLevel(
  members: readonly Member[],
  expansions: readonly Expansion[],
  lane: Lane,
  depth: number,
  into: { next: Member[]; met: Member[] },
  walking: Walking,
): Promise<void> {
  const { book, page, turns } = walking;
  for (const [index, member] of members.entries()) {
    const expansion = expansions[index];
    if (!expansion) continue;
    const place: Place = { depth, key: member.key };
    const late = page.isLate(place);
    const givenExpansion = page.isGivenExpansion(place);
    const memberGiven = page.isGivenNode(member);
    const number = walking.expansions++;
    const hidden = { wandb: 0, failed: 0, filtered: 0 };
    for (const { node, usedAs } of expansion.neighbours) {
      if (turns.due()) await turns.next();
      const other = book.meet(node, member, depth);
      if (other.reached === 0) into.met.push(other);
      if ((other.reached & lane.bit) === 0) {
        other.reached |= lane.bit;
        into.next.push(other);
      }
      if (other.metBy !== number) {
        other.metBy = number;
        if (!other.shown) hidden.filtered += 1;
        else if (node.kind === 'HIDDEN') hidden[node.reason === 'WANDB_ERROR' ? 'failed' : 'wandb'] += 1;
      }
      const given = givenExpansion && memberGiven && page.isGivenNode(other);
      book.connect({ expanded: member, other, direction: lane.direction, usedAs, given, late });
    }
    if (turns.due()) await turns.next();
    noteExpansion(member, place, expansion, hidden, walking);
  }
}

function noteExpansion(
  member: Member,
  place: Place,
  { beyondFanout, error }: Expansion,
  hidden: { wandb: number; failed: number; filtered: number },
  { page, ledger, errors }: Walking,
): void {
  const at = anchorOf(member);
  const late = page.isLate(place);
  if (member.depth === place.depth) {
    const known = member.expansion;
    const sum = known ? known.hidden : 0;
    const count = hidden.wandb + hidden.failed + hidden.filtered;
    member.expansion = {
      failed: error !== undefined || (known?.failed ?? false),
      hidden: sum === null || beyondFanout === null || error ? null : sum + count + beyondFanout,
    };
  }
  if (error) {
    // A page after this one walks here again and may fail where this one did not, so that a failure is never old news.
    const reason = reasonOf(error);
    ledger.note(at, reason, null, late);
    if (reason === 'WANDB_ERROR') errors.push({ at, error, late });
  }
  if (page.isGivenExpansion(place)) return;
  if (beyondFanout !== 0 && !(beyondFanout === null && error)) ledger.note(at, 'FANOUT', beyondFanout, late);
  if (hidden.failed > 0) ledger.note(at, 'WANDB_ERROR', hidden.failed, late);
  if (hidden.wandb > 0) ledger.note(at, 'HIDDEN', hidden.wandb, late);
}
