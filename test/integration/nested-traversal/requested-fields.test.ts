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

/** The lookup, with the path of the link for a version whose source is hidden. */
const lookup = [
  'Query.project',
  'Project.artifactCollectionMembership',
  ...fieldsOf('ArtifactCollectionMembership', 'artifact', 'artifactCollection', 'versionIndex'),
  ...fieldsOf('ArtifactCollection', 'name', 'project'),
  ...fieldsOf('Project', 'name', 'entityName'),
];
/** The hops, with the address of a run that its next hop needs. */
const runs = fieldsOf('Run', 'name', 'project');
const creator = ['Artifact.createdBy', ...runs];
const inputs = ['Run.inputArtifacts', ...list('InputArtifact'), 'InputArtifactEdge.usedAs'];
const users = ['Artifact.usedBy', ...list('Run'), ...runs];
const outputs = ['Run.outputArtifacts', ...list('Artifact')];
const up = [...creator, ...inputs];
const down = [...users, ...outputs];
const path = fieldsOf('Artifact', 'artifactSequence', 'versionIndex');
const aliases = [...path, 'Artifact.aliases', ...fieldsOf('ArtifactAlias', 'alias', 'artifactCollection')];
/** What every walk reads: paths, types, and the root's creation time. */
const walked = [...path, 'Artifact.artifactType', 'ArtifactType.name', 'Artifact.createdAt'];
const exported = [
  ...aliases,
  ...fieldsOf('Artifact', 'state', 'digest', 'size', 'description', 'tags'),
  'Tag.name',
  ...fieldsOf('Run', 'displayName', 'state', 'jobType', 'commit', 'createdAt', 'heartbeatAt', 'user'),
  'User.username',
];
/** Without prefetching, each hop looks its objects up by id or address. */
const frame = ['Query.artifact', 'Query.project', 'Project.run'];

// The requested fields beyond lookups by id.
const questions: [string, string, string[]][] = [
  ['id', 'id', lookup],
  ['digest', 'digest', [...lookup, 'Artifact.digest']],
  ['path', 'path', [...lookup, ...path]],
  ['usedByCount', 'usedByCount', [...lookup, 'Artifact.usedCount']],
  ['hops up', 'id loggedBy { id usedArtifacts { nodes { id loggedBy { id } } } }', [...lookup, ...up]],
  [
    'labels up',
    'label loggedBy { displayName usedArtifacts { nodes { label aliases } } }',
    [...lookup, ...up, ...aliases, 'Run.displayName'],
  ],
  [
    'hops down',
    'id usedBy { totalCount nodes { id state loggedArtifacts { nodes { digest } } } }',
    [...lookup, ...down, 'Run.state', 'Artifact.digest'],
  ],
  ['usedAs', 'loggedBy { usedArtifacts { edges { usedAs node { id } } } }', [...lookup, ...up]],
  [
    'a skeleton both ways',
    'lineage(direction: BOTH, maxDepth: 8) { nodes { depth node { id } } edges { from to kind usedAs } }',
    [...lookup, ...up, ...down, ...walked],
  ],
  [
    'a walk with states',
    'lineage(direction: UPSTREAM) { nodes { node { id ... on Run { state } ... on Artifact { digest } } } }',
    [...lookup, ...up, ...walked, 'Run.state', 'Artifact.digest'],
  ],
  [
    'a walk through a filter',
    'lineage(direction: UPSTREAM, filter: { jobTypes: ["train"] }) { nodes { node { id } } }',
    [...lookup, ...up, ...walked, ...fieldsOf('Run', 'jobType', 'state', 'createdAt')],
  ],
  ...['JSON', 'MERMAID', 'DOT', 'SVG', 'PROV_JSON', 'OPENLINEAGE', 'CYCLONEDX'].map(
    (format): [string, string, string[]] => [
      `export as ${format}`,
      `lineage(direction: UPSTREAM) { export(format: ${format}) { content } }`,
      [...lookup, ...up, ...walked, ...exported],
    ],
  ),
  [
    'blast radius',
    'blastRadius { runs artifacts users }',
    [
      ...lookup,
      ...down,
      ...walked,
      ...aliases,
      ...fieldsOf('Run', 'jobType', 'state', 'createdAt', 'user'),
      'User.username',
    ],
  ],
  [
    'staleness',
    'staleness { status }',
    [
      ...lookup,
      ...up,
      ...walked,
      'Artifact.digest',
      'Run.createdAt',
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

describe('W&B is asked only for the selected fields and those that lead on, for', () => {
  test.each(questions)('%s', async (_, selection, allowed) => {
    const asked = await askBoth(selection);
    for (const { fields, heavy } of Object.values(asked)) {
      expect(fields.filter((field) => !frame.includes(field))).toEqual(
        [...new Set(allowed)].filter((field) => !frame.includes(field)).sort(),
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
