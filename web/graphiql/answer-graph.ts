import { Kind, parse, type DocumentNode, type SelectionSetNode } from 'graphql';
import { isRecord, text, type Fields } from '../explore/json.ts';

export interface DrawnNode {
  id: string;
  kind: 'artifact' | 'run' | 'hidden';
  label: string;
  path: string | null;
}

export interface DrawnEdge {
  from: string;
  to: string;
  kind: 'LOGGED' | 'USED';
}

export interface AnswerGraph {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
}

interface Link {
  from: string;
  field: Traversal;
}

const traversals = {
  loggedBy: { of: 'artifact', kind: 'LOGGED', upstream: true },
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

/** The lineage that an answer of any shape tells of. Only the query says what is meant by an alias. */
export function graphFromAnswer(query: string, answer: unknown): AnswerGraph {
  const nodes = new Map<string, DrawnNode>();
  const edges = new Map<string, DrawnEdge>();
  const document = parse(query);

  const addEdge = (edge: DrawnEdge): void => {
    edges.set(JSON.stringify([edge.from, edge.to, edge.kind]), edge);
  };

  function visit(value: unknown, selections: SelectionSetNode[], place: string, link: Link | null): void {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, selections, `${place}.${String(index)}`, link);
      });
      return;
    }
    if (!isRecord(value)) return;
    const fields = fieldsOf(document, selections);
    const named = namedValues(value, fields);
    const [from, to] = [text(named['from']), text(named['to'])];
    if (from && to && (named['kind'] === 'LOGGED' || named['kind'] === 'USED')) {
      addEdge({ from, to, kind: named['kind'] });
    }
    // Between a node and its neighbours stand a connection and its edges, which are no nodes.
    const isBetween = link !== null && ['nodes', 'edges', 'node'].some((name) => name in named);
    const node = isBetween ? null : nodeFrom(named, place, link);
    if (node) {
      const known = nodes.get(node.id);
      if (!known || (known.path === null && node.path !== null)) nodes.set(node.id, node);
      if (link) addEdge(edgeFrom(link, node.id));
    }
    for (const [key, { name, selections: below }] of fields) {
      const onward = node && isTraversal(name) ? { from: node.id, field: name } : isBetween ? link : null;
      visit(value[key], below, `${place}.${key}`, onward);
    }
  }

  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      visit(answer, [definition.selectionSet], '', null);
    }
  }
  // An edge whose end the query did not ask for has nothing to be drawn to.
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()].filter(({ from, to }) => nodes.has(from) && nodes.has(to)),
  };
}

type AskedFields = Map<string, { name: string; selections: SelectionSetNode[] }>;

function fieldsOf(
  document: DocumentNode,
  sets: SelectionSetNode[],
  found: AskedFields = new Map(),
): AskedFields {
  for (const selection of sets.flatMap((set) => set.selections)) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const field = found.get(key) ?? { name: selection.name.value, selections: [] };
      if (selection.selectionSet) field.selections.push(selection.selectionSet);
      found.set(key, field);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      fieldsOf(document, [selection.selectionSet], found);
    } else {
      const fragment = document.definitions.find(
        (definition) =>
          definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) fieldsOf(document, [fragment.selectionSet], found);
    }
  }
  return found;
}

function namedValues(value: Fields, fields: AskedFields): Fields {
  return Object.fromEntries(
    [...fields].filter(([key]) => key in value).map(([key, { name }]) => [name, value[key]]),
  );
}

function nodeFrom(named: Fields, place: string, link: Link | null): DrawnNode | null {
  const kind = kinds[text(named['__typename']) ?? ''] ?? kindByFields(named) ?? (link && kindAtEnd(link));
  if (!kind) return null;
  const path = text(named['path']) ?? text(named['runPath']);
  const id = text(named['id']) ?? path ?? `answer${place}`;
  const label = text(named['label']) ?? text(named['displayName']) ?? text(named['name']) ?? path ?? id;
  return { id, kind, label, path };
}

function kindByFields(named: Fields): DrawnNode['kind'] | null {
  const traversal = Object.keys(named).find(isTraversal);
  return traversal ? traversals[traversal].of : null;
}

function kindAtEnd(link: Link): DrawnNode['kind'] {
  return traversals[link.field].of === 'run' ? 'artifact' : 'run';
}

function edgeFrom({ from: start, field }: Link, end: string): DrawnEdge {
  const { kind, upstream } = traversals[field];
  return upstream ? { from: end, to: start, kind } : { from: start, to: end, kind };
}

function isTraversal(name: string): name is Traversal {
  return Object.hasOwn(traversals, name);
}
