import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { recordWandb, type RecordedWandb } from '../../support/recorded-wandb.ts';

let emulator: Emulator;
let wandb: RecordedWandb;
let fused: TestGateway;
let single: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  wandb = await recordWandb(emulator);
  fused = await startGateway(wandb);
  single = await startGateway(wandb, { wandbMaxFusedHops: '1' });
  // The first request with a key also checks whether W&B accepts it.
  for (const gateway of [fused, single]) await gateway.ask('{ viewer { id } }');
  wandb.fields();
});
afterAll(async () => {
  await fused.close();
  await single.close();
  await wandb.close();
  await emulator.close();
});

const fieldsOf = (type: string, ...fields: string[]): string[] => fields.map((field) => `${type}.${field}`);
const list = (type: string): string[] => [
  ...fieldsOf(`${type}Connection`, 'totalCount', 'pageInfo', 'edges'),
  ...fieldsOf(`${type}Edge`, 'cursor', 'node'),
  ...fieldsOf('PageInfo', 'hasNextPage', 'endCursor'),
];

/** What W&B's brief and full variants of a node are. */
const collection = ['Artifact.artifactSequence', ...fieldsOf('ArtifactCollection', 'name', 'project')];
const project = fieldsOf('Project', 'name', 'entityName');
const briefArtifact = [
  ...fieldsOf('Artifact', 'digest', 'state', 'versionIndex', 'createdAt', 'artifactType'),
  'ArtifactType.name',
  ...collection,
  ...project,
];
const fullArtifact = [
  ...briefArtifact,
  ...fieldsOf('Artifact', 'description', 'commitHash', 'size', 'fileCount', 'historyStep'),
  ...fieldsOf('Artifact', 'ttlDurationSeconds', 'updatedAt', 'usedCount', 'aliases', 'tags'),
  ...fieldsOf('ArtifactAlias', 'alias', 'artifactCollection'),
  'Tag.name',
  ...fieldsOf('ArtifactCollection', 'description', 'createdAt', 'updatedAt', 'defaultArtifactType'),
];
const briefRun = [
  ...fieldsOf('Run', 'name', 'displayName', 'state', 'jobType', 'createdAt', 'project'),
  ...project,
];
const user = fieldsOf('User', 'name', 'username', 'entity');
const userTeams = ['User.teams', 'EntityConnection.edges', 'EntityEdge.node', 'Entity.name'];
const fullRun = [
  ...briefRun,
  ...fieldsOf('Run', 'group', 'sweepName', 'tags', 'commit', 'heartbeatAt', 'computeSeconds', 'user'),
  ...user,
];

/** The lookup, with the path of the link for a version whose source is hidden. */
const lookup = [
  'Query.project',
  'Project.artifactCollectionMembership',
  ...fieldsOf('ArtifactCollectionMembership', 'artifact', 'artifactCollection', 'versionIndex'),
  ...fieldsOf('ArtifactCollection', 'name', 'project'),
  ...project,
];
const creator = 'Artifact.createdBy';
const inputs = ['Run.inputArtifacts', ...list('InputArtifact'), 'InputArtifactEdge.usedAs'];
const users = ['Artifact.usedBy', ...list('Run')];
const outputs = ['Run.outputArtifacts', ...list('Artifact')];
const up = [creator, ...inputs];
const down = [...users, ...outputs];
const brief = [...lookup, ...briefArtifact, ...briefRun];
const full = [...lookup, ...fullArtifact, ...fullRun];
/** Without prefetching, each hop looks its objects up by id or address. */
const frame = ['Query.artifact', 'Query.project', 'Project.run'];

