import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startProgram, type Program } from '../support/program.ts';

const main = 'dist/main.js';
const programs: Program[] = [];

function start(args: readonly string[], environment: Record<string, string> = {}, script = main): Program {
  const program = startProgram(script, args, environment);
  programs.push(program);
  return program;
}

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.process.kill('SIGKILL');
    await program.end();
  }
});

const shell = promisify(execFile);

describe('the service', () => {
  test('starts with demo data and prints a curl command that works', async () => {
    const program = start(['--port', '0']);
    const [, curl = ''] = await program.until(/Try:\n {2}(curl .*)\n/);
    for (const word of ['GraphQL', 'Schema', 'Health', 'demo data', 'as ada', 'Callers', 'Limits']) {
      expect(program.stdout()).toContain(word);
    }
    const { stdout } = await shell('bash', ['-c', curl]);
    const answer = JSON.parse(stdout) as {
      data: { artifact: { path: string; loggedBy: { usedArtifacts: { nodes: unknown[] } } } };
    };
    expect(answer).not.toHaveProperty('errors');
    expect(answer.data.artifact.path).toMatch(/:v\d+$/);
    expect(answer.data.artifact.loggedBy.usedArtifacts.nodes.length).toBeGreaterThan(0);
    // Its log, which may come after the answer, says that the request was answered, and nothing else.
    const lines = program.stderr().split('\n');
    const told = lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(told.filter((message) => message !== 'answered')).toEqual([]);
  });

  test('prints a curl command that works where only trusted documents are answered, and no schema that is hidden', async () => {
    const manifest = 'examples/frontend/persisted-documents.json';
    const program = start(['--port', '0', '--trusted-documents', manifest, '--introspection', 'off']);
    const [, curl = ''] = await program.until(/Try:\n {2}(curl .*)\n/);
    expect(curl).toContain('"documentId"');
    expect(program.stdout()).not.toContain('schema.graphql');
    const { stdout } = await shell('bash', ['-c', curl]);
    expect(JSON.parse(stdout)).toMatchObject({ data: { artifact: { aliases: expect.any(Array) } } });
  });

  test('README has the curl command that is printed', async () => {
    const program = start(['--port', '0']);
    const [, port = '', rest = ''] = await program.until(
      /curl -s http:\/\/127\.0\.0\.1:(\d+)(\/graphql .*)\n/,
    );
    expect(port).not.toBe('');
    expect(readFileSync('README.md', 'utf8')).toContain(`curl -s http://127.0.0.1:4000${rest}`);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async (signal) => {
    const program = start(['--port', '0']);
    await program.until(/is up/);
    program.process.kill(signal);
    expect(await program.end()).toBe(0);
  });

  test('connects to another W&B and names the user', async () => {
    const emulator = start(['--port', '0', '--world', 'demo'], {}, 'dist/emulator/main.js');
    const [line] = await emulator.until(/\{.*\}\n/);
    const { url, keys, roots } = JSON.parse(line) as {
      url: string;
      keys: { key: string; user: string }[];
      roots: { model: string };
    };
    const service = start(['--port', '0'], { WANDB_BASE_URL: url, WANDB_API_KEY: keys[1]?.key ?? '' });
    await service.until(/Try:/);
    expect(service.stdout()).toContain(`${url}, as ${keys[1]?.user} (key from WANDB_API_KEY)`);
    expect(service.stdout()).not.toContain(keys[1]?.key);
    const [, gateway = ''] = await service.until(/GraphQL +(\S+)/);
    const response = await fetch(gateway, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'query ($path: String!) { artifact(path: $path) { path } }',
        variables: { path: roots.model },
      }),
    });
    expect(await response.json()).toMatchObject({ data: { artifact: { path: roots.model } } });
  });
});

describe('invalid input is reported in one message, with exit code 1', () => {
  async function messageOf(
    args: readonly string[],
    environment: Record<string, string> = {},
    script = main,
  ): Promise<string> {
    const program = start(args, environment, script);
    expect(await program.end()).toBe(1);
    expect(program.stderr()).not.toMatch(/\n\s+at |node:internal/);
    return program.stderr();
  }

  test('an unknown option', async () => {
    expect(await messageOf(['--prot', '4000'])).toMatch(/unknown option '--prot'[\s\S]*--port/);
  });

  test('an unknown command', async () => {
    expect(await messageOf(['sevre'])).toMatch(/sevre/);
  });

  test('invalid settings, all at once', async () => {
    const message = await messageOf(['--port', 'x'], {
      WANDB_BASE_URL: 'https://wandb.ai',
      WANDB_API_KEY: 'abc',
    });
    expect(message).toContain('--port (PORT) is "x"');
    expect(message).toContain('https://api.wandb.ai');
    expect(message).toContain('WANDB_API_KEY');
  });

  test('a port in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const message = await messageOf(['--port', String(port)]);
    const ofEmulator = await messageOf(
      ['--port', String(port), '--world', 'demo'],
      {},
      'dist/emulator/main.js',
    );
    taken.close();
    expect(message).toContain(`Port ${port}`);
    expect(message).toContain('--port');
    expect(ofEmulator).toContain(`Port ${port}`);
  });

  test('an unknown world of the emulator', async () => {
    expect(await messageOf(['--world', 'mars'], {}, 'dist/emulator/main.js')).toMatch(/mars[\s\S]*medium/);
  });
});

test('--help names every option with its variable, and the sources of the API key', async () => {
  const program = start(['--help']);
  expect(await program.end()).toBe(0);
  const serve = start(['serve', '--help']);
  expect(await serve.end()).toBe(0);
  for (const name of [
    'HOST',
    'PORT',
    'WANDB_BASE_URL',
    'WANDB_API_KEY',
    'WANDB_HTTP_TIMEOUT',
    'WANDB_BATCH_SIZE',
    'WANDB_CONCURRENCY',
    'CORS_ORIGINS',
    'LOG_LEVEL',
    '.netrc',
  ]) {
    expect(program.stdout() + serve.stdout()).toContain(name);
    expect(serve.stdout()).toContain(name);
  }
});
