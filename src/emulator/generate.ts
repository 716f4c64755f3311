import { mulberry32 } from './faults/faults.ts';
import type { ArtifactNode, CollectionNode, ProjectNode, RunNode, UserNode, World } from './world.ts';
import { createWorldBuilder, type WorldBuilder } from './world-builder.ts';
import { demoKeys } from './worlds/keys.ts';

export type GeneratedKind = 'small' | 'medium' | 'large' | 'hub' | 'diamond' | 'chain' | 'sweep';

export interface GenerateOptions {
  kind: GeneratedKind;
  /** The same seed gives the same world. */
  seed?: number;
  /** Diamonds: how many versions a run uses. */
  width?: number;
  /** Diamonds and chains: how many edges from end to end. */
  hops?: number;
  /** Hubs: how many runs use the dataset. */
  consumers?: number;
}

interface Stage {
  world: WorldBuilder;
  project: ProjectNode;
  user: UserNode;
  random: () => number;
}

/** A made-up world of a known shape; two keys see all of it, the third nothing. */
export function generateWorld(options: GenerateOptions): World {
  const { kind, seed = 1 } = options;
  const world = createWorldBuilder(kind);
  const user = world.user('ada', { name: 'Ada Lindgren', entity: 'acme' });
  const project = world.project('acme', kind);
  const stage: Stage = { world, project, user, random: mulberry32(seed) };
  makers[kind](stage, options);
  world.key(demoKeys.member, 'everything', user, '*');
  world.key(demoKeys.everything, 'everything', user, '*');
  world.key(demoKeys.registry, 'nothing', user, []);
  return world.build();
}

const makers: Record<GeneratedKind, (stage: Stage, options: GenerateOptions) => void> = {
  small: (stage) => pipelines(stage, { lines: 3, stages: 8, hubConsumers: 20 }),
  medium: (stage) => pipelines(stage, { lines: 60, stages: 12, hubConsumers: 300 }),
  large: (stage) =>
    pipelines(stage, { lines: 2_110, stages: 12, hubConsumers: 5_000, hubHops: 4, nodes: 200_000 }),
  hub: (stage, { consumers = 5_000 }) => hub(stage, consumers),
  diamond: (stage, { width = 4, hops = 16 }) => diamonds(stage, width, hops),
  chain: (stage, { hops = 200 }) => diamonds(stage, 1, hops),
  sweep: (stage) => sweep(stage, 2_500),
};

function dataset({ world, project }: Stage, name: string, type = 'dataset'): CollectionNode {
  return world.collection(project, name, type);
}

/**
 * Production lines that learn from each other: a line has stages; the runs of a stage use one to three versions of the
 * stage before, now and then one of a neighbouring line, and log one or two. Walks rejoin, and no level of the first
 * line's is wider than a few tens of nodes. Beside them stand one dataset with `hubConsumers`, of each of which `hubHops`
 * hops downstream are made (its report, the review of that, ...), and, to fill up to `nodes` runs and versions in all,
 * backups that no run has to do with.
 */
function pipelines(
  stage: Stage,
  {
    lines,
    stages,
    hubConsumers,
    hubHops = 1,
    nodes = 0,
  }: { lines: number; stages: number; hubConsumers: number; hubHops?: number; nodes?: number },
): void {
  const { world, project, user, random } = stage;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const runsInStage = 3;
  let count = 0;
  let neighbour: ArtifactNode[][] = [];
  for (let line = 0; line < lines; line += 1) {
    const own: ArtifactNode[][] = [];
    const source = dataset(stage, `line-${line}-raw`);
    let before = [world.artifact(source), world.artifact(source)];
    count += before.length;
    if (line === 0) world.root('dataset', before[1] as ArtifactNode);
    for (let step = 0; step < stages; step += 1) {
      const last = step === stages - 1;
      const output = dataset(stage, `line-${line}-stage-${step}`, last ? 'model' : 'dataset');
      const made: ArtifactNode[] = [];
      for (let index = 0; index < runsInStage; index += 1) {
        const run = world.run(project, `l${line}s${step}r${index}`, {
          displayName: `line ${line} stage ${step}.${index}`,
          jobType: last ? 'train' : 'process',
          state: random() < 0.05 ? 'failed' : 'finished',
          user,
        });
        const inputs = new Set([before[index % before.length] as ArtifactNode]);
        if (random() < 0.8) inputs.add(pick(before));
        if (random() < 0.3) inputs.add(pick(before));
        if (step > 0 && random() < 0.1) inputs.add(pick(neighbour[step - 1] ?? before));
        for (const input of inputs) world.uses(run, input);
        const outputs = random() < 0.3 ? 2 : 1;
        count += 1 + outputs;
        for (let each = 0; each < outputs; each += 1) {
          const version = world.artifact(output);
          world.logs(run, version);
          made.push(version);
        }
      }
      own.push(made);
      before = made;
    }
    if (line === 0) {
      const model = before.at(-1) as ArtifactNode;
      world.root('model', model);
      if (model.creator?.kind === 'run') world.root('run', model.creator);
    }
    neighbour = own;
  }
  const popular = world.artifact(dataset(stage, 'popular'));
  const reports = new Map<number, CollectionNode>();
  for (let hop = 2; hop <= hubHops; hop += 2) reports.set(hop, dataset(stage, `reports-${hop}`, 'report'));
  for (let index = 0; index < hubConsumers; index += 1) {
    let run = world.run(project, `popular-${index}`, { jobType: 'dashboard', user });
    world.uses(run, popular);
    for (let hop = 2; hop <= hubHops; hop += 1) {
      const collection = reports.get(hop);
      if (collection) {
        world.logs(run, world.artifact(collection, { aliases: [] }));
        continue;
      }
      const [report] = run.logs;
      run = world.run(project, `popular-${index}-${hop}`, { jobType: 'review', user });
      if (report) world.uses(run, report);
    }
  }
  world.root('hub', popular);
  count += 1 + hubConsumers * hubHops;
  if (count >= nodes) return;
  const backups = dataset(stage, 'backups', 'backup');
  for (; count < nodes; count += 1) world.artifact(backups, { aliases: [] });
}

