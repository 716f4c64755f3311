import { expect, test } from '@jest/globals';
import { describeCard } from '../../web/explore/folding/describe.ts';
import { affectedPeople } from '../../web/explore/graph/impact.ts';
import { matchesFilter, memberValuesOf, valueNames } from '../../web/explore/graph/members.ts';
import { badgesOf, type GraphNode } from '../../web/explore/graph/model.ts';
import { csvFrom, sorted } from '../../web/explore/panels/columns.ts';

const node = (fields: Partial<GraphNode> = {}): GraphNode => ({
  ...{ id: 'N', kind: 'run', label: 'sweep-1', path: 'a/b/c', url: null, type: 'train', name: null },
  ...{
    state: 'finished',
    sweep: null,
    createdAt: null,
    user: null,
    expiresAt: null,
    aliases: [],
    reason: null,
  },
  ...fields,
});

test('The values of a group are its configuration and its summary, those that differ first.', () => {
  const members = [
    memberValuesOf({ config: { lr: 0.1, seed: 1, loss: 'l2' }, summaryMetrics: { _step: 9, loss: 3 } }),
    memberValuesOf({ config: { lr: 0.2, seed: 1 }, summaryMetrics: { _step: 9, loss: 2 } }),
  ];
  expect(valueNames(members)).toEqual({
    varying: ['lr', 'config.loss', 'loss'],
    constant: ['seed', '_step'],
  });
  expect(memberValuesOf({}).size).toBe(0);
});

test.each([
  ['sweep', true],
  ['lr<0.1', false],
  ['lr <= 0.1', true],
  ['lr>=0.05 lr<0.2', true],
  ['opt=adam', true],
  ['opt!=Adam', false],
  ['opt>adam', false],
  ['nothing>1', false],
  ['sweep lr>1', false],
])('The filter %j matches a run with lr 0.1 and opt adam: %j.', (typed, expected) => {
  const values = new Map<string, unknown>([
    ['lr', 0.1],
    ['opt', 'adam'],
  ]);
  expect(matchesFilter(node(), values, typed)).toBe(expected);
});

test('Numbers are sorted as numbers, names naturally, and missing values last in both directions.', () => {
  const column = { name: 'x', value: (value: string | number | null) => value };
  expect(sorted([10, null, 9, 0.5], column, false)).toEqual([0.5, 9, 10, null]);
  expect(sorted([10, null, 9], column, true)).toEqual([10, 9, null]);
  expect(sorted(['run 10', 'run 9', ''], column, false)).toEqual(['run 9', 'run 10', '']);
});

test('A CSV file quotes what needs quotes and contains no formulas.', () => {
  expect(
    csvFrom(
      ['a', 'b'],
      [
        ['x, "y"', 1.5],
        ['=1+1', null],
        ['line\nbreak', -2],
      ],
    ),
  ).toBe('a,b\r\n"x, ""y""",1.5\r\n\'=1+1,\r\n"line\nbreak",-2\r\n');
});

test('A card says who made its nodes and which versions a group has.', () => {
  const version = (number: number): GraphNode =>
    node({ kind: 'artifact', id: `V${number}`, label: `photos:v${number}`, name: 'photos', type: 'dataset' });
  const line = (members: GraphNode[]): string => describeCard({ id: 'C', members }).line;
  expect(line([0, 1, 2, 5].map(version))).toBe('v0–v2, v5');
  expect(line([0, 2, 4, 6].map(version))).toBe('v0, v2, v4, …');
  expect(line([node({ user: 'Ada' })])).toBe('Ada');
  expect(line([node({ user: 'Ada' }), node({ user: 'Grace' })])).toBe('2 people');
});

test('Badges name production, expiry, old inputs, unknown producers and failures.', () => {
  const now = Date.parse('2026-01-01');
  const gaps = [
    { at: 'N', reason: 'PRODUCER_UNKNOWN', omitted: null },
    { at: 'other', reason: 'WANDB_ERROR', omitted: null },
  ];
  const texts = (fields: Partial<GraphNode>, staleness?: string): string[] =>
    badgesOf(node(fields), gaps, staleness, now).map(({ text }) => text);
  expect(texts({ aliases: ['latest', 'production'], expiresAt: '2025-01-01' }, 'STALE')).toEqual([
    'production',
    'expired',
    'out of date',
    'producer unknown',
  ]);
  expect(texts({ id: 'other', expiresAt: '2027-01-01' }, 'FRESH')).toEqual(['not loaded']);
});

test('Of the people downstream, those with versions in production come first.', () => {
  const run = (id: string, depth: number, username: string | null) => ({
    depth,
    node: {
      __typename: 'Run',
      id,
      label: id,
      user: username === null ? null : { username, name: username.toUpperCase() },
    },
  });
  const lineage = {
    nodes: [
      { depth: 0, node: { __typename: 'Artifact', id: 'D', label: 'data:v0', aliases: ['production'] } },
      run('R1', 1, 'ada'),
      run('R2', 3, 'grace'),
      run('R3', 5, 'ada'),
      run('R4', 1, null),
      { depth: 4, node: { __typename: 'Artifact', id: 'M', label: 'model:v1', aliases: ['production'] } },
    ],
    edges: [
      { from: 'R2', to: 'M', kind: 'LOGGED' },
      { from: 'D', to: 'R1', kind: 'USED' },
    ],
  };
  expect(affectedPeople(lineage)).toEqual([
    { name: 'GRACE', username: 'grace', runs: 1, nearest: 3, production: ['model:v1'] },
    { name: 'ADA', username: 'ada', runs: 2, nearest: 1, production: [] },
    { name: 'not shown by W&B', username: null, runs: 1, nearest: 1, production: [] },
  ]);
  expect(affectedPeople({})).toEqual([]);
});
