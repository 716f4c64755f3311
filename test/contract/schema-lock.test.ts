import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema } from '../../src/schema.ts';
import { brokenPromises, schemaHeadingOf, unannounced } from '../support/schema-lock.ts';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const locked = `
  type Query { run(id: ID!): Run }
  type Run @key(fields: "id") @key(fields: "path") { id: ID! path: String! state: String! notes: String }
`;

describe('the released contract', () => {
  test('only breaks where the changelog announces it', async () => {
    const broken = await brokenPromises(read('schema.lock.graphql'), createSchema().subgraphSdl);
    expect(unannounced(broken, schemaHeadingOf(read('CHANGELOG.md')))).toEqual([]);
  });

  test('accepts new fields and types', async () => {
    expect(await brokenPromises(locked, locked.replace('notes', 'group: String notes'))).toEqual([]);
  });

  test.each([
    ['a field that is gone', (sdl: string) => sdl.replace('notes: String', ''), 'Run.notes'],
    [
      'a field that may be null now',
      (sdl: string) => sdl.replace('state: String!', 'state: String'),
      'Run.state',
    ],
    [
      'an argument that became necessary',
      (sdl: string) => sdl.replace('(id: ID!)', '(id: ID! project: String!)'),
      'Query.run.project',
    ],
    [
      'a key that is gone',
      (sdl: string) => sdl.replace('@key(fields: "path")', ''),
      'Run @key(fields: "path")',
    ],
  ])('notices %s', async (_, change, path) => {
    const broken = await brokenPromises(locked, change(locked));
    expect(broken.map((promise) => promise.path)).toEqual([path]);
    expect(unannounced(broken, 'Nothing of the kind.')).toHaveLength(1);
    expect(unannounced(broken, `- Breaking: \`${path}\`, since nobody asked for it.`)).toEqual([]);
  });

  test('reads the heading Schema of the unreleased section', () => {
    const changelog =
      '# Changelog\n\n## Unreleased\n\n### Added\n\n- A\n\n### Schema\n\n- B\n\n## 0.1.0\n\n### Schema\n\n- C\n';
    expect(schemaHeadingOf(changelog).trim()).toBe('- B');
    expect(schemaHeadingOf('# Changelog\n\n## 0.1.0\n\n### Schema\n\n- C\n')).toBe('');
  });
});

test("the example frontend's copy of the schema is up to date", () => {
  const sorted = (sdl: string): string =>
    printSchema(lexicographicSortSchema(buildSchema(sdl, { assumeValidSDL: true })));
  expect(sorted(read('examples/frontend/schema.graphql'))).toBe(sorted(createSchema().apiSdl));
});
