import fc from 'fast-check';
import { closureOf, walkedGraphFrom, type WalkedGraph } from '../../src/policies/closure.ts';
import type { FactSource, NodeFacts } from '../../src/policies/facts.ts';
import { notKnown } from '../../src/policies/truth.ts';
import type { WalkDirection } from '../../src/lineage/graph.ts';
import { collectPage } from '../../src/lineage/page.ts';
import type { Version } from '../../src/lineage/questions/staleness.ts';
import type { GraphNode, KnownNode } from '../../src/lineage/source.ts';
import { portFrom, type TestGraph } from './lineage-graphs.ts';

export const nowMs = Date.UTC(2026, 10, 27);
const dayMs = 86_400_000;

/** One node as it really is, whatever W&B shows of it. */
export interface TrueNode {
  id: string;
  kind: 'RUN' | 'ARTIFACT';
  path: string;
  project: string;
  state: string;
  tags: string[];
  ageDays: number;
  collection: string;
  type: string;
  aliases: string[];
  /** null: without an end. */
  daysToLive: number | null;
  digest: string;
  jobType: string | null;
  owner: string;
  commit: string | null;
  metadata: object | null;
  config: object | null;
  /** How W&B hides it: as something that is there, by failing, by failing when asked for more, or not at all. */
  trouble: 'hidden' | 'failed' | 'failing' | 'deleted' | 'vague' | null;
}

export interface TrueWorld {
  nodes: TrueNode[];
  edges: { from: string; to: string }[];
  /** The current digest of each collection; null: W&B fails to tell. */
  currents: Record<string, string | null>;
}

const pick = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

/** Bipartite graphs of up to 12 nodes; `trouble` as often as one node in so many, 0 for never. */
export function trueWorlds(trouble = 5): fc.Arbitrary<TrueWorld> {
  const spec = fc.record({
    run: fc.boolean(),
    a: fc.nat(999),
    b: fc.nat(999),
    c: fc.nat(999),
    t: fc.nat(999),
  });
  const links = fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.boolean()), { minLength: 2, maxLength: 26 });
  return fc
    .tuple(
      fc.array(spec, { minLength: 2, maxLength: 11 }),
      links,
      fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }),
    )
    .map(([specs, pairs, currents]) => {
      const nodes = [{ run: false, a: 0, b: 0, c: 0, t: 1 }, ...specs].map(
        ({ run, a, b, c, t }, index): TrueNode => {
          const id = `${run ? 'run' : 'art'}-${index}`;
          const project = pick(['team/a', 'team/b'], a);
          const troubles = ['hidden', 'failed', 'failing', run ? 'deleted' : 'failing', 'vague'] as const;
          const collection = `team/${pick(['x', 'y', 'z'], c)}`;
          return {
            id,
            kind: run ? 'RUN' : 'ARTIFACT',
            path: `${project}/${id}`,
            project,
            state: run ? pick(['finished', 'failed'], b) : pick(['COMMITTED', 'PENDING'], b),
            tags: pick([[], ['gold'], ['raw', 'gold']], b),
            ageDays: pick([1, 100, 1_000], a),
            collection: run ? '' : collection,
            type: run ? '' : pick(['dataset', 'model'], a >> 2),
            aliases: run ? [] : pick([[], ['production'], ['latest']], a),
            daysToLive: run ? null : pick([null, 5, 50], b),
            digest: `d${pick([0, 1, 2, 3], c >> 2)}`,
            jobType: run ? pick(['train', 'evaluate', null], c) : null,
            owner: pick(['ada', 'bob'], c),
            commit: run ? pick(['abc', null], a) : null,
            metadata: run
              ? null
              : pick([null, { license: 'MIT' }, { license: 'GPL' }, { license: ['MIT'] }], b),
            config: run ? pick([null, { lr: 0.1 }, { lr: 5 }], b) : null,
            trouble: trouble > 0 && index > 0 && t % trouble === 0 ? pick(troubles, a >> 3) : null,
          };
        },
      );
      const runs = nodes.filter(({ kind }) => kind === 'RUN');
      const artifacts = nodes.filter(({ kind }) => kind === 'ARTIFACT');
      const made = new Set<string>();
      const edges = pairs.flatMap(([r, a, uses]) => {
        if (runs.length === 0) return [];
        const [run, artifact] = [pick(runs, r).id, pick(artifacts, a).id];
        // W&B names one creator: runs that logged the same content later are not upstream.
        if (!uses && made.has(artifact)) return [];
        if (!uses) made.add(artifact);
        return [uses ? { from: artifact, to: run } : { from: run, to: artifact }];
      });
      const [x = 0, y = 0, z = 0] = currents;
      const digest = (number: number) => (trouble > 0 && number === 9 ? null : `d${number % 4}`);
      return { nodes, edges, currents: { 'team/x': digest(x), 'team/y': digest(y), 'team/z': digest(z) } };
    });
}

