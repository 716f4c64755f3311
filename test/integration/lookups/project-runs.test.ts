import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { createWorldBuilder } from '../../../src/emulator/world-builder.ts';
import type { World } from '../../../src/emulator/world.ts';
import { ask, basic } from '../../support/emulator-client.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

function runsWorld(): World {
  const world = createWorldBuilder('runs');
  const [ada, bob] = [world.user('ada', { entity: 'acme' }), world.user('bob')];
  const lab = world.project('acme', 'lab');
  world.project('acme', 'empty');
  const at = (month: number) => `2024-0${month}-01T00:00:00`;
  world.run(lab, 'k3j9x2', {
    displayName: 'Amber-Bloom-9',
    user: ada,
    createdAt: at(1),
    tags: ['prod', 'eu'],
  });
  world.run(lab, 'amber01', { displayName: 'night run', user: bob, createdAt: at(2), jobType: 'train' });
  world.run(lab, 'zz', {
    displayName: 'a.b (c) [d]',
    user: bob,
    createdAt: at(3),
    state: 'failed',
    tags: ['eu'],
  });
  world.run(lab, 'yy', { displayName: 'axb', createdAt: at(4), jobType: 'eval' });
  world.run(lab, 'xx', { displayName: 'ЇЖАК', createdAt: at(5) });
  world.key('k'.repeat(40), 'all', ada, '*');
  return world.build();
}

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: runsWorld() });
  gateway = await startGateway(emulator);
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const document = `query ($path: String!, $filter: RunFilter, $order: RunOrder, $first: Int, $after: String) {
  project(path: $path) { runs(filter: $filter, order: $order, first: $first, after: $after) {
    totalCount hiddenCount pageInfo { hasNextPage endCursor } nodes { runId } edges { cursor node { path } }
  } }
}`;

async function runsOf(variables: Record<string, unknown>) {
  const answer = await gateway.ask(document, { path: 'acme/lab', ...variables });
  return {
    ...answer,
    runs: answer.data.project?.runs,
    ids: answer.data.project?.runs?.nodes.map((run: { runId: string }) => run.runId),
  };
}

describe('The runs of a project', () => {
  test('are listed newest first, in two requests', async () => {
    const { ids, runs, operations } = await runsOf({});
    expect(ids).toEqual(['xx', 'yy', 'zz', 'amber01', 'k3j9x2']);
    expect(runs).toMatchObject({ totalCount: 5, hiddenCount: 0, pageInfo: { hasNextPage: false } });
    expect(operations).toEqual(['ProjectByName_Viewer', 'ProjectRuns']);
  });

  test.each([
    [{ nameContains: 'amber' }, ['amber01', 'k3j9x2']],
    [{ nameContains: 'AMBER-bloom' }, ['k3j9x2']],
    [{ nameContains: 'a.b' }, ['zz']],
    [{ nameContains: '(c) [d]' }, ['zz']],
    [{ nameContains: 'їжак' }, ['xx']],
    [{ nameContains: '' }, ['xx', 'yy', 'zz', 'amber01', 'k3j9x2']],
    [{ tags: ['eu'] }, ['zz', 'k3j9x2']],
    [{ tags: ['prod', 'nothing'] }, ['k3j9x2']],
    [{ jobTypes: ['train', 'eval'] }, ['yy', 'amber01']],
    [{ states: ['failed'] }, ['zz']],
    [{ users: ['bob'] }, ['zz', 'amber01']],
    [{ users: ['bob'], states: ['finished'] }, ['amber01']],
    [{ createdAfter: '2024-02-01T00:00:00Z', createdBefore: '2024-04-01T00:00:00Z' }, ['zz', 'amber01']],
    [{ tags: [] }, ['xx', 'yy', 'zz', 'amber01', 'k3j9x2']],
    [{ nameContains: 'nothing' }, []],
  ])('are those that the filter %j matches', async (filter, wanted) => {
    const { ids, runs, errors } = await runsOf({ filter });
    expect(errors).toBeUndefined();
    expect(ids).toEqual(wanted);
    expect(runs.totalCount).toBe(wanted.length);
  });

  test.each([
    ['CREATED_AT_ASC', '+created_at'],
    ['CREATED_AT_DESC', '-created_at'],
    ['HEARTBEAT_AT_ASC', '+heartbeat_at'],
    ['HEARTBEAT_AT_DESC', '-heartbeat_at'],
  ])("in the order %s are those that W&B's SDK gets with %s", async (order, sdkOrder) => {
    const { ids } = await runsOf({ order, filter: { users: ['bob'] } });
    const { data } = await ask(
      emulator,
      `query Runs($project: String!, $entity: String!, $cursor: String, $perPage: Int = 50, $order: String, $filters: JSONString) {
        project(name: $project, entityName: $entity) {
          internalId runCount(filters: $filters) readOnly
          runs(filters: $filters, after: $cursor, first: $perPage, order: $order) { edges { node { name } cursor } pageInfo { endCursor hasNextPage } }
        }
      }`,
      {
        variables: {
          project: 'lab',
          entity: 'acme',
          order: sdkOrder,
          filters: JSON.stringify({ username: 'bob' }),
        },
        authorization: basic('k'.repeat(40)),
      },
    );
    expect(ids).toEqual(data.project.runs.edges.map(({ node }: { node: { name: string } }) => node.name));
    expect(data.project.runCount).toBe(2);
  });

  test('are read page by page', async () => {
    const first = await runsOf({ first: 2 });
    const { endCursor, hasNextPage } = first.runs.pageInfo;
    const rest = await runsOf({ first: 10, after: endCursor });
    expect([hasNextPage, first.ids, rest.ids]).toEqual([true, ['xx', 'yy'], ['zz', 'amber01', 'k3j9x2']]);
  });

  test('are an empty page where there are none', async () => {
    const { runs, errors } = await runsOf({ path: 'acme/empty' });
    expect([errors, runs.totalCount, runs.nodes]).toEqual([undefined, 0, []]);
  });

  test.each([
    [{ nameContains: 'x'.repeat(10_240) }, /"filter.nameContains" was "10240 characters"/],
    [{ tags: Array<string>(101).fill('x') }, /"filter.tags" was "101 texts"/],
  ])('are not asked for with a filter that is too long (%#)', async (filter, message) => {
    const { runs, errors, operations } = await runsOf({ filter });
    expect(runs).toBeNull();
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toMatch(message);
    expect(operations).toEqual(['ProjectByName']);
  });

  test('are not listed where W&B refuses the filter, and the error names its conditions', async () => {
    emulator.setFaults([{ kind: 'partial', field: 'Project.runs' }]);
    const filtered = await runsOf({ filter: { nameContains: 'x', states: ['failed'] } });
    const plain = await runsOf({});
    emulator.setFaults([]);
    expect([filtered.runs, plain.runs]).toEqual([null, null]);
    expect(filtered.errors?.[0]).toMatchObject({
      path: ['project', 'runs'],
      extensions: { code: 'WANDB_ERROR' },
      message: expect.stringMatching(
        /the runs of acme\/lab with this filter \(nameContains, states\)\. Leave out/,
      ),
    });
    expect(plain.errors?.[0]?.message).not.toContain('filter');
  });
});
