import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalFilter } from './filter.ts';
import type { LineageSource } from './source.ts';
import { collectPage, type PageOptions, type PagePosition, type WalkResult } from './page.ts';
import type { WalkRequest } from './walk.ts';

/** A cursor that this walk cannot go on from; the message says why in words that a client may see. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}

export interface CursorPageOptions extends Omit<PageOptions, 'after'> {
  /** A cursor as an earlier page gave it; null: the first page. */
  after?: string | null;
  /** Signs cursors. Derived from the caller's credential, so that every replica has it and no other caller. */
  cursorKey: string | Uint8Array;
}

export interface LineagePage extends Omit<WalkResult, 'end'> {
  /** null: nothing is left, or the deadline passed before anything new was found: ask again with the same `after`. */
  endCursor: string | null;
}

/** One page of a walk between signed cursors. Throws a `CursorError` for a cursor that is not of this walk and caller. */
export async function collectCursorPage(
  source: LineageSource,
  options: CursorPageOptions,
): Promise<LineagePage> {
  const { after, cursorKey, ...rest } = options;
  const binding = bindingFrom(options);
  const position = after == null ? null : positionFromCursor(after, binding, cursorKey);
  const { end, ...walk } = await collectPage(source, { ...rest, after: position });
  return { ...walk, endCursor: end && cursorFromPosition(end, binding, cursorKey) };
}

const version = 'lg2';
const maxCursorLength = 4_000;

/** What a cursor is bound to: all that decides which graph is walked. `maxNodes` is not among it: pages may differ in size. */
function bindingFrom({ roots, direction, maxDepth, maxFanout, filter, stopAt }: WalkRequest): string {
  const ids = roots.map(({ id }) => id);
  const request = [
    ids,
    direction,
    maxDepth,
    maxFanout ?? null,
    canonicalFilter(filter),
    canonicalFilter(stopAt),
  ];
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 22);
}

function cursorFromPosition(position: PagePosition, binding: string, key: string | Uint8Array): string {
  const payload = Buffer.from(JSON.stringify([binding, position])).toString('base64url');
  return `${version}.${payload}.${signature(payload, key)}`;
}

function positionFromCursor(cursor: string, binding: string, key: string | Uint8Array): PagePosition {
  const [prefix, payload = '', mac = '', ...rest] = cursor.length <= maxCursorLength ? cursor.split('.') : [];
  if (rest.length > 0 || payload === '' || mac === '')
    throw new CursorError('This is not a cursor of a lineage graph.');
  if (prefix !== version)
    throw new CursorError('This cursor was made by another version of the gateway: start again.');
  // Compared as text, since base64url has several spellings of one value, and a changed cursor must never pass.
  const [given, wanted] = [Buffer.from(mac), Buffer.from(signature(payload, key))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new CursorError('This cursor was changed, or another caller got it.');
  // Its form needs no check: what has our signature, we wrote.
  const text = Buffer.from(payload, 'base64url').toString();
  const [bound, position] = JSON.parse(text) as [string, PagePosition];
  if (bound !== binding)
    throw new CursorError('This cursor belongs to other arguments: only maxNodes may differ between pages.');
  return position;
}

function signature(payload: string, key: string | Uint8Array): string {
  return createHmac('sha256', key).update(`lineage-cursor:${version}:${payload}`).digest('base64url');
}
