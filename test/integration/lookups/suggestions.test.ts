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

interface Suggested {
  path: (string | number)[];
  given: string;
  suggestions: { kind: string; path: string; label: string }[];
}

async function suggestionsFor(query: string, variables: Record<string, unknown>) {
  const answer = await gateway.ask(query, variables);
  const { suggestions = [] } = answer.extensions.lineage as { suggestions?: Suggested[] };
  return {
    ...answer,
    suggestions,
    paths: suggestions.flatMap((each) => each.suggestions.map(({ path }) => path)),
  };
}

const artifact = 'query ($path: String!) { artifact(path: $path) { id } }';
const run = 'query ($path: String!) { run(path: $path) { id } }';

describe('Where nothing is found, the response suggests', () => {
  test("the collection's aliases and versions", async () => {
    const { data, errors, suggestions } = await suggestionsFor(artifact, {
      path: 'acme/vision/flower-classifier:v99',
    });
    expect([data, errors]).toEqual([{ artifact: null }, undefined]);
    expect(suggestions).toEqual([
      {
        path: ['artifact'],
        given: 'acme/vision/flower-classifier:v99',
        suggestions: expect.arrayContaining([
          {
            kind: 'VERSION',
            path: 'acme/vision/flower-classifier:production',
            label: 'flower-classifier:production',
          },
          { kind: 'VERSION', path: 'acme/vision/flower-classifier:v2', label: 'flower-classifier:v2' },
        ]),
      },
    ]);
  });

  test.each([
    ['a similar collection', artifact, 'acme/vision/flower-clasifier:v2', 'acme/vision/flower-classifier'],
    [
      'a collection that contains the name',
      artifact,
      'acme/vision/classifier',
      'acme/vision/flower-classifier',
    ],
    ['a run of that display name', run, 'acme/vision/amber-bloom-9', 'acme/vision/train-9'],
    ['a run of that display name', artifact, 'acme/vision/amber-bloom-9', 'acme/vision/train-9'],
    ['a project with a similar name', artifact, 'acme/visoin/flower-classifier:v2', 'acme/vision'],
    [
      'a collection of the registry, for the name of its organisation',
      artifact,
      'Acme Corp/wandb-registry-models/Flower Clasifier:v2',
      'acme-org/wandb-registry-models/Flower Classifier',
    ],
  ])('%s', async (_, query, path, wanted) => {
    const { data, errors, paths, requests } = await suggestionsFor(query, { path });
    expect([Object.values(data), errors]).toEqual([[null], undefined]);
    expect(paths).toContain(wanted);
    expect(requests).toBeLessThanOrEqual(4);
  });

  test('what is near a root of a lineage and a reference', async () => {
    const { suggestions } = await suggestionsFor(
      `query ($ref: ID!) { lineageNode(ref: $ref) { id } lineage(roots: [$ref]) { nodes { depth } } }`,
      { ref: 'https://wandb.ai/acme/vision/runs/amber-bloom-9' },
    );
    expect(suggestions.map(({ path }) => path)).toEqual([['lineageNode'], ['lineage']]);
    expect(suggestions[0]?.suggestions).toEqual([
      { kind: 'RUN', path: 'acme/vision/train-9', label: 'amber-bloom-9' },
    ]);
  });

  test('nothing for an id, and nothing where nothing is near', async () => {
    const unknownId = Buffer.from('Artifact:999999').toString('base64');
    for (const path of [unknownId, 'nobody/nothing/at-all:v0']) {
      const { data, suggestions } = await suggestionsFor(artifact, { path });
      expect([data.artifact, suggestions]).toEqual([null, []]);
    }
  });

  test('at most for three of many paths', async () => {
    const fields = Array.from(
      { length: 20 },
      (_, i) => `a${i}: run(path: "acme/vision/amber-bloom-${i}x") { id }`,
    );
    const { suggestions, requests } = await suggestionsFor(`{ ${fields.join(' ')} }`, {});
    expect(suggestions.length).toBeLessThanOrEqual(3);
    expect(requests).toBeLessThanOrEqual(3);
  });

  test('the same in the message of a lineage file', async () => {
    const root = 'acme/vision/flower-clasifier:v2';
    const response = await fetch(`${gateway.url}/lineage.json?${new URLSearchParams({ root }).toString()}`);
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect([response.status, errors[0]?.message]).toEqual([
      404,
      expect.stringContaining('Did you mean "acme/vision/flower-classifier"?'),
    ]);
  });

  test('nothing where no W&B request is left for it, without an error', async () => {
    await using frugal = await startGateway(emulator, { maxWandbRequests: '1' });
    const { data, errors, extensions } = await frugal.ask(
      '{ artifact(path: "acme/vision/flower-clasifier:v2") { id } }',
    );
    expect([data, errors]).toEqual([{ artifact: null }, undefined]);
    expect(extensions.lineage).not.toHaveProperty('suggestions');
  });
});
