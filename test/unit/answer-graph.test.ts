import { describe, expect, test } from '@jest/globals';
import { graphFromAnswer, type AnswerGraph } from '../../web/graphiql/answer-graph.ts';

function graphOf(query: string, data: unknown, operationName: string | null = null): AnswerGraph {
  return graphFromAnswer({ query, operationName, answer: { data } });
}

describe('The lineage graph of a query result', () => {
  test('is found under aliases, in fragments and without __typename', () => {
    const query = `{ model: artifact(path: "a") { ...Up } }
      fragment Up on Artifact { key: id maker: loggedBy { id ins: usedArtifacts { all: edges { it: node { id name } } } } }`;
    const answer = {
      model: {
        key: 'M',
        maker: { id: 'R', ins: { all: [{ it: { id: 'D', name: 'data' } }, { it: null }] } },
      },
    };
    expect(graphOf(query, answer)).toEqual({
      nodes: [
        { id: 'M', kind: 'artifact', label: 'M', path: null, trouble: null },
        { id: 'R', kind: 'run', label: 'R', path: null, trouble: null },
        { id: 'D', kind: 'artifact', label: 'data', path: null, trouble: null },
      ],
      edges: [
        { from: 'R', to: 'M', kind: 'LOGGED' },
        { from: 'D', to: 'R', kind: 'USED' },
      ],
      missing: [],
    });
  });

  test.each(['', '# no operation', '{ artifact(', 'query { ...A } fragment A on'])(
    'is empty, with the reported errors, for the query %j that cannot be parsed',
    (query) => {
      const answer = { errors: [{ message: 'Syntax Error.' }] };
      expect(graphFromAnswer({ query, operationName: null, answer })).toEqual({
        nodes: [],
        edges: [],
        missing: ['Failed: Syntax Error.'],
      });
    },
  );

  test('contains a node once that is reached twice', () => {
    const query = '{ run { id usedArtifacts { nodes { id usedBy { nodes { id } } } } } }';
    const answer = {
      run: { id: 'R', usedArtifacts: { nodes: [{ id: 'D', usedBy: { nodes: [{ id: 'R' }] } }] } },
    };
    expect(graphOf(query, answer).nodes.map(({ id }) => id)).toEqual(['R', 'D']);
    expect(graphOf(query, answer).edges).toEqual([{ from: 'D', to: 'R', kind: 'USED' }]);
  });

  test('omits the edges of a LineageGraph to nodes that were not selected', () => {
    const query =
      '{ lineage { nodes { node { __typename ... on Artifact { id } ... on Run { id } } } edges { from to kind } } }';
    const node = (type: string, id: string) => ({ node: { __typename: type, id } });
    const answer = {
      lineage: {
        nodes: [node('Artifact', 'D'), node('Run', 'R')],
        edges: [
          { from: 'D', to: 'R', kind: 'USED' },
          { from: 'R', to: 'elsewhere', kind: 'LOGGED' },
        ],
      },
    };
    const graph = graphOf(query, answer);
    expect(graph.nodes.map(({ id, kind }) => [id, kind])).toEqual([
      ['D', 'artifact'],
      ['R', 'run'],
    ]);
    expect(graph.edges).toEqual([{ from: 'D', to: 'R', kind: 'USED' }]);
  });

  test('is that of the operation that ran, out of several', () => {
    const query = 'query A { artifact { id } } query B { run { id loggedArtifacts { nodes { id } } } }';
    const data = { run: { id: 'R', loggedArtifacts: { nodes: [{ id: 'M' }] } } };
    expect(graphOf(query, data, 'B').nodes.map(({ id }) => id)).toEqual(['R', 'M']);
    expect(graphOf(query, { artifact: { id: 'M' } }, 'A').nodes.map(({ id }) => id)).toEqual(['M']);
    expect(graphOf(query, data, 'C').nodes).toEqual([]);
  });

  test('distinguishes hidden, failed, deleted and running nodes', () => {
    const query =
      '{ lineage { nodes { node { __typename id reason state ... on Run { runState: state } } } } }';
    const of = (type: string, id: string, more: object) => ({ node: { __typename: type, id, ...more } });
    const answer = {
      lineage: {
        nodes: [
          of('HiddenNode', 'a', { reason: 'NOT_VISIBLE' }),
          of('HiddenNode', 'b', { reason: 'UNKNOWN' }),
          of('HiddenNode', 'c', { reason: 'WANDB_ERROR' }),
          of('Artifact', 'd', { state: 'DELETED' }),
          of('Artifact', 'e', { state: 'COMMITTED' }),
          of('Run', 'f', { runState: 'crashed' }),
          of('Run', 'g', { runState: 'finished' }),
        ],
      },
    };
    expect(graphOf(query, answer).nodes.map(({ trouble }) => trouble)).toEqual([
      'hidden from you',
      'not found',
      'failed to load',
      'deleted',
      null,
      'crashed',
      null,
    ]);
  });

  test('merges a node from all its occurrences', () => {
    const query = '{ a: artifact { id } b: artifact { id path label state } }';
    const answer = { a: { id: 'M' }, b: { id: 'M', path: 'e/p/m:v0', label: 'm:v0', state: 'DELETED' } };
    expect(graphOf(query, answer).nodes).toEqual([
      { id: 'M', kind: 'artifact', label: 'm:v0', path: 'e/p/m:v0', trouble: 'deleted' },
    ]);
  });

  test('uses createdBy as the producing run, but never a user', () => {
    const query = '{ artifact { id createdBy { __typename ... on Run { id } ... on User { id name } } } }';
    const by = (type: string) =>
      graphOf(query, { artifact: { id: 'M', createdBy: { __typename: type, id: 'X' } } });
    expect(by('Run').edges).toEqual([{ from: 'X', to: 'M', kind: 'LOGGED' }]);
    expect(by('User').nodes.map(({ id }) => id)).toEqual(['M']);
    const untold = graphOf('{ artifact { id createdBy { id } } }', {
      artifact: { id: 'M', createdBy: { id: 'X' } },
    });
    expect(untold.nodes.map(({ id }) => id)).toEqual(['M']);
  });

  test('is read from prefixed names', () => {
    const query = '{ artifact: mlArtifact { __typename id loggedBy { __typename id } } }';
    const data = {
      artifact: { __typename: 'MLArtifact', id: 'M', loggedBy: { __typename: 'MLRun', id: 'R' } },
    };
    const graph = graphFromAnswer({ query, operationName: null, answer: { data } }, 'ML');
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['artifact', 'run']);
  });

  test('is empty with a reason when the query failed', () => {
    const answer = { data: null, errors: [{ message: 'No.' }, { message: 'No.' }] };
    expect(graphFromAnswer({ query: '{ run { id } }', operationName: null, answer })).toEqual({
      nodes: [],
      edges: [],
      missing: ['Failed: No.'],
    });
  });
});

