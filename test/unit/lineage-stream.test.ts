import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LineageFilter } from '../../src/lineage/filter.ts';
import type { LineageEdge, Truncation } from '../../src/lineage/graph.ts';
import type { Expansion, LineageSource, GraphNode } from '../../src/lineage/source.ts';
import { streamLineage, type StreamPart, type StreamRequest } from '../../src/lineage/ndjson.ts';
import { collectPage } from '../../src/lineage/page.ts';
import { portFrom, testGraphs } from '../support/lineage-graphs.ts';
import { propertyRuns } from '../support/property-runs.ts';

const directions = fc.constantFrom(
  'UPSTREAM' as const,
  'DOWNSTREAM' as const,
  'BOTH' as const,
  'CONNECTED' as const,
);
const filters: fc.Arbitrary<LineageFilter> = fc.record(
  {
    kinds: fc.subarray(['RUN', 'ARTIFACT'] as const),
    artifactTypes: fc.subarray(['model', 'dataset', 'job']),
    jobTypes: fc.subarray(['train', 'eval']),
    includeSystemTypes: fc.boolean(),
  },
  { requiredKeys: [] },
);
const fanouts = fc.constantFrom(null, 1, 2);

async function partsOf(port: LineageSource, request: StreamRequest, deadlineAtMs: number | null = null) {
  const parts: StreamPart[] = [];
  for await (const part of streamLineage(port, { ...request, limits: () => ({ deadlineAtMs }) }))
    parts.push(part);
  return parts;
}

/** The last line of an edge counts. */
function edgesOf(edges: readonly LineageEdge[]): [string, unknown][] {
  const byEnds = new Map(
    edges.map(({ from, to, kind, usedAs }) => [
      `${from} ${to}`,
      { kind, usedAs: usedAs && [...usedAs].sort() },
    ]),
  );
  return [...byEnds].sort(([a], [b]) => (a < b ? -1 : 1));
}

