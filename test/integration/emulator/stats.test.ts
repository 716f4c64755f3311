import { beforeEach, afterEach, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
import { artifactPathOf } from '../../../src/emulator/world.ts';
import { ask } from '../../support/emulator-client.ts';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ world: 'diamond' });
});
afterEach(() => emulator.close());

const model = (): string => {
  const found = emulator.world.artifacts.find(
    (artifact) => artifactPathOf(artifact) === emulator.roots.model,
  );
  if (!found) throw new Error('no model');
  return artifactId(found);
};

test('Statistics are zero after the start.', () => {
  expect(emulator.stats()).toEqual({
    requests: 0,
    rounds: 0,
    operationNames: [],
    lookups: {},
    objects: {},
    edgeLists: {},
    bytesSent: 0,
    maxConcurrent: 0,
    struck: 0,
    callers: [],
  });
});

test('Objects are counted once per response whatever was selected of them, edge lists each time.', async () => {
  // Up the 4-wide diamond: model <- run <- 4 versions <- the one run that logged them, met 4 times.
  const { data } = await ask(
    emulator,
    `query Walk($id: ID!) { artifact(id: $id) { createdBy { ... on Run { inputArtifacts(first: 10) { edges { node { createdBy { ... on Run { name } } } } } } } } }`,
    { variables: { id: model() } },
  );
  expect(data.artifact.createdBy.inputArtifacts.edges).toHaveLength(4);
  const { objects, lookups, edgeLists, operationNames, bytesSent } = emulator.stats();
  expect(objects).toEqual({ Artifact: 1 + 4, Run: 1 + 4 });
  expect(lookups).toEqual({ 'Query.artifact': 1 });
  expect(operationNames).toEqual(['Walk']);
  const [first] = emulator.world.runs;
  expect(edgeLists).toMatchObject({
    [`Artifact.createdBy ${model()}`]: 1,
    [`Run.inputArtifacts ${first ? runId(first) : ''}`]: 1,
  });
  expect(Object.keys(edgeLists)).toHaveLength(1 + 1 + 4);
  expect(bytesSent).toBe(JSON.stringify({ data }).length);
});

test('Every alias of a lookup is counted.', async () => {
  await ask(
    emulator,
    `{ a: artifact(id: "${model()}") { digest } b: artifact(id: "nothing") { digest }
       p: project(entityName: "acme", name: "diamond") { x: run(name: "run-0") { name } y: run(name: "run-2") { name } name
         artifactCollectionMembership(name: "model:v0") { versionIndex } } }`,
  );
  expect(emulator.stats().lookups).toEqual({
    'Query.artifact': 2,
    'Query.project': 1,
    'Project.run': 2,
    'Project.artifactCollectionMembership': 1,
  });
});

test('Each page of a list is counted separately, and again when it is sent again.', async () => {
  const query = `query ($after: String) { project(entityName: "acme", name: "diamond") { run(name: "run-0") { inputArtifacts(first: 2, after: $after) { pageInfo { endCursor } } } } }`;
  const { data } = await ask(emulator, query);
  const after: string = data.project.run.inputArtifacts.pageInfo.endCursor;
  await ask(emulator, query, { variables: { after } });
  await ask(emulator, query, { variables: { after } });
  const [first] = emulator.world.runs;
  const list = `Run.inputArtifacts ${first ? runId(first) : ''}`;
  expect(emulator.stats().edgeLists).toEqual({ [list]: 1, [`${list} ${after}`]: 2 });
});

test('Concurrent requests are one round, and sequential ones as many as there are.', async () => {
  emulator.setLatency(60);
  const sideBySide = (count: number) =>
    Promise.all(Array.from({ length: count }, () => ask(emulator, '{ viewer { id } }')));
  await sideBySide(3);
  await sideBySide(1);
  await sideBySide(2);
  expect(emulator.stats()).toMatchObject({ requests: 6, rounds: 3, maxConcurrent: 3 });
});

test('Failed requests are counted and do not stay in flight.', async () => {
  emulator.setFaults([
    { kind: '500', times: 1 },
    { kind: 'drop', times: 2 },
  ]);
  await ask(emulator, '{ viewer { id } }');
  await ask(emulator, '{ viewer { id } }').catch(() => null);
  await ask(emulator, '{ nonsense }');
  emulator.resetStats();
  await ask(emulator, '{ viewer { id } }');
  expect(emulator.stats()).toMatchObject({ requests: 1, maxConcurrent: 1, rounds: 1 });
});

test('The HTTP endpoint returns the statistics and resets them.', async () => {
  await ask(emulator, 'query Who { viewer { id } }');
  const endpoint = `${emulator.url}/_emulator/stats`;
  expect(await (await fetch(endpoint)).json()).toEqual(emulator.stats());
  expect(emulator.stats().operationNames).toEqual(['Who']);
  await fetch(endpoint, { method: 'DELETE' });
  expect(emulator.stats().requests).toBe(0);
});
