import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createProgram, programNameFrom } from '../../src/cli/program.ts';

/** The packages that a file loads at once, by itself or by what it imports; `import()` and types are left out. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^import (?!type )[^;]*? from '([^']+)';/gm);
  return Array.from(imports, ([, from = '']) => from).flatMap((from) =>
    from.startsWith('.') ? packagesOf(join(dirname(file), from), seen) : [from],
  );
}

describe('The program', () => {
  test('loads only commander before it knows the command', () => {
    const packages = packagesOf('src/main.ts').filter((name) => !name.startsWith('node:'));
    expect(new Set(packages)).toEqual(new Set(['commander']));
  });

  test('describes every command', () => {
    const { commands } = createProgram({}, 'test');
    expect(commands.map((command) => command.name())).toEqual([
      ...['serve', 'graph', 'ls', 'find', 'snapshot', 'schema', 'doctor', 'mcp', 'emit', 'check', 'verify'],
    ]);
    for (const command of commands) expect(command.description()).not.toBe('');
  });

  test.each([
    ['/app/dist/main.js', '/app', 'node dist/main.js'],
    ['/app/dist/main.js', '/app/docs', 'node ../dist/main.js'],
    ['/app/node_modules/.bin/lineage-gateway', '/app', 'lineage-gateway'],
  ])('is named as it was started: %s in %s', (script, workingDirectory, name) => {
    expect(programNameFrom(script, workingDirectory)).toBe(name);
  });
});