/** One dataset with many consumers, each of which logs one version. */
function hub(stage: Stage, consumers: number): void {
  const { world, project, user } = stage;
  const popular = world.artifact(dataset(stage, 'popular'));
  const outputs = dataset(stage, 'outputs', 'model');
  let lastRun: RunNode | undefined;
  let lastModel = popular;
  for (let index = 0; index < consumers; index += 1) {
    lastRun = world.run(project, `consumer-${index}`, { jobType: 'train', user });
    world.uses(lastRun, popular);
    lastModel = world.artifact(outputs, { aliases: index === consumers - 1 ? ['latest'] : [] });
    world.logs(lastRun, lastModel);
  }
  world.root('dataset', popular);
  world.root('hub', popular);
  world.root('model', lastModel);
  if (lastRun) world.root('run', lastRun);
}

/** model <- run <- `width` versions <- run <- `width` versions ...: at width 4, 16 hops are 41 nodes and 4^8 ways. */
function diamonds(stage: Stage, width: number, hops: number): void {
  const { world, project, user } = stage;
  const model = world.artifact(dataset(stage, 'model', 'model'));
  world.root('model', model);
  let level = [model];
  for (let hop = 0; hop < hops; hop += 2) {
    const run = world.run(project, `run-${hop}`, { jobType: 'train', user });
    if (hop === 0) world.root('run', run);
    for (const version of level) world.logs(run, version);
    if (hop + 1 === hops) return;
    level = Array.from({ length: width }, (_, index) =>
      world.artifact(dataset(stage, `set-${hop}-${index}`)),
    );
    for (const version of level) world.uses(run, version);
  }
  const [source] = level;
  if (source) {
    world.root('dataset', source);
    world.root('hub', source);
  }
}

/** A large hyperparameter search: look-alike runs over one dataset, 108 of them failed. */
function sweep(stage: Stage, runs: number): void {
  const { world, project, user, random } = stage;
  const data = world.artifact(dataset(stage, 'training-data'));
  const models = dataset(stage, 'candidates', 'model');
  world.root('dataset', data);
  world.root('hub', data);
  for (let index = 0; index < runs; index += 1) {
    const failed = index < 108;
    const run = world.run(project, `sweep-${index}`, {
      displayName: `sweep-lr-${index}`,
      jobType: 'train',
      sweep: 'swplr',
      state: failed ? 'failed' : 'finished',
      user,
      config: { lr: random() },
    });
    world.uses(run, data);
    if (!failed)
      world.logs(run, world.artifact(models, { aliases: index === runs - 1 ? ['latest', 'best'] : [] }));
    if (index === runs - 1) {
      world.root('run', run);
      world.root('model', run.logs[0] as ArtifactNode);
    }
  }
}

/** Any graph as a world: artifacts are `acme/graph/<name>:v0`, made by the first run that logs them. */
export function worldFromGraph({
  runs,
  isPrivate = () => false,
}: {
  runs: readonly { id: string; uses?: readonly string[]; logs?: readonly string[] }[];
  /** Run ids and artifact names that are in a project which the first key does not see. */
  isPrivate?: (name: string) => boolean;
}): World {
  const world = createWorldBuilder('graph');
  const user = world.user('ada', { name: 'Ada Lindgren', entity: 'acme' });
  const open = world.project('acme', 'graph');
  const hidden = world.project('acme', 'hidden');
  const artifacts = new Map<string, ArtifactNode>();
  const artifact = (name: string): ArtifactNode => {
    let node = artifacts.get(name);
    if (!node) {
      node = world.artifact(world.collection(isPrivate(name) ? hidden : open, name, 'dataset'));
      artifacts.set(name, node);
    }
    return node;
  };
  for (const { id, uses = [], logs = [] } of runs) {
    const run = world.run(isPrivate(id) ? hidden : open, id, { user });
    for (const name of uses) world.uses(run, artifact(name));
    for (const name of logs) world.logs(run, artifact(name));
  }
  world.key(demoKeys.member, 'acme/graph', user, [open]);
  world.key(demoKeys.everything, 'everything', user, '*');
  return world.build();
}
