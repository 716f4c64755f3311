import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { demoKeys } from '../../src/emulator/worlds/keys.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startHostileNeighbour } from '../support/hostile-neighbour.ts';
import { startReviews } from '../support/reviews.ts';
import type { Subgraph } from '../support/subgraph.ts';
import { ask, createPrograms, gateways, gatewaysInstalled, type Answer } from '../support/supergraph.ts';

const model = 'acme/vision/flower-classifier:v2';
const modelId = 'QXJ0aWZhY3Q6MjY=';
const gone = 'acme/vision/no-such-model:v0';
const goneId = 'QXJ0aWZhY3Q6OTk5OTk5';
const run = 'acme/vision/train-9';
const everything = demoKeys.everything;

if (!gatewaysInstalled && process.env['CI'] === 'true')
  test('the gateways of examples/supergraph are installed', () => {
    throw new Error(
      'Run "npm ci --ignore-scripts --prefix examples/supergraph" first: CI tests every gateway.',
    );
  });
if (!gatewaysInstalled)
  process.stderr.write(
    'Skipped: npm ci --ignore-scripts --prefix examples/supergraph installs the gateways.\n',
  );
const withGateways = gatewaysInstalled ? describe : describe.skip;

const namings = ['plain', 'prefixed'] as const;
type Naming = (typeof namings)[number];

