import { generateWorld } from '../generate.ts';
import type { World } from '../world.ts';
import { awkwardWorld } from './awkward.ts';
import { demoWorld } from './demo.ts';

export const worldNames = [
  'demo',
  'awkward',
  'small',
  'medium',
  'large',
  'hub',
  'diamond',
  'chain',
  'sweep',
] as const;
export type WorldName = (typeof worldNames)[number];

/** A world by its name; `seed` matters to those that are generated. */
export function worldByName(name: WorldName, seed?: number): World {
  switch (name) {
    case 'demo':
      return demoWorld();
    case 'awkward':
      return awkwardWorld();
    default:
      return generateWorld({ kind: name, ...(seed !== undefined && { seed }) });
  }
}
