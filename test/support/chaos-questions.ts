import { mulberry32 } from '../../src/emulator/faults/faults.ts';
import { artifactId, runId } from '../../src/emulator/ids.ts';
import type { ArtifactNode, RunNode, World } from '../../src/emulator/world.ts';

/** One query of a client. */
export interface Question {
  kind: 'nested' | 'lineage';
  query: string;
  variables: Record<string, unknown>;
}

const page = 'totalCount hiddenCount pageInfo { hasNextPage endCursor }';

const fromArtifact = [
  `{ path digest aliases metadata createdAt collection { name path } loggedBy { path user { name }
     usedArtifacts(first: $first) { ${page} nodes { path type } } } }`,
  `{ path usedByCount links { path } usedBy(first: $first) { ${page} nodes { path state
     loggedArtifacts(first: $first) { ${page} nodes { path } } } } }`,
  `{ path createdBy { ... on Run { path usedArtifacts { ${page} edges { usedAs node { path
     loggedBy { path usedArtifacts { ${page} nodes { path loggedBy { path } } } } } } } } } }`,
  '{ path project { path } loggedBy { path loggedArtifacts { nodes { path usedBy { nodes { path } } } } } }',
];
const fromRun = [
  `{ path config user { name } usedArtifacts(first: $first) { ${page} edges { usedAs node { path loggedBy { path } } } } }`,
  `{ path state loggedArtifacts(first: $first) { ${page} nodes { path usedBy { ${page} nodes { path } } } } }`,
  '{ path summaryMetrics usedArtifacts { nodes { path } } loggedArtifacts { nodes { path usedBy { nodes { path loggedArtifacts { nodes { path } } } } } } }',
];
const graph = `{ nodes { depth expanded node { __typename id label ... on Run { state user { name } } ... on Artifact { digest } } }
  edges { from to kind } completeness { complete truncations { at reason omitted } } endCursor }`;

/** Made-up clients of a world: every root, depth and direction, the same row for the same seed. */
export function questionsAbout(world: World, count: number, seed: number): Question[] {
  const random = mulberry32(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const artifact = (): ArtifactNode => pick(world.artifacts);
  const run = (): RunNode => pick(world.runs);
  const id = (): string => (below(2) === 0 ? artifactId(artifact()) : runId(run()));

  const nested = (): Question => {
    const first = pick([1, 3, 50, 200]);
    const used = (fields: string): string => (fields.includes('$first') ? ', $first: Int' : '');
    switch (below(4)) {
      case 0: {
        const fields = pick(fromRun);
        return {
          kind: 'nested',
          query: `query ($id: ID!${used(fields)}) { node(id: $id) { ... on Run ${fields} } }`,
          variables: { id: runId(run()), first },
        };
      }
      case 1: {
        const [one, other] = [pick(fromArtifact), pick(fromRun)];
        return {
          kind: 'nested',
          query: `query ($ids: [ID!]!${used(one + other)}) { nodes(ids: $ids) { id ... on Artifact ${one} ... on Run ${other.replace('path', 'at: path')} } viewer { username } }`,
          variables: { ids: Array.from({ length: 1 + below(30) }, id), first },
        };
      }
      default: {
        const fields = pick(fromArtifact);
        return {
          kind: 'nested',
          query: `query ($id: ID!${used(fields)}) { node(id: $id) { ... on Artifact ${fields} } }`,
          variables: { id: artifactId(artifact()), first },
        };
      }
    }
  };

  const lineage = (): Question => ({
    kind: 'lineage',
    query: `query ($roots: [ID!]!, $direction: LineageDirection!, $maxDepth: Int!) {
      lineage(roots: $roots, direction: $direction, maxDepth: $maxDepth) ${graph} }`,
    variables: {
      roots: Array.from({ length: 1 + below(3) }, id),
      direction: pick(['UPSTREAM', 'UPSTREAM', 'DOWNSTREAM', 'BOTH']),
      maxDepth: 1 + below(14),
    },
  });
  return Array.from({ length: count }, () => (below(2) === 0 ? nested() : lineage()));
}
