import { Option, type Command } from 'commander';
import { addConnectionOptions, type ConnectionOptions } from '../config/config.ts';
import { exportIndexFromGraph, type ExportIndex } from '../exports/index.ts';
import { isExportRefusal } from '../exports/errors.ts';
import type { ExportGraph, LineageExportFormat } from '../exports/model.ts';
import { exportLineage } from '../exports/export.ts';
import { collectClosure, walkFrom, type WalkOptions } from './closure.ts';
import { CommandError } from './command-error.ts';
import { withEngine, wordsOf, type CommandSurroundings } from './command-engine.ts';
import { createProgress, paintFor, writeOut } from './output.ts';
import { streamGraph } from './graph-stream.ts';
import { treeText } from './tree.ts';

const formats = {
  json: 'JSON',
  mermaid: 'MERMAID',
  dot: 'DOT',
  svg: 'SVG',
  prov: 'PROV_JSON',
  openlineage: 'OPENLINEAGE',
  cyclonedx: 'CYCLONEDX',
} as const satisfies Record<string, LineageExportFormat>;

interface GraphOptions extends ConnectionOptions, WalkOptions {
  both?: true;
  format: 'tree' | 'ndjson' | keyof typeof formats;
  out?: string;
}

/** Where a walk may take as long as it needs: people can interrupt it. */
export const unhurriedMs = '600000';

export const pathHelp = `
The path is a run (entity/project/runId, the id in the run's URL), an artifact version (entity/project/name:ref, where
ref is an alias, vN or a digest), or a global id. entity/project/name without a ref may be either; an artifact of that name
(:latest) is preferred to a run.`;

/** Adds the options of `graph` and what it does. */
export function addGraphCommand(program: Command, surroundings: CommandSurroundings): void {
  const command = program
    .command('graph')
    .description('show the lineage of a run or an artifact version')
    .argument('<path>', 'where to begin: see below')
    .addOption(new Option('--up', 'only what it was made from').conflicts(['down', 'both']))
    .addOption(new Option('--down', 'only what was made from it').conflicts(['up', 'both']))
    .addOption(new Option('--both', 'both (the default)').conflicts(['up', 'down']))
    .option('--depth <hops>', 'how many hops; run to artifact to run is two', '6')
    .option('--max-nodes <number>', 'how many nodes at most', '1000')
    .option('--include-system-types', 'show what W&B logs by itself (wandb-*, run_table, code, job)', false)
    .addOption(
      new Option('--format <name>', 'what to write')
        .choices(['tree', ...Object.keys(formats), 'ndjson'])
        .default('tree'),
    )
    .option('--out <file>', 'write to this file instead of stdout')
    .addHelpText('after', pathHelp);
  addConnectionOptions(command, unhurriedMs).action(async (path: string, options: GraphOptions) => {
    await graph(path, options, surroundings);
  });
}

async function graph(path: string, options: GraphOptions, surroundings: CommandSurroundings): Promise<void> {
  const walk = walkFrom(options);
  const progress = createProgress();
  try {
    await withEngine(options, surroundings, async (engine) => {
      const request = { ...walk, rootId: await engine.findRoot(path) };
      if (options.format === 'ndjson') {
        await streamGraph(engine, request, options.out);
        return;
      }
      const closure = await collectClosure(engine, request, (nodesSoFar, context) =>
        progress.page(nodesSoFar, context),
      );
      progress.end();
      const index = await exportIndexFromGraph(closure.graph);
      await writeOut(await textFrom(index, options.format, options.out, surroundings), options.out);
      if (closure.errors.length > 0) process.stderr.write(`${wordsOf(closure.errors)}\n`);
      tellMissing(index);
    });
  } finally {
    progress.end();
  }
}

async function textFrom(
  index: ExportIndex,
  format: 'tree' | keyof typeof formats,
  out: string | undefined,
  { environment }: CommandSurroundings,
): Promise<string> {
  if (format === 'tree')
    return treeText(index, paintFor(out === undefined && process.stdout.isTTY, environment));
  return exportText(index.graph, formats[format]);
}

async function exportText(graph: ExportGraph, format: LineageExportFormat): Promise<string> {
  try {
    const { content } = await exportLineage(graph, format);
    return content.endsWith('\n') ? content : `${content}\n`;
  } catch (error) {
    if (!isExportRefusal(error)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

/** Whoever keeps only stdout should not take a part for the whole. */
function tellMissing({ graph, incompleteBecause }: ExportIndex): void {
  if (graph.completeness.complete) return;
  process.stderr.write(`This is not all: ${incompleteBecause.join('; ')}.\n`);
}
