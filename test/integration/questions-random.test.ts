import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import type { ArtifactNode, CollectionNode } from '../../src/emulator/world.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { propertyRuns } from '../support/property-runs.ts';
import {
  closureFrom,
  downstreamOf,
  idOf,
  isVisible,
  questionWorlds,
  upstreamOf,
  type ClosureNode,
  type SmallWorld,
  type WorldNode,
} from '../support/question-worlds.ts';

const { numRuns, seed } = propertyRuns();
const { world, small } = questionWorlds(numRuns, seed);
let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world });
  gateway = await startGateway(emulator);
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

const artifactsOf = ({ visible }: SmallWorld): ArtifactNode[] =>
  visible.filter((node) => node.kind === 'artifact');
const knownOf = (closure: Map<string, ClosureNode>): (ClosureNode & { node: WorldNode })[] =>
  [...closure.values()].flatMap((each) => (each.node ? [{ ...each, node: each.node }] : []));
const isHiddenIn = (closure: Map<string, ClosureNode>): boolean =>
  [...closure.values()].some(({ node }) => node === null);
const isProducerUnknownIn = (closure: Map<string, ClosureNode>): boolean =>
  knownOf(closure).some(({ node }) => node.kind === 'artifact' && upstreamOf(node).length === 0);

/** Pairs of different visible nodes, the same each time. */
function pairsOf({ visible }: SmallWorld, count: number): [WorldNode, WorldNode][] {
  const pairs = visible.flatMap((a) =>
    visible.flatMap((b): [WorldNode, WorldNode][] => (a === b ? [] : [[a, b]])),
  );
  const step = Math.max(1, Math.floor(pairs.length / count));
  return pairs.filter((_, index) => index % step === 0);
}

