import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  artifactReferenceFromText,
  projectPathFromText,
  referenceFromText,
  runReferenceFromText,
} from '../../src/wandb/addresses.ts';

const appUrl = 'https://lineage.example.org:8443/app';

const artifactPathFromText = (text: string) => {
  const reference = artifactReferenceFromText(text, appUrl);
  return reference.kind === 'artifact' ? reference.path : null;
};
const runPathFromText = (text: string) => {
  const reference = runReferenceFromText(text, appUrl);
  return reference.kind === 'run' ? reference.address : null;
};

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
    'wandb-registry-/flowers',
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
    const name = fc.stringMatching(/^[A-Za-z0-9_%-](?:[A-Za-z0-9 ._%-]{0,18}[A-Za-z0-9_%-])?$/);
    const ref = fc.stringMatching(/^(?:[A-Za-z0-9:/ ._-]{0,30}[A-Za-z0-9:/._-])$/);
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
  test.each([
    'acme/vision/abc123',
    '/acme/vision/abc123',
    'acme/vision/runs/abc123',
    'acme/vision/runs/abc123/logs',
    'acme/vision:abc123',
    ' https://lineage.example.org:8443/app/acme/vision/runs/abc123/files?nw=1#x ',
    'lineage.example.org:8443/app/acme/vision/runs/abc123',
  ])('(%s) names the run', (text) => {
    expect(runPathFromText(text)).toEqual({ entity: 'acme', project: 'vision', name: 'abc123' });
  });

  test.each(['', 'abc123', 'vision/abc123', 'a/b/c/d', 'a/b/runs/', 'a//b'])('%j is refused', (text) => {
    expect(runPathFromText(text)).toBeNull();
  });
});

test('A project path is an entity and a name.', () => {
  expect(projectPathFromText('acme/vision')).toEqual({ entity: 'acme', name: 'vision' });
  expect(projectPathFromText('acme')).toBeNull();
  expect(projectPathFromText('acme/vision/x')).toBeNull();
});

describe('A reference', () => {
  const run = (entity: string, project: string, name: string) => ({
    kind: 'run',
    address: { entity, project, name },
  });
  const artifact = (entity: string, project: string, collection: string, ref: string) => ({
    kind: 'artifact',
    path: { entity, project, collection, ref },
  });

  test.each([
    ['acme/runs/runs/abc', run('acme', 'runs', 'abc')],
    ['https://wandb.ai/acme/runs/runs/abc/overview', run('acme', 'runs', 'abc')],
    ['https://wandb.ai/acme/registry/runs/abc', run('acme', 'registry', 'abc')],
    ['https://forge.coreweave.com/wandb/wandb/examples/runs/abc', run('wandb', 'examples', 'abc')],
    ['https://wandb.ai/acme/my%20project/runs/a%25b', run('acme', 'my project', 'a%b')],
    ['https://wandb.ai/acme/p/artifacts/a%2Fb/c%20d/v1', artifact('acme', 'p', 'c d', 'v1')],
    ['https://wandb.ai/acme/p/artifacts/model/flowers', artifact('acme', 'p', 'flowers', 'latest')],
    ['wandb-registry-models/x', artifact('', 'wandb-registry-models', 'x', 'latest')],
    ['org/wandb-registry-models/x', artifact('org', 'wandb-registry-models', 'x', 'latest')],
    ['wandb-artifact://a/b/c%20d:v1/file.txt', artifact('a', 'b', 'c d', 'v1')],
  ])('reads names that look like pages, and encoded ones: %s', (text, wanted) => {
    expect(referenceFromText(text, appUrl)).toEqual(wanted);
  });

  test('to a page of Forge is read alike where the gateway asks the W&B behind it', () => {
    const forge = 'https://forge.coreweave.com/wandb';
    expect(referenceFromText(`${forge}/wandb/examples/runs/abc`, forge)).toEqual(
      run('wandb', 'examples', 'abc'),
    );
    const registry =
      'https://forge.coreweave.com/registry/models?selectionPath=org%2Fwandb-registry-models%2Fx';
    expect(referenceFromText(registry, forge)).toEqual(
      artifact('org', 'wandb-registry-models', 'x', 'latest'),
    );
  });

  test('to a project called "runs" may be a run or a version', () => {
    expect(referenceFromText('acme/runs/abc', appUrl)).toMatchObject({
      kind: 'either',
      address: { entity: 'acme', project: 'runs', name: 'abc' },
      path: { project: 'runs', collection: 'abc', ref: 'latest' },
    });
  });

  test.each([
    ['', 'It is empty.'],
    [`a/b/${'c'.repeat(3_000)}`, 'It has 3004 characters.'],
    ['a/b/c\u0007', 'It has control characters in it.'],
    ['https://wandb.ai/a/b/runs/c%00', 'It has control characters in it.'],
    ['flowers', 'a name without its entity and project'],
    ['ftp://wandb.ai/a/b/runs/c', 'Addresses that begin with ftp://'],
    ['http://', 'It is no valid address.'],
    ['https://docs.wandb.ai/a/b/runs/c', 'docs.wandb.ai, which is no site'],
    ['https://evil-wandb.ai/a/b/runs/c', 'evil-wandb.ai, which is no site'],
    ['https://wandb.ai/', "the first page of W&B's app"],
    ['https://wandb.ai/acme', 'the page acme'],
    ['https://wandb.ai/orgs/Acme%20Corp/members', 'a page of the organisation Acme Corp'],
    ['https://wandb.ai/acme/p/runs', 'the list of runs of the project acme/p'],
    ['https://wandb.ai/acme/p/table', 'the page "table" of the project acme/p'],
    ['https://wandb.ai/registry/models?selectionPath=x', 'whose selectionPath is "x"'],
    ['wandb-artifact://acme/p', 'Behind wandb-artifact://'],
  ])('that names no node says what it was understood as: %j', (text, problem) => {
    const reference = referenceFromText(text, appUrl);
    expect(reference).toMatchObject({ kind: 'none', problem: expect.stringContaining(problem) });
    expect(reference).toMatchObject({ problem: expect.stringMatching(/ (?:Write|Open|Select) /) });
  });

  test('never makes the parser throw, whatever follows the host', () => {
    const start = fc.constantFrom(
      'https://wandb.ai/',
      'wandb-artifact://',
      'https://',
      'forge.coreweave.com/',
      '',
    );
    fc.assert(
      fc.property(start, fc.string({ unit: 'binary', maxLength: 60 }), (before, rest) => {
        expect(referenceFromText(`${before}${rest}`, appUrl)).toHaveProperty('kind');
      }),
    );
  });
});
