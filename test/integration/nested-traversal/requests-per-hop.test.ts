import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { ArtifactNode, RunNode } from '../../../src/emulator/world.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: 'medium' });
  // One hop per request, so that the cost of a level shows.
  gateway = await startGateway(emulator, { wandbMaxFusedHops: '1' });
});
beforeEach(() => emulator.resetStats());
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

/** A nested selection of k hops from an artifact version. */
function up(hops: number): string {
  if (hops === 0) return 'path';
  return `path loggedBy { ${hops === 1 ? 'path' : `path usedArtifacts { nodes { ${up(hops - 2)} } }`} }`;
}
function down(hops: number): string {
  if (hops === 0) return 'path';
  return `path usedBy { nodes { ${hops === 1 ? 'path' : `path loggedArtifacts { nodes { ${down(hops - 2)} } }`} } }`;
}

interface Nested {
  path: string;
  loggedBy?: Nested | null;
  usedArtifacts?: { nodes: Nested[] };
  usedBy?: { nodes: Nested[] };
  loggedArtifacts?: { nodes: Nested[] };
}

function pathsIn(node: Nested, found = new Set<string>()): Set<string> {
  found.add(node.path);
  const next = [node.usedArtifacts, node.usedBy, node.loggedArtifacts].flatMap(
    (connection) => connection?.nodes ?? [],
  );
  for (const each of node.loggedBy ? [node.loggedBy, ...next] : next) pathsIn(each, found);
  return found;
}

/** The same walk over the emulator's objects. */
function reference(direction: 'up' | 'down', hops: number): Set<string> {
  const { world, roots } = emulator;
  const path = (node: ArtifactNode | RunNode): string =>
    node.kind === 'run'
      ? `${node.project.entity}/${node.project.name}/${node.name}`
      : `${node.collection.project.entity}/${node.collection.project.name}/${node.collection.name}:v${node.versionIndex}`;
  const rootPath = direction === 'up' ? roots.model : roots.dataset;
  const found = new Set<string>();
  let level: (ArtifactNode | RunNode)[] = world.artifacts.filter((artifact) => path(artifact) === rootPath);
  for (let depth = 0; depth <= hops; depth += 1) {
    for (const node of level) found.add(path(node));
    level = [...new Set(level)].flatMap((node): (ArtifactNode | RunNode)[] => {
      if (node.kind === 'run')
        return direction === 'up' ? node.uses.map(({ artifact }) => artifact) : node.logs;
      return direction === 'down' ? node.usedBy : node.creator?.kind === 'run' ? [node.creator] : [];
    });
  }
  return found;
}

describe.each(['up', 'down'] as const)('A nested query %s', (direction) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'of %d hops finds all nodes in hops + 1 requests, each edge list once',
    async (hops) => {
      const { roots } = emulator;
      const selection = direction === 'up' ? up(hops) : down(hops);
      const { data, errors, requests } = await gateway.ask(
        `query ($path: String!) { artifact(path: $path) { ${selection} } }`,
        {
          path: direction === 'up' ? roots.model : roots.dataset,
        },
      );
      expect(errors).toBeUndefined();
      expect(pathsIn(data.artifact)).toEqual(reference(direction, hops));
      expect(requests).toBeLessThanOrEqual(hops + 1);
      expect(Object.values(emulator.stats().edgeLists).every((times) => times === 1)).toBe(true);
    },
  );
});
