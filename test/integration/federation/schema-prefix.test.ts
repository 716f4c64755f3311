import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { demoKeys } from '../../../src/emulator/worlds/keys.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let plain: TestGateway;
let prefixed: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  const key = { WANDB_API_KEY: demoKeys.everything };
  plain = await startGateway(emulator, {}, key);
  prefixed = await startGateway(emulator, { schemaPrefix: 'Wandb', federationVersion: '2.9' }, key);
});
afterAll(async () => {
  await prefixed.close();
  await plain.close();
  await emulator.close();
});

const model = 'acme/vision/flower-classifier:v2';
const run = 'acme/vision/train-9';

/** Queries without a prefix: `#` marks the types to prefix, `^` the root fields. */
const questions: Record<string, string> = {
  nesting: `{ model: ^artifact(path: "${model}") { path state loggedBy { path user { name } project { path }
    usedArtifacts { nodes { path ...fields } edges { usedAs } } } createdBy { __typename ... on #Run { path } } } }
    fragment fields on #Artifact { id aliases collection { path kind } }`,
  connections: `{ run: ^run(path: "${run}") { path loggedArtifacts(first: 2) { totalCount nodes { path usedBy { nodes { displayName } } } } } }`,
  'objects of several types': `{ ids: ^nodes(ids: ["QXJ0aWZhY3Q6MjY=", "QXJ0aWZhY3Q6MjQ="]) { __typename id ... on #Artifact { label digest } ... on #Run { label } } }`,
  closures: `query ($direction: #LineageDirection! = UPSTREAM, $filter: #LineageFilter) {
    graph: ^lineage(roots: ["QXJ0aWZhY3Q6MjY="], direction: $direction, filter: $filter) {
      nodes { depth node { __typename label ... on #Run { state } ... on #Artifact { digest } } } edges { kind } completeness { complete }
      export(format: MERMAID) { content } } }`,
  paths: `{ paths: ^lineagePaths(from: "QXJ0aWZhY3Q6MTA=", to: "QXJ0aWZhY3Q6MjY=", first: 1) { paths { length nodes { __typename label } } } }`,
  differences: `{ diff: ^ancestryDiff(base: "QXJ0aWZhY3Q6MjQ=", head: "QXJ0aWZhY3Q6MjY=") { sharedCount versionChanges { collection } } }`,
  staleness: `{ model: ^artifact(path: "${model}") { staleness { status } } }`,
  'blast radius': `{ model: ^artifact(path: "${model}") { blastRadius { runs versions { artifact { path } } } } }`,
  lists: `{ own: ^viewer { projects { nodes { path collections(first: 3) { edges { node { path kind } } nodes { ...named } } } } }
    team: ^projects(entity: "acme", first: 1) { hiddenCount nodes { name collection(name: "field-photos") { ...named } } } }
    fragment named on #ArtifactCollection { __typename type versions(first: 2) { totalCount edges { version aliases node { digest } } } }`,
  entities: `{ _entities(representations: [{ __typename: "#Artifact", path: "${model}" }, { __typename: "#Run", path: "${run}" },
    { __typename: "#ArtifactCollection", id: "QXJ0aWZhY3RDb2xsZWN0aW9uOjE=" }, { __typename: "#Artifact", path: "acme/vision/none:v0" }])
    { __typename ... on #Artifact { path loggedBy { path } } ... on #Run { runPath: path } ... on #ArtifactCollection { name kind } } }`,
  mistakes: `{ a: ^artifact(path: "nonsense") { id } p: ^node(id: "UHJvamVjdDoxNw==") { id } _entities(representations: [{ __typename: "Person", id: 1 }]) { __typename } }`,
};

