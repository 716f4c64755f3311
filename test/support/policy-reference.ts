import type { Condition } from '../../src/policies/policy.ts';
import type { TrueNode, TrueWorld } from './policy-worlds.ts';

/** What generated conditions are made of, as plain values. */
interface Chosen {
  kind?: string;
  types?: string[];
  jobTypes?: string[];
  projects?: string[];
  collections?: string[];
  paths?: string[];
  aliases?: string[];
  tags?: string[];
  metadata?: Test;
  config?: Test;
  minDepth?: number;
  maxDepth?: number;
}
interface Test {
  key: string;
  exists?: boolean;
  anyOf?: unknown[];
  min?: number;
  max?: number;
}
type Args = Chosen & { nodes?: Chosen; quantifier?: string } & Record<string, unknown>;
type Near = TrueNode & { depth: number };

interface Setting {
  world: TrueWorld;
  subject: string;
  direction: 'UPSTREAM' | 'DOWNSTREAM';
  maxDepth: number;
}

/** Whether a condition holds in the world as it really is: two values, and nothing clever. */
export function holds(condition: Condition, setting: Setting): boolean {
  return Object.entries(condition).every(([name, args]) => {
    if (name === 'all') return (args as Condition[]).every((each) => holds(each, setting));
    if (name === 'any') return (args as Condition[]).some((each) => holds(each, setting));
    if (name === 'not') return !holds(args as Condition, setting);
    return predicateHolds(name, args as Args, setting);
  });
}

/** Everything within reach, with its distance, by relaxing every edge until nothing changes. */
function within({ world, subject }: Setting, direction: string, maxDepth: number): Near[] {
  const depths = new Map([[subject, 0]]);
  // A deleted run is missed as the producer of a version. Of what it used, W&B keeps no trace: to a policy it never existed.
  const gone = new Set(
    world.nodes.flatMap(({ id, trouble }) => (trouble === 'deleted' && direction !== 'UPSTREAM' ? [id] : [])),
  );
  for (let changed = true; changed;) {
    changed = false;
    for (const { from, to } of world.edges) {
      const [near, far] = direction === 'UPSTREAM' ? [to, from] : [from, to];
      const depth = (depths.get(near) ?? Infinity) + 1;
      if (depth < (depths.get(far) ?? Infinity) && !gone.has(far)) {
        depths.set(far, depth);
        changed = true;
      }
    }
  }
  return world.nodes.flatMap((node) => {
    const depth = depths.get(node.id) ?? Infinity;
    return depth < Infinity && depth <= maxDepth ? [{ ...node, depth }] : [];
  });
}

function passesTest({ key, exists, anyOf, min, max }: Test, json: object | null): boolean {
  const value = (json as Record<string, unknown> | null)?.[key];
  if (exists === false) return value === undefined;
  if (value === undefined) return false;
  return (
    (anyOf?.map(String).includes(JSON.stringify(value).replaceAll('"', '')) ?? true) &&
    !(Number(value) < (min ?? -Infinity)) &&
    !(Number(value) > (max ?? Infinity))
  );
}

function isChosen(node: Near, chosen: Chosen): boolean {
  const isRun = node.kind === 'RUN';
  const among = (list: string[] | undefined, values: (string | null)[], applies = true) =>
    list === undefined || (applies && values.some((value) => value !== null && list.includes(value)));
  return (
    (chosen.kind === undefined || chosen.kind === node.kind) &&
    among(chosen.types, [node.type], !isRun) &&
    among(chosen.collections, [node.collection], !isRun) &&
    among(chosen.aliases, node.aliases, !isRun) &&
    among(chosen.jobTypes, [node.jobType], isRun) &&
    among(chosen.projects, [node.project]) &&
    among(chosen.paths, [node.path]) &&
    among(chosen.tags, node.tags) &&
    (chosen.metadata === undefined || (!isRun && passesTest(chosen.metadata, node.metadata))) &&
    (chosen.config === undefined || (isRun && passesTest(chosen.config, node.config))) &&
    node.depth >= (chosen.minDepth ?? 0) &&
    node.depth <= (chosen.maxDepth ?? Infinity)
  );
}

const bounded = (value: number, min: unknown, max: unknown): boolean =>
  value >= ((min as number | undefined) ?? -Infinity) && value <= ((max as number | undefined) ?? Infinity);

