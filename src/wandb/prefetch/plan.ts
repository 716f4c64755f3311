import type { DocumentNode } from 'graphql';
import type { Variant } from '../batch.ts';
import {
  ArtifactCreatorDocument,
  ArtifactCreatorFullDocument,
  ArtifactMetadataDocument,
  ArtifactUsedByDocument,
  ArtifactUsedByFullDocument,
  RunConfigDocument,
  RunInputsDocument,
  RunInputsFullDocument,
  RunNotesDocument,
  RunOutputsDocument,
  RunOutputsFullDocument,
  RunSummaryDocument,
} from '../operations.generated.ts';

/** The edges of lineage, and the long texts of a node, which have operations of their own as well. */
export type EdgeKind = 'creator' | 'usedBy' | 'inputs' | 'outputs' | TextKind;
export type TextKind = 'metadata' | 'config' | 'summaryMetrics' | 'notes';

/** How one edge is asked for by itself. Prefetching nests these operations, so that it asks for what they ask for. */
export interface EdgeOperation {
  documents: Readonly<Record<Variant, DocumentNode>>;
  /** The object in the answer from which the edge leads. */
  at: readonly string[];
  /** The object's field that is the edge. */
  field: string;
}

export const edgeOperations: Readonly<Record<EdgeKind, EdgeOperation>> = {
  creator: {
    documents: { brief: ArtifactCreatorDocument, full: ArtifactCreatorFullDocument },
    at: ['artifact'],
    field: 'createdBy',
  },
  usedBy: {
    documents: { brief: ArtifactUsedByDocument, full: ArtifactUsedByFullDocument },
    at: ['artifact'],
    field: 'usedBy',
  },
  inputs: {
    documents: { brief: RunInputsDocument, full: RunInputsFullDocument },
    at: ['project', 'run'],
    field: 'inputArtifacts',
  },
  outputs: {
    documents: { brief: RunOutputsDocument, full: RunOutputsFullDocument },
    at: ['project', 'run'],
    field: 'outputArtifacts',
  },
  metadata: { ...textOperation(ArtifactMetadataDocument), at: ['artifact'], field: 'metadata' },
  config: { ...textOperation(RunConfigDocument), at: ['project', 'run'], field: 'config' },
  summaryMetrics: { ...textOperation(RunSummaryDocument), at: ['project', 'run'], field: 'summaryMetrics' },
  notes: { ...textOperation(RunNotesDocument), at: ['project', 'run'], field: 'notes' },
};

function textOperation(document: DocumentNode): Pick<EdgeOperation, 'documents'> {
  return { documents: { brief: document, full: document } };
}

/** Whether an edge leads to a list, which comes in pages. */
export function isList(kind: EdgeKind): boolean {
  return kind === 'usedBy' || kind === 'inputs' || kind === 'outputs';
}

/** Which edges will be wanted from an object, and from the objects that they lead to. */
export interface Plan {
  readonly edges: readonly PlannedEdge[];
}

export interface PlannedEdge {
  kind: EdgeKind;
  variant: Variant;
  /** The longest list that is wanted; Infinity: all of it. */
  first: number;
  to: Plan;
  /** The first hops of a walk, which goes on by itself. */
  isWalk?: boolean;
}

/** Variables that say which object an edge's operation is about. */
export type Place = { id: string } | { entity: string; project: string; run: string };

/** The operation that looks an object up, and what will be wanted from it. */
export interface PlannedLookup {
  document: DocumentNode;
  variables: Readonly<Record<string, unknown>>;
  /** Where the answer holds the object. */
  at: readonly string[];
  plan: Plan;
}

const edgesOf = {
  UPSTREAM: { Artifact: 'creator', Run: 'inputs' },
  DOWNSTREAM: { Artifact: 'usedBy', Run: 'outputs' },
} as const;

/** The plan of a walk from an object of this type. `looks`: whether anything lies behind the last hop is wanted too. */
export function walkPlan(
  type: 'Artifact' | 'Run',
  {
    direction,
    depth,
    first,
    variant,
    looks,
  }: {
    direction: 'UPSTREAM' | 'DOWNSTREAM';
    depth: number;
    first: number;
    variant: Variant;
    looks: boolean;
  },
): Plan {
  let plan: Plan = { edges: [] };
  for (let left = looks ? 0 : 1; left <= depth; left += 1) {
    const isOther = (depth - left) % 2 === 1;
    const from = isOther ? (type === 'Run' ? 'Artifact' : 'Run') : type;
    const kind = edgesOf[direction][from];
    plan = { edges: [{ kind, variant, first: left === 0 ? 1 : first, to: plan, isWalk: true }] };
  }
  return plan;
}

/** The most objects that the edges of a plan can bring from one object, so many hops deep, with lists in pages of `pageSize`. */
export function planSize({ edges }: Plan, hops: number, pageSize: number): number {
  if (hops < 1) return 0;
  return edges.reduce(
    (sum, edge) => sum + listSize(edge, pageSize) * (1 + planSize(edge.to, hops - 1, pageSize)),
    0,
  );
}

export function listSize({ kind, first }: PlannedEdge, pageSize: number): number {
  return isList(kind) ? Math.min(first, pageSize) : 1;
}
