import { describe, expect, it } from '@jest/globals';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Expansion, GraphNode, LineageSource, NodeToExpand } from '../../src/lineage/source.ts';
import { collectPage, type PageOptions } from '../../src/lineage/page.ts';
import { slowness } from '../support/machine.ts';

const worldNodes = 200_000;
const width = 40_000;

function ref(index: number): GraphNode {
  const run = Math.floor(index / width) % 2 === 1;
  const attributes = {
    project: 'team/large',
    createdAtMs: index,
    ...(run ? { jobType: 'train' } : { artifactType: 'model' }),
  };
  return {
    id: `${run ? 'UnVu' : 'QXJ0'}${((index * 7_919) % 1_000_003).toString(36)}${index}`,
    kind: run ? 'RUN' : 'ARTIFACT',
    attributes,
  };
}

/** 200,000 nodes in 5 levels of 40,000, of which each leads to four of the next; one root leads to the whole first level. */
function largeWorld(): { port: LineageSource; root: GraphNode } {
  const root: GraphNode = { id: 'root', kind: 'RUN', attributes: { project: null, createdAtMs: null } };
  const positions = new Map<string, number>();
  const refs = Array.from({ length: worldNodes }, (_, index) => ref(index));
  for (const [index, { id }] of refs.entries()) positions.set(id, index);
  const targets = (index: number) =>
    [1, 17, 4_001, 20_011].map((step) => index - (index % width) + width + ((index * 3 + step) % width));
  const expansionOf = ({ id }: NodeToExpand): Expansion => {
    const index = positions.get(id);
    const next =
      index === undefined ? refs.slice(0, width) : targets(index).flatMap((target) => refs[target] ?? []);
    return { neighbours: next.map((node) => ({ node, usedAs: null })), beyondFanout: 0 };
  };
  const port: LineageSource = {
    async expand(nodes) {
      const expansions: Expansion[] = [];
      for (const node of nodes) {
        expansions.push(expansionOf(node));
        if (expansions.length % 1_000 === 0) await nextTurn();
      }
      return expansions;
    },
  };
  return { port, root };
}

describe('a walk of 20,000 nodes of a world of 200,000', () => {
  const { port, root } = largeWorld();
  const options: PageOptions = { roots: [root], direction: 'DOWNSTREAM', maxDepth: 50, maxNodes: 20_000 };

  async function measured(after: PageOptions['after'] = null) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startedMs = performance.now();
    const walk = await collectPage(port, { ...options, after });
    await nextTurn();
    delay.disable();
    return {
      walk,
      longestMs: delay.max / 1e6,
      tookMs: performance.now() - startedMs,
      rssMb: process.memoryUsage().rss / 1e6,
    };
  }

  // The clock counts what other processes take of the cores, so that one quiet run of several has to show it.
  async function quietest(after: PageOptions['after'] = null): Promise<Awaited<ReturnType<typeof measured>>> {
    let best = await measured(after);
    for (let turn = 1; turn < 5 && best.longestMs >= 50; turn += 1) {
      const other = await measured(after);
      if (other.longestMs < best.longestMs) best = other;
    }
    return best;
  }

  it.each([
    ['first', null, 20_000],
    ['last', { depth: 4, key: 'QXJ0zz' }, 2_000],
  ])(
    'does not hold up the event loop on its %s page',
    async (_, place, atLeast) => {
      const { walk, ...figures } = await quietest(
        place && { nodes: place, expansions: place, cut: false, digest: null },
      );
      if (process.env['LINEAGE_FIGURES']) console.log(figures, walk.hits.length, walk.edges.length);
      expect(walk.hits.length).toBeGreaterThan(atLeast - 1);
      // 23-34 ms on an idle machine; without turns the sort of one level alone takes longer. A busy machine is no fault.
      expect(figures.longestMs).toBeLessThan(130 * slowness().wall);
    },
    180_000,
  );
});
