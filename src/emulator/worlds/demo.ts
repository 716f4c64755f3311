import type { ArtifactNode, RunNode, World } from '../world.ts';
import { createWorldBuilder, type WorldBuilder } from '../world-builder.ts';
import { addEverydayLife } from './demo-everyday.ts';
import type { DemoStage, Splits } from './demo-stage.ts';
import { demoKeys } from './keys.ts';

/** Canonical paths of what the demo has to show. */
export const demoPaths = {
  model: 'acme/vision/flower-classifier:v2',
  olderModel: 'acme/vision/flower-classifier:v1',
  staleModel: 'acme/vision/leaf-segmenter:v0',
  freshModel: 'acme/vision/petal-counter:v0',
  dataset: 'acme/data-platform/field-photos:v0',
  hub: 'acme/data-platform/events:v0',
  run: 'acme/vision/train-7',
  legacyModel: 'acme/vision/legacy-classifier:v0',
  deletedProducer: 'acme/data-platform/old-crops:v0',
  userUpload: 'acme/data-platform/field-photos:v0',
  privateProducer: 'acme/vision/distilled-labels:v0',
  privateInput: 'acme/vision/red-team',
  cycleRun: 'acme/data-platform/self-cleaning',
  twiceRun: 'acme/vision/compare-splits',
  relogged: 'acme/data-platform/dedup-photos:v0',
  secondLogger: 'acme/data-platform/dedup-again',
  pendingRun: 'acme/vision/uploading',
  unicode: 'acme/data-platform/花-дані:v0',
  percent: 'acme/data-platform/100%-clean:v0',
  quoted: 'acme/data-platform/"gold" labels:v0',
  slashAlias: 'acme/vision/flower-classifier:release/2024:rc1',
  registryLink: 'acme-org/wandb-registry-models/Flower Classifier:production',
} as const;

/** A team that classifies flowers: about eighty nodes, and one dataset with 600 consumers. */
export function demoWorld(): World {
  const world = createWorldBuilder('demo');
  const people = {
    ada: world.user('ada', { name: 'Ada Lindgren', email: 'ada@acme.example', entity: 'acme' }),
    grace: world.user('grace', { name: 'Grace Okafor', email: 'grace@acme.example', entity: 'acme' }),
    rex: world.user('rex', { name: 'Rex (release)', entity: 'acme-org' }),
  };
  const zoe = world.user('zoe', { name: 'Zoe', entity: 'open-data' });
  world.organization('Acme Corp', 'acme-org', ['acme']);
  const projects = {
    data: world.project('acme', 'data-platform', { description: 'Raw data, cleaned and labelled' }),
    vision: world.project('acme', 'vision', { description: 'Models that know flowers' }),
    secret: world.project('acme', 'skunkworks'),
    zoo: world.project('open-data', 'zoo', { isPublic: true, description: 'Free for all' }),
    registry: world.project('acme-org', 'wandb-registry-models'),
  };
  world.project('acme', 'model-registry', { redirectTo: 'acme-org/wandb-registry-models' });
  const stage: DemoStage = {
    world,
    people,
    projects,
    set: (project, name, type = 'dataset') => world.collection(project, name, type),
  };

  const splits = prepareData(stage);
  const models = trainModels(stage, splits);
  release(stage, models);
  addEverydayLife(stage, splits);

  world.key(demoKeys.member, 'all but acme/skunkworks', people.ada, [
    projects.data,
    projects.vision,
    projects.zoo,
    projects.registry,
  ]);
  world.key(demoKeys.everything, 'everything', people.grace, '*');
  world.key(demoKeys.registry, 'only the registry, not where its models come from', people.rex, [
    projects.registry,
  ]);
  world.key(demoKeys.zoo, 'only the public open-data/zoo', zoe, [projects.zoo]);
  return world.build();
}

