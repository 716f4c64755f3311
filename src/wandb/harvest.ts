import { WandbError } from './errors.ts';
import { hopOperations, type HopKind } from './fused-operation.ts';

type Fields = Record<string, unknown>;

/** An answer to one hop from one object, as its own operation would have given it. */
export interface Harvested {
  kind: HopKind;
  /** The place of the hop among those that were fused. */
  hop: number;
  variables: Fields;
  data: Fields;
}

export interface Harvest {
  answers: Harvested[];
  /** How many objects the last hop gave, and how many of them are distinct. */
  reached: number;
  distinct: number;
  /** How many objects came in all, and how many are distinct. */
  objects: number;
  distinctObjects: number;
}

/**
 * Takes a fused answer apart into the answers of its single hops. What holds an error is left out, and so asked again by
 * itself: then the error is where it belongs. The answer's objects lose the fields of the hops below them.
 */
export function harvest(kinds: readonly HopKind[], object: Fields, variables: Fields, into: Harvester): void {
  visit(0, object, variables);

  function visit(index: number, from: Fields, place: Fields): void {
    const kind = kinds[index];
    if (!kind) return;
    const { at, field } = hopOperations[kind];
    const edges = from[field];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the object is a record of its own fields again
    delete from[field];
    const nodes = nodesOf(edges);
    if (nodes === null) return;
    const isLast = index === kinds.length - 1;
    for (const node of nodes) {
      into.note(String(node['id']), isLast);
      const next = kinds[index + 1];
      const nextPlace = next && placeOf(node, next);
      if (nextPlace) visit(index + 1, node, nextPlace);
    }
    const data = at.reduceRight<Fields>((inner, step) => ({ [step]: inner }), {
      id: from['id'],
      [field]: edges,
    });
    into.answers.push({ kind, hop: index, variables: place, data });
  }
}

export interface Harvester {
  answers: Harvested[];
  note(id: string, isLast: boolean): void;
  result(): Harvest;
}

export function createHarvester(): Harvester {
  const answers: Harvested[] = [];
  const ids = new Set<string>();
  const last = new Set<string>();
  let objects = 0;
  let reached = 0;
  return {
    answers,
    note(id, isLast) {
      objects += 1;
      ids.add(id);
      if (!isLast) return;
      reached += 1;
      last.add(id);
    },
    result: () => ({ answers, reached, distinct: last.size, objects, distinctObjects: ids.size }),
  };
}

/** The variables with which a hop's operation asks an object; null where W&B does not tell enough of it. */
export function placeOf(object: Fields, kind: HopKind): Fields | null {
  if (kind === 'creator') return { id: object['id'] };
  if (kind === 'users') return { id: object['id'], after: null };
  const project = object['project'];
  if (typeof project !== 'object' || project === null || project instanceof WandbError) return null;
  const { entityName, name } = project as Fields;
  const run = object['name'];
  const told = [entityName, name, run].every((value) => typeof value === 'string');
  return told ? { entity: entityName, project: name, run, after: null } : null;
}

/** The nodes that a hop gave; null where a part of it failed. */
function nodesOf(edges: unknown): Fields[] | null {
  if (edges === null) return [];
  if (typeof edges !== 'object' || edges instanceof WandbError) return null;
  const from = edges as Fields;
  if (!('edges' in from)) return from['__typename'] === 'Run' ? [from] : [];
  const list = from['edges'];
  if (
    !Array.isArray(list) ||
    from['pageInfo'] instanceof WandbError ||
    from['totalCount'] instanceof WandbError
  )
    return null;
  const nodes: Fields[] = [];
  for (const edge of list as unknown[]) {
    if (edge instanceof WandbError) return null;
    const { node, usedAs } = edge as Fields;
    if (node instanceof WandbError || usedAs instanceof WandbError) return null;
    if (node !== null) nodes.push(node as Fields);
  }
  return nodes;
}
