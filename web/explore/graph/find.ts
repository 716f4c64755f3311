import type { Card } from '../folding/fold.ts';
import type { GraphNode } from './model.ts';

/** Whether a node is meant by what was typed: all of its words, anywhere in what the node is called. */
export function matches(node: GraphNode, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [node.label, node.path, node.type, node.state, ...node.aliases].join(' ').toLowerCase();
  return words.length > 0 && words.every((word) => text.includes(word));
}

export interface Matching {
  /** Ids of the cards that hold a match. */
  cards: string[];
  /** How many nodes match, on all of them. */
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