function written(question: string, names: 'plain' | 'prefixed'): string {
  if (names === 'plain') return question.replace(/[#^]/g, '');
  return question
    .replace(/\^(\w)/g, (_, letter: string) => `wandb${letter.toUpperCase()}`)
    .replace(/#/g, 'Wandb');
}

describe('A gateway with SCHEMA_PREFIX', () => {
  test.each(Object.entries(questions))('returns the same data at the same cost: %s', async (_, question) => {
    const before = await plain.ask(written(question, 'plain'));
    const after = await prefixed.ask(written(question, 'prefixed'));
    const text = (value: unknown): string =>
      JSON.stringify(value)
        .replace(/"Wandb(?=[A-Z])/g, '"')
        .replace(/\bWandb(?=[A-Z])/g, '')
        .replace(/20\d\d-[\dT:.-]+Z/g, '<now>');
    const withoutPlaces = (errors: typeof before.errors) =>
      errors?.map(({ message, path }) => ({ message, path }));
    expect(before).toHaveProperty('data', expect.any(Object));
    if (!question.includes('nonsense')) expect(before.errors).toBeUndefined();
    expect(text(after.data)).toBe(text(before.data));
    expect(text(withoutPlaces(after.errors) ?? [])).toBe(text(withoutPlaces(before.errors) ?? []));
    expect(after.operations).toEqual(before.operations);
  });

  test('returns the prefixed names in __typename', async () => {
    const { data } = await prefixed.ask(written(questions['entities'] ?? '', 'prefixed'));
    expect(data._entities).toMatchObject([
      { __typename: 'WandbArtifact', path: model },
      { __typename: 'WandbRun', runPath: run },
      { __typename: 'WandbArtifactCollection', kind: 'SEQUENCE' },
      null,
    ]);
  });

  test('rejects an unprefixed name', async () => {
    const { errors, data } = await prefixed.ask('{ artifact(path: "a/b/c") { id } }');
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toContain('Cannot query field "artifact"');
  });

  test('prefixes every name in both SDLs but scalars and PageInfo', async () => {
    const api = await (await fetch(`${prefixed.url}/schema.graphql`)).text();
    const types = Object.keys(buildSchema(api).getTypeMap()).filter((name) => !name.startsWith('__'));
    const kept = types.filter((name) => !name.startsWith('Wandb')).sort();
    expect(kept).toEqual([
      'Boolean',
      'DateTime',
      'Float',
      'ID',
      'Int',
      'JSON',
      'PageInfo',
      'Query',
      'SafeInt',
      'String',
    ]);
    const subgraph = await (await fetch(`${prefixed.url}/subgraph.graphql`)).text();
    expect(subgraph).toContain('federation/v2.9');
    expect(subgraph).toContain('@listSize');
    expect(subgraph).not.toMatch(/`(Run|Artifact|Query\.(node|artifact))`/);
    const { data } = await prefixed.ask('{ _service { sdl } }');
    for (const sdl of [subgraph, data._service.sdl as string]) {
      expect(sdl).not.toMatch(
        /^(extend )?(type|enum|union|interface|input) (?!Wandb|Query|PageInfo|_|link__|federation__)/m,
      );
      expect(sdl).toMatch(/^ {2}wandbLineage\(/m);
    }
  });

  test.each(['/lineage.json', '/lineage.mmd', '/lineage.svg'])(
    'serves %s as it does without a prefix',
    async (path) => {
      const [before, after] = await Promise.all(
        [plain, prefixed].map(async ({ url }) => {
          const response = await fetch(`${url}${path}?root=${model}&direction=UPSTREAM`);
          return {
            status: response.status,
            body: (await response.text()).replace(/20\d\d(?:-|&#45;)[\dT:.&#;-]+Z/g, '<now>'),
          };
        }),
      );
      expect(after?.status).toBe(200);
      expect(after).toEqual(before);
    },
  );

  test('limits the cost of an operation as it does without a prefix', async () => {
    const many = Array.from(
      { length: 1_100 },
      (_, i) => `d${i}: ^ancestryDiff(base: "QXJ0aWZhY3Q6MjQ=", head: "QXJ0aWZhY3Q6MjY=") { sharedCount }`,
    );
    const question = `{ ${many.slice(0, 400).join(' ')} }`;
    await using limited = await startGateway(emulator, { schemaPrefix: 'Wandb', maxQueryCost: '300000' });
    const { errors } = await limited.ask(written(question, 'prefixed'));
    expect(errors?.[0]?.extensions?.code).toBe('QUERY_TOO_COSTLY');
  });
});
