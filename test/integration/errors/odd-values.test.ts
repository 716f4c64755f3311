import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
import { artifactPathOf, runPathOf, type World } from '../../../src/emulator/world.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { specialWorld } from '../../support/special-world.ts';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: specialWorld() });
  gateway = await startGateway(emulator);
});
afterEach(() => emulator.setFaults([]));
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const artifactFields =
  'id path label url name version versionIndex type state aliases tags description digest commitHash sizeBytes fileCount historyStep expiresAt createdAt updatedAt usedByCount';
const runFields =
  'id path label url runId displayName state jobType group sweepId tags commit createdAt heartbeatAt computeSeconds';
const query = `{ run(path: "acme/lab/train") { usedArtifacts { nodes { ${artifactFields} usedBy { nodes { ${runFields} } } } } } }`;
const odd = { unexpected: true };

/** The values at the places where `now` differs from `before`. */
function differences(before: unknown, now: unknown, path = ''): Record<string, unknown> {
  if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null)
    return Object.is(before, now) ? {} : { [path]: now };
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  const at = (value: object, key: string): unknown => (value as Record<string, unknown>)[key];
  return Object.assign(
    {},
    ...Array.from(keys, (key) => differences(at(before, key), at(now, key), path ? `${path}.${key}` : key)),
  ) as Record<string, unknown>;
}

describe('A value of another type than W&B promises costs the fields made from it and no others', () => {
  const artifactNamed = (path: string, { artifacts }: World = emulator.world): string => {
    const found = artifacts.find((each) => artifactPathOf(each) === path);
    if (!found) throw new Error(`There is no ${path}.`);
    return artifactId(found);
  };
  const runNamed = (path: string, { runs }: World = emulator.world): string => {
    const found = runs.find((each) => runPathOf(each) === path);
    if (!found) throw new Error(`There is no ${path}.`);
    return runId(found);
  };

  async function expectLost(
    field: string,
    value: unknown,
    id: string,
    places: readonly string[],
    lost: readonly string[],
  ) {
    const before = await gateway.ask(query);
    emulator.setFaults([{ kind: 'value', field, id, value }]);
    const answer = await gateway.ask(query);
    const found = differences(before.data, answer.data);
    const paths = places.flatMap((at) => lost.map((name) => `${at}.${name}`));
    expect(Object.keys(found).sort()).toEqual(paths);
    // A label is never null: it falls back to the part that is known, and does not look like another version's.
    const label = field.startsWith('Run') ? 'train' : 'raw: a version that could not be loaded';
    for (const [path, now] of Object.entries(found)) expect(now).toBe(path.endsWith('.label') ? label : null);
    const errors = answer.errors ?? [];
    expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual(paths);
    expect(errors.every(({ message }) => message.includes(field))).toBe(true);
  }

  test.each([
    ['size', odd, ['sizeBytes']],
    ['size', '99999999999999999999', ['sizeBytes']],
    ['fileCount', odd, ['fileCount']],
    ['digest', odd, ['digest']],
    ['state', odd, ['state']],
    ['createdAt', 'yesterday', ['createdAt']],
    ['createdAt', odd, ['createdAt']],
    ['description', odd, ['description']],
    ['commitHash', odd, ['commitHash']],
    ['usedCount', odd, ['usedByCount']],
    ['aliases', odd, ['aliases']],
    ['tags', odd, ['tags']],
    ['versionIndex', odd, ['label', 'path', 'url', 'version', 'versionIndex']],
  ])('(Artifact.%s, %j)', async (field, value, lost) => {
    const id = artifactNamed('acme/lab/raw:v0');
    await expectLost(`Artifact.${field}`, value, id, ['run.usedArtifacts.nodes.0'], lost);
  });

  test.each([
    ['createdAt', odd, ['createdAt']],
    ['displayName', odd, ['displayName', 'label']],
    ['jobType', odd, ['jobType']],
    ['state', odd, ['state']],
    ['tags', odd, ['tags']],
    ['tags', ['a', odd], ['tags']],
    ['computeSeconds', 'long', ['computeSeconds']],
  ])('(Run.%s, %j)', async (field, value, lost) => {
    const { nodes } = (await gateway.ask(query)).data.run.usedArtifacts;
    const id = runNamed('acme/lab/train');
    const places = nodes.flatMap(({ usedBy }: { usedBy: { nodes: { id: string }[] } }, index: number) =>
      usedBy.nodes.flatMap((node, at) =>
        node.id === id ? [`run.usedArtifacts.nodes.${index}.usedBy.nodes.${at}`] : [],
      ),
    );
    const known = lost.filter((name) => name in nodes[0].usedBy.nodes[0]);
    await expectLost(`Run.${field}`, value, id, places, known);
  });

  test('(Artifact.size) in a walk, whose other nodes and edges stand', async () => {
    const lineage =
      '{ run(path: "acme/lab/train") { lineage(maxDepth: 3) { nodes { node { id ... on Artifact { sizeBytes digest } } } edges { from to } } } }';
    const before = await gateway.ask(lineage);
    const id = artifactNamed('acme/lab/raw:v0');
    emulator.setFaults([{ kind: 'value', field: 'Artifact.size', id, value: '99999999999999999999' }]);
    const answer = await gateway.ask(lineage);
    const lost = Object.entries(differences(before.data, answer.data));
    expect(lost).toEqual([[expect.stringMatching(/^run\.lineage\.nodes\.\d+\.node\.sizeBytes$/), null]]);
    expect(answer.errors?.map(({ path }) => path?.join('.'))).toEqual(lost.map(([path]) => path));
  });
});
