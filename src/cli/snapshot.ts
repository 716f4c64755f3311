import type { WorldJson } from '../emulator/world-json.ts';
import { worldFromNodes } from '../emulator/snapshot-world.ts';
import { collectClosure } from './closure.ts';
import { messagesOf, withWalkEngine, type CommandEngine } from './command-engine.ts';
import type { CommandContext, SnapshotOptions } from './command-options.ts';
import { CommandError } from './errors.ts';
import { writeOut } from './output.ts';
import { loadSnapshotNodes } from './snapshot-queries.ts';

/** Writes a file that `serve --snapshot` serves in the place of W&B. */
export async function snapshot(
  path: string,
  options: SnapshotOptions,
  context: CommandContext,
): Promise<void> {
  const { out } = options;
  const { world, notes } = await withWalkEngine(options, context, (engine) =>
    takeSnapshot(engine, path, options),
  );
  await writeOut(`${JSON.stringify(world, null, 1)}\n`, out);
  if (out !== undefined) notes.push(`Serve it with: ${context.programName} serve --snapshot ${out}`);
  process.stderr.write(`${notes.join('\n')}\n`);
}

type Extent = Pick<SnapshotOptions, 'depth' | 'maxNodes' | 'withConfig' | 'withMetadata'>;

/** The lineage around a root as a world, with notes for people. */
export async function takeSnapshot(
  engine: CommandEngine,
  path: string,
  { depth, maxNodes, withConfig, withMetadata }: Extent,
): Promise<{ world: WorldJson; notes: string[] }> {
  const rootId = await engine.findRoot(path);
  const request = { rootId, direction: 'BOTH', depth, maxNodes, includeSystemTypes: true } as const;
  const { index, errors } = await collectClosure(engine, request);
  const { graph } = index;
  const seen = graph.nodes.filter(({ kind }) => kind !== 'HIDDEN').map(({ id }) => id);
  const saved = await loadSnapshotNodes(engine, seen, { withConfig, withMetadata });
  if (saved.nodes.length === 0) throw new CommandError(`W&B does not show "${path}" any more.`);
  const { world, placeholders, renumbered } = worldFromNodes(`snapshot of ${path}`, saved.nodes);
  const problems = messagesOf([...errors, ...saved.errors]);
  const isCut = graph.completeness.truncations.some(({ reason }) => reason === 'MAX_NODES');
  const notes = [
    ...(problems === '' ? [] : [problems]),
    `Saved ${saved.nodes.length} runs and artifact versions, up to ${depth} hops around ${path}. ${placeholders} neighbours are known but not saved; placeholders stand for them.`,
    ...(isCut ? [`There are more: --max-nodes is ${maxNodes}.`] : []),
    ...(renumbered > 0
      ? [
          `The ids of ${renumbered} versions do not contain a number; these versions have other ids in the snapshot.`,
        ]
      : []),
  ];
  return { world, notes };
}
