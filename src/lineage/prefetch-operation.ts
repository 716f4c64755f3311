import {
  getArgumentValues,
  getNamedType,
  getOperationAST,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { artifactPathVariables } from '../artifact/artifact.loaders.ts';
import { artifactFields } from '../artifact/artifact.model.ts';
import type { GatewayContext } from '../context.ts';
import { defaultPage } from '../graphql/connection.ts';
import {
  descend,
  isBrief,
  plainNameOf,
  subFields,
  typeNamed,
  type BriefFields,
  type SelectionContext,
} from '../graphql/selection.ts';
import { userFields } from '../project/project.model.ts';
import { runVariables } from '../run/run.loaders.ts';
import { runFields } from '../run/run.model.ts';
import type { Variant } from '../wandb/batch.ts';
import { operationName } from '../wandb/merge.ts';
import { globalIdFromText } from '../wandb/ids.ts';
import {
  ArtifactByIdDocument,
  ArtifactByIdFullDocument,
  ArtifactByNameDocument,
  ArtifactByNameFullDocument,
  RunByNameDocument,
  RunByNameFullDocument,
} from '../wandb/operations.generated.ts';
import {
  artifactReferenceFromText,
  referenceFromText,
  runReferenceFromText,
  type NoReference,
  type Reference as NodeReference,
} from '../wandb/addresses.ts';
import {
  walkPlan,
  type EdgeKind,
  type Plan,
  type PlannedEdge,
  type PlannedLookup,
  type TextKind,
} from '../wandb/prefetch/plan.ts';
import { graphVariant } from './lineage.model.ts';

type NodeType = 'Artifact' | 'Run';
type FieldNodes = readonly FieldNode[];

/** An object that a root field looks up, and by which operation. */
interface Reference extends Pick<PlannedLookup, 'variables' | 'at'> {
  type: NodeType;
  documents: Readonly<Record<Variant, DocumentNode>>;
}

/** A field that leads from an object along an edge, and where in its answer the objects are that it leads to. */
interface TraversalField {
  kind: EdgeKind;
  paths: readonly string[];
  types: readonly BriefFields[];
  to: NodeType;
}

const lists = ['edges.node', 'nodes'];
const creator = { kind: 'creator', paths: [''], to: 'Run' } as const;
const artifacts = { paths: lists, types: [artifactFields], to: 'Artifact' } as const;

const traversalFields: Readonly<Record<NodeType, Readonly<Record<string, TraversalField>>>> = {
  Artifact: {
    loggedBy: { ...creator, types: [runFields] },
    createdBy: { ...creator, types: [runFields, userFields] },
    usedBy: { kind: 'usedBy', paths: lists, types: [runFields], to: 'Run' },
  },
  Run: {
    usedArtifacts: { kind: 'inputs', ...artifacts },
    loggedArtifacts: { kind: 'outputs', ...artifacts },
  },
};

/** Long texts travel with an object that is looked up, but not with every node of a list. */
const textFields: Readonly<Record<NodeType, Readonly<Record<string, TextKind>>>> = {
  Artifact: { metadata: 'metadata' },
  Run: { config: 'config', summaryMetrics: 'summaryMetrics', notes: 'notes' },
};

/** The walk itself prefetches what lies beyond. */
const maxWalkHops = 8;

/**
 * Looks up what the root fields of an operation ask for together with the hops that are nested below, in as few W&B requests
 * as possible. Loaders then find it; where nothing was prefetched, they ask for the same. Called once, before an operation is
 * executed.
 */
export async function prefetchOperation(
  context: Pick<GatewayContext, 'prefetch' | 'wandb' | 'gateway'>,
  schema: GraphQLSchema,
  document: DocumentNode,
  name: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): Promise<void> {
  const lookups = planOperation(context.gateway.appUrl, schema, document, name, variables);
  if (lookups.length === 0) return;
  // Resolvers report that the caller went away.
  await context.prefetch.prefetchLookups(lookups).catch((error: unknown) => {
    if (!context.wandb.signal.aborted) throw error;
  });
}

function planOperation(
  appUrl: string,
  schema: GraphQLSchema,
  document: DocumentNode,
  name: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): PlannedLookup[] {
  const operation = getOperationAST(document, name);
  const query = schema.getQueryType();
  if (operation?.operation !== OperationTypeNode.QUERY || !query) return [];
  const definitions = operation.variableDefinitions ?? [];
  // Each error quotes the whole value: thousands of them would take minutes.
  const { coerced } = getVariableValues(schema, definitions, variables, { maxErrors: 1 });
  if (!coerced) return [];
  const fragments = Object.fromEntries(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
    ),
  );
  const context: SelectionContext = { schema, fragments, variableValues: coerced };
  const root: FieldNode = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: 'Query' },
    selectionSet: operation.selectionSet,
  };
  const byKey = new Map<string, PlannedLookup>();
  for (const node of subFields(context, query, [root])) {
    const field = query.getFields()[node.name.value];
    const args = field && argumentsOf(field, node, context);
    if (!field || !args) continue;
    for (const reference of referencesIn(plainNameOf(field), args, schema, appUrl)) {
      const lookup = lookupOf(reference, args, field, node, context);
      const key = JSON.stringify([lookup.variables, lookup.at]);
      const same = byKey.get(key);
      byKey.set(key, same ? mergeLookups(same, lookup) : lookup);
    }
  }
  const lookups = [...byKey.values()];
  // Lookups without hops are the loaders' own, unless others are sent anyway.
  return lookups.some(({ plan }) => plan.edges.length > 0) ? lookups : [];
}

