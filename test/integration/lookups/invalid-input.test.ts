import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type Answer, type TestGateway } from '../../support/gateway.ts';
import { specialWorld } from '../../support/special-world.ts';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: specialWorld() });
  gateway = await startGateway(emulator);
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const id = (text: string) => Buffer.from(text).toString('base64');
const codes = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions?.code);

describe('A path', () => {
  test.each([
    ['artifact', 'flowers', 'entity/project/collection:ref'],
    ['artifact', 'acme/lab/a/b', 'entity/project/collection:ref'],
    ['artifact', '', 'entity/project/collection:ref'],
    ['run', 'acme/lab', 'entity/project/runId'],
    ['project', 'acme', 'entity/project'],
    ['project', 'acme/lab/train', 'entity/project'],
  ])(
    'in %s(path: %j) is rejected with the argument, its value and the expected form',
    async (field, path, form) => {
      const answer = await gateway.ask(
        `query ($path: String!) { ${field}(path: $path) { id } viewer { name } }`,
        { path },
      );
      expect(answer.data).toEqual({ [field]: null, viewer: { name: 'Ada Lindgren' } });
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
      expect(answer.errors?.[0]?.message).toContain('"path"');
      expect(answer.errors?.[0]?.message).toContain(JSON.stringify(path));
      expect(answer.errors?.[0]?.message).toContain(form);
    },
  );

  test.each([
    'acme/lab/none',
    'acme/lab/raw:v99',
    'acme/none/raw',
    'nobody/lab/raw',
    'acme/secret/private-set',
  ])('that W&B does not show is null without an error: %s', async (path) => {
    const answer = await gateway.ask('query ($path: String!) { artifact(path: $path) { id } }', { path });
    expect(answer).toMatchObject({ data: { artifact: null } });
    expect(answer.errors).toBeUndefined();
  });

  test('of a missing or private run or project is null', async () => {
    const answer = await gateway.ask(
      '{ a: run(path: "acme/lab/none") { id } b: run(path: "acme/secret/hidden-step") { id } c: run(path: "acme/lab/gone") { id } d: project(path: "acme/secret") { id } }',
    );
    expect(answer.data).toEqual({ a: null, b: null, c: null, d: null });
    expect(answer.errors).toBeUndefined();
    // The second one looks for what is near.
    expect(answer.requests).toBe(2);
  });
});

describe('An id', () => {
  test.each([
    ['nonsense', 'a W&B global id'],
    [id('Artifact'), 'a W&B global id'],
    [id('Sweep:1'), 'this one is of the type Sweep'],
    [id('Run:17'), 'Run:v1:'],
    [id('Project:17'), 'look it up by its path'],
  ])('(%j) is rejected without a W&B request', async (given, wanted) => {
    const answer = await gateway.ask('query ($id: ID!) { node(id: $id) { id } }', { id: given });
    expect(answer.data).toEqual({ node: null });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toContain(wanted);
    expect(answer.requests).toBe(0);
  });

  test('finds its object again', async () => {
    const { data } = await gateway.ask(
      '{ artifact(path: "acme/lab/model") { id collection { id } links { id collection { id } } loggedBy { id user { id } project { id } } } }',
    );
    const { artifact } = data;
    const ids = [
      artifact.id,
      artifact.collection.id,
      artifact.links[0].collection.id,
      artifact.links[0].id,
      artifact.loggedBy.id,
      artifact.loggedBy.user.id,
      artifact.loggedBy.project.id,
    ];
    const again = await gateway.ask(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on LineageNode { label } ... on Project { path } ... on User { name } ... on ArtifactCollection { name kind } ... on ArtifactLink { linkPath: path } } }',
      { ids },
    );
    expect(again.errors).toBeUndefined();
    expect(again.data.nodes).toEqual([
      { __typename: 'Artifact', id: ids[0], label: 'model:v1' },
      { __typename: 'ArtifactCollection', id: ids[1], name: 'model', kind: 'SEQUENCE' },
      { __typename: 'ArtifactCollection', id: ids[2], name: 'Flower Classifier', kind: 'PORTFOLIO' },
      {
        __typename: 'ArtifactLink',
        id: ids[3],
        linkPath: 'acme-org/wandb-registry-models/Flower Classifier:v1',
      },
      { __typename: 'Run', id: ids[4], label: 'train flowers' },
      { __typename: 'User', id: ids[5], name: 'Ada Lindgren' },
      { __typename: 'Project', id: ids[6], path: 'acme/lab' },
    ]);
    expect(again.requests).toBe(1);
  });

  test('in nodes is null when W&B does not show it, and an error when it is malformed', async () => {
    const { data } = await gateway.ask('{ a: artifact(path: "acme/lab/raw") { id } }');
    const answer = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [id('Artifact:999'), data.a.id, 'bad', data.a.id.replace(/=+$/, '')],
    });
    expect(answer.data.nodes).toEqual([null, { id: data.a.id }, null, { id: data.a.id }]);
    expect(answer.errors?.map(({ path }) => path)).toEqual([['nodes', 2]]);
    expect(answer.requests).toBe(1);
    const many = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array(1_001).fill(data.a.id),
    });
    expect(codes(many)).toEqual(['BAD_USER_INPUT']);
    expect(many.errors?.[0]?.message).toContain('at most 1000');
  });
});

