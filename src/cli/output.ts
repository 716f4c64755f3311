import { writeFile } from 'node:fs/promises';
import util from 'node:util';
import type { Environment } from '../config/read-settings.ts';
import type { GatewayContext } from '../context.ts';
import { CommandError } from './errors.ts';
import type { Paint } from './tree.ts';

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

/** Colours on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function paintFor(isTerminal: boolean, environment: Environment): Paint {
  // Node has it since 20.12; older versions get no colours.
  const wanted = isTerminal && !environment['NO_COLOR'] && 'styleText' in util;
  return (style, text) => (wanted ? util.styleText(style, text) : text);
}

const clearLine = '\r\u001b[2K';

/** A line on stderr with the progress of a walk that takes more than a second; nothing unless stderr is a terminal. */
export function createProgress() {
  const clients: GatewayContext['wandb'][] = [];
  let seconds = 0;
  const show = (): void => {
    seconds += 1;
    const requests = clients.reduce((sum, { requestCount }) => sum + requestCount, 0);
    process.stderr.write(`${clearLine}Asking W&B for ${seconds} s: ${requests} requests`);
  };
  const timer = process.stderr.isTTY ? setInterval(show, 1_000).unref() : undefined;
  return {
    /** Counts the W&B requests of this context. */
    add: ({ wandb }: GatewayContext) => void clients.push(wandb),
    end: (): void => {
      clearInterval(timer);
      if (seconds > 0) process.stderr.write(clearLine);
    },
  };
}
