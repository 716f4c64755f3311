import type { WorldJson } from '../../emulator/world-json.ts';
import { worldFromNodes } from '../../emulator/snapshot-world.ts';
import { collectClosure, reportVerdict, verdictOnClosure, type Verdict } from '../closure.ts';
import { withWalkEngine, type CommandEngine } from '../command-engine.ts';
import type { CommandContext, SnapshotOptions } from '../command-options.ts';
import { CommandError } from '../errors.ts';
import { writeOut } from '../output.ts';
import { loadSnapshotNodes } from './snapshot-queries.ts';

/** Writes a file that `serve --snapshot` serves in the place of W&B. */
export async function snapshot(
  path: string,
  options: SnapshotOptions,
  context: CommandContext,
): Promise<void> {
  const { out: file, allowIncomplete } = options;
  const { world, notes, verdict } = await withWalkEngine(options, context, (engine) =>
    takeSnapshot(engine, path, options),
  );
  const text = `${JSON.stringify(world, null, 1)}\n`;
  const isReplaced = await writeOut(text, { file, mayReplace: () => allowIncomplete || !verdict.hasFailed });
  if (file !== undefined && isReplaced)
    notes.push(`Serve it with: ${context.programName} serve --snapshot ${file}`);
  reportVerdict({ ...verdict, lines: [...verdict.lines, ...notes] });
}

type Extent = Pick<SnapshotOptions, 'depth' | 'maxNodes' | 'withConfig' | 'withMetadata'>;

/** The lineage around a root as a world, with notes for people. */
export async function takeSnapshot(
  engine: CommandEngine,
  path: string,
  { depth, maxNodes, withConfig, withMetadata }: Extent,
): Promise<{ world: WorldJson; notes: string[]; verdict: Verdict }> {
  const rootId = await engine.findRoot(path);
  const request = { rootId, direction: 'BOTH', depth, maxNodes, includeSystemTypes: true } as const;
  const closure = await collectClosure(engine, request);
  const seen = closure.index.graph.nodes.filter(({ kind }) => kind !== 'HIDDEN').map(({ id }) => id);
  const saved = await loadSnapshotNodes(engine, seen, { withConfig, withMetadata });
  if (saved.nodes.length === 0) throw new CommandError(`W&B does not show "${path}" any more.`);
  const { world, placeholders, renumbered } = worldFromNodes(`snapshot of ${path}`, saved.nodes);
  const vanished = seen.length - saved.nodes.length;
  const verdict = verdictOnClosure({
    index: closure.index,
    errors: [
      ...closure.errors,
      ...saved.errors,
      ...(vanished > 0 ? [{ message: `${vanished} runs or versions vanished before they were saved.` }] : []),
    ],
  });
  const notes = [
    `Saved ${saved.nodes.length} runs and artifact versions, up to ${depth} hops around ${path}. ${placeholders} neighbours are known but not saved; placeholders stand for them.`,
    ...(renumbered > 0
      ? [
          `The ids of ${renumbered} versions do not contain a number; these versions have other ids in the snapshot.`,
        ]
      : []),
  ];
  const takenAt = new Date().toISOString();
  const record = { root: path, takenAt, complete: verdict.exitCode === 0, missing: [...verdict.lines] };
  return { world: { ...world, snapshot: record }, notes, verdict };
}