describe('A page argument', () => {
  test.each([0, -1, 1_001])('(first: %d) is rejected with the range', async (first) => {
    const answer = await gateway.ask(
      'query ($first: Int) { artifact(path: "acme/lab/raw") { name usedBy(first: $first) { totalCount } } }',
      { first },
    );
    expect(answer.data).toEqual({ artifact: { name: 'raw', usedBy: null } });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toMatch(/"first" was -?\d+, .*from 1 to 1,000/);
  });

  test.each([
    ['artifact(path: "acme/lab/raw")', 'usedBy', 'Artifact.usedBy'],
    ['run(path: "acme/lab/train")', 'usedArtifacts', 'Run.usedArtifacts'],
    ['run(path: "acme/lab/train")', 'loggedArtifacts', 'Run.loggedArtifacts'],
    ['project(path: "acme/lab")', 'collections', 'Project.collections'],
  ])('with an unknown cursor is an error of one field: %s { %s }', async (object, list, name) => {
    const answer = await gateway.ask(
      `{ viewer { username } ${object} { id ${list}(after: "bogus") { pageInfo { endCursor } } } }`,
    );
    expect(answer.data.viewer).toEqual({ username: 'ada' });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.path?.at(-1)).toBe(list);
    expect(answer.errors?.[0]?.message).toContain(name);
  });

  test('with the cursor of another list, or of the same list of another object, is an error, not an empty page', async () => {
    const page = 'pageInfo { startCursor endCursor } edges { cursor }';
    const { data } = await gateway.ask(
      `{ artifact(path: "acme/lab/raw") { usedBy(first: 1) { ${page} } }
         run(path: "acme/lab/train") { usedArtifacts(first: 1) { ${page} } } }`,
    );
    const own = data.artifact.usedBy.pageInfo.endCursor;
    const other = data.run.usedArtifacts.edges[0].cursor;
    const ask = (path: string, after: string) =>
      gateway.ask(
        'query ($path: String!, $after: String) { artifact(path: $path) { usedBy(after: $after) { totalCount pageInfo { hasPreviousPage } } } }',
        { path, after },
      );
    const right = await ask('acme/lab/raw', own);
    expect(right.errors).toBeUndefined();
    expect(right.data.artifact.usedBy.pageInfo.hasPreviousPage).toBe(true);
    for (const wrong of [await ask('acme/lab/raw', other), await ask('acme/lab/model', own)]) {
      expect(wrong.data).toEqual({ artifact: { usedBy: null } });
      expect(codes(wrong)).toEqual(['BAD_USER_INPUT']);
      expect(wrong.errors?.[0]?.message).toContain(
        'a cursor of this list, Artifact.usedBy of the same object',
      );
    }
  });
});

