import type { Card, FoldedGraph } from '../folding/fold.ts';
import type { LoadedGraph } from './model.ts';
import { reached } from './visible.ts';

/** The highlighted cards by id, and their edges as `from>to`. */
export interface Highlight {
  cards: ReadonlySet<string>;
  edges: ReadonlySet<string>;
}

/** For one card everything upstream and downstream of it, for two only the paths between them. Null if nothing is selected. */
export function highlight(
  graph: LoadedGraph,
  visible: ReadonlySet<string>,
  folded: FoldedGraph,
  selected: readonly Card[],
): Highlight | null {
  const [first, second] = selected.map(({ members }) => members.map(({ id }) => id));
  if (first === undefined) return null;
  const up = (starts: readonly string[]): Set<string> => reached(graph, starts, 'up', visible);
  const down = (starts: readonly string[]): Set<string> => reached(graph, starts, 'down', visible);
  const parts =
    second === undefined
      ? [up(first), down(first)]
      : [common(down(first), up(second)), common(down(second), up(first))];

  const cards = new Set(selected.map(({ id }) => id));
  for (const part of parts)
    for (const id of part) {
      const card = folded.cardOf.get(id);
      if (card !== undefined) cards.add(card);
    }
  const edges = new Set<string>();
  for (const { from, to } of graph.edges.values())
    // Both ends must be in the same part: an edge that bypasses the selection is not on a path through it.
    if (parts.some((part) => part.has(from) && part.has(to)))
      edges.add(`${folded.cardOf.get(from) ?? ''}>${folded.cardOf.get(to) ?? ''}`);
  return { cards, edges };
}

function common(some: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...some].filter((id) => others.has(id)));
}
