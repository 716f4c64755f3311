import type { World } from '../world.ts';
import { createWorldBuilder } from '../world-builder.ts';
import { demoKeys } from './keys.ts';

/** Names that break careless programs: formats, markup, paths, directions, lengths. */
const awkwardNames = [
  '100%',
  'a%2Fb',
  'with space',
  'say "hi"',
  "it's",
  'end',
  '%%{init}%%',
  ']]>',
  '<script>alert(1)<script>',
  'back\\slash\\n',
  'a--b;c',
  '&amp; & &lt;',
  '🌻🐝',
  'שלום עולם',
  'graph TD; subgraph',
  '#quot;',
  `long-${'name-'.repeat(23)}`,
] as const;

/** Canonical paths of the versions, by name. */
export const awkwardPaths: ReadonlyMap<string, string> = new Map(
  awkwardNames.map((name) => [name, `acme/odd % names/${name}:v0`]),
);

/** A chain through all of them: each run is named as the version that it makes, and uses the one before. */
export function awkwardWorld(): World {
  const world = createWorldBuilder('awkward');
  const user = world.user('ada', { name: 'Ada "the <b>first</b>" Lindgren', entity: 'acme' });
  const project = world.project('acme', 'odd % names');
  let before = world.artifact(world.collection(project, 'start', 'dataset'));
  world.root('dataset', before);
  world.root('hub', before);
  awkwardNames.forEach((name, index) => {
    const run = world.run(project, `run ${index}%`, {
      displayName: name.replace('{init}', '{init: {"theme":"dark"}}'),
      jobType: name,
      group: name,
      tags: [name],
      notes: name,
      config: { [name]: name },
      user,
    });
    const version = world.artifact(world.collection(project, name, 'dataset'), {
      aliases: ['latest', `alias/${index}:x y`],
      description: name,
      metadata: { [name]: name },
      tags: [name],
    });
    world.uses(run, before, [name]);
    world.logs(run, version);
    before = version;
    world.root('run', run);
  });
  world.root('model', before);
  world.key(demoKeys.member, 'everything', user, '*');
  world.key(demoKeys.everything, 'everything', user, '*');
  world.key(demoKeys.registry, 'nothing', user, []);
  return world.build();
}
