import type { Member } from './walk-book.ts';
import { comparePlaces, type Place, type WalkPosition } from './place.ts';

/** Which part of a walk one answer gives: at most `maxNodes` shown nodes after a position. */
export interface WalkPage {
  readonly members: readonly Member[];
  /** There are shown nodes behind its end. */
  readonly more: boolean;
  /** Offers a depth's members in their order. */
  take(found: readonly Member[]): void;
  /** A page before this one has the node. */
  isGivenNode(member: Member): boolean;
  /** A page before this one tells what was learned by expanding at this place. */
  isGivenExpansion(place: Place): boolean;
  /** Behind the end of this page: it belongs to the next one, if there is one. */
  isLate(place: Place): boolean;
  has(member: Member): boolean;
  /** Where the next page goes on when all up to the end of this one was expanded. */
  end(): Place;
  isFull(): boolean;
}

export function createWalkPage(maxNodes: number, after: WalkPosition | null): WalkPage {
  const members: Member[] = [];
  let ranks = 0;
  let lastRank = -1;
  let more = false;
  let end: Place | null = null;
  const isGivenNode = (place: Place) => after !== null && comparePlaces(place, after.nodes) <= 0;
  return {
    members,
    get more() {
      return more;
    },
    take(found) {
      for (const member of found) {
        if (!member.shown) continue;
        member.rank = ranks++;
        if (isGivenNode(member)) continue;
        if (end) {
          more = true;
          return;
        }
        members.push(member);
        lastRank = member.rank;
        if (members.length >= maxNodes) end = { depth: member.depth, key: member.key };
      }
    },
    isGivenNode,
    isGivenExpansion: (place) => after !== null && comparePlaces(place, after.expansions) <= 0,
    isLate: (place) => end !== null && comparePlaces(place, end) > 0,
    // An edge's end is of this page or of one before it; behind the end of the page no member has a rank that counts.
    has: (member) => member.rank >= 0 && (!more || member.rank <= lastRank),
    end: () => end ?? { depth: Number.MAX_SAFE_INTEGER, key: null },
    isFull: () => end !== null,
  };
}
