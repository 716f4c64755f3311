import {
  AnswerText,
  completenessFields,
  completenessLine,
  counted,
  quoted,
  type Answer,
  type Completeness,
} from './answer-text.ts';
import { groupOf, named, nodeFragment, type ToolNode } from './node-text.ts';
import { required, type ToolClient } from './tool-client.ts';

export interface LineageArguments {
  node: string;
  maxDepth: number;
  maxNodes: number;
  show: number;
  offset: number;
  kinds?: readonly ('RUN' | 'ARTIFACT')[] | undefined;
  artifactTypes?: readonly string[] | undefined;
  includeSystemTypes: boolean;
}

interface Hit {
  depth: number;
  node: ToolNode;
}

interface LineageData {
  lineage: {
    nodes: readonly Hit[];
    edges: readonly { from: string; to: string }[];
    roots: readonly { id: string }[];
    leaves: readonly { id: string }[];
    completeness: Completeness;
  } | null;
}

const document = `
  query McpLineage($roots: [ID!]!, $direction: LineageDirection!, $maxDepth: Int!, $maxNodes: Int!, $filter: LineageFilter) {
    lineage(roots: $roots, direction: $direction, maxDepth: $maxDepth, maxNodes: $maxNodes, filter: $filter) {
      nodes { depth node { ...ToolNode } }
      edges { from to }
      roots { id }
      leaves { id }
      ${completenessFields}
    }
  }
  ${nodeFragment}`;

const maxGroups = 12;

/** The lineage of one node in one direction: counts, then the most important nodes, then how to continue. */
export async function lineageAnswer(
  client: ToolClient,
  direction: 'UPSTREAM' | 'DOWNSTREAM',
  given: LineageArguments,
): Promise<Answer> {
  const { node: root, maxDepth, maxNodes, show, offset, kinds, artifactTypes, includeSystemTypes } = given;
  const roots = await client.ids('node', [root]);
  const filter = { includeSystemTypes, ...(kinds && { kinds }), ...(artifactTypes && { artifactTypes }) };
  const result = await client.query<LineageData>(document, {
    roots,
    direction,
    maxDepth,
    maxNodes,
    filter,
  });
  const lineage = required(result.data.lineage, result);
  const { nodes, edges, completeness } = lineage;
  const ends = direction === 'UPSTREAM' ? lineage.roots : lineage.leaves;
  const self = nodes.find(({ depth }) => depth === 0)?.node;
  const others = nodes.filter(({ depth }) => depth > 0);

  const text = new AnswerText();
  const word = direction === 'UPSTREAM' ? 'Upstream of' : 'Downstream of';
  text.add(`${word} ${self ? named(text, self) : quoted(root)}:`);
  const count = (kind: ToolNode['__typename']) =>
    others.filter(({ node }) => node.__typename === kind).length;
  const deepest = others.reduce((most, { depth }) => Math.max(most, depth), 0);
  text.counts = {
    nodes: others.length,
    runs: count('Run'),
    artifacts: count('Artifact'),
    hidden: count('HiddenNode'),
  };
  text.add(
    `${counted(others.length, 'node')}: ${counted(count('Run'), 'run')}, ${counted(count('Artifact'), 'artifact version')}, ${count('HiddenNode')} hidden; the maximum distance is ${counted(deepest, 'hop')}.`,
  );
  text.addCompleteness(completeness.complete, completenessLine(completeness), result.problems);
  const groups = groupsOf(others);
  if (groups.length > 0) text.add(`By kind: ${groupText(groups)}.`);

  const ranked = rank(others, new Map(groups), new Set(ends.map(({ id }) => id)));
  const nearer = nearerNeighbours(nodes, edges);
  const page = ranked.slice(offset, offset + show);
  if (page.length > 0) text.add(`The most important ones, from ${offset + 1} of ${ranked.length}:`);
  let shown = 0;
  for (const { depth, node } of page) {
    const via = nearer.get(node.id);
    if (!text.add(`- ${counted(depth, 'hop')}: ${named(text, node)}${via ? `; next to ${quoted(via)}` : ''}`))
      break;
    shown += 1;
  }
  const rest = ranked.length - offset - shown;
  if (rest <= 0) return text.end();
  return text.end(
    `${counted(rest, 'node')} not listed. For the next ones call again with offset ${offset + shown}; to narrow the query pass kinds, artifactTypes or a lower maxDepth, or start from one of the nodes above.`,
  );
}

function groupsOf(hits: readonly Hit[]): [string, number][] {
  const groups = new Map<string, number>();
  for (const { node } of hits) groups.set(groupOf(node), (groups.get(groupOf(node)) ?? 0) + 1);
  return [...groups].sort(([, a], [, b]) => b - a);
}

function groupText(groups: readonly [string, number][]): string {
  const words = groups.slice(0, maxGroups).map(([group, count]) => `${group} ${count}`);
  const rest = groups.length - maxGroups;
  return [...words, ...(rest > 0 ? [counted(rest, 'more kind')] : [])].join(', ');
}

/**
 * Important nodes first: sources or sinks, aliases that somebody gave, failed or hidden nodes, near ones, and rare kinds before
 * common ones. Equal ones stay in the order of the walk.
 */
function rank(hits: readonly Hit[], groups: ReadonlyMap<string, number>, ends: ReadonlySet<string>): Hit[] {
  const score = ({ depth, node }: Hit): number => {
    const named = node.aliases?.some((alias) => alias !== 'latest') === true;
    const odd = node.__typename === 'HiddenNode' || (node.__typename === 'Run' && node.state !== 'finished');
    const rare = 2 / Math.sqrt(groups.get(groupOf(node)) ?? 1);
    return (ends.has(node.id) ? 3 : 0) + (named ? 3 : 0) + (odd ? 2 : 0) + 4 / (depth + 1) + rare;
  };
  return hits
    .map((hit) => ({ hit, score: score(hit) }))
    .sort((a, b) => b.score - a.score)
    .map(({ hit }) => hit);
}

/** For each node the label of one that is a hop nearer to the root. */
function nearerNeighbours(
  nodes: readonly Hit[],
  edges: readonly { from: string; to: string }[],
): Map<string, string> {
  const byId = new Map(nodes.map((hit) => [hit.node.id, hit]));
  const nearer = new Map<string, string>();
  const look = (far: Hit | undefined, near: Hit | undefined): void => {
    if (far && near && near.depth < far.depth && !nearer.has(far.node.id))
      nearer.set(far.node.id, near.node.label);
  };
  for (const { from, to } of edges) {
    look(byId.get(from), byId.get(to));
    look(byId.get(to), byId.get(from));
  }
  return nearer;
}