/** What W&B shows: each place where a hidden node is met is a node of its own. */
function observed({ nodes, edges }: TrueWorld): TestGraph {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const shown = new Map<string, GraphNode>();
  for (const { id, kind, project, ageDays, type, jobType, state, trouble } of nodes) {
    if (trouble === 'hidden' || trouble === 'failed' || trouble === 'deleted') continue;
    const attributes = { project, createdAtMs: nowMs - ageDays * dayMs };
    const own = kind === 'RUN' ? { jobType, runState: state } : { artifactType: type };
    shown.set(id, { id, kind, attributes: { ...attributes, ...own } });
  }
  const end = (id: string, other: string): string | null => {
    const trouble = byId.get(id)?.trouble;
    if (trouble === 'deleted') return null;
    if (trouble !== 'hidden' && trouble !== 'failed') return id;
    const place = `${id}@${other}`;
    shown.set(
      place,
      trouble === 'hidden'
        ? { id: place, kind: 'HIDDEN', reason: 'NOT_VISIBLE' }
        : { id: place, kind: 'FAILED', error: new Error('W&B failed') },
    );
    return place;
  };
  const kept = edges.flatMap((edge) => {
    const [from, to] = [end(edge.from, edge.to), end(edge.to, edge.from)];
    return from === null || to === null ? [] : [{ from, to, usedAs: null }];
  });
  const failing = nodes.filter(({ trouble }) => trouble === 'failing').map(({ id }) => id);
  return { nodes: [...shown.values()], edges: kept, failing };
}

export interface ObservedWorld {
  upstream: WalkedGraph;
  downstream: WalkedGraph;
  facts: FactSource;
  nowMs: number;
}

/** Walks what W&B shows of a world, from several subjects together. */
export async function observe(
  world: TrueWorld,
  subjects: readonly string[],
  depths: Record<WalkDirection, number>,
): Promise<ObservedWorld> {
  const graph = observed(world);
  const walked = async (direction: WalkDirection, roots: readonly string[], depth: number) => {
    const options = { direction, maxDepth: depth, maxNodes: Infinity, filter: { includeSystemTypes: true } };
    const nodes = roots.map((id) => graph.nodes.find((node) => node.id === id) as GraphNode);
    return walkedGraphFrom(await collectPage(portFrom(graph), { ...options, roots: nodes }), direction);
  };
  const [upstream, downstream] = [
    await walked('UPSTREAM', subjects, depths.UPSTREAM),
    await walked('DOWNSTREAM', subjects, depths.DOWNSTREAM),
  ];
  const known = graph.nodes.filter((node): node is KnownNode => node.kind === 'RUN');
  const inputs =
    known.length === 0
      ? null
      : await walked(
          'UPSTREAM',
          known.map(({ id }) => id),
          1,
        );
  return { upstream, downstream, nowMs, facts: factsOf(world, graph, inputs) };
}

function factsOf(world: TrueWorld, graph: TestGraph, inputs: WalkedGraph | null): FactSource {
  const byId = new Map(world.nodes.map((node) => [node.id, node]));
  const shown = new Set(
    graph.nodes.filter(({ kind }) => kind === 'RUN' || kind === 'ARTIFACT').map(({ id }) => id),
  );
  const json = (id: string, name: 'metadata' | 'config') => {
    const node = byId.get(id);
    return !node || node.trouble === 'vague' ? notKnown : node[name];
  };
  return {
    of(id): NodeFacts | null {
      const node = byId.get(id);
      if (!node || !shown.has(id)) return null;
      const isRun = node.kind === 'RUN';
      const vague = <T>(value: T) => (node.trouble === 'vague' ? notKnown : value);
      const { digest, collection, daysToLive } = node;
      return {
        path: node.path,
        project: vague(node.project),
        state: vague(node.state),
        tags: vague(node.tags),
        createdAtMs: nowMs - node.ageDays * dayMs,
        collection: isRun ? null : collection,
        type: isRun ? null : vague(node.type),
        aliases: isRun ? null : vague(node.aliases),
        expiresAtMs: isRun ? null : vague(daysToLive === null ? null : nowMs + daysToLive * dayMs),
        version: isRun ? null : { id, digest, collection, versionIndex: null },
        jobType: isRun ? vague(node.jobType) : null,
        owner: isRun ? vague(node.owner) : null,
        commit: isRun ? vague(node.commit) : null,
      };
    },
    metadata: (id) => json(id, 'metadata'),
    config: (id) => json(id, 'config'),
    current(collection): Version | typeof notKnown {
      const digest = world.currents[collection] ?? null;
      return digest === null ? notKnown : { id: `current of ${collection}`, digest, versionIndex: null };
    },
    inputs: (run) => (inputs?.hits.has(run) ? closureOf(inputs, run) : null),
  };
}
