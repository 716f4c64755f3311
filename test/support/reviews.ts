import { startSubgraph, type Subgraph } from './subgraph.ts';

/** A subgraph that points to artifacts by `id`, once as one should, and once with a reference that must not be null. */
export function startReviews(
  artifactType: string,
  reviewed: Readonly<Record<string, string>>,
): Promise<Subgraph> {
  const reviews = Object.entries(reviewed).map(([by, id]) => ({
    by,
    modelId: id,
    model: { __typename: artifactType, id },
  }));
  const by = (_: unknown, args: { by: string }) => reviews.find((each) => each.by === args.by) ?? null;
  return startSubgraph(
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query { reviews: [Review!]! review(by: String!): Review strict(by: String!): StrictReview allStrict: [StrictReview]! }
    type Review { by: String! model: ${artifactType} }
    type StrictReview { by: String! model: ${artifactType}! }
    type ${artifactType} @key(fields: "id") { id: ID! reviews: [Review!]! }`,
    {
      Query: { reviews: () => reviews, review: by, strict: by, allStrict: () => reviews },
      [artifactType]: {
        reviews: ({ id }: { id: string }) => reviews.filter(({ modelId }) => modelId === id),
      },
    },
  );
}