describe('On random worlds, of which the key sees a part,', () => {
  test('the blast radius equals a count node by node', async () => {
    const query = `query ($id: ID!) { node(id: $id) { ... on Artifact { blastRadius(maxDepth: 50) {
      runs artifacts projects users hidden byDepth { depth runs artifacts projects users hidden }
      versions(first: 100) { depth artifact { id } } completeness { complete } } } } }`;
    for (const each of small)
      for (const root of artifactsOf(each).slice(0, 4)) {
        const { data, errors } = await gateway.ask(query, { id: idOf(root) });
        const { versions, completeness, byDepth, ...total } = data.node.blastRadius;
        const closure = [...closureFrom(root, downstreamOf).values()].filter(({ depth }) => depth > 0);
        const counts = (nodes: ClosureNode[]) => ({
          runs: nodes.filter(({ node }) => node?.kind === 'run').length,
          artifacts: nodes.filter(({ node }) => node?.kind === 'artifact').length,
          projects: nodes.some(({ node }) => node) ? 1 : 0,
          users: new Set(nodes.flatMap(({ node }) => (node?.kind === 'run' ? node.user?.username : []))).size,
          hidden: nodes.filter(({ node }) => !node).length,
        });
        expect(errors).toBeUndefined();
        expect(total).toEqual(counts(closure));
        const depths = [...new Set(closure.map(({ depth }) => depth))].sort((a, b) => a - b);
        expect(byDepth).toEqual(
          depths.map((depth) => ({ depth, ...counts(closure.filter((node) => node.depth === depth)) })),
        );
        expect(
          versions
            .map(
              ({ depth, artifact }: { depth: number; artifact: { id: string } }) => `${depth} ${artifact.id}`,
            )
            .sort(),
        ).toEqual(
          closure
            .flatMap(({ id, node, depth }) => (node?.kind === 'artifact' ? [`${depth} ${id}`] : []))
            .sort(),
        );
        expect(completeness.complete).toBe(total.hidden === 0);
      }
  });

  test('staleness names one cause of each cycle that lies downstream of no other', async () => {
    const query = `query ($id: ID!) { node(id: $id) { ... on Artifact { staleness(maxDepth: 50) { status unknown { id }
      causes { used { id } current { id } versionsBehind path { id } } completeness { complete } } } } }`;
    const statuses = new Set<string>();
    for (const each of small)
      for (const root of artifactsOf(each).slice(0, 4)) {
        const { data } = await gateway.ask(query, { id: idOf(root) });
        const { status, causes, unknown, completeness } = data.node.staleness;
        const closure = closureFrom(root, upstreamOf);
        const known = knownOf(closure);
        const seen = (node: WorldNode): WorldNode[] => upstreamOf(node).filter(isVisible);
        const pathTo = (from: WorldNode, to: WorldNode): boolean => closureOf(to).has(from);
        const closureOf = (to: WorldNode): Set<WorldNode> => {
          const found = new Set(seen(to));
          for (const node of found) for (const other of seen(node)) found.add(other);
          return found;
        };
        const newest = ({ versions }: CollectionNode): ArtifactNode => versions.at(-1) as ArtifactNode;
        const isOutdated = (node: ArtifactNode): boolean => newest(node.collection).digest !== node.digest;
        const effective = known.filter(({ node, depth }) => {
          if (depth === 0 || node.kind !== 'artifact' || !isOutdated(node)) return false;
          if (node.collection === root.collection) return false;
          // From the root upstream, through no other version of its collection.
          const passed = new Set<WorldNode>([root]);
          for (const at of passed)
            for (const other of seen(at))
              if (other === node || other.kind === 'run' || other.collection !== node.collection)
                passed.add(other);
          return passed.has(node);
        });
        const sources = effective.filter(({ node }) =>
          effective.every(
            (other) => !pathTo(other.node, node) || pathTo(node, other.node) || other.node === node,
          ),
        );
        const isSame = (a: WorldNode, b: WorldNode): boolean => a === b || (pathTo(a, b) && pathTo(b, a));
        const given: string[] = causes.map(({ used }: { used: { id: string } }) => used.id);
        const named = sources.filter(({ id }) => given.includes(id));
        expect(named).toHaveLength(given.length);
        for (const source of sources) {
          const cycle = sources.filter(({ node }) => isSame(node, source.node));
          const ofCycle = cycle.filter(({ id }) => given.includes(id));
          expect(ofCycle.map(({ depth }) => depth)).toEqual([Math.max(...cycle.map(({ depth }) => depth))]);
        }
        for (const { used, current, versionsBehind, path } of causes) {
          const node = artifactsOf(each).find((artifact) => idOf(artifact) === used.id) as ArtifactNode;
          const now = newest(node.collection);
          expect(current.id).toBe(idOf(now));
          expect(versionsBehind).toBe((now.versionIndex ?? 0) - (node.versionIndex ?? 0));
          const way = path.map(({ id }: { id: string }) => closure.get(id)?.node);
          expect([way[0], way.at(-1)]).toEqual([node, root]);
          for (const [index, step] of way.slice(1).entries()) expect(seen(step)).toContain(way[index]);
        }
        expect(unknown).toEqual([]);
        const [isHidden, isProducerUnknown] = [isHiddenIn(closure), isProducerUnknownIn(closure)];
        expect(completeness.complete).toBe(!isHidden && !isProducerUnknown);
        expect(status).toBe(
          isHidden ? 'UNKNOWN' : causes.length > 0 ? 'STALE' : isProducerUnknown ? 'UNKNOWN' : 'FRESH',
        );
        statuses.add(status);
      }
    expect(statuses).toContain('STALE');
  });

  test('the difference of two ancestries equals that of two sets', async () => {
    const query = `query ($base: ID!, $head: ID!) { ancestryDiff(base: $base, head: $head, maxDepth: 50) { sharedCount
      onlyInBase { node { id } } onlyInHead { node { id } } completeness { complete }
      versionChanges { contentChanged base { id } head { id } } runChanges { base { id } head { id } }
      earliestDivergence { base { __typename id } head { __typename id } } } }`;
    for (const each of small)
      for (const [base, head] of pairsOf(each, 4)) {
        const { data, errors } = await gateway.ask(query, { base: idOf(base), head: idOf(head) });
        expect(errors).toBeUndefined();
        const diff = data.ancestryDiff;
        const [before, after] = [closureFrom(base, upstreamOf), closureFrom(head, upstreamOf)];
        const only = (a: Map<string, ClosureNode>, b: Map<string, ClosureNode>) =>
          [...a.values()].filter(({ id }) => !b.has(id));
        const named = (nodes: ClosureNode[]) => nodes.map(({ id, node }) => (node ? id : 'hidden')).sort();
        const givenIds = (hits: { node: { id: string } }[]) =>
          hits.map(({ node }) => (node.id.startsWith('hidden:') ? 'hidden' : node.id)).sort();
        expect(givenIds(diff.onlyInBase)).toEqual(named(only(before, after)));
        expect(givenIds(diff.onlyInHead)).toEqual(named(only(after, before)));
        expect(diff.sharedCount).toBe(before.size - only(before, after).length);
        const versionsIn = (closure: Map<string, ClosureNode>, collection: CollectionNode) =>
          knownOf(closure).flatMap(({ node }) =>
            node.kind === 'artifact' && node.collection === collection ? node : [],
          );
        const collections = new Set(artifactsOf(each).map(({ collection }) => collection));
        const changes = [...collections].flatMap((collection) => {
          const [old, now] = [versionsIn(before, collection), versionsIn(after, collection)];
          const ids = [old, now].map((list) => list.map(idOf).sort());
          const digests = [old, now].map((list) => [...new Set(list.map(({ digest }) => digest))].sort());
          const isSame = ([a, b]: string[][]) => JSON.stringify(a) === JSON.stringify(b);
          if (old.length === 0 || now.length === 0 || isSame(ids)) return [];
          return [{ base: ids[0], head: ids[1], contentChanged: !isSame(digests) }];
        });
        const idsIn = (list: { id: string }[]) => list.map(({ id }) => id).sort();
        const byText = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
        expect(
          diff.versionChanges
            .map((change: { base: { id: string }[]; head: { id: string }[]; contentChanged: boolean }) => ({
              base: idsIn(change.base),
              head: idsIn(change.head),
              contentChanged: change.contentChanged,
            }))
            .sort(byText),
        ).toEqual(changes.sort(byText));
        expect(diff.completeness.complete).toBe(
          [before, after].every((closure) => !isHiddenIn(closure) && !isProducerUnknownIn(closure)),
        );
        const apart = [...apartIn(before, after), ...apartIn(after, before)];
        const [oldest] = apart.sort((a, b) => (a.node.createdAt < b.node.createdAt ? -1 : 1));
        const divergence = diff.earliestDivergence;
        expect(divergence === null).toBe(only(before, after).length + only(after, before).length === 0);
        if (oldest) expect([divergence.base?.id, divergence.head?.id]).toContain(oldest.id);
        for (const { base: from, head: to } of diff.runChanges)
          if ([divergence?.base?.id === from.id, divergence?.head?.id === to.id].includes(true))
            expect([divergence.base, divergence.head]).not.toContain(null);
      }
  });

  test('paths are found if and only if the end is downstream, and are all there are where they are complete', async () => {
    const query = `query ($from: ID!, $to: ID!, $maxDepth: Int!, $first: Int!) {
      lineagePaths(from: $from, to: $to, maxDepth: $maxDepth, first: $first) {
        reversed hasMore paths { length nodes { id } } completeness { complete } } }`;
    const seen = { found: 0, none: 0, complete: 0 };
    for (const [index, each] of small.entries())
      for (const [from, to] of pairsOf(each, 6)) {
        const [maxDepth, first] = [1 + (index % 9), 1 + (index % 4)];
        const { data, errors } = await gateway.ask(query, {
          from: idOf(from),
          to: idOf(to),
          maxDepth,
          first,
        });
        expect(errors).toBeUndefined();
        const [along, back] = [pathsBetween(from, to), pathsBetween(to, from)];
        const isShort = ({ length }: string[]) => length <= maxDepth + 1;
        const isAlong = along.some(isShort);
        const wanted = (isAlong ? along : back).filter(isShort);
        const { paths, reversed, hasMore, completeness } = data.lineagePaths;
        expect(paths.map(({ nodes }: { nodes: { id: string }[] }) => nodes.map(({ id }) => id))).toEqual(
          wanted.slice(0, first),
        );
        expect([reversed, hasMore]).toEqual([!isAlong && wanted.length > 0, wanted.length > first]);
        const searched: [WorldNode, WorldNode, string[][]][] = [[from, to, along]];
        if (!isAlong) searched.push([to, from, back]);
        const isWhole = searched.every(
          ([start, end, all]) =>
            all.every(isShort) &&
            !isHiddenIn(closureFrom(start, (node) => (node === end ? [] : downstreamOf(node)))),
        );
        expect(completeness.complete).toBe(isWhole && !hasMore);
        if (paths.length > 0) seen.found += 1;
        else seen.none += 1;
        if (completeness.complete) seen.complete += 1;
      }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  });
});

