import type { EdgeKind, NodeKind, NodeRef, WalkDirection } from './graph.ts';
import type { Predicate } from './filter.ts';
import { keyFromId } from './place.ts';

/** A node as a walk keeps it. */
export interface Member {
  readonly ref: NodeRef;
  readonly index: number;
  /** Orders the members of one depth. */
  readonly key: string;
  /** The shortest distance from a root. */
  readonly depth: number;
  /** false: the filter hides it, and the walk goes on through it. */
  readonly shown: boolean;
  readonly stops: boolean;
  /** The shown member through which one that the filter hides was first met; null for shown members. */
  readonly via: Member | null;
  /** Bits of the directions in which it was met. */
  reached: number;
  /** Its place in the order of all shown members; -1 until it is known. */
  rank: number;
  /** Expanded at its own depth, as far as that went. */
  expansion: { failed: boolean; hidden: number | null } | null;
  /** The number of the expansion that last met it. */
  metBy: number;
  hasUpstream: boolean;
  hasDownstream: boolean;
  /** Kept only of members that the filter hides: roots and leaves are told through them. */
  ways: { upstream: Member[]; downstream: Member[] } | null;
}

export interface BookEdge {
  from: Member;
  to: Member;
  kind: EdgeKind;
  usedAs: readonly string[] | null;
  /** A page before this one has it. */
  given: boolean;
  /** Learned behind the end of this page. */
  late: boolean;
  /** Where it stands among the edges. */
  order: number;
}

/** Every node and edge that a walk meets, once. */
export interface Book {
  readonly hiding: readonly Member[];
  root(ref: NodeRef, key: string): Member;
  /** The member for a node met while `parent` was expanded; a new one is a hop further away than `depth`. */
  meet(ref: NodeRef, parent: Member, depth: number): Member;
  /** Notes an edge met while `expanded` was expanded in `direction`; null: a given edge that cannot be met again. */
  connect(meeting: Meeting): BookEdge | null;
  edges(): Iterable<BookEdge>;
}

interface Meeting {
  expanded: Member;
  other: Member;
  direction: WalkDirection;
  usedAs: readonly string[] | null;
  given: boolean;
  late: boolean;
}

/** Doubles hold two indexes of up to 2^26 in one exact number, ordered by the first: half the memory of keys that are strings. */
export function pairKey(first: number, second: number): number {
  return first * 2 ** 26 + second;
}

/** What an edge is that leads from or to a node of this kind when it is expanded in this direction. */
export function edgeKind(expanded: NodeKind, direction: WalkDirection): EdgeKind {
  return (expanded === 'ARTIFACT') === (direction === 'DOWNSTREAM') ? 'USED' : 'LOGGED';
}

/** `twoWays`: walked in both directions, so that an edge can be met from both of its ends. */
export function createBook(shows: Predicate, stops: Predicate, twoWays: boolean): Book {
  const members = new Map<string, Member>();
  const edges = new Map<number, BookEdge>();
  const hiding: Member[] = [];
  const add = (ref: NodeRef, key: string, depth: number, parent: Member | null): Member => {
    const member = memberFrom(ref, key, members.size, depth, parent, shows, stops);
    members.set(ref.id, member);
    if (!member.shown) hiding.push(member);
    return member;
  };
  return {
    hiding,
    root: (ref, key) => members.get(ref.id) ?? add(ref, key, 0, null),
    meet: (ref, parent, depth) => members.get(ref.id) ?? add(ref, keyFromId(ref.id), depth + 1, parent),
    connect({ expanded, other, direction, usedAs, given, late }) {
      const [from, to] = direction === 'UPSTREAM' ? [other, expanded] : [expanded, other];
      link(from, to);
      if ((given && !twoWays) || !from.shown || !to.shown) return null;
      const kind = edgeKind(expanded.ref.kind, direction);
      const key = pairKey(from.index, to.index);
      const known = edges.get(key);
      if (!known) {
        const edge = { from, to, kind, usedAs, given, late, order: 0 } satisfies BookEdge;
        edges.set(key, edge);
        return edge;
      }
      known.usedAs = mergedUsedAs(known.usedAs, usedAs);
      known.given ||= given;
      known.late &&= late;
      return known;
    },
    edges: () => edges.values(),
  };
}

function memberFrom(
  ref: NodeRef,
  key: string,
  index: number,
  depth: number,
  parent: Member | null,
  shows: Predicate,
  stops: Predicate,
): Member {
  const shown = parent === null || shows(ref);
  return {
    ref,
    index,
    key,
    depth,
    shown,
    stops: parent !== null && stops(ref),
    via: shown ? null : (parent.via ?? parent),
    reached: 0,
    rank: -1,
    expansion: null,
    metBy: -1,
    hasUpstream: false,
    hasDownstream: false,
    ways: shown ? null : { upstream: [], downstream: [] },
  };
}

function link(from: Member, to: Member): void {
  if (from.shown) to.hasUpstream = true;
  else from.ways?.downstream.push(to);
  if (to.shown) from.hasDownstream = true;
  else to.ways?.upstream.push(from);
}

/** Names in the order in which they were met, each once; null only where neither side tells. */
export function mergedUsedAs(
  a: readonly string[] | null,
  b: readonly string[] | null,
): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  return b.every((name) => a.includes(name)) ? a : [...new Set([...a, ...b])];
}