/** One lookup for two fields of the same object, which brings what both plan. */
function mergeLookups(a: PlannedLookup, b: PlannedLookup): PlannedLookup {
  const { document } = operationName(a.document).endsWith('Full') ? a : b;
  return { ...a, document, plan: { edges: mergeEdges([...a.plan.edges, ...b.plan.edges]) } };
}

/** One edge of each kind, with what any of the edges of its kind wants. */
function mergeEdges(edges: readonly PlannedEdge[]): PlannedEdge[] {
  const merged = new Map<EdgeKind, PlannedEdge>();
  for (const edge of edges) {
    const same = merged.get(edge.kind);
    if (!same) {
      merged.set(edge.kind, edge);
      continue;
    }
    merged.set(edge.kind, {
      kind: edge.kind,
      variant: edge.variant === 'full' ? 'full' : same.variant,
      first: Math.max(edge.first, same.first),
      to: { edges: mergeEdges([...same.to.edges, ...edge.to.edges]) },
      isWalk: edge.isWalk === true && same.isWalk === true,
    });
  }
  return [...merged.values()];
}

/** The objects that a root field looks up. */
function referencesIn(
  field: string,
  args: Record<string, unknown>,
  schema: GraphQLSchema,
  appUrl: string,
): Reference[] {
  const texts = (given: unknown): string[] => [given].flat().filter((each) => typeof each === 'string');
  const byId = (ids: unknown): Reference[] =>
    // Paths are no ids.
    texts(ids).flatMap((id) => (globalIdFromText(id) ? lookupsOf(referenceFromText(id, appUrl)) : []));
  const byReference = (given: unknown): Reference[] =>
    texts(given).flatMap((text) => lookupsOf(referenceFromText(text, appUrl)));
  const byPath = { Artifact: artifactReferenceFromText, Run: runReferenceFromText };
  switch (field) {
    case 'artifact':
      return texts(args['path']).flatMap((path) => lookupsOf(artifactReferenceFromText(path, appUrl)));
    case 'run':
      return texts(args['path']).flatMap((path) => lookupsOf(runReferenceFromText(path, appUrl)));
    case 'lineageNode':
    case 'check':
      return byReference(args['ref']);
    case 'node':
      return byId(args['id']);
    case 'nodes':
      return byId(args['ids']);
    case 'lineage':
      return typeof args['after'] === 'string' ? [] : byReference(args['roots']);
    case 'ancestryDiff':
      return byReference([args['base'], args['head']]);
    case '_entities':
      return [args['representations']].flat().flatMap((representation) => {
        if (typeof representation !== 'object' || representation === null) return [];
        const { __typename, id, path } = representation as Record<string, unknown>;
        if (typeof id === 'string') return byId(id);
        const type = (['Artifact', 'Run'] as const).find(
          (each) => typeNamed(schema, each)?.name === __typename,
        );
        return type ? texts(path).flatMap((text) => lookupsOf(byPath[type](text, appUrl))) : [];
      });
    default:
      return [];
  }
}

/** How W&B is asked for what a reference names: for what may be a run or a version, for both. */
function lookupsOf(reference: NodeReference | NoReference): Reference[] {
  switch (reference.kind) {
    case 'none':
      return [];
    case 'either':
      return (['artifact', 'run'] as const).flatMap((kind) => lookupsOf({ ...reference, kind }));
    case 'run': {
      const documents = { brief: RunByNameDocument, full: RunByNameFullDocument };
      return [{ type: 'Run', documents, variables: runVariables(reference.address), at: ['project', 'run'] }];
    }
    case 'artifactId': {
      const documents = { brief: ArtifactByIdDocument, full: ArtifactByIdFullDocument };
      return [{ type: 'Artifact', documents, variables: { id: reference.id }, at: ['artifact'] }];
    }
    case 'artifact': {
      const documents = { brief: ArtifactByNameDocument, full: ArtifactByNameFullDocument };
      const at = ['project', 'artifactCollectionMembership', 'artifact'];
      // The organisation of a registry is not known yet.
      if (reference.path.entity === '') return [];
      return [{ type: 'Artifact', documents, variables: artifactPathVariables(reference.path), at }];
    }
  }
}

