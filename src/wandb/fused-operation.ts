import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Needs } from './needs.ts';
import {
  ArtifactCreatorDocument,
  ArtifactUsersDocument,
  RunInputsDocument,
  RunOutputsDocument,
} from './operations.generated.ts';
import {
  operationName,
  prepareOperation,
  type PreparedField,
  type PreparedOperation,
  type PreparedSelection,
} from './operation.ts';

export type HopKind = 'creator' | 'users' | 'inputs' | 'outputs';

/** Any operation, whatever its answer and its variables. */
export type AnyDocument = DocumentNode;

/** Where an operation gives the object from which hops go on. */
export interface FusedStart {
  document: AnyDocument;
  at: readonly string[];
}

/** The operation of each hop for one key: the object that it asks, and the object's field that leads on. */
export const hopOperations: Readonly<Record<HopKind, FusedStart & { field: string }>> = {
  creator: { document: ArtifactCreatorDocument, at: ['artifact'], field: 'createdBy' },
  users: { document: ArtifactUsersDocument, at: ['artifact'], field: 'usedBy' },
  inputs: { document: RunInputsDocument, at: ['project', 'run'], field: 'inputArtifacts' },
  outputs: { document: RunOutputsDocument, at: ['project', 'run'], field: 'outputArtifacts' },
};

const operations = new LRUCache<string, PreparedOperation>({ max: 500 });

/**
 * One operation that asks `start` and, below its object, each hop inside the nodes of the hop before: put together from
 * the operations of the single hops, so that what is read from it is what they would have read. The page sizes are the
 * variables `first0`, `first1`, ...; only the first hop takes a cursor, `after0`.
 */
export function fuseOperations(
  start: FusedStart,
  kinds: readonly HopKind[],
  needs: Needs,
): PreparedOperation {
  const base = prepareOperation(start.document, needs);
  const cacheKey = `${base.name} ${kinds.join(' ')} ${needs.key}`;
  const known = operations.get(cacheKey);
  if (known) return known;

  const hops = kinds.map((kind) => prepareOperation(hopOperations[kind].document, needs));
  let inner: PreparedField[] = [];
  for (const [index, kind] of [...kinds.entries()].reverse()) {
    const { at, field } = hopOperations[kind];
    const edges = objectAt(hops[index]?.selection ?? noSelection, at).fields.find(({ key }) => key === field);
    if (!edges) throw new TypeError(`${kind} has no field ${field}.`);
    inner = [withNodes(renumbered(edges, index), inner)];
  }
  const first = kinds[0] ? hopOperations[kinds[0]].field : null;
  const operation: PreparedOperation = {
    name: `${base.name}_${kinds.length}hops`,
    needsKey: needs.key,
    variableTypes: new Map([
      ...base.variableTypes,
      ...kinds.map((_, index) => [`first${index}`, 'Int!'] as const),
      ['after0', 'String'],
    ]),
    selection: atObject(base.selection, start.at, ({ fields, fragments }) => ({
      fields: [...fields.filter(({ key }) => key !== first), ...inner],
      fragments,
    })),
    fragmentBodies: new Map([base, ...hops].flatMap(({ fragmentBodies }) => [...fragmentBodies])),
  };
  operations.set(cacheKey, operation);
  return operation;
}

const noSelection: PreparedSelection = { fields: [], fragments: [] };

function objectAt(selection: PreparedSelection, at: readonly string[]): PreparedSelection {
  return at.reduce(
    (object, step) => object.fields.find(({ key }) => key === step)?.children ?? noSelection,
    selection,
  );
}

function atObject(
  selection: PreparedSelection,
  at: readonly string[],
  change: (object: PreparedSelection) => PreparedSelection,
): PreparedSelection {
  const [step, ...rest] = at;
  if (step === undefined) return change(selection);
  return {
    ...selection,
    fields: selection.fields.map((field) =>
      field.key === step && field.children
        ? { ...field, children: atObject(field.children, rest, change) }
        : field,
    ),
  };
}

function renumbered(field: PreparedField, index: number): PreparedField {
  const args = field.args
    .filter(({ name }) => name === 'first' || (name === 'after' && index === 0))
    .map(({ name }) => ({ name, variable: `${name}${index}` }));
  return { ...field, args };
}

/** Adds fields to the nodes of a list of edges, or to the run that a creator may be. */
function withNodes(edges: PreparedField, inner: readonly PreparedField[]): PreparedField {
  if (inner.length === 0 || !edges.children) return edges;
  const extended = (selection: PreparedSelection): PreparedSelection => ({
    ...selection,
    fields: [...selection.fields, ...inner],
  });
  if (edges.key !== 'createdBy')
    return { ...edges, children: atObject(edges.children, ['edges', 'node'], extended) };
  const fragments = edges.children.fragments.map((fragment) =>
    fragment.on === 'Run' ? { ...fragment, selection: extended(fragment.selection) } : fragment,
  );
  return { ...edges, children: { ...edges.children, fragments } };
}

/** The key under which an answer to one hop is kept, whatever its page size. */
export function hopKey(document: AnyDocument, variables: Readonly<Record<string, unknown>>): string {
  const { first: _first, ...place } = variables;
  return `${operationName(document)} ${JSON.stringify(place)}`;
}
