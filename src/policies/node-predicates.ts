import { z } from 'zod';
import type { KnownKind } from '../lineage/source.ts';
import type { ClosureNode } from './closure.ts';
import type { NodeFacts } from './facts.ts';
import { definePredicate } from './predicate.ts';
import { exists, type Scope } from './scope.ts';
import { isAnyOf, passes, selectorSchema, selects, valueAt, valueTestShape } from './selector.ts';
import { negated, not, notKnown, type Fact, type Truth } from './truth.ts';

const quantifier = z
  .enum(['EVERY', 'SOME', 'NO'])
  .default('EVERY')
  .meta({ id: 'PolicyQuantifier' })
  .describe(
    'Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen.',
  );
const anyOf = z
  .array(z.string().min(1).max(500))
  .min(1)
  .max(100)
  .describe('The accepted values. `*` stands for any text.');
const days = (description: string) => z.number().optional().describe(description);

interface NodePredicate<Shape extends z.ZodRawShape> {
  description: string;
  /** Left out: of both kinds. */
  kind?: KnownKind;
  arguments: Shape;
  example: object;
  test: (args: z.infer<z.ZodObject<Shape>>, node: ClosureNode, scope: Scope) => Truth;
  /** What the node has, as a message shows it. */
  actual: (args: z.infer<z.ZodObject<Shape>>, node: ClosureNode, scope: Scope) => string;
}

/** A test of single nodes: of every, some or no node of a selection. */
function ofNodes<Shape extends z.ZodRawShape>({ kind, test, actual, ...rest }: NodePredicate<Shape>) {
  const shape = {
    nodes: selectorSchema.optional().describe('The nodes to test. All if omitted.'),
    quantifier,
  };
  return definePredicate({
    ...rest,
    arguments: { ...shape, ...rest.arguments },
    evaluate(given, scope) {
      const { nodes = {}, quantifier: of, ...own } = given as z.infer<z.ZodObject<typeof shape>>;
      const args = own as z.infer<z.ZodObject<Shape>>;
      const isKind = (node: ClosureNode): boolean => kind === undefined || node.kind === kind;
      const find = (isWanted: (truth: Truth) => Truth) =>
        exists(
          scope,
          nodes,
          (node) => isKind(node) && isWanted(test(args, node, scope)),
          (node) => actual(args, node, scope),
        );
      if (of === 'SOME') return find((truth) => truth);
      return negated(find(of === 'NO' ? (truth) => truth : not));
    },
  });
}

const factOf = <Name extends keyof NodeFacts>({ id }: ClosureNode, { facts }: Scope, name: Name) =>
  facts.of(id)?.[name] ?? (facts.of(id) === null ? notKnown : null);

const words = (name: string, fact: Fact<unknown>): string => {
  if (fact === notKnown) return `${name}: not known`;
  const texts = [fact].flat().filter((each) => each !== null);
  const shown = texts.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  return `${name}: ${shown.length === 0 ? 'none' : shown.join(', ').slice(0, 200)}`;
};

const asList = (fact: Fact<string>): Fact<readonly string[]> => (typeof fact === 'string' ? [fact] : fact);

/** A fact that is one of several accepted texts. */
function oneOf(
  name: 'state' | 'owner' | 'tags' | 'aliases',
  word: string,
  more: { description: string; kind?: KnownKind; example: object },
) {
  const lower = (texts: readonly string[]) =>
    name === 'state' ? texts.map((text) => text.toLowerCase()) : texts;
  const listOf = (node: ClosureNode, scope: Scope): Fact<readonly string[]> => {
    const fact = factOf(node, scope, name);
    return typeof fact === 'object' ? fact : asList(fact);
  };
  return ofNodes({
    ...more,
    arguments: { anyOf },
    test(args, node, scope) {
      const fact = listOf(node, scope);
      return isAnyOf(fact === notKnown ? fact : lower(fact ?? []), lower(args.anyOf));
    },
    actual: (_, node, scope) => words(word, factOf(node, scope, name)),
  });
}

const dayMs = 86_400_000;

/** Whether the days from `from` to `to` lie within bounds; `never`: there is no such time. */
function daysWithin(
  { minDays, maxDays }: { minDays?: number | undefined; maxDays?: number | undefined },
  daysOf: Fact<number>,
  never: boolean,
): Truth {
  if (daysOf === notKnown) return null;
  if (daysOf === null) return never;
  return daysOf >= (minDays ?? -Infinity) && daysOf <= (maxDays ?? Infinity);
}

const daysUntil = (fact: Fact<number>, nowMs: number, sign: 1 | -1): Fact<number> =>
  typeof fact === 'number' ? (sign * (fact - nowMs)) / dayMs : fact;
