import { describe, expect, test } from '@jest/globals';
import { graphFromAnswer } from '../../web/graphiql/answer-graph.ts';

describe('the lineage in an answer', () => {
  test('is found under aliases, in fragments and without __typename', () => {
    const query = `{ model: artifact(path: "a") { ...Up } }
      fragment Up on Artifact { key: id maker: loggedBy { id ins: usedArtifacts { all: edges { it: node { id name } } } } }`;
    const answer = {
      model: {
        key: 'M',
        maker: { id: 'R', ins: { all: [{ it: { id: 'D', name: 'data' } }, { it: null }] } },
      },
    };
    expect(graphFromAnswer(query, answer)).toEqual({
      nodes: [
        { id: 'M', kind: 'artifact', label: 'M', path: null },
        { id: 'R', kind: 'run', label: 'R', path: null },
        { id: 'D', kind: 'artifact', label: 'data', path: null },
      ],
      edges: [
        { from: 'R', to: 'M', kind: 'LOGGED' },
        { from: 'D', to: 'R', kind: 'USED' },
      ],
    });
  });

  test('of a node that is reached twice has it once', () => {
    const query = '{ run { id usedArtifacts { nodes { id usedBy { nodes { id } } } } } }';
    const answer = {
      run: { id: 'R', usedArtifacts: { nodes: [{ id: 'D', usedBy: { nodes: [{ id: 'R' }] } }] } },
    };
    expect(graphFromAnswer(query, answer).nodes.map(({ id }) => id)).toEqual(['R', 'D']);
    expect(graphFromAnswer(query, answer).edges).toEqual([{ from: 'D', to: 'R', kind: 'USED' }]);
  });

  test('of a LineageGraph leaves out edges to nodes that were not asked for', () => {
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
    const graph = graphFromAnswer(query, answer);
    expect(graph.nodes.map(({ id, kind }) => [id, kind])).toEqual([
      ['D', 'artifact'],
      ['R', 'run'],
    ]);
    expect(graph.edges).toEqual([{ from: 'D', to: 'R', kind: 'USED' }]);
  });
});