function sumsOf(truncations: readonly Truncation[]): [string, number | null][] {
  const sums = new Map<string, number | null>();
  for (const { at, reason, omitted } of truncations) {
    const key = `${reason} ${at}`;
    const known = sums.get(key);
    sums.set(key, known === null || omitted === null ? null : (known ?? 0) + omitted);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
}

const byDepth = (nodes: readonly { node: GraphNode; depth: number }[]) =>
  nodes.map(({ node, depth }) => `${depth} ${node.id}`).sort();

describe('A streamed walk', () => {
  it('finds the nodes, depths, edges, names and truncations of a walk in one page', async () => {
    await fc.assert(
      fc.asyncProperty(
        testGraphs(),
        fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }),
        directions,
        fc.nat(7),
        fanouts,
        filters,
        filters,
        fc.constantFrom(1, 2, Infinity),
        async (graph, picked, direction, maxDepth, maxFanout, filter, stopAt, pageCap) => {
          const roots = picked.map((pick) => graph.nodes[pick % graph.nodes.length] as GraphNode);
          const request = { roots, direction, maxDepth, maxFanout, filter, stopAt, maxNodes: Infinity };
          const walk = await collectPage(portFrom(graph), request);
          const parts = await partsOf(portFrom(graph, { pageCap }), request);
          expect(byDepth(parts.flatMap(({ nodes }) => nodes))).toEqual(byDepth(walk.hits));
          expect(edgesOf(parts.flatMap(({ edges }) => edges))).toEqual(edgesOf(walk.edges));
          // What the filter hides is told of the node through which it was met first: in pieces that may be another.
          if (pageCap === Infinity || walk.truncations.every(({ reason }) => reason !== 'FILTERED'))
            expect(sumsOf(parts.flatMap(({ truncations }) => truncations))).toEqual(sumsOf(walk.truncations));
          const failed = (errors: readonly { at: string }[]) =>
            [...new Set(errors.map(({ at }) => at))].sort();
          expect(failed(parts.flatMap(({ errors }) => errors))).toEqual(failed(walk.errors));
        },
      ),
      propertyRuns(),
    );
  });

  it('yields depths in order, every node once, and no edge before its ends', async () => {
    await fc.assert(
      fc.asyncProperty(testGraphs(), fc.nat(99), directions, async (graph, pick, direction) => {
        const roots = [graph.nodes[pick % graph.nodes.length] as GraphNode];
        const known = new Set<string>();
        let depth = 0;
        for (const part of await partsOf(portFrom(graph), {
          roots,
          direction,
          maxDepth: 9,
          maxNodes: Infinity,
        })) {
          for (const each of part.nodes) {
            expect(each.depth).toBeGreaterThanOrEqual(depth);
            expect(known.has(each.node.id)).toBe(false);
            depth = each.depth;
            known.add(each.node.id);
          }
          for (const { from, to } of part.edges)
            expect([known.has(from), known.has(to)]).toEqual([true, true]);
        }
      }),
      propertyRuns(),
    );
  });

  it('yields no more nodes than allowed, and reports when there are more', async () => {
    await fc.assert(
      fc.asyncProperty(
        testGraphs(),
        fc.nat(99),
        directions,
        fc.integer({ min: 1, max: 8 }),
        async (...given) => {
          const [graph, pick, direction, maxNodes] = given;
          const roots = [graph.nodes[pick % graph.nodes.length] as GraphNode];
          const request = { roots, direction, maxDepth: 9, filter: { includeSystemTypes: true } };
          const all = await collectPage(portFrom(graph), { ...request, maxNodes: Infinity });
          const parts = await partsOf(portFrom(graph), { ...request, maxNodes });
          const nodes = parts.flatMap((part) => part.nodes);
          const cut = parts
            .flatMap(({ truncations }) => truncations)
            .filter(({ reason }) => reason === 'MAX_NODES');
          expect(nodes).toHaveLength(Math.min(maxNodes, all.hits.length));
          expect(cut.map(({ at }) => at)).toEqual(all.hits.length > maxNodes ? [nodes.at(-1)?.node.id] : []);
        },
      ),
      propertyRuns(),
    );
  });

  const wide = {
    nodes: [
      { id: 'root', kind: 'ARTIFACT' as const, attributes: { project: null, createdAtMs: null } },
      ...Array.from({ length: 3_000 }, (_, index) => ({
        id: `run-${index}`,
        kind: 'RUN' as const,
        attributes: { project: null, createdAtMs: null },
      })),
    ],
    edges: Array.from({ length: 3_000 }, (_, index) => ({ from: 'root', to: `run-${index}`, usedAs: null })),
    failing: [],
  };
  const downFromRoot = {
    roots: wide.nodes.slice(0, 1),
    direction: 'DOWNSTREAM' as const,
    maxDepth: 9,
    maxNodes: Infinity,
  };

  it('loads nothing before it is read', async () => {
    const port = portFrom(wide);
    const walk = streamLineage(port, downFromRoot);
    await walk.next();
    expect(port.calls).toBe(0);
    await walk.next();
    expect(port.calls).toBe(1);
    // Two more pieces of the root's list, and then 500 of what it holds.
    for (const expanded of [2, 3, 503]) {
      await walk.next();
      expect(port.expanded).toBe(expanded);
    }
    await walk.return();
    expect(port.calls).toBe(4);
  });

  it('reports the deadline for everything that is left', async () => {
    let asked = 0;
    const walk = streamLineage(portFrom(wide), {
      ...downFromRoot,
      limits() {
        asked += 1;
        return { deadlineAtMs: asked > 4 ? Date.now() - 1 : null };
      },
    });
    const truncations: Truncation[] = [];
    for await (const part of walk) truncations.push(...part.truncations);
    // Three pieces of the root's list found all 3,000, and 500 of them were asked.
    expect(truncations).toHaveLength(2_500);
    expect(new Set(truncations.map(({ reason }) => reason))).toEqual(new Set(['DEADLINE']));
  });

  it('ends with the reason of an abort', async () => {
    const leaving = new AbortController();
    const walk = streamLineage(portFrom(wide), {
      ...downFromRoot,
      limits: () => ({ signal: leaving.signal }),
    });
    await walk.next();
    leaving.abort(new Error('gone'));
    await expect(walk.next()).rejects.toThrow('gone');
  });

  it('keeps little of a node with 30,000 neighbors in memory', async () => {
    const consumers = 30_000;
    const root: GraphNode = {
      id: idOf('Artifact', 0),
      kind: 'ARTIFACT',
      attributes: { project: null, createdAtMs: null },
    };
    const asked: number[] = [];
    const port: LineageSource = {
      expand(nodes, _direction, { pageSize = Infinity }) {
        const expansions = nodes.map((node): Expansion => {
          if (node.id !== root.id) {
            const neighbour = idOf(
              'Artifact',
              1 + Number(Buffer.from(node.id, 'base64').toString().slice(-9)),
            );
            return node.kind === 'RUN'
              ? { neighbours: [{ node: { ...root, id: neighbour }, usedAs: null }], beyondFanout: 0 }
              : { neighbours: [], beyondFanout: 0 };
          }
          const start = node.continuation?.count ?? 0;
          const count = Math.min(consumers, start + pageSize);
          const neighbours = Array.from({ length: count - start }, (_, at) => ({
            node: {
              id: idOf('Run', start + at),
              kind: 'RUN' as const,
              attributes: { project: 'acme/hub', createdAtMs: start + at },
            },
            usedAs: null,
          }));
          const after = String(count);
          const continuation = { after, count, remaining: consumers - count, checkpoint: { after, count } };
          return { neighbours, beyondFanout: 0, ...(count < consumers && { continuation }) };
        });
        asked.push(expansions.reduce((sum, { neighbours }) => sum + neighbours.length, 0));
        return Promise.resolve(expansions);
      },
    };
    // What earlier tests left behind goes with the first collection, or with a turn after it.
    heldBytes();
    await new Promise(setImmediate);
    const before = heldBytes();
    let most = 0;
    let nodes = 0;
    let parts = 0;
    const request = { roots: [root], direction: 'BOTH' as const, maxDepth: 9, maxNodes: Infinity };
    for await (const part of streamLineage(port, request)) {
      nodes += part.nodes.length;
      parts += 1;
      if (parts % 25 === 0) most = Math.max(most, heldBytes() - before);
    }
    expect(nodes).toBe(1 + 2 * consumers);
    expect(Math.max(...asked)).toBeLessThanOrEqual(1_000);
    expect(most).toBeGreaterThan(0);
    // 200,000 nodes then take 80 MB at most, beside what the gateway takes anyway.
    expect(most / nodes).toBeLessThan(400);
    // Collecting the garbage of 60,000 nodes takes its time beside other work.
  }, 60_000);
});

function idOf(kind: string, number: number): string {
  return Buffer.from(`${kind}:v1:acme:hub-of-many:${String(number).padStart(12, '0')}`).toString('base64');
}

/** After everything that nobody holds is gone. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
