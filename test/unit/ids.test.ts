import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  globalIdFromText,
  projectAddressFromId,
  projectIdFromAddress,
  runAddressFromId,
  runIdFromAddress,
} from '../../src/wandb/ids.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('An id is parsed with or without its padding, and formatted with it.', () => {
  const id = base64('Artifact:15944029');
  expect(globalIdFromText(id)).toEqual({ type: 'Artifact', payload: '15944029', id });
  expect(globalIdFromText(id.replace(/=+$/, ''))?.id).toBe(id);
});

test.each([
  '',
  'Artifact:1',
  'not base64!',
  base64('no colon'),
  base64(':1'),
  base64('Artifact:'),
  base64('Artifact:1').slice(0, -3),
  'QQ==',
  '////',
])('%j is not a global id.', (text) => {
  expect(globalIdFromText(text)).toBeNull();
});

test("A run id contains the run's address, even when its name has colons.", () => {
  const part = fc.stringMatching(/^[^:/\s]{1,12}$/);
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9:]{1,12}$/), part, part, (name, project, entity) => {
      const id = globalIdFromText(runIdFromAddress({ entity, project, name }));
      expect(id && runAddressFromId(id)).toEqual({ entity, project, name });
    }),
  );
});

test('A run id of another form contains no address.', () => {
  const id = globalIdFromText(base64('Run:12345'));
  expect(id && runAddressFromId(id)).toBeNull();
});

test("A project id contains the project's address, and a bare number does not.", () => {
  const named = globalIdFromText(projectIdFromAddress('acme', 'my project'));
  expect(named && projectAddressFromId(named)).toEqual({ entity: 'acme', name: 'my project' });
  const numbered = globalIdFromText(base64('Project:17'));
  expect(numbered && projectAddressFromId(numbered)).toBeNull();
});