describe('What a query result leaves out', () => {
  test('is listed by reason, with a count or as unknown', () => {
    const query = `{ lineage { nodes { hiddenNeighbours } completeness { complete truncations { reason omitted } } } }`;
    const answer = {
      lineage: {
        nodes: [{ hiddenNeighbours: 2 }, { hiddenNeighbours: 0 }, { hiddenNeighbours: null }],
        completeness: {
          complete: false,
          truncations: [
            { reason: 'MAX_DEPTH', omitted: 3 },
            { reason: 'MAX_DEPTH', omitted: null },
            { reason: 'DEADLINE', omitted: null },
          ],
        },
      },
    };
    expect(graphOf(query, answer).missing).toEqual([
      '2 not in this response: W&B counts them but does not show them.',
      'More than 3 not in this response: farther away than maxDepth.',
      'Some not in this response: the query reached its time or request limit.',
    ]);
  });

  test('is listed even when only the counts were selected', () => {
    const query = '{ lineage { completeness { complete } } }';
    const told = (complete: boolean) => graphOf(query, { lineage: { completeness: { complete } } }).missing;
    expect(told(false)).toEqual([expect.stringMatching(/^The response is incomplete\./)]);
    expect(told(true)).toEqual([]);
  });

  test('includes what is on further pages', () => {
    const page = (fields: string, connection: object) =>
      graphOf(`{ artifact { id usedBy { ${fields} } } }`, { artifact: { id: 'D', usedBy: connection } })
        .missing;
    const two = [{ id: 'a' }, { id: 'b' }];
    expect(page('nodes { id } totalCount', { nodes: two, totalCount: 600 })).toEqual([
      '598 not in this response: on further pages; use first or after.',
    ]);
    expect(
      page('nodes { id } pageInfo { hasNextPage }', { nodes: two, pageInfo: { hasNextPage: true } }),
    ).toEqual(['Some not in this response: on further pages; use first or after.']);
    expect(page('nodes { id } totalCount', { nodes: two, totalCount: 2 })).toEqual([]);
    // The last page of several holds fewer than all.
    const last = { nodes: two, totalCount: 600, pageInfo: { hasNextPage: false } };
    expect(page('nodes { id } totalCount pageInfo { hasNextPage }', last)).toEqual([]);
  });
});
