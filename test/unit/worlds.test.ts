import { describe, expect, test } from '@jest/globals';
import { generateWorld } from '../../src/emulator/generate.ts';
import { worldFromJson, worldToJson } from '../../src/emulator/world-json.ts';
import {
  artifactPathOf,
  runPathOf,
  type ArtifactNode,
  type RunNode,
  type World,
} from '../../src/emulator/world.ts';
import { demoPaths, demoWorld } from '../../src/emulator/worlds/demo.ts';
import { worldByName, worldNames } from '../../src/emulator/worlds/worlds.ts';

const size = ({ runs, artifacts }: World): number => runs.length + artifacts.length;

/** How many nodes a walk meets at each depth. */
function levels(world: World, root: string, direction: 'up' | 'down'): number[] {
  const start = world.artifacts.find((artifact) => artifactPathOf(artifact) === root);
  const next = (node: ArtifactNode | RunNode): (ArtifactNode | RunNode)[] => {
    if (node.kind === 'run')
      return direction === 'up' ? node.uses.map(({ artifact }) => artifact) : node.logs;
    return direction === 'down' ? node.usedBy : node.creator?.kind === 'run' ? [node.creator] : [];
  };
  const sizes: number[] = [];
  let frontier = new Set<ArtifactNode | RunNode>(start ? [start] : []);
  const seen = new Set(frontier);
  while (frontier.size > 0) {
    sizes.push(frontier.size);
    const met = new Set([...frontier].flatMap(next).filter((node) => !seen.has(node)));
    for (const node of met) seen.add(node);
    frontier = met;
  }
  return sizes;
}

test.each(worldNames.filter((name) => name !== 'large'))(
  "The world %s has its roots, and keys in W&B's formats.",
  (name) => {
    const world = worldByName(name);
    const paths = new Set([...world.artifacts.map(artifactPathOf), ...world.runs.map(runPathOf)]);
    for (const root of Object.values(world.roots)) expect(paths).toContain(root);
    for (const { key } of world.keys) expect(key).toMatch(/^[\w-]{40,}$/);
  },
);

describe('The demo world', () => {
  const world = demoWorld();

  test('has about eighty nodes and a hub of 600 consumers, ten hops deep', () => {
    expect(size(world) - 600).toBeGreaterThan(70);
    expect(size(world) - 600).toBeLessThan(110);
    expect(levels(world, demoPaths.model, 'up').length).toBeGreaterThanOrEqual(11);
    expect(levels(world, demoPaths.hub, 'down')[1]).toBe(600);
  });

  test('has every special case at its documented path', () => {
    const places = [
      ...world.artifacts.flatMap((artifact) => [
        artifactPathOf(artifact),
        ...[...artifact.aliases].map((alias) => artifactPathOf(artifact).replace(/:v\d+$/, `:${alias}`)),
        ...artifact.links.flatMap(({ collection, aliases }) =>
          aliases.map(
            (alias) => `${collection.project.entity}/${collection.project.name}/${collection.name}:${alias}`,
          ),
        ),
      ]),
      ...world.runs.map(runPathOf),
    ];
    for (const path of Object.values(demoPaths)) expect(places).toContain(path);
  });
});

describe('A generated world', () => {
  test('of the kind medium has 5,000 nodes, and walks of 24 hops whose levels fit into one batch', () => {
    const world = worldByName('medium');
    expect(size(world)).toBeGreaterThan(4_500);
    expect(size(world)).toBeLessThan(6_500);
    for (const walk of [levels(world, world.roots.model, 'up'), levels(world, world.roots.dataset, 'down')]) {
      expect(walk.length).toBe(25);
      expect(Math.max(...walk)).toBeLessThanOrEqual(45);
    }
  });

  test('of the kind diamond has 1 + 8 runs + 8 x 4 versions = 41 nodes, and a chain of 200 hops has 201', () => {
    expect(size(generateWorld({ kind: 'diamond' }))).toBe(41);
    expect(size(generateWorld({ kind: 'chain' }))).toBe(201);
  });

  test('of the kind large has 200,000 nodes and a hub of 5,000', () => {
    const world = generateWorld({ kind: 'large', seed: 2 });
    expect(size(world)).toBe(200_000);
    expect(levels(world, world.roots.hub, 'down')[1]).toBe(5_000);
  });

  test('is determined by its seed', () => {
    const edges = (seed: number): string =>
      JSON.stringify(worldToJson(generateWorld({ kind: 'small', seed })).runs);
    expect(edges(7)).toBe(edges(7));
    expect(edges(7)).not.toBe(edges(8));
  });
});

describe('A world file', () => {
  test.each(['demo', 'awkward', 'small'] as const)('of %s round-trips', (name) => {
    const saved = worldToJson(worldByName(name));
    expect(worldToJson(worldFromJson(JSON.parse(JSON.stringify(saved))))).toEqual(
      JSON.parse(JSON.stringify(saved)),
    );
  });

  test.each<[string, unknown, RegExp]>([
    ['another file', { name: 'x' }, /no world file/],
    ['a run in no project', { runs: [{ path: 'a/b/c' }] }, /runs\[0\]: there is no project "a\/b"/],
    [
      'a use of nothing',
      { projects: [{ path: 'a/b' }], runs: [{ path: 'a/b/c', uses: [{ artifact: 'a/b/x:v9' }] }] },
      /runs\[0\]\.uses\[0\]: there is no artifact "a\/b\/x:v9"/,
    ],
    [
      'a path of another form',
      { projects: [{ path: 'a' }] },
      /projects\[0\]\.path is "a"; write entity\/project/,
    ],
    ['a short key', { keys: [{ key: 'short', sees: '*' }] }, /keys\[0\]\.key is no W&B key/],
  ])('is rejected with the place for %s', (what, part, message) => {
    const file =
      what === 'another file'
        ? part
        : { format: 'wandb-world/1', name: 'x', projects: [], keys: [], ...(part as object) };
    expect(() => worldFromJson(file)).toThrow(message);
  });
});
