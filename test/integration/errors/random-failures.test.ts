import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { generateWorld } from '../../../src/emulator/generate.ts';
import { faultsByName, runChaos, type ChaosRow } from '../../support/chaos.ts';
import { judge } from '../../support/chaos-compare.ts';
import { questionsAbout } from '../../support/chaos-questions.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

// `npm run chaos` runs more queries.
const size = 16;
const quicker = Object.fromEntries(
  Object.entries(faultsByName).map(([name, rules]) => [
    name,
    rules.map((rule) => ({
      ...rule,
      ...(rule.kind === '429' && { retryAfter: '0.1' }),
      ...(rule.kind === 'slow' && { delayMs: 1_300 }),
    })),
  ]),
);

describe.each([
  ['no cache', {}],
  // Short cache times, so that one response mixes cached and fresh parts.
  ['the cache', { cache: 'on', cacheSeconds: '1', cacheFixedSeconds: '1', cacheMissingSeconds: '1' }],
])('With %s,', (_, cache) => {
  let emulator: Emulator;
  let gateway: TestGateway;
  let rows: ChaosRow[];
  beforeAll(async () => {
    const world = generateWorld({ kind: 'small', seed: 3 });
    const sees = world.keys[0]?.sees ?? '*';
    const keys = Array.from({ length: 8 }, (_, index) => ({
      key: `chaos-${String(index).repeat(40)}`,
      user: world.users[0] ?? null,
      sees,
      note: 'everything',
    }));
    emulator = await startEmulator({ world: { ...world, keys }, pageCap: 10 });
    gateway = await startGateway(emulator, { wandbHttpTimeout: '1', passthrough: true, ...cache }, {});
    rows = await runChaos(emulator, gateway.url, questionsAbout(emulator.world, size, 7), quicker);
  }, 60_000);
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test.each(Object.keys(quicker))(
    'every response is complete or says what is missing when one W&B request in five meets %s',
    (name) => {
      const row = rows.find(({ fault }) => fault === name);
      expect(row?.wrong).toEqual([]);
      expect((row?.equal ?? 0) + (row?.incomplete ?? 0)).toBe(size);
      // Clients see few of the faults that a retry fixes.
      if (/429|500|502|dropped|malformed|cut/.test(name)) expect(row?.equal).toBeGreaterThan(size * 0.8);
    },
  );

  test('faults were injected', () => {
    expect(rows.reduce((sum, { faults }) => sum + faults, 0)).toBeGreaterThan(2 * rows.length);
  });

  test('no unexpected error is logged', () => {
    expect(gateway.logs.filter((line) => line.includes('unexpected error'))).toEqual([]);
  });
});

describe('The check of these tests', () => {
  const whole = {
    data: {
      run: {
        path: 'a',
        usedArtifacts: { totalCount: 2, hiddenCount: 0, nodes: [{ path: 'x' }, { path: 'y' }] },
      },
    },
  };
  const error = (...path: (string | number)[]) => ({
    message: '',
    path,
    extensions: { code: 'WANDB_ERROR' },
  });
  const given = (nodes: unknown, ...errors: ReturnType<typeof error>[]) => ({
    data: { run: { path: 'a', usedArtifacts: nodes } },
    errors,
  });

  test('accepts a response that is complete or says what is missing', () => {
    expect(judge(whole, whole).kind).toBe('equal');
    expect(judge(whole, given(null, error('run', 'usedArtifacts'))).kind).toBe('incomplete');
    const short = { totalCount: 2, hiddenCount: 1, nodes: [{ path: 'y' }] };
    expect(judge(whole, given(short, error('run', 'usedArtifacts', 'nodes'))).kind).toBe('incomplete');
  });

  test.each([
    ['a list that is silently short', given({ totalCount: 2, hiddenCount: 0, nodes: [{ path: 'x' }] })],
    ['a null without a reason', given(null)],
    ['a null whose reason is another', given(null, error('run', 'loggedArtifacts'))],
    [
      'a node that nobody has',
      given(
        { totalCount: 2, hiddenCount: 1, nodes: [{ path: 'z' }] },
        error('run', 'usedArtifacts', 'nodes'),
      ),
    ],
    ['no data', { data: null, errors: [error('run')] }],
  ])('rejects %s', (_, answer) => {
    expect(judge(whole, answer).kind).toBe('wrong');
  });

  test('rejects a graph that claims to be complete, or a node that claims to be expanded, when an edge is missing', () => {
    const hit = (id: string, depth: number) => ({
      depth,
      expanded: true,
      node: { __typename: 'Run', id, label: id },
    });
    const graph = (ids: string[], complete: boolean, truncations: { at: string; reason: string }[]) => ({
      data: {
        lineage: {
          nodes: ids.map(hit),
          edges: ids.slice(1).map((id, index) => ({ from: id, to: ids[index], kind: 'USED' })),
          completeness: { complete, truncations },
        },
      },
      errors: truncations.length > 0 ? [error('lineage')] : [],
    });
    const all = graph(['a', 'b', 'c'], true, []);
    const cut = [{ at: 'b', reason: 'WANDB_ERROR' }];
    expect(judge(all, graph(['a', 'b'], false, cut), 'UPSTREAM').kind).toBe('incomplete');
    expect(judge(all, graph(['a', 'b'], true, cut), 'UPSTREAM').kind).toBe('wrong');
    expect(judge(all, graph(['a', 'b'], true, []), 'UPSTREAM').kind).toBe('wrong');
    expect(judge(all, graph(['a'], false, cut), 'UPSTREAM').kind).toBe('wrong');
  });
});
