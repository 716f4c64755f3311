import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import { startGateway, type Answer, type TestGateway } from '../../support/gateway.ts';

/** W&B names the run `gone` as the creator of `left:v0`, and finds nothing under its path. */
function worldWithDeletedProducer() {
  const world = createWorldBuilder('deleted-producer');
  const ada = world.user('ada', { entity: 'acme' });
  const lab = world.project('acme', 'lab');
  world.key('member0123456789member0123456789member01', 'everything', ada, '*');
  const left = world.artifact(world.collection(lab, 'left', 'dataset'));
  world.logs(world.run(lab, 'gone', { deleted: true, user: ada, jobType: 'crop', tags: ['gpu'] }), left);
  const model = world.artifact(world.collection(lab, 'model', 'model'));
  const train = world.run(lab, 'train');
  world.uses(train, left);
  world.logs(train, model);
  return world.build({ deletedProducer: 'named' });
}

let emulator: Emulator;
let gateways: TestGateway[];
beforeAll(async () => {
  emulator = await startEmulator({ world: worldWithDeletedProducer() });
  gateways = [];
  for (const wandbMaxFusedHops of ['1', '8'])
    for (const cacheSeconds of ['0', '60'])
      gateways.push(await startGateway(emulator, { wandbMaxFusedHops, cacheSeconds }));
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.close();
  await emulator.close();
});

const message = 'W&B names the run acme/lab/gone, but shows nothing more of it';

/** The answers of every gateway, the second time too. */
async function everywhere(query: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const gateway of gateways) for (const _ of ['first', 'again']) answers.push(await gateway.ask(query));
  return answers;
}

test.each([
  ['of which little is selected', 'path label'],
  ['of which everything is selected', 'path label jobType tags user { username }'],
])(
  'A deleted producer %s is in a graph as far as W&B tells, and what it used is missing.',
  async (_, fields) => {
    const walk = (after: string | null) => `{ artifact(path: "acme/lab/model:v0") {
    lineage(direction: UPSTREAM, maxNodes: 3${after === null ? '' : `, after: "${after}"`}) {
      nodes { node { __typename label ... on Run { ${fields} } } expanded } completeness { complete truncations { reason } } endCursor } } }`;
    for (const answer of await everywhere(walk(null))) expect(answer.errors).toBeUndefined();
    for (const gateway of gateways) {
      const first = await gateway.ask(walk(null));
      const { data, errors } = await gateway.ask(walk(first.data.artifact.lineage.endCursor));
      const { nodes, completeness } = data.artifact.lineage;
      expect(nodes).toEqual([
        {
          node: expect.objectContaining({
            __typename: 'Run',
            path: 'acme/lab/gone',
            ...(fields.includes('tags') && { jobType: 'crop', tags: ['gpu'], user: { username: 'ada' } }),
          }),
          expanded: false,
        },
      ]);
      expect(completeness).toEqual({ complete: false, truncations: [{ reason: 'WANDB_ERROR' }] });
      expect(errors).toMatchObject([
        {
          message: expect.stringContaining(message),
          path: ['artifact', 'lineage'],
          extensions: { code: 'WANDB_ERROR' },
        },
      ]);
    }
  },
);

test.each([
  ['usedArtifacts', 'usedArtifacts { nodes { path } }'],
  ['loggedArtifacts', 'loggedArtifacts { totalCount }'],
  ['config', 'config'],
  ['notes', 'notes'],
])(
  'The %s of a deleted producer is missing with an error, and the other fields stand.',
  async (field, selection) => {
    for (const answer of await everywhere(
      `{ artifact(path: "acme/lab/left:v0") { loggedBy { path jobType tags ${selection} } } }`,
    )) {
      expect(answer.data.artifact.loggedBy).toEqual({
        path: 'acme/lab/gone',
        jobType: 'crop',
        tags: ['gpu'],
        [field]: null,
      });
      expect(answer.errors).toMatchObject([
        { message: expect.stringContaining(message), path: ['artifact', 'loggedBy', field] },
      ]);
    }
  },
);

test('The lineage of a deleted producer, by whatever way it is asked for, is missing with an error that names it.', async () => {
  for (const answer of await everywhere(
    `{ artifact(path: "acme/lab/left:v0") { loggedBy { lineage(direction: UPSTREAM) { nodes { node { label } } completeness { complete } } } } }`,
  )) {
    expect(answer.data.artifact.loggedBy.lineage).toEqual({
      nodes: [{ node: { label: 'gone' } }],
      completeness: { complete: false },
    });
    expect(answer.errors).toMatchObject([{ message: expect.stringContaining(message) }]);
    expect(answer.extensions.lineage.incomplete).toBe(true);
  }
});
