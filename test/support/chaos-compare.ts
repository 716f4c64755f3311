import type { AnswerError } from './gateway.ts';
import type { Graph } from './lineage-query.ts';

type Path = readonly (string | number)[];

/** Whether an answer is the one that W&B's faults should not have changed, one that tells what is missing, or a lie. */
export type Verdict = { kind: 'equal' } | { kind: 'told' } | { kind: 'wrong'; why: string };

interface Body {
  data?: Record<string, unknown> | null;
  errors?: AnswerError[] | undefined;
}

const known = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'WANDB_UNAVAILABLE',
  'WANDB_TIMEOUT',
  'WANDB_RATE_LIMITED',
  'WANDB_ERROR',
  'WANDB_CONTRACT_VIOLATION',
  'QUERY_TOO_COSTLY',
]);

/** Compares what a client read while W&B failed with what it reads otherwise. */
export function judge(whole: Body, given: Body, direction?: unknown): Verdict {
  const { errors = [] } = given;
  if (!given.data) return wrong(`no data: ${JSON.stringify(errors)}`);
  for (const { path, message, extensions } of errors) {
    if (!path || !extensions?.code || !known.has(extensions.code))
      return wrong(`an error without a place or a known code: ${message}`);
  }
  const differences: string[] = [];
  compare(whole.data, given.data, [], errors, differences, direction);
  if (differences.length > 0) return wrong(differences.slice(0, 3).join('\n'));
  return errors.length === 0 && JSON.stringify(whole.data) === JSON.stringify(given.data)
    ? { kind: 'equal' }
    : { kind: 'told' };
}

function wrong(why: string): Verdict {
  return { kind: 'wrong', why };
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((step, index) => step === path[index]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compare(
  whole: unknown,
  given: unknown,
  path: Path,
  errors: readonly AnswerError[],
  differences: string[],
  direction: unknown,
): void {
  if (JSON.stringify(whole) === JSON.stringify(given)) return;
  // An error below a null took it along; an error above it stands for everything below.
  const isTold = errors.some(({ path: at = [] }) => startsWith(at, path) || startsWith(path, at));
  if (isObject(whole) && isObject(given)) {
    if ('completeness' in whole) {
      compareGraphs(
        whole as unknown as Graph,
        given as unknown as Graph,
        isTold,
        path,
        differences,
        direction,
      );
      return;
    }
    // What a connection counts changes with what failed inside it.
    const isConnection = 'hiddenCount' in whole && isTold;
    for (const name of Object.keys(whole)) {
      if (isConnection && /^(?:totalCount|hiddenCount|pageInfo)$/.test(name)) continue;
      compare(whole[name], given[name], [...path, name], errors, differences, direction);
    }
    return;
  }
  if (Array.isArray(whole) && Array.isArray(given)) {
    if (whole.length === given.length) {
      whole.forEach((item, index) =>
        compare(item, given[index], [...path, index], errors, differences, direction),
      );
      return;
    }
    // A page that was cut, or whose failed nodes are left out: what is there is part of the whole, in its order.
    if (!isTold && !errors.some(({ path: at = [] }) => startsWith(at, path.slice(0, -1)))) {
      differences.push(`${path.join('.')} has ${given.length} of ${whole.length} items, and nobody says so`);
      return;
    }
    let from = 0;
    for (const [index, item] of given.entries()) {
      const place = whole.findIndex((other, at) => at >= from && isSame(other, item));
      if (place < 0) {
        differences.push(`${[...path, index].join('.')} is not in the whole answer`);
        return;
      }
      from = place + 1;
      compare(whole[place], item, [...path, index], errors, differences, direction);
    }
    return;
  }
  if (given !== null || !isTold)
    differences.push(`${path.join('.')} is ${JSON.stringify(given)} instead of ${JSON.stringify(whole)}`);
}

function isSame(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return JSON.stringify(a) === JSON.stringify(b);
  for (const name of ['id', 'path', 'cursor']) if (name in a) return a[name] === b[name];
  return true;
}

/** A graph may be smaller where it says so: every node that it calls expanded has all its edges. */
function compareGraphs(
  whole: Graph,
  given: Graph,
  isTold: boolean,
  path: Path,
  differences: string[],
  direction: unknown,
): void {
  const at = path.join('.');
  const { complete, truncations } = given.completeness;
  const cut = new Set(
    truncations.filter(({ reason }) => /^(?:WANDB_ERROR|DEADLINE)$/.test(reason)).map((each) => each.at),
  );
  const hasFailed = given.nodes.some(({ node }) => node.__typename === 'HiddenNode');
  // A field of a node that failed is told in the node's place; the graph itself is whole then.
  if (cut.size === 0 && !isTold) differences.push(`${at} differs, and nothing says why`);
  if (cut.size > 0 && complete) differences.push(`${at} is cut, and calls itself complete`);
  if (truncations.some(({ reason }) => reason === 'WANDB_ERROR') && !isTold)
    differences.push(`${at} has a failure without an error`);
  const nodes = new Map(whole.nodes.map((hit) => [hit.node.id, hit]));
  const failed = new Set<string>();
  for (const { node } of given.nodes) {
    if (node.__typename === 'HiddenNode') failed.add(node.id);
    else if (!nodes.has(node.id))
      differences.push(`${at} has the node ${node.id}, which the whole graph has not`);
  }
  const edges = new Set(given.edges.map(({ from, to }) => `${from} ${to}`));
  const wholeEdges = new Set(whole.edges.map(({ from, to }) => `${from} ${to}`));
  for (const { from, to } of given.edges) {
    if (!wholeEdges.has(`${from} ${to}`) && !failed.has(from) && !failed.has(to))
      differences.push(`${at} has an edge from ${from} to ${to}, which the whole graph has not`);
  }
  if (hasFailed && cut.size === 0 && !isTold) differences.push(`${at} hides a node without a word`);
  if (direction !== 'UPSTREAM' && direction !== 'DOWNSTREAM') return;
  for (const { node, expanded, depth } of given.nodes) {
    if (!expanded || cut.has(node.id) || nodes.get(node.id)?.depth !== depth) continue;
    for (const { from, to } of whole.edges) {
      if ((direction === 'UPSTREAM' ? to : from) !== node.id) continue;
      if (!edges.has(`${from} ${to}`))
        differences.push(`${at} calls ${node.id} expanded, and lacks its edge from ${from} to ${to}`);
    }
  }
}
