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

/** A hop, and the fields that are wanted of what it leads to. */
export interface WantedHop {
  kind: HopKind;
  needs: Needs;
}

/**
 * One operation that asks `start` and, below its object, each hop inside the nodes of the hop before: put together from
 * the operations of the single hops, so that what is read from it is what they would have read. `own` are the fields of the
 * object itself. The page sizes are the variables `first0`, `first1`, ...; only the first hop takes a cursor, `after0`.
 */
export function fuseOperations(
  start: FusedStart,
  wanted: readonly WantedHop[],
  own: Needs,
): PreparedOperation {
  const kinds = wanted.map(({ kind }) => kind);
  const needsKeys = [own, ...wanted.map(({ needs }) => needs)].map(({ key }) => key);
  const needsKey = [...new Set(needsKeys)].length === 1 ? own.key : needsKeys.join(' > ');
  const name = operationName(start.document);
  const cacheKey = `${name} ${kinds.join(' ')} ${needsKey}`;
  const known = operations.get(cacheKey);
  if (known) return known;

  // Fragments that are pruned to other needs have other names.
  const variants = [...new Set(needsKeys)];
  const prepare = (document: AnyDocument, needs: Needs): PreparedOperation =>
    withSuffix(prepareOperation(document, needs), variants.indexOf(needs.key));
  const base = prepare(start.document, own);
  const hops = wanted.map(({ kind, needs }) => prepare(hopOperations[kind].document, needs));
  let inner: PreparedField[] = [];
  for (const [index, kind] of [...kinds.entries()].reverse()) {
    const { at, field } = hopOperations[kind];
    const edges = objectAt(hops[index]?.selection ?? noSelection, at).fields.find(({ key }) => key === field);
    if (!edges) throw new TypeError(`${kind} has no field ${field}.`);
    inner = [withNodes(renumbered(edges, index), inner)];
  }
  const first = kinds[0] ? hopOperations[kinds[0]].field : null;
  const operation: PreparedOperation = {
    name: `${name}_${kinds.length}hops`,
    needsKey,
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

function withSuffix(operation: PreparedOperation, variant: number): PreparedOperation {
  if (variant === 0) return operation;
  const renamed = (name: string): string => `${name}_v${variant}`;
  const rename = ({ fields, fragments }: PreparedSelection): PreparedSelection => ({
    fields: fields.map((field) => (field.children ? { ...field, children: rename(field.children) } : field)),
    fragments: fragments.map(({ on, name, selection }) => ({
      on,
      name: name === null ? null : renamed(name),
      selection: rename(selection),
    })),
  });
  return {
    ...operation,
    selection: rename(operation.selection),
    fragmentBodies: new Map(
      [...operation.fragmentBodies].map(([name, { on, selection }]) => [
        renamed(name),
        { on, selection: rename(selection) },
      ]),
    ),
  };
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
