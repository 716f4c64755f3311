import type { Card } from './fold.ts';
import { standingOf, type GraphNode } from '../graph/model.ts';
import { counted } from '../panels/words.ts';

export interface CardText {
  title: string;
  kind: string;
  /** Of a group: how many of its members failed, are running or were deleted. */
  notes: string[];
  /** What tells it from similar cards: who made it and when, or which versions are in the group. */
  line: string;
}

/** The text of a card. */
export function describeCard({ members }: Card): CardText {
  const [first] = members;
  if (first === undefined) return { title: '', kind: '', notes: [], line: '' };
  const kind = first.kind === 'hidden' ? 'hidden' : (sharedBy(members, ({ type }) => type) ?? first.kind);
  const line = [peopleOf(members), first.kind === 'artifact' ? versionsOf(members) : '', datesOf(members)];
  const text = { kind, line: line.filter((part) => part !== '').join(' · ') };
  if (members.length === 1) return { ...text, title: first.label, notes: [] };
  const notes = (['failed', 'running', 'deleted'] as const).flatMap((standing) => {
    const count = members.filter((node) => standingOf(node) === standing).length;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${standing}`];
  });
  return { ...text, title: `${members.length.toLocaleString('en')} × ${stem(members, kind)}`, notes };
}

function peopleOf(members: readonly GraphNode[]): string {
  const people = new Set(members.flatMap(({ user }) => (user === null ? [] : [user])));
  const [one] = people;
  return people.size > 1 ? counted(people.size, 'person', 'people') : (one ?? '');
}

const mostRanges = 3;

/** Version numbers as ranges: `v0–v3, v7`. Empty for a single version, which its title names. */
function versionsOf(members: readonly GraphNode[]): string {
  if (members.length === 1) return '';
  const numbers = members
    .flatMap(({ label }) => /:v(\d+)$/.exec(label)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const words = ranges
    .slice(0, mostRanges)
    .map(([from, to]) => (from === to ? `v${from}` : `v${from}–v${to}`));
  return ranges.length > mostRanges ? `${words.join(', ')}, …` : words.join(', ');
}

/** In the user's time zone and language. */
const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

function datesOf(members: readonly GraphNode[]): string {
  const times = members.flatMap(({ createdAt }) => (createdAt === null ? [] : [Date.parse(createdAt)]));
  return times.length === 0 ? '' : days.formatRange(Math.min(...times), Math.max(...times));
}

function stem(members: readonly GraphNode[], kind: string): string {
  const name = sharedBy(members, (node) => node.name);
  if (name !== null) return name;
  let prefix = members[0]?.label ?? '';
  for (const { label } of members) {
    let length = 0;
    while (length < prefix.length && prefix[length] === label[length]) length += 1;
    prefix = prefix.slice(0, length);
  }
  const word = prefix.replace(/[\d\s:_.-]+$/, '').trim();
  return word.length >= 3 ? word : kind === 'run' ? 'runs' : kind;
}

function sharedBy(members: readonly GraphNode[], of: (node: GraphNode) => string | null): string | null {
  const [first] = members;
  if (first === undefined) return null;
  const value = of(first);
  return members.every((node) => of(node) === value) ? value : null;
}
