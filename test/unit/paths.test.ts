import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { artifactPathFromText, projectPathFromText, runPathFromText } from '../../src/wandb/paths.ts';

describe('An artifact path', () => {
  test.each([
    ['acme/vision/flowers', { entity: 'acme', project: 'vision', collection: 'flowers', ref: 'latest' }],
    ['acme/vision/flowers:v3', { entity: 'acme', project: 'vision', collection: 'flowers', ref: 'v3' }],
    ['/acme/vision/flowers:v3', { entity: 'acme', project: 'vision', collection: 'flowers', ref: 'v3' }],
    [
      'acme/vision/flowers:release/2024:b',
      { entity: 'acme', project: 'vision', collection: 'flowers', ref: 'release/2024:b' },
    ],
    [
      'acme/my project/a b%2Fc:"x"',
      { entity: 'acme', project: 'my project', collection: 'a b%2Fc', ref: '"x"' },
    ],
    [
      'org/wandb-registry-models/花:最新',
      { entity: 'org', project: 'wandb-registry-models', collection: '花', ref: '最新' },
    ],
  ])('(%s) is parsed as W&B does', (text, parts) => {
    expect(artifactPathFromText(text)).toEqual(parts);
  });

  test.each([
    '',
    'flowers',
    'vision/flowers',
    'a/b/c/d',
    'a//c',
    'a/b/',
    'a/b/c:',
    ' / / ',
    'a/b/c:\u0000',
    'a\n/b/c',
    `a/b/${'c'.repeat(3_000)}`,
  ])('%j is refused', (text) => {
    expect(artifactPathFromText(text)).toBeNull();
  });

  test('ends its name at the first colon', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9 ._%-]{1,20}$/).filter((text) => text.trim() !== '');
    const ref = fc.stringMatching(/^[A-Za-z0-9:/ ._-]{1,30}$/);
    fc.assert(
      fc.property(name, name, name, ref, (entity, project, collection, given) => {
        expect(artifactPathFromText(`${entity}/${project}/${collection}:${given}`)).toEqual({
          entity,
          project,
          collection,
          ref: given,
        });
      }),
    );
  });

  test('never makes a parser throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        artifactPathFromText(text);
        runPathFromText(text);
        projectPathFromText(text);
      }),
    );
  });
});

describe('A run path', () => {
  test.each(['acme/vision/abc123', '/acme/vision/abc123', 'acme/vision/runs/abc123', 'acme/vision:abc123'])(
    '(%s) names the run',
    (text) => {
      expect(runPathFromText(text)).toEqual({ entity: 'acme', project: 'vision', name: 'abc123' });
    },
  );

  test.each(['', 'abc123', 'vision/abc123', 'a/b/c/d', 'a/b/runs/', 'a//b'])('%j is refused', (text) => {
    expect(runPathFromText(text)).toBeNull();
  });
});

test('A project path is an entity and a name.', () => {
  expect(projectPathFromText('acme/vision')).toEqual({ entity: 'acme', name: 'vision' });
  expect(projectPathFromText('acme')).toBeNull();
  expect(projectPathFromText('acme/vision/x')).toBeNull();
});
