import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { isExportRefusal } from '../exports/errors.ts';
import { exportLineage } from '../exports/export.ts';
import type { ExportIndex } from '../exports/index.ts';
import { totalsOf, totalsText } from '../exports/totals.ts';
import { lineFormat } from '../exports/graph.ts';
import type { TruncationReason } from '../lineage/graph.ts';
import { lineageLines } from '../lineage/ndjson.ts';
import { WandbError } from '../wandb/errors.ts';
import {
  collectClosure,
  reportVerdict,
  verdictOn,
  verdictOnClosure,
  walkFrom,
  type ClosureRequest,
  type Verdict,
} from './closure.ts';
import { withWalkEngine, type CommandEngine } from './command-engine.ts';
import { exportFormats, type CommandContext, type GraphOptions } from './command-options.ts';
import { CommandError } from './errors.ts';
import { paintFor, writeOut, type Output } from './output.ts';
import { treeText } from './tree.ts';

export async function graph(path: string, options: GraphOptions, context: CommandContext): Promise<void> {
  if (options.sign !== undefined && options.format !== 'in-toto')
    throw new CommandError('--sign signs a statement: add --format in-toto.');
  if (options.totals && options.format === 'ndjson')
    throw new CommandError(
      '--totals needs the whole graph, which --format ndjson never holds: choose another format.',
    );
  const verdict = await withWalkEngine(options, context, async (engine) => {
    const request = { ...walkFrom(options), rootId: await engine.findRoot(path) };
    if (options.format === 'ndjson') return streamGraph(engine, request, options);
    const closure = await collectClosure(engine, request);
    const result = verdictOnClosure(closure);
    if (options.totals) process.stderr.write(totalsText(totalsOf(closure.index.byId.values())));
    await writeOut(
      await textFrom(closure.index, options, context),
      outputFrom(options, () => result),
    );
    return result;
  });
  if (verdict) reportVerdict(verdict);
}

/** A worse result does not take the place of a file unless that is allowed. */
function outputFrom({ out, allowIncomplete }: GraphOptions, verdict: () => Verdict): Output {
  return { file: out, mayReplace: () => allowIncomplete || !verdict().hasFailed };
}

async function textFrom(
  index: ExportIndex,
  { format, out, depth, sign }: GraphOptions,
  { environment }: CommandContext,
): Promise<string> {
  if (format === 'tree' || format === 'ndjson')
    return treeText(index, paintFor(out === undefined && process.stdout.isTTY, environment), depth);
  try {
    const { content } = await exportLineage(index.graph, exportFormats[format]);
    if (sign !== undefined) return await signed(content, sign);
    return content.endsWith('\n') ? content : `${content}\n`;
  } catch (error) {
    if (!isExportRefusal(error)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

async function signed(statement: string, keyFile: string): Promise<string> {
  const { DsseError, signStatement } = await import('../exports/evidence/dsse.ts');
  try {
    return signStatement(statement, await readFile(keyFile, 'utf8'));
  } catch (error) {
    if (!(error instanceof DsseError) && !(error instanceof Error && 'syscall' in error)) throw error;
    throw new CommandError(`--sign ${keyFile} cannot be used: ${error.message}`, { cause: error });
  }
}

/** Writes the closure line by line while it is found, as `/lineage.ndjson` does. Null: whoever reads the output has left. */
async function streamGraph(
  engine: CommandEngine,
  { rootId, direction, depth, maxNodes, includeSystemTypes }: ClosureRequest,
  options: GraphOptions,
): Promise<Verdict | null> {
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
  const end: { reasons: TruncationReason[] | null } = { reasons: null };
  async function* watched(): AsyncGenerator<string> {
    for await (const text of lines) {
      if (text.startsWith('{"kind":"end"'))
        end.reasons = Object.keys(
          (JSON.parse(text) as { truncations: object }).truncations,
        ) as TruncationReason[];
      yield text;
    }
  }
  const verdict = (): Verdict =>
    verdictOn(end.reasons ?? [], ['the last line of the output says what is missing'], failures);
  try {
    await writeOut(watched(), outputFrom(options, verdict));
  } catch (error) {
    leaving.abort(error);
    if (error instanceof WandbError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
  if (end.reasons) return verdict();
  leaving.abort();
  return null;
}
