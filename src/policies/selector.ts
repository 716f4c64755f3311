import { z } from 'zod';
import type { KnownKind } from '../lineage/source.ts';
import type { ClosureNode } from './closure.ts';
import type { FactSource, NodeFacts } from './facts.ts';
import { allOf, notKnown, type Fact, type Truth } from './truth.ts';

const list = (description: string) =>
  z
    .array(z.string().min(1).max(500))
    .min(1)
    .max(100)
    .optional()
    .describe(`${description} \`*\` stands for any text.`);
const hops = (description: string) => z.int().min(0).max(50).optional().describe(description);

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** The parts of a test of one value of metadata or config. */
export const valueTestShape = {
  key: z.string().min(1).max(500).describe('The key. `a.b` is `b` inside `a`, unless there is a key `a.b`.'),
  exists: z
    .boolean()
    .optional()
    .describe('Whether the key must have a value. True if there is no other test.'),
  anyOf: z.array(scalar).min(1).max(100).optional().describe('The accepted values, compared as text.'),
  min: z.number().optional().describe('The smallest accepted number.'),
  max: z.number().optional().describe('The largest accepted number.'),
};
export type ValueTest = z.infer<typeof valueTest>;
const valueTest = z.strictObject(valueTestShape).meta({
  id: 'PolicyValueTest',
  description:
    'A test of one value in metadata or config. A value that is not of the kind that a test needs leaves it undecided.',
});

export type Selector = z.infer<typeof selectorSchema>;
export const selectorSchema = z
  .strictObject({
    kind: z
      .enum(['RUN', 'ARTIFACT'])
      .optional()
      .meta({ id: 'LineageNodeKind' })
      .describe('Only runs, or only artifact versions.'),
    types: list('Only artifact versions of these types.'),
    collections: list('Only artifact versions of these collections, as `entity/project/name`.'),
    aliases: list('Only artifact versions with one of these aliases, in whatever collection.'),
    jobTypes: list('Only runs with one of these job types.'),
    projects: list('Only nodes in these projects, as `entity/project`.'),
    paths: list('Only the nodes with these paths: `entity/project/name:v3`, `entity/project/runId`.'),
    tags: list('Only nodes with one of these tags.'),
    metadata: valueTest.optional().describe('Only artifact versions with this metadata.'),
    config: valueTest.optional().describe('Only runs with this config.'),
    minDepth: hops('Only nodes at least so many hops away. The checked node itself has depth 0.'),
    maxDepth: hops('Only nodes at most so many hops away.'),
  })
  .meta({
    id: 'PolicyNodeSelector',
    description: 'Chooses nodes. A node is chosen if it satisfies everything that is set.',
  });

type TextFact = 'type' | 'collection' | 'aliases' | 'jobType' | 'project' | 'path' | 'tags';
const criteria: readonly [keyof Selector, TextFact, KnownKind | null][] = [
  ['types', 'type', 'ARTIFACT'],
  ['collections', 'collection', 'ARTIFACT'],
  ['aliases', 'aliases', 'ARTIFACT'],
  ['jobTypes', 'jobType', 'RUN'],
  ['projects', 'project', null],
  ['paths', 'path', null],
  ['tags', 'tags', null],
];

/** Whether a node is chosen. What costs a request of its own is looked at only where everything else holds. */
export function selects(selector: Selector, node: ClosureNode, facts: FactSource): Truth {
  const { id, kind, depth, leastDepth } = node;
  const { minDepth = 0, maxDepth = Infinity } = selector;
  if (depth < minDepth || depth > maxDepth) return false;
  if (selector.kind && selector.kind !== kind) return false;
  const known = facts.of(id);
  const truths: Truth[] = [leastDepth >= minDepth ? true : null];
  for (const [name, fact, ofKind] of criteria) {
    const patterns = selector[name] as readonly string[] | undefined;
    if (!patterns) continue;
    if (ofKind && ofKind !== kind) return false;
    truths.push(isAnyOf(textsOf(known, fact), patterns));
  }
  if ((selector.metadata && kind === 'RUN') || (selector.config && kind === 'ARTIFACT')) return false;
  const truth = allOf(truths);
  if (truth === false || known === null) return truth === false ? false : null;
  return allOf([
    truth,
    selector.metadata ? passes(selector.metadata, facts.metadata(id)) : true,
    selector.config ? passes(selector.config, facts.config(id)) : true,
  ]);
}

function textsOf(facts: NodeFacts | null, name: TextFact): Fact<readonly string[]> {
  const fact = facts === null ? notKnown : facts[name];
  return typeof fact === 'string' ? [fact] : fact;
}

/** Whether one of the texts fits one of the patterns. */
export function isAnyOf(texts: Fact<readonly string[]>, patterns: readonly string[]): Truth {
  if (texts === notKnown) return null;
  return (texts ?? []).some((text) => patterns.some((pattern) => fits(text, pattern)));
}

/** `*` stands for any text. Takes each part where it first occurs, so that no pattern is slow. */
function fits(text: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const [first = '', last = ''] = [parts.shift(), parts.pop()];
  if (parts.length === 0 && !pattern.includes('*')) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** The value at a key of metadata or config; null where there is none. */
export function valueAt(json: Fact<object>, key: string): Fact<unknown> {
  if (json === notKnown || json === null) return json;
  if (Object.hasOwn(json, key)) return (json as Record<string, unknown>)[key] ?? null;
  let at: unknown = json;
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return null;
    at = (at as Record<string, unknown>)[part];
  }
  return at ?? null;
}

/** A list or an object is none of the accepted scalars, but may hold one: that leaves the test undecided. */
export function passes({ key, exists, anyOf, min, max }: ValueTest, json: Fact<object>): Truth {
  const value = valueAt(json, key);
  if (value === notKnown) return null;
  if (exists === false) return value === null;
  if (value === null) return false;
  const isBounded = min !== undefined || max !== undefined;
  if (typeof value === 'object') return anyOf || isBounded ? null : true;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const number = text.trim() === '' ? NaN : Number(text);
  const isWithin = number >= (min ?? -Infinity) && number <= (max ?? Infinity);
  return allOf([
    anyOf ? anyOf.some((each) => String(each) === text) : true,
    !isBounded || (Number.isNaN(number) ? null : isWithin),
  ]);
}
