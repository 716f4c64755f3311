import type { GraphQLFormattedError } from 'graphql';
import type { CommandEngine } from '../command-engine.ts';
import type { SavedArtifact, SavedEdges, SavedNode, SavedRun } from '../../emulator/snapshot-world.ts';

export interface SavedNodes {
  /** In the order of the ids; those that W&B does not show any more are left out. */
  nodes: SavedNode[];
  errors: GraphQLFormattedError[];
}

const project = '{ path description createdAt }';
const collection = `{ id name type description createdAt updatedAt project ${project} }`;
const user = 'username name entity';
const edges = '{ hiddenCount pageInfo { hasNextPage endCursor } edges { node { id } } }';
const usedEdges = edges.replace('edges {', 'edges { usedAs');

const document = `
  query SnapshotNodes($ids: [ID!]!, $withConfig: Boolean!, $withMetadata: Boolean!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on Run {
        path displayName state jobType group sweepId tags notes commit createdAt heartbeatAt computeSeconds
        config @include(if: $withConfig)
        summaryMetrics @include(if: $withConfig)
        user { ${user} }
        project ${project}
        used: usedArtifacts(first: 1000) ${usedEdges}
        logged: loggedArtifacts(first: 1000) ${edges}
      }
      ... on Artifact {
        versionIndex digest commitHash versionState: state description aliases tags sizeBytes fileCount historyStep
        expiresAt createdAt updatedAt usedByCount
        metadata @include(if: $withMetadata)
        collection ${collection}
        links { versionIndex aliases createdAt collection ${collection} }
        createdBy { __typename ... on Run { id } ... on User { ${user} } }
        origin: lineage(direction: UPSTREAM, maxDepth: 1, filter: { includeSystemTypes: true }) {
          nodes { node { __typename } }
        }
      }
    }
  }`;

const moreDocument = `
  query SnapshotEdges($id: ID!, $used: Boolean!, $after: String) {
    node(id: $id) {
      ... on Run {
        used: usedArtifacts(first: 1000, after: $after) @include(if: $used) ${usedEdges}
        logged: loggedArtifacts(first: 1000, after: $after) @skip(if: $used) ${edges}
      }
    }
  }`;

interface EdgePage {
  hiddenCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { usedAs?: string[]; node: { id: string } | null }[];
}

type Pages = Record<'used' | 'logged', EdgePage | null>;
type AskedNode = SavedArtifact | (Omit<SavedRun, 'used' | 'logged'> & Pages);

const chunk = 200;

/** Everything that a snapshot holds of these runs and versions. */
export async function loadSnapshotNodes(
  engine: CommandEngine,
  ids: readonly string[],
  options: { withConfig: boolean; withMetadata: boolean },
): Promise<SavedNodes> {
  const saved: SavedNodes = { nodes: [], errors: [] };
  for (let start = 0; start < ids.length; start += chunk) {
    const { data, errors } = await engine.ask<{ nodes: (AskedNode | null)[] }>(document, {
      ids: ids.slice(start, start + chunk),
      ...options,
    });
    saved.errors.push(...errors);
    for (const node of data.nodes) {
      if (node === null) continue;
      if (node.__typename === 'Artifact') {
        saved.nodes.push(node);
        continue;
      }
      const used = await allEdges(engine, node, 'used', saved.errors);
      const logged = await allEdges(engine, node, 'logged', saved.errors);
      saved.nodes.push({ ...node, used, logged });
    }
  }
  return saved;
}

async function allEdges(
  engine: CommandEngine,
  run: { id: string } & Pages,
  side: 'used' | 'logged',
  errors: GraphQLFormattedError[],
): Promise<SavedEdges> {
  const all: SavedEdges = { edges: [], hidden: 0 };
  let page = run[side];
  while (page) {
    all.hidden += page.hiddenCount;
    for (const { node, usedAs = [] } of page.edges) {
      if (node) all.edges.push({ id: node.id, usedAs });
      else all.hidden += 1;
    }
    if (!page.pageInfo.hasNextPage) break;
    const variables = { id: run.id, used: side === 'used', after: page.pageInfo.endCursor };
    const more = await engine.ask<{ node: Partial<Pages> | null }>(moreDocument, variables);
    errors.push(...more.errors);
    page = more.data.node?.[side] ?? null;
  }
  return all;
}
