import fc from 'fast-check';
import type { LineageDirection, WalkDirection } from '../../src/lineage/graph.ts';
import {
  isKnown,
  type ExpandOptions,
  type NodeToExpand,
  type Expansion,
  type LineageSource,
  type GraphNode,
  type Continuation,
} from '../../src/lineage/source.ts';

interface TestEdge {
  from: string;
  to: string;
  usedAs: string | null;
}

/** A small world: `edges` run along the data's index and may hold one edge several times. */
export interface TestGraph {
  nodes: GraphNode[];
  edges: TestEdge[];
  /** Ids of nodes for which W&B fails. */
  failing: string[];
}

const day = 86_400_000;

function nodeFrom(index: number, run: boolean, hidden: boolean, flavour: number): GraphNode {
  // Ids whose order is not the order of the indexes.
  const id = `${((index * 37) % 101).toString(36)}-${run ? 'run' : 'artifact'}-${index}`;
  if (hidden)
    return flavour === 0
      ? { id, kind: 'FAILED', error: new Error(`W&B failed to load ${id}`) }
      : { id, kind: 'HIDDEN', reason: 'NOT_VISIBLE' };
  const attributes = { project: `team/${flavour % 2}`, createdAtMs: flavour * day };
  return run
    ? {
        id,
        kind: 'RUN',
        attributes: {
          ...attributes,
          jobType: ['train', 'eval', null][flavour] ?? null,
          runState: 'finished',
        },
      }
    : {
        id,
        kind: 'ARTIFACT',
        attributes: { ...attributes, artifactType: ['model', 'dataset', 'job'][flavour] ?? null },
      };
}

/** Bipartite graphs with cycles, diamonds, repeated edges, hidden nodes and failures. */
export function testGraphs({ hidden = true, failing = true } = {}): fc.Arbitrary<TestGraph> {
  const kinds = fc.array(
    fc.record({ run: fc.boolean(), hidden: fc.nat(9), flavour: fc.nat(2), failing: fc.nat(12) }),
    { minLength: 2, maxLength: 14 },
  );
  const links = fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.boolean(), fc.constantFrom('a', 'b', 'c')), {
    maxLength: 32,
  });
  return fc.tuple(kinds, links).map(([specs, pairs]) => {
    const nodes = specs.map((spec, index) =>
      nodeFrom(index, spec.run, hidden && spec.hidden === 0, spec.flavour),
    );
    const runs = nodes.filter((_, index) => specs[index]?.run);
    const artifacts = nodes.filter((_, index) => !specs[index]?.run);
    const edges = pairs.flatMap(([r, a, used, usedAs]): TestEdge[] => {
      const run = runs[r % runs.length];
      const artifact = artifacts[a % artifacts.length];
      if (!run || !artifact) return [];
      return [
        used ? { from: artifact.id, to: run.id, usedAs } : { from: run.id, to: artifact.id, usedAs: null },
      ];
    });
    return {
      nodes,
      edges,
      failing: nodes.filter((_, index) => failing && specs[index]?.failing === 0).map(({ id }) => id),
    };
  });
}

/**
 * The port over such a world. `usedAs` is told from the run's side only, as W&B does; `shuffle` turns the order round; whoever
 * reads lists in pieces gets pieces of `pageCap`. `oneCreator`: upstream of an artifact is at most the first run that logged it, and
 * nothing where its id is among `unnamed`. It never answers for the nodes that are `hanging`.
 */
