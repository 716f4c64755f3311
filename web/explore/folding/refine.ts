export interface RefinableGraph {
  ids: readonly string[];
  /** Neighbours on each side. Ids that are not in `ids` are ignored. */
  up: (id: string) => Iterable<string>;
  down: (id: string) => Iterable<string>;
}

/**
 * The coarsest partition that is finer than `colourOf` and in which the members of a class have neighbours of the same
 * classes on each side. Only nodes whose neighbourhood changed are checked again, so a long chain costs no more than a
 * wide graph.
 */
export function refineColours(graph: RefinableGraph, colourOf: (id: string) => string): Map<string, number> {
  const classOf = new Map<string, number>();
  const members: Set<string>[] = [];
  const first = new Map<string, number>();
  for (const id of graph.ids) {
    const colour = colourOf(id);
    let index = first.get(colour);
    if (index === undefined) {
      index = members.push(new Set()) - 1;
      first.set(colour, index);
    }
    classOf.set(id, index);
    members[index]?.add(id);
  }

  let changed: Iterable<string> = graph.ids;
  for (;;) {
    const moved = splitAll(graph, classOf, members, changed);
    if (moved.length === 0) return classOf;
    const next = new Set<string>();
    for (const id of moved) {
      for (const neighbour of graph.up(id)) if (classOf.has(neighbour)) next.add(neighbour);
      for (const neighbour of graph.down(id)) if (classOf.has(neighbour)) next.add(neighbour);
    }
    changed = next;
  }
}

/** Splits each class that has a changed member. Returns the nodes that changed their class. */
function splitAll(
  graph: RefinableGraph,
  classOf: Map<string, number>,
  members: Set<string>[],
  changed: Iterable<string>,
): string[] {
  const changedIn = new Map<number, string[]>();
  for (const id of changed) {
    const index = classOf.get(id) ?? -1;
    if ((members[index]?.size ?? 0) < 2) continue;
    const list = changedIn.get(index);
    if (list === undefined) changedIn.set(index, [id]);
    else list.push(id);
  }

  // All signatures of a round are computed before any class is split; otherwise the result would depend on the order of classes.
  const plans: { index: number; groups: Map<string, string[]>; kept: string }[] = [];
  for (const [index, ids] of changedIn) {
    const all = members[index] as Set<string>;
    const groups = new Map<string, string[]>();
    for (const id of ids) {
      const signature = signatureOf(graph, classOf, id);
      const group = groups.get(signature);
      if (group === undefined) groups.set(signature, [id]);
      else group.push(id);
    }
    const unchanged = ids.length < all.size ? someOther(all, new Set(ids)) : undefined;
    const kept = unchanged === undefined ? largest(groups) : signatureOf(graph, classOf, unchanged);
    plans.push({ index, groups, kept });
  }

  const moved: string[] = [];
  for (const { index, groups, kept } of plans) {
    for (const [signature, ids] of groups) {
      if (signature === kept) continue;
      const fresh = members.push(new Set(ids)) - 1;
      for (const id of ids) {
        members[index]?.delete(id);
        classOf.set(id, fresh);
        moved.push(id);
      }
    }
  }
  return moved;
}

function signatureOf(graph: RefinableGraph, classOf: ReadonlyMap<string, number>, id: string): string {
  return `${classesOf(graph.up(id), classOf)}|${classesOf(graph.down(id), classOf)}`;
}

function classesOf(ids: Iterable<string>, classOf: ReadonlyMap<string, number>): string {
  const classes = new Set<number>();
  for (const id of ids) {
    const index = classOf.get(id);
    if (index !== undefined) classes.add(index);
  }
  return [...classes].sort((a, b) => a - b).join();
}

function someOther(all: ReadonlySet<string>, not: ReadonlySet<string>): string | undefined {
  for (const id of all) if (!not.has(id)) return id;
  return undefined;
}

function largest(groups: ReadonlyMap<string, readonly string[]>): string {
  let found = '';
  let size = -1;
  for (const [signature, ids] of groups) {
    if (ids.length <= size) continue;
    found = signature;
    size = ids.length;
  }
  return found;
}
