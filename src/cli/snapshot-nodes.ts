import type { GraphQLFormattedError } from 'graphql';
import type { OnPage } from './closure.ts';
import type { CommandEngine } from './command-engine.ts';

export interface SavedUser {
  username: string | null;
  name: string;
  entity: string | null;
}

export interface SavedProject {
  path: string;
  description: string | null;
  createdAt: string;
}

export interface SavedCollection {
  id: string;
  name: string;
  type: string;
  description: string | null;
  createdAt: string;
  updatedAt: string | null;
  /** null: hidden. */
  project: SavedProject | null;
}

/** Artifacts next to a run, all pages of them. */
export interface SavedEdges {
  edges: { usedAs: string[]; id: string }[];
  /** Beside those: what W&B counts, but does not show. */
  hidden: number;
}

export interface SavedRun {
  __typename: 'Run';
  id: string;
  path: string;
  displayName: string | null;
  state: string | null;
  jobType: string | null;
  group: string | null;
  sweepId: string | null;
  tags: string[];
  notes: string | null;
  commit: string | null;
  createdAt: string;
  heartbeatAt: string | null;
  computeSeconds: number | null;
  config?: Record<string, unknown> | null;
  summaryMetrics?: Record<string, unknown> | null;
  user: SavedUser | null;
  project: SavedProject;
  used: SavedEdges;
  logged: SavedEdges;
}

export interface SavedArtifact {
  __typename: 'Artifact';
  id: string;
  versionIndex: number | null;
  digest: string;
  commitHash: string | null;
  versionState: string;
  description: string | null;
  metadata?: Record<string, unknown> | null;
  aliases: string[];
  tags: string[];
  sizeBytes: number;
  fileCount: number;
  historyStep: number | null;
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string | null;
  usedByCount: number | null;
  collection: SavedCollection;
  links:
    | {
        versionIndex: number | null;
        aliases: string[];
        createdAt: string;
        collection: SavedCollection;
      }[]
    | null;
  createdBy: { __typename: 'Run'; id: string } | ({ __typename: 'User' } & SavedUser) | null;
  /** One hop upstream: whether a run made it that is hidden. */
  origin: { nodes: { node: { __typename: string } }[] } | null;
}

export type SavedNode = SavedRun | SavedArtifact;

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
  onPage: OnPage = () => undefined,
): Promise<SavedNodes> {
  const saved: SavedNodes = { nodes: [], errors: [] };
  for (let start = 0; start < ids.length; start += chunk) {
    const context = engine.openContext();
    onPage(start, context);
    const { data, errors } = await engine.ask<{ nodes: (AskedNode | null)[] }>(
      document,
      { ids: ids.slice(start, start + chunk), ...options },
      context,
    );
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
