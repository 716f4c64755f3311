import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator);
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

describe('the people behind a graph', () => {
  test('own the runs and versions downstream, as the nodes themselves say', async () => {
    const { data, errors } = await gateway.ask(`{ artifact(path: "acme/data-platform/train-split:v0") {
      blastRadius { runs users owners { user { username } runs versions } }
      lineage(direction: DOWNSTREAM, maxDepth: 10) { nodes { node { id ... on Run { user { username } } } } edges { from to kind } }
    } }`);
    expect(errors).toBeUndefined();
    const { blastRadius, lineage } = data.artifact;
    const userOf = new Map<string, string>();
    for (const { node } of lineage.nodes) if (node.user) userOf.set(node.id, node.user.username);
    const expected = [...new Set(userOf.values())].map((username) => {
      const runs = [...userOf].filter(([, user]) => user === username).map(([id]) => id);
      const logged = lineage.edges.filter((edge: { from: string }) => runs.includes(edge.from));
      const versions = new Set(logged.map(({ to }: { to: string }) => to)).size;
      return { user: { username }, runs: runs.length, versions };
    });
    expect(expected).toHaveLength(blastRadius.users);
    expect(blastRadius.owners).toEqual(expected.sort((a, b) => b.runs - a.runs));
  });

  test('and its sums are those of its nodes', async () => {
    const { data, errors } =
      await gateway.ask(`{ lineage(roots: ["acme/vision/flower-classifier:v2"], maxDepth: 10) {
      totals { runs artifacts hidden runsByState { state runs } computeSeconds sizeBytes people { name } }
      nodes { node { __typename ... on Run { runState: state computeSeconds user { name } } ... on Artifact { sizeBytes } } }
    } }`);
    expect(errors).toBeUndefined();
    const { totals, nodes } = data.lineage;
    interface Node {
      __typename: string;
      runState?: string;
      computeSeconds?: number;
      sizeBytes?: number;
      user?: { name: string } | null;
    }
    const all = nodes.map(({ node }: { node: Node }) => node) as Node[];
    const count = (type: string) => all.filter(({ __typename }) => __typename === type).length;
    expect(totals).toMatchObject({
      runs: count('Run'),
      artifacts: count('Artifact'),
      hidden: count('HiddenNode'),
      computeSeconds: all.reduce((sum, { computeSeconds = 0 }) => sum + computeSeconds, 0),
      sizeBytes: all.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0),
      people: [...new Set(all.flatMap(({ user }) => (user ? [user.name] : [])))]
        .sort()
        .map((name) => ({ name })),
    });
    for (const { state, runs } of totals.runsByState)
      expect(all.filter(({ runState }) => runState === state)).toHaveLength(runs);
  });

  test('are listed with the versions page by page, and an unknown cursor is refused', async () => {
    const ask = (versions: string) =>
      gateway.ask(`{ artifact(path: "acme/data-platform/train-split:v0") { blastRadius { ${versions} } } }`);
    const all = await ask('artifacts versions(first: 1000) { cursor artifact { path } }');
    const { artifacts, versions } = all.data.artifact.blastRadius;
    expect(versions).toHaveLength(artifacts);
    const rest = await ask(
      `versions(first: 3, after: "${versions[1].cursor as string}") { cursor artifact { path } }`,
    );
    expect(rest.data.artifact.blastRadius.versions).toEqual(versions.slice(2, 5));
    const wrong = await ask('versions(after: "zzz") { cursor }');
    expect(wrong.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } });
  });
});

test('CONNECTED includes the siblings that BOTH leaves out, each node once, and a second page goes on where the first ended.', async () => {
  const walk = (direction: string, rest = '') =>
    gateway.ask(`{ lineage(roots: ["acme/data-platform/train-split:v1"], direction: ${direction}, maxDepth: 2 ${rest}) {
      nodes { depth node { path } } endCursor completeness { truncations { reason } } } }`);
  const paths = (answer: Awaited<ReturnType<typeof walk>>): string[] =>
    answer.data.lineage.nodes.map(({ node }: { node: { path: string } }) => node.path);
  const nested = await gateway.ask(`{ artifact(path: "acme/data-platform/train-split:v1") {
    path loggedBy { path usedArtifacts { nodes { path type } } loggedArtifacts { nodes { path type } } }
    usedBy { nodes { path usedArtifacts { nodes { path type } } loggedArtifacts { nodes { path type } } } }
  } }`);
  const { artifact } = nested.data;
  const runs = [artifact.loggedBy, ...artifact.usedBy.nodes];
  const isOwn = ({ type }: { type: string }) => !/^(?:wandb-.*|run_table|code|job)$/.test(type);
  const artifacts = runs
    .flatMap((run) => [...run.usedArtifacts.nodes, ...run.loggedArtifacts.nodes])
    .filter(isOwn);
  const expected = new Set([artifact, ...runs, ...artifacts].map(({ path }) => path as string));
  const connected = await walk('CONNECTED');
  expect(connected.errors).toBeUndefined();
  expect(paths(connected).sort()).toEqual([...expected].sort());
  expect(paths(await walk('BOTH')).length).toBeLessThan(expected.size);
  const first = await walk('CONNECTED', 'maxNodes: 5');
  const second = await walk('CONNECTED', `maxNodes: 1000 after: "${first.data.lineage.endCursor as string}"`);
  expect([...paths(first), ...paths(second)]).toEqual(
    (await walk('CONNECTED')).data.lineage.nodes.map(({ node }: { node: { path: string } }) => node.path),
  );
});
