import { expect, test } from '@jest/globals';
import { errorTreeFrom, readAnswer } from '../../src/wandb/answer.ts';
import { WandbError } from '../../src/wandb/errors.ts';
import { mergeWork } from '../../src/wandb/merge.ts';
import { needsFrom } from '../../src/wandb/needs.ts';
import { ArtifactCreatorDocument } from '../../src/wandb/operations.generated.ts';
import { prepareOperation } from '../../src/wandb/operation.ts';

const operation = prepareOperation(ArtifactCreatorDocument, needsFrom(['RunFields.state']));
const refused = new WandbError('WANDB_ERROR', 'refused');

function read(createdBy: unknown): unknown {
  const { aliases } = mergeWork([{ operation, variables: { id: 'a' } }]);
  const data = { artifact: { __typename: 'Artifact', id: 'a', createdBy } };
  const answer = readAnswer(operation, aliases[0] ?? new Map(), data, errorTreeFrom([]), refused);
  return (answer as { artifact: { createdBy: unknown } }).artifact.createdBy;
}

const project = { __typename: 'Project', id: 'p', name: 'lab', entityName: 'acme' };
const run = { __typename: 'Run', id: 'r', name: 'train', state: 'finished', project };

test('an object of a promised type is read', () => {
  expect(read(run)).toMatchObject({ __typename: 'Run', id: 'r', state: 'finished' });
});

test('an object of a type that W&B added since is one of which nothing is known', () => {
  expect(read({ __typename: 'Robot', id: 'x' })).toEqual({ __typename: 'Robot' });
});

test('the place of an error in a list may be told as text', () => {
  const told = (at: string | number) => errorTreeFrom([{ path: ['artifact', 'edges', at, 'node'] }]);
  expect(told('12')).toEqual(told(12));
});

test('an id that comes as a number is a text all the same', () => {
  expect(read({ ...run, id: 17 })).toMatchObject({ id: '17' });
  expect(read({ ...run, id: 1e300 })).toMatchObject({ code: 'WANDB_CONTRACT_VIOLATION' });
});

test.each(['Artifact', 'Project', 'Query'])(
  'a %s in the place of a run or a user breaks the contract',
  (__typename) => {
    expect(read({ ...run, __typename })).toMatchObject({ code: 'WANDB_CONTRACT_VIOLATION' });
  },
);
