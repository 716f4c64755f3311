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

export function isHandleKey(text: string): boolean {
  return /^(?:up|down):\S+$/.test(text);
}

export function handleFromKey(key: string): { side: Side; id: string } {
  const side = key.startsWith('up:') ? 'up' : 'down';
  return { side, id: key.slice(side.length + 1) };
}

export interface Visible {
  nodes: Set<string>;
  /** Handles through which the view goes: these collapse, all others open. */
  through: Set<string>;
}

/** Which of the loaded nodes are shown: what lies within `depth` of the root, and behind handles that were opened. */
export function visibleNodes(graph: LoadedGraph, extent: Extent): Visible {
  const { root, direction, depth, opened, closed } = extent;
  const nodes = new Set<string>();
  const through = new Set<string>();
  if (!graph.nodes.has(root)) return { nodes, through };
  const sides: Side[] = direction === 'BOTH' ? ['up', 'down'] : [direction === 'UPSTREAM' ? 'up' : 'down'];
  nodes.add(root);
  for (const side of sides) {
    let level = new Set([root]);
    const met = new Set(level);
    for (let distance = 0; distance < depth && level.size > 0; distance += 1) {
      const next = new Set<string>();
      for (const id of level) {
        const key = handleKey(side, id);
        if (closed.has(key)) continue;
        through.add(key);
        for (const neighbour of neighbours(graph, id, side)) {
          if (met.has(neighbour)) continue;
          met.add(neighbour);
          next.add(neighbour);
          nodes.add(neighbour);
        }
      }
      level = next;
    }
  }
  const queue = [...nodes];
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const side of ['up', 'down'] as const) {
      const key = handleKey(side, id);
      if (!opened.has(key)) continue;
      through.add(key);
      for (const neighbour of neighbours(graph, id, side)) {
        if (nodes.has(neighbour)) continue;
        nodes.add(neighbour);
        queue.push(neighbour);
      }
    }
  return { nodes, through };
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
