import type { ArtifactData, ArtifactRecord } from '../artifact/artifact.model.ts';
import type { KnownEdge } from '../graphql/connection.ts';
import { WandbError, type Answered } from '../wandb/errors.ts';
import type { Needs } from '../wandb/needs.ts';
import type { ArtifactFieldsFragment, RunFieldsFragment } from '../wandb/operations.generated.ts';
import type { FilledPage } from '../wandb/paging.ts';
import { createRecordStore, type RecordStore } from '../wandb/records.ts';
import type { RunData, RunRecord } from './run.model.ts';

/** Every run and artifact version that one request has met. */
export interface Records {
  runs: RecordStore<'Run', RunData>;
  artifacts: RecordStore<'Artifact', ArtifactData>;
}

export function createRecords(): Records {
  return { runs: createRecordStore('Run'), artifacts: createRecordStore('Artifact') };
}

/** The run that W&B gave. A run without a project is one that the caller may not see: null, like one that is not there. */
export function runFrom(
  { runs }: Records,
  node: Answered<RunFieldsFragment> | null,
  needs: Needs,
): RunRecord | WandbError | null {
  if (node === null || node instanceof WandbError) return node;
  if (node.project instanceof WandbError) return node.project;
  return node.project === null ? null : runs.absorb(node, needs);
}

export function artifactFrom(
  { artifacts }: Records,
  node: Answered<ArtifactFieldsFragment> | null,
  needs: Needs,
): ArtifactRecord | WandbError | null {
  if (node === null || node instanceof WandbError) return node;
  const source = node.artifactSequence;
  return source instanceof WandbError ? source : artifacts.absorb(node, needs);
}

interface Edge<TNode> {
  cursor: string;
  node: TNode;
  usedAs?: Answered<string[]>;
}

function pageFrom<TNode, TRecord>(
  page: FilledPage<Edge<TNode>>,
  recordFrom: (node: TNode) => TRecord | WandbError | null,
): FilledPage<KnownEdge<TRecord>> {
  return {
    ...page,
    edges: page.edges.map((edge) => {
      if (edge instanceof WandbError) return edge;
      const { cursor, node, usedAs } = edge;
      return {
        cursor,
        node: usedAs instanceof WandbError ? usedAs : recordFrom(node),
        ...(usedAs !== undefined && !(usedAs instanceof WandbError) && { usedAs: usedAs }),
      };
    }),
  };
}

export function artifactPageFrom(
  records: Records,
  page: FilledPage<Edge<Answered<ArtifactFieldsFragment> | null>>,
  needs: Needs,
): FilledPage<KnownEdge<ArtifactRecord>> {
  return pageFrom(page, (node) => artifactFrom(records, node, needs));
}

export function runPageFrom(
  records: Records,
  page: FilledPage<Edge<Answered<RunFieldsFragment> | null>>,
  needs: Needs,
): FilledPage<KnownEdge<RunRecord>> {
  return pageFrom(page, (node) => runFrom(records, node, needs));
}