describe('An invalid argument of a root field', () => {
  const node = id('Artifact:1');
  test.each([
    ['lineage', `lineage(roots: ["${node}"], after: "zzz") { endCursor }`],
    ['lineage', 'lineage(roots: ["acme"]) { endCursor }'],
    ['lineage', `lineage(roots: ["${node}"], maxDepth: 99) { endCursor }`],
    ['lineagePaths', `lineagePaths(from: "${node}", to: "nonsense") { hasMore }`],
    ['lineagePaths', `lineagePaths(from: "${node}", to: "${node}", first: 0) { hasMore }`],
    ['ancestryDiff', `ancestryDiff(base: "", head: "${node}") { sharedCount }`],
    ['projects', 'projects(entity: "acme", first: 0) { nodes { path } }'],
    ['projects', 'projects(entity: "acme", after: "zzz") { nodes { path } }'],
  ])('of %s costs that field, not the response: %s', async (name, field) => {
    const answer = await gateway.ask(`{ viewer { username } ${field} }`);
    expect(answer).toMatchObject({ status: 200, data: { viewer: { username: 'ada' }, [name]: null } });
    expect(answer.errors?.map(({ path }) => path)).toEqual([[name]]);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('A DateTime', () => {
  const count = async (argument: string): Promise<unknown[]> => {
    const query = (type: string, value: string) => `${type} { artifact(path: "acme/lab/model") {
      lineage(filter: { createdAfter: ${value} }) { nodes { node { id } } } } }`;
    const literal = await gateway.ask(query('', JSON.stringify(argument)));
    const variable = await gateway.ask(query('query ($at: DateTime)', '$at'), { at: argument });
    const file = await fetch(
      `${gateway.url}/lineage.json?root=acme/lab/model&createdAfter=${encodeURIComponent(argument)}`,
    );
    const { nodes } = (await file.json()) as { nodes?: unknown[] };
    return [literal, variable]
      .map(({ data }) => data?.artifact?.lineage.nodes.length)
      .concat(file.ok ? nodes?.length : undefined);
  };

  test('may be a date, or have no seconds, in literals, variables and lineage files alike', async () => {
    const [all] = await count('2000-01-01T00:00:00Z');
    expect(all).toBeGreaterThan(3);
    for (const early of ['2000-01-01', '2000-01-01T00:00Z', '2000-01-01t00:00:00+02:00'])
      expect(await count(early)).toEqual([all, all, all]);
    const [hidden] = await count('2100-01-01T00:00:00Z');
    expect(hidden).toBeLessThan(Number(all));
    for (const late of ['2100-01-01', '2100-01-01T00:00Z'])
      expect(await count(late)).toEqual([hidden, hidden, hidden]);
  });

  test.each(['2024', '2024-02-30', '2024-13-01', '01.03.2024', '2024-03-01T10:00', 'today'])(
    'is rejected in all three when it is %s',
    async (wrong) => {
      expect(await count(wrong)).toEqual([undefined, undefined, undefined]);
    },
  );
});

describe('A request', () => {
  test.each([
    ['{ artifact(path: "a/b/c") { nope } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ artifact(', 'GRAPHQL_PARSE_FAILED'],
    ['{ artifact(path: 3) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('with the document %s is rejected without a stack trace', async (query, code) => {
    const answer = await gateway.ask(query);
    expect(codes(answer)).toEqual([code]);
    expect(JSON.stringify(answer)).not.toMatch(/stack|node_modules/);
    expect(answer.requests).toBe(0);
  });

  test('with a variable of the wrong type is a client error', async () => {
    const answer = await gateway.ask('query ($path: String!) { artifact(path: $path) { id } }', {
      path: { a: 1 },
    });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  });

  test('with a malformed body, another content type or an unknown URL gets a message', async () => {
    const post = (body: string, type: string) =>
      fetch(`${gateway.url}/graphql`, { method: 'POST', body, headers: { 'content-type': type } });
    const broken = await post('{"query": ', 'application/json');
    expect(broken.status).toBe(400);
    const form = await post('query=x', 'application/x-www-form-urlencoded');
    expect([400, 415]).toContain(form.status);
    const nowhere = await fetch(`${gateway.url}/nowhere`);
    expect(nowhere.status).toBe(404);
    for (const response of [broken, form, nowhere]) {
      const text = await response.text();
      expect(JSON.parse(text).errors[0].message).toEqual(expect.any(String));
      expect(text).not.toMatch(/node_modules|at \w+ \(/);
    }
  });
});
