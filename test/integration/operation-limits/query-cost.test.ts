import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { lattice, nest, repeat } from '../../support/lattice.ts';

const top = 'acme/lab/made-7-0';
const topId = Buffer.from('Artifact:1').toString('base64');
const hop = (inner: string) => `loggedBy { path usedArtifacts(first: 1000) { nodes { path ${inner} } } }`;
const nested = (hops: number, inner = '') => `{ artifact(path: "${top}") { ${nest(hops, hop, inner)} } }`;

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: lattice(8) });
  gateway = await startGateway(emulator);
  // The first query compiles what all of them need.
  await gateway.ask(nested(2));
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

describe('A query that is too costly is rejected before W&B is asked:', () => {
  const fragmentBomb = (levels: number) =>
    `${repeat(levels, (i) => `fragment F${i} on Artifact { a: loggedBy { usedArtifacts { nodes { ...F${i + 1} } } } b: loggedBy { usedArtifacts { nodes { ...F${i + 1} } } } }`)} fragment F${levels} on Artifact { path } { artifact(path: "${top}") { ...F0 } }`;

  const introspection = getIntrospectionQuery();
  const fullType = introspection.slice(introspection.indexOf('fragment FullType'));

  test.each<[string, string, Record<string, unknown>, string, RegExp]>([
    [
      '10,000 aliases',
      `{ ${repeat(10_000, (i) => `a${i}: artifact(path: "${top}") { path }`)} }`,
      {},
      'QUERY_TOO_COSTLY',
      /words and signs/,
    ],
    [
      '600 aliases',
      `{ ${repeat(600, (i) => `a${i}: __typename`)} }`,
      {},
      'QUERY_TOO_COSTLY',
      /600 aliases; the limit is 500/,
    ],
    ['50 levels', nested(50), {}, 'QUERY_TOO_COSTLY', /levels of fields; the limit is 32/],
    [
      'circular fragments',
      '{ artifact(path: "a/b/c") { ...A } } fragment A on Artifact { ...B } fragment B on Artifact { ...A }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      /within itself/,
    ],
    ['a fragment bomb of 2^14', fragmentBomb(14), {}, 'QUERY_TOO_COSTLY', /values to answer with/],
    ['a fragment bomb of 2^40', fragmentBomb(40), {}, 'QUERY_TOO_COSTLY', /levels of fields/],
    [
      'a query of 1 MB',
      `{ viewer { name } } #${'x'.repeat(1_048_576)}`,
      {},
      'QUERY_TOO_COSTLY',
      /1,048,576 bytes/,
    ],
    [
      'a query of 900 kB of words',
      `{ ${'viewer { name } '.repeat(56_000)} }`,
      {},
      'QUERY_TOO_COSTLY',
      /words and signs/,
    ],
    [
      'a flood of directives',
      `{ viewer ${'@include(if: true) '.repeat(300)} { name } }`,
      {},
      'QUERY_TOO_COSTLY',
      /300 directives; the limit is 100/,
    ],
    [
      'huge variables',
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: Array.from({ length: 30_000 }, (_, i) => `UnVuOj${i}`) },
      'QUERY_TOO_COSTLY',
      /Lower nodes\(ids: 30000 of them\)/,
    ],
    [
      'many lineage fields with maximal arguments',
      `{ artifact(path: "${top}") { ${repeat(50, (i) => `l${i}: lineage(maxNodes: 20000, maxDepth: 50) { nodes { node { id label } } }`)} } }`,
      {},
      'QUERY_TOO_COSTLY',
      /Lower artifact\.l\d+\(maxNodes: 20000\)/,
    ],
    [
      'lineage of everything in nested lists',
      `{ artifact(path: "${top}") { ${hop(hop('lineage { nodes { node { id } } }'))} } }`,
      {},
      'QUERY_TOO_COSTLY',
      /lineage\(maxNodes: 1000\)/,
    ],
    [
      'first in variables',
      `query ($first: Int!) { ${repeat(150, (i) => `a${i}: artifact(path: "${top}") { usedBy(first: $first) { nodes { id path label state jobType group createdAt } } }`)} }`,
      { first: 1_000 },
      'QUERY_TOO_COSTLY',
      /usedBy\(first: 1000\)/,
    ],
    [
      'ids that are none, under a hundred aliases',
      `query ($ids: [ID!]!) { ${repeat(100, (i) => `a${i}: nodes(ids: $ids) { id }`)} }`,
      { ids: Array.from({ length: 1_000 }, () => 'none') },
      'QUERY_TOO_COSTLY',
      /Lower a\d+\(ids: 1000 of them\)/,
    ],
    [
      'short walks from a thousand objects',
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Artifact { ${repeat(20, (i) => `a${i}: lineage(maxNodes: ${i + 1}, maxDepth: 0) { endCursor }`)} } } }`,
      { ids: Array.from({ length: 1_000 }, () => topId) },
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
    [
      'a hundred ways to go on from a thousand objects',
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Artifact { ${repeat(100, (i) => `a${i}: loggedBy { id }`)} } } }`,
      { ids: Array.from({ length: 1_000 }, () => topId) },
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
    [
      'collections by name, from a thousand objects',
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Artifact { project { ${repeat(50, (i) => `a${i}: collection(name: "n${i}") { id }`)} } } } }`,
      { ids: Array.from({ length: 1_000 }, () => topId) },
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
    [
      'what depends on a dataset, 200 times',
      `{ artifact(path: "${top}") { ${repeat(200, (i) => `a${i}: blastRadius(maxDepth: ${(i % 50) + 1}) { runs }`)} } }`,
      {},
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
    [
      '25,000 representations of nothing',
      'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }',
      { of: Array.from({ length: 25_000 }, () => ({ __typename: 'Nothing' })) },
      'QUERY_TOO_COSTLY',
      /Lower _entities\(representations: 25000 of them\)/,
    ],
    [
      'what tools ask of the schema, 400 times',
      `{ ${repeat(400, (i) => `a${i}: __schema { types { ...FullType } } `)} } ${fullType}`,
      {},
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
    [
      'fields of the schema, 200 times 200 times',
      `{ __schema { types { ${repeat(200, (i) => `a${i}: fields { ...F } `)} } } } fragment F on __Field { ${repeat(200, (i) => `b${i}: name `)} }`,
      {},
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
    [
      'arguments of the fields of the largest type, 200 times 200 times',
      `{ __type(name: "Artifact") { ${repeat(200, (i) => `a${i}: fields { ...F } `)} } } fragment F on __Field { ${repeat(200, (i) => `b${i}: args { name } `)} }`,
      {},
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
    [
      'the text of the schema, 480 times',
      `{ ${repeat(480, (i) => `a${i}: _service { sdl } `)} }`,
      {},
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
    [
      'staleness in nested lists',
      `{ artifact(path: "${top}") { ${hop(hop('staleness { status }'))} } }`,
      {},
      'QUERY_TOO_COSTLY',
      /values to answer with/,
    ],
  ])('%s', async (_, query, variables, code, words) => {
    const answer = await gateway.ask(query, variables);
    expect(answer.errors?.[0]?.extensions?.code).toBe(code);
    expect(answer.errors?.[0]?.message).toMatch(words);
    expect(answer.data ?? null).toBeNull();
    expect(answer.requests).toBe(0);
  });

  test('thousands of values of the wrong type', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const ids = Array.from({ length: 20_000 }, () => null);
    const answer = await gateway.ask(query, { ids });
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(answer.requests).toBe(0);
  });

  test('an object with ten thousand unknown keys, with few and short errors', async () => {
    const query =
      'query ($f: LineageFilter) { node(id: "x") { ... on Run { lineage(filter: $f) { endCursor } } } }';
    const f = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`unknown${i}`, 'x'.repeat(50)]));
    const answer = await gateway.ask(query, { f });
    expect(answer.status).toBe(400);
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(answer.errors?.[0]?.message).toMatch(/invalid value.*"unknown0" is not defined/s);
    expect(JSON.stringify(answer.errors).length).toBeLessThan(10_000);
    expect(answer.requests).toBe(0);
  });

  test('a filter of 120,000 types for each of a hundred walks', async () => {
    const query = `query ($f: LineageFilter) { artifact(path: "${top}") { ${repeat(100, (i) => `a${i}: lineage(maxNodes: ${i + 1}, filter: $f) { endCursor }`)} } }`;
    const artifactTypes = Array.from({ length: 120_000 }, (_, i) => String(i));
    const { errors = [] } = await gateway.ask(query, { f: { artifactTypes } });
    expect(errors).toHaveLength(100);
    expect(errors[0]?.message).toContain('"filter.artifactTypes" was "120000 texts"');
    expect(errors[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('deeply nested braces, and variables in a URL', async () => {
    const open = 'loggedBy { usedArtifacts { edges { node { '.repeat(300);
    const deep = await gateway.ask(`{ artifact(path: "${top}") { ${open} id ${'} } } } '.repeat(300)} } }`);
    expect(deep.errors?.[0]?.extensions?.code).toBe('QUERY_TOO_COSTLY');
    // Braces need no encoding in the query string.
    const variables = `%7B%22a%22:${'['.repeat(5_000)}${']'.repeat(5_000)}%7D`;
    const address = `query=%7Bviewer%7Bid%7D%7D&variables=${variables}`;
    const response = await fetch(`${gateway.url}/graphql?${address}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('QUERY_TOO_COSTLY');
  });

  test('batched operations', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: 100 }, () => ({ query: '{ viewer { name } }' }))),
    });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toMatch(/[Bb]atching/);
  });

  test.each([
    [60, 400],
    [100_000, 400],
    [40, 200],
  ])('a variable of %i levels: HTTP %i', async (levels, status) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":"{ viewer { name } }","variables":{"unused":${'['.repeat(levels)}${']'.repeat(levels)}}}`,
    });
    expect(response.status).toBe(status);
    const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    expect(errors?.[0]?.extensions.code).toBe(status === 200 ? undefined : 'QUERY_TOO_COSTLY');
  });

  test.each([
    ['the same field 1,600 times', `{ ${'viewer { name } '.repeat(1_240)} }`],
    [
      'the same field at each of many levels',
      `{ artifact(path: "${top}") { ${'loggedBy { user { name } user { name } } '.repeat(400)} } }`,
    ],
    [
      'introspection in a circle',
      `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } }`,
    ],
  ])('%s, within bounds', async (_, query) => {
    const answer = await gateway.ask(query);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('A legitimate query is accepted:', () => {
  test('16 nested hops with pages of 1,000', async () => {
    const answer = await gateway.ask(nested(8));
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data).split('"acme/lab/raw-0:v0"').length - 1).toBe(4 ** 7);
  });

  test('lineage with maximal arguments and many fields', async () => {
    const answer = await gateway.ask(
      `{ artifact(path: "${top}") { lineage(direction: BOTH, maxDepth: 50, maxNodes: 20000) {
        nodes { depth expanded hiddenNeighbours node { id label url ... on Run { path state displayName jobType createdAt user { name } project { path } }
          ... on Artifact { where: path type version aliases createdAt sizeBytes project { path } } } }
        edges { from to kind usedAs } roots { id } leaves { id } completeness { complete truncations { at reason omitted } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.artifact.lineage.nodes).toHaveLength(4 + 7 * 8 + 2);
  });

  test('many malformed ids, with a thousand errors and the count of all', async () => {
    const query = `query ($ids: [ID!]!) { ${repeat(5, (i) => `a${i}: nodes(ids: $ids) { id } `)} viewer { name } }`;
    const ids = Array.from({ length: 1_000 }, () => 'none');
    const answer = await gateway.ask(query, { ids });
    expect(answer.status).toBe(200);
    expect(answer.data.viewer).toEqual({ name: expect.any(String) });
    expect(answer.errors).toHaveLength(1_001);
    expect(new Set(answer.errors?.slice(0, -1).map(({ extensions }) => extensions?.code))).toEqual(
      new Set(['BAD_USER_INPUT']),
    );
    expect(answer.errors?.at(-1)).toMatchObject({
      message: expect.stringContaining('5,000 errors; the limit is 1,000'),
      extensions: { code: 'QUERY_TOO_COSTLY' },
    });
  });

  test('a page of 1,000 ids by variables, and the introspection of tools', async () => {
    const ids = Array.from({ length: 1_000 }, () => Buffer.from('Artifact:1').toString('base64'));
    const nodes = await gateway.ask(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Artifact { path type } } }',
      { ids },
    );
    expect(nodes.errors).toBeUndefined();
    expect((await gateway.ask(getIntrospectionQuery())).errors).toBeUndefined();
  });
});