/** Photos -> dedup -> crops -> labels -> splits: from the field to what a training run takes. */
function prepareData({ world, people, projects, set }: DemoStage): Splits {
  const { data, zoo, vision, secret } = projects;
  const photos = world.artifact(set(data, 'field-photos'), {
    creator: people.ada,
    description: '12,480 photos from the summer walk',
    metadata: { camera: 'X-T4', places: ['Uppsala', 'Ystad'], photos: 12_480 },
    tags: ['raw', 'summer'],
    size: 48_318_382_080,
    fileCount: 12_480,
  });
  const atlas = world.artifact(set(zoo, 'plant-atlas'), {
    description: 'Public reference pictures',
    fileCount: 900,
  });
  world.logs(world.run(zoo, 'publish-atlas', { displayName: 'publish atlas', jobType: 'publish' }), atlas);

  const dedup = world.run(data, 'dedup-1', {
    displayName: 'dedup photos',
    jobType: 'clean',
    commit: '4c1f0aa',
    config: { threshold: 0.93 },
  });
  const photosOnce = world.artifact(set(data, 'dedup-photos'), { fileCount: 11_902, size: 46_000_000_000 });
  world.uses(dedup, photos, ['photos']);
  world.logs(dedup, photosOnce);
  const again = world.run(data, 'dedup-again', {
    displayName: 'dedup photos (rerun)',
    jobType: 'clean',
    config: { threshold: 0.93 },
  });
  world.uses(again, photos, ['photos']);
  world.logs(again, photosOnce);

  const crop = world.run(data, 'crop-3', {
    displayName: 'crop to plants',
    jobType: 'preprocess',
    tags: ['gpu'],
    commit: '9b2d771',
  });
  const crops = world.artifact(set(data, 'crops'), { metadata: { size: [512, 512] } });
  world.uses(crop, photosOnce);
  world.uses(crop, atlas, ['reference']);
  world.logs(crop, crops);

  const label = world.run(data, 'label-12', {
    displayName: 'label with the team',
    jobType: 'labelling',
    user: people.grace,
    notes: 'Two labellers a picture, *disagreements* to Grace.',
  });
  const labels = world.artifact(set(data, 'labels', 'labels'), { aliases: ['reviewed'], tags: ['reviewed'] });
  world.uses(label, crops);
  world.logs(label, labels);

  const distil = world.run(secret, 'distil-x', {
    displayName: 'canary-skunk-distillation',
    jobType: 'distil',
    user: people.grace,
  });
  const distilled = world.artifact(set(vision, 'distilled-labels', 'labels'));
  world.uses(distil, labels);
  world.logs(distil, distilled);

  const split = world.run(data, 'split-2', {
    displayName: 'split',
    jobType: 'preprocess',
    config: { seed: 7, ratios: { train: 0.8, test: 0.2 } },
  });
  const [trainSet, testSet] = [set(data, 'train-split'), set(data, 'test-split')];
  world.uses(split, crops);
  world.uses(split, labels, ['labels']);
  world.uses(split, distilled, ['soft-labels']);
  const train = world.artifact(trainSet, { metadata: { rows: 9_520 } });
  const test = world.artifact(testSet, { metadata: { rows: 2_382 } });
  world.logs(split, train);
  world.logs(split, test);

  // A later split: `train-split:latest` has moved on, `test-split:latest` has the same content as before.
  const resplit = world.run(data, 'split-3', {
    displayName: 'split with autumn photos',
    jobType: 'preprocess',
    config: { seed: 7, ratios: { train: 0.8, test: 0.2 }, autumn: true },
  });
  const autumn = world.artifact(set(data, 'autumn-photos'), { creator: people.grace, fileCount: 3_100 });
  world.uses(resplit, crops);
  world.uses(resplit, labels, ['labels']);
  world.uses(resplit, autumn);
  const newerTrain = world.artifact(trainSet, { metadata: { rows: 11_800 } });
  world.logs(resplit, newerTrain);
  world.logs(resplit, world.artifact(testSet, { digest: test.digest, metadata: { rows: 2_382 } }));
  world.root('dataset', photos);
  return { train, newerTrain, test, labels };
}

interface Models {
  first: ArtifactNode;
  candidate: ArtifactNode;
  best: ArtifactNode;
  evaluations: ArtifactNode[];
}