/** Nodes of one ancestry alone without an input of that kind: with their age, known ones only. */
function apartIn(own: Map<string, ClosureNode>, other: Map<string, ClosureNode>) {
  const only = [...own.values()].filter(({ id }) => !other.has(id));
  const ids = new Set(only.map(({ id }) => id));
  const idFrom = (node: WorldNode, from: WorldNode): string =>
    isVisible(node) ? idOf(node) : `hidden ${idOf(from)} ${idOf(node)}`;
  const apart = only.filter(
    ({ node }) => !node || !upstreamOf(node).some((input) => ids.has(idFrom(input, node))),
  );
  return (apart.length > 0 ? apart : only).flatMap(({ id, node }) => (node ? [{ id, node }] : []));
}

/** Every simple path through visible nodes, by length, then ids. */
function pathsBetween(from: WorldNode, to: WorldNode): string[][] {
  const paths: string[][] = [];
  const go = (trail: WorldNode[]): void => {
    const at = trail.at(-1) as WorldNode;
    if (at === to) paths.push(trail.map(idOf));
    else
      for (const next of downstreamOf(at)) if (isVisible(next) && !trail.includes(next)) go([...trail, next]);
  };
  go([from]);
  const text = (path: string[]): string => path.join(' ');
  return paths.sort((a, b) => a.length - b.length || (text(a) < text(b) ? -1 : 1));
}