// The requested fields beyond lookups by id.
const questions: [string, string, string[]][] = [
  ['id', 'id', [...lookup, ...briefArtifact]],
  ['path', 'path digest', [...lookup, ...briefArtifact]],
  ['usedByCount', 'usedByCount', [...lookup, ...fullArtifact]],
  ['hops up', 'id loggedBy { id usedArtifacts { nodes { id loggedBy { id } } } }', [...brief, ...up]],
  [
    'labels up, and the aliases of the last hop',
    'label loggedBy { displayName usedArtifacts { nodes { label aliases } } }',
    [...brief, ...fullArtifact, ...up],
  ],
  [
    'hops down',
    'id usedBy { totalCount nodes { id state loggedArtifacts { nodes { digest } } } }',
    [...brief, ...down],
  ],
  ['usedAs', 'loggedBy { usedArtifacts { edges { usedAs node { id } } } }', [...brief, ...up]],
  [
    'a skeleton both ways',
    'lineage(direction: BOTH, maxDepth: 8) { nodes { depth node { id } } edges { from to kind usedAs } }',
    [...brief, ...up, ...down],
  ],
  [
    'a walk with states, through a filter',
    'lineage(direction: UPSTREAM, filter: { jobTypes: ["train"] }) { nodes { node { id ... on Run { state } ... on Artifact { digest } } } }',
    [...brief, ...up],
  ],
  ...['JSON', 'MERMAID', 'DOT', 'SVG', 'PROV_JSON', 'OPENLINEAGE', 'CYCLONEDX'].map(
    (format): [string, string, string[]] => [
      `export as ${format}`,
      `lineage(direction: UPSTREAM) { export(format: ${format}) { content } }`,
      [...full, ...up],
    ],
  ),
  ['blast radius', 'blastRadius { runs artifacts users }', [...full, ...down]],
  [
    'staleness',
    'staleness { status }',
    [
      ...brief,
      ...up,
      'Query.artifactCollection',
      ...fieldsOf('ArtifactCollection', 'artifactMembership', 'artifacts'),
      'VersionedArtifactConnection.edges',
      'VersionedArtifactEdge.node',
    ],
  ],
];

const model = 'acme/vision/flower-classifier:v2';

async function askBoth(
  selection: string,
): Promise<Record<'fused' | 'single', { fields: string[]; heavy: number[] }>> {
  const asked = { fused: { fields: [''], heavy: [0] }, single: { fields: [''], heavy: [0] } };
  for (const [name, gateway] of [
    ['fused', fused],
    ['single', single],
  ] as const) {
    const { errors } = await gateway.ask(
      `query ($path: String!) { artifact(path: $path) { ${selection} } }`,
      { path: model },
    );
    expect(errors).toBeUndefined();
    asked[name] = {
      heavy: ['metadata', 'config', 'summaryMetrics'].map((field) => wandb.given(field)),
      fields: wandb.fields(),
    };
  }
  return asked;
}

describe('W&B is asked for the brief variant of nodes, or for the full one where more is selected, for', () => {
  test.each(questions)('%s', async (_, selection, allowed) => {
    const asked = await askBoth(selection);
    for (const { fields, heavy } of Object.values(asked)) {
      // Creators may be users, of whom W&B has few fields.
      const known = [...frame, ...user, ...userTeams];
      expect(fields.filter((field) => !known.includes(field))).toEqual(
        [...new Set(allowed)].filter((field) => !known.includes(field)).sort(),
      );
      expect(heavy).toEqual([0, 0, 0]);
    }
  });
});

describe('Heavy fields are requested only for the objects that select them:', () => {
  test.each([
    [
      'metadata of the root of nested hops',
      'metadata loggedBy { id usedArtifacts { nodes { id } } }',
      [1, 0, 0],
    ],
    [
      'metadata of the root of a walk',
      'metadata lineage(direction: UPSTREAM) { nodes { node { id } } }',
      [1, 0, 0],
    ],
    [
      'config of the first of several runs',
      'loggedBy { config usedArtifacts { nodes { loggedBy { id } } } }',
      [0, 1, 0],
    ],
  ])('%s', async (_, selection, expected) => {
    const asked = await askBoth(selection);
    expect(asked.fused.heavy).toEqual(expected);
    expect(asked.single.heavy).toEqual(expected);
  });
});

test('A stream requests no heavy fields.', async () => {
  const response = await fetch(
    `${fused.url}/lineage.ndjson?${new URLSearchParams({ root: model, maxDepth: '8' }).toString()}`,
  );
  expect((await response.text()).split('\n').length).toBeGreaterThan(20);
  expect(['metadata', 'config', 'summaryMetrics'].map((field) => wandb.given(field))).toEqual([0, 0, 0]);
  expect(wandb.fields()).toContain('Artifact.usedBy');
});
