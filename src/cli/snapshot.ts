import type { Command } from 'commander';
import { addConnectionOptions, type ConnectionOptions } from '../config/config.ts';
import { wholeNumber } from './arguments.ts';
import type { WorldJson } from '../emulator/world-json.ts';
import { collectClosure, type OnPage } from './closure.ts';
import { CommandError } from './command-error.ts';
import { withEngine, wordsOf, type CommandEngine, type CommandSurroundings } from './command-engine.ts';
import { pathHelp, unhurriedMs } from './graph.ts';
import { createProgress, writeOut } from './output.ts';
import { loadSnapshotNodes } from './snapshot-queries.ts';
import { worldFromNodes } from '../emulator/snapshot-world.ts';

interface SnapshotOptions extends ConnectionOptions {
  depth: string;
  maxNodes: string;
  withConfig: boolean;
  withMetadata: boolean;
  out?: string;
}

const help = `${pathHelp}

The file holds names, states, tags, notes, descriptions, commits and people's names as W&B shows them to your key: look
through it before you give it away. What runs were configured with may hold secrets, so it is saved only when you ask
for it; left out, it reads as empty. No key is ever saved. What lies next to the saved nodes but is not among them is
kept as hidden: walks that go there say so. Hidden nodes have other ids in each W&B, and so here.

Serve it with: lineage-gateway serve --snapshot <file>`;

/** Adds the options of `snapshot` and what it does. */
export function addSnapshotCommand(program: Command, surroundings: CommandSurroundings): void {
  const command = program
    .command('snapshot')
    .description('save what can be seen around a run or an artifact version, to serve it without W&B')
    .argument('<path>', 'where to begin: see below')
    .option('--depth <hops>', 'how many hops up and down; run to artifact to run is two', '6')
    .option('--max-nodes <number>', 'how many nodes at most', '20000')
    .option('--with-config', "save runs' configuration and summary metrics too", false)
    .option('--with-metadata', "save artifacts' metadata too", false)
    .option('--out <file>', 'write to this file instead of stdout')
    .addHelpText('after', help);
  addConnectionOptions(command, unhurriedMs).action(async (path: string, options: SnapshotOptions) => {
    await snapshot(path, options, surroundings);
  });
}

async function snapshot(
  path: string,
  options: SnapshotOptions,
  surroundings: CommandSurroundings,
): Promise<void> {
  const depth = wholeNumber('--depth', options.depth, 0, 50);
  const maxNodes = wholeNumber('--max-nodes', options.maxNodes, 1, 100_000);
  const { withConfig, withMetadata, out } = options;
  const progress = createProgress();
  try {
    const taken = await withEngine(options, surroundings, (engine) =>
      takeSnapshot(engine, path, { depth, maxNodes, withConfig, withMetadata }, (nodes, context) =>
        progress.page(nodes, context),
      ),
    );
    progress.end();
    await writeOut(`${JSON.stringify(taken.world, null, 1)}\n`, out);
    const serve = out === undefined ? [] : [`Serve it with: lineage-gateway serve --snapshot ${out}`];
    process.stderr.write(`${[...taken.notes, ...serve].join('\n')}\n`);
  } finally {
    progress.end();
  }
}

interface Extent {
  depth: number;
  maxNodes: number;
  withConfig: boolean;
  withMetadata: boolean;
}

/** What can be seen around a root, as a world, with what there is to tell about it. */
export async function takeSnapshot(
  engine: CommandEngine,
  path: string,
  { depth, maxNodes, ...details }: Extent,
  onPage?: OnPage,
): Promise<{ world: WorldJson; notes: string[] }> {
  const rootId = await engine.findRoot(path);
  const request = { rootId, direction: 'BOTH', depth, maxNodes, includeSystemTypes: true } as const;
  const { graph, errors } = await collectClosure(engine, request, onPage);
  const seen = graph.nodes.filter(({ kind }) => kind !== 'HIDDEN').map(({ id }) => id);
  const saved = await loadSnapshotNodes(engine, seen, details, onPage);
  if (saved.nodes.length === 0) throw new CommandError(`W&B does not show "${path}" any more.`);
  const { world, placeholders, renumbered } = worldFromNodes(`snapshot of ${path}`, saved.nodes);
  const problems = wordsOf([...errors, ...saved.errors]);
  const isCut = graph.completeness.truncations.some(({ reason }) => reason === 'MAX_NODES');
  const notes = [
    ...(problems === '' ? [] : [problems]),
    `Saved ${saved.nodes.length} runs and artifact versions, up to ${depth} hops around ${path}. Placeholders stand for ${placeholders} neighbours that are known and not saved.`,
    ...(isCut ? [`There are more of them: --max-nodes is ${maxNodes}.`] : []),
    ...(renumbered > 0
      ? [`The ids of ${renumbered} versions hold no number; these have other ids in the snapshot.`]
      : []),
  ];
  return { world, notes };
}
