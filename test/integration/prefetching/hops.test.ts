import { describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { generateWorld } from '../../../src/emulator/generate.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
import { artifactPathOf } from '../../../src/emulator/world.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

const walk = `query ($path: String!, $direction: LineageDirection!, $maxDepth: Int!, $maxNodes: Int!) {
  artifact(path: $path) { lineage(direction: $direction, maxDepth: $maxDepth, maxNodes: $maxNodes) {
    nodes { node { id label } depth expanded hiddenNeighbours }
    edges { from to kind usedAs }
    completeness { complete truncations { at reason omitted } }
  } } }`;

interface Asked {
  lineage: { nodes: unknown[]; edges: unknown[] };
  requests: number;
  rounds: number;
  bytes: number;
}

async function ask(
  gateway: TestGateway,
  emulator: Emulator,
  path: string,
  direction: 'UPSTREAM' | 'DOWNSTREAM' | 'BOTH',
  maxDepth: number,
): Promise<Asked> {
  emulator.resetStats();
  const { data, errors } = await gateway.ask(walk, { path, direction, maxDepth, maxNodes: 20_000 });
  expect(errors).toBeUndefined();
  const { requests, rounds, bytesSent } = emulator.stats();
  return { lineage: data.artifact.lineage, requests, rounds, bytes: bytesSent };
}

async function sideBySide(
  emulator: Emulator,
  use: (fused: TestGateway, single: TestGateway) => Promise<void>,
): Promise<void> {
  const fused = await startGateway(emulator, { wandbMaxFusedHops: '8' });
  const single = await startGateway(emulator, { wandbMaxFusedHops: '1' });
  try {
    await use(fused, single);
  } finally {
    await fused.close();
    await single.close();
    await emulator.close();
  }
}

describe('Prefetching', () => {
  test.each(['UPSTREAM', 'DOWNSTREAM'] as const)(
    'reads 8 hops on medium, %s, in two round trips with the lookup, with the same result',
    async (direction) => {
      const emulator = await startEmulator({ world: 'medium' });
      const path = direction === 'UPSTREAM' ? emulator.roots.model : emulator.roots.dataset;
      await sideBySide(emulator, async (fused, single) => {
        const cold = await ask(fused, emulator, path, direction, 8);
        const warm = await ask(fused, emulator, path, direction, 8);
        const plain = await ask(single, emulator, path, direction, 8);
        expect(cold.lineage).toEqual(plain.lineage);
        expect(warm.lineage).toEqual(plain.lineage);
        expect([cold.rounds, warm.rounds, plain.rounds]).toEqual([2, 2, 10]);
        expect(Math.max(cold.bytes, warm.bytes)).toBeLessThan(plain.bytes);
      });
    },
  );

  // Rounds: the lookup with four hops, and then eight at a time, in diamonds after four more, with one more for what lies beyond; of the hub, one short page and four of 500.
  test.each([
    ['diamonds 4 wide, 40 hops', { kind: 'diamond', width: 4, hops: 40 }, 'UPSTREAM', 40, 101, 7],
    ['50 hops of a chain', { kind: 'chain', hops: 200 }, 'UPSTREAM', 50, 51, 7],
    ['a hub of 2,000, two hops', { kind: 'hub', consumers: 2_000 }, 'DOWNSTREAM', 2, 4_001, 5],
  ] as const)(
    'reads %s in few requests, the second time too, with the same result',
    async (_, options, direction, maxDepth, nodes, rounds) => {
      const emulator = await startEmulator({ world: generateWorld(options) });
      const path = direction === 'UPSTREAM' ? emulator.roots.model : emulator.roots.hub;
      await sideBySide(emulator, async (fused, single) => {
        const found = await ask(fused, emulator, path, direction, maxDepth);
        const plain = await ask(single, emulator, path, direction, maxDepth);
        expect(found.lineage).toEqual(plain.lineage);
        expect(found.lineage.nodes).toHaveLength(nodes);
        expect(found.rounds).toBe(rounds);
        expect(found.requests).toBe(rounds);
        const again = await ask(fused, emulator, path, direction, maxDepth);
        expect(again.lineage).toEqual(plain.lineage);
        expect(again.requests).toBe(rounds);
      });
    },
  );

  test.each(['up', 'down'] as const)(
    'reads a nested query of 8 hops %s on medium in few round trips, with the same result',
    async (way) => {
      const emulator = await startEmulator({ world: 'medium' });
      const path = way === 'up' ? emulator.roots.model : emulator.roots.dataset;
      const query = `query ($path: String!) { artifact(path: $path) { id ${nested(way, 8)} } }`;
      await sideBySide(emulator, async (fused, single) => {
        const costs: number[] = [];
        for (const gateway of [fused, fused, single]) {
          emulator.resetStats();
          const { data, errors } = await gateway.ask(query, { path });
          expect(errors).toBeUndefined();
          expect(data).toEqual((await single.ask(query, { path })).data);
          costs.push(emulator.stats().rounds - 9);
        }
        expect(costs).toEqual([2, 2, 9]);
      });
    },
  );

  test('reads nested diamonds with 65,536 paths, each object once', async () => {
    const emulator = await startEmulator({ world: generateWorld({ kind: 'diamond', width: 4, hops: 16 }) });
    const query = `query ($path: String!) { artifact(path: $path) { id ${nested('up', 12)} } }`;
    await sideBySide(emulator, async (fused, single) => {
      const { data, requests } = await fused.ask(query, { path: emulator.roots.model });
      expect(data).toEqual((await single.ask(query, { path: emulator.roots.model })).data);
      expect(requests).toBe(3);
    });
  });

  test('falls back to single hops when W&B rejects deep operations, and does not try again', async () => {
    const emulator = await startEmulator({ world: 'medium' });
    const path = emulator.roots.model;
    await sideBySide(emulator, async (fused, single) => {
      const plain = await ask(single, emulator, path, 'UPSTREAM', 8);
      emulator.setFaults([{ kind: '500', match: 'hops' }]);
      const first = await ask(fused, emulator, path, 'UPSTREAM', 8);
      expect(first.lineage).toEqual(plain.lineage);
      expect(emulator.stats().operationNames.filter((name) => name.includes('hops'))).not.toEqual([]);
      const second = await ask(fused, emulator, path, 'UPSTREAM', 8);
      expect(second.lineage).toEqual(plain.lineage);
      expect(emulator.stats().operationNames.filter((name) => name.includes('hops'))).toEqual([]);
      expect(second.requests).toBe(plain.requests);
    });
  });

  test('leaves the creator of a version whose list failed', async () => {
    const emulator = await startEmulator({ world: 'demo' });
    const path = 'acme/vision/flower-classifier:v2';
    await sideBySide(emulator, async (fused, single) => {
      const variables = { path, direction: 'BOTH', maxDepth: 1, maxNodes: 1_000 };
      const whole = await single.ask(walk, variables);
      emulator.setFaults([{ kind: 'partial', field: 'Artifact.usedBy' }]);
      const cut = await single.ask(walk, variables);
      expect(cut.requests).toBe(whole.requests);
      const kinds = (cut.data.artifact.lineage.edges as { kind: string }[]).map(({ kind }) => kind);
      expect(kinds).toEqual(['LOGGED']);
      const reasons = cut.data.artifact.lineage.completeness.truncations as { reason: string }[];
      expect(reasons.map(({ reason }) => reason)).toContain('WANDB_ERROR');
      const other = await fused.ask(walk, variables);
      expect([other.data, other.errors]).toEqual([cut.data, cut.errors]);
    });
  });

  test('reports a partial failure where a single hop would', async () => {
    const emulator = await startEmulator({ world: 'demo' });
    await sideBySide(emulator, async (fused, single) => {
      for (const field of ['Run.inputArtifacts', 'Artifact.createdBy', 'Artifact.digest', 'Run.project']) {
        emulator.setFaults([{ kind: 'partial', field, id: idOfSome(emulator, field) }]);
        const variables = {
          path: 'acme/vision/flower-classifier:v2',
          direction: 'UPSTREAM',
          maxDepth: 8,
          maxNodes: 1_000,
        };
        const one = await fused.ask(walk, variables);
        const other = await single.ask(walk, variables);
        expect(one.data).toEqual(other.data);
        expect(one.errors).toEqual(other.errors);
      }
    });
  });
});

function nested(way: 'up' | 'down', hops: number): string {
  if (hops === 0) return '';
  const [run, artifact] = way === 'up' ? ['loggedBy', 'usedArtifacts'] : ['usedBy', 'loggedArtifacts'];
  const nodes = (inner: string): string => `nodes { id label ${inner} }`;
  const below = hops === 1 ? '' : `${artifact} { totalCount ${nodes(nested(way, hops - 2))} }`;
  return `${run} { ${way === 'up' ? `id label ${below}` : nodes(below)} }`;
}

/** An object of the demo's training pipeline, three hops from the model. */
function idOfSome({ world }: Emulator, field: string): string {
  const artifact = world.artifacts.find(
    (each) => artifactPathOf(each) === 'acme/data-platform/train-split:v1',
  );
  if (!artifact) throw new Error('The demo has no train-split:v1.');
  if (field.startsWith('Artifact')) return artifactId(artifact);
  if (artifact.creator?.kind !== 'run') throw new Error('No run made train-split:v1.');
  return runId(artifact.creator);
}
