import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { demoKeys } from '../../src/emulator/worlds/keys.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startHostileNeighbour } from '../support/hostile-neighbour.ts';
import { startProgram, type Program } from '../support/program.ts';
import type { Subgraph } from '../support/subgraph.ts';
import { ask, exampleFile, gatewaysInstalled } from '../support/supergraph.ts';

/** The command line takes 0 for any port, but does not say which one it got. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const withGateways = gatewaysInstalled ? describe : describe.skip;

withGateways('the settings of routers with a command line', () => {
  let emulator: Emulator;
  let lineage: TestGateway;
  let neighbour: Subgraph;
  let folder: string;
  const programs: Program[] = [];

  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    lineage = await startGateway(emulator, { passthrough: true, schemaPrefix: 'Wandb' }, {});
    neighbour = await startHostileNeighbour(['acme/vision/flower-classifier:v2']);
    folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
  });
  afterAll(async () => {
    for (const program of programs) program.process.kill();
    await Promise.all(programs.map((program) => program.end()));
    await rm(folder, { recursive: true });
    neighbour.close();
    await lineage.close();
    await emulator.close();
  });

  test('Hive Gateway serves the printed supergraph and forwards the key to the lineage subgraph only', async () => {
    const printer = startProgram(exampleFile('print-supergraph.js'), [
      ...['--subgraph', `lineage=${lineage.url}/graphql`],
      ...['--subgraph', `neighbour=${neighbour.url}`],
    ]);
    expect(await printer.end()).toBe(0);
    const supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, printer.stdout());

    const bin = exampleFile('node_modules/@graphql-hive/gateway/dist/bin.js');
    const settings = ['--config-path', exampleFile('routers/gateway.config.js')];
    const router = startProgram(bin, [
      'supergraph',
      supergraph,
      ...settings,
      ...['--host', '127.0.0.1', '--port', String(await freePort())],
    ]);
    programs.push(router);
    const [, url = ''] = await router.until(/Listening on (http:[\w/.:]+)/);
    neighbour.headers.length = 0;
    const { data, errors } = await ask(
      `${url}/graphql`,
      '{ wandbViewer { username } viewer { email } }',
      demoKeys.everything,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ wandbViewer: { username: 'grace' }, viewer: { email: 'ada@museum.test' } });
    expect(neighbour.headers.map(({ authorization }) => authorization)).toEqual([undefined]);
  }, 180_000);
});
