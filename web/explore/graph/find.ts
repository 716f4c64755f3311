import type { Card } from '../folding/fold.ts';
import type { GraphNode } from './model.ts';

/** Whether a node is meant by what was typed: all of its words, anywhere in what the node is called. */
export function matches(node: GraphNode, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [node.label, node.path, node.type, node.state, ...node.aliases].join(' ').toLowerCase();
  return words.length > 0 && words.every((word) => text.includes(word));
}

/** Ids of the cards that hold a match. */
export function matching(cards: readonly Card[], typed: string): string[] {
  if (typed.trim() === '') return [];
  return cards.flatMap(({ id, members }) => (members.some((node) => matches(node, typed)) ? [id] : []));
}
