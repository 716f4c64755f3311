import fc from 'fast-check';
import { artifactId, runId } from '../../src/emulator/ids.ts';
import { createWorldBuilder } from '../../src/emulator/world-builder.ts';
import type { ArtifactNode, RunNode, World } from '../../src/emulator/world.ts';
import { memberKey } from './special-world.ts';

export type WorldNode = RunNode | ArtifactNode;

/** A small world among others: its nodes, some of which the key may not see. */
export interface SmallWorld {
  nodes: WorldNode[];
  visible: WorldNode[];
}

const specs = fc.record({
  nodes: fc.array(
    fc.record({
      isRun: fc.boolean(),
      isSecret: fc.integer({ min: 0, max: 7 }).map((number) => number === 0),
      collection: fc.nat(2),
      creator: fc.constantFrom('first', 'first', 'first', 'none', 'user', 'deleted'),
      hasSameContent: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
      user: fc.nat(1),
    }),
    { minLength: 4, maxLength: 14 },
  ),
  links: fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.boolean()), { minLength: 4, maxLength: 26 }),
});

/** Worlds with several loggers of one version, unknown creators, cycles, diamonds and secret projects, all in one. */
export function questionWorlds(
  count: number,
  seed: number | undefined,
): { world: World; small: SmallWorld[] } {
  const builder = createWorldBuilder('questions');
  const [ada, bob] = [builder.user('ada'), builder.user('bob')];
  const open = [];
  const small: SmallWorld[] = [];
  for (const [index, spec] of fc
    .sample(specs, { numRuns: count, ...(seed !== undefined && { seed }) })
    .entries()) {
    const [shown, secret] = [
      builder.project('acme', `open-${index}`),
      builder.project('acme', `secret-${index}`),
    ];
    open.push(shown);
    const collections = [shown, secret].map((project) =>
      ['a', 'b', 'c'].map((name) => builder.collection(project, name, 'dataset')),
    );
    const nodes = spec.nodes.map(
      ({ isRun, isSecret, collection, creator, hasSameContent, user }, at): WorldNode => {
        if (isRun)
          return builder.run(isSecret ? secret : shown, `run-${at}`, { user: user === 0 ? ada : bob });
        const place = collections[isSecret ? 1 : 0]?.[collection];
        if (!place) throw new Error('There is no such collection.');
        return builder.artifact(place, {
          ...(hasSameContent && { digest: `same-${index}` }),
          ...(creator === 'user' && { creator: ada }),
        });
      },
    );
    const runs = nodes.filter((node) => node.kind === 'run');
    const artifacts = nodes.filter((node) => node.kind === 'artifact');
    const done = new Set<string>();
    for (const [r, a, isUse] of spec.links) {
      const [run, artifact] = [runs[r % runs.length], artifacts[a % artifacts.length]];
      const key = `${run?.name} ${artifact?.number} ${isUse}`;
      if (!run || !artifact || done.has(key)) continue;
      done.add(key);
      if (isUse) builder.uses(run, artifact);
      else builder.logs(run, artifact);
    }
    for (const [at, node] of nodes.entries())
      if (node.kind === 'artifact' && spec.nodes[at]?.creator === 'none') node.creator = null;
    const gone = builder.run(shown, 'gone', { deleted: true, user: bob });
    for (const [at, node] of nodes.entries())
      if (node.kind === 'artifact' && spec.nodes[at]?.creator === 'deleted') node.creator = gone;
    small.push({ nodes, visible: nodes.filter(isVisible) });
  }
  builder.key(memberKey, 'all but the secret projects', ada, open);
  return { world: builder.build({ hiddenProducer: 'projectless' }), small };
}

export function idOf(node: WorldNode): string {
  return node.kind === 'run' ? runId(node) : artifactId(node);
}

function projectOf(node: WorldNode): string {
  return node.kind === 'run' ? node.project.name : node.collection.project.name;
}

export function isVisible(node: WorldNode): boolean {
  return projectOf(node).startsWith('open') && !(node.kind === 'run' && node.deleted);
}

export function downstreamOf(node: WorldNode): WorldNode[] {
  return node.kind === 'run' ? [...new Set(node.logs)] : [...new Set(node.usedBy)];
}

export function upstreamOf(node: WorldNode): WorldNode[] {
  if (node.kind === 'run') return [...new Set(node.uses.map(({ artifact }) => artifact))];
  return node.creator?.kind === 'run' && !node.creator.deleted ? [node.creator] : [];
}

export interface ClosureNode {
  /** Of hidden nodes the place where they are met. */
  id: string;
  /** null: hidden. */
  node: WorldNode | null;
  depth: number;
}

/** Node by node, nothing clever: what is visible from the root, and what is hidden next to it. */
export function closureFrom(
  root: WorldNode,
  next: (node: WorldNode) => WorldNode[],
): Map<string, ClosureNode> {
  const found = new Map<string, ClosureNode>([[idOf(root), { id: idOf(root), node: root, depth: 0 }]]);
  for (const { node, depth } of found.values()) {
    if (!node) continue;
    for (const other of next(node)) {
      const id = isVisible(other) ? idOf(other) : `hidden ${idOf(node)} ${idOf(other)}`;
      if (!found.has(id)) found.set(id, { id, node: isVisible(other) ? other : null, depth: depth + 1 });
    }
  }
  return found;
}
