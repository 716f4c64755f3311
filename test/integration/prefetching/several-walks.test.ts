import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { startGateway } from '../../support/gateway.ts';
import { propertyRuns } from '../../support/property-runs.ts';

// Fields of one artifact that start walks, each with its own selection.
const questions = {
  blast: 'blastRadius { runs artifacts users projects hidden }',
  stale: 'staleness { status causes { versionsBehind used { path } } }',
  down: 'down: lineage(direction: DOWNSTREAM, maxDepth: 10) { nodes { depth node { __typename ... on Run { id } ... on Artifact { id } } } }',
  failed: `failed: lineage(direction: BOTH, maxDepth: 10, filter: { runStates: ["finished"], jobTypes: ["train"] }) {
    nodes { node { ... on Run { id state } ... on Artifact { id } } } edges { from to } }`,
  up: 'up: lineage(direction: UPSTREAM, maxDepth: 10) { nodes { node { ... on Artifact { path sizeBytes } ... on Run { label } } } }',
  nested: 'usedBy(first: 50) { nodes { id loggedArtifacts(first: 20) { nodes { id } } } }',
  creator: 'loggedBy { id usedArtifacts { nodes { id usedBy(first: 5) { nodes { id } } } } }',
} as const;

const names = Object.keys(questions) as (keyof typeof questions)[];

test('Several walks in one query return what each returns alone.', async () => {
  await using emulator = await startEmulator({ world: 'demo' });
  await using single = await startGateway(emulator, { wandbMaxFusedHops: '1' });
  await using fused = await startGateway(emulator, { wandbMaxFusedHops: '8' });
  const ask = async (gateway: typeof fused, path: string, fields: string) => {
    const { data, errors } = await gateway.ask(
      `query ($path: String!) { artifact(path: $path) { ${fields} } }`,
      {
        path,
      },
    );
    expect(errors).toBeUndefined();
    return data.artifact as Record<string, unknown>;
  };
  const paths = [
    'acme/data-platform/train-split:v1',
    ...Object.values(emulator.roots).filter((path) => path.includes(':v')),
  ];
  const alone = new Map<string, Record<string, unknown>>();
  for (const path of paths)
    for (const name of names) alone.set(`${path} ${name}`, await ask(single, path, questions[name]));
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.constantFrom(...paths),
      fc.shuffledSubarray(names, { minLength: 2 }),
      async (isFused, path, chosen) => {
        const together = await ask(
          isFused ? fused : single,
          path,
          chosen.map((name) => questions[name]).join('\n'),
        );
        expect(together).toEqual(Object.assign({}, ...chosen.map((name) => alone.get(`${path} ${name}`))));
      },
    ),
    propertyRuns(0.4),
  );
  const counted = alone.get('acme/data-platform/train-split:v1 blast')?.['blastRadius'];
  expect(counted).toMatchObject({ users: 3 });
});