/** Queries are in plain names; `#` stands before what carries the prefix, `^` before root fields. */
function written(query: string, naming: Naming): string {
  if (naming === 'plain') return query.replace(/[#^]/g, '');
  return query
    .replace(/\^(\w)/g, (_, letter: string) => `wandb${letter.toUpperCase()}`)
    .replace(/#/g, 'Wandb');
}

/** What the lineage answers by itself. */
const alone: Record<string, string> = {
  'nested lineage': `{ model: ^artifact(path: "${model}") { path state loggedBy { path usedArtifacts(first: 2) { totalCount pageInfo { hasNextPage }
    nodes { path loggedBy { label } } } } createdBy { __typename ... on #Run { path } } } }`,
  'the closure': `{ model: ^artifact(path: "${model}") { lineage(direction: UPSTREAM, maxDepth: 4) { nodes { depth node { __typename label
    ... on #Run { state } ... on #Artifact { digest } } } edges { kind } completeness { complete } } } }`,
  'a node by id': `{ node: ^node(id: "${modelId}") { __typename id ... on #Artifact { path digest } } }`,
  'several nodes, some of them absent': `{ nodes: ^nodes(ids: ["${goneId}", "${modelId}"]) { __typename id } }`,
  'a mistake beside an answer': `{ bad: ^artifact(path: "nonsense") { path } run: ^run(path: "${run}") { path } }`,
  'a failure of W&B within an answer': `{ run: ^run(path: "${run}") { path user { name } project { path } } }`,
  'the caller': `{ viewer: ^viewer { username } }`,
};

/** What takes several subgraphs, and what they say together. */
const across: Record<string, readonly [query: string, data: object]> = {
  'a reference by path, and back': [
    '{ deployment(name: "serving-1") { region model { __typename label loggedBy { label } deployments { name } } } }',
    {
      deployment: {
        region: 'eu-west',
        model: {
          __typename: 'Artifact',
          label: 'flower-classifier:v2',
          loggedBy: { label: 'package pack-2' },
          deployments: [{ name: 'serving-1' }],
        },
      },
    },
  ],
  'a reference by id, and back': [
    '{ review(by: "ada") { model { path loggedBy { label } reviews { by } } } }',
    { review: { model: { path: model, loggedBy: { label: 'package pack-2' }, reviews: [{ by: 'ada' }] } } },
  ],
  'from the lineage to what two subgraphs add': [
    `{ run: ^run(path: "acme/vision/pack-2") { loggedArtifacts { nodes { label deployments { name } reviews { by } } } } }`,
    {
      run: {
        loggedArtifacts: {
          nodes: [
            { label: 'flower-classifier:v2', deployments: [{ name: 'serving-1' }], reviews: [{ by: 'ada' }] },
          ],
        },
      },
    },
  ],
};

/** `Artifact.label` must not be null: what they say where there is no artifact; null: nothing. */
const messageForAbsent: Record<string, string | null> = {
  '@apollo/gateway': null,
  'Hive Gateway': 'Unexpected error.',
  "Hive Gateway with Hive Router's planner": null,
  'schema stitching': 'Cannot return null for non-nullable field Artifact.label.',
};
const nullsWhereNoneMayBe = new Set(["Hive Gateway with Hive Router's planner"]);

const programs = createPrograms();
const subgraphs: Subgraph[] = [];
const urls = new Map<string, string>();
const urlOf = (gateway: string, naming: Naming): string => urls.get(`${gateway} ${naming}`) ?? '';
const reviewed = { ada: modelId, bob: goneId };

withGateways('in a supergraph', () => {
  let emulator: Emulator;
  let lineage: TestGateway;
  let prefixed: TestGateway;
  let neighbour: Subgraph;
  let plainSubgraphs: Record<string, string>;

  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    emulator.setFaults([{ kind: 'partial', field: 'Run.user' }]);
    lineage = await startGateway(emulator, { passthrough: true }, {});
    prefixed = await startGateway(emulator, { passthrough: true, schemaPrefix: 'Wandb' }, {});
    neighbour = await startHostileNeighbour([model, gone]);
    const reviews = await startReviews('Artifact', reviewed);
    const prefixedReviews = await startReviews('WandbArtifact', reviewed);
    subgraphs.push(neighbour, reviews, prefixedReviews);
    const deployed = ['--models', [model, gone].join(), '--count', '2'];
    plainSubgraphs = {
      lineage: `${lineage.url}/graphql`,
      deployments: await programs.start('deployments.js', deployed),
      reviews: reviews.url,
    };
    const prefixedSubgraphs = {
      lineage: `${prefixed.url}/graphql`,
      deployments: await programs.start('deployments.js', [...deployed, '--type', 'WandbArtifact']),
      reviews: prefixedReviews.url,
      neighbour: neighbour.url,
    };
    for (const gateway of Object.keys(gateways)) {
      urls.set(`${gateway} plain`, await programs.startGateway(gateway, plainSubgraphs));
      urls.set(`${gateway} prefixed`, await programs.startGateway(gateway, prefixedSubgraphs));
    }
  }, 180_000);
  afterAll(async () => {
    await programs.stop();
    for (const subgraph of subgraphs) subgraph.close();
    await prefixed.close();
    await lineage.close();
    await emulator.close();
  });

  describe.each(Object.keys(gateways))('through %s', (gateway) => {
    describe.each(namings)('with %s names', (naming) => {
      test.each(Object.entries(alone))('%s is as through direct access', async (_, query) => {
        const direct = await ask(`${lineage.url}/graphql`, written(query, 'plain'), everything);
        const routed = await ask(urlOf(gateway, naming), written(query, naming), everything);
        const plain = (data: unknown): unknown =>
          JSON.parse(JSON.stringify(data).replace(/"__typename":"Wandb/g, '"__typename":"'));
        const troubles = ({ errors = [] }: Answer) =>
          errors.map(({ message, path, extensions }) => ({ message, path, code: extensions?.code }));
        expect(direct.data).toEqual(expect.any(Object));
        expect(plain(routed.data)).toEqual(direct.data);
        expect(troubles(routed)).toEqual(troubles(direct));
        expect(JSON.stringify(routed)).not.toContain('node_modules');
      });

      test.each(Object.entries(across))('%s', async (_, [query, expected]) => {
        const { data, errors } = await ask(urlOf(gateway, naming), written(query, naming), everything);
        expect(errors).toBeUndefined();
        expect(JSON.parse(JSON.stringify(data).replace('"WandbArtifact"', '"Artifact"'))).toEqual(expected);
      });
    });

    describe('a reference that does not resolve', () => {
      const message = messageForAbsent[gateway] ?? null;
      const errorsAt = (...paths: (string | number)[][]): object[] =>
        message === null ? [] : paths.map((path) => ({ message, path }));

      test('becomes null in a nullable field, and the other data is unchanged', async () => {
        const { data, errors = [] } = await ask(
          urlOf(gateway, 'plain'),
          '{ deployments { name model { label } } reviews { by model { label } } }',
          everything,
        );
        expect(data).toEqual({
          deployments: [
            { name: 'serving-1', model: { label: 'flower-classifier:v2' } },
            { name: 'serving-2', model: null },
          ],
          reviews: [
            { by: 'ada', model: { label: 'flower-classifier:v2' } },
            { by: 'bob', model: null },
          ],
        });
        const expected = errorsAt(['deployments', 1, 'model', 'label'], ['reviews', 1, 'model', 'label']);
        expect(errors).toHaveLength(expected.length);
        for (const error of expected) expect(errors).toContainEqual(expect.objectContaining(error));
      });

      test('removes its parent in a non-null field, or violates the schema', async () => {
        const { data, errors, extensions } = await ask(
          urlOf(gateway, 'plain'),
          '{ one: strict(by: "bob") { by model { label } } all: allStrict { by model { label } } }',
          everything,
        );
        const bob = nullsWhereNoneMayBe.has(gateway) ? { by: 'bob', model: null } : null;
        expect(data).toEqual({
          one: bob,
          all: [{ by: 'ada', model: { label: 'flower-classifier:v2' } }, bob],
        });
        expect(errors ?? []).toMatchObject(errorsAt(['one', 'model', 'label'], ['all', 1, 'model', 'label']));
        expect(extensions?.['valueCompletion']).toEqual(
          gateway === '@apollo/gateway' ? [expect.any(Object), expect.any(Object)] : undefined,
        );
      });

      test('looks as if it existed if only its key or nullable fields are selected', async () => {
        const { data, errors } = await ask(
          urlOf(gateway, 'plain'),
          '{ key: review(by: "bob") { model { id } } nullable: review(by: "bob") { model { loggedBy { label } } } }',
          everything,
        );
        expect(errors).toBeUndefined();
        expect(data).toEqual({ key: { model: { id: goneId } }, nullable: { model: { loggedBy: null } } });
      });
    });

    test('a query can include another subgraph that gives our names other meanings', async () => {
      neighbour.headers.length = 0;
      const { data, errors } = await ask(
        urlOf(gateway, 'prefixed'),
        `{ viewer { email } run(name: "night") { distanceKm state } project { budget path tasks { nodes pageInfo { hasNextPage endCursor } } }
          node(id: "vase") { __typename id ... on Artifact { museum age path state
            knownBy { __typename path state loggedBy { label usedArtifacts(first: 1) { pageInfo { hasNextPage } nodes { path } } } exhibits { museum } } } }
          wandbViewer { username } wandbRun(path: "${run}") { path state project { path } }
          wandbNode(id: "${modelId}") { __typename id ... on WandbArtifact { path deployments { name } exhibits { age state } } } }`,
        everything,
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        viewer: { email: 'ada@museum.test' },
        run: { distanceKm: 5, state: 'DONE' },
        project: {
          budget: 7,
          path: 'east wing',
          tasks: { nodes: ['roof'], pageInfo: { hasNextPage: true, endCursor: 'roof' } },
        },
        node: {
          __typename: 'Artifact',
          id: 'vase',
          museum: 'Museum 1',
          age: 1000,
          path: 0,
          state: 'BROKEN',
          knownBy: {
            __typename: 'WandbArtifact',
            path: model,
            state: 'COMMITTED',
            loggedBy: {
              label: 'package pack-2',
              usedArtifacts: {
                pageInfo: { hasNextPage: false },
                nodes: [{ path: 'acme/vision/checkpoints:v9' }],
              },
            },
            exhibits: [{ museum: 'Museum 1' }, { museum: 'Museum 3' }],
          },
        },
        wandbViewer: { username: 'grace' },
        wandbRun: { path: run, state: 'finished', project: { path: 'acme/vision' } },
        wandbNode: {
          __typename: 'WandbArtifact',
          id: modelId,
          path: model,
          deployments: [{ name: 'serving-1' }],
          exhibits: [
            { age: 1000, state: 'BROKEN' },
            { age: 1002, state: 'WHOLE' },
          ],
        },
      });
      // The key is W&B's: other teams' subgraphs do not get it.
      expect(neighbour.headers.length).toBeGreaterThan(0);
      for (const headers of neighbour.headers) expect(headers.authorization).toBeUndefined();
    });

    test('concurrent callers with different keys see only their own data', async () => {
      const query = `{ viewer { username } node(id: "${modelId}") { id } deployment(name: "serving-1") { model { label loggedBy { label } } } }`;
      const own = `{ viewer { username } node(id: "${modelId}") { id } artifact(path: "${model}") { label loggedBy { label } } }`;
      const keys = [demoKeys.everything, demoKeys.member, demoKeys.zoo, demoKeys.registry];
      const direct = await Promise.all(keys.map((key) => ask(`${lineage.url}/graphql`, own, key)));
      const callers = Array.from({ length: 40 }, (_, index) => index % keys.length);
      const routed = await Promise.all(
        callers.map((index) => ask(urlOf(gateway, 'plain'), query, keys[index] ?? '')),
      );
      routed.forEach(({ data }, index) => {
        const { viewer, node, artifact } = direct[callers[index] ?? 0]?.data ?? {};
        expect(data).toEqual({ viewer, node, deployment: { model: artifact } });
      });
      expect(new Set(direct.map(({ data }) => data.viewer.username)).size).toBe(keys.length);
      expect(new Set(direct.map(({ data }) => data.artifact === null)).size).toBe(2);
    });

    test('without forwarding Authorization, the caller is anonymous to W&B', async () => {
      const url = await programs.startGateway(gateway, plainSubgraphs, '--without-key');
      const query = `{ viewer { username } artifact(path: "${model}") { path } }`;
      const [without, having] = await Promise.all(
        [url, urlOf(gateway, 'plain')].map((each) => ask(each, query, everything)),
      );
      expect(without?.data).toEqual({ viewer: null, artifact: null });
      expect(having?.data).toEqual({ viewer: { username: 'grace' }, artifact: { path: model } });
    }, 180_000);
  });
});
