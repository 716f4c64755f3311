import { setMaxListeners } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { lineageLines } from '../lineage/stream-lines.ts';
import { WandbError } from '../wandb/errors.ts';
import type { ClosureRequest } from './closure.ts';
import type { CommandEngine } from './command-engine.ts';
import { CommandError } from './command-error.ts';

/** Writes the closure line by line while it is found, as `/lineage.ndjson` does. Throws a CommandError where it breaks off. */
export async function streamGraph(
  engine: CommandEngine,
  { rootId, direction, depth, maxNodes, includeSystemTypes }: ClosureRequest,
  out: string | undefined,
): Promise<void> {
  const leaving = new AbortController();
  // Each context listens to it.
  setMaxListeners(0, leaving.signal);
  const broken: Error[] = [];
  const lines = lineageLines(
    { rootIds: [rootId], direction, maxDepth: depth, maxNodes, filter: { includeSystemTypes } },
    {
      openContext: () => engine.openContext(leaving.signal),
      // Whoever runs a command reads all there is to know: there is no log.
      errorForClients(error) {
        broken.push(error);
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
    // Whoever reads has seen enough, as `head` has.
    if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    throw out === undefined
      ? error
      : new CommandError(`--out ${out} cannot be written: ${message}`, { cause: error });
  }
  if (!seen.complete) process.stderr.write(notAll(broken.at(-1)));
}

function notAll(broken: Error | undefined): string {
  const why = broken ? `: ${broken.message}` : '';
  return `This is not all; the last line says what is missing${why}\n`;
}
