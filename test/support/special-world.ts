import { createWorldBuilder } from '../../src/emulator/world-builder.ts';
import type { World } from '../../src/emulator/world.ts';

/** Keys of the small test worlds: what an ordinary member, everybody's overseer and a registry reader see. */
export const memberKey = 'member0123456789member0123456789member01';
export const allKey = `wandb_v1_${'all_'.repeat(20)}`;
export const registryKey = 'local-registry0123456789registry0123456789abcd';

/** One of each: every producer, state, name and use that lineage can meet. All in `acme/lab`, unless said otherwise. */
export function specialWorld(
  behaviour: Parameters<ReturnType<typeof createWorldBuilder>['build']>[0] = {},
): World {
  const world = createWorldBuilder('special');
  const ada = world.user('ada', { name: 'Ada Lindgren', entity: 'acme' });
  const bob = world.user('bob', { name: 'Bob' });
  world.organization('Acme Corp', 'acme-org', ['acme']);
  const lab = world.project('acme', 'lab');
  const secret = world.project('acme', 'secret');
  const registry = world.project('acme-org', 'wandb-registry-models');
  world.project('acme', 'model-registry', { redirectTo: 'acme-org/wandb-registry-models' });
  const set = (name: string, type = 'dataset') => world.collection(lab, name, type);

  const raw = world.artifact(set('raw'), { creator: bob, description: 'from the field', tags: ['gold'] });
  world.artifact(set('orphan'));
  const gone = world.run(lab, 'gone', { deleted: true, user: bob });
  const left = world.artifact(set('left'));
  world.logs(gone, left);

  const hiddenStep = world.run(secret, 'hidden-step', { displayName: 'canary-secret-run' });
  const distilled = world.artifact(set('distilled'));
  world.uses(hiddenStep, raw);
  world.logs(hiddenStep, distilled);
  const privateSet = world.artifact(world.collection(secret, 'private-set', 'dataset'));

  const train = world.run(lab, 'train', {
    displayName: 'train flowers',
    jobType: 'train',
    group: 'g1',
    sweep: 'sw1',
    tags: ['a', 'b'],
    notes: '*hi*',
    commit: 'abc123',
    computeSeconds: 90,
    config: { lr: 0.1, nested: { depth: 3 } },
    summary: { loss: Number.NaN, best: Number.POSITIVE_INFINITY, acc: 0.9 },
  });
  world.uses(train, raw, ['train', 'valid']);
  world.uses(train, distilled);
  world.uses(train, privateSet);
  const model = world.collection(lab, 'model', 'model');
  const model0 = world.artifact(model, { aliases: ['old'] });
  const model1 = world.artifact(model, {
    aliases: ['latest', 'release/2024:rc1'],
    metadata: { acc: 0.9, note: 'ünïcode' },
    ttlSeconds: 3_600,
    historyStep: 5,
    createdAt: '2024-03-01T10:00:00',
  });
  world.logs(train, model0);
  world.logs(train, model1);
  const again = world.run(lab, 'again', { displayName: 'same content again' });
  world.logs(again, model1);
  const twice = world.run(lab, 'twice');
  world.uses(twice, raw, ['first']);
  world.uses(twice, raw, ['second']);
  const pending = world.artifact(set('pending'), { state: 'PENDING' });
  const deleted = world.artifact(set('deleted'), { state: 'DELETED', aliases: [] });
  const odd = world.run(lab, 'odd', { state: null });
  world.logs(odd, pending);
  world.logs(odd, deleted);
  world.uses(odd, deleted);
  const cycle = world.run(lab, 'cycle');
  const loop = world.artifact(set('loop'));
  world.uses(cycle, loop);
  world.logs(cycle, loop);

  const portfolio = world.collection(registry, 'Flower Classifier', 'model', { portfolio: true });
  world.link(portfolio, model0, ['first']);
  world.link(portfolio, model1, ['latest', 'production']);

  for (const name of ['100%-clean', 'a%2Fb', 'with space', 'say "hi"', "it's", '花-дані', 'end']) {
    world.artifact(set(name), { aliases: ['latest', `tag:${name.length}/x`] });
  }

  world.key(memberKey, 'all but acme/secret', ada, [lab, registry]);
  world.key(allKey, 'everything', bob, '*');
  world.key(registryKey, 'only the registry', bob, [registry]);
  world.root('model', model1);
  world.root('dataset', raw);
  world.root('run', train);
  return world.build(behaviour);
}
