import type { GraphQLField, GraphQLObjectType } from 'graphql';
import { defaultPage } from '../../graphql/connection.ts';
import { plainNameOf } from '../../graphql/naming.ts';

export type Field = GraphQLField<unknown, unknown>;

/** Of a walk that names no size. */
const defaultWalk = 1_000;
/** A drawing costs more than its nodes as data. */
const exportFactor = 4;
/** A hop that has to be looked up, measured: as much as 30 values that are written down, and 150 where W&B is asked. */
export const loadCost = 50;
/** Measured: what the schema tells of itself is slow to gather, and its text is long. */
const introspectedValue = 2;
const sdlCost = 4_000;
/** Nodes that a field looks at which walks without a size, measured where a dataset has ten thousand users. */
const walkedNodes = new Map([
  ['blastRadius', 20_000],
  ['lineagePaths', 20_000],
  ['ancestryDiff', 1_000],
  ['staleness', 1_000],
]);
/** Measured: a walk is begun and ended at the price of so many values, however short it is. */
const walkCost = 200;
/** Measured: to lead from an object to others, when all of them are known. */
const hopCost = 10;
const hops = new Set(['loggedBy', 'createdBy', 'links']);

/** How many objects stand at a place: those that may differ from each other, and those that are written down. */
export interface Crowd {
  /**
   * Nested pages meet the same objects again, so that a deep query does not count a page to the power of its depth; what
   * is written down in fact is counted while it is.
   */
  distinct: number;
  /** Places at which they stand: a walk from each of them is a walk of its own. */
  places: number;
}

export interface ListSize {
  items: number;
  /** Walks are walked for each place, and lists of keys looked up there; pages are asked for once for each object. */
  kind: 'walk' | 'lookup' | 'page';
  text: string;
}

/** Whether it finds one object by a key, there or not. */
function isLookup({ args }: Field): boolean {
  return args.some(({ name }) => name === 'id' || name === 'path' || name === 'name');
}

/** How long the list is that a field's arguments ask for; null where they size none. */
export function sizeOf(field: Field, args: Record<string, unknown>): ListSize | null {
  const has = (name: string): boolean => field.args.some((argument) => argument.name === name);
  const given = (name: string, fallback: number): number => {
    const value = args[name];
    return typeof value === 'number' && value > 0 ? value : fallback;
  };
  for (const name of ['ids', 'representations']) {
    const list = args[name];
    if (Array.isArray(list))
      return { items: list.length, kind: 'lookup', text: `${name}: ${list.length} of them` };
  }
  if (has('maxNodes')) {
    const items = given('maxNodes', defaultWalk);
    return { items, kind: 'walk', text: `maxNodes: ${items}` };
  }
  if (has('first')) {
    const items = given('first', defaultPage);
    const kind = plainNameOf(field) === 'lineagePaths' ? 'walk' : 'page';
    return { items, kind, text: `first: ${items}` };
  }
  return null;
}

export interface Weighing {
  crowd: Crowd;
  /** What the lists right here hold, where the field that they stand under has sized them. */
  items: Crowd | null;
  size: ListSize | null;
  /** Whether it is the schema that is asked about. */
  tellsSchema: boolean;
}

/** What a field costs without what is asked below it; `led`: for the hops, which are counted once more as they are made. */
export function weigh(
  field: Field,
  parent: GraphQLObjectType,
  { crowd, items, size, tellsSchema }: Weighing,
): { own: number; led: number } {
  if (tellsSchema) return { own: crowd.distinct * introspectedValue, led: 0 };
  const walked = crowd.places * (walkedNodes.get(plainNameOf(field)) ?? 0);
  const begun = size?.kind === 'walk' ? crowd.places * walkCost : 0;
  const drawn = field.name === 'export' && items ? items.distinct * exportFactor : 0;
  const lookups = size?.kind === 'lookup' ? size.items : isLookup(field) ? 1 : 0;
  const looked = crowd.distinct * lookups * loadCost;
  const told = parent.name === '_Service' ? crowd.places * sdlCost : 0;
  const led = size?.kind === 'page' || hops.has(field.name) ? crowd.distinct * hopCost : 0;
  return { own: crowd.distinct + walked + begun + drawn + looked + told, led };
}
