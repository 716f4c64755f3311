import { describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import { artifactPathOf, runPathOf, type World } from '../../../src/emulator/world.ts';
import { requestCount, startGateway, type TestGateway } from '../../support/gateway.ts';
import { memberKey, specialWorld } from '../../support/special-world.ts';

async function withGateway(
  options: Parameters<typeof startEmulator>[0],
  settings: Parameters<typeof startGateway>[1],
  body: (gateway: TestGateway, emulator: Emulator) => Promise<void>,
): Promise<void> {
  await using emulator = await startEmulator(options);
  await using gateway = await startGateway(emulator, settings);
  await body(gateway, emulator);
}

/** A dataset and so many runs that used it, each with one output. */
function hub(consumers: number): World {
  const world = createWorldBuilder('hub');
  const ada = world.user('ada', { entity: 'acme' });
  const project = world.project('acme', 'hub');
  const data = world.artifact(world.collection(project, 'data', 'dataset'));
  const models = world.collection(project, 'models', 'model');
  for (let i = 0; i < consumers; i += 1) {
    const run = world.run(project, `r${i}`);
    world.uses(run, data);
    world.logs(run, world.artifact(models, { aliases: [] }));
  }
  world.key(memberKey, 'everything', ada, '*');
  world.root('hub', data);
  return world.build();
}

/** model <- run <- 4 versions <- run <- 4 versions ...: 41 nodes at 16 hops, and 4^8 ways from one end to the other. */
function diamonds(width: number, hops: number): World {
  const world = createWorldBuilder('diamonds');
  const ada = world.user('ada', { entity: 'acme' });
  const project = world.project('acme', 'diamonds');
  const model = world.artifact(world.collection(project, 'model', 'model'));
  let level = [model];
  for (let hop = 0; hop < hops; hop += 2) {
    const run = world.run(project, `run${hop}`);
    for (const version of level) world.logs(run, version);
    level = Array.from({ length: width }, (_, i) =>
      world.artifact(world.collection(project, `set${hop}-${i}`, 'dataset')),
    );
    for (const version of level) world.uses(run, version);
  }
  world.key(memberKey, 'everything', ada, '*');
  world.root('model', model);
  return world.build();
}

const up = (hops: number): string =>
  hops === 0 ? '' : `loggedBy { id ${hops === 1 ? '' : `usedArtifacts { nodes { id ${up(hops - 2)} } }`} }`;

describe('A level of a query', () => {
  test('costs one request without prefetching, and each edge list is sent once: diamonds, 16 hops, 17 requests', async () => {
    await withGateway({ world: diamonds(4, 16) }, { wandbMaxFusedHops: '1' }, async (gateway, emulator) => {
      const { roots, world } = emulator;
      expect(world.runs.length + world.artifacts.length).toBe(41);
      const answer = await gateway.ask(`query ($path: String!) { artifact(path: $path) { id ${up(16)} } }`, {
        path: roots.model,
      });
      expect(answer.errors).toBeUndefined();
      expect(answer.requests).toBeLessThanOrEqual(17);
      const { edgeLists } = emulator.stats();
      expect(Object.values(edgeLists).every((times) => times === 1)).toBe(true);
      // The creators of 1 model and 7 levels of 4 versions, and the inputs of 8 runs; the last 4 versions are not expanded.
      expect(Object.keys(edgeLists)).toHaveLength(1 + 7 * 4 + 8);
      let ways = 0;
      const count = (node: { loggedBy?: { usedArtifacts: { nodes: never[] } } }): void => {
        if (!node.loggedBy) ways += 1;
        else node.loggedBy.usedArtifacts.nodes.forEach(count);
      };
      count(answer.data.artifact);
      expect(ways).toBe(4 ** 8);
    });
  });

  test('costs one request whatever fields it selects', async () => {
    await withGateway({ world: specialWorld() }, {}, async (gateway) => {
      const answer = await gateway.ask(`{ artifact(path: "acme/lab/model") {
        loggedBy { path config } createdBy { __typename ... on Run { label user { name } } } usedBy { totalCount } links { path } metadata usedByCount
      } run(path: "acme/lab/train") { usedArtifacts { nodes { path } } loggedArtifacts { nodes { path } } } viewer { name } }`);
      expect(answer.errors).toBeUndefined();
      // Without prefetching: the lookups, their edges, and the config of the run that was found.
      expect(answer.requests).toBe(requestCount(2, 3));
      expect(answer.extensions.lineage.wandbRequests).toBe(answer.requests);
    });
  });

  test('requests equal keys once, under different aliases and with different fields', async () => {
    await withGateway({ world: specialWorld() }, {}, async (gateway, emulator) => {
      const answer = await gateway.ask(`{
        a: artifact(path: "acme/lab/model") { loggedBy { path } }
        b: artifact(path: "acme/lab/model") { loggedBy { state config } }
        c: artifact(path: "acme/lab/model:v1") { loggedBy { tags } } }`);
      expect(answer.data).toEqual({
        a: { loggedBy: { path: 'acme/lab/train' } },
        b: { loggedBy: { state: 'finished', config: { lr: 0.1, nested: { depth: 3 } } } },
        c: { loggedBy: { tags: ['a', 'b'] } },
      });
      expect(answer.requests).toBe(requestCount(2, 3));
      // Each of the two paths brings its creator along.
      expect(Object.values(emulator.stats().edgeLists)).toEqual([requestCount(2, 1)]);
    });
  });

  test('requests an edge again only for more fields of its nodes', async () => {
    await withGateway({ world: specialWorld() }, { wandbMaxFusedHops: '1' }, async (gateway, emulator) => {
      const answer = await gateway.ask(
        '{ run(path: "acme/lab/cycle") { usedArtifacts { nodes { loggedBy { usedArtifacts { nodes { digest metadata sizeBytes loggedBy { state } } } } } } } }',
      );
      expect(answer.errors).toBeUndefined();
      const [loop] = answer.data.run.usedArtifacts.nodes[0].loggedBy.usedArtifacts.nodes;
      expect(loop).toMatchObject({
        metadata: null,
        sizeBytes: expect.any(Number),
        loggedBy: { state: 'finished' },
      });
      // The inputs of the run in brief and in full, the creator in brief alone.
      expect(Object.values(emulator.stats().edgeLists).sort()).toEqual([1, 2]);
    });
  });
});

describe('A long list', () => {
  const usedBy = `query ($path: String!, $first: Int, $after: String) { artifact(path: $path) { usedByCount usedBy(first: $first, after: $after) {
    totalCount hiddenCount edges { cursor node { runId } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
  const idsOf = (connection: { edges: { node: { runId: string } }[] }) =>
    connection.edges.map(({ node }) => node.runId);
  const all = (count: number) => Array.from({ length: count }, (_, i) => `r${i}`);

  test('of 600 consumers is read in two W&B pages, without loss or repetition', async () => {
    await withGateway({ world: hub(600) }, {}, async (gateway, emulator) => {
      const { data, errors, requests } = await gateway.ask(usedBy, {
        path: emulator.roots.hub,
        first: 1_000,
      });
      expect(errors).toBeUndefined();
      expect(idsOf(data.artifact.usedBy)).toEqual(all(600));
      expect(data.artifact).toMatchObject({
        usedByCount: 600,
        usedBy: { totalCount: 600, hiddenCount: 0, pageInfo: { hasNextPage: false } },
      });
      expect(requests).toBe(requestCount(2, 3));
    });
  });

  test("has the same pages for a client whatever W&B's page size is", async () => {
    await withGateway({ world: hub(130), pageCap: 17 }, {}, async (gateway, emulator) => {
      const found: string[] = [];
      let after: string | null = null;
      do {
        const { data } = await gateway.ask(usedBy, { path: emulator.roots.hub, first: 40, after });
        const { edges, pageInfo, totalCount } = data.artifact.usedBy;
        expect(totalCount).toBe(130);
        expect(edges.length).toBe(Math.min(40, 130 - found.length));
        expect(pageInfo.hasPreviousPage).toBe(after !== null);
        expect(pageInfo.startCursor).toBe(edges[0].cursor);
        expect(pageInfo.endCursor).toBe(edges.at(-1).cursor);
        found.push(...idsOf(data.artifact.usedBy));
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
      expect(found).toEqual(all(130));
    });
  });

  test('has 50 nodes a page by default', async () => {
    await withGateway({ world: hub(60) }, {}, async (gateway, emulator) => {
      const { data } = await gateway.ask(usedBy, { path: emulator.roots.hub });
      expect(idsOf(data.artifact.usedBy)).toEqual(all(50));
      expect(data.artifact.usedBy.pageInfo.hasNextPage).toBe(true);
    });
  });
});

describe('A batch', () => {
  const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    __typename ... on Artifact { id path } ... on Run { id path } ... on Project { projectPath: path } } }`;

  test('of 1,000 representations, some missing, takes at most 1000 / batch size + 2 requests', async () => {
    await withGateway({ world: hub(300) }, {}, async (gateway, emulator) => {
      const { artifacts, runs } = emulator.world;
      const wanted: { representation: Record<string, string>; found: unknown }[] = [];
      for (let i = 0; wanted.length < 1_000; i += 1) {
        const artifact = artifacts[i % artifacts.length];
        const run = runs[i % runs.length];
        if (!artifact || !run) throw new Error('empty world');
        const asArtifact = {
          __typename: 'Artifact',
          id: artifactId(artifact),
          path: artifactPathOf(artifact),
        };
        const asRun = { __typename: 'Run', id: runId(run), path: runPathOf(run) };
        wanted.push(
          { representation: { __typename: 'Artifact', id: asArtifact.id }, found: asArtifact },
          { representation: { __typename: 'Run', path: asRun.path }, found: asRun },
          { representation: { __typename: 'Artifact', path: asArtifact.path }, found: asArtifact },
          { representation: { __typename: 'Run', id: asRun.id }, found: asRun },
          { representation: { __typename: 'Artifact', path: `acme/hub/none${i}:v0` }, found: null },
        );
      }
      const { data, errors, requests } = await gateway.ask(entities, {
        representations: wanted.map(({ representation }) => representation),
      });
      expect(errors).toBeUndefined();
      expect(data._entities).toEqual(wanted.map(({ found }) => found));
      expect(requests).toBeLessThanOrEqual(1_000 / 50 + 2);
    });
  });

  test('is split by size into concurrent requests, up to the limit', async () => {
    await withGateway(
      { world: hub(100), latencyMs: 20 },
      { wandbBatchSize: '10', wandbConcurrency: '3' },
      async (gateway, emulator) => {
        const ids = emulator.world.artifacts.slice(0, 95).map(artifactId);
        const { data, requests } = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
          ids,
        });
        expect(data.nodes).toEqual(ids.map((id) => ({ id })));
        expect(requests).toBe(10);
        expect(emulator.stats().maxConcurrent).toBe(3);
      },
    );
  });
});
