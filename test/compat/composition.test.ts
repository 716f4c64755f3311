import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildASTSchema, isEnumType, isObjectType, parse, print, visit } from 'graphql';
import { federationVersions } from '../../src/federation/options.ts';
import { createSchema } from '../../src/schema.ts';
import { composers } from './support/composers.ts';
import { hostileNeighbour } from '../support/hostile-neighbour.ts';

const deployments = readFileSync(
  new URL('../../examples/supergraph/deployments.graphql', import.meta.url),
  'utf8',
);

function lineage(prefix: string, federationVersion: (typeof federationVersions)[number] = '2.3'): string {
  return createSchema({ prefix, federationVersion }).subgraphSdl;
}

/** The example subgraph as a supergraph with a prefix would have it. */
function renamed(sdl: string, type: string, name: string): string {
  return print(
    visit(parse(sdl), { Name: (node) => (node.value === type ? { ...node, value: name } : undefined) }),
  );
}

function neighbourWith(definitions: string): string {
  const link =
    'url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@inaccessible"]';
  return `extend schema @link(${link})\n${definitions}`;
}

interface Clash {
  neighbour: string;
  /** Of Apollo's and The Guild's composers, which call things alike but for `thrown`. */
  codes: string[];
  apollo?: string[];
  /** What WunderGraph's composer says, which has no codes. */
  words: RegExp;
}

/** One meaning each that a neighbour may give to one of our names. */
const clashes: Record<string, Clash> = {
  'a plain type with other fields': {
    neighbour: 'type Query { fastest: Run } type Run { distanceKm: Float! }',
    codes: ['SATISFIABILITY_ERROR'],
    words: /"distanceKm" is unresolvable/,
  },
  'a plain type with a field of ours': {
    neighbour: 'type Query { fastest: Run } type Run { id: ID! distanceKm: Float! }',
    codes: ['INVALID_FIELD_SHARING'],
    words: /without the "@shareable" directive/,
  },
  'a plain type with a field of ours, of another type': {
    neighbour: 'type Query { fastest: Run } type Run { state: Boolean }',
    codes: ['FIELD_TYPE_MISMATCH', 'INVALID_FIELD_SHARING'],
    words: /"Run\.state" could not be federated due to incompatible types/,
  },
  'an entity with a key that we do not have': {
    neighbour: 'type Query { fastest: Run } type Run @key(fields: "bib") { bib: Int! }',
    codes: ['SATISFIABILITY_ERROR'],
    words: /"bib" is unresolvable/,
  },
  'an enum that goes in and out': {
    neighbour:
      'type Query { turn(by: LineageDirection): LineageDirection } enum LineageDirection { LEFT RIGHT }',
    codes: ['ENUM_VALUE_MISMATCH'],
    words: /used as both an input and output/,
  },
  'an enum where ours is an object': {
    neighbour: 'type Query { style: Artifact } enum Artifact { VASE COIN }',
    codes: ['TYPE_KIND_MISMATCH'],
    words: /incompatible types across subgraphs/,
  },
  'an interface where ours is an object': {
    neighbour:
      'type Query { any: Artifact } interface Artifact { id: ID! } type Vase implements Artifact { id: ID! }',
    codes: ['TYPE_KIND_MISMATCH'],
    apollo: ['thrown'],
    words: /incompatible types across subgraphs/,
  },
  'an input object': {
    neighbour: 'type Query { find(by: LineageFilter): Int } input LineageFilter { surname: String! }',
    codes: ['EMPTY_MERGED_INPUT_TYPE', 'REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH'],
    words: /Input Object "LineageFilter" could not be federated/,
  },
  'a root field with our arguments': {
    neighbour:
      'type Query { node(id: ID!): Node } interface Node { id: ID! } type Tree implements Node { id: ID! }',
    codes: ['INVALID_FIELD_SHARING'],
    words: /without the "@shareable" directive/,
  },
  'a root field with other arguments': {
    neighbour: 'type Query { viewer(locale: String!): User } type User @key(fields: "id") { id: ID! }',
    codes: ['INVALID_FIELD_SHARING', 'REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH'],
    words: /argument "locale" is required/,
  },
};

