import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; SafeInt: number; JSON: unknown };
}>();

export const Line = graphql(`
  fragment Line on LineageNode {
    id
    label
  }
`);

export const Consumers = graphql(
  `
    query Consumers($path: String!, $after: String) {
      artifact(path: $path) {
        ...Line
        usedBy(first: 200, after: $after) {
          nodes {
            ...Line
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [Line],
);

export const Again = graphql(`
  query Again($id: ID!) {
    node(id: $id) {
      id
      ... on Artifact {
        path
      }
    }
  }
`);

export const Partial = graphql(`
  query Partial {
    good: artifact(path: "acme/vision/checkpoints:v9") {
      label
    }
    bad: artifact(path: "no path") {
      label
    }
  }
`);