function lookupOf(
  { type, documents, variables, at }: Reference,
  args: Record<string, unknown>,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  context: SelectionContext,
): PlannedLookup {
  const lookup = (variant: Variant, plan: Plan) => ({ document: documents[variant], variables, at, plan });
  switch (plainNameOf(field)) {
    case 'lineage': {
      const variant = graphVariant(context, field.type, [node]);
      return lookup(variant, walkOf(type, args, variant));
    }
    case 'check':
      return lookup('full', { edges: checkEdges(type) });
    case 'ancestryDiff':
      return lookup('brief', walkOf(type, { ...args, direction: 'UPSTREAM' }, 'brief'));
    default: {
      const isAllBrief = isBrief(context, type === 'Run' ? runFields : artifactFields, [node]);
      const plan = planFrom(type, [node], context, textFields[type]);
      return lookup(isAllBrief ? 'brief' : 'full', plan);
    }
  }
}

/** What is selected of objects of this type, as edges. */
function planFrom(
  type: NodeType,
  nodes: FieldNodes,
  context: SelectionContext,
  texts: Readonly<Record<string, TextKind>> = {},
): Plan {
  const objectType = typeNamed(context.schema, type);
  if (!isObjectType(objectType)) return { edges: [] };
  const edges = subFields(context, objectType, nodes).flatMap((node): readonly PlannedEdge[] => {
    const text = texts[node.name.value];
    if (text) return [{ kind: text, variant: 'full', first: 1, to: { edges: [] } }];
    const traversal = traversalEdge(type, objectType, node, context);
    return traversal ? [traversal] : walkEdges(type, objectType, node, context);
  });
  return { edges: mergeEdges(edges) };
}

function traversalEdge(
  type: NodeType,
  objectType: GraphQLObjectType,
  node: FieldNode,
  context: SelectionContext,
): PlannedEdge | null {
  const field = objectType.getFields()[node.name.value];
  const traversal = traversalFields[type][node.name.value];
  const args = field && traversal && argumentsOf(field, node, context);
  if (!args || (typeof args['after'] === 'string' && args['after'] !== '')) return null;
  const returned = getNamedType(field.type);
  const below = traversal.paths.flatMap((path) => descend(context, returned, [node], path));
  const variant = traversal.types.every((each) => isBrief(context, each, below)) ? 'brief' : 'full';
  const first = typeof args['first'] === 'number' ? Math.max(1, args['first']) : defaultPage;
  return { kind: traversal.kind, variant, first, to: planFrom(traversal.to, below, context) };
}

/** The first hops of the walks that a field begins. */
function walkEdges(
  type: NodeType,
  objectType: GraphQLObjectType,
  node: FieldNode,
  context: SelectionContext,
): readonly PlannedEdge[] {
  const field = objectType.getFields()[node.name.value];
  const args = field && argumentsOf(field, node, context);
  if (!args || typeof args['after'] === 'string') return [];
  switch (node.name.value) {
    case 'lineage':
      return walkOf(type, args, graphVariant(context, field.type, [node])).edges;
    case 'blastRadius':
      return walkOf(type, { ...args, direction: 'DOWNSTREAM' }, 'full').edges;
    case 'checks':
      return checkEdges(type);
    case 'staleness':
      return walkOf(type, { ...args, direction: 'UPSTREAM' }, 'brief').edges;
    default:
      return [];
  }
}

/** What most policies look at. */
function checkEdges(type: NodeType): readonly PlannedEdge[] {
  return walkOf(type, { direction: 'UPSTREAM', maxDepth: maxWalkHops }, 'full').edges;
}

function walkOf(
  type: NodeType,
  { direction, maxDepth, maxFanout }: Record<string, unknown>,
  variant: Variant,
): Plan {
  const wanted = typeof maxDepth === 'number' ? maxDepth : 0;
  const depth = Math.min(maxWalkHops, wanted);
  const looks = depth === wanted;
  const first = typeof maxFanout === 'number' && maxFanout >= 1 ? maxFanout : Infinity;
  const directions = (['UPSTREAM', 'DOWNSTREAM'] as const).filter(
    (each) => direction === each || direction === 'BOTH' || direction === 'CONNECTED',
  );
  return {
    edges: directions.flatMap(
      (each) => walkPlan(type, { direction: each, depth, first, variant, looks }).edges,
    ),
  };
}

function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  { variableValues }: SelectionContext,
): Record<string, unknown> | null {
  try {
    return getArgumentValues(field, node, variableValues);
  } catch {
    // Its resolver is where a wrong argument is reported.
    return null;
  }
}
