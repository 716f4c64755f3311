import { startSubgraph, type Subgraph } from './subgraph.ts';

/** A subgraph of another team, with our words in other meanings. */
export const hostileNeighbour = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  type Query { viewer: Person! node(id: ID!): Node run(name: String!): Run project: Project }
  interface Node { id: ID! }
  type Person implements Node @key(fields: "id") { id: ID! email: String! }
  type Run { distanceKm: Float! state: RunState! }
  enum RunState { PLANNED DONE }
  type Artifact implements Node @key(fields: "id") { id: ID! museum: String! age: Int! path: Int! state: ArtifactState! }
  type Project { budget: Int! path: String! tasks: Tasks! }
  type Tasks { nodes: [String!]! pageInfo: PageInfo! }
  type User { id: ID! name: Int! }
  enum ArtifactState { BROKEN WHOLE }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
`;

/** The same once it points to our artifacts, under their prefixed name, and adds to them. */
const acquainted = `${hostileNeighbour}
  extend type Artifact { knownBy: WandbArtifact }
  type WandbArtifact @key(fields: "path") { path: String exhibits: [Artifact!]! }
`;

/** Runs it; each of its exhibits is recognised by a model, in turn. */
export function startHostileNeighbour(modelPaths: readonly string[]): Promise<Subgraph> {
  const exhibits = ['vase', 'coin', 'sword'].map((id, index) => ({
    __typename: 'Artifact',
    id,
    museum: `Museum ${index + 1}`,
    age: 1000 + index,
    path: index,
    state: index === 0 ? 'BROKEN' : 'WHOLE',
    modelPath: modelPaths[index % modelPaths.length],
  }));
  return startSubgraph(acquainted, {
    Query: {
      viewer: () => ({ id: 'p1', email: 'ada@museum.test' }),
      node: (_: unknown, { id }: { id: string }) => exhibits.find((each) => each.id === id) ?? null,
      run: (_: unknown, { name }: { name: string }) => ({ distanceKm: name.length, state: 'DONE' }),
      project: () => ({
        budget: 7,
        path: 'east wing',
        tasks: {
          nodes: ['roof'],
          pageInfo: { hasNextPage: true, hasPreviousPage: false, endCursor: 'roof' },
        },
      }),
    },
    Artifact: {
      __resolveReference: ({ id }: { id: string }) => exhibits.find((each) => each.id === id) ?? null,
      knownBy: ({ modelPath }: { modelPath: string }) => ({ __typename: 'WandbArtifact', path: modelPath }),
    },
    WandbArtifact: {
      exhibits: ({ path }: { path: string }) => exhibits.filter(({ modelPath }) => modelPath === path),
    },
  });
}
