import { describe, expect, test } from '@jest/globals';
import { WandbError } from '../../src/wandb/errors.ts';
import type { BatchItem } from '../../src/wandb/merge.ts';
import {
  ArtifactByIdDocument,
  ArtifactCreatorDocument,
  ArtifactUsedByDocument,
  ViewerDocument,
} from '../../src/wandb/operations.generated.ts';
import { hasUnattributedError, missing, splitResponse, type ResponseError } from '../../src/wandb/split.ts';

const refusal = new WandbError('WANDB_ERROR', 'refused');
const creator: BatchItem = { document: ArtifactCreatorDocument, variables: { id: 'a' }, maxNodes: 1 };
const project = { id: 'p', name: 'lab', entityName: 'acme' };
const run = {
  __typename: 'Run',
  id: 'r',
  name: 'train',
  displayName: null,
  state: 'finished',
  jobType: null,
  createdAt: '2024-01-01',
  project,
};

function readCreator(createdBy: unknown): unknown {
  const data = { artifact: { id: 'a', createdBy } };
  const [result] = splitResponse([creator], data, [], refusal);
  return (result as { artifact: { createdBy: unknown } }).artifact.createdBy;
}

describe('a value of W&B', () => {
  test('is read where it is an object of a promised type', () => {
    expect(readCreator(run)).toMatchObject({ __typename: 'Run', id: 'r', state: 'finished' });
  });

  test('has no fields where W&B added its type since', () => {
    expect(readCreator({ __typename: 'Robot', id: 'x' })).toEqual({ __typename: 'Robot' });
  });

  test('is a text where it is an id that comes as a number', () => {
    expect(readCreator({ ...run, id: 17 })).toMatchObject({ id: '17' });
    expect(readCreator({ ...run, id: 1e300 })).toMatchObject({ code: 'WANDB_CONTRACT_VIOLATION' });
  });

  test.each(['Artifact', 'Project', 'Query'])(
    'that is a %s breaks the contract where a run or user is',
    (__typename) => {
      expect(readCreator({ ...run, __typename })).toMatchObject({ code: 'WANDB_CONTRACT_VIOLATION' });
    },
  );

  test.each([
    ['state', { ...run, state: 7 }, { state: { code: 'WANDB_CONTRACT_VIOLATION' } }],
    ['createdAt', { ...run, createdAt: null }, { id: 'r', createdAt: { code: 'WANDB_CONTRACT_VIOLATION' } }],
    ['an object without its name', { ...run, name: null }, { code: 'WANDB_CONTRACT_VIOLATION' }],
  ])('that is wrong costs %s alone', (_field, value, expected) => {
    expect(readCreator(value)).toMatchObject(expected);
  });
});

describe('a response to several items', () => {
  const items: BatchItem[] = [
    { document: ArtifactByIdDocument, variables: { id: 'a' }, maxNodes: 1 },
    { document: ArtifactUsedByDocument, variables: { id: 'b', first: 1, after: null }, maxNodes: 1 },
    { document: ViewerDocument, variables: {}, maxNodes: 1 },
  ];
  const list = {
    id: 'b',
    usedBy: {
      totalCount: 1,
      pageInfo: { hasNextPage: false, endCursor: null },
      edges: [{ cursor: 'c', node: run }],
    },
  };

  test('is divided by alias, and has an item that W&B left out as missing', () => {
    expect(splitResponse(items, { artifact: null, artifact_1: list }, [], refusal)).toEqual([
      { artifact: null },
      { artifact: list },
      missing,
    ]);
  });

  test.each<[string, ResponseError['path'], (result: unknown) => unknown, unknown]>([
    ['its item', ['artifact'], (result) => result, { artifact: refusal }],
    ['its node', ['artifact_1', 'usedBy', 'edges', 0, 'node'], (result) => result, expect.anything()],
  ])('has an error in the place of %s, and leaves the others', (_what, path, pick, expected) => {
    const data = { artifact: null, artifact_1: list, viewer: null };
    const index = path[0] === 'artifact' ? 0 : 1;
    const results = splitResponse(items, data, [{ path }], refusal);
    expect(pick(results[index])).toEqual(expected);
    expect(results[2]).toEqual({ viewer: null });
  });

  test('may name the place of an error in a list as text', () => {
    const data = { artifact: null, artifact_1: list, viewer: null };
    const at = (index: string | number) =>
      splitResponse(items, data, [{ path: ['artifact_1', 'usedBy', 'edges', index, 'node'] }], refusal);
    expect(at('0')).toEqual(at(0));
    expect(at(0)).toMatchObject([{}, { artifact: { usedBy: { edges: [{ node: refusal }] } } }, {}]);
  });

  test('with an error of no item counts for none of them', () => {
    expect(hasUnattributedError([{ path: ['artifact_1', 'id'] }], items)).toBe(false);
    expect(hasUnattributedError([{ path: ['artifact_2'] }], items)).toBe(true);
    expect(hasUnattributedError([{ path: [] }], items)).toBe(true);
  });
});
