import { neighbours, projectOf, type GraphEdge, type GraphNode, type LoadedGraph } from '../graph/model.ts';
import { refineColours } from './refine.ts';

export const groupings = ['shape', 'type', 'jobType', 'sweep', 'project', 'none'] as const;
export type Grouping = (typeof groupings)[number];

export interface FoldOptions {
  grouping: Grouping;
  /** Nodes that are never grouped: the root, and nodes taken out of a group. */
  pinned: ReadonlySet<string>;
}

/** Smaller groups stay single cards. */
export const smallestFold = 5;
/** A node with this many neighbours is a landmark and stays a single card. */
export const hubDegree = 8;

export interface Card {
  /** The id of the node, or `fold:` and the smallest member id for a group. */
  id: string;
  members: readonly GraphNode[];
}

export interface CardEdge {
  from: string;
  to: string;
  kind: GraphEdge['kind'];
  /** The number of edges of the graph that it represents. */
  count: number;
}

export interface FoldedGraph {
  cards: readonly Card[];
  edges: readonly CardEdge[];
  cardOf: ReadonlyMap<string, string>;
}

/** Groups similar nodes of the visible graph into one card each, along their whole chains. */
export function foldGraph(
  graph: LoadedGraph,
  visible: ReadonlySet<string>,
  { grouping, pinned }: FoldOptions,
): FoldedGraph {
  const ids = [...visible].filter((id) => graph.nodes.has(id));
  const classes = new Map<string, GraphNode[]>();
  const classOf =
    grouping === 'none'
      ? null
      : refineColours(
          { ids, up: (id) => neighbours(graph, id, 'up'), down: (id) => neighbours(graph, id, 'down') },
          (id) =>
            isLandmark(graph, visible, pinned, id)
              ? `1 ${id}`
              : `n ${groupOf(graph.nodes.get(id), grouping)}`,
        );
  for (const id of ids) {
    const key = classOf === null ? id : String(classOf.get(id));
    const node = graph.nodes.get(id) as GraphNode;
    const list = classes.get(key);
    if (list === undefined) classes.set(key, [node]);
    else list.push(node);
  }

  const cards: Card[] = [];
  const cardOf = new Map<string, string>();
  for (const members of classes.values()) {
    const parts = members.length >= smallestFold ? [members] : members.map((node) => [node]);
    for (const part of parts) {
      const id = part.length === 1 ? (part[0]?.id ?? '') : foldId(part);
      cards.push({ id, members: part });
      for (const { id: member } of part) cardOf.set(member, id);
    }
  }
  return { cards, edges: cardEdges(graph, cardOf), cardOf };
}

/** Independent of the order in which members were loaded, so that a URL can refer to the card. */
function foldId(members: readonly GraphNode[]): string {
  return `fold:${members.reduce((least, { id }) => (id < least ? id : least), members[0]?.id ?? '')}`;
}

function isLandmark(
  graph: LoadedGraph,
  visible: ReadonlySet<string>,
  pinned: ReadonlySet<string>,
  id: string,
): boolean {
  if (pinned.has(id)) return true;
  let degree = 0;
  for (const side of ['up', 'down'] as const)
    for (const neighbour of neighbours(graph, id, side)) {
      if (visible.has(neighbour)) degree += 1;
      if (degree >= hubDegree) return true;
    }
  return false;
}

function groupOf(node: GraphNode | undefined, grouping: Grouping): string {
  if (node === undefined) return '';
  switch (grouping) {
    case 'jobType':
      return `${node.kind} ${node.kind === 'run' ? (node.type ?? '') : ''}`;
    case 'sweep':
      return `${node.kind} ${node.kind === 'run' ? (node.sweep ?? '') : (node.type ?? '')}`;
    case 'project':
      return `${node.kind} ${projectOf(node) ?? ''}`;
    case 'type':
      return `${node.kind} ${node.kind === 'artifact' ? (node.type ?? '') : ''}`;
    default:
      return `${node.kind} ${node.type ?? ''}`;
  }
}

function cardEdges(graph: LoadedGraph, cardOf: ReadonlyMap<string, string>): CardEdge[] {
  const edges = new Map<string, CardEdge>();
  for (const { from, to, kind } of graph.edges.values()) {
    const start = cardOf.get(from);
    const end = cardOf.get(to);
    if (start === undefined || end === undefined) continue;
    const key = `${start}>${end}`;
    const edge = edges.get(key);
    if (edge === undefined) edges.set(key, { from: start, to: end, kind, count: 1 });
    else edge.count += 1;
  }
  return [...edges.values()];
}
