import type { Answer, TestGateway } from './gateway.ts';

/** A page of `Query.lineage` with everything that walks are compared by. */
export const lineageQuery = `query ($roots: [ID!]!, $direction: LineageDirection!, $maxDepth: Int!, $maxNodes: Int!, $filter: LineageFilter, $after: String) {
  lineage(roots: $roots, direction: $direction, maxDepth: $maxDepth, maxNodes: $maxNodes, filter: $filter, after: $after) {
    nodes { depth expanded hiddenNeighbours node { __typename id label } }
    edges { from to kind }
    completeness { complete truncations { at reason omitted } wandbRequests }
    endCursor
  }
}`;

export interface Graph {
  nodes: {
    depth: number;
    expanded: boolean;
    hiddenNeighbours: number | null;
    node: { __typename: string; id: string; label: string };
  }[];
  edges: { from: string; to: string; kind: string }[];
  completeness: { complete: boolean; truncations: { at: string; reason: string; omitted: number | null }[] };
  endCursor: string | null;
}

/** All pages of a walk. */
export async function pages(
  gateway: TestGateway,
  variables: Record<string, unknown>,
): Promise<{ graphs: Graph[]; answers: Answer[] }> {
  const graphs: Graph[] = [];
  const answers: Answer[] = [];
  let after: string | null = null;
  do {
    const answer: Answer = await gateway.ask(lineageQuery, { ...variables, after });
    if (!answer.data) throw new Error(JSON.stringify(answer.errors));
    answers.push(answer);
    graphs.push(answer.data.lineage);
    after = answer.data.lineage.endCursor;
  } while (after !== null && graphs.length < 200);
  return { graphs, answers };
}
