import type { Card } from '../folding/fold.ts';
import type { GraphNode } from './model.ts';

/** Whether a node matches the search text: all words must occur in its label, path, type, state or aliases. */
export function matches(node: GraphNode, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [node.label, node.path, node.type, node.state, ...node.aliases].join(' ').toLowerCase();
  return words.length > 0 && words.every((word) => text.includes(word));
}

export interface Matching {
  /** The ids of the cards that contain a match. */
  cards: string[];
  /** The number of matching nodes in all cards. */
  nodes: number;
}

export function matching(cards: readonly Card[], typed: string): Matching {
  const found: Matching = { cards: [], nodes: 0 };
  if (typed.trim() === '') return found;
  for (const { id, members } of cards) {
    const nodes = members.filter((node) => matches(node, typed)).length;
    if (nodes > 0) found.cards.push(id);
    found.nodes += nodes;
  }
  return found;
}
