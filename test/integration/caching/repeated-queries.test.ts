import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
/** Looks up the ids, so that the caches under test stay empty. */
let scout: TestGateway;
const variables: Record<string, unknown> = {
  path: 'acme/vision/flower-classifier:v2',
  older: 'acme/vision/flower-classifier:v1',
};
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  scout = await startGateway(emulator);
  const { data } = await scout.ask(
    `query ($path: String!, $older: String!) { new: artifact(path: $path) { id loggedBy { id path usedArtifacts { nodes { id } } project { path } } }
      old: artifact(path: $older) { id } }`,
    variables,
  );
  const { id, loggedBy } = data.new;
  Object.assign(variables, {
    id,
    oldId: data.old.id,
    runId: loggedBy.id,
    runPath: loggedBy.path,
    project: loggedBy.project.path,
    inputs: loggedBy.usedArtifacts.nodes.map((node: { id: string }) => node.id),
    input: loggedBy.usedArtifacts.nodes[0].id,
    versions: [
      { __typename: 'Artifact', id },
      { __typename: 'Artifact', path: variables['older'] },
    ],
    runs: [
      { __typename: 'Run', id: loggedBy.id },
      { __typename: 'Run', path: loggedBy.path },
    ],
  });
});
afterAll(async () => {
  await scout.close();
  await emulator.close();
});

const page = (inner: string): string => `(first: 20) { totalCount nodes { id label ${inner} } }`;
const graph = 'nodes { depth node { id label } } edges { from to kind usedAs } completeness { complete }';

const questions: Record<string, [declared: string, query: string]> = {
  'fields of a version': [
    '$path: String!',
    'artifact(path: $path) { id digest aliases tags sizeBytes metadata }',
  ],
  'fields of a run': [
    '$runPath: String!',
    'run(path: $runPath) { id state config summaryMetrics user { username } }',
  ],
  'a project': ['$project: String!', 'project(path: $project) { id path }'],
  'an object by its id': ['$runId: ID!', 'node(id: $runId) { id ... on Run { displayName } }'],
  'objects by their ids': ['$inputs: [ID!]!', 'nodes(ids: $inputs) { id ... on Artifact { path } }'],
  'hops up': [
    '$path: String!',
    `artifact(path: $path) { loggedBy { id usedArtifacts${page('loggedBy { id usedArtifacts { nodes { id } } }')} } }`,
  ],
  'hops down': [
    '$id: ID!',
    `node(id: $id) { ... on Artifact { usedBy${page(`loggedArtifacts${page('')}`)} } }`,
  ],
  'links and collection': ['$path: String!', 'artifact(path: $path) { collection { name } links { path } }'],
  'lineage both ways': ['$id: ID!', `lineage(roots: [$id], direction: BOTH, maxDepth: 8) { ${graph} }`],
  'lineage of many roots': ['$inputs: [ID!]!', `lineage(roots: $inputs, direction: DOWNSTREAM) { ${graph} }`],
  'an export': [
    '$path: String!',
    'artifact(path: $path) { lineage(direction: UPSTREAM) { export(format: MERMAID) { content } } }',
  ],
  paths: [
    '$input: ID!, $id: ID!',
    'lineagePaths(from: $input, to: $id) { paths { __typename } completeness { complete } }',
  ],
  'a difference': [
    '$id: ID!, $oldId: ID!',
    'ancestryDiff(base: $oldId, head: $id) { sharedCount onlyInHead { node { id } } versionChanges { __typename } }',
  ],
  'blast radius': [
    '$input: ID!',
    'node(id: $input) { ... on Artifact { blastRadius { runs artifacts users versions { artifact { path } important } } } }',
  ],
  staleness: ['$path: String!', 'artifact(path: $path) { staleness { status causes { __typename } } }'],
  'entities, versions': [
    '$versions: [_Any!]!',
    '_entities(representations: $versions) { ... on Artifact { id path digest } }',
  ],
  'entities, runs': ['$runs: [_Any!]!', '_entities(representations: $runs) { ... on Run { id path state } }'],
};

function documentOf(
  [declared, query]: [string, string],
  more = '',
): { query: string; given: Record<string, unknown> } {
  const names = [...declared.matchAll(/\$(\w+)/g)].map(([, name]) => name ?? '');
  const given = Object.fromEntries(names.map((name) => [name, variables[name]]));
  return { query: `query (${declared}) { ${more} ${query} }`, given };
}

/** Exports contain their creation time. */
function untimed(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then'));
}

describe('With the cache on, a repeated query sends no W&B request for', () => {
  test.each(Object.entries(questions))('%s', async (_, question) => {
    await using gateway = await startGateway(emulator, { cache: 'on' });
    const { query, given } = documentOf(question);
    const first = await gateway.ask(query, given);
    expect(first.errors).toBeUndefined();
    expect(JSON.stringify(first.data)).toMatch(/:"|:\d|:\[\{/);
    expect(first.requests).toBeGreaterThan(0);
    const again = await gateway.ask(query, given);
    expect([again.requests, untimed(again.data)]).toEqual([0, untimed(first.data)]);
    // Not the cached operation, since its text differs, but the cached parts.
    const other = documentOf(question, '__typename');
    const { data, requests } = await gateway.ask(other.query, other.given);
    expect([requests, untimed(data)]).toEqual([0, untimed({ __typename: 'Query', ...first.data })]);
  });
});

describe('Ten concurrent identical queries cost as many W&B requests as one for', () => {
  test.each(['hops up', 'hops down', 'lineage both ways', 'paths', 'blast radius', 'staleness'])(
    '%s',
    async (name) => {
      const { query, given } = documentOf(questions[name] as [string, string]);
      const costs: number[] = [];
      for (const count of [1, 10]) {
        await using gateway = await startGateway(emulator, { cache: 'on' });
        const before = emulator.stats().requests;
        const answers = await Promise.all(Array.from({ length: count }, () => gateway.ask(query, given)));
        for (const { data, errors } of answers) expect([errors, data]).toEqual([undefined, answers[0]?.data]);
        costs.push(emulator.stats().requests - before);
      }
      expect(costs[1]).toBe(costs[0]);
    },
  );
});
