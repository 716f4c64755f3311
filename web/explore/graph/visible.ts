import { neighbours, type LoadedGraph, type Side } from './model.ts';

export type Direction = 'UPSTREAM' | 'DOWNSTREAM' | 'BOTH';

export interface Extent {
  root: string;
  direction: Direction;
  depth: number;
  /** Handles that were opened beyond `depth`, as `up:<id>` or `down:<id>`. */
  opened: ReadonlySet<string>;
  /** Handles that were closed within it. */
  closed: ReadonlySet<string>;
}

export function handleKey(side: Side, id: string): string {
  return `${side}:${id}`;
}

/** Which of the loaded nodes are shown: what lies within `depth` of the root, and behind handles that were opened. */
export function visibleNodes(graph: LoadedGraph, extent: Extent): Set<string> {
  const { root, direction, depth, opened, closed } = extent;
  const shown = new Set<string>();
  if (!graph.nodes.has(root)) return shown;
  const sides: Side[] = direction === 'BOTH' ? ['up', 'down'] : [direction === 'UPSTREAM' ? 'up' : 'down'];
  shown.add(root);
  for (const side of sides) {
    let level = new Set([root]);
    const met = new Set(level);
    for (let distance = 0; distance < depth && level.size > 0; distance += 1) {
      const next = new Set<string>();
      for (const id of level) {
        if (closed.has(handleKey(side, id))) continue;
        for (const neighbour of neighbours(graph, id, side)) {
          if (met.has(neighbour)) continue;
          met.add(neighbour);
          next.add(neighbour);
          shown.add(neighbour);
        }
      }
      level = next;
    }
  }
  const queue = [...shown];
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const side of ['up', 'down'] as const) {
      if (!opened.has(handleKey(side, id))) continue;
      for (const neighbour of neighbours(graph, id, side)) {
        if (shown.has(neighbour)) continue;
        shown.add(neighbour);
        queue.push(neighbour);
      }
    }
  return shown;
}

/** All that is reached from the starts on one side, the starts included, within `visible`. */
export function reached(
  graph: LoadedGraph,
  starts: Iterable<string>,
  side: Side,
  visible: ReadonlySet<string>,
): Set<string> {
  const found = new Set(starts);
  const queue = [...found];
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const neighbour of neighbours(graph, id, side)) {
      if (found.has(neighbour) || !visible.has(neighbour)) continue;
      found.add(neighbour);
      queue.push(neighbour);
    }
  return found;
}