export function portFrom(
  graph: TestGraph,
  {
    shuffle = 0,
    pageCap = Infinity,
    oneCreator = false,
    unnamed = [],
    hanging = [],
  }: {
    shuffle?: number;
    pageCap?: number;
    oneCreator?: boolean;
    unnamed?: readonly string[];
    hanging?: readonly string[];
  } = {},
): LineageSource & { calls: number; expanded: number } {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const port = {
    calls: 0,
    expanded: 0,
    expand(
      nodes: readonly NodeToExpand[],
      direction: WalkDirection,
      { maxFanout, pageSize, onExpansion }: ExpandOptions,
    ) {
      port.calls += 1;
      port.expanded += nodes.length;
      const longest = pageSize === undefined ? Infinity : Math.min(pageSize, pageCap);
      return Promise.all(
        nodes.map((node) => {
          if (hanging.includes(node.id)) return new Promise<Expansion>(() => undefined);
          const expansion = piece(expansionOf(node, direction, maxFanout), node.continuation, longest);
          onExpansion?.(node, expansion);
          return Promise.resolve(expansion);
        }),
      );
    },
  };
  const expansionOf = (
    { id, kind }: NodeToExpand,
    direction: WalkDirection,
    maxFanout: number | null,
  ): Expansion => {
    const node = byId.get(id);
    if (!node || !isKnown(node)) throw new Error(`${id} cannot be expanded.`);
    const [near, far] = direction === 'UPSTREAM' ? (['to', 'from'] as const) : (['from', 'to'] as const);
    const tells = direction === 'UPSTREAM' && kind === 'RUN';
    const all = graph.edges
      .filter((edge) => edge[near] === id)
      .map((edge) => ({
        node: byId.get(edge[far]) as GraphNode,
        usedAs: tells && edge.usedAs ? [edge.usedAs] : null,
      }));
    if (oneCreator && direction === 'UPSTREAM' && kind === 'ARTIFACT')
      all.splice(unnamed.includes(id) ? 0 : 1);
    const turned = [...all.slice(shuffle % (all.length || 1)), ...all.slice(0, shuffle % (all.length || 1))];
    if (graph.failing.includes(id)) {
      return { neighbours: turned.slice(0, 0), beyondFanout: null, error: new Error(`W&B failed for ${id}`) };
    }
    if (maxFanout === null) return { neighbours: turned, beyondFanout: 0 };
    return { neighbours: all.slice(0, maxFanout), beyondFanout: Math.max(0, all.length - maxFanout) };
  };
  return port;
}

function piece(whole: Expansion, from: Continuation | undefined, longest: number): Expansion {
  const start = from?.count ?? 0;
  const count = start + longest;
  const remaining = whole.neighbours.length - count;
  const neighbours = whole.neighbours.slice(start, count);
  if (remaining <= 0) return { ...whole, neighbours };
  const after = `after ${count}`;
  return {
    neighbours,
    beyondFanout: 0,
    continuation: { after, count, remaining, checkpoint: { after, count } },
  };
}

export interface Reference {
  depths: Map<string, number>;
  /** `from to` of every edge met, with the names told for it. */
  edges: Map<string, Set<string> | null>;
  /** Nodes at `maxDepth` beyond which something lies, or may lie. */
  cut: Set<string>;
  /** Nodes that were asked for their neighbours and failed. */
  failed: Set<string>;
}

/** The walk as design.md defines it, node by node, with nothing clever. */
export function referenceWalk(
  graph: TestGraph,
  roots: readonly string[],
  direction: LineageDirection,
  maxDepth: number,
  stops: (node: GraphNode) => boolean = () => false,
): Reference {
  const reference: Reference = { depths: new Map(), edges: new Map(), cut: new Set(), failed: new Set() };
  const passes = {
    UPSTREAM: [['UPSTREAM']],
    DOWNSTREAM: [['DOWNSTREAM']],
    BOTH: [['UPSTREAM'], ['DOWNSTREAM']],
    CONNECTED: [['UPSTREAM', 'DOWNSTREAM']],
  };
  for (const ways of passes[direction]) {
    const depths = new Map(roots.map((id) => [id, 0]));
    const queue = [...depths.keys()];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const depth = depths.get(id) ?? 0;
      const node = graph.nodes.find((each) => each.id === id) as GraphNode;
      if (!isKnown(node) || (depth > 0 && stops(node))) continue;
      if (depth === maxDepth) {
        const ends = (edge: { from: string; to: string }) =>
          ways.map((way) => (way === 'UPSTREAM' ? edge.to : edge.from));
        const hasMore = graph.edges.some((edge) => ends(edge).includes(id));
        if (hasMore || graph.failing.includes(id)) reference.cut.add(id);
        continue;
      }
      if (graph.failing.includes(id)) {
        reference.failed.add(id);
        continue;
      }
      for (const [way, edge] of ways.flatMap((each) => graph.edges.map((edge) => [each, edge] as const))) {
        const [near, far] = way === 'UPSTREAM' ? [edge.to, edge.from] : [edge.from, edge.to];
        if (near !== id) continue;
        const key = `${edge.from} ${edge.to}`;
        const names = reference.edges.get(key) ?? null;
        const told = way === 'UPSTREAM' && node.kind === 'RUN' && edge.usedAs;
        reference.edges.set(key, told ? new Set([...(names ?? []), told]) : names);
        if (!depths.has(far)) {
          depths.set(far, depth + 1);
          queue.push(far);
        }
      }
    }
    for (const [id, depth] of depths) {
      reference.depths.set(id, Math.min(depth, reference.depths.get(id) ?? depth));
    }
  }
  return reference;
}
