import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId } from '../../../src/emulator/ids.ts';
import { artifactPathOf } from '../../../src/emulator/world.ts';
import { demoPaths } from '../../../src/emulator/worlds/demo.ts';
import { ask, basic } from '../../support/emulator-client.ts';

// The queries that W&B's Python SDK sends while it walks lineage. It treats any error as a failure, so there must be none.
let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
});
afterAll(() => emulator.close());

async function read(query: string, variables: Record<string, unknown> = {}) {
  const { status, data, errors } = await ask(emulator, query, {
    variables,
    authorization: basic(emulator.keys[0]?.key ?? ''),
  });
  expect([status, errors]).toEqual([200, undefined]);
  return data;
}

const idAt = (path: string): string => {
  const found = emulator.world.artifacts.find((artifact) => artifactPathOf(artifact) === path);
  if (!found) throw new Error(`There is no ${path}.`);
  return artifactId(found);
};

test("The SDK starts: it reads the viewer and the server's features.", async () => {
  const data = await read(
    `{ viewer { id name username email admin flags entity deletedAt teams { edges { node { name } } } apiKeys { edges { node { id name description } } } organizations { name orgEntity { name } } }
       serverInfo { features { name isEnabled } cliVersionInfo }
       project: __type(name: "Project") { fields { name args { name } } } input: __type(name: "NothingOfTheKind") { inputFields { name } } }`,
  );
  expect(data.viewer).toMatchObject({
    name: 'Ada Lindgren',
    username: 'ada',
    email: 'ada@acme.example',
    admin: false,
    flags: '{}',
    entity: 'acme',
    deletedAt: null,
    teams: { edges: [{ node: { name: 'acme' } }] },
    apiKeys: { edges: [] },
    organizations: [{ name: 'Acme Corp', orgEntity: { name: 'acme-org' } }],
  });
  expect(data.project.fields).toContainEqual({ name: 'sweep', args: [{ name: 'sweepName' }] });
  expect(data.input).toBeNull();
});

test('The SDK loads a run and its sweep.', async () => {
  const { project } = await read(
    `{ project(name: "vision", entityName: "acme") { internalId
         run(name: "train-7") { id tags name displayName sweepName state group jobType commit readOnly createdAt heartbeatAt description notes
           historyLineCount historyKeys systemMetrics summaryMetrics config projectId user { name username } project { name entity { name } } }
         sweep(sweepName: "swp0lr") { id name displayName method state description bestLoss config runCount runCountExpected createdAt updatedAt priorRunsFilters }
         totalSweeps sweeps(first: 1) { edges { node { name } } } none: sweep(sweepName: "nothing") { id } } }`,
  );
  expect(project.run).toMatchObject({
    displayName: 'amber-bloom-7',
    sweepName: 'swp0lr',
    state: 'finished',
    group: 'lr-search',
    jobType: 'train',
    readOnly: false,
    systemMetrics: '{}',
    user: { name: 'Grace Okafor', username: 'grace' },
  });
  expect(Buffer.from(project.internalId, 'base64').toString()).toBe(
    `ProjectInternalId:${project.run.projectId}`,
  );
  expect(project.sweep).toMatchObject({
    name: 'swp0lr',
    state: 'FINISHED',
    runCount: 8,
    runCountExpected: 8,
  });
  expect([project.totalSweeps, project.sweeps.edges, project.none]).toEqual([
    2,
    [{ node: { name: 'swp0lr' } }],
    null,
  ]);
});

test('The SDK gets 500 of 600 consumers when it passes no arguments.', async () => {
  const { artifact } = await read(
    'query ArtifactUsedBy($id: ID!) { artifact(id: $id) { usedBy { edges { node { name project { name } } } } } }',
    {
      id: idAt(demoPaths.hub),
    },
  );
  expect(artifact.usedBy.edges).toHaveLength(500);
});

test('The SDK finds the source of a link and the links of a version.', async () => {
  const fields = `id versionIndex digest state commitHash fileCount size historyStep metadata description createdAt updatedAt ttlDurationSeconds ttlIsInherited
    tags { id name } artifactType { name } aliases { id alias artifactCollection { __typename name project { name entity { name } } } }
    artifactSequence { __typename name project { name entity { name } } }
    artifactMemberships { edges { node { id versionIndex aliases { id alias } artifactCollection { __typename name project { name } } } } }`;
  const { artifact } = await read(`query ($id: ID!) { artifact(id: $id) { ${fields} } }`, {
    id: idAt(demoPaths.model),
  });
  expect(artifact).toMatchObject({
    versionIndex: 2,
    historyStep: 12,
    ttlDurationSeconds: 31_536_000,
    ttlIsInherited: false,
    tags: [{ name: 'blessed' }],
    artifactSequence: { __typename: 'ArtifactSequence', name: 'flower-classifier' },
  });
  expect(JSON.parse(artifact.metadata)).toMatchObject({ name: 'Blütenklassifikator' });
  expect([typeof artifact.size, typeof artifact.fileCount]).toEqual(['number', 'number']);
  const places = artifact.artifactMemberships.edges.map(
    ({
      node,
    }: {
      node: { versionIndex: number; artifactCollection: { __typename: string; name: string } };
    }) => [node.artifactCollection.__typename, node.artifactCollection.name, node.versionIndex],
  );
  expect(places).toEqual([
    ['ArtifactSequence', 'flower-classifier', 2],
    ['ArtifactPortfolio', 'Flower Classifier', 2],
  ]);
});

test('The SDK finds registries through the organization of a team or by its name.', async () => {
  const data = await read(
    `{ entity(name: "acme") { organization { name orgEntity { name } } user { username } }
       organization(name: "Acme Corp") { orgEntity { name
         projects(filters: "{\\"name\\":{\\"$regex\\":\\"^wandb-registry-\\"}}") { edges { node { id name entity { name organization { name } } access allowAllArtifactTypesInRegistry createdAt updatedAt description artifactTypes(includeAll: true) { edges { node { name } } } } } } } }
       none: organization(name: "Nobody") { id } }`,
  );
  expect(data.entity).toEqual({
    organization: { name: 'Acme Corp', orgEntity: { name: 'acme-org' } },
    user: null,
  });
  expect(data.organization.orgEntity.projects.edges).toEqual([
    {
      node: expect.objectContaining({
        name: 'wandb-registry-models',
        entity: { name: 'acme-org', organization: { name: 'Acme Corp' } },
        access: 'PRIVATE',
        artifactTypes: { edges: [{ node: { name: 'model' } }] },
      }),
    },
  ]);
  expect(data.none).toBeNull();
});

test('The SDK distinguishes a missing version from a missing project.', async () => {
  const { here, gone } = await read(
    `{ here: project(name: "vision", entityName: "acme") { artifactCollectionMembership(name: "nothing:v0") { id } artifactType(name: "nothing") { id } artifactCollection(name: "nothing") { id } }
       gone: project(name: "nothing", entityName: "acme") { id } }`,
  );
  expect(here).toEqual({ artifactCollectionMembership: null, artifactType: null, artifactCollection: null });
  expect(gone).toBeNull();
});