describe.each(Object.entries(composers))('the composer of %s', (composer, compose) => {
  test.each(federationVersions)('takes the subgraph alone, as federation %s', (version) => {
    for (const prefix of ['', 'Wandb', 'ML_'])
      expect(compose({ lineage: lineage(prefix, version) })).toMatchObject({
        errors: [],
        supergraphSdl: expect.any(String),
      });
  });

  test('keeps the cost directives of federation 2.9 or drops them, and not every composer supports 2.10', () => {
    const keepsCosts = composer !== 'WunderGraph';
    for (const prefix of ['', 'Wandb']) {
      const { supergraphSdl } = compose({ lineage: lineage(prefix, '2.9') });
      expect(supergraphSdl?.includes('@listSize(')).toBe(keepsCosts);
      expect(supergraphSdl?.includes('@cost(weight: 100)')).toBe(keepsCosts);
      expect(compose({ lineage: lineage(prefix) }).supergraphSdl).not.toContain('@cost(');
    }
    const later = compose({ lineage: lineage('', '2.9').replace('federation/v2.9', 'federation/v2.10') });
    expect(later.errors).toEqual(composer === 'The Guild' ? [expect.stringContaining('v2.10')] : []);
  });

  test.each(federationVersions)('composes it with the example that points to artifacts, as %s', (version) => {
    expect(compose({ lineage: lineage('', version), deployments })).toMatchObject({ errors: [] });
    const renamedDeployments = renamed(deployments, 'Artifact', 'WandbArtifact');
    expect(compose({ lineage: lineage('Wandb', version), deployments: renamedDeployments })).toMatchObject({
      errors: [],
    });
  });

  test('rejects another subgraph with the same names unless there is a prefix', () => {
    const plain = compose({ lineage: lineage(''), neighbour: hostileNeighbour });
    expect(plain.supergraphSdl).toBeNull();
    if (composer === 'WunderGraph') {
      const said = plain.errors.join('\n');
      expect(said).toMatch(/"Query\.viewer" could not be federated due to incompatible types/);
      expect(said).toMatch(/argument "path" is required/);
      expect(said).toMatch(/Object "Run" .*\n.*field "state"/);
    } else
      expect(plain.codes).toEqual([
        'FIELD_TYPE_MISMATCH',
        'INVALID_FIELD_SHARING',
        'REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH',
      ]);
    for (const version of federationVersions)
      expect(compose({ lineage: lineage('Wandb', version), neighbour: hostileNeighbour })).toMatchObject({
        errors: [],
        supergraphSdl: expect.any(String),
      });
  });

  test.each(Object.entries(clashes))('refuses %s and says why; a prefix helps', (_, clash) => {
    const neighbour = neighbourWith(clash.neighbour);
    const { supergraphSdl, codes, errors } = compose({ lineage: lineage(''), neighbour });
    expect(supergraphSdl).toBeNull();
    if (composer === 'WunderGraph') expect(errors.join('\n')).toMatch(clash.words);
    else expect(codes).toEqual((composer === 'Apollo' ? clash.apollo : undefined) ?? clash.codes);
    expect(compose({ lineage: lineage('Wandb'), neighbour })).toMatchObject({ errors: [] });
  });

  test('silently merges entities with the same key and output enums unless there is a prefix', () => {
    const neighbour = neighbourWith(`
      type Query { fastest: Run condition: ArtifactState }
      type Run @key(fields: "id") { id: ID! distanceKm: Float! }
      enum ArtifactState { BROKEN WHOLE }`);
    const typesOf = (sdl: string | null) => {
      const schema = buildASTSchema(parse(sdl ?? ''), { assumeValidSDL: true });
      return (name: string): string[] | undefined => {
        const type = schema.getType(name);
        if (isEnumType(type)) return type.getValues().map((value) => value.name);
        return isObjectType(type) ? Object.keys(type.getFields()) : undefined;
      };
    };
    const merged = compose({ lineage: lineage(''), neighbour });
    expect(merged.errors).toEqual([]);
    const mergedType = typesOf(merged.supergraphSdl);
    expect(mergedType('Run')).toEqual(expect.arrayContaining(['distanceKm', 'usedArtifacts']));
    expect(mergedType('ArtifactState')).toEqual(expect.arrayContaining(['BROKEN', 'COMMITTED']));

    const apart = compose({ lineage: lineage('Wandb'), neighbour });
    expect(apart.errors).toEqual([]);
    const apartType = typesOf(apart.supergraphSdl);
    expect(apartType('Run')).toEqual(['id', 'distanceKm']);
    expect(apartType('ArtifactState')).toEqual(['BROKEN', 'WHOLE']);
    expect(apartType('WandbRun')).not.toContain('distanceKm');
    expect(apartType('WandbArtifactState')).toContain('COMMITTED');
  });

  test.each(['', 'Wandb'])(
    'shares PageInfo with a subgraph that has the same four fields (prefix "%s")',
    (prefix) => {
      const composedWith = (pageInfo: string) =>
        compose({
          lineage: lineage(prefix),
          neighbour: neighbourWith(`type Query { page: PageInfo } type PageInfo ${pageInfo}`),
        });
      const four = 'hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String';
      expect(composedWith(`@shareable { ${four} }`).errors).toEqual([]);
      expect(composedWith(`@shareable { ${four} total: Int @inaccessible }`).errors).toEqual([]);
      const refused = {
        INVALID_FIELD_SHARING: composedWith(`{ ${four} }`),
        SATISFIABILITY_ERROR: composedWith(`@shareable { ${four} total: Int }`),
        FIELD_TYPE_MISMATCH: composedWith(
          `@shareable { ${four.replace('endCursor: String', 'endCursor: ID')} }`,
        ),
      };
      for (const [code, { supergraphSdl, codes }] of Object.entries(refused)) {
        expect(supergraphSdl).toBeNull();
        if (composer !== 'WunderGraph') expect(codes).toEqual([code]);
      }
      expect(composedWith('@shareable { hasNextPage: Boolean! endCursor: String }').supergraphSdl).toBeNull();
    },
  );
});