const daysWords = (name: string, fact: Fact<number>): string =>
  words(name, typeof fact === 'number' ? `${fact.toFixed(1)} days` : fact);

export const nodePredicates = {
  tag: oneOf('tags', 'tags', {
    description: 'Runs or versions have one of these tags.',
    example: { nodes: { types: ['labels'] }, anyOf: ['reviewed'] },
  }),
  alias: oneOf('aliases', 'aliases', {
    description: 'Versions have one of these aliases, in whatever collection or registry.',
    kind: 'ARTIFACT',
    example: { nodes: { types: ['model'], maxDepth: 0 }, anyOf: ['production', 'staging'] },
  }),
  state: oneOf('state', 'state', {
    description: 'Runs or versions are in one of these states, as W&B spells them, in upper or lower case.',
    example: { nodes: { kind: 'ARTIFACT' }, anyOf: ['COMMITTED'] },
  }),
  owner: oneOf('owner', 'started by', {
    description: 'Runs were started by one of these users.',
    kind: 'RUN',
    example: { nodes: { jobTypes: ['labelling'] }, anyOf: ['ada', 'grace'] },
  }),
  finished: ofNodes({
    description: 'Runs have finished: they did not fail, crash, get killed or still run.',
    kind: 'RUN',
    arguments: {},
    example: { quantifier: 'EVERY' },
    test: (_, node, scope) => isAnyOf(asList(factOf(node, scope, 'state')), ['finished']),
    actual: (_, node, scope) => words('state', factOf(node, scope, 'state')),
  }),
  commit: ofNodes({
    description: 'Runs have a known Git commit, or one of these.',
    kind: 'RUN',
    arguments: { anyOf: anyOf.optional() },
    example: { nodes: { jobTypes: ['train'] } },
    test: (args, node, scope) => isAnyOf(asList(factOf(node, scope, 'commit')), args.anyOf ?? ['*']),
    actual: (_, node, scope) => words('commit', factOf(node, scope, 'commit')),
  }),
  metadata: ofNodes({
    description: 'Versions have a value in their metadata, for example an accepted licence.',
    kind: 'ARTIFACT',
    arguments: valueTestShape,
    example: { nodes: { types: ['dataset'] }, key: 'license', anyOf: ['CC0-1.0', 'CC-BY-4.0'] },
    test: (args, { id }, { facts }) => (facts.of(id) === null ? null : passes(args, facts.metadata(id))),
    actual: (args, { id }, { facts }) => words(args.key, valueAt(facts.metadata(id), args.key)),
  }),
  config: ofNodes({
    description: 'Runs have a value in their config.',
    kind: 'RUN',
    arguments: valueTestShape,
    example: { nodes: { jobTypes: ['train'] }, key: 'lr', max: 0.1 },
    test: (args, { id }, { facts }) => (facts.of(id) === null ? null : passes(args, facts.config(id))),
    // Config may hold secrets: its values are not repeated.
    actual: (args) => `config ${args.key} is missing or another one`,
  }),
  age: ofNodes({
    description: 'Nodes were created within a number of days before the check.',
    arguments: { minDays: days('At least so many days ago.'), maxDays: days('At most so many days ago.') },
    example: { nodes: { types: ['dataset'] }, maxDays: 3_650 },
    test: (args, node, scope) =>
      daysWithin(args, daysUntil(factOf(node, scope, 'createdAtMs'), scope.nowMs, -1), false),
    actual: (_, node, scope) =>
      daysWords('age', daysUntil(factOf(node, scope, 'createdAtMs'), scope.nowMs, -1)),
  }),
  timeToLive: ofNodes({
    description:
      'Versions live for a number of days from now. One without an end lives longer than any bound.',
    kind: 'ARTIFACT',
    arguments: { minDays: days('At least so many more days.'), maxDays: days('At most so many more days.') },
    example: { nodes: { maxDepth: 0 }, minDays: 30 },
    test: (args, node, scope) =>
      daysWithin(
        args,
        daysUntil(factOf(node, scope, 'expiresAtMs'), scope.nowMs, 1),
        args.maxDays === undefined,
      ),
    actual: (_, node, scope) =>
      daysWords('time to live', daysUntil(factOf(node, scope, 'expiresAtMs'), scope.nowMs, 1)),
  }),
  matches: ofNodes({
    description: 'The chosen nodes satisfy another selection as well.',
    arguments: { selector: selectorSchema.describe('What the nodes have to be.') },
    example: { nodes: { types: ['dataset'] }, selector: { projects: ['acme/*', 'open-data/*'] } },
    test: (args, node, { facts }) => selects(args.selector, node, facts),
    actual: (_, node, scope) => words('project', factOf(node, scope, 'project')),
  }),
};
