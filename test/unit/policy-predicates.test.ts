import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { depthOf, evaluatePolicy, type Verdict } from '../../src/policies/evaluate.ts';
import { policySchema, predicates, type Condition } from '../../src/policies/policy.ts';
import { holds } from '../support/policy-reference.ts';
import { observe, trueWorlds, type TrueWorld } from '../support/policy-worlds.ts';
import { propertyRuns } from '../support/property-runs.ts';

const some = (...texts: string[]) => fc.subarray(texts, { minLength: 1 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const hops = fc.integer({ min: 0, max: 6 });
const values = fc.oneof(
  fc.record({ key: fc.constant('license'), anyOf: some('MIT', 'GPL') }),
  fc.record({ key: fc.constantFrom('license', 'lr'), exists: fc.boolean() }),
);
const numbers = fc.record({ key: fc.constant('lr'), max: fc.constantFrom(0.05, 1) });
const selectors = fc.record(
  {
    kind: fc.constantFrom('RUN', 'ARTIFACT'),
    types: some('dataset', 'model'),
    jobTypes: some('train', 'evaluate'),
    projects: some('team/a', 'team/b'),
    collections: some('team/x', 'team/y'),
    paths: some('team/a/art-1', 'team/b/run-2'),
    aliases: some('production', 'latest'),
    tags: some('gold', 'raw'),
    metadata: values,
    config: numbers,
    minDepth: hops,
    maxDepth: hops,
  },
  { requiredKeys: [] },
);
const fewCriteria = selectors.map((selector) => Object.fromEntries(Object.entries(selector).slice(0, 2)));
const nodes = optional(fewCriteria);
const quantifier = fc.constantFrom('EVERY', 'SOME', 'NO');
const ofNodes = <T>(own: Record<string, fc.Arbitrary<T>>) => fc.record({ nodes, quantifier, ...own });
const within = fc.record({ maxDepth: hops }, { requiredKeys: [] });
const days = (...bounds: number[]) => ({
  minDays: optional(fc.constantFrom(...bounds)),
  maxDays: optional(fc.constantFrom(...bounds)),
});

/** Arguments of each predicate of the table: one without any would not be tested. */
const argumentsOf: Record<string, fc.Arbitrary<object>> = {
  descendsFrom: fewCriteria,
  doesNotDescendFrom: fewCriteria,
  count: fc.record({ nodes, min: optional(hops), max: optional(hops) }),
  depth: fc.record({ nodes, max: hops }),
  nothingHidden: within,
  producersKnown: within,
  upToDate: within,
  evaluatedOnUnseenData: fc.record({ evaluations: nodes, data: nodes }),
  tag: ofNodes({ anyOf: some('gold', 'raw') }),
  alias: ofNodes({ anyOf: some('production', 'latest') }),
  state: ofNodes({ anyOf: some('finished', 'COMMITTED') }),
  owner: ofNodes({ anyOf: some('ada', 'bob') }),
  finished: ofNodes({}),
  commit: ofNodes({}),
  metadata: values.chain((value) => ofNodes({}).map((rest) => ({ ...rest, ...value }))),
  config: fc.oneof(numbers, values).chain((value) => ofNodes({}).map((rest) => ({ ...rest, ...value }))),
  age: ofNodes(days(50, 500)),
  timeToLive: ofNodes(days(10, 100)),
  matches: ofNodes({ selector: fewCriteria }),
};

const conditionOf = (name: string): fc.Arbitrary<Condition> =>
  (argumentsOf[name] as fc.Arbitrary<object>).map((args) => ({
    [name]: JSON.parse(JSON.stringify(args)) as object,
  }));
const anyCondition = fc.constantFrom(...Object.keys(predicates)).chain(conditionOf);
const combined: fc.Arbitrary<Condition> = fc.oneof(
  anyCondition,
  fc.record({ all: fc.array(anyCondition, { minLength: 1, maxLength: 3 }) }),
  fc.record({ any: fc.array(anyCondition, { minLength: 1, maxLength: 3 }), not: anyCondition }),
);
const scopes = fc.record({
  direction: fc.constantFrom('UPSTREAM' as const, 'DOWNSTREAM' as const),
  maxDepth: optional(hops),
});

interface RuleScope {
  direction: 'UPSTREAM' | 'DOWNSTREAM';
  maxDepth: number | undefined;
}

/** The verdict on the first node, walked together with others, and whether the rule holds in truth. */
async function verdictOf(
  world: TrueWorld,
  require: Condition,
  scope: RuleScope,
  others: readonly string[] = [],
) {
  const { direction, maxDepth } = scope;
  const rule = { name: 'rule', require, direction, ...(maxDepth !== undefined && { maxDepth }) };
  const policy = policySchema.parse({ name: 'test', rules: [rule] });
  const depth = (each: RuleScope['direction']): number => depthOf([policy], each, 50) ?? 0;
  const depths = { UPSTREAM: depth('UPSTREAM'), DOWNSTREAM: depth('DOWNSTREAM') };
  const { verdict } = await evaluatePolicy(
    policy,
    'art-0',
    await observe(world, ['art-0', ...others], depths),
  );
  const setting = { world, subject: 'art-0', direction, maxDepth: maxDepth ?? Infinity };
  return { verdict, truth: holds(require, setting) };
}

const wrong = (verdict: Verdict, truth: boolean): boolean => verdict === (truth ? 'FAIL' : 'PASS');

describe('Predicates', () => {
  it('are all compared with the reference', () => {
    expect(Object.keys(argumentsOf).sort()).toEqual(Object.keys(predicates).sort());
    expect(Object.keys(predicates).length).toBeGreaterThanOrEqual(12);
  });

  describe.each(Object.keys(predicates))('%s', (name) => {
    it('never gives a wrong verdict where nodes are hidden, deleted or fail', async () => {
      const property = fc.asyncProperty(
        trueWorlds(),
        conditionOf(name),
        scopes,
        async (world, condition, scope) => {
          const { verdict, truth } = await verdictOf(world, condition, scope);
          return !wrong(verdict, truth);
        },
      );
      await fc.assert(property, propertyRuns());
    });

    it('decides where nothing is missing', async () => {
      const complete = trueWorlds(0).map((world) => closed(world));
      const property = fc.asyncProperty(
        complete,
        conditionOf(name),
        scopes,
        async (world, condition, scope) => {
          const { verdict, truth } = await verdictOf(world, condition, scope);
          if (JSON.stringify(condition).includes('license')) return !wrong(verdict, truth);
          return verdict === (truth ? 'PASS' : 'FAIL');
        },
      );
      await fc.assert(property, propertyRuns());
    });

    it('accepts its own example', () => {
      const rule = { name: 'example', require: { [name]: predicates[name]?.example } };
      expect(() => policySchema.parse({ name: 'example', rules: [rule] })).not.toThrow();
    });
  });

  it('never give a wrong verdict when they are combined', async () => {
    const property = fc.asyncProperty(trueWorlds(), combined, scopes, async (world, condition, scope) => {
      const { verdict, truth } = await verdictOf(world, condition, scope);
      return !wrong(verdict, truth);
    });
    await fc.assert(property, propertyRuns(5));
  });
});

describe('Subjects that share a walk', () => {
  it('never get a wrong verdict, and the same one as alone where nothing is missing', async () => {
    const property = fc.asyncProperty(trueWorlds(), combined, scopes, async (world, condition, scope) => {
      const others = world.nodes.slice(1).flatMap(({ id, trouble }) => (trouble === null ? [id] : []));
      const { verdict, truth } = await verdictOf(world, condition, scope, others);
      const whole = closed({ ...world, nodes: world.nodes.map((node) => ({ ...node, trouble: null })) });
      const [alone, together] = [
        await verdictOf(whole, condition, scope),
        await verdictOf(whole, condition, scope, others),
      ];
      return !wrong(verdict, truth) && alone.verdict === together.verdict;
    });
    await fc.assert(property, propertyRuns(5));
  });
});

/** Gives every version a producer, so that nothing is unknown: the lineage ends at runs without inputs. */
function closed(world: TrueWorld): TrueWorld {
  const orphans = world.nodes.filter(
    ({ id, kind }) => kind === 'ARTIFACT' && !world.edges.some(({ to }) => to === id),
  );
  const template = world.nodes[0] as TrueWorld['nodes'][number];
  const makers = orphans.map(({ id }) => ({
    ...template,
    id: `run-of-${id}`,
    kind: 'RUN' as const,
    path: `team/a/run-of-${id}`,
    state: 'finished',
    tags: [],
    collection: '',
    type: '',
    aliases: [],
    daysToLive: null,
    jobType: null,
    commit: null,
    metadata: null,
    config: null,
  }));
  return {
    ...world,
    nodes: [...world.nodes, ...makers],
    edges: [...world.edges, ...orphans.map(({ id }) => ({ from: `run-of-${id}`, to: id }))],
  };
}
