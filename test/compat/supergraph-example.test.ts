import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import { startProgram, type Program } from '../support/program.ts';
import { exampleFile, gatewaysInstalled, type Answer } from '../support/supergraph.ts';

const withGateways = gatewaysInstalled ? describe : describe.skip;

withGateways('npm run example:supergraph', () => {
  const programs: Program[] = [];
  const startExample = (...args: string[]): Program => {
    const program = startProgram(exampleFile('start.js'), args);
    programs.push(program);
    return program;
  };
  afterAll(async () => {
    for (const program of programs) program.process.kill();
    await Promise.all(programs.map((program) => program.end()));
  });

  test.each([[[]], [['--rust-planner']]])(
    'prints a query that crosses both subgraphs, and leaves no process behind (%j)',
    async (options) => {
      const example = startExample('--any-port', ...options);
      await example.until(/Ctrl-C ends it/);
      const [, url = '', body = ''] = /curl -s (\S+) -H '[^']+' -d '([^']+)'/.exec(example.stdout()) ?? [];
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body });
      expect((await response.json()) as Answer).toEqual({
        data: {
          deployments: [
            {
              name: 'serving-1',
              model: {
                path: 'acme/vision/flower-classifier:v2',
                loggedBy: {
                  usedArtifacts: { nodes: [{ path: 'acme/vision/checkpoints:v9' }] },
                  loggedArtifacts: {
                    nodes: [
                      {
                        path: 'acme/vision/flower-classifier:v2',
                        deployments: [
                          { name: 'serving-1', region: 'eu-west' },
                          { name: 'serving-3', region: 'ap-south' },
                        ],
                      },
                    ],
                  },
                },
              },
            },
          ],
        },
      });

      const urls = [...example.stdout().matchAll(/(?:Supergraph|Lineage|Deployments) +(http\S+)/g)].map(
        ([, each = '']) => each,
      );
      expect(urls).toHaveLength(3);
      example.process.kill('SIGINT');
      expect(await example.end()).toBe(0);
      expect(example.stderr()).toBe('');
      for (const each of urls) await expect(fetch(each)).rejects.toThrow('fetch failed');
    },
    180_000,
  );

  test('reports a port in use, and what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    try {
      const { port } = taken.address() as AddressInfo;
      const example = startExample('--port', String(port));
      expect(await example.end()).toBe(1);
      expect(example.stderr()).toContain(`Port ${port} is in use`);
      expect(example.stderr()).toContain('--any-port');
    } finally {
      taken.close();
    }
  });

  test('describes its options, and rejects unknown ones', async () => {
    const help = startExample('--help');
    expect(await help.end()).toBe(0);
    expect(help.stdout()).toMatch(/--port <number>[^]*--any-port[^]*--rust-planner/);
    const unknown = startExample('--ports', '5000');
    expect(await unknown.end()).toBe(2);
    expect(unknown.stderr()).toMatch(/--ports[^]*Usage/);
    const wrong = startExample('--port', '70000');
    expect(await wrong.end()).toBe(2);
    expect(wrong.stderr()).toContain('not "70000"');
  });
});
