import { neighbours, type LoadedGraph, type Side } from './model.ts';

export type Direction = 'UPSTREAM' | 'DOWNSTREAM' | 'BOTH';

export interface Extent {
  root: string;
  direction: Direction;
  depth: number;
  /** Nodes expanded beyond `depth`, as `up:<id>` or `down:<id>`. */
  opened: ReadonlySet<string>;
  /** Nodes collapsed within `depth`. */
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
  /** Expanded sides of nodes: their handles collapse, all others expand. */
  through: Set<string>;
}

/** The visible nodes: those within `depth` of the root, and the neighbours of expanded nodes. */
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

/** Everything that can be reached from `starts` on one side within `visible`, including `starts`. */
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
