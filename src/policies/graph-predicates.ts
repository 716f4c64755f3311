import { z } from 'zod';
import { staleness } from '../lineage/questions/staleness.ts';
import type { ClosureNode } from './closure.ts';
import { definePredicate } from './predicate.ts';
import { exists, findingFromGap, gapsWithin, nodesWhere, type Scope } from './scope.ts';
import { selectorSchema, selects, type Selector } from './selector.ts';
import { negated, notKnown, type Finding, type Outcome } from './truth.ts';

const count = (description: string) => z.int().min(0).optional().describe(description);
const maxDepth = z.int().min(0).max(50).optional().describe('Look at most so many hops away.');
const nodes = selectorSchema.optional().describe('The nodes that count. All if omitted.');

function descends(selector: Selector, scope: Scope): Outcome {
  const found = { ...selector, minDepth: Math.max(1, selector.minDepth ?? 0) };
  const verb = scope.direction === 'UPSTREAM' ? 'it was made from this' : 'this was made from it';
  return exists(
    scope,
    found,
    () => true,
    () => verb,
  );
}

export const graphPredicates = {
  descendsFrom: definePredicate({
    description: 'At least one chosen node lies upstream (downstream, if that is the direction of the rule).',
    arguments: selectorSchema,
    example: { collections: ['acme/data-platform/labels'], tags: ['reviewed'] },
    evaluate: descends,
  }),
  doesNotDescendFrom: definePredicate({
    description: 'No chosen node lies upstream (downstream, if that is the direction of the rule).',
    arguments: selectorSchema,
    example: { projects: ['acme/skunkworks'] },
    evaluate: (selector, scope) => negated(descends(selector, scope)),
  }),
  count: definePredicate({
    description: 'The number of chosen nodes, the checked one included, lies within bounds.',
    arguments: { nodes, min: count('At least so many.'), max: count('At most so many.') },
    example: { nodes: { kind: 'RUN' }, max: 100 },
    evaluate({ nodes: selector = {}, min = 0, max = Infinity }, scope) {
      const { found, missing, most } = nodesWhere(scope, selector, () => true);
      const message = `one of ${found.length}`;
      const findings = found.map(({ id }): Finding => ({ id, reason: null, message }));
      if (found.length > max || most < min) return { truth: false, findings };
      const isDecided = found.length >= min && most <= max;
      return isDecided ? { truth: true, findings } : { truth: null, findings: missing };
    },
  }),
  depth: definePredicate({
    description: 'No chosen node is farther away than `max` hops.',
    arguments: { nodes, max: z.int().min(0).max(50).describe('The largest accepted distance in hops.') },
    example: { nodes: { types: ['dataset'] }, max: 12 },
    evaluate: ({ nodes: selector = {}, max }, scope) =>
      negated(
        exists(
          scope,
          { ...selector, minDepth: Math.max(max + 1, selector.minDepth ?? 0) },
          () => true,
          ({ depth }) => `${depth} hops away`,
        ),
      ),
  }),
  nothingHidden: definePredicate({
    description: 'W&B shows every node to the key that asks.',
    arguments: { maxDepth },
    example: { maxDepth: 20 },
    evaluate({ maxDepth: bound = Infinity }, scope) {
      const isHidden = ({ node }: ClosureNode): boolean | null =>
        node.kind === 'HIDDEN' || (node.kind === 'FAILED' ? null : false);
      const message = 'W&B says that something is here and does not show it to this key';
      return negated(exists(scope, { maxDepth: bound }, isHidden, () => message));
    },
  }),
  producersKnown: definePredicate({
    description: 'W&B names the run that made each version upstream, but for the origins of the policy.',
    arguments: { maxDepth },
    example: { maxDepth: 20 },
    looks: { UPSTREAM: Infinity },
    evaluate({ maxDepth: bound = Infinity }, given) {
      const scope: Scope = { ...given, direction: 'UPSTREAM' };
      const gaps = gapsWithin(scope, Math.min(scope.maxDepth, bound));
      const unknown = gaps.filter(({ reason }) => reason === 'PRODUCER_UNKNOWN');
      if (unknown.length > 0) return { truth: false, findings: unknown.map(findingFromGap) };
      return { truth: gaps.length > 0 ? null : true, findings: gaps.map(findingFromGap) };
    },
  }),
  upToDate: definePredicate({
    description: 'No version upstream has a newer version with different content in its collection.',
    arguments: { maxDepth },
    example: { maxDepth: 20 },
    looks: { UPSTREAM: Infinity },
    evaluate: ({ maxDepth: bound = Infinity }, scope) => isUpToDate(scope, Math.min(scope.maxDepth, bound)),
  }),
  evaluatedOnUnseenData: definePredicate({
    description:
      'A run used the version together with a version that, with this content, is not upstream of it: it was evaluated on something that it was not trained on.',
    arguments: {
      evaluations: selectorSchema
        .optional()
        .describe('The runs that evaluate. All that used the version if omitted.'),
      data: selectorSchema
        .optional()
        .describe('The versions that count as data. All if omitted. Depths do not apply.'),
    },
    example: { evaluations: { jobTypes: ['evaluate'] }, data: { types: ['dataset'] } },
    looks: { UPSTREAM: Infinity, DOWNSTREAM: 1 },
    evaluate: ({ evaluations = {}, data = {} }, scope) => isEvaluatedOnUnseenData(evaluations, data, scope),
  }),
};

