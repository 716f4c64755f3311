import { writeFile } from 'node:fs/promises';
import util from 'node:util';
import type { Environment } from '../config/read-settings.ts';
import type { GatewayContext } from '../context.ts';
import { CommandError } from './errors.ts';
import type { Look, Paint } from './tree.ts';

/** Writes to the file, or to stdout if none is named; resolves when everything was handed over. */
export async function writeOut(content: string, file: string | undefined): Promise<void> {
  if (file !== undefined) {
    try {
      await writeFile(file, content);
      return;
    } catch (error) {
      throw new CommandError(`--out ${file} cannot be written: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
  await new Promise<void>((resolve, reject) => {
    process.stdout.once('error', (error: NodeJS.ErrnoException) => {
      // The reader has closed the pipe, as `head` does.
      if (error.code === 'EPIPE') resolve();
      else reject(error);
    });
    process.stdout.write(content, () => resolve());
  });
}

const looks: Record<Look, Parameters<typeof util.styleText>[0]> = {
  root: 'bold',
  run: 'cyan',
  artifact: 'green',
  hidden: 'magenta',
  faint: 'gray',
  good: 'green',
  busy: 'yellow',
  bad: 'red',
  warning: 'yellow',
};

/** Colours on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function paintFor(isTerminal: boolean, environment: Environment): Paint {
  // Node has it since 20.12; older versions get no colours.
  const wanted = isTerminal && !environment['NO_COLOR'] && 'styleText' in util;
  return (look, text) => (wanted ? util.styleText(looks[look], text) : text);
}

export interface Progress {
  /** A page of the walk starts. */
  readonly page: (nodesSoFar: number, context: GatewayContext) => void;
  readonly end: () => void;
}

const shownAfterMs = 1_000;
const clearLine = '\r\u001b[2K';

/** One line on stderr that shows the progress of a walk that takes more than a second; nothing unless stderr is a terminal. */
export function createProgress(): Progress {
  const { stderr } = process;
  if (!stderr.isTTY) return { page: () => undefined, end: () => undefined };
  const startedAt = performance.now();
  let nodes = 0;
  let requests = 0;
  let current: GatewayContext | undefined;
  let shown = false;
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs < shownAfterMs) return;
    shown = true;
    const asked = requests + (current?.wandb.requestCount ?? 0);
    // Within a page only the walk knows how many nodes it has found.
    const known = nodes > 0 ? `, ${nodes} nodes so far` : '';
    stderr.write(`${clearLine}Asking W&B for ${Math.round(elapsedMs / 1_000)} s: ${asked} requests${known}`);
  }, 250);
  timer.unref();
  return {
    page(nodesSoFar, context) {
      requests += current?.wandb.requestCount ?? 0;
      nodes = nodesSoFar;
      current = context;
    },
    end() {
      clearInterval(timer);
      if (shown) stderr.write(clearLine);
    },
  };
}
