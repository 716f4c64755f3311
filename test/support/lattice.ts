import { createWorldBuilder } from '../../src/emulator/world-builder.ts';
import type { World } from '../../src/emulator/world.ts';

export const latticeKey = 'hostile0123456789hostile0123456789hostile';

/**
 * A lattice four wide, of two hops a level: every run uses all of the level before, so that nesting writes 4^levels ways
 * down.
 */
export function lattice(levels: number): World {
  const world = createWorldBuilder('lattice');
  const user = world.user('ada', { entity: 'acme' });
  const lab = world.project('acme', 'lab');
  let level = [0, 1, 2, 3].map((at) => world.artifact(world.collection(lab, `raw-${at}`, 'dataset')));
  for (let hop = 0; hop < levels; hop += 1) {
    const before = level;
    level = [0, 1, 2, 3].map((at) => {
      const run = world.run(lab, `run-${hop}-${at}`);
      for (const used of before) world.uses(run, used);
      const made = world.artifact(world.collection(lab, `made-${hop}-${at}`, 'dataset'));
      world.logs(run, made);
      return made;
    });
  }
  world.key(latticeKey, 'everything', user, '*');
  const [top] = level;
  if (top) world.root('model', top);
  return world.build();
}

/** The same text around itself, so many times. */
export function nest(times: number, around: (inner: string) => string, inner: string): string {
  return Array.from({ length: times }).reduce<string>((text) => around(text), inner);
}

export function repeat(count: number, one: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => one(index)).join(' ');
}
