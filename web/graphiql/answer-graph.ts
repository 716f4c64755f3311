import { parse, type DocumentNode, type SelectionSetNode } from 'graphql';
import { isRecord, records, text, type Fields } from '../explore/json.ts';
import { askedFields, namedValues, operationIn } from './asked-fields.ts';
import { Missing } from './missing.ts';

export interface DrawnNode {
  id: string;
  kind: 'artifact' | 'run' | 'hidden';
  label: string;
  path: string | null;
  /** A word for its state if something is wrong. Null if nothing is, or the state was not selected. */
  trouble: string | null;
}

export interface DrawnEdge {
  from: string;
  to: string;
  kind: 'LOGGED' | 'USED';
}

export interface AnswerGraph {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
  /** What the response says is missing, one sentence each. */
  missing: string[];
}

/** A query and its complete response. */
export interface Asked {
  query: string;
  operationName: string | null;
  answer: unknown;
}

interface Link {
  from: string;
  field: Traversal;
}

const traversals = {
  loggedBy: { of: 'artifact', kind: 'LOGGED', upstream: true },
  createdBy: { of: 'artifact', kind: 'LOGGED', upstream: true },
  usedBy: { of: 'artifact', kind: 'USED', upstream: false },
  usedArtifacts: { of: 'run', kind: 'USED', upstream: true },
  loggedArtifacts: { of: 'run', kind: 'LOGGED', upstream: false },
} as const;
type Traversal = keyof typeof traversals;

const kinds: Readonly<Record<string, DrawnNode['kind']>> = {
  Artifact: 'artifact',
  Run: 'run',
  HiddenNode: 'hidden',
};

/**
 * Extracts the lineage graph from a response of any shape. The query resolves aliases; one that cannot be parsed has only
 * errors. `prefix` is the schema's prefix.
 */
export function graphFromAnswer({ query, operationName, answer }: Asked, prefix = ''): AnswerGraph {
  const document = documentFrom(query);
  return document === null
    ? { nodes: [], edges: [], missing: failures(answer) }
    : graphOf(document, operationName, answer, prefix);
}

function graphOf(
  document: DocumentNode,
  operationName: string | null,
  answer: unknown,
  prefix: string,
): AnswerGraph {
  const nodes = new Map<string, DrawnNode>();
  const edges = new Map<string, DrawnEdge>();
  const missing = new Missing();

  const addEdge = (edge: DrawnEdge): void => {
    edges.set(JSON.stringify([edge.from, edge.to, edge.kind]), edge);
  };

  function visit(value: unknown, selections: SelectionSetNode[], place: Place, link: Link | null): void {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, selections, { ...place, at: `${place.at}.${String(index)}` }, link);
      });
      return;
    }
    if (!isRecord(value)) return;
    const fields = askedFields(document, selections);
    const named = namedValues(value, fields);
    const [from, to] = [text(named['from']), text(named['to'])];
    if (from && to && (named['kind'] === 'LOGGED' || named['kind'] === 'USED')) {
      addEdge({ from, to, kind: named['kind'] });
    }
    // Connections and edges between a node and its neighbours are not nodes themselves.
    const isBetween = link !== null && ['nodes', 'edges', 'node'].some((name) => name in named);
    missing.lookAt(named, isBetween);
    const node = isBetween ? null : nodeFrom(named, place, link, prefix);
    if (node) {
      nodes.set(node.id, merged(nodes.get(node.id), node));
      if (link) addEdge(edgeFrom(link, node.id));
    }
    for (const [key, { name, selections: below }] of fields) {
      const onward = node && isTraversal(name) ? { from: node.id, field: name } : isBetween ? link : null;
      visit(value[key], below, { at: `${place.at}.${key}`, field: name }, onward);
    }
  }

  const operation = operationIn(document, operationName);
  const data = isRecord(answer) ? answer['data'] : null;
  if (operation) visit(data, [operation.selectionSet], { at: '', field: '' }, null);
  return {
    nodes: [...nodes.values()],
    // An edge cannot be drawn if the query did not select one of its ends.
    edges: [...edges.values()].filter(({ from, to }) => nodes.has(from) && nodes.has(to)),
    missing: [...missing.words(), ...failures(answer)],
  };
}

function documentFrom(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}

function failures(answer: unknown): string[] {
  const errors = records(isRecord(answer) ? answer['errors'] : null);
  const messages = new Set(errors.map(({ message }) => text(message) ?? 'Unknown error.'));
  return [...messages].map((message) => `Failed: ${message}`);
}

interface Place {
  /** The position in the response, for nodes without id and path. */
  at: string;
  /** The name of its field. */
  field: string;
}

function nodeFrom(named: Fields, { at, field }: Place, link: Link | null, prefix: string): DrawnNode | null {
  const typename = text(named['__typename']);
  const kind =
    typename === null
      ? (kindByFields(named) ?? kindByPlace(named, field) ?? (link && kindAtEnd(link)))
      : (kinds[typename.startsWith(prefix) ? typename.slice(prefix.length) : typename] ?? null);
  if (!kind) return null;
  const path = text(named['path']);
  const id = text(named['id']) ?? path ?? `answer${at}`;
  const name = text(named['label']) ?? text(named['displayName']) ?? text(named['name']);
  const label = name ?? path?.split('/').at(-1) ?? id;
  return { id, kind, label, path, trouble: troubleOf(named, kind) };
}

function kindByFields(named: Fields): DrawnNode['kind'] | null {
  const traversal = Object.keys(named).find(isTraversal);
  return traversal ? traversals[traversal].of : null;
}

function kindByPlace(named: Fields, field: string): DrawnNode['kind'] | null {
  if (text(named['id']) === null && text(named['path']) === null) return null;
  return field === 'artifact' || field === 'run' ? field : null;
}

function kindAtEnd({ field }: Link): DrawnNode['kind'] | null {
  // A run or a user; only `__typename` distinguishes them.
  if (field === 'createdBy') return null;
  return traversals[field].of === 'run' ? 'artifact' : 'run';
}

const troubles: Readonly<Record<string, string>> = {
  NOT_VISIBLE: 'hidden from you',
  UNKNOWN: 'not found',
  WANDB_ERROR: 'failed to load',
  PENDING: 'uploading',
  PENDING_DELETION: 'to be deleted',
  DELETED: 'deleted',
  GARBAGE_COLLECTED: 'deleted',
};

function troubleOf(named: Fields, kind: DrawnNode['kind']): string | null {
  const state = text(named['state']);
  if (kind === 'hidden') return troubles[text(named['reason']) ?? ''] ?? 'hidden';
  if (kind === 'artifact') return state === null || state === 'UNKNOWN' ? null : (troubles[state] ?? null);
  return state === 'finished' ? null : state;
}

/** A node can occur several times with different fields. */
function merged(known: DrawnNode | undefined, node: DrawnNode): DrawnNode {
  if (!known) return node;
  return {
    ...known,
    label: known.label === known.id ? node.label : known.label,
    path: known.path ?? node.path,
    trouble: known.trouble ?? node.trouble,
  };
}

function edgeFrom({ from: start, field }: Link, end: string): DrawnEdge {
  const { kind, upstream } = traversals[field];
  return upstream ? { from: end, to: start, kind } : { from: start, to: end, kind };
}

function isTraversal(name: string): name is Traversal {
  return Object.hasOwn(traversals, name);
}
