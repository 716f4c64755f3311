import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse, print, visit } from 'graphql';
import { federationVersions } from '../../src/federation/version.ts';
import { createSchema } from '../../src/schema.ts';
import { composers } from '../support/composers.ts';

const deployments = readFileSync(
  new URL('../../examples/supergraph/deployments.graphql', import.meta.url),
  'utf8',
);

/** A subgraph of another team, with our words in other meanings. */
const neighbour = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  type Query { viewer: Person! node(id: ID!): Node run(name: String!): Run }
  interface Node { id: ID! }
  type Person implements Node @key(fields: "id") { id: ID! email: String! }
  type Run { distanceKm: Float! state: RunState! }
  enum RunState { PLANNED DONE }
  type Artifact implements Node @key(fields: "id") { id: ID! museum: String! age: Int! path: Int! }
  type Project { budget: Int! path: String! }
  type User { id: ID! name: Int! }
  enum ArtifactState { BROKEN WHOLE }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
`;

function lineage(prefix: string, federationVersion: (typeof federationVersions)[number] = '2.3'): string {
  return createSchema({ prefix, federationVersion }).subgraphSdl;
}

/** The example subgraph as a supergraph with a prefix would have it. */
function renamed(sdl: string, type: string, name: string): string {
  return print(
    visit(parse(sdl), { Name: (node) => (node.value === type ? { ...node, value: name } : undefined) }),
  );
}

describe.each(composers)('the composer of %s', (_, compose) => {
  test.each(federationVersions)('takes the subgraph alone, as federation %s', (version) => {
    for (const prefix of ['', 'Wandb', 'ML_'])
      expect(compose({ lineage: lineage(prefix, version) })).toMatchObject({
        errors: [],
        supergraphSdl: expect.any(String),
      });
  });

  test('composes it with the example that points to artifacts', () => {
    expect(compose({ lineage: lineage(''), deployments })).toMatchObject({ errors: [] });
    expect(
      compose({ lineage: lineage('Wandb'), deployments: renamed(deployments, 'Artifact', 'WandbArtifact') }),
    ).toMatchObject({ errors: [] });
  });

  test('refuses a neighbour with the same names, until there is a prefix', () => {
    const plain = compose({ lineage: lineage(''), neighbour });
    expect(plain.supergraphSdl).toBeNull();
    expect(plain.errors.length).toBeGreaterThan(0);
    for (const version of federationVersions)
      expect(compose({ lineage: lineage('Wandb', version), neighbour })).toMatchObject({ errors: [] });
  });

  test('merges an unrelated entity of the same name without a word, which a prefix prevents', () => {
    const marathon = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      type Query { fastest: Run }
      type Run @key(fields: "id") { id: ID! distanceKm: Float! }`;
    expect(compose({ lineage: lineage(''), marathon })).toMatchObject({ errors: [] });
    expect(compose({ lineage: lineage('Wandb'), marathon })).toMatchObject({ errors: [] });
  });
});