const nodeTests: Record<string, { kind?: string; test: (node: Near, args: Args) => boolean }> = {
  tag: { test: (node, { anyOf }) => node.tags.some((tag) => (anyOf as string[]).includes(tag)) },
  alias: {
    kind: 'ARTIFACT',
    test: (node, { anyOf }) => node.aliases.some((alias) => (anyOf as string[]).includes(alias)),
  },
  state: { test: (node, { anyOf }) => (anyOf as string[]).includes(node.state) },
  owner: { kind: 'RUN', test: (node, { anyOf }) => (anyOf as string[]).includes(node.owner) },
  finished: { kind: 'RUN', test: (node) => node.state === 'finished' },
  commit: { kind: 'RUN', test: (node) => node.commit !== null },
  metadata: { kind: 'ARTIFACT', test: (node, args) => passesTest(args as unknown as Test, node.metadata) },
  config: { kind: 'RUN', test: (node, args) => passesTest(args as unknown as Test, node.config) },
  age: { test: (node, { minDays, maxDays }) => bounded(node.ageDays, minDays, maxDays) },
  timeToLive: {
    kind: 'ARTIFACT',
    test: (node, { minDays, maxDays }) => bounded(node.daysToLive ?? Infinity, minDays, maxDays),
  },
  matches: { test: (node, { selector }) => isChosen(node, selector as Chosen) },
};

function predicateHolds(name: string, args: Args, setting: Setting): boolean {
  const nodes = within(setting, setting.direction, setting.maxDepth);
  const nodeTest = nodeTests[name];
  if (nodeTest) {
    const chosen = nodes.filter(
      (node) => isChosen(node, args.nodes ?? {}) && (nodeTest.kind ?? node.kind) === node.kind,
    );
    const good = chosen.filter((node) => nodeTest.test(node, args)).length;
    if (args.quantifier === 'SOME') return good > 0;
    return args.quantifier === 'NO' ? good === 0 : good === chosen.length;
  }
  const bound = Math.min(setting.maxDepth, args.maxDepth ?? Infinity);
  const upstream = within(setting, 'UPSTREAM', bound);
  switch (name) {
    case 'descendsFrom':
      return nodes.some((node) => node.depth > 0 && isChosen(node, args));
    case 'doesNotDescendFrom':
      return !nodes.some((node) => node.depth > 0 && isChosen(node, args));
    case 'count':
      return bounded(
        nodes.filter((node) => isChosen(node, args.nodes ?? {})).length,
        args['min'],
        args['max'],
      );
    case 'depth':
      return nodes.every(
        (node) => !isChosen(node, args.nodes ?? {}) || node.depth <= (args['max'] as number),
      );
    case 'nothingHidden':
      return !within(setting, setting.direction, bound).some(({ trouble }) => trouble === 'hidden');
    case 'producersKnown':
      return upstream.every(
        ({ id, kind, depth }) =>
          depth === bound ||
          kind === 'RUN' ||
          producersOf(id, setting.world).some(({ trouble }) => trouble !== 'deleted'),
      );
    case 'upToDate':
      return !upstream.some((node) => isStale(node, setting));
    default:
      return isEvaluatedOnUnseen(args['evaluations'] as Chosen, args['data'] as Chosen, setting);
  }
}

function producersOf(id: string, { edges, nodes }: TrueWorld): TrueNode[] {
  return edges.filter(({ to }) => to === id).flatMap(({ from }) => nodes.filter((node) => node.id === from));
}

/** Outdated, with a way to the subject past no other version of its collection. */
function isStale(node: Near, { world, subject }: Setting): boolean {
  const { collection, digest, kind, id } = node;
  const isOutdated = world.currents[collection] != null && world.currents[collection] !== digest;
  const target = world.nodes.find((each) => each.id === subject);
  if (kind === 'RUN' || id === subject || !isOutdated || target?.collection === collection) return false;
  const reached = new Set([id]);
  for (const at of reached)
    for (const { from, to } of world.edges) {
      const next = world.nodes.find((each) => each.id === to);
      if (from === at && next && (next.kind === 'RUN' || next.collection !== collection)) reached.add(to);
    }
  return reached.has(subject);
}

function isEvaluatedOnUnseen(evaluations: Chosen = {}, data: Chosen = {}, setting: Setting): boolean {
  const { world, subject, maxDepth } = setting;
  const seen = new Set(
    within(setting, 'UPSTREAM', maxDepth).map(({ kind, id, digest }) => (kind === 'RUN' ? id : digest)),
  );
  const users = within(setting, 'DOWNSTREAM', 1).filter(({ depth, kind }) => depth === 1 && kind === 'RUN');
  return users.some(
    (run) =>
      isChosen(run, { ...evaluations, minDepth: 1, maxDepth: 1 }) &&
      world.edges.some(({ from, to }) => {
        const input = world.nodes.find(({ id }) => id === from);
        return (
          to === run.id &&
          input &&
          from !== subject &&
          !seen.has(input.digest) &&
          isChosen({ ...input, depth: 1 }, { ...data, minDepth: 0, maxDepth: 9 })
        );
      }),
  );
}
