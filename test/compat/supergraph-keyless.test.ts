import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { allKey, specialWorld } from '../support/special-world.ts';
import { ask, createPrograms, gateways, gatewaysInstalled } from '../support/supergraph.ts';

const withGateways = gatewaysInstalled ? describe : describe.skip;

withGateways('a version without a path', () => {
  const programs = createPrograms();
  let emulator: Emulator;
  let lineage: TestGateway;
  let deployments: string;

  beforeAll(async () => {
    emulator = await startEmulator({ world: specialWorld() });
    lineage = await startGateway(emulator, { passthrough: true }, {});
    deployments = await programs.start('deployments.js', ['--models', 'acme/lab/deleted:v0', '--count', '1']);
  });
  afterAll(async () => {
    await programs.stop();
    await lineage.close();
    await emulator.close();
  });

  test.each(Object.keys(gateways))(
    'is given by %s, without what a neighbour adds by path',
    async (gateway) => {
      const url = await programs.startGateway(gateway, { lineage: `${lineage.url}/graphql`, deployments });
      const { data, errors } = await ask(
        url,
        '{ run(path: "acme/lab/odd") { loggedArtifacts { nodes { label state deployments { name } } } } }',
        allKey,
      );
      expect(errors).toBeUndefined();
      // Apollo's gateway asks the neighbour for the version whose key is null; it knows of none.
      const ofNoKey = gateway === '@apollo/gateway' ? [] : null;
      expect(data.run.loggedArtifacts.nodes).toEqual([
        { label: 'pending', state: 'PENDING', deployments: ofNoKey },
        { label: 'deleted:v0', state: 'DELETED', deployments: [{ name: 'serving-1' }] },
      ]);
    },
    180_000,
  );
});