/** Two sweeps over two versions of the training data; the best of each becomes a version of the classifier. */
function trainModels(
  { world, people, projects, set }: DemoStage,
  { train, newerTrain, test }: Splits,
): Models {
  const { vision } = projects;
  const checkpoints = set(vision, 'checkpoints', 'model');
  const sweepRun = (index: number, data: ArtifactNode): { run: RunNode; checkpoint: ArtifactNode } => {
    const failed = index === 4;
    const run = world.run(vision, `train-${index}`, {
      displayName: `amber-bloom-${index}`,
      jobType: 'train',
      group: data === train ? 'lr-search' : 'lr-search-autumn',
      sweep: data === train ? 'swp0lr' : 'swp1lr',
      state: failed ? 'failed' : index === 8 ? 'crashed' : 'finished',
      commit: data === train ? '1f3a9c2' : '77e0b14',
      computeSeconds: 5_400 + 60 * index,
      user: index % 2 === 0 ? people.ada : people.grace,
      config: {
        lr: 0.001 * (index + 1),
        batch_size: 64,
        augment: { flip: true, rotate: index % 3 },
        model: 'vit-s',
      },
      summary: failed
        ? { loss: Number.NaN }
        : { loss: 0.4 - 0.02 * index, accuracy: 0.9 + 0.005 * index, worst: Number.POSITIVE_INFINITY },
    });
    world.uses(run, data, ['train']);
    const checkpoint = world.artifact(checkpoints, { aliases: index === 9 ? ['latest'] : [] });
    if (!failed) world.logs(run, checkpoint);
    return { run, checkpoint };
  };
  const sweep = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => sweepRun(index, train));
  const autumn = [8, 9].map((index) => sweepRun(index, newerTrain));

  const classifier = set(vision, 'flower-classifier', 'model');
  const evaluations: ArtifactNode[] = [];
  const promote = (
    name: string,
    { checkpoint }: { checkpoint: ArtifactNode },
    details: Parameters<WorldBuilder['artifact']>[1],
    config: Record<string, unknown>,
  ) => {
    const run = world.run(vision, name, {
      displayName: `package ${name}`,
      jobType: 'package',
      commit: name === 'pack-2' ? '77e0b14' : '1f3a9c2',
      config,
    });
    const model = world.artifact(classifier, details);
    world.uses(run, checkpoint, ['checkpoint']);
    world.logs(run, model);
    const evaluate = world.run(vision, `eval-${name}`, {
      displayName: `evaluate ${name}`,
      jobType: 'evaluate',
      summary: { accuracy: 0.93 },
    });
    const report = world.artifact(evaluationSet, {
      metadata: {
        accuracy: 0.93,
        confusion: [
          [51, 2],
          [3, 44],
        ],
      },
    });
    world.uses(evaluate, model);
    world.uses(evaluate, test, ['test']);
    world.logs(evaluate, report);
    evaluations.push(report);
    return model;
  };
  const evaluationSet = set(vision, 'evaluations', 'evaluation');
  const [one, two, three] = [sweep[3], sweep[7], autumn[1]];
  if (!one || !two || !three) throw new Error('The demo lost its sweep.');
  const first = promote('pack-0', one, { aliases: ['retired'] }, { quantize: false, opset: 17 });
  const candidate = promote('pack-1', two, { aliases: ['staging'] }, { quantize: true, opset: 17 });
  const best = promote(
    'pack-2',
    three,
    {
      aliases: ['latest', 'production', 'release/2024:rc1'],
      tags: ['blessed'],
      ttlSeconds: 31_536_000,
      historyStep: 12,
      metadata: { accuracy: 0.947, name: 'Blütenklassifikator', layers: { head: 'linear' } },
    },
    { quantize: true, opset: 19 },
  );
  world.root('model', best);
  world.root('run', two.run);

  const segment = world.run(vision, 'segment-1', {
    displayName: 'leaf segmenter',
    jobType: 'train',
    config: { lr: 0.01 },
  });
  world.uses(segment, train);
  world.logs(segment, world.artifact(set(vision, 'leaf-segmenter', 'model')));
  const count = world.run(vision, 'count-1', {
    displayName: 'petal counter',
    jobType: 'train',
    config: { lr: 0.02 },
  });
  world.uses(count, test);
  world.logs(count, world.artifact(set(vision, 'petal-counter', 'model')));
  return { first, candidate, best, evaluations };
}

/** What people rely on: the registry, and a service that runs on its `production`. */
function release(
  { world, people, projects, set }: DemoStage,
  { first, candidate, best, evaluations }: Models,
): void {
  const registry = world.collection(projects.registry, 'Flower Classifier', 'model', {
    portfolio: true,
    description: 'What the app runs on',
  });
  world.link(registry, first, ['retired']);
  world.link(registry, candidate, ['staging']);
  world.link(registry, best, ['latest', 'production']);
  const deploy = world.run(projects.vision, 'deploy-eu', {
    displayName: 'deploy eu-north',
    jobType: 'deploy',
    user: people.rex,
    state: 'running',
  });
  world.uses(deploy, best);
  const card = world.run(projects.vision, 'model-card', {
    displayName: 'write model card',
    jobType: 'report',
  });
  for (const report of evaluations) world.uses(card, report);
  world.logs(card, world.artifact(set(projects.vision, 'model-card', 'report')));
}
