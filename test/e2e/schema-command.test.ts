import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { createSchema } from '../../src/schema.ts';
import { startProgram } from '../support/program.ts';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

async function printed(args: string[], environment: Record<string, string> = {}) {
  const program = startProgram(main, ['schema', ...args], environment);
  return { code: await program.end(), stdout: program.stdout(), stderr: program.stderr() };
}

describe('lineage-gateway schema', () => {
  const plain = createSchema();
  const prefixed = createSchema({ prefix: 'Wandb', federationVersion: '2.9' });

  test.each<[string, string[], Record<string, string>, string]>([
    ['the API', [], {}, plain.apiSdl],
    ['the subgraph', ['--federated'], {}, plain.subgraphSdl],
    [
      'other names and cost directives',
      ['--federated', '--prefix', 'Wandb', '--federation-version', '2.9'],
      {},
      prefixed.subgraphSdl,
    ],
    ['other names of the API', ['--prefix', 'Wandb'], { FEDERATION_VERSION: '2.9' }, prefixed.apiSdl],
    [
      'the schema that the service serves with the same environment',
      ['--federated'],
      { SCHEMA_PREFIX: 'Wandb', FEDERATION_VERSION: '2.9' },
      prefixed.subgraphSdl,
    ],
  ])('prints %s', async (_, args, environment, sdl) => {
    expect(await printed(args, environment)).toEqual({ code: 0, stdout: sdl, stderr: '' });
  });

  test('writes it to a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'schema-'));
    try {
      const file = join(folder, 'subgraph.graphql');
      expect(await printed(['--federated', '--out', file])).toMatchObject({ code: 0, stdout: '' });
      expect(await readFile(file, 'utf8')).toBe(plain.subgraphSdl);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('reports all invalid options at once, with valid values', async () => {
    const { code, stderr, stdout } = await printed(['--prefix', '_W', '--federation-version', '2.12']);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('--prefix (SCHEMA_PREFIX) is "_W"; write a name such as Wandb');
    expect(stderr).toContain('--federation-version (FEDERATION_VERSION) is "2.12"; write one of 2.3, 2.9');
    expect(stderr).not.toContain('    at ');
  });
});
