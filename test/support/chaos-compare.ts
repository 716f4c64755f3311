import type { AnswerError } from './gateway.ts';
import type { Graph } from './lineage-query.ts';

type Path = readonly (string | number)[];

/**
 * Whether an answer equals the one without faults, has errors for all that is missing, or is wrong. `isMinimal`: no more is
 * missing than the errors account for.
 */
export type Verdict =
  { kind: 'equal' } | { kind: 'incomplete'; isMinimal: boolean } | { kind: 'wrong'; why: string };

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
  'INCOMPLETE',
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
    : { kind: 'incomplete', isMinimal: !losesMore(whole.data, given.data, [], errors) };
}

/** Whether a list or the edges of a node lack more than errors and truncations account for. */
function losesMore(whole: unknown, given: unknown, path: Path, errors: readonly AnswerError[]): boolean {
  if (Array.isArray(whole) && Array.isArray(given)) {
    const accounted = errors.filter(({ path: at = [] }) => startsWith(at, path.slice(0, -1))).length;
    if (whole.length - given.length > accounted) return true;
    return (
      whole.length === given.length &&
      whole.some((item, index) => losesMore(item, given[index], [...path, index], errors))
    );
  }
  if (!isObject(whole) || !isObject(given)) return false;
  if ('completeness' in whole) return lacksEdges(whole as unknown as Graph, given as unknown as Graph);
  return Object.keys(whole).some((name) => losesMore(whole[name], given[name], [...path, name], errors));
}

/** Whether a node that is still there lacks more edges than its truncation says; where it cannot say how many, one. */
function lacksEdges(whole: Graph, given: Graph): boolean {
  const omittedAt = new Map<string, number>();
  for (const { at, omitted } of given.completeness.truncations)
    omittedAt.set(at, (omittedAt.get(at) ?? 0) + (omitted ?? 1));
  const count = (graph: Graph): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { from, to } of graph.edges)
      for (const end of [from, to]) counts.set(end, (counts.get(end) ?? 0) + 1);
    return counts;
  };
  const [before, after] = [count(whole), count(given)];
  return given.nodes.some(
    ({ node: { id, __typename: type }, expanded }) =>
      expanded &&
      type !== 'HiddenNode' &&
      (before.get(id) ?? 0) - (after.get(id) ?? 0) > Math.max(omittedAt.get(id) ?? 0, 1),
  );
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
  const isReported = errors.some(({ path: at = [] }) => startsWith(at, path) || startsWith(path, at));
  if (isObject(whole) && isObject(given)) {
    if ('completeness' in whole) {
      compareGraphs(
        whole as unknown as Graph,
        given as unknown as Graph,
        isReported,
        path,
        differences,
        direction,
      );
      return;
    }
    // What a connection counts changes with what failed inside it.
    const isConnection = 'hiddenCount' in whole && isReported;
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
    if (!isReported && !errors.some(({ path: at = [] }) => startsWith(at, path.slice(0, -1)))) {
      differences.push(`${path.join('.')} has ${given.length} of ${whole.length} items, without an error`);
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
  if (given !== null || !isReported)
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
  isReported: boolean,
  path: Path,
  differences: string[],
  direction: unknown,
): void {
  const at = path.join('.');
  const { complete, truncations } = given.completeness;
  const cut = new Set(
    truncations
      .filter(({ reason }) => /^(?:WANDB_ERROR|DEADLINE|CHANGED)$/.test(reason))
      .map((each) => each.at),
  );
  const hasFailed = given.nodes.some(({ node }) => node.__typename === 'HiddenNode');
  // Whether anything lies beyond the deepest nodes is looked up; where that failed, something may.
  const endsWhole = new Set(whole.completeness.truncations.map((each) => each.at));
  const mayGoOn =
    !complete && truncations.some((each) => each.reason === 'MAX_DEPTH' && !endsWhole.has(each.at));
  // A field of a node that failed has an error at the node's place; the graph itself is whole then.
  if (cut.size === 0 && !isReported && !mayGoOn) differences.push(`${at} differs, and nothing says why`);
  if (cut.size > 0 && complete) differences.push(`${at} is cut, and calls itself complete`);
  if (truncations.some(({ reason }) => reason === 'WANDB_ERROR') && !isReported)
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
  if (hasFailed && cut.size === 0 && !isReported) differences.push(`${at} hides a node without a word`);
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