async function isUpToDate(given: Scope, maxDepth: number): Promise<Outcome> {
  const scope: Scope = { ...given, direction: 'UPSTREAM' };
  const { nodes: all, graph } = scope.closure('UPSTREAM');
  const hits = all
    .filter(({ depth }) => depth <= maxDepth)
    .flatMap(({ id, depth }) => {
      const hit = graph.hits.get(id);
      return hit ? [{ ...hit, depth }] : [];
    });
  const within = new Set(hits.map(({ node }) => node.id));
  const edges = graph.edges.filter(({ from, to }) => within.has(from) && within.has(to));
  const walk = { hits, edges, roots: [], leaves: [], truncations: [], complete: true, errors: [], end: null };
  const { causes, unknown } = await staleness(walk, ({ id }) => {
    const version = scope.facts.of(id)?.version ?? notKnown;
    if (version === notKnown) return null;
    const current = scope.facts.current(version.collection);
    return { ...version, current: current === notKnown ? null : current };
  });
  const stale = causes.map(({ node, versionsBehind }) => {
    const behind = versionsBehind === null ? '' : `, ${versionsBehind} versions ahead`;
    return {
      id: node.id,
      reason: null,
      message: `its collection has a newer version with other content${behind}`,
    };
  });
  if (stale.length > 0) return { truth: false, findings: stale };
  const message = 'the current version of its collection is not known';
  const missing: Finding[] = [
    ...gapsWithin(scope, maxDepth).map(findingFromGap),
    ...unknown.filter(({ id }) => scope.facts.of(id)).map(({ id }) => ({ id, reason: null, message })),
  ];
  return { truth: missing.length > 0 || unknown.length > 0 ? null : true, findings: missing };
}

/** Looks for one input of one evaluation whose content is not among the content upstream. */
function isEvaluatedOnUnseenData(evaluations: Selector, data: Selector, given: Scope): Outcome {
  const { facts, maxDepth, closure } = given;
  const subject = closure('DOWNSTREAM').nodes[0]?.id ?? '';
  const upstream = closure('UPSTREAM');
  const digestOf = (id: string): unknown => {
    const version = facts.of(id)?.version;
    return version && version !== notKnown ? version.digest : id;
  };
  const within = upstream.nodes.filter(({ depth }) => depth <= maxDepth);
  const seen = new Set(within.map(({ id }) => digestOf(id)));
  const runs = nodesWhere(
    { ...given, direction: 'DOWNSTREAM', maxDepth: 1 },
    { ...evaluations, minDepth: 1, maxDepth: 1 },
    () => true,
  );
  const missing = [...runs.missing];
  const used: Finding[] = [];
  const unseen: Finding[] = [];
  for (const { id: run } of [...runs.found, ...runs.undecided]) {
    const inputs = facts.inputs(run);
    if (!inputs) {
      missing.push({ id: run, reason: null, message: 'what this run used is not known' });
      continue;
    }
    missing.push(...inputs.gaps(1).map(findingFromGap));
    for (const input of inputs.nodes) {
      if (input.depth !== 1 || input.id === subject) continue;
      const chosen = selects(
        { ...data, minDepth: undefined, maxDepth: undefined },
        { ...input, kind: 'ARTIFACT' },
        facts,
      );
      if (chosen === false) continue;
      if (seen.has(digestOf(input.id)))
        used.push({ id: input.id, reason: null, message: 'it was evaluated on this, and made from it' });
      else if (chosen && runs.found.some(({ id }) => id === run))
        unseen.push({ id: run, reason: null, message: 'this run evaluated it on other data' });
      else
        missing.push({
          id: run,
          reason: null,
          message: 'whether this run evaluated it on other data is not known',
        });
    }
  }
  const gaps = gapsWithin({ ...given, direction: 'UPSTREAM' }, maxDepth);
  // What seems unseen may lie upstream, behind a place that the walk did not see.
  if (unseen.length > 0)
    return {
      truth: gaps.length > 0 ? null : true,
      findings: gaps.length > 0 ? gaps.map(findingFromGap) : unseen,
    };
  if (missing.length > 0) return { truth: null, findings: missing };
  const none = { id: subject, reason: null, message: 'no run evaluated it on other data' };
  return { truth: false, findings: used.length > 0 ? used : [none] };
}
