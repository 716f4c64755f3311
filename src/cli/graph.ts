import { setMaxListeners } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { isExportRefusal } from '../exports/errors.ts';
import { exportLineage } from '../exports/export.ts';
import type { ExportIndex } from '../exports/index.ts';
import { lineFormat } from '../exports/graph.ts';
import { lineageLines } from '../lineage/ndjson.ts';
import { WandbError } from '../wandb/errors.ts';
import { collectClosure, reportIncomplete, walkFrom, type ClosureRequest } from './closure.ts';
import { withWalkEngine, type CommandEngine } from './command-engine.ts';
import { exportFormats, type CommandContext, type GraphOptions } from './command-options.ts';
import { CommandError } from './errors.ts';
import { paintFor, writeOut } from './output.ts';
import { treeText } from './tree.ts';

export async function graph(path: string, options: GraphOptions, context: CommandContext): Promise<void> {
  const closure = await withWalkEngine(options, context, async (engine) => {
    const request = { ...walkFrom(options), rootId: await engine.findRoot(path) };
    if (options.format !== 'ndjson') return collectClosure(engine, request);
    await streamGraph(engine, request, options.out);
    return null;
  });
  if (!closure) return;
  await writeOut(await textFrom(closure.index, options, context), options.out);
  reportIncomplete(closure);
}

async function textFrom(
  index: ExportIndex,
  { format, out }: GraphOptions,
  { environment }: CommandContext,
): Promise<string> {
  if (format === 'tree' || format === 'ndjson')
    return treeText(index, paintFor(out === undefined && process.stdout.isTTY, environment));
  try {
    const { content } = await exportLineage(index.graph, exportFormats[format]);
    return content.endsWith('\n') ? content : `${content}\n`;
  } catch (error) {
    if (!isExportRefusal(error)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

/** Writes the closure line by line while it is found, as `/lineage.ndjson` does. Throws a CommandError where it breaks off. */
async function streamGraph(
  engine: CommandEngine,
  { rootId, direction, depth, maxNodes, includeSystemTypes }: ClosureRequest,
  out: string | undefined,
): Promise<void> {
  const leaving = new AbortController();
  // Each context listens to it.
  setMaxListeners(0, leaving.signal);
  const failures: Error[] = [];
  const lines = lineageLines(
    { rootIds: [rootId], direction, maxDepth: depth, maxNodes, filter: { includeSystemTypes } },
    {
      format: lineFormat,
      openContext: () => engine.openContext(leaving.signal),
      // A command has no log, so that messages are not masked.
      errorForClients(error) {
        failures.push(error);
        return {
          message: error.message,
          ...(error instanceof WandbError && { extensions: error.extensions }),
        };
      },
    },
  );
  const seen = { complete: true };
  async function* watched(): AsyncGenerator<string> {
    for await (const text of lines) {
      if (text.startsWith('{"kind":"end","complete":false')) seen.complete = false;
      yield text;
    }
  }
  try {
    if (out === undefined) await pipeline(watched, process.stdout, { end: false });
    else await pipeline(watched, createWriteStream(out));
  } catch (error) {
    leaving.abort(error);
    if (error instanceof WandbError) throw new CommandError(error.message, { cause: error });
    const { code, message } = error as NodeJS.ErrnoException;
    // The reader has closed the pipe, as `head` does.
    if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    throw out === undefined
      ? error
      : new CommandError(`--out ${out} cannot be written: ${message}`, { cause: error });
  }
  if (seen.complete) return;
  const [why] = failures.slice(-1).map(({ message }) => `: ${message}`);
  process.stderr.write(`The lineage is incomplete; the last line says what is missing${why ?? '.'}\n`);
}
