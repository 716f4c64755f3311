import type { DemoStage, Splits } from './demo-stage.ts';

const consumers = 600;
const hiddenConsumers = [17, 301, 599];

/** Everything that happens to lineage in real life: deleted runs, half-finished uploads, odd names, automatic artifacts. */
export function addEverydayLife(stage: DemoStage, splits: Splits): void {
  oddProducers(stage);
  oddRuns(stage, splits);
  oddNames(stage);
  automaticArtifacts(stage, splits);
  hub(stage);
  legacyModel(stage);
}

function oddProducers({ world, people, projects, set }: DemoStage): void {
  const { data, secret } = projects;
  const gone = world.run(data, 'old-crop', { displayName: 'old crop', deleted: true, user: people.grace });
  const crops = world.artifact(set(data, 'old-crops'), { description: 'Its run was deleted' });
  world.logs(gone, crops);
  const user = world.run(data, 'archive', {
    displayName: 'archive old crops',
    jobType: 'archive',
    state: 'killed',
  });
  world.uses(user, crops);
  world.artifact(set(secret, 'canary-skunk-data'));
}

function oddRuns({ world, projects, set }: DemoStage, { train, test }: Splits): void {
  const { data, vision, secret } = projects;
  const attack = world.run(vision, 'red-team', { displayName: 'red team', jobType: 'evaluate' });
  world.uses(attack, test);
  world.uses(attack, world.artifact(set(secret, 'canary-skunk-attacks')));

  const loop = world.run(data, 'self-cleaning', { displayName: 'self-cleaning', jobType: 'clean' });
  const cleaned = world.artifact(set(data, 'self-cleaned'));
  world.uses(loop, cleaned);
  world.logs(loop, cleaned);

  const compare = world.run(vision, 'compare-splits', { displayName: 'compare splits', jobType: 'analysis' });
  world.uses(compare, train, ['left', 'baseline']);
  world.uses(compare, test, ['right']);
  world.uses(compare, test, ['control']);

  const uploading = world.run(vision, 'uploading', {
    displayName: 'still uploading',
    jobType: 'train',
    state: 'running',
    summary: null,
  });
  world.uses(uploading, train);
  world.logs(uploading, world.artifact(set(vision, 'unfinished', 'model'), { state: 'PENDING' }));
  const dropped = world.artifact(set(vision, 'dropped', 'model'), { state: 'DELETED', aliases: [] });
  world.logs(uploading, dropped);
  const replay = world.run(vision, 'replay', {
    displayName: 'replay',
    jobType: 'analysis',
    state: 'crashed',
  });
  world.uses(replay, dropped);
}

function oddNames({ world, projects, set }: DemoStage): void {
  const { data } = projects;
  const run = world.run(data, 'odd-names', {
    displayName: 'назва "quoted" %20 🌻',
    jobType: 'import',
    tags: ['ünïcode tag'],
  });
  for (const name of ['花-дані', '100%-clean', '"gold" labels', "o'brien's set", 'two  spaces']) {
    world.logs(run, world.artifact(set(data, name), { metadata: { note: `назва ${name}` } }));
  }
}

/** What W&B logs by itself, and what lineage hides unless it is asked for. */
function automaticArtifacts({ world, projects, set }: DemoStage, { train }: Splits): void {
  const { vision } = projects;
  const automatic = (['wandb-history', 'job', 'code', 'run_table'] as const).map((type) =>
    set(vision, `auto-${type}`, type),
  );
  for (const name of ['notebook-1', 'notebook-2']) {
    const run = world.run(vision, name, { displayName: name, jobType: 'notebook' });
    world.uses(run, train);
    for (const collection of automatic) world.logs(run, world.artifact(collection));
  }
}

/** One dataset that everybody uses: 600 runs, three of them in a project that members do not see. */
function hub({ world, people, projects, set }: DemoStage): void {
  const events = world.artifact(set(projects.data, 'events'), {
    description: 'Clicks in the app; nearly every dashboard reads it',
  });
  const load = world.run(projects.data, 'load-events', {
    displayName: 'load events',
    jobType: 'etl',
    user: people.grace,
  });
  world.logs(load, events);
  const crowd = Array.from({ length: consumers }, (_, i) =>
    world.run(hiddenConsumers.includes(i) ? projects.secret : projects.data, `dash-${i}`, {
      displayName: hiddenConsumers.includes(i) ? `canary-skunk-dash-${i}` : `dashboard ${i}`,
      jobType: 'dashboard',
      state: i % 50 === 7 ? 'failed' : 'finished',
      group: `team-${i % 6}`,
    }),
  );
  for (const run of crowd) world.uses(run, events);
  world.root('hub', events);
}

/** A model that is still evaluated, although the run that trained it was deleted: what it was made from is not known. */
function legacyModel({ world, people, projects, set }: DemoStage): void {
  const { data, vision } = projects;
  const train = world.run(vision, 'old-train', {
    displayName: 'old training',
    deleted: true,
    user: people.ada,
  });
  const model = world.artifact(set(vision, 'legacy-classifier', 'model'), {
    aliases: ['latest', 'fallback'],
  });
  world.logs(train, model);
  const evaluate = world.run(vision, 'eval-legacy', { displayName: 'evaluate legacy', jobType: 'evaluate' });
  world.uses(evaluate, model);
  world.uses(evaluate, world.artifact(set(data, 'legacy-test-photos'), { creator: people.grace }));
}
