import { describe, expect, test } from '@jest/globals';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { artifactPathOf } from '../../src/emulator/world.ts';
import { startGateway } from '../support/gateway.ts';
import { ask, createPrograms, gatewaysInstalled } from '../support/supergraph.ts';

interface Found {
  loggedBy: object | null;
}

const withGateways = gatewaysInstalled ? describe : describe.skip;

withGateways('500 deployments through Hive Gateway', () => {
  // Three levels (the versions by path, their runs, the runs' inputs), each at 50 keys a request: 3 x 500/50.
  const bound = 30;

  test('need W&B requests per level and batch, not per deployment', async () => {
    const emulator = await startEmulator({ world: 'medium' });
    const lineage = await startGateway(emulator);
    const mine = createPrograms();
    try {
      const models = emulator.world.artifacts.map((artifact) => artifactPathOf(artifact)).slice(0, 500);
      expect(new Set(models).size).toBe(500);
      const deployments = await mine.start('deployments.js', ['--models', models.join(), '--count', '500']);
      const url = await mine.startGateway('Hive Gateway', { lineage: `${lineage.url}/graphql`, deployments });
      const before = emulator.stats().requests;
      const { data } = await ask(
        url,
        '{ deployments(first: 500) { name model { path loggedBy { path usedArtifacts { nodes { path } } } } } }',
        null,
      );
      expect(data.deployments).toHaveLength(500);
      const made = data.deployments.filter(({ model: found }: { model: Found | null }) => found?.loggedBy);
      expect(made.length).toBeGreaterThan(400);
      expect(emulator.stats().requests - before).toBeLessThanOrEqual(bound);
    } finally {
      await mine.stop();
      await lineage.close();
      await emulator.close();
    }
  }, 180_000);
});
